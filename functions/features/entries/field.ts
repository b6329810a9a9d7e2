import { concurrently } from '../../platform/concurrently.ts';
import { chunk } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import type { Contest } from '../contests/model.ts';
import type { ContestEntry } from './model.ts';
import { getContestEntries, lastNumber } from './store.ts';

/** What a count has to know of an entry. `isStanding`: it was admitted, and has not left; also one that reports have hidden. */
export type InField = Pick<ContestEntry, 'number' | 'authorId' | 'submittedAt' | 'state'> & {
  isStanding: boolean;
};
export type Field = ReadonlyMap<number, InField>;

const PAGE = 100;
const PAGES_AT_ONCE = 4;

/** Every entry of a contest as it is at this moment, drafts among them, by its number. */
export async function fieldOfContest(deps: Deps, contest: Contest): Promise<Field> {
  const last = await lastNumber(deps, contest.programId, contest.id, { consistent: true });
  return fieldOf(
    deps,
    contest,
    Array.from({ length: last }, (_, index) => index + 1),
  );
}

/** The same of those with these numbers. */
export async function fieldOf(
  deps: Deps,
  { programId, id }: Contest,
  numbers: readonly number[],
): Promise<Field> {
  const field = new Map<number, InField>();
  await concurrently(chunk(numbers, PAGE), PAGES_AT_ONCE, async (page) => {
    for (const entry of await getContestEntries(deps, programId, id, page, { consistent: true })) {
      if (entry === undefined) continue;
      const { number, authorId, submittedAt, state } = entry;
      field.set(number, { number, authorId, submittedAt, state, isStanding: state === 'APPROVED' });
    }
  });
  return field;
}
