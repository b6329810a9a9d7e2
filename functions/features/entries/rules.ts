import * as z from 'zod';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import {
  CONTEST_ENTRY_ACTIONS,
  CONTEST_ENTRY_KINDS,
  CONTEST_ENTRY_REPORT_REASONS,
  CONTEST_ENTRY_STATES,
  type ContestEntryAction,
  type ContestEntryKind,
  MODERATION_REASONS,
} from '../../platform/generated/enums.ts';
import { isOnHosts } from '../../platform/hosts.ts';
import { digest26 } from '../../platform/ids.ts';
import { idempotencyKey, locale, optional, text } from '../../platform/input.ts';
import { country, url } from '../../platform/values.ts';
import { checkDeclared } from '../contests/eligibility.ts';
import { acceptsEntries, type Contest, scheduleAt } from '../contests/rules.ts';
import type { Cause, DecisionInput } from '../moderation/rules.ts';

// Entries of contests: what their authors, moderators, reporters and organizers can do to one, and when.

/** So long an author has at least to change what they were asked to change. */
const ANSWER_MILLIS = 48 * 3_600_000;
/** What an author can add to an entry's history; decisions always fit. */
const MAX_SUBMISSIONS = 20;
const MAX_HISTORY = 100;

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
});
type EntryChange = z.infer<typeof changeModel>;

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
  shownAt: instant.nullable(),
  /** By when the changes that were asked for have to be there. */
  answerBy: instant.nullable(),
  history: z.array(changeModel),
  /** Digest of the content it was begun with: tells the same request sent again from another with its key. */
  createdFrom: z.string(),
  createdAt: instant,
  version: z.int().min(1),
});
export type ContestEntry = z.infer<typeof contestEntryModel>;
type State = ContestEntry['state'];

const title = text(1, 100);
const MAX_TEXT = 10_000;
const textContent = z
  .object({ title, text: text(1, MAX_TEXT) })
  .transform(({ title, text }): Content => ({ kind: 'TEXT', title, text, url: null }));
const linkContent = z
  .object({ title, url, text: text(1, MAX_TEXT).nullish() })
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

const FALLEN: ReadonlySet<State> = new Set<State>(['REJECTED', 'WITHDRAWN', 'DISQUALIFIED']);
/** True for an entry that is out of the contest for good: it has no votes. */
export const isFallen = ({ state }: Pick<ContestEntry, 'state'>): boolean => FALLEN.has(state);

/** True for an entry that everybody sees who sees its contest. */
export const isShown = ({ state, shown, isHidden }: ContestEntry): boolean =>
  shown !== null && !isHidden && (state === 'APPROVED' || state === 'DISQUALIFIED');

/** True for an entry that votes can be given to. */
export const isVotable = (entry: ContestEntry): boolean => isShown(entry) && entry.state === 'APPROVED';

/** Why an entry waits for moderators. `isReported`: members have reported it, and nobody has decided since. */
export function causesOf(entry: ContestEntry, { isReported }: { isReported: boolean }): Cause[] {
  const causes: Cause[] = [];
  if (entry.waiting !== null) causes.push(entry.waiting === 'CHANGE' ? 'EDITED' : 'SUBMITTED');
  if (isReported && (isShown(entry) || entry.isHidden)) causes.push('REPORTED');
  return causes;
}

export const digestOf = (content: Content) => digest26('entry', JSON.stringify(content));

/** Whether a contest takes that content. */
export function checkContent(
  contest: Contest,
  content: Content,
): Decision<void, 'INVALID_INPUT' | 'CONTENT_NOT_ALLOWED'> {
  const field = ['content', content.kind === 'LINK' ? 'link' : 'text'];
  if (!contest.entryKinds.includes(content.kind))
    return refuse('CONTENT_NOT_ALLOWED', `The contest takes ${contest.entryKinds.join(' and ')}.`, field);
  if (content.url !== null && !isOnHosts(contest.linkHosts, content.url))
    return refuse(
      'CONTENT_NOT_ALLOWED',
      `The link must be on one of these hosts: ${contest.linkHosts.join(', ')}.`,
      [...field, 'url'],
    );
  if ([...(content.text ?? '')].length > contest.maxTextLength)
    return refuse(
      'INVALID_INPUT',
      `content.${field[1]}.text must have at most ${contest.maxTextLength} characters.`,
      [...field, 'text'],
    );
  return accept(undefined);
}

type Window = 'SUBMISSION_NOT_OPEN' | 'SUBMISSION_CLOSED';

