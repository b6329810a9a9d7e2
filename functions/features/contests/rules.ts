import * as z from 'zod';
import { isModerator, type Viewer } from '../../identity/viewer.ts';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import {
  ADMISSION_MODES,
  CONTEST_ACCESSES,
  CONTEST_CHANGE_KINDS,
  CONTEST_ENTRY_KINDS,
  CONTEST_PRIZE_KINDS,
  CONTEST_STATUSES,
  COUNT_VISIBILITIES,
  type ContestPhase,
  FINALIST_SELECTIONS,
  ROUND_SCORINGS,
  VERIFIED_CLAIMS,
  VOTE_PERIODS,
} from '../../platform/generated/enums.ts';
import { publicHostPatternOf } from '../../platform/hosts.ts';
import { derivedId } from '../../platform/ids.ts';
import { canonical, idempotencyKey, locale, optional, patchOf, text } from '../../platform/input.ts';
import { timeZoneOf } from '../../platform/time.ts';
import { country, url } from '../../platform/values.ts';
import type { Program } from '../programs/rules.ts';

// Contests: their terms, and what goes on in one at a moment. Dates and the moment decide that; nothing is written when a
// phase ends and the next begins.

/**
 * So long after it was decided a change of dates holds: every process has read it by then, for requests take up to 20 seconds,
 * and copies of a contest are kept for 30.
 */
const HOLDS_AFTER_MILLIS = 60_000;
/** Between the end of one vote and the finalists' or the result: votes are counted in it. */
const COUNTING_MILLIS = 3_600_000;
const LONGEST_MILLIS = 2 * 366 * 86_400_000;

export const MAX_OPEN_CONTESTS = 50;
export const MAX_DRAFTS = 200;
const MAX_LANGUAGES = 10;
const MAX_CHANGES = 40;

const instant = z.string();
const window = z.object({ opensAt: instant, closesAt: instant });
export type Window = z.infer<typeof window>;

const votePolicyModel = z.object({
  votesPerVoter: z.int(),
  per: z.enum(VOTE_PERIODS),
  votesPerEntry: z.int(),
  canBeChanged: z.boolean(),
});
export type VotePolicy = z.infer<typeof votePolicyModel>;

const roundModel = z.object({
  voting: window.nullable(),
  scoring: z.enum(ROUND_SCORINGS),
  votes: votePolicyModel,
  finalists: z.object({ count: z.int(), chosenBy: z.enum(FINALIST_SELECTIONS) }).nullable(),
});

const eligibilityModel = z.object({
  memberForDays: z.int(),
  minimumPoints: z.int(),
  countries: z.array(z.string()).nullable(),
  minimumAge: z.int().nullable(),
  verifiedClaim: z.enum(VERIFIED_CLAIMS).nullable(),
  staffMayTakePart: z.boolean(),
});
export type Eligibility = z.infer<typeof eligibilityModel>;

const prizeModel = z.object({
  fromRank: z.int(),
  toRank: z.int(),
  kind: z.enum(CONTEST_PRIZE_KINDS),
  points: z.int().nullable(),
  title: z.string(),
});

const changeModel = z.object({
  kind: z.enum(CONTEST_CHANGE_KINDS),
  date: z.string().nullable(),
  from: instant.nullable(),
  to: instant.nullable(),
  round: z.int().nullable(),
  reason: z.string(),
  decidedAt: instant,
  decidedBy: z.string(),
  holdsFrom: instant,
});
type ContestChange = z.infer<typeof changeModel>;

