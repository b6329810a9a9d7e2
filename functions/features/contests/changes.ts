import { accept, type Decision, refuse } from '../../platform/errors.ts';
import { type Contest, type ContestChange, type Extension, MAX_CHANGES } from './model.ts';
import { notIn, touched } from './rules.ts';
import {
  dateProblems,
  decidedSchedule,
  HOLDS_AFTER_MILLIS,
  hasResultToCome,
  isTooLateForFinalists,
  later,
  openRound,
  resultsDate,
  type Schedule,
  scheduleAt,
  submissionDate,
  votingDate,
} from './schedule.ts';

// What organizers do to a contest that is published: call it off, put dates off, restart a round, choose finalists.

/** The same object for one that was called off already. */
export function cancelContest(
  contest: Contest,
  { reason, by }: { reason: string; by: string },
  now: Date,
): Decision<Contest, 'INVALID_STATE'> {
  if (contest.status === 'CANCELED') return accept(contest);
  if (contest.status === 'PUBLISHED') return notIn(contest, 'it cannot be called off any more');
  const at = now.toISOString();
  const change = { ...changeOf('CANCELED', reason, by, at), holdsFrom: at };
  return accept({
    ...touched(contest, now),
    status: 'CANCELED',
    changes: [...contest.changes, change],
  });
}

/** The same object for one that is held back already, whatever the reason was. */
export function holdResult(
  contest: Contest,
  { reason, by }: { reason: string; by: string },
  now: Date,
): Decision<Contest, 'INVALID_STATE'> {
  if (isHeldBack(contest)) return accept(contest);
  if (!hasResultToCome(contest)) return notIn(contest, 'its result cannot be held back');
  const at = now.toISOString();
  const change = { ...changeOf('RESULT_HELD', reason, by, at), holdsFrom: at };
  return accept({ ...touched(contest, now), changes: [...contest.changes, change] });
}

/** True where a result is not to publish itself. */
export const isHeldBack = ({ changes }: Contest): boolean =>
  changes.some(({ kind }) => kind === 'RESULT_HELD');

/** The contest once that version of its result is counted. */
export const counted = (contest: Contest, version: number, now: Date): Contest => ({
  ...touched(contest, now),
  status: 'COUNTED',
  countedVersion: version,
});

/**
 * The same object where that version is published already. `isCountedAnew`: something was decided since the count that may change it.
 */
export function publishResult(
  contest: Contest,
  { version, isCountedAnew }: { version: number; isCountedAnew: boolean },
  now: Date,
): Decision<Contest, 'INVALID_STATE' | 'STALE_VERSION'> {
  if (contest.status === 'PUBLISHED' && contest.publishedVersion === version) return accept(contest);
  if (contest.status === 'OPEN') return notIn(contest, 'its votes are not counted yet');
  if (contest.status !== 'COUNTED') return notIn(contest, 'there is no other result to publish');
  if (isCountedAnew)
    return notIn(
      contest,
      'it is counted anew by what was decided since. Look at `countedResult` in two minutes',
    );
  if (contest.countedVersion !== version)
    return refuse(
      'STALE_VERSION',
      `The version that was counted last is ${contest.countedVersion}. Look at it and decide anew.`,
      ['version'],
    );
  return accept({ ...touched(contest, now), status: 'PUBLISHED', publishedVersion: version });
}

const changeOf = (
  kind: ContestChange['kind'],
  reason: string,
  by: string,
  decidedAt: string,
): ContestChange => ({
  kind,
  reason,
  decidedAt,
  decidedBy: by,
  holdsFrom: later(decidedAt, HOLDS_AFTER_MILLIS),
  date: null,
  from: null,
  to: null,
  round: null,
});

/** So long everybody has at least to vote again in a round that began anew. */
const NEW_ATTEMPT_MILLIS = 3_600_000;

type ChangeRefusal = 'INVALID_STATE' | 'INVALID_INPUT' | 'CONTEST_TOO_LATE';

