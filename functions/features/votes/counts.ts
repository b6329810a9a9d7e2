import { BARE_ID, bareIdOf, ID_PREFIX } from '../../platform/ids.ts';
import type { Amounts } from '../../projection/amounts.ts';
import type { Item, Key } from '../../table/client.ts';
import { tallyPartition } from '../../table/keys.ts';
import { type Ballot, countedVotes } from './ballot.ts';

// Tallies: what the entries of a round were given, as counters that the projector keeps. What a ballot adds follows from the ballot
// alone, so that a recount over all ballots gives the same.

/** Entries of one item: with all their votes it is one write unit. */
const GROUP = 50;

export type TallyOf = Pick<Ballot, 'programId' | 'contestId' | 'round' | 'attempt' | 'isLive'>;

export const tallyKey = ({ programId, ...of }: TallyOf, number: number): Key => ({
  PK: tallyPartition(programId, of),
  SK: String(Math.floor(number / GROUP)).padStart(6, '0'),
});

const attribute = (number: number) => `v${number}`;

/** How many ballots there are. Each stands in the group of the first of its entries, so that no item is written for it alone. */
const BALLOTS = 'n';

/** What a ballot adds to the tallies. */
export function tallyLines(ballot: Ballot): { key: Key; add: Amounts }[] {
  const given = countedVotes(ballot);
  const first = Math.min(...given.map(([number]) => number));
  return given.map(([number, votes]) => ({
    key: tallyKey(ballot, number),
    add: { [attribute(number)]: votes, ...(number === first ? { [BALLOTS]: 1 } : {}) },
  }));
}

export const ballotsIn = (tally: Item): number => Number(tally[BALLOTS] ?? 0);

/** What a tally says of an entry. */
export const votesIn = (tally: Item | undefined, number: number): number =>
  Number(tally?.[attribute(number)] ?? 0);

/** The votes of each entry that a tally has. */
export const votesByEntry = (tally: Item): [number: number, votes: number][] =>
  Object.entries(tally).flatMap(([name, votes]): [number, number][] => {
    const [, number] = /^v(\d+)$/.exec(name) ?? [];
    return number === undefined ? [] : [[Number(number), Number(votes)]];
  });

/** What one entry was given in one attempt of a round. */
export type EntryCounts = Omit<TallyOf, 'isLive'> & { number: number; votes: number };

const COUNTS_ID = new RegExp(`^${ID_PREFIX.entryCounts}_(${BARE_ID})_([1-9]\\d{0,8})_([12])_([1-9]\\d?)$`);

export const countsIdOf = ({ contestId, number, round, attempt }: Omit<EntryCounts, 'votes' | 'programId'>) =>
  `${ID_PREFIX.entryCounts}_${bareIdOf(contestId)}_${number}_${round}_${attempt}`;

/** Undefined for text that is no such id. */
export function readCountsId(id: string): Omit<EntryCounts, 'votes' | 'programId'> | undefined {
  const [, contest, number, round, attempt] = COUNTS_ID.exec(id) ?? [];
  return attempt === undefined
    ? undefined
    : {
        contestId: `${ID_PREFIX.contest}_${contest}`,
        number: Number(number),
        round: Number(round),
        attempt: Number(attempt),
      };
}