/** As stored. Dates stand as they were published; what was changed since is in `changes` alone. */
export const contestModel = z.object({
  id: z.string(),
  programId: z.string(),
  status: z.enum(CONTEST_STATUSES),
  title: z.string(),
  brief: z.string(),
  heroImageUrl: z.string().nullable(),
  tags: z.array(z.string()),
  access: z.enum(CONTEST_ACCESSES),
  timeZone: z.string(),
  submission: window.nullable(),
  rounds: z.array(roundModel),
  resultsAt: instant.nullable(),
  voteCounts: z.enum(COUNT_VISIBILITIES),
  entryKinds: z.array(z.enum(CONTEST_ENTRY_KINDS)),
  linkHosts: z.array(z.string()),
  maxEntriesPerMember: z.int(),
  maxTextLength: z.int(),
  entrants: eligibilityModel,
  voters: eligibilityModel,
  prizes: z.array(prizeModel),
  /** In which version each language's text stands; the first language is the one that counts. */
  terms: z.array(z.object({ language: z.string(), version: z.int() })),
  /** How often terms were set. */
  termsVersion: z.int(),
  admission: z.enum(ADMISSION_MODES),
  admissionChecklist: z.array(z.string()),
  reportsThatHide: z.int(),
  changes: z.array(changeModel),
  /** The numbers of the entries of the second round; null while they are not chosen. */
  finalists: z.array(z.int().min(1)).nullable().default(null),
  /** The title that it was made with: tells the same request sent again from another with this key. */
  createdAs: z.string(),
  createdAt: instant,
  createdBy: z.string(),
  publishedAt: instant.nullable(),
  updatedAt: instant,
  /** One more with each change, so that two changes at once cannot lose one another. */
  version: z.int().min(1),
});
export type Contest = z.infer<typeof contestModel>;

const date = z.date().transform((at) => at.toISOString());
const windowInput = z
  .object({ opensAt: date, closesAt: date })
  .refine(({ opensAt, closesAt }) => opensAt < closesAt, {
    path: ['closesAt'],
    error: 'must be after opensAt',
  });

const MAX_VOTES = 1_000;
/** What an input that is left out, or null, stands for. */
const orElse = <M extends z.ZodType>(model: M, value: z.output<M>) =>
  model.nullish().transform((given) => given ?? value);

const votePolicyInput = z
  .object({
    votesPerVoter: orElse(z.int().min(1).max(MAX_VOTES), 1),
    per: orElse(z.enum(VOTE_PERIODS), 'ROUND'),
    votesPerEntry: orElse(z.int().min(1).max(MAX_VOTES), 1),
    canBeChanged: orElse(z.boolean(), true),
  })
  .refine(({ votesPerVoter, votesPerEntry }) => votesPerEntry <= votesPerVoter, {
    path: ['votesPerEntry'],
    error: 'must not be more than votesPerVoter',
  });

const roundInput = z.object({
  voting: optional(windowInput),
  scoring: orElse(z.enum(ROUND_SCORINGS), 'VOTES'),
  votes: votePolicyInput.nullish().transform((votes) => votes ?? votePolicyInput.parse({})),
  finalists: optional(
    z.object({
      count: z.int().min(1).max(100),
      chosenBy: orElse(z.enum(FINALIST_SELECTIONS), 'ORGANIZER'),
    }),
  ),
});

const MAX_COUNTRIES = 249;
const voters = {
  memberForDays: z.int().min(0).max(3_650),
  minimumPoints: z.int().min(0).max(1_000_000),
  verifiedClaim: z.enum(VERIFIED_CLAIMS).nullable(),
  staffMayTakePart: z.boolean(),
};
const votersPatch = patchOf(voters);
const entrantsPatch = patchOf({
  ...voters,
  countries: z.array(country).min(1).max(MAX_COUNTRIES).nullable(),
  minimumAge: z.int().min(1).max(120).nullable(),
});

const MAX_RANK = 1_000;
const MAX_PRIZES = 50;
const prizeInput = z
  .object({
    fromRank: z.int().min(1).max(MAX_RANK),
    toRank: z.int().min(1).max(MAX_RANK),
    kind: z.enum(CONTEST_PRIZE_KINDS),
    points: optional(z.int().min(1).max(1_000_000)),
    title: text(1, 80),
  })
  .refine(({ fromRank, toRank }) => fromRank <= toRank, {
    path: ['toRank'],
    error: 'must not be less than fromRank',
  })
  .refine(({ kind, points }) => (kind === 'POINTS') === (points !== null), {
    path: ['points'],
    error: 'are needed for POINTS, and are for POINTS alone',
  });

const hosts = z
  .array(canonical(publicHostPatternOf, 'must be a public host such as youtube.com or *.example.com'))
  .max(20)
  .transform((names) => [...new Set(names)]);