/** The same object when each date is what is wanted, or was put off to it before for the same reason. */
export function extendContest(
  contest: Contest,
  { reason, by, ...extension }: Extension & { by: string },
  now: Date,
): Decision<Contest, ChangeRefusal> {
  const decided = decidedSchedule(contest);
  const unknown = extension.rounds.findIndex(({ round }) => round > decided.rounds.length);
  if (unknown !== -1)
    return wrong(
      ['rounds', String(unknown), 'round'],
      `must be one that the contest has: it has ${decided.rounds.length}`,
    );
  const wanted = [
    {
      field: ['submissionClosesAt'],
      date: submissionDate,
      from: decided.submission?.closesAt ?? null,
      to: extension.submissionClosesAt,
    },
    ...extension.rounds.map(({ round, votingClosesAt }, place) => ({
      field: ['rounds', String(place), 'votingClosesAt'],
      date: votingDate(round),
      from: decided.rounds[round - 1]?.voting?.closesAt ?? null,
      to: votingClosesAt,
    })),
    {
      field: ['resultsAt'],
      date: resultsDate,
      from: decided.resultsAt,
      to: extension.resultsAt,
    },
  ].filter(({ to }) => to !== null);
  if (wanted.length === 0) return wrong(['submissionClosesAt'], 'or another date must be given');
  if (contest.publishedAt === null) return notIn(contest, 'its dates cannot be put off');
  const isSentAgain = (name: string, to: string | null) =>
    contest.changes.some((change) => change.date === name && change.to === to && change.reason === reason);
  const news = wanted.filter(({ date, from, to }) => from !== to && !isSentAgain(date, to));
  if (news.length === 0) return accept(contest);
  const open = mayChange(contest, news.length);
  if (!open.ok) return open;
  const soon = later(now.toISOString(), HOLDS_AFTER_MILLIS);
  const soonDates = scheduleAt(contest, soon);
  for (const { field, date, from, to } of news) {
    if (from === null || to === null || to < from)
      return wrong(field, `must be later than it is now, ${from}`);
    // The date that holds by then: where clocks differ, a later one may have been decided that does not yet.
    const until = dateIn(soonDates, date) ?? from;
    if (until <= soon)
      return refuse(
        'CONTEST_TOO_LATE',
        `${field.join('.')} cannot be put off any more: a change holds a minute after it is decided, and ${until} is over by then.`,
        field,
      );
  }
  const at = now.toISOString();
  const withAll = (some: typeof news): Contest => {
    const changes = some.map(({ date, from, to }) => ({
      ...changeOf('EXTENDED', reason, by, at),
      ...{ date, from, to },
    }));
    return { ...touched(contest, now), changes: [...contest.changes, ...changes] };
  };
  const problemOf = (some: typeof news) => dateProblems(decidedSchedule(withAll(some)), new Date(0))[0];
  const problem = problemOf(news);
  if (problem === undefined) return accept(withAll(news));
  // The date without which the others would do.
  const culprit = news.find((one) => problemOf(news.filter((other) => other !== one)) === undefined);
  return refuse(
    'INVALID_INPUT',
    `${named(problem.field)} ${problem.problem}.`,
    (culprit ?? news[0])?.field ?? [],
  );
}

/** A date as a sentence has it that is not about a draft: rounds by their numbers. */
const named = (field: string): string =>
  field.replace(
    /^rounds\.(\d)\.voting\.(opens|closes)At$/,
    (_, index, what) => `The ${what === 'opens' ? 'opening' : 'close'} of round ${Number(index) + 1}`,
  );

function dateIn({ submission, rounds, resultsAt }: Schedule, name: string): string | null {
  if (name === submissionDate) return submission?.closesAt ?? null;
  if (name === resultsDate) return resultsAt;
  return rounds.find(({ number }) => votingDate(number) === name)?.voting?.closesAt ?? null;
}

const wrong = (field: string[], problem: string) =>
  refuse('INVALID_INPUT', `${field.join('.')} ${problem}.`, field);

function mayChange(contest: Contest, count: number): Decision<void, 'INVALID_STATE'> {
  if (contest.status !== 'OPEN') return notIn(contest, 'its dates cannot be changed');
  return contest.changes.length + count > MAX_CHANGES
    ? notIn(contest, `it was changed ${contest.changes.length} times, and ${MAX_CHANGES} are the most`)
    : accept(undefined);
}

