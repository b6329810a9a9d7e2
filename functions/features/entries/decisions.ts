import { accept, type Decision, refuse } from '../../platform/errors.ts';
import type { ContestEntryAction } from '../../platform/generated/enums.ts';
import type { Contest } from '../contests/model.ts';
import type { DecisionInput } from '../moderation/rules.ts';
import type { ContestEntry } from './model.ts';
import {
  answerUntil,
  fallen,
  inState,
  isFallen,
  isLocked,
  isShown,
  lastAnswer,
  type Noted,
  noted,
  STANDING,
  shownNow,
} from './rules.ts';

// What moderators decide of an entry.

/** So long an author has at least to change what they were asked to change. */
const ANSWER_MILLIS = 48 * 3_600_000;

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
  const isOver = isFallen(entry) && !isShown(entry) && !entry.isHidden;
  if (isOver || (entry.waiting === null && !isReported))
    return refuse('INVALID_STATE', `The entry ${STANDING[entry.state]}: nothing of it waits.`, ['itemId']);
  if (decision.revision !== entry.revision)
    return refuse('STALE_VERSION', 'The entry was changed since you looked at it. Look at it again.', [
      'revision',
    ]);
  const why = { by, reason: decision.reason, note: decision.note, revision: decision.revision };
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
  const answerBy = new Date(now.getTime() + ANSWER_MILLIS).toISOString();
  if (lastAnswer(contest, now) <= now.toISOString())
    return refuse(
      'INVALID_STATE',
      'The first vote is over, so that nothing can be changed for it any more: approve it or reject it.',
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
    answerBy,
    dueAt: answerUntil(contest, { answerBy }, now),
  });
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
  const other = checked.find((line) => !contest.admissionChecklist.includes(line));
  if (other !== undefined)
    return refuse(
      'INVALID_INPUT',
      `checked must have lines of the contest's admissionChecklist alone; ${JSON.stringify(other)} is none.`,
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

/** True when the latest that moderators decided of an entry is this decision of this revision, by this moderator. */
export function wasDecided(
  { history }: ContestEntry,
  { decision, reason, note, revision }: Decided,
  by: string,
): boolean {
  const last = history.findLast(({ action }) => DECIDED.has(action));
  return (
    last !== undefined &&
    last.by === by &&
    last.revision === revision &&
    DECISIONS[decision].includes(last.action) &&
    last.reason === reason &&
    last.note === note
  );
}
