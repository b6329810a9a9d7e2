import type { ContestPhase } from '../../platform/generated/enums.ts';
import type { Contest, Window } from './model.ts';

// What goes on in a contest at a moment. Dates and the moment decide that; nothing is written when a phase ends and the next
// begins.

/**
 * So long after it was decided a change of dates holds: every process has read it by then, for requests take up to 20 seconds,
 * and copies of a contest are kept for 30.
 */
export const HOLDS_AFTER_MILLIS = 60_000;
/** Between the end of one vote and the finalists' or the result: votes are counted in it. */
const COUNTING_MILLIS = 3_600_000;
const LONGEST_MILLIS = 2 * 366 * 86_400_000;

/** A round as it is at a moment. */
export type RoundNow = Contest['rounds'][number] & { number: number; attempt: number };
/** Dates and attempts as they are at a moment. */
export type Schedule = Pick<Contest, 'submission' | 'resultsAt'> & { rounds: RoundNow[] };

export const submissionDate = 'submission.closesAt';
export const votingDate = (round: number) => `rounds.${round}.voting.closesAt`;
export const resultsDate = 'resultsAt';

export function scheduleAt(contest: Contest, at: string): Schedule {
  const held = contest.changes.filter(({ holdsFrom }) => holdsFrom <= at);
  const put = (name: string, published: string) =>
    held.findLast(({ date }) => date === name)?.to ?? published;
  const { submission, resultsAt } = contest;
  return {
    submission: submission && { ...submission, closesAt: put(submissionDate, submission.closesAt) },
    rounds: contest.rounds.map((round, index) => ({
      ...round,
      number: index + 1,
      voting: round.voting && {
        ...round.voting,
        closesAt: put(votingDate(index + 1), round.voting.closesAt),
      },
      attempt: 1 + held.filter(({ kind, round }) => kind === 'ROUND_RESTARTED' && round === index + 1).length,
    })),
    resultsAt: resultsAt && put(resultsDate, resultsAt),
  };
}

/** A moment after which every change that was decided holds. */
export const END_OF_TIME = '9999-12-31T23:59:59.999Z';
/** Dates and attempts as they will be by what is decided now. */
export const decidedSchedule = (contest: Contest): Schedule => scheduleAt(contest, END_OF_TIME);

/** From when a round can be counted: requests take up to 20 seconds, and clocks differ. */
export const countableFrom = ({ closesAt }: Pick<Window, 'closesAt'>): string =>
  later(closesAt, COUNTABLE_AFTER_MILLIS);
const COUNTABLE_AFTER_MILLIS = 60_000;

const HOUR_MILLIS = 3_600_000;
/** When the votes of a round are read after an instant, for those who run the contest: when the hour is over, and last when it can be counted. */
export function nextReading(voting: Window, at: string): string {
  const hourEnd = (Math.floor(Date.parse(at) / HOUR_MILLIS) + 1) * HOUR_MILLIS;
  const next = new Date(hourEnd).toISOString();
  return next < voting.closesAt ? next : countableFrom(voting);
}
export const firstReading = (voting: Window): string => nextReading(voting, voting.opensAt);

/** Finalists are settled this long before their vote opens: everybody knows them by then. */
export const isTooLateForFinalists = (final: Window, at: string): boolean =>
  final.opensAt <= later(at, HOLDS_AFTER_MILLIS);

/** When finalists that the votes choose are looked at for the last time, from the ballots on; undefined where no final is to come. */
export const lastLookAt = ({ rounds }: Contest): string | undefined => {
  const final = rounds[1]?.voting;
  return final == null ? undefined : later(final.opensAt, -LAST_LOOK_MILLIS);
};
/** Due work runs each minute, and what it writes is known a minute later. */
const LAST_LOOK_MILLIS = 180_000;
/** Until then, so often. */
const LOOK_MILLIS = 300_000;

/** When to look again whether finalists have left; undefined when it is too late for others. */
export function nextLookAt(contest: Contest, now: string): string | undefined {
  const final = contest.rounds[1]?.voting ?? null;
  const last = lastLookAt(contest);
  if (final === null || last === undefined || isTooLateForFinalists(final, now)) return undefined;
  const soon = later(now, LOOK_MILLIS);
  if (now < last) return soon < last ? soon : last;
  return later(now, HOLDS_AFTER_MILLIS / 2);
}

/** True from the publication of a contest to that of its result. */
export const hasResultToCome = ({ status }: Pick<Contest, 'status'>): boolean =>
  status === 'OPEN' || status === 'COUNTED';

const isWithin = (at: string, span: Window | null): boolean =>
  span !== null && span.opensAt <= at && at < span.closesAt;

