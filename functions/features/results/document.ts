import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import * as z from 'zod';
import { BARE_ID, isId } from '../../platform/ids.ts';
import { BALLOT_FILES } from './file-names.ts';

// result.json, as docs/results.md tells strangers of it. What can stand in it is written out here: a format that is published
// does not grow with the API. A change of it is another format.

export const RESULT_FORMAT = 'fanfare-result/1';

const count = z.int().min(0);
const ordinal = z.int().min(1);
const instant = z.string().refine((text) => isInstant(text), 'must be an instant in UTC with milliseconds');
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal digits');

/** 2026-11-27T09:00:00.000Z and nothing else, so that instants sort as text. */
function isInstant(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
}

const prizeModel = z.strictObject({
  fromRank: ordinal,
  toRank: ordinal,
  kind: z.enum(['POINTS', 'MANUAL']),
  points: ordinal.nullable(),
  title: z.string(),
});

const policyModel = z.strictObject({
  ties: z
    .array(z.enum(['VOTERS', 'EARLIEST']))
    .refine((ties) => new Set(ties).size === ties.length, 'must name each rule once'),
  holdsNewMembersDays: count,
  prizes: z.array(prizeModel),
});

const roundModel = z.strictObject({
  round: ordinal.max(2),
  attempt: ordinal,
  opensAt: instant,
  closesAt: instant,
  countedAt: instant,
  scoring: z.literal('VOTES'),
  votes: z.strictObject({
    votesPerVoter: ordinal,
    per: z.enum(['ROUND', 'DAY']),
    votesPerEntry: ordinal,
    canBeChanged: z.boolean(),
  }),
  finalists: z
    .strictObject({ count: ordinal, chosenBy: z.enum(['VOTES', 'ORGANIZER']), numbers: z.array(ordinal) })
    .nullable(),
  entries: z.array(
    z.strictObject({ number: ordinal, votes: count, voters: count, held: count, struck: count }),
  ),
  files: z
    .array(z.strictObject({ name: z.string(), lines: count, sha256: sha256Hex }))
    .length(BALLOT_FILES, `must be ${BALLOT_FILES}`),
});

const entryModel = z.strictObject({
  id: z.string().regex(new RegExp(`^ent_${BARE_ID}_[1-9]\\d*$`), 'must be the id of an entry'),
  number: ordinal,
  state: z.enum(['STANDING', 'DISQUALIFIED', 'WITHDRAWN', 'REJECTED', 'FORFEITED']),
  submittedAt: instant.nullable(),
  votes: count,
  voters: count,
  rank: ordinal.nullable(),
  prizes: z.array(z.strictObject({ prize: count, state: z.enum(['DUE', 'WAITING', 'NOBODY']) })),
});

/** The form alone: whether one part follows from another is for the verification. */
export const resultModel = z.strictObject({
  format: z.literal(RESULT_FORMAT),
  program: z.string().min(1),
  contest: z.strictObject({
    id: z.string().refine((id) => isId('contest', id), 'must be the id of a contest'),
    title: z.string(),
  }),
  version: ordinal.max(9_999),
  previous: sha256Hex.nullable(),
  reason: z.string().min(1).nullable(),
  times: z.strictObject({ countedAt: instant, publishedAt: instant }),
  policy: policyModel,
  rounds: z.array(roundModel).min(1).max(2),
  entries: z.array(entryModel),
});
export type ResultDocument = z.infer<typeof resultModel>;
export type ResultRound = ResultDocument['rounds'][number];
export type ResultEntry = ResultDocument['entries'][number];

/** RFC 8785: whoever writes the same document writes the same bytes. Throws for what is no document. */
export const resultBytes = (document: ResultDocument): Uint8Array =>
  new TextEncoder().encode(canonicalize(resultModel.parse(document)));

/** In lower-case hexadecimal digits. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