export const createContestInput = z.object({ title: text(1, 100), idempotencyKey });

const contestPatch = patchOf({
  title: text(1, 100),
  brief: text(1, 10_000),
  heroImageUrl: url.nullable(),
  tags: z
    .array(text(1, 40))
    .max(20)
    .transform((tags) => [...new Set(tags)]),
  access: z.enum(CONTEST_ACCESSES),
  timeZone: canonical(timeZoneOf, 'must be an IANA zone such as Asia/Seoul'),
  submission: windowInput.nullable(),
  rounds: z.array(roundInput).min(1).max(2),
  resultsAt: date.nullable(),
  voteCounts: z.enum(COUNT_VISIBILITIES),
  entryKinds: z
    .array(z.enum(CONTEST_ENTRY_KINDS))
    .min(1, 'must have at least one kind')
    .transform((kinds) => CONTEST_ENTRY_KINDS.filter((kind) => kinds.includes(kind))),
  linkHosts: hosts,
  maxEntriesPerMember: z.int().min(1).max(100),
  maxTextLength: z.int().min(1).max(10_000),
  entrants: entrantsPatch,
  voters: votersPatch,
  prizes: z
    .array(prizeInput)
    .max(MAX_PRIZES)
    .transform((prizes) => prizes.toSorted((left, right) => left.fromRank - right.fromRank)),
  admission: z.enum(ADMISSION_MODES),
  admissionChecklist: z.array(text(1, 200)).max(20),
  reportsThatHide: z.int().min(1).max(1_000),
});
export type ContestPatch = z.infer<typeof contestPatch>;
export const updateContestInput = contestPatch.extend({ contestId: z.string() });

const longReason = text(1, 500);
const legalText = text(1, 20_000);
export const setTermsInput = z
  .object({
    contestId: z.string(),
    language: locale,
    rules: optional(legalText),
    rights: optional(legalText),
  })
  .refine(({ rules, rights }) => (rules === null) === (rights === null), {
    path: ['rights'],
    error: 'and rules must be given both, or neither to take the language away',
  });
export const termsModel = z.object({
  version: z.int(),
  language: z.string(),
  rules: z.string(),
  rights: z.string(),
});
/** What entrants and voters agree to, in one language. */
export type Terms = z.infer<typeof termsModel>;
export const publishContestInput = z.object({ contestId: z.string() });
export const cancelContestInput = z.object({ contestId: z.string(), reason: longReason });
export const extendContestInput = z.object({
  contestId: z.string(),
  submissionClosesAt: optional(date),
  rounds: z
    .array(z.object({ round: z.int().min(1).max(2), votingClosesAt: date }))
    .max(2)
    .refine((rounds) => new Set(rounds.map(({ round }) => round)).size === rounds.length, {
      error: 'must name each round once',
    })
    .nullish()
    .transform((rounds) => rounds ?? []),
  resultsAt: optional(date),
  reason: longReason,
});
export type Extension = z.infer<typeof extendContestInput>;
export const restartRoundInput = z.object({
  contestId: z.string(),
  round: z.int().min(1).max(2),
  attempt: z.int().min(1).max(MAX_CHANGES),
  reason: longReason,
});

export const contestIdOf = (programId: string, key: string) => derivedId('contest', programId, 'key', key);

const ANYBODY: Eligibility = {
  memberForDays: 0,
  minimumPoints: 0,
  countries: null,
  minimumAge: null,
  verifiedClaim: null,
  staffMayTakePart: false,
};

export function createContest(
  program: Pick<Program, 'id' | 'timeZone'>,
  { title, idempotencyKey: key }: z.infer<typeof createContestInput>,
  by: string,
  now: Date,
): Contest {
  const at = now.toISOString();
  return {
    id: contestIdOf(program.id, key),
    programId: program.id,
    status: 'DRAFT',
    title,
    brief: '',
    heroImageUrl: null,
    tags: [],
    access: 'PUBLIC',
    timeZone: program.timeZone,
    submission: null,
    rounds: [roundInput.parse({})],
    resultsAt: null,
    voteCounts: 'HIDDEN',
    entryKinds: ['TEXT'],
    linkHosts: [],
    maxEntriesPerMember: 1,
    maxTextLength: 2_000,
    entrants: ANYBODY,
    voters: ANYBODY,
    prizes: [],
    terms: [],
    termsVersion: 0,
    admission: 'BEFORE_SHOWING',
    admissionChecklist: [],
    reportsThatHide: 5,
    changes: [],
    finalists: null,
    createdAs: title,
    createdAt: at,
    createdBy: by,
    publishedAt: null,
    updatedAt: at,
    version: 1,
  };
}