/** The same object when this attempt was ended already for the same reason. */
export function restartRound(
  contest: Contest,
  { round, attempt, reason, by }: { round: number; attempt: number; reason: string; by: string },
  now: Date,
): Decision<Contest, ChangeRefusal> {
  const decided = decidedSchedule(contest).rounds[round - 1];
  if (decided === undefined)
    return wrong(['round'], `is not one of the contest: it has ${contest.rounds.length}`);
  const restarts = contest.changes.filter(
    (change) => change.kind === 'ROUND_RESTARTED' && change.round === round,
  );
  if (restarts[attempt - 1]?.reason === reason) return accept(contest);
  if (attempt !== decided.attempt)
    return refuse('INVALID_STATE', `Round ${round} is in its attempt ${decided.attempt} by now.`, [
      'attempt',
    ]);
  const open = mayChange(contest, 1);
  if (!open.ok) return open;
  if (openRound(contest, now)?.number !== round)
    return refuse('INVALID_STATE', `The vote of round ${round} is not open.`, ['round']);
  const change = { ...changeOf('ROUND_RESTARTED', reason, by, now.toISOString()), round };
  const closesAt = decided.voting?.closesAt ?? '';
  if (closesAt < later(change.holdsFrom, NEW_ATTEMPT_MILLIS))
    return refuse(
      'CONTEST_TOO_LATE',
      `The vote of round ${round} closes at ${closesAt}, and everybody needs an hour at least to vote again: a new attempt would begin at ${change.holdsFrom}. Put its close off first.`,
      ['round'],
    );
  return accept({ ...touched(contest, now), changes: [...contest.changes, change] });
}

/** `votable`: those of the numbers that can be voted on; `left`: how many of all entries can, as it is known. */
export type ChosenFinalists = { numbers: readonly number[]; votable: ReadonlySet<number>; left: number };

/** The same object where the same entries were chosen already, whatever became of them. */
export function chooseFinalists(
  contest: Contest,
  { numbers, votable, left }: ChosenFinalists,
  now: Date,
): Decision<Contest, ChangeRefusal | 'ENTRY_NOT_IN_ROUND'> {
  const finalists = [...numbers].sort((left, right) => left - right);
  if (JSON.stringify(contest.finalists) === JSON.stringify(finalists)) return accept(contest);
  const at = now.toISOString();
  const [first, final] = scheduleAt(contest, at).rounds;
  if (contest.status !== 'OPEN') return notIn(contest, 'finalists cannot be chosen');
  if (first?.finalists == null || final?.voting == null || first.voting === null)
    return refuse('INVALID_STATE', 'The contest has one round.', ['contestId']);
  const { count, chosenBy } = first.finalists;
  if (chosenBy === 'VOTES')
    return refuse('INVALID_STATE', 'The votes choose the finalists of this contest.', ['contestId']);
  if (at < first.voting.closesAt)
    return refuse('INVALID_STATE', `The first vote is open until ${first.voting.closesAt}.`, ['contestId']);
  if (final.voting.closesAt <= at)
    return refuse('CONTEST_TOO_LATE', 'The second vote is over.', ['contestId']);
  // While none are chosen nobody can vote, so that nothing is changed for anybody.
  if (contest.finalists !== null && isTooLateForFinalists(final.voting, at))
    return refuse(
      'CONTEST_TOO_LATE',
      `The second vote opens at ${final.voting.opensAt}: finalists are changed until a minute before.`,
      ['contestId'],
    );
  if (finalists.length > count)
    return refuse('INVALID_INPUT', `entryIds must have at most ${count} items: so many go on.`, ['entryIds']);
  const other = numbers.findIndex((number) => !votable.has(number));
  if (other !== -1) return refuseFinalist(other);
  const wanted = Math.min(count, left);
  if (finalists.length < wanted)
    return refuse(
      'INVALID_INPUT',
      `entryIds must have ${wanted} items: so many go on, and ${left} entries can be voted on.`,
      ['entryIds'],
    );
  return accept({ ...touched(contest, now), finalists });
}

/**
 * The best of an order of entries go on. The same object where they are the finalists already, and where those that were chosen stand
 * because their vote is about to open.
 */
export function finalistsByVotes(contest: Contest, numbers: readonly number[], now: Date): Contest {
  const count = contest.rounds[0]?.finalists?.count ?? 0;
  const final = contest.rounds[1]?.voting ?? null;
  const finalists = numbers.slice(0, count).sort((left, right) => left - right);
  const isSettled =
    contest.finalists !== null && (final === null || isTooLateForFinalists(final, now.toISOString()));
  return isSettled || JSON.stringify(contest.finalists) === JSON.stringify(finalists)
    ? contest
    : { ...touched(contest, now), finalists };
}

/** Of the entry at that place of the list. */
export const refuseFinalist = (place: number) =>
  refuse('ENTRY_NOT_IN_ROUND', `entryIds.${place} is no entry that can be voted on in this contest.`, [
    'entryIds',
    String(place),
  ]);
