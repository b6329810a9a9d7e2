import {
  type Contest,
  type ContestPatch,
  createContestInput,
  updateContestInput,
} from '../../../functions/features/contests/model.ts';
import {
  createContest,
  publishContest,
  setTerms,
  updateContest,
} from '../../../functions/features/contests/rules.ts';
import type { scheduleAt } from '../../../functions/features/contests/schedule.ts';
import type { Decision } from '../../../functions/platform/errors.ts';
import type { ErrorCode } from '../../../functions/platform/generated/enums.ts';

// A contest that has all it needs: entries for ten days from tomorrow on, a first round that begins in their midst, and a final.

/** When the clock of the tests begins. */
export const NOW = new Date('2026-11-02T03:00:00.000Z');
const DAY_MINUTES = 1_440;

/** So many minutes, and milliseconds, after NOW. */
export const at = (minutes: number, millis = 0) =>
  new Date(NOW.getTime() + minutes * 60_000 + millis).toISOString();
export const day = (days: number) => at(days * DAY_MINUTES);
const window = (from: number, to: number) => ({ opensAt: day(from), closesAt: day(to) });

export const ROUNDS = [
  { voting: window(5, 12), finalists: { count: 5, chosenBy: 'ORGANIZER' } },
  { voting: window(13, 15), votes: { votesPerVoter: 3 } },
];
/** What a draft lacks, as `UpdateContestInput` has it. */
export const FILLED = {
  brief: 'Show us your tea.',
  submission: window(1, 11),
  rounds: ROUNDS,
  resultsAt: day(16),
};
/** The dates of FILLED by the names that changes have for them. */
export const CLOSES = {
  'submission.closesAt': day(11),
  'rounds.1.voting.closesAt': day(12),
  'rounds.2.voting.closesAt': day(15),
  resultsAt: day(16),
};

/** An input of the API as its model makes it. */
export function patch(input: object): ContestPatch {
  const dated = JSON.parse(JSON.stringify(input), (_name, value) =>
    typeof value === 'string' && /^\d{4}-.*Z$/.test(value) ? new Date(value) : value,
  );
  const { contestId: _, ...rest } = updateContestInput.parse({ contestId: 'x', ...dated });
  return rest;
}

/** What was decided. Throws for a refusal. */
export function taken<T>(decided: { ok: true; value: T } | { ok: false; refusal: { message: string } }): T {
  if (!decided.ok) throw new Error(decided.refusal.message);
  return decided.value;
}

export function draft(input: object = FILLED): Contest {
  const program = { id: 'demo', timeZone: 'Asia/Seoul' };
  const made = createContestInput.parse({ title: 'Tea', idempotencyKey: 'tea' });
  const empty = createContest(program, made, 'mem_a', NOW);
  return taken(updateContest(empty, patch(input), NOW));
}

export const TEXTS = { rules: 'Be kind.', rights: 'To show it.' };

export const withTerms = (contest: Contest, ...languages: string[]): Contest =>
  languages.reduce(
    (before, language) => taken(setTerms(before, { language, texts: TEXTS }, null, NOW)).contest,
    contest,
  );

export const published = (input: object = FILLED): Contest =>
  taken(publishContest(withTerms(draft(input), 'ko'), NOW));

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const BY = { reason: 'Rain.', by: 'mem_a' };
export const NO_DATES = { contestId: 'x', submissionClosesAt: null, rounds: [], resultsAt: null };

export const shifted = (moment: string, millis: number) => new Date(Date.parse(moment) + millis);

/** The code and the field of a refusal. */
export const refusalOf = (decided: Decision<unknown, ErrorCode>) =>
  decided.ok ? undefined : [decided.refusal.code, ...(decided.refusal.field ?? [])];

export type Dated = ReturnType<typeof scheduleAt>;
/** When entries and each vote close, and when the result is published. */
export const closesOf = ({ submission, rounds, resultsAt }: Dated): (string | undefined)[] => [
  submission?.closesAt,
  ...rounds.map(({ voting }) => voting?.closesAt),
  resultsAt ?? undefined,
];