const touched = (contest: Contest, now: Date): Contest => ({
  ...contest,
  updatedAt: now.toISOString(),
  version: contest.version + 1,
});

/** The names of statuses as sentences have them. */
const STANDING: Readonly<Record<Contest['status'], string>> = {
  DRAFT: 'is a draft',
  OPEN: 'is published',
  COUNTED: 'has been counted',
  PUBLISHED: 'has its result',
  CANCELED: 'was called off',
};

const notIn = ({ status }: Contest, what: string) =>
  refuse('INVALID_STATE', `The contest ${STANDING[status]}: ${what}.`, ['contestId']);

const onlyDraft = (contest: Contest): Decision<void, 'INVALID_STATE'> =>
  contest.status === 'DRAFT' ? accept(undefined) : notIn(contest, 'only drafts can be changed so');

/** The very same object when nothing changes. */
export function updateContest(
  contest: Contest,
  patch: ContestPatch,
  now: Date,
): Decision<Contest, 'INVALID_STATE'> {
  // With the fields of each part in the order that a stored one has.
  const given = contestModel.partial().parse({
    ...patch,
    entrants: { ...contest.entrants, ...patch.entrants },
    voters: { ...contest.voters, ...patch.voters },
  });
  const changed = Object.entries(given).filter(
    ([name, value]) =>
      value !== undefined && JSON.stringify(contest[name as keyof Contest]) !== JSON.stringify(value),
  );
  if (changed.length === 0) return accept(contest);
  const draft = onlyDraft(contest);
  return draft.ok ? accept({ ...touched(contest, now), ...Object.fromEntries(changed) }) : draft;
}

/** The texts of a language; null takes it away. */
export type TermsTexts = Pick<Terms, 'rules' | 'rights'> | null;

/**
 * The very same object when the language has these texts already: `present` is what it has. `written` are the terms that are
 * new.
 */
export function setTerms(
  contest: Contest,
  { language, texts }: { language: string; texts: TermsTexts },
  present: TermsTexts,
  now: Date,
): Decision<{ contest: Contest; written: Terms | null }, 'INVALID_STATE' | 'INVALID_INPUT'> {
  if (texts?.rules === present?.rules && texts?.rights === present?.rights)
    return accept({ contest, written: null });
  const draft = onlyDraft(contest);
  if (!draft.ok) return draft;
  const others = contest.terms.filter((terms) => terms.language !== language);
  if (texts === null) return accept({ contest: { ...touched(contest, now), terms: others }, written: null });
  if (others.length >= MAX_LANGUAGES)
    return refuse('INVALID_INPUT', `language is one too many: a contest has at most ${MAX_LANGUAGES}.`, [
      'language',
    ]);
  const version = contest.termsVersion + 1;
  const isThere = others.length < contest.terms.length;
  // The first language stays the first.
  const terms = isThere
    ? contest.terms.map((known) => (known.language === language ? { language, version } : known))
    : [...contest.terms, { language, version }];
  return accept({
    contest: { ...touched(contest, now), terms, termsVersion: version },
    written: { version, language, ...texts },
  });
}

/** The language of the contest nearest to the one that is asked for: it, the one that has most of its parts, or the first. */
export function languageFor({ terms }: Contest, asked: string | null | undefined) {
  const parts = (locale.safeParse(asked).data ?? '').split('-');
  for (let count = parts.length; count > 0; count -= 1) {
    const beginning = parts.slice(0, count).join('-');
    const nearest =
      terms.find(({ language }) => language === beginning) ??
      terms.find(({ language }) => language.startsWith(`${beginning}-`));
    if (nearest !== undefined) return nearest;
  }
  return terms[0];
}

