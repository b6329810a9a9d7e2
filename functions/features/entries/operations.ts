import { accept, type Decision, refuse } from '../../platform/errors.ts';
import type { ErrorCode } from '../../platform/generated/enums.ts';
import { ConditionFailed, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import { checkEligible } from '../contests/eligibility.ts';
import { recountDue } from '../contests/followup.ts';
import type { Contest } from '../contests/model.ts';
import { contestOf, findContest } from '../contests/views.ts';
import { memberLookup } from '../members/lookups.ts';
import { checkMayAct, type Inactive, type Member } from '../members/rules.ts';
import { moderationLookup } from '../moderation/lookups.ts';
import { nothingWaits, queueWrites } from '../moderation/queue.ts';
import { type ModerationItem, withCauses, withReport } from '../moderation/rules.ts';
import { accountLookup } from '../points/lookups.ts';
import { spendableOf } from '../points/operations.ts';
import { byMember, type MemberScope, operation } from '../programs/operation.ts';
import type { Scope } from '../programs/scope.ts';
import { entryIdOf, readEntryId } from './ids.ts';
import { contestEntryLookup, participationLookup } from './lookups.ts';
import {
  type ContestEntry,
  createEntryInput,
  digestOf,
  disqualifyEntryInput,
  reportEntryInput,
  submitEntryInput,
  updateEntryInput,
  withdrawEntryInput,
} from './model.ts';
import { entriesLeft, MAX_BEGUN, madeBy, withEntry, withFallen } from './participation.ts';
import {
  beginEntry,
  causesOf,
  changeContent,
  checkContent,
  checkWindow,
  disqualifyEntry,
  hideEntry,
  isFallen,
  isShown,
  submitEntry,
  withdrawEntry,
} from './rules.ts';
import {
  getContestEntry,
  getParticipation,
  hasReported,
  insertContestEntry,
  insertReport,
  nextNumber,
  putParticipation,
  replaceContestEntry,
  sameContestEntry,
} from './store.ts';

const NO_CONTEST = refuse('NOT_FOUND', 'This program has no such contest.', ['contestId']);
const NO_ENTRY = refuse('NOT_FOUND', 'This program has no such entry.', ['entryId']);

/** The same key with the same content answers the entry that is there, in any phase. */
export const createContestEntry = operation(
  createEntryInput,
  byMember(async (deps, scope, { contestId, content, idempotencyKey }) => {
    const { program, viewer, memberId } = scope;
    const contest = await findContest(deps, scope, contestId);
    if (contest === undefined) return NO_CONTEST;
    return optimistically(async () => {
      const { member, account, participation } = await lookUp(
        deps,
        {
          member: memberLookup(program.id, memberId),
          account: contest.entrants.minimumPoints > 0 ? accountLookup(program.id, memberId) : undefined,
          participation: participationLookup(program.id, contest.id, memberId),
        },
        { consistent: true },
      );
      const made = madeBy(participation, idempotencyKey);
      if (made !== undefined) return answerAgain(deps, contest, made, digestOf(content));
      const acting = checkMayAct(program, member);
      if (!acting.ok) return acting;
      const now = deps.now();
      const open = checkWindow(contest, now);
      if (!open.ok) return open;
      const available = spendableOf(account, program, now);
      const candidate = { viewer, joinedAt: acting.value.joinedAt, available };
      const eligible = checkEligible(contest.entrants, candidate, now);
      if (!eligible.ok) return eligible;
      const allowed = checkContent(contest, content);
      if (!allowed.ok) return allowed;
      if (entriesLeft(participation, contest.maxEntriesPerMember) === 0)
        return refuse(
          'TOO_MANY_ENTRIES',
          participation.live.length < contest.maxEntriesPerMember
            ? `A member begins at most ${MAX_BEGUN} entries in a contest, those that were taken back among them.`
            : `So many entries a member may have in this contest: ${contest.maxEntriesPerMember}. Take one back to begin another.`,
        );
      const number = await nextNumber(deps, program.id, contest.id);
      const entry = beginEntry(contest, { number, authorId: memberId, content }, now);
      await deps.table.transact([
        insertContestEntry(entry),
        putParticipation(participation, withEntry(participation, number, idempotencyKey)),
      ]);
      deps.log.info('Entry begun.', { programId: program.id, entryId: entryIdOf(entry) });
      return accept(entry);
    });
  }),
);

async function answerAgain(
  deps: Deps,
  { programId, id }: Contest,
  number: number,
  createdFrom: string,
): Promise<Decision<ContestEntry, 'IDEMPOTENCY_CONFLICT' | 'NOT_FOUND'>> {
  const entry = await getContestEntry(deps, programId, { contestId: id, number }, { consistent: true });
  if (entry === undefined) return NO_ENTRY;
  if (entry.createdFrom === createdFrom) return accept(entry);
  return refuse(
    'IDEMPOTENCY_CONFLICT',
    'This idempotency key was used before with other content. Use a new key for a new entry.',
    ['idempotencyKey'],
  );
}

export const updateContestEntry = operation(
  updateEntryInput,
  byMember((deps, scope, { entryId, content }) =>
    changeOwn(deps, scope, entryId, 'Entry changed.', ({ contest, entry }) =>
      changeContent(contest, entry, content, deps.now()),
    ),
  ),
);

export const submitContestEntry = operation(
  submitEntryInput,
  byMember((deps, scope, { entryId, ...submission }) =>
    changeOwn(deps, scope, entryId, 'Entry handed in.', ({ contest, entry, member, available }) => {
      const now = deps.now();
      const submitted = submitEntry(contest, entry, submission, now);
      if (!submitted.ok || submitted.value === entry) return submitted;
      const candidate = { viewer: scope.viewer, joinedAt: member.joinedAt, available };
      const eligible = checkEligible(contest.entrants, candidate, now);
      return eligible.ok ? submitted : eligible;
    }),
  ),
);

export const withdrawContestEntry = operation(
  withdrawEntryInput,
  byMember((deps, scope, { entryId }) =>
    changeOwn(deps, scope, entryId, 'Entry taken back.', ({ contest, entry }) =>
      withdrawEntry(contest, entry, deps.now()),
    ),
  ),
);

export const disqualifyContestEntry = operation(disqualifyEntryInput, async (deps, scope, input) => {
  const { entryId, reason, note } = input;
  const named = readEntryId(entryId);
  const why = { by: scope.viewer.actorId, reason, note };
  return optimistically(async () => {
    const known = named && (await getKnown(deps, scope, named));
    if (known?.entry === undefined) return NO_ENTRY;
    const decided = disqualifyEntry(known.entry, why, deps.now());
    if (!decided.ok || decided.value === known.entry) return decided;
    await deps.table.transact(await stageEntry(deps, { ...known, entry: known.entry }, decided.value));
    deps.log.info('Entry disqualified.', { programId: scope.program.id, entryId, by: why.by });
    return decided;
  });
});

/** An entry with what is written together with it. */
type Known = {
  entry: ContestEntry;
  waiting: ModerationItem | undefined;
  /** True: a moderator decides, so that nothing of it waits any more. */
  isDecided?: boolean;
};

function getKnown(
  deps: Deps,
  { program }: Pick<Scope, 'program'>,
  named: { contestId: string; number: number },
) {
  return lookUp(
    deps,
    {
      entry: contestEntryLookup(program.id, named.contestId, named.number),
      waiting: moderationLookup(program.id, entryIdOf(named)),
    },
    { consistent: true },
  );
}

/**
 * The writes of an entry's change, with what follows in the same moment: its author's list when it falls, and what waits for
 * moderators.
 */
export async function stageEntry(
  deps: Deps,
  { entry: before, waiting, isDecided = false }: Known,
  after: ContestEntry,
): Promise<Write[]> {
  const { programId, contestId, number, authorId } = after;
  const list: Write[] = [];
  if (isFallen(after) && !isFallen(before)) {
    const known = await getParticipation(deps, programId, contestId, authorId, { consistent: true });
    const fallen = withFallen(known, number);
    if (fallen !== known) list.push(putParticipation(known, fallen));
  }
  const isReported = !isDecided && waiting?.causes.includes('REPORTED') === true;
  const at = after.history.at(-1)?.at ?? after.createdAt;
  const waits = withCauses(waiting, waitingOf(after, at), causesOf(after, { isReported }));
  // What shows can be reported at this moment, which leaves the entry as it was read.
  const isUnreported = isShown(before) && waiting === undefined && waits === undefined;
  const queued = isUnreported ? [nothingWaits(programId, entryIdOf(after))] : queueWrites(waiting, waits);
  const isMoved = after.state !== before.state;
  const recount = isMoved ? recountDue(await contestOf(deps, programId, contestId), deps.now()) : [];
  return [replaceContestEntry(before, after), ...list, ...queued, ...recount];
}

const waitingOf = (entry: ContestEntry, at: string) => ({
  programId: entry.programId,
  kind: 'CONTEST_ENTRY' as const,
  subjectId: entryIdOf(entry),
  groupId: entry.contestId,
  revision: entry.revision,
  at,
});

type Own = { contest: Contest; entry: ContestEntry; member: Member; available: number };

/** A change of the caller's own entry. What changes nothing is answered also to those who may not act any more. */
function changeOwn<C extends ErrorCode>(
  deps: Deps,
  scope: MemberScope,
  entryId: string,
  message: string,
  decide: (own: Own) => Decision<ContestEntry, C>,
): Promise<Decision<ContestEntry, C | Inactive | 'NOT_FOUND'>> {
  const { program, memberId } = scope;
  const named = readEntryId(entryId);
  return optimistically(async () => {
    if (named === undefined) return NO_ENTRY;
    const contest = await findContest(deps, scope, named.contestId);
    if (contest === undefined) return NO_ENTRY;
    const { entry, waiting, member, account } = await lookUp(
      deps,
      {
        entry: contestEntryLookup(program.id, named.contestId, named.number),
        waiting: moderationLookup(program.id, entryId),
        member: memberLookup(program.id, memberId),
        account: contest.entrants.minimumPoints > 0 ? accountLookup(program.id, memberId) : undefined,
      },
      { consistent: true },
    );
    if (entry === undefined || entry.authorId !== memberId || member === undefined) {
      const acting = checkMayAct(program, member);
      return acting.ok ? NO_ENTRY : acting;
    }
    const available = spendableOf(account, program, deps.now());
    const decided = decide({ contest, entry, member, available });
    if (decided.ok && decided.value === entry) return decided;
    const acting = checkMayAct(program, member);
    if (!acting.ok) return acting;
    if (!decided.ok) return decided;
    await deps.table.transact(await stageEntry(deps, { entry, waiting }, decided.value));
    deps.log.info(message, { programId: program.id, entryId });
    return decided;
  });
}

/** Once for each member and entry. The entry, as those see it who read its contest; null once it does not show. */
export const reportContestEntry = operation(
  reportEntryInput,
  byMember(async (deps, scope, { entryId, reason, note }) => {
    const { program, memberId } = scope;
    const named = readEntryId(entryId);
    const contest = named && (await findContest(deps, scope, named.contestId));
    if (named === undefined || contest === undefined) return NO_ENTRY;
    return optimistically(async () => {
      const { entry, waiting, member, account } = await lookUp(
        deps,
        {
          entry: contestEntryLookup(program.id, named.contestId, named.number),
          waiting: moderationLookup(program.id, entryId),
          member: memberLookup(program.id, memberId),
          account: contest.voters.minimumPoints > 0 ? accountLookup(program.id, memberId) : undefined,
        },
        { consistent: true },
      );
      const shown = (now: ContestEntry) => accept(isShown(now) ? now : null);
      if (entry !== undefined && (await hasReported(deps, entry, memberId))) return shown(entry);
      const acting = checkMayAct(program, member);
      if (!acting.ok) return acting;
      if (entry?.authorId === memberId)
        return refuse('OWN_ENTRY', 'Nobody reports their own entry. Take it back instead.', ['entryId']);
      if (entry === undefined || !isShown(entry)) return NO_ENTRY;
      const now = deps.now();
      const at = now.toISOString();
      // Or a handful of accounts that were made for it could take a rival out of the vote.
      const available = spendableOf(account, program, now);
      const candidate = { viewer: scope.viewer, joinedAt: acting.value.joinedAt, available };
      const weighs = checkEligible({ ...contest.voters, staffMayTakePart: true }, candidate, now).ok;
      const reported = withReport(waiting, waitingOf(entry, at), weighs);
      const isTooMuch = weighs && reported.weight >= contest.reportsThatHide;
      const after = isTooMuch ? hideEntry(entry, now) : entry;
      try {
        await deps.table.transact([
          insertReport(entry, { memberId, reason, note, at }),
          ...queueWrites(waiting, reported),
          // Also where it stays as it is: one that falls at this moment has nothing waiting.
          after === entry ? sameContestEntry(entry) : replaceContestEntry(entry, after),
        ]);
      } catch (error) {
        // The same report has come at the same moment.
        if (error instanceof ConditionFailed && error.failed.includes(0)) return shown(entry);
        throw error;
      }
      deps.log.info('Entry reported.', { programId: program.id, entryId, reports: reported.reports });
      return shown(after);
    });
  }),
);