export function checkWindow(contest: Contest, now: Date): Decision<void, Window> {
  if (acceptsEntries(contest, now)) return accept(undefined);
  const { submission } = scheduleAt(contest, now.toISOString());
  if (contest.status === 'OPEN' && submission !== null && now.toISOString() < submission.opensAt)
    return refuse('SUBMISSION_NOT_OPEN', `Entries can be handed in from ${submission.opensAt} on.`);
  return CLOSED;
}

const CLOSED = refuse('SUBMISSION_CLOSED', 'Entries cannot be handed in or changed any more.');

export function beginEntry(
  contest: Pick<Contest, 'id' | 'programId'>,
  { number, authorId, content }: { number: number; authorId: string; content: Content },
  now: Date,
): ContestEntry {
  return {
    programId: contest.programId,
    contestId: contest.id,
    number,
    authorId,
    state: 'DRAFT',
    shown: null,
    draft: content,
    waiting: null,
    isHidden: false,
    revision: 1,
    agreement: null,
    submittedAt: null,
    shownAt: null,
    answerBy: null,
    history: [],
    createdFrom: digestOf(content),
    createdAt: now.toISOString(),
    version: 1,
  };
}

type Noted = Pick<EntryChange, 'by'> & Partial<Pick<EntryChange, 'reason' | 'note'>>;

/** An entry after something that its history tells; the oldest of a very long one is forgotten. */
function noted(
  entry: ContestEntry,
  action: ContestEntryAction,
  { by, reason = null, note = null }: Noted,
  now: Date,
): ContestEntry {
  const change: EntryChange = { action, at: now.toISOString(), by, reason, note };
  const kept = entry.history.slice(Math.max(0, entry.history.length - MAX_HISTORY + 1));
  return { ...entry, history: [...kept, change], version: entry.version + 1 };
}

/** True once a vote has opened on what was admitted. */
function isLocked(contest: Contest, { state }: ContestEntry, now: Date): boolean {
  const opensAt = scheduleAt(contest, now.toISOString()).rounds[0]?.voting?.opensAt;
  return state === 'APPROVED' && opensAt !== undefined && opensAt <= now.toISOString();
}

/** Until when its author can change an entry; null when not any more. */
export function editableUntil(contest: Contest, entry: ContestEntry, now: Date): string | null {
  const { submission, rounds } = scheduleAt(contest, now.toISOString());
  if (contest.status !== 'OPEN' || submission === null || isFallen(entry)) return null;
  const firstVote = rounds[0]?.voting?.opensAt ?? submission.closesAt;
  const deadline =
    entry.state === 'APPROVED' && firstVote < submission.closesAt ? firstVote : submission.closesAt;
  const until = entry.answerBy ?? deadline;
  return now.toISOString() < until ? until : null;
}

export type EditRefusal = 'SUBMISSION_CLOSED' | 'INVALID_STATE' | 'ENTRY_LOCKED';

function checkEditable(contest: Contest, entry: ContestEntry, now: Date): Decision<void, EditRefusal> {
  if (isFallen(entry)) return inState(entry);
  if (contest.status === 'OPEN' && isLocked(contest, entry, now))
    return refuse('ENTRY_LOCKED', 'A vote has opened on the entry: it does not change any more.', [
      'entryId',
    ]);
  return editableUntil(contest, entry, now) === null ? CLOSED : accept(undefined);
}

const STANDING: Readonly<Record<State, string>> = {
  DRAFT: 'is a draft',
  SUBMITTED: 'waits for a moderator',
  APPROVED: 'was admitted',
  CHANGES_REQUESTED: 'waits for its author',
  REJECTED: 'was not admitted',
  WITHDRAWN: 'was taken back',
  DISQUALIFIED: 'was disqualified',
};
const inState = ({ state }: ContestEntry) =>
  refuse('INVALID_STATE', `The entry ${STANDING[state]}: this cannot be done to it any more.`, ['entryId']);

const isSame = (left: Content | null, right: Content) => JSON.stringify(left) === JSON.stringify(right);

/** The very same object when nothing changes. */
export function changeContent(
  contest: Contest,
  entry: ContestEntry,
  content: Content,
  now: Date,
): Decision<ContestEntry, EditRefusal | 'INVALID_INPUT' | 'CONTENT_NOT_ALLOWED'> {
  if (isSame(entry.draft ?? entry.shown, content)) return accept(entry);
  const editable = checkEditable(contest, entry, now);
  if (!editable.ok) return editable;
  const allowed = checkContent(contest, content);
  if (!allowed.ok) return allowed;
  const isBack = entry.state === 'APPROVED' && isSame(entry.shown, content);
  return accept({
    ...entry,
    draft: isBack ? null : content,
    waiting: isBack && entry.waiting === 'CHANGE' ? null : entry.waiting,
    revision: entry.revision + 1,
    version: entry.version + 1,
  });
}

