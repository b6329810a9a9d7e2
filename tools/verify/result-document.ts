import { readEntryId } from '../../functions/features/entries/ids.ts';
import type { ResultDocument, ResultEntry, ResultRound } from '../../functions/features/results/document.ts';
import { ballotFileName, RESULT_FILE } from '../../functions/features/results/file-names.ts';
import { inOrder, ranksOf } from '../../functions/features/results/ranks.ts';

// What in a result follows from something else in it.

const isAscending = (numbers: readonly number[]) =>
  numbers.every((number, place) => place === 0 || number > (numbers[place - 1] ?? 0));

/** Everything that contradicts itself, a sentence each. */
export function documentProblems(document: ResultDocument): string[] {
  const problems = [
    ...versionProblems(document),
    ...entryProblems(document),
    ...document.rounds.flatMap((round, place) => [...roundProblems(document, round, place)]),
    ...finalistProblems(document),
    ...rankProblems(document),
    ...prizeProblems(document),
  ];
  return problems.map((problem) => `${RESULT_FILE}: ${problem}`);
}

function* versionProblems({ previous, reason, times }: ResultDocument): Generator<string> {
  if ((previous === null) !== (reason === null))
    yield 'a version has a reason if there is one before it, and else none.';
  if (times.publishedAt < times.countedAt) yield 'it was published before it was counted.';
}

function* entryProblems({ contest, entries }: ResultDocument): Generator<string> {
  if (!isAscending(entries.map(({ number }) => number))) yield 'entries do not stand by their numbers.';
  for (const { id, number, state, submittedAt } of entries) {
    const named = readEntryId(id);
    if (named?.contestId !== contest.id || named.number !== number)
      yield `entry ${number} has the id ${id}, which is of another entry.`;
    if (state === 'STANDING' && submittedAt === null)
      yield `entry ${number} is standing and was never handed in.`;
  }
}

function* roundProblems(
  { rounds, entries }: ResultDocument,
  round: ResultRound,
  place: number,
): Generator<string> {
  const name = `round ${place + 1}`;
  if (round.round !== place + 1) yield `${name} has the number ${round.round}.`;
  if (round.opensAt >= round.closesAt || round.closesAt > round.countedAt)
    yield `${name} was not opened, closed and counted one after the other.`;
  if ((round.finalists === null) !== (place === rounds.length - 1))
    yield `${name} has finalists if another round follows, and else none.`;
  for (const [shard, file] of round.files.entries())
    if (file.name !== ballotFileName(place + 1, shard))
      yield `${name} has a file ${JSON.stringify(file.name)}.`;
  if (!isAscending(round.entries.map(({ number }) => number)))
    yield `${name}: entries do not stand by their numbers.`;
  const known = new Set(entries.map(({ number }) => number));
  const allowed = rounds[place - 1]?.finalists?.numbers;
  for (const { number } of round.entries) {
    if (!known.has(number)) yield `${name} has votes for entry ${number}, which the contest does not have.`;
    else if (allowed?.includes(number) === false)
      yield `${name} has votes for entry ${number}, which is no finalist.`;
  }
}

function* finalistProblems({ previous, rounds, entries }: ResultDocument): Generator<string> {
  const [first] = rounds;
  if (first?.finalists == null) return;
  const { count, chosenBy, numbers } = first.finalists;
  if (!isAscending(numbers)) yield 'finalists do not stand by their numbers.';
  if (numbers.length > count) yield `there are ${numbers.length} finalists, and places for ${count}.`;
  const byNumber = new Map(entries.map((entry) => [entry.number, entry]));
  for (const number of numbers)
    if (!byNumber.has(number)) yield `finalist ${number} is no entry of the contest.`;
  // A correction moves no finalists, also where it strikes votes that made them.
  if (chosenBy !== 'VOTES' || previous !== null) return;
  const order = inOrder(entries, new Map(first.entries.map((sums) => [sums.number, sums]))).map(
    ({ number }) => number,
  );
  for (const number of numbers)
    if (byNumber.has(number) && !order.includes(number)) yield `finalist ${number} was given no vote.`;
  const last =
    numbers.length < count ? order.length : order.findLastIndex((number) => numbers.includes(number));
  // One that is not standing any more may have left before the finalists were settled.
  for (const number of order.slice(0, last))
    if (!numbers.includes(number) && byNumber.get(number)?.state === 'STANDING')
      yield `entry ${number} is no finalist, and its votes say that it is.`;
}

/** The entries that can have a rank. */
const contendersOf = ({ rounds, entries }: ResultDocument): ResultEntry[] => {
  const finalists = rounds.at(-2)?.finalists?.numbers;
  return entries.filter(
    ({ number, state }) => state === 'STANDING' && (finalists === undefined || finalists.includes(number)),
  );
};

function* rankProblems(document: ResultDocument): Generator<string> {
  const sums = new Map(document.rounds.at(-1)?.entries.map((one) => [one.number, one]));
  const ranks = ranksOf(contendersOf(document), document.policy.ties);
  for (const { number, votes, voters, rank } of document.entries) {
    const sum = sums.get(number) ?? { votes: 0, voters: 0 };
    if (votes !== sum.votes || voters !== sum.voters)
      yield `entry ${number} has ${votes} votes of ${voters} voters, and in the last round ${sum.votes} of ${sum.voters}.`;
    const expected = ranks.get(number) ?? null;
    if (rank !== expected)
      yield `entry ${number} has ${named(rank)}, and what is told of it gives it ${named(expected)}.`;
  }
}

const named = (rank: number | null) => (rank === null ? 'no rank' : `rank ${rank}`);

function* prizeProblems({ policy, entries }: ResultDocument): Generator<string> {
  for (const [index, { fromRank, toRank, kind, points }] of policy.prizes.entries())
    if (fromRank > toRank || (kind === 'POINTS') !== (points !== null)) yield `prize ${index} is none.`;
  for (const { number, rank, prizes } of entries) {
    const given = prizes.map(({ prize }) => prize);
    if (!isAscending(given) || given.some((prize) => policy.prizes[prize] === undefined))
      yield `entry ${number} has prizes that do not stand as in the policy.`;
    for (const [index, { fromRank, toRank }] of policy.prizes.entries()) {
      const isOfRank = rank !== null && fromRank <= rank && rank <= toRank;
      if (isOfRank && !given.includes(index))
        yield `entry ${number} has rank ${rank}, and not prize ${index}.`;
      if (!isOfRank && given.includes(index) && !isPassedOn(entries, index, rank))
        yield `entry ${number} has prize ${index}, and ${named(rank)}.`;
    }
  }
}

/** An organizer may pass a prize on to the next rank: who had it before then has it as NOBODY's. */
const isPassedOn = (entries: readonly ResultEntry[], index: number, rank: number | null): boolean =>
  rank !== null &&
  entries.some(
    (other) =>
      other.rank !== null &&
      other.rank < rank &&
      other.prizes.some(({ prize, state }) => prize === index && state === 'NOBODY'),
  );
