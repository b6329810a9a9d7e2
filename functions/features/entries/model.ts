import * as z from 'zod';
import {
  CONTEST_ENTRY_ACTIONS,
  CONTEST_ENTRY_KINDS,
  CONTEST_ENTRY_REPORT_REASONS,
  CONTEST_ENTRY_STATES,
  type ContestEntryKind,
  MODERATION_REASONS,
} from '../../platform/generated/enums.ts';
import { digest26 } from '../../platform/ids.ts';
import { idempotencyKey, line, locale, optional, text } from '../../platform/input.ts';
import { country, url } from '../../platform/values.ts';

// Entries of contests as they are stored, and what members send of them.

const instant = z.string();
const contentModel = z.object({
  kind: z.enum(CONTEST_ENTRY_KINDS),
  title: z.string(),
  text: z.string().nullable(),
  url: z.string().nullable(),
});
export type Content = z.infer<typeof contentModel>;

const changeModel = z.object({
  action: z.enum(CONTEST_ENTRY_ACTIONS),
  at: instant,
  by: z.string(),
  reason: z.enum(MODERATION_REASONS).nullable().default(null),
  note: z.string().nullable().default(null),
  /** The revision that was decided of. */
  revision: z.int().nullable().default(null),
});
export type EntryChange = z.infer<typeof changeModel>;

export const contestEntryModel = z.object({
  programId: z.string(),
  contestId: z.string(),
  number: z.int().min(1),
  authorId: z.string(),
  state: z.enum(CONTEST_ENTRY_STATES),
  /** What shows, or showed. */
  shown: contentModel.nullable(),
  /** What its author works on, where that is not what shows. */
  draft: contentModel.nullable(),
  /** What of it waits for a moderator: the entry, or the change of one that shows. */
  waiting: z.enum(['ENTRY', 'CHANGE']).nullable(),
  /** True: members have reported it so often that it does not show until a moderator decides. */
  isHidden: z.boolean(),
  revision: z.int().min(1),
  agreement: z
    .object({
      termsVersion: z.int(),
      language: z.string(),
      agreedAt: instant,
      country: z.string().nullable(),
      isOfAge: z.boolean().nullable(),
    })
    .nullable(),
  submittedAt: instant.nullable(),
  /** The day of that in the contest's zone: what is counted by it sees the entry alone. */
  submittedOn: z.string().nullable().default(null),
  shownAt: instant.nullable(),
  /** By when the changes that were asked for have to be there. */
  answerBy: instant.nullable(),
  /** When it is looked at whether they are; null: at `answerBy`. */
  dueAt: instant.nullable().default(null),
  history: z.array(changeModel),
  /** Digest of the content it was begun with: tells the same request sent again from another with its key. */
  createdFrom: z.string(),
  createdAt: instant,
  version: z.int().min(1),
});
export type ContestEntry = z.infer<typeof contestEntryModel>;
export type State = ContestEntry['state'];

const title = line(1, 100);
const MAX_TEXT = 10_000;
const textContent = z
  .object({ title, text: text(1, MAX_TEXT) })
  .transform(({ title, text }): Content => ({ kind: 'TEXT', title, text, url: null }));
/** An empty box of a form is nothing. */
const textOrNothing = z
  .string()
  .nullish()
  .transform((given) => (given === '' ? null : given))
  .pipe(text(1, MAX_TEXT).nullish());
const linkContent = z
  .object({ title, url, text: textOrNothing })
  .transform(({ title, url, text }): Content => ({ kind: 'LINK', title, text: text ?? null, url }));

const contentInput = z
  .object({ text: textContent.optional(), link: linkContent.optional() })
  .transform(({ text, link }, context) => {
    const content = text ?? link;
    if (content !== undefined && (text === undefined || link === undefined)) return content;
    context.addIssue({ code: 'custom', message: 'must be exactly one of `text` and `link`' });
    return z.NEVER;
  });

export const createEntryInput = z.object({ contestId: z.string(), content: contentInput, idempotencyKey });
export const updateEntryInput = z.object({ entryId: z.string(), content: contentInput });

export const submitEntryInput = z.object({
  entryId: z.string(),
  termsVersion: z.int().min(1),
  language: locale,
  country: optional(country),
  isOfAge: optional(z.boolean()),
});
export type Submission = Omit<z.infer<typeof submitEntryInput>, 'entryId'>;
export const withdrawEntryInput = z.object({ entryId: z.string() });

const note = optional(text(1, 500));
export const reportEntryInput = z
  .object({ entryId: z.string(), reason: z.enum(CONTEST_ENTRY_REPORT_REASONS), note })
  .refine(({ reason, note }) => reason !== 'OTHER' || note !== null, {
    path: ['note'],
    error: 'is needed for OTHER: say what is wrong with it',
  });
export const disqualifyEntryInput = z
  .object({ entryId: z.string(), reason: z.enum(MODERATION_REASONS), note })
  .refine(({ reason, note }) => reason !== 'RULES' || note !== null, {
    path: ['note'],
    error: 'is needed for RULES: say which rule',
  });

export const digestOf = (content: Content) => digest26('entry', JSON.stringify(content));

/** The kinds of content that this version takes in. */
export const typeOfContent = (kind: ContestEntryKind): 'TextContent' | 'LinkContent' =>
  kind === 'TEXT' ? 'TextContent' : 'LinkContent';