/** A round as it is at a moment. */
export type RoundNow = Contest['rounds'][number] & { number: number; attempt: number };
/** Dates and attempts as they are at a moment. */
type Schedule = Pick<Contest, 'submission' | 'resultsAt'> & { rounds: RoundNow[] };

const submissionDate = 'submission.closesAt';
const votingDate = (round: number) => `rounds.${round}.voting.closesAt`;
const resultsDate = 'resultsAt';

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

export type Problem = { field: string[]; message: string };

/** All that stands in the way of publishing a draft. */
export function problemsOf(contest: Contest, now: Date): Problem[] {
  if (contest.status !== 'DRAFT') return [];
  const { brief, terms, submission, rounds, entryKinds, linkHosts } = contest;
  const problems: Problem[] = [];
  const tell = (isWrong: boolean, field: string, problem: string) => {
    if (isWrong) problems.push({ field: field.split('.'), message: `${field} ${problem}.` });
  };
  tell(brief === '', 'brief', 'is needed: say what is asked for');
  tell(terms.length === 0, 'terms', 'are needed in at least one language: set them with `setContestTerms`');
  tell(submission === null, 'submission', 'is needed: say when entries can be handed in');
  tell(
    entryKinds.includes('LINK') && linkHosts.length === 0,
    'linkHosts',
    'are needed where entries can be links',
  );
  for (const [index, round] of rounds.entries()) {
    const name = `rounds.${index}`;
    const isLast = index === rounds.length - 1;
    tell(round.voting === null, `${name}.voting`, 'is needed: say when votes are taken');
    tell(!isLast && round.finalists === null, `${name}.finalists`, 'are needed: say how many go on');
    tell(isLast && round.finalists !== null, `${name}.finalists`, 'are for a round that another follows');
  }
  for (const { field, problem } of dateProblems(contest, now)) tell(true, field, problem);
  return problems;
}

type DateProblem = { field: string; problem: string };

/** What is wrong with dates among themselves; those that are missing are not looked at. */
function dateProblems({ submission, rounds, resultsAt }: Schedule | Contest, now: Date): DateProblem[] {
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
const later = (at: string, millis: number) => new Date(Date.parse(at) + millis).toISOString();

/** The same object for one that is published already. */
export function publishContest(
  contest: Contest,
  now: Date,
): Decision<Contest, 'INVALID_STATE' | 'CONTEST_NOT_READY'> {
  if (contest.status === 'CANCELED') return notIn(contest, 'it cannot be published any more');
  if (contest.status !== 'DRAFT') return accept(contest);
  const [problem, ...more] = problemsOf(contest, now);
  if (problem !== undefined) {
    const others = more.length === 0 ? '' : ` \`Contest.problems\` tells ${more.length} more.`;
    return refuse('CONTEST_NOT_READY', `${problem.message}${others}`, ['contestId']);
  }
  return accept({ ...touched(contest, now), status: 'OPEN', publishedAt: now.toISOString() });
}

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

/** A moment after which every change that was decided holds. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';

type ChangeRefusal = 'INVALID_STATE' | 'INVALID_INPUT' | 'CONTEST_TOO_LATE';

/** The same object when each date is what is wanted, or was put off to it before for the same reason. */
export function extendContest(
  contest: Contest,
  { reason, by, ...extension }: Extension & { by: string },
  now: Date,
): Decision<Contest, ChangeRefusal> {
  const decided = scheduleAt(contest, END_OF_TIME);
  const unknown = extension.rounds.find(({ round }) => round > decided.rounds.length);
  if (unknown !== undefined) return wrong('rounds', `has no round ${unknown.round}`);
  const wanted = [
    {
      field: 'submissionClosesAt',
      date: submissionDate,
      from: decided.submission?.closesAt ?? null,
      to: extension.submissionClosesAt,
    },
    ...extension.rounds.map(({ round, votingClosesAt }) => ({
      field: 'rounds',
      date: votingDate(round),
      from: decided.rounds[round - 1]?.voting?.closesAt ?? null,
      to: votingClosesAt,
    })),
    { field: resultsDate, date: resultsDate, from: decided.resultsAt, to: extension.resultsAt },
  ].filter(({ to }) => to !== null);
  if (wanted.length === 0) return wrong('submissionClosesAt', 'or another date must be given');
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
        `${field} cannot be put off any more: a change holds a minute after it is decided, and ${until} is over by then.`,
        [field],
      );
  }
  const changes = news.map(({ date, from, to }) => ({
    ...changeOf('EXTENDED', reason, by, now.toISOString()),
    date,
    from,
    to,
  }));
  const after = { ...touched(contest, now), changes: [...contest.changes, ...changes] };
  const [problem] = dateProblems(scheduleAt(after, END_OF_TIME), new Date(0));
  return problem === undefined
    ? accept(after)
    : refuse('INVALID_INPUT', `${problem.field} ${problem.problem}.`, [news[0]?.field ?? resultsDate]);
}

