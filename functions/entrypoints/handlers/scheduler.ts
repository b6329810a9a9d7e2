import { Fault } from '../../platform/errors.ts';
import { beat } from '../../projection/heartbeat.ts';
import { dueHandlers } from '../../registry/due.ts';
import type { Deps } from '../../table/deps.ts';
import { type DueHandlers, type DueReport, runDueWork } from '../../table/due.ts';
import { ENTITY } from '../../table/entities.ts';
import { TICK_KINDS, type Tick, type TickKind } from '../../table/schedule.ts';

/** The scheduled Lambda stops taking on work this long before its time is up. */
const RESERVE_MILLIS = 10_000;

/**
 * Does what is due, of one kind where one is named, or writes the heartbeat. `remainingMillis`: of the
 * invocation.
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

/** Throws Fault for a kind that this version does not know. */
export function kindOf({ kind }: Tick): TickKind | undefined {
  const known = TICK_KINDS.find((each) => each === kind);
  if (kind !== undefined && known === undefined) throw new Fault(`No tick is of the kind ${kind}.`);
  return known;
}
