import { isOrganizer } from '../../identity/viewer.ts';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import { ConditionFailed, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { optimistically } from '../../table/optimistic.ts';
import { relistingDue } from '../leaderboards/relisting.ts';
import { byMember, change, type MemberScope, operation } from '../programs/operation.ts';
import { statusDue } from './followup.ts';
import {
  checkAvatar,
  checkMayAct,
  decideJoin,
  decideSetMemberStatus,
  decideUpdateMember,
  decideUpdateProfile,
  type Inactive,
  isListed,
  joinInput,
  type Member,
  profilePatch,
  refusePaused,
  refuseUnknownMember,
  setMemberStatusInput,
  updateMemberInput,
} from './rules.ts';
import {
  claimExternalId,
  forgetMemberStatus,
  getMember,
  insertMember,
  releaseExternalId,
  replaceMember,
} from './store.ts';

/**
 * The caller as a member who may act: joined, not suspended, and the program not paused. Somebody who is not
 * there at first sight is looked for again: a first read may be a moment behind their `join`.
 */
export async function actingMember(deps: Deps, scope: MemberScope): Promise<Decision<Member, Inactive>> {
  if (scope.program.status === 'PAUSED') return refusePaused();
  const { memberId } = scope;
  const member =
    (await getMember(deps, scope.program.id, memberId)) ??
    (await getMember(deps, scope.program.id, memberId, { consistent: true }));
  return checkMayAct(scope.program, member);
}

/** A caller who is a member already is answered unchanged. */
export const join = operation(
  joinInput,
  byMember(async (deps, { program, memberId }, input) => {
    const admitted =
      program.status === 'PAUSED' ? refusePaused() : checkAvatar(program, input.avatarUrl, null);
    if (!admitted.ok) {
      const member = await getMember(deps, program.id, memberId, { consistent: true });
      return member === undefined ? admitted : accept(member);
    }
    const newMember = { id: memberId, programId: program.id, locale: program.locale };
    const member = decideJoin(newMember, input, deps.now());
    try {
      await deps.table.write(insertMember(member));
      return accept(member);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const existing = await getMember(deps, program.id, member.id, { consistent: true });
      if (existing === undefined) throw error;
      return accept(existing);
    }
  }),
);

/** Who runs the program is not held to the limit on a member's changes of visibility. */
export const updateProfile = change(
  profilePatch,
  byMember(async (deps, { program, viewer, memberId }, patch) =>
    optimistically(async () => {
      const member = await getMember(deps, program.id, memberId, { consistent: true });
      // What is so already was asked for before, and is answered whatever the program and the member are by
      // now.
      if (member !== undefined && decideUpdateMember(member, patch, deps.now()) === member)
        return accept(member);
      const acting = checkMayAct(program, member);
      if (!acting.ok) return acting;
      const before = acting.value;
      const avatar = checkAvatar(program, patch.avatarUrl, before.avatarUrl);
      if (!avatar.ok) return avatar;
      const decided = isOrganizer(viewer)
        ? accept(decideUpdateMember(before, patch, deps.now()))
        : decideUpdateProfile(before, patch, program, deps.now());
      if (decided.ok) await replace(deps, before, decided.value);
      return decided;
    }),
  ),
);

export const updateMember = change(updateMemberInput, async (deps, scope, { memberId, ...patch }) => {
  const isResting = scope.program.status === 'PAUSED' && !isOrganizer(scope.viewer);
  return optimistically(async () => {
    const before = await getMember(deps, scope.program.id, memberId, { consistent: true });
    const after = before && decideUpdateMember(before, patch, deps.now());
    if (after !== undefined && after === before) return accept(after);
    if (isResting) return refusePaused();
    if (before === undefined || after === undefined) return refuseUnknownMember(['memberId']);
    const avatar = checkAvatar(scope.program, patch.avatarUrl, before.avatarUrl);
    if (!avatar.ok) return avatar;
    return replaceWithExternalId(deps, before, after);
  });
});

/** Moves the externalId along. Throws ConditionFailed when the member has changed since it was read. */
async function replaceWithExternalId(
  deps: Deps,
  before: Member,
  after: Member,
): Promise<Decision<Member, 'EXTERNAL_ID_TAKEN'>> {
  const writes = replacementOf(before, after, deps.now());
  if (before.externalId !== after.externalId) {
    if (after.externalId !== null) writes.push(claimExternalId(after, after.externalId));
    if (before.externalId !== null) writes.push(releaseExternalId(before, before.externalId));
  }
  try {
    await deps.table.transact(writes);
    return accept(after);
  } catch (error) {
    // A stale member makes every other condition meaningless: the next round decides.
    if (!(error instanceof ConditionFailed) || error.failed.includes(0)) throw error;
    return refuse('EXTERNAL_ID_TAKEN', 'Another member of the program has this externalId.', ['externalId']);
  }
}

/** The member's records follow the member into lists or out of them, and what they made follows their status. */
function replacementOf(before: Member, after: Member, now: Date): Write[] {
  const main = replaceMember(before, after);
  return [
    main,
    ...(isListed(before) === isListed(after) ? [] : [relistingDue(after, now)]),
    ...(before.status === after.status ? [] : [statusDue(after, now)]),
  ];
}

/** Throws ConditionFailed when the member has changed. One write alone, as a transaction costs twice. */
async function replace(deps: Deps, before: Member, after: Member): Promise<void> {
  const [main, ...more] = replacementOf(before, after, deps.now());
  if (main !== undefined)
    await (more.length === 0 ? deps.table.write(main) : deps.table.transact([main, ...more]));
}

export const setMemberStatus = operation(setMemberStatusInput, async (deps, scope, input) => {
  const { memberId, status, reason } = input;
  const by = scope.viewer.actorId;
  return optimistically(async () => {
    const before = await getMember(deps, scope.program.id, memberId, { consistent: true });
    if (before === undefined) return refuseUnknownMember(['memberId']);
    const after = decideSetMemberStatus(before, { status, by, reason }, deps.now());
    if (after === before) return accept(before);
    await replace(deps, before, after);
    forgetMemberStatus(deps, after);
    deps.log.info('Member status changed.', { programId: before.programId, memberId, status, by });
    return accept(after);
  });
});