function dateIn({ submission, rounds, resultsAt }: Schedule, name: string): string | null {
  if (name === submissionDate) return submission?.closesAt ?? null;
  if (name === resultsDate) return resultsAt;
  return rounds.find(({ number }) => votingDate(number) === name)?.voting?.closesAt ?? null;
}

const wrong = (field: string, problem: string) => refuse('INVALID_INPUT', `${field} ${problem}.`, [field]);

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
  const decided = scheduleAt(contest, END_OF_TIME).rounds[round - 1];
  if (decided === undefined)
    return wrong('round', `is not one of the contest: it has ${contest.rounds.length}`);
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
  if (openRound(contest, new Date(change.holdsFrom))?.number !== round)
    return refuse(
      'CONTEST_TOO_LATE',
      `The vote of round ${round} closes within a minute, and a new attempt begins a minute after it is decided. Put its close off first.`,
      ['round'],
    );
  return accept({ ...touched(contest, now), changes: [...contest.changes, change] });
}

/** The same object where the same entries were chosen already, whatever became of them. */
export function chooseFinalists(
  contest: Contest,
  { numbers, votable }: { numbers: readonly number[]; votable: ReadonlySet<number> },
  now: Date,
): Decision<Contest, ChangeRefusal | 'ENTRY_NOT_IN_ROUND'> {
  const finalists = [...numbers].sort((left, right) => left - right);
  if (JSON.stringify(contest.finalists) === JSON.stringify(finalists)) return accept(contest);
  const at = now.toISOString();
  const [first, final] = scheduleAt(contest, at).rounds;
  const count = first?.finalists?.count;
  if (contest.status !== 'OPEN') return notIn(contest, 'finalists cannot be chosen');
  if (count === undefined || final?.voting == null || first?.voting == null)
    return refuse('INVALID_STATE', 'The contest has one round.', ['contestId']);
  if (at < first.voting.closesAt)
    return refuse('INVALID_STATE', `The first vote is open until ${first.voting.closesAt}.`, ['contestId']);
  if (final.voting.opensAt <= later(at, HOLDS_AFTER_MILLIS))
    return refuse(
      'CONTEST_TOO_LATE',
      `The second vote opens at ${final.voting.opensAt}: finalists are chosen a minute before.`,
      ['contestId'],
    );
  if (finalists.length > count)
    return refuse('INVALID_INPUT', `entryIds must be at most ${count}.`, ['entryIds']);
  const other = numbers.findIndex((number) => !votable.has(number));
  if (other !== -1) return refuseFinalist(other);
  return accept({ ...touched(contest, now), finalists });
}

/** Of the entry at that place of the list. */
export const refuseFinalist = (place: number) =>
  refuse('ENTRY_NOT_IN_ROUND', `entryIds.${place} is no entry that can be voted on in this contest.`, [
    'entryIds',
    String(place),
  ]);

/** Whoever runs the program or keeps order in it reads all; drafts are nobody else's. */
export function mayRead(contest: Contest, viewer: Viewer): boolean {
  if (isModerator(viewer)) return true;
  // What was never published is nobody's to know.
  if (contest.publishedAt === null) return false;
  return contest.access === 'PUBLIC' || viewer.memberId !== undefined;
}
