import { expect } from 'vitest';
import type { Ballot } from '../../../../functions/features/votes/ballot.ts';
import { parseBallot } from '../../../../functions/features/votes/store.ts';
import { ENTITY } from '../../../../functions/table/entities.ts';
import type { Run } from './run.ts';

// The ballots that stand, and which of them are held by the model's own reckoning.

export const ballotsOf = ({ stage }: Run): Ballot[] =>
  stage.all().flatMap((item) => (item.et === ENTITY.ballot ? parseBallot(item) : []));
export const slotOf = ({ memberId, round, attempt, period }: Ballot) =>
  `${memberId} ${round}#${attempt}#${period}`;
const DAY = 86_400_000;

/** Enters a ballot that was not there before. */
export function begin(run: Run, ballot: Ballot): void {
  const joined = run.joined.get(ballot.memberId) ?? 0;
  const first = Math.min(...Object.values(ballot.votes).map(([, at]) => at));
  const isHeld = joined + run.told.holdsDays * DAY > first;
  expect([slotOf(ballot), ballot.state], 'votes of new members are held, and no others').toEqual([
    slotOf(ballot),
    isHeld ? 'HELD' : 'COUNTED',
  ]);
  if (isHeld) run.held.set(slotOf(ballot), new Date(first).toISOString());
}

/** Enters that a voter gave an entry another number while it was to be released whoever voted for it. */
export function touch(run: Run, slot: string, number: number): void {
  for (const { entry, doubtful } of run.releases) if (entry === number) doubtful.add(slot);
}

/** Whether a ballot is held when all is at rest; undefined where it depends on which came first. */
function isHeldAtRest({ held, releases }: Run, slot: string): boolean | undefined {
  const heldAt = held.get(slot);
  if (heldAt === undefined) return false;
  const meant = releases.filter(({ decidedAt }) => heldAt <= decidedAt);
  if (meant.some(({ entry, gave, doubtful }) => entry === null || (gave.has(slot) && !doubtful.has(slot))))
    return false;
  return meant.some(({ doubtful }) => doubtful.has(slot)) ? undefined : true;
}

export function checkHeld(run: Run, ballot: Ballot): void {
  const isHeld = isHeldAtRest(run, slotOf(ballot));
  if (isHeld === undefined) return;
  expect([slotOf(ballot), ballot.state], 'what is held waits until it is released').toEqual([
    slotOf(ballot),
    isHeld ? 'HELD' : 'COUNTED',
  ]);
  run.seen.add(isHeld ? 'HELD' : run.held.has(slotOf(ballot)) ? 'RELEASED' : 'NOT HELD');
}
