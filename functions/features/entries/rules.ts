import { accept, type Decision, refuse } from '../../platform/errors.ts';
import type { ContestEntryAction } from '../../platform/generated/enums.ts';
import { isOnHosts } from '../../platform/hosts.ts';
import { dayOf } from '../../platform/time.ts';
import { checkDeclared } from '../contests/eligibility.ts';
import type { Contest } from '../contests/model.ts';
import { acceptsEntries, scheduleAt } from '../contests/schedule.ts';
import type { Cause } from '../moderation/rules.ts';
import {
  type Content,
  type ContestEntry,
  digestOf,
  type EntryChange,
  type State,
  type Submission,
} from './model.ts';

// Entries of contests: what their authors, reporters and organizers can do to one, and when.

/** What an author can add to an entry's history; decisions always fit. */
const MAX_SUBMISSIONS = 20;
const MAX_HISTORY = 100;

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
    submittedOn: null,
    shownAt: null,
    answerBy: null,
    dueAt: null,
    history: [],
    createdFrom: digestOf(content),
    createdAt: now.toISOString(),
    version: 1,
  };
}

export type Noted = Pick<EntryChange, 'by'> & Partial<Pick<EntryChange, 'reason' | 'note' | 'revision'>>;

/** An entry after something that its history tells; the oldest of a very long one is forgotten. */
export function noted(
  entry: ContestEntry,
  action: ContestEntryAction,
  { by, reason = null, note = null, revision = null }: Noted,
  now: Date,
): ContestEntry {
  const change: EntryChange = { action, at: now.toISOString(), by, reason, note, revision };
  const kept = entry.history.slice(Math.max(0, entry.history.length - MAX_HISTORY + 1));
  return { ...entry, history: [...kept, change], version: entry.version + 1 };
}

/** True once a vote has opened on what was admitted. */
export function isLocked(contest: Contest, { state }: ContestEntry, now: Date): boolean {
  const opensAt = scheduleAt(contest, now.toISOString()).rounds[0]?.voting?.opensAt;
  return state === 'APPROVED' && opensAt !== undefined && opensAt <= now.toISOString();
}

/** After this nothing is changed for the first vote any more. */
export function lastAnswer(contest: Contest, now: Date): string {
  const { rounds, resultsAt } = scheduleAt(contest, now.toISOString());
  return rounds[0]?.voting?.closesAt ?? resultsAt ?? '';
}

/** By when changes that were asked for have to be there: a deadline that was put off since is theirs too. */
export function answerUntil(contest: Contest, { answerBy }: { answerBy: string }, now: Date): string {
  const deadline = scheduleAt(contest, now.toISOString()).submission?.closesAt ?? answerBy;
  const later = deadline > answerBy ? deadline : answerBy;
  const last = lastAnswer(contest, now);
  return later < last ? later : last;
}

/** Until when its author can change an entry; null when not any more. */
export function editableUntil(contest: Contest, entry: ContestEntry, now: Date): string | null {
  const { submission, rounds } = scheduleAt(contest, now.toISOString());
  if (contest.status !== 'OPEN' || submission === null || isFallen(entry)) return null;
  const firstVote = rounds[0]?.voting?.opensAt ?? submission.closesAt;
  const deadline =
    entry.state === 'APPROVED' && firstVote < submission.closesAt ? firstVote : submission.closesAt;
  const { answerBy } = entry;
  const until = answerBy === null ? deadline : answerUntil(contest, { answerBy }, now);
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

export const STANDING: Readonly<Record<State, string>> = {
  DRAFT: 'is a draft',
  SUBMITTED: 'waits for a moderator',
  APPROVED: 'was admitted',
  CHANGES_REQUESTED: 'waits for its author',
  REJECTED: 'was not admitted',
  WITHDRAWN: 'was taken back',
  DISQUALIFIED: 'was disqualified',
};
export const inState = ({ state }: ContestEntry) =>
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
  if (text === undefined)
    return refuse(
      'INVALID_INPUT',
      `language must be one that the contest has terms in: ${contest.terms.map((terms) => terms.language).join(', ')}. Send that of the terms which were shown.`,
      ['language'],
    );
  if (text.version !== termsVersion)
    return refuse(
      'INVALID_INPUT',
      `termsVersion must be that of the terms in ${language}, which is ${text.version}: each language has a version of its own. Read \`Contest.terms\` again and agree to it.`,
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
    dueAt: null,
    submittedAt: entry.submittedAt ?? at,
    submittedOn: entry.submittedOn ?? dayOf(new Date(entry.submittedAt ?? at), contest.timeZone),
    agreement: { termsVersion, language, agreedAt: at, country, isOfAge },
  };
  // What a moderator has asked to change is looked at before it shows again, in every contest.
  const showsAtOnce = contest.admission === 'AFTER_SHOWING' && entry.state !== 'CHANGES_REQUESTED';
  if (showsAtOnce) return accept(shownNow({ ...handedIn, state: 'APPROVED', waiting: 'ENTRY' }, now));
  return entry.state === 'APPROVED'
    ? accept({ ...handedIn, waiting: 'CHANGE' })
    : accept({ ...handedIn, state: 'SUBMITTED', waiting: 'ENTRY' });
}

export const shownNow = (entry: ContestEntry, now: Date): ContestEntry => ({
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

export const fallen = (entry: ContestEntry, state: State): ContestEntry => ({
  ...entry,
  state,
  waiting: null,
  isHidden: false,
  answerBy: null,
  dueAt: null,
});

/** The same object for one that was disqualified already. */
export function disqualifyEntry(
  entry: ContestEntry,
  why: Noted,
  now: Date,
): Decision<ContestEntry, 'INVALID_STATE'> {
  if (entry.state === 'DISQUALIFIED') return accept(entry);
  if (entry.state !== 'APPROVED') return inState(entry);
  const { isHidden } = entry;
  return accept({
    ...fallen(noted(entry, 'DISQUALIFIED', why, now), 'DISQUALIFIED'),
    draft: null,
    // What reports took out of sight comes back when a moderator has looked at it, and not by this.
    isHidden,
  });
}

/** An entry that so many reports have taken out of sight; the same object where nothing shows. */
export const hideEntry = (entry: ContestEntry, now: Date): ContestEntry =>
  isVotable(entry) ? { ...noted(entry, 'HIDDEN', { by: 'system' }, now), isHidden: true } : entry;

/** The same object when nobody waits for its author any more; while there is time left it falls due at the end of that. */
export function expireEntry(contest: Contest, entry: ContestEntry, now: Date): ContestEntry {
  const { answerBy, dueAt, state, version } = entry;
  if (answerBy === null || state !== 'CHANGES_REQUESTED') return entry;
  const until = answerUntil(contest, { answerBy }, now);
  if (until <= now.toISOString()) return fallen(noted(entry, 'EXPIRED', { by: 'system' }, now), 'REJECTED');
  return until === (dueAt ?? answerBy) ? entry : { ...entry, dueAt: until, version: version + 1 };
}
