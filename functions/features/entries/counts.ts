import { CONTEST_ENTRY_STATES, type ContestEntryState } from '../../platform/generated/enums.ts';
import type { Amounts } from '../../projection/amounts.ts';
import type { Item, Key } from '../../table/client.ts';
import { counterDay, counterKey, dayPeriod } from '../../table/keys.ts';
import type { ContestEntry } from './model.ts';

// How many entries of a contest are in which state, as counters that the projector keeps: one for each day on which entries were handed
// in, and one for those that were not.

const NOT_HANDED_IN = 'ALL';

const statesKey = (programId: string, contestId: string, period: string): Key =>
  counterKey(programId, `ENTRIES#${contestId}`, period);

export const statesPartition = (programId: string, contestId: string): string =>
  statesKey(programId, contestId, '').PK;

export const stateLine = ({
  programId,
  contestId,
  submittedOn,
  state,
}: ContestEntry): { key: Key; add: Amounts } => ({
  key: statesKey(programId, contestId, submittedOn === null ? NOT_HANDED_IN : dayPeriod(submittedOn)),
  add: { [state]: 1 },
});

export type EntryStates = {
  byState: { state: ContestEntryState; entries: number }[];
  byDay: { day: string; entries: number }[];
};

/** Days that are told. */
const MAX_DAYS = 366;

/** Of all counters of a contest, in the order of their keys. */
export function readStates(counters: readonly Item[]): EntryStates {
  const inState = (counter: Item, state: ContestEntryState) => Number(counter[state] ?? 0);
  const byState = CONTEST_ENTRY_STATES.map((state) => ({
    state,
    entries: counters.reduce((sum, counter) => sum + inState(counter, state), 0),
  }));
  const byDay = counters.flatMap((counter) => {
    const day = counterDay(counter);
    const entries = CONTEST_ENTRY_STATES.reduce((sum, state) => sum + inState(counter, state), 0);
    return day === undefined || entries === 0 ? [] : [{ day, entries }];
  });
  return { byState, byDay: byDay.slice(-MAX_DAYS) };
}