export type SubmitRefusal = EditRefusal | 'NOT_ELIGIBLE' | 'INVALID_INPUT';

/** The very same object for what is handed in already. */
export function submitEntry(
  contest: Contest,
  entry: ContestEntry,
  { termsVersion, language, country, isOfAge }: Submission,
  now: Date,
): Decision<ContestEntry, SubmitRefusal> {
  const isHandedIn =
    entry.state === 'SUBMITTED' ||
    (entry.state === 'APPROVED' && (entry.draft === null || entry.waiting === 'CHANGE'));
  if (isHandedIn) return accept(entry);
  const editable = checkEditable(contest, entry, now);
  if (!editable.ok) return editable;
  const text = contest.terms.find((terms) => terms.language === language);
  if (text?.version !== termsVersion)
    return refuse(
      'INVALID_INPUT',
      'termsVersion must be that of the terms in that language. Read `Contest.terms` again and agree to it.',
      ['termsVersion'],
    );
  const declared = checkDeclared(contest.entrants, { country, isOfAge });
  if (!declared.ok) return declared;
  const isTooOften = entry.history.filter(({ by }) => by === entry.authorId).length >= MAX_SUBMISSIONS;
  if (isTooOften)
    return refuse('INVALID_STATE', `An entry is handed in at most ${MAX_SUBMISSIONS} times.`, ['entryId']);
  const at = now.toISOString();
  const action = entry.state === 'APPROVED' ? 'CHANGE_SUBMITTED' : 'SUBMITTED';
  const handedIn = {
    ...noted(entry, action, { by: entry.authorId }, now),
    answerBy: null,
    submittedAt: entry.submittedAt ?? at,
    agreement: { termsVersion, language, agreedAt: at, country, isOfAge },
  };
  // What a moderator has asked to change is looked at before it shows again, in every contest.
  const showsAtOnce = contest.admission === 'AFTER_SHOWING' && entry.state !== 'CHANGES_REQUESTED';
  if (showsAtOnce) return accept(shownNow({ ...handedIn, state: 'APPROVED', waiting: 'ENTRY' }, now));
  return entry.state === 'APPROVED'
    ? accept({ ...handedIn, waiting: 'CHANGE' })
    : accept({ ...handedIn, state: 'SUBMITTED', waiting: 'ENTRY' });
}

const shownNow = (entry: ContestEntry, now: Date): ContestEntry => ({
  ...entry,
  shown: entry.draft ?? entry.shown,
  draft: null,
  shownAt: entry.shownAt ?? now.toISOString(),
});

/** The same object for one that was taken back already. */
export function withdrawEntry(
  contest: Contest,
  entry: ContestEntry,
  now: Date,
): Decision<ContestEntry, 'INVALID_STATE'> {
  if (entry.state === 'WITHDRAWN') return accept(entry);
  if (contest.status === 'PUBLISHED' || isFallen(entry)) return inState(entry);
  return accept(fallen(noted(entry, 'WITHDRAWN', { by: entry.authorId }, now), 'WITHDRAWN'));
}

const fallen = (entry: ContestEntry, state: State): ContestEntry => ({
  ...entry,
  state,
  waiting: null,
  isHidden: false,
  answerBy: null,
});

/** The same object for one that was disqualified already. */
export function disqualifyEntry(
  entry: ContestEntry,
  why: Noted,
  now: Date,
): Decision<ContestEntry, 'INVALID_STATE'> {
  if (entry.state === 'DISQUALIFIED') return accept(entry);
  if (entry.state !== 'APPROVED') return inState(entry);
  return accept({ ...fallen(noted(entry, 'DISQUALIFIED', why, now), 'DISQUALIFIED'), draft: null });
}

/** An entry that so many reports have taken out of sight; the same object where nothing shows. */
export const hideEntry = (entry: ContestEntry, now: Date): ContestEntry =>
  isVotable(entry) ? { ...noted(entry, 'HIDDEN', { by: 'system' }, now), isHidden: true } : entry;

/** The same object when nobody waits for its author, or there is time left. */
export function expireEntry(entry: ContestEntry, now: Date): ContestEntry {
  if (entry.answerBy === null || now.toISOString() < entry.answerBy) return entry;
  if (entry.state !== 'CHANGES_REQUESTED') return entry;
  return fallen(noted(entry, 'EXPIRED', { by: 'system' }, now), 'REJECTED');
}

export type Decided = Pick<DecisionInput, 'decision' | 'reason' | 'note' | 'revision' | 'checked'>;
type DecideRefusal = 'INVALID_INPUT' | 'INVALID_STATE' | 'OWN_ENTRY' | 'STALE_VERSION';

