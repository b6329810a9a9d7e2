import { backfillBoard } from '../../features/leaderboards/records/backfill.ts';
import { relistMember } from '../../features/leaderboards/records/relist.ts';
import { expireLot } from '../../features/points/due.ts';
import type { Program } from '../../features/programs/rules.ts';
import { cachedProgram } from '../../features/programs/store.ts';
import { settleReferral } from '../../features/referrals/due.ts';
import { Fault } from '../../platform/errors.ts';
import { beat } from '../../projection/heartbeat.ts';
import { catalog } from '../../registry/catalog.ts';
import type { Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { type DueHandler, type DueHandlers, type DueReport, runDueWork } from '../../table/due.ts';
import { type DueKind, ENTITY } from '../../table/entities.ts';
import { programOf } from '../../table/keys.ts';
import { TICK_KINDS, type Tick, type TickKind } from '../../table/schedule.ts';

type ProgramHandler = (deps: Deps, program: Program, item: Item, isOver: () => boolean) => Promise<void>;

export const dueHandlers: Readonly<Record<DueKind, DueHandler>> = {
  [ENTITY.pointExpiry]: inProgram(expireLot),
  [ENTITY.referral]: inProgram(settleReferral),
  [ENTITY.leaderboard]: inProgram((deps, ...due) => backfillBoard(deps, catalog, ...due)),
  [ENTITY.relisting]: inProgram((deps, ...due) => relistMember(deps, catalog, ...due)),
};

function inProgram(handler: ProgramHandler): DueHandler {
  return async (deps, item, isOver) => {
    const program = await cachedProgram(deps, programOf(item) ?? '');
    if (program === undefined) throw new Fault('A due item belongs to no program.');
    await handler(deps, program, item, isOver);
  };
}

/** The scheduled Lambda stops taking on work this long before its time is up. */
const RESERVE_MILLIS = 10_000;

/**
 * The Lambda handler of the schedule: does what is due, of one kind where one is named, or writes the
 * heartbeat. `remainingMillis` is what is left of the invocation's time.
 */
export function createScheduler(
  deps: Deps,
): (remainingMillis: () => number, kind?: TickKind) => Promise<DueReport> {
  return async (remainingMillis, kind) => {
    if (kind === ENTITY.heartbeat) await beat(deps);
    return runDueWork(deps, handlersOf(kind), () => remainingMillis() < RESERVE_MILLIS);
  };
}

function handlersOf(kind: TickKind | undefined): DueHandlers {
  if (kind === undefined) return dueHandlers;
  return kind === ENTITY.heartbeat ? {} : { [kind]: dueHandlers[kind] };
}

/** The kind that a tick names. Throws Fault for one that this version does not know. */
export function kindOf({ kind }: Tick): TickKind | undefined {
  const known = TICK_KINDS.find((each) => each === kind);
  if (kind !== undefined && known === undefined) throw new Fault(`No tick is of the kind ${kind}.`);
  return known;
}
