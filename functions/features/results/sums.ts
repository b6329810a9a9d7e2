// What the ballots of one attempt of a round come to, and the order that follows from it.

/** What an entry was given: votes, and by how many voters. */
export type Sum = { votes: number; voters: number };
/** By the number of the entry. */
export type Sums = Map<number, Sum>;

/** Adds up ballots, those of one voter one after the other. */
export function createSums() {
  const sums: Sums = new Map();
  let voter = '';
  let known = new Set<number>();
  return {
    sums,
    add(memberId: string, votes: readonly (readonly [number: number, votes: number])[]): void {
      if (memberId !== voter) {
        voter = memberId;
        known = new Set();
      }
      for (const [number, count] of votes) {
        addTo(sums, number, { votes: count, voters: known.has(number) ? 0 : 1 });
        known.add(number);
      }
    },
  };
}

export function addTo(sums: Sums, number: number, { votes, voters }: Sum): void {
  const sum = sums.get(number);
  if (sum === undefined) {
    sums.set(number, { votes, voters });
    return;
  }
  sum.votes += votes;
  sum.voters += voters;
}

/** What is known of an entry when an order is made of them. */
export type Standing = { number: number; submittedAt: string | null };

/** The numbers that anybody voted for, most votes first, of equals those that more voters gave them to. */
export const mostFirst = (sums: Sums): number[] =>
  [...sums]
    .filter(([, { votes }]) => votes > 0)
    .sort(([number, one], [other, two]) => byVotes(one, two) || number - other)
    .map(([number]) => number);

/** 0 for equals in votes and voters. */
export const byVotes = (one: Sum, other: Sum): number => other.votes - one.votes || other.voters - one.voters;

/**
 * The entries that anybody voted for, best first: by votes, of equals by voters, then by when they were handed in, then by number. When
 * votes came plays no part: a rival who takes one back and gives it again would move it.
 */
export function inOrder<E extends Standing>(entries: readonly E[], sums: Sums): E[] {
  const given = entries.flatMap((entry) => {
    const sum = sums.get(entry.number);
    return sum === undefined || sum.votes === 0 ? [] : [{ entry, ...sum }];
  });
  const handedIn = ({ submittedAt }: Standing) => submittedAt ?? '';
  given.sort(
    (left, right) =>
      byVotes(left, right) ||
      compare(handedIn(left.entry), handedIn(right.entry)) ||
      left.entry.number - right.entry.number,
  );
  return given.map(({ entry }) => entry);
}

const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
