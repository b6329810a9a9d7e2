import type { ResultEntryState, TieBreak } from '../../platform/generated/enums.ts';
import type { Contest } from '../contests/model.ts';
import type { Field, InField } from '../entries/field.ts';
import type { Line } from './model.ts';
import { ranksOf } from './ranks.ts';
import { NOTHING, type Sum, type Sums } from './sums.ts';

// What a result says of each entry: worked out of the sums of the last round, and of the entries as they are.

type Counted = Pick<Contest, 'finalists' | 'rounds' | 'ties'>;

/**
 * The lines of a result, by number: of the entries that are in the contest, of those that were disqualified, and of those that left with
 * votes. `all` are the sums of each round; the last one's decide.
 */
export function linesOf({ finalists, rounds, ties }: Counted, field: Field, all: readonly Sums[]): Line[] {
  const sums = all.at(-1) ?? new Map();
  const isInRound = (number: number) => rounds.length === 1 || finalists?.includes(number) === true;
  const lines = [...field.values()]
    .filter(
      ({ number, isStanding, state }) =>
        isStanding || state === 'DISQUALIFIED' || all.some((one) => wasGiven(one.get(number))),
    )
    .map((entry) => lineOf(entry, sums.get(entry.number) ?? NOTHING))
    .sort((left, right) => left.number - right.number);
  return withRanks(lines, (line) => isInRound(line.number), ties);
}

const wasGiven = (sum: Sum | undefined): boolean =>
  sum !== undefined && sum.votes + sum.held + sum.struck > 0;

const lineOf = ({ number, authorId, submittedAt, state }: InField, sum: Sum): Line => ({
  number,
  authorId,
  submittedAt,
  state: stateOf(state),
  rank: null,
  ...sum,
  awards: [],
});

function stateOf(state: InField['state']): ResultEntryState {
  switch (state) {
    case 'APPROVED':
      return 'STANDING';
    case 'DISQUALIFIED':
    case 'WITHDRAWN':
      return state;
    // It had been in the vote before: nothing else leaves it with votes.
    default:
      return 'REJECTED';
  }
}

function withRanks(
  lines: readonly Line[],
  isInRound: (line: Line) => boolean,
  ties: readonly TieBreak[],
): Line[] {
  const contenders = lines.filter((line) => line.state === 'STANDING' && isInRound(line));
  const ranks = ranksOf(contenders, ties);
  return lines.map((line) => ({ ...line, rank: ranks.get(line.number) ?? null }));
}

/** By rank, then those without one; within each by number. */
export const byRank = (left: Line, right: Line): number =>
  (left.rank ?? LAST) - (right.rank ?? LAST) || left.number - right.number;
const LAST = Number.MAX_SAFE_INTEGER;

/** Of how many entries the tallies say another number of votes than the sums. */
export function differencesOf(sums: Sums, tallies: ReadonlyMap<number, number>): number {
  const numbers = new Set([...sums.keys(), ...tallies.keys()]);
  return [...numbers].filter((number) => (sums.get(number)?.votes ?? 0) !== (tallies.get(number) ?? 0))
    .length;
}
