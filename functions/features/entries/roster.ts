import type { Amounts } from '../../projection/amounts.ts';
import type { Item, Key } from '../../table/client.ts';
import { counterKey } from '../../table/keys.ts';
import type { ContestEntry } from './model.ts';

// The roster of a contest: which of its entries show and which can be voted on, as counters that the projector keeps. What an
// entry adds follows from the entry alone, so that a recount over all entries gives the same.

/** Entries of one item: a change of one writes the whole of it. */
const CHUNK = 250;
const CHUNK_DIGITS = 6;

const VOTABLE = 1;
const UNRANKED = 2;
const HIDDEN = 3;

const subjectOf = (contestId: string) => `ROSTER#${contestId}`;

const rosterKey = (programId: string, contestId: string, number: number): Key =>
  counterKey(programId, subjectOf(contestId), chunkOf(number));

const chunkOf = (number: number) => String(Math.floor(number / CHUNK)).padStart(CHUNK_DIGITS, '0');

/** What an entry adds to its contest's roster; undefined for one that was not admitted, or has left without showing. */
export function rosterLine(entry: ContestEntry): { key: Key; add: Amounts } | undefined {
  const { programId, contestId, number, state, isHidden } = entry;
  if (state !== 'APPROVED' && state !== 'DISQUALIFIED') return undefined;
  const add = { [`e${number}`]: state !== 'APPROVED' ? UNRANKED : isHidden ? HIDDEN : VOTABLE };
  return { key: rosterKey(programId, contestId, number), add };
}

/** The numbers of a contest's entries. */
export type Roster = {
  /** Those that can be voted on. */
  votable: ReadonlySet<number>;
  /** Those whose votes count, hidden ones among them. */
  standing: ReadonlySet<number>;
};

export const rosterPartition = (programId: string, contestId: string): string =>
  counterKey(programId, subjectOf(contestId), '').PK;

/** Of all items of a roster. */
export function readRoster(items: readonly Item[]): Roster {
  const lines = items.flatMap(linesOf).sort(([left], [right]) => left - right);
  const those = (...states: number[]) =>
    new Set(lines.filter(([, state]) => states.includes(state)).map(([number]) => number));
  return { votable: those(VOTABLE), standing: those(VOTABLE, HIDDEN) };
}

const linesOf = (item: Item): [number, number][] =>
  Object.entries(item).flatMap(([name, state]): [number, number][] => {
    const [, number] = /^e(\d+)$/.exec(name) ?? [];
    return number === undefined || state === 0 ? [] : [[Number(number), Number(state)]];
  });