/** What a moderator decides of an entry that waits or was reported. */
export function decideEntry(
  contest: Contest,
  entry: ContestEntry,
  decision: Decided,
  { by, isReported }: { by: string; isReported: boolean },
  now: Date,
): Decision<ContestEntry, DecideRefusal> {
  if (entry.authorId === by)
    return refuse('OWN_ENTRY', 'Nobody decides their own entry: leave it to another moderator.', ['itemId']);
  const isOver = isFallen(entry) && !isShown(entry);
  if (isOver || (entry.waiting === null && !isReported))
    return refuse('INVALID_STATE', `The entry ${STANDING[entry.state]}: nothing of it waits.`, ['itemId']);
  if (decision.revision !== entry.revision)
    return refuse('STALE_VERSION', 'The entry was changed since you looked at it. Look at it again.', [
      'revision',
    ]);
  const why = { by, reason: decision.reason, note: decision.note };
  if (decision.decision === 'APPROVE') return approve(contest, entry, decision.checked, why, now);
  if (entry.waiting === 'CHANGE' && !entry.isHidden) {
    const kept = { ...noted(entry, 'CHANGE_REJECTED', why, now), waiting: null };
    return accept(decision.decision === 'REJECT' ? { ...kept, draft: null } : kept);
  }
  if (decision.decision === 'REJECT') return accept(fallen(noted(entry, 'REJECTED', why, now), 'REJECTED'));
  // One that was disqualified is out for good: it shows, or it does not.
  if (isFallen(entry)) return inState(entry);
  if (isLocked(contest, entry, now))
    return refuse(
      'INVALID_STATE',
      'A vote has opened on the entry, so that it does not change any more: approve it, reject it, or disqualify it.',
      ['decision'],
    );
  return accept({
    ...noted(entry, 'CHANGES_REQUESTED', why, now),
    state: 'CHANGES_REQUESTED',
    draft: entry.draft ?? entry.shown,
    shown: null,
    shownAt: null,
    waiting: null,
    isHidden: false,
    answerBy: answerBy(contest, now),
  });
}

/** The later of the deadline and two days from now. */
function answerBy(contest: Contest, now: Date): string {
  const least = new Date(now.getTime() + ANSWER_MILLIS).toISOString();
  const deadline = scheduleAt(contest, now.toISOString()).submission?.closesAt ?? least;
  return deadline > least ? deadline : least;
}

function approve(
  contest: Contest,
  entry: ContestEntry,
  checked: readonly string[],
  why: Noted,
  now: Date,
): Decision<ContestEntry, 'INVALID_INPUT' | 'INVALID_STATE'> {
  const missing = contest.admissionChecklist.find((line) => !checked.includes(line));
  if (missing !== undefined)
    return refuse(
      'INVALID_INPUT',
      `checked must have every line of the contest's admissionChecklist; "${missing}" is missing.`,
      ['checked'],
    );
  const isLate = entry.waiting === 'CHANGE' && isLocked(contest, entry, now);
  // What was hidden comes back as it was voted on: of it and the change, only that can show.
  if (isLate && entry.isHidden)
    return accept({ ...noted(entry, 'KEPT', why, now), draft: null, waiting: null, isHidden: false });
  if (isLate)
    return refuse(
      'INVALID_STATE',
      'A vote has opened on the entry, so that it does not change any more: reject the change.',
      ['decision'],
    );
  const action = entry.waiting === null ? 'KEPT' : 'APPROVED';
  const kept: ContestEntry = { ...noted(entry, action, why, now), waiting: null, isHidden: false };
  const isNews = entry.waiting === 'CHANGE' || entry.state === 'SUBMITTED';
  return accept(isNews ? shownNow({ ...kept, state: 'APPROVED' }, now) : kept);
}

const DECISIONS: Readonly<Record<DecisionInput['decision'], readonly ContestEntryAction[]>> = {
  APPROVE: ['APPROVED', 'KEPT'],
  REQUEST_CHANGES: ['CHANGES_REQUESTED', 'CHANGE_REJECTED'],
  REJECT: ['REJECTED', 'CHANGE_REJECTED'],
};
const DECIDED = new Set(Object.values(DECISIONS).flat());

/** True when the latest that moderators decided of an entry is this decision, by this moderator. */
export function wasDecided(
  { history }: ContestEntry,
  { decision, reason, note }: Decided,
  by: string,
): boolean {
  const last = history.findLast(({ action }) => DECIDED.has(action));
  return (
    last !== undefined &&
    last.by === by &&
    DECISIONS[decision].includes(last.action) &&
    last.reason === reason &&
    last.note === note
  );
}

/** The kinds of content that this version takes in. */
export const typeOfContent = (kind: ContestEntryKind): 'TextContent' | 'LinkContent' =>
  kind === 'TEXT' ? 'TextContent' : 'LinkContent';
