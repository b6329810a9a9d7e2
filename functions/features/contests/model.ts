import * as z from 'zod';
import {
  ADMISSION_MODES,
  CONTEST_ACCESSES,
  CONTEST_CHANGE_KINDS,
  CONTEST_ENTRY_KINDS,
  CONTEST_PRIZE_KINDS,
  CONTEST_STATUSES,
  COUNT_VISIBILITIES,
  FINALIST_SELECTIONS,
  ROUND_SCORINGS,
  TIE_BREAKS,
  VERIFIED_CLAIMS,
  VOTE_PERIODS,
} from '../../platform/generated/enums.ts';
import { publicHostPatternOf } from '../../platform/hosts.ts';
import { derivedId } from '../../platform/ids.ts';
import { canonical, idempotencyKey, line, locale, optional, patchOf, text } from '../../platform/input.ts';
import { timeZoneOf } from '../../platform/time.ts';
import { country, url } from '../../platform/values.ts';

// Contests as they are stored, and what organizers send of them.

export const MAX_OPEN_CONTESTS = 50;
export const MAX_DRAFTS = 200;
export const MAX_CHANGES = 40;

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
export type ContestChange = z.infer<typeof changeModel>;

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
  ties: z.array(z.enum(TIE_BREAKS)).default(() => [...TIE_BREAKS]),
  entryKinds: z.array(z.enum(CONTEST_ENTRY_KINDS)),
  linkHosts: z.array(z.string()),
  maxEntriesPerMember: z.int(),
  maxTextLength: z.int(),
  entrants: eligibilityModel,
  voters: eligibilityModel,
  /** Votes of members who joined less than so many days before wait to be released. */
  holdsNewMembersDays: z.int().default(0),
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
  /** The version of the result that was counted last, and the one that is published. */
  countedVersion: z.int().min(1).nullable().default(null),
  publishedVersion: z.int().min(1).nullable().default(null),
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

export const roundInput = z.object({
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
const MAX_DAYS = 3_650;
const voters = {
  memberForDays: z.int().min(0).max(MAX_DAYS),
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
    title: line(1, 80),
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

export const createContestInput = z.object({ title: line(1, 100), idempotencyKey });

const contestPatch = patchOf({
  title: line(1, 100),
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
  ties: z.array(z.enum(TIE_BREAKS)).refine((ties) => new Set(ties).size === ties.length, {
    error: 'must name each once',
  }),
  entryKinds: z
    .array(z.enum(CONTEST_ENTRY_KINDS))
    .min(1, 'must have at least one kind')
    .transform((kinds) => CONTEST_ENTRY_KINDS.filter((kind) => kinds.includes(kind))),
  linkHosts: hosts,
  maxEntriesPerMember: z.int().min(1).max(100),
  maxTextLength: z.int().min(1).max(10_000),
  entrants: entrantsPatch,
  voters: votersPatch,
  holdsNewMembersDays: z.int().min(0).max(MAX_DAYS),
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
export const holdContestResultInput = z.object({ contestId: z.string(), reason: longReason });
export const restartRoundInput = z.object({
  contestId: z.string(),
  round: z.int().min(1).max(2),
  attempt: z.int().min(1).max(MAX_CHANGES),
  reason: longReason,
});

export const contestIdOf = (programId: string, key: string) => derivedId('contest', programId, 'key', key);
