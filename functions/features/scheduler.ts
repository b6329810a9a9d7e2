import type { Deps } from '../platform/deps.ts';
import { Fault } from '../platform/errors.ts';
import type { Item } from '../table/client.ts';
import { type DueHandler, type DueReport, runDueWork } from '../table/due.ts';
import { ENTITY, programOf } from '../table/keys.ts';
import { backfillBoard } from './leaderboards/backfill.ts';
import { relistMember } from './leaderboards/listing.ts';
import { expireLot } from './points/due.ts';
import type { Program } from './programs/rules.ts';
import { loadProgram } from './programs/store.ts';
import { settleReferral } from './referrals/due.ts';

type ProgramHandler = (deps: Deps, program: Program, item: Item, isOver: () => boolean) => Promise<void>;

/** What falls due, by entity type. A new feature adds its own here. */
export const dueHandlers: Readonly<Record<string, DueHandler>> = {
  [ENTITY.pointExpiry]: inProgram(expireLot),
  [ENTITY.referral]: inProgram(settleReferral),
  [ENTITY.leaderboard]: inProgram(backfillBoard),
  [ENTITY.relisting]: inProgram(relistMember),
};

function inProgram(handler: ProgramHandler): DueHandler {
  return async (deps, item, isOver) => {
    const program = await loadProgram(deps, programOf(item) ?? '');
    if (program === undefined) throw new Fault('A due item belongs to no program.');
    await handler(deps, program, item, isOver);
  };
}

/** The scheduled Lambda stops taking on work this long before its time is up. */
const RESERVE_MILLIS = 10_000;

/** The Lambda handler of the schedule: does what is due. `remainingMillis` is what is left of the invocation's time. */
export function createScheduler(deps: Deps): (remainingMillis: () => number) => Promise<DueReport> {
  return async (remainingMillis) => {
    const report = await runDueWork(deps, dueHandlers, () => remainingMillis() < RESERVE_MILLIS);
    if (report.done + report.failed > 0) deps.log.info('Did due work.', report);
    return report;
  };
}
