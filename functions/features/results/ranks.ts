import { TIE_BREAKS, type TieBreak } from '../../platform/generated/enums.ts';
import type { Given } from './sums.ts';

// The order and the ranks that follow from what entries were given. When votes came plays no part: a rival who takes one back and
// gives it again would move it. Nor does chance.

/** What is known of an entry when an order is made of them. */
export type Standing = { number: number; submittedAt: string | null };
type Contender = Standing & Given;

const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

const APART: Readonly<Record<TieBreak, (one: Contender, other: Contender) => number>> = {
  VOTERS: (one, other) => other.voters - one.voters,
  EARLIEST: (one, other) => compare(one.submittedAt ?? '', other.submittedAt ?? ''),
};

/** Orders by votes, then by the rules of the list; 0 for those that share a place. */
const byRules = (ties: readonly TieBreak[]) => (one: Contender, other: Contender) => {
  let order = other.votes - one.votes;
  for (const rule of ties) order ||= APART[rule](one, other);
  return order;
};

/** The entries that anybody voted for, best first: by votes, then voters, then when they were handed in, then number. */
export function inOrder<E extends Standing>(entries: readonly E[], sums: ReadonlyMap<number, Given>): E[] {
  const given = entries.flatMap((entry) => {
    const sum = sums.get(entry.number);
    return sum === undefined || sum.votes === 0 ? [] : [{ ...entry, ...sum, entry }];
  });
  const order = byRules(TIE_BREAKS);
  given.sort((one, other) => order(one, other) || one.number - other.number);
  return given.map(({ entry }) => entry);
}

/**
 * The ranks, by number. `contenders` are the entries that can have one: those that are standing, in the last round. Who was given no
 * vote has none; those that nothing tells apart share one, and as many of the next are skipped.
 */
export function ranksOf(contenders: readonly Contender[], ties: readonly TieBreak[]): Map<number, number> {
  const order = byRules(ties);
  const sorted = contenders.filter(({ votes }) => votes > 0).sort(order);
  const ranks = new Map<number, number>();
  let [rank, before]: [number, Contender | undefined] = [1, undefined];
  for (const [place, one] of sorted.entries()) {
    if (before !== undefined && order(before, one) !== 0) rank = place + 1;
    ranks.set(one.number, rank);
    before = one;
  }
  return ranks;
}
