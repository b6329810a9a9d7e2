import { expireContestEntry } from '../features/entries/due.ts';
import { backfillBoard } from '../features/leaderboards/records/backfill.ts';
import { relistMember } from '../features/leaderboards/records/relist.ts';
import { readVotes } from '../features/numbers/due.ts';
import { expireLot } from '../features/points/due.ts';
import type { Program } from '../features/programs/rules.ts';
import { cachedProgram } from '../features/programs/store.ts';
import { settleReferral } from '../features/referrals/due.ts';
import { countRound } from '../features/results/due.ts';
import { fileResult } from '../features/results/filing.ts';
import { payPrizes } from '../features/results/payment.ts';
import { carryOutDecision } from '../features/votes/decisions/due.ts';
import { forgetOrigins, strikeBallots } from '../features/votes/due.ts';
import { Fault } from '../platform/errors.ts';
import type { Item } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';
import type { DueHandler } from '../table/due.ts';
import { type DueKind, ENTITY } from '../table/entities.ts';
import { programOf } from '../table/keys.ts';
import { catalog } from './catalog.ts';

type ProgramHandler = (deps: Deps, program: Program, item: Item, isOver: () => boolean) => Promise<void>;

/** What is done when an item falls due, by its entity. */
export const dueHandlers: Readonly<Record<DueKind, DueHandler>> = {
  [ENTITY.pointExpiry]: inProgram(expireLot),
  [ENTITY.referral]: inProgram(settleReferral),
  [ENTITY.leaderboard]: inProgram((deps, ...due) => backfillBoard(deps, catalog, ...due)),
  [ENTITY.contestEntry]: inProgram(expireContestEntry),
  [ENTITY.roundCount]: inProgram(countRound),
  [ENTITY.contestResult]: inProgram(fileResult),
  [ENTITY.voteHours]: inProgram(readVotes),
  [ENTITY.prizePayment]: inProgram(payPrizes),
  [ENTITY.contestEnd]: inProgram(forgetOrigins),
  [ENTITY.voteDecision]: inProgram(carryOutDecision),
  [ENTITY.memberStatus]: inProgram(strikeBallots),
  [ENTITY.relisting]: inProgram((deps, ...due) => relistMember(deps, catalog, ...due)),
};

function inProgram(handler: ProgramHandler): DueHandler {
  return async (deps, item, isOver) => {
    const program = await cachedProgram(deps, programOf(item) ?? '');
    if (program === undefined) throw new Fault('A due item belongs to no program.');
    await handler(deps, program, item, isOver);
  };
}
