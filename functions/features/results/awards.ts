import type { PrizeState } from '../../platform/generated/enums.ts';
import type { Contest } from '../contests/model.ts';
import type { Award, Line, Mark } from './model.ts';

// Who wins which prizes, and what has become of them.

type Prize = Contest['prizes'][number];

const isWonBy = ({ fromRank, toRank }: Prize, rank: number | null): boolean =>
  rank !== null && fromRank <= rank && rank <= toRank;

/** The members who have won anything. */
export const winnersOf = (lines: readonly Line[], prizes: readonly Prize[]): string[] => [
  ...new Set(
    lines.filter(({ rank }) => prizes.some((prize) => isWonBy(prize, rank))).map(({ authorId }) => authorId),
  ),
];

/**
 * The lines with what each has won in this version. Points go in full to all who share a rank; who of them gets anything else is for an
 * organizer to decide, and so is what a member has won who is not among `payable`.
 */
export function withAwards(
  lines: readonly Line[],
  prizes: readonly Prize[],
  { version, payable }: { version: number; payable: ReadonlySet<string> },
): Line[] {
  const sharing = new Map<number, number>();
  for (const { rank } of lines) if (rank !== null) sharing.set(rank, (sharing.get(rank) ?? 0) + 1);
  const stateOf = ({ kind }: Prize, { rank, authorId }: Line): Award['state'] => {
    const isShared = (sharing.get(rank ?? 0) ?? 0) > 1;
    return payable.has(authorId) && (kind === 'POINTS' || !isShared) ? 'DUE' : 'WAITING';
  };
  return lines.map((line) => ({
    ...line,
    awards: prizes.flatMap((prize, index): Award[] =>
      isWonBy(prize, line.rank) ? [{ prize: index, state: stateOf(prize, line), since: version }] : [],
    ),
  }));
}

/** An award with what has to be known of it to pay it. */
export type PointAward = Award & { number: number; authorId: string; points: number; title: string };

/** The points that a version gives, always in the same order. */
export const pointAwardsOf = (lines: readonly Line[], prizes: readonly Prize[]): PointAward[] =>
  lines.flatMap(({ number, authorId, awards }) =>
    awards.flatMap((award): PointAward[] => {
      const { kind, points, title } = prizes[award.prize] ?? {};
      const isToPay = award.state === 'DUE' && kind === 'POINTS' && points != null;
      return isToPay ? [{ ...award, number, authorId, points, title: title ?? '' }] : [];
    }),
  );

/** What is known of an award beside its version. */
export type Since = { isPaid: boolean; mark: Mark | undefined };

/** A mark of an award that another version made says nothing of this one. */
export const markOf = (award: Award, mark: Mark | undefined): Mark | undefined =>
  mark?.since === award.since ? mark : undefined;

export function stateNow(award: Award, { isPaid, mark }: Since): PrizeState {
  if (award.state !== 'DUE') return award.state;
  if (isPaid) return 'PAID';
  const marked = markOf(award, mark);
  if (marked?.handedOver != null) return 'HANDED_OVER';
  if (marked?.offered != null) return 'OFFERED';
  return marked?.leftAt == null ? 'DUE' : 'WAITING';
}