/** The round whose vote is open. */
export function openRound(contest: Contest, now: Date): RoundNow | undefined {
  const at = now.toISOString();
  if (contest.status !== 'OPEN') return undefined;
  return scheduleAt(contest, at).rounds.find(({ voting }) => isWithin(at, voting));
}

/** The round whose vote is open, or was last; undefined before the first vote opens. */
export function latestRound(contest: Contest, now: Date): RoundNow | undefined {
  const at = now.toISOString();
  if (contest.status === 'DRAFT') return undefined;
  return scheduleAt(contest, at).rounds.findLast(({ voting }) => voting !== null && voting.opensAt <= at);
}

export const acceptsEntries = (contest: Contest, now: Date): boolean =>
  contest.status === 'OPEN' && isWithin(now.toISOString(), scheduleAt(contest, now.toISOString()).submission);

export const phaseOf = (contest: Contest, now: Date): ContestPhase => phaseAt(contest, now.toISOString());

function phaseAt(contest: Contest, at: string): ContestPhase {
  if (contest.status === 'COUNTED') return 'COUNTING';
  if (contest.status !== 'OPEN') return contest.status;
  const { submission, rounds } = scheduleAt(contest, at);
  if (rounds.some(({ voting }) => isWithin(at, voting))) return 'VOTING';
  if (isWithin(at, submission)) return 'SUBMISSION';
  if (submission !== null && at < submission.opensAt) return 'ANNOUNCED';
  return rounds.some(({ voting }) => voting !== null && at < voting.opensAt) ? 'INTERMISSION' : 'COUNTING';
}

/** The next phase by the dates; undefined when none is left. */
export function nextPhaseOf(contest: Contest, now: Date): { phase: ContestPhase; at: string } | undefined {
  if (contest.status !== 'OPEN') return undefined;
  const present = phaseOf(contest, now);
  const spans = [contest.submission, ...contest.rounds.map(({ voting }) => voting)];
  const dates = [
    ...spans.flatMap((span) => (span === null ? [] : [span.opensAt, span.closesAt])),
    ...contest.changes.flatMap(({ to }) => to ?? []),
  ];
  const later = dates.filter((at) => at > now.toISOString()).sort();
  const at = later.find((moment) => phaseAt(contest, moment) !== present);
  return at === undefined ? undefined : { phase: phaseAt(contest, at), at };
}

type DateProblem = { field: string; problem: string };

/** What is wrong with dates among themselves; those that are missing are not looked at. */
export function dateProblems(
  { submission, rounds, resultsAt }: Schedule | Contest,
  now: Date,
): DateProblem[] {
  const problems: DateProblem[] = [];
  const tell = (isWrong: boolean, field: string, problem: string) => {
    if (isWrong) problems.push({ field, problem });
  };
  const soon = later(now.toISOString(), HOLDS_AFTER_MILLIS);
  const first = rounds[0]?.voting ?? null;
  if (submission !== null) {
    tell(submission.closesAt <= soon, submissionDate, 'must be more than a minute from now');
    if (first !== null) {
      tell(
        first.opensAt < submission.opensAt,
        'rounds.0.voting.opensAt',
        'must not be before entries are handed in',
      );
      tell(
        first.closesAt < submission.closesAt,
        'rounds.0.voting.closesAt',
        'must not be before submission.closesAt: the last entries would have no vote',
      );
    }
  }
  let before = first;
  for (const [index, { voting }] of rounds.entries()) {
    if (voting !== null)
      tell(voting.closesAt <= soon, `rounds.${index}.voting.closesAt`, 'must be more than a minute from now');
    if (index > 0 && before !== null && voting !== null)
      tell(
        millisBetween(before.closesAt, voting.opensAt) < COUNTING_MILLIS,
        `rounds.${index}.voting.opensAt`,
        'must be an hour or more after the round before closes: finalists are chosen between',
      );
    before = voting;
  }
  if (resultsAt !== null && before !== null) {
    tell(
      millisBetween(before.closesAt, resultsAt) < COUNTING_MILLIS,
      resultsDate,
      'must be an hour or more after the last vote closes: it is counted between',
    );
  }
  if (resultsAt !== null) tell(resultsAt <= soon, resultsDate, 'must be more than a minute from now');
  tell(resultsAt === null, resultsDate, 'is needed: say when the result is published');
  if (submission !== null && resultsAt !== null) {
    tell(
      millisBetween(submission.opensAt, resultsAt) > LONGEST_MILLIS,
      resultsDate,
      'must be within two years of the first entry',
    );
  }
  return problems;
}

const millisBetween = (from: string, to: string) => Date.parse(to) - Date.parse(from);
export const later = (at: string, millis: number) => new Date(Date.parse(at) + millis).toISOString();
