import type { BallotState } from '../../platform/generated/enums.ts';
import type { EntryVotes } from '../votes/ballot.ts';

// What the ballots of one attempt of a round come to.

/**
 * What an entry was given: votes, and by how many ballots, which in a round with votes by day are a voter's of each day. `held` and
 * `struck` are votes that do not count.
 */
export type Sum = { votes: number; voters: number; held: number; struck: number };
/** What an order is made of. */
export type Given = Pick<Sum, 'votes' | 'voters'>;
/** By the number of the entry. */
export type Sums = Map<number, Sum>;

export const NOTHING: Sum = { votes: 0, voters: 0, held: 0, struck: 0 };

/** Adds a ballot to sums. */
export function addBallot(
  sums: Sums,
  { state, votes }: { state: BallotState; votes: readonly EntryVotes[] },
): void {
  for (const [number, count] of votes) addTo(sums, number, { ...NOTHING, ...worthOf(state, count) });
}

function worthOf(state: BallotState, count: number): Partial<Sum> {
  switch (state) {
    case 'COUNTED':
      return { votes: count, voters: count > 0 ? 1 : 0 };
    case 'HELD':
      return { held: count };
    case 'STRUCK':
      return { struck: count };
    case 'VOID':
      return {};
  }
}

export function addTo(sums: Sums, number: number, { votes, voters, held, struck }: Sum): void {
  const sum = sums.get(number);
  if (sum === undefined) {
    sums.set(number, { votes, voters, held, struck });
    return;
  }
  sum.votes += votes;
  sum.voters += voters;
  sum.held += held;
  sum.struck += struck;
}

/** The numbers that anybody voted for, most votes first, of equals those that more voters gave them to. */
export const mostFirst = (sums: ReadonlyMap<number, Given>): number[] =>
  [...sums]
    .filter(([, { votes }]) => votes > 0)
    .sort(([number, one], [other, two]) => byVotes(one, two) || number - other)
    .map(([number]) => number);

/** 0 for equals in votes and voters. */
export const byVotes = (one: Given, other: Given): number =>
  other.votes - one.votes || other.voters - one.voters;
