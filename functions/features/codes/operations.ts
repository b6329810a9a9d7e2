import { isOrganizer } from '../../identity/viewer.ts';
import { accept, type Decision, Fault, refuse } from '../../platform/errors.ts';
import { isId } from '../../platform/ids.ts';
import { ConditionFailed } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import { memberLookup } from '../members/lookups.ts';
import { actingMember } from '../members/operations.ts';
import { checkMayAct, type Inactive, refuseUnknownMember } from '../members/rules.ts';
import { byMember, change, type MemberScope, operation } from '../programs/operation.ts';
import { codeLookup } from './lookups.ts';
import {
  CODE_NOT_FOUND,
  type CreateCodeInput,
  chooseVanity,
  codeKeyOf,
  createCodeInput,
  decideCreateReferralCode,
  decideUpdateReferralCode,
  generateCode,
  isMadeAs,
  isPatchedAs,
  MAX_CODES_PER_MEMBER,
  type ReferralCode,
  updateCodeInput,
} from './rules.ts';
import { addToCodeCount, findCode, forgetCode, insertCode, replaceCodeSettings } from './store.ts';

/** Two generated codes are the same once in 10^12 tries; more than this in a row is a fault. */
const MAX_TRIES = 5;

/**
 * For the caller or, by an organizer, for a member. The same vanity code with the same settings sent again is
 * answered as it is.
 */
export const createReferralCode = operation(
  createCodeInput,
  byMember(async (deps, scope, input) => {
    const memberId = await decideOwner(deps, scope, input.memberId);
    if (!memberId.ok) return (await ownSentBefore(deps, scope, input)) ?? memberId;
    const owner = { programId: scope.program.id, memberId: memberId.value };
    const { code } = input;
    if (code != null) {
      const key = chooseVanity(code);
      if (!key.ok) return key;
      const name = { code, key: key.value };
      const made = await tryInsert(deps, owner, name, input);
      if (made.ok || made.refusal.code === 'INVALID_INPUT') return made;
      return answerOfOwner(deps, scope, owner, name, input, made);
    }
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const generated = generateCode(deps.random);
      const key = chooseVanity(generated);
      if (!key.ok) continue;
      const made = await tryInsert(deps, owner, { code: generated, key: key.value }, input);
      if (made.ok || made.refusal.code !== 'CODE_TAKEN') return made;
    }
    throw new Fault(`${MAX_TRIES} generated codes were taken: the source of randomness is broken.`);
  }),
);

async function decideOwner(
  deps: Deps,
  scope: MemberScope,
  named: string | null | undefined,
): Promise<Decision<string, Inactive | 'INVALID_INPUT' | 'MEMBER_NOT_FOUND'>> {
  if (named == null || (named === scope.memberId && !isOrganizer(scope.viewer))) {
    const acting = await actingMember(deps, scope);
    if (acting.ok) return accept(acting.value.id);
    return acting.refusal.code === 'NOT_JOINED' && isOrganizer(scope.viewer) ? NAME_A_MEMBER : acting;
  }
  if (!isOrganizer(scope.viewer)) {
    return refuse('INVALID_INPUT', 'memberId is for organizers. Leave it out to make a code of your own.', [
      'memberId',
    ]);
  }
  const { member } = await lookUp(
    deps,
    { member: isId('member', named) ? memberLookup(scope.program.id, named) : undefined },
    { consistent: true },
  );
  return member === undefined ? refuseUnknownMember(['memberId']) : accept(named);
}

const NAME_A_MEMBER = refuse(
  'NOT_JOINED',
  'Name the member whose code it will be in `memberId`, or call `join` before you make one of your own.',
);

const CODE_TAKEN = refuse('CODE_TAKEN', 'Another code of this program reads the same. Choose another one.', [
  'code',
]);

/** For an owner who makes a code once more: the code where it was made so, or that they have it. */
async function answerOfOwner(
  deps: Deps,
  scope: MemberScope,
  owner: Owner,
  name: Name,
  input: CreateCodeInput,
  refused: Inserted,
): Promise<Inserted> {
  const there = await ownCode(deps, owner, name);
  if (there === undefined) return refused;
  if (isSent(there, owner, name, input, deps.now())) return accept(there);
  if (refused.ok || refused.refusal.code !== 'CODE_TAKEN') return refused;
  const who = scope.memberId === owner.memberId ? 'You have' : 'The member has';
  return refuse(
    'CODE_TAKEN',
    `${who} the code ${there.code} already, with other settings. Change it with \`updateReferralCode\`, or choose another one.`,
    ['code'],
  );
}

type Owner = { programId: string; memberId: string };
type Name = { code: string; key: string };
type Inserted = Decision<ReferralCode, 'INVALID_INPUT' | 'TOO_MANY_CODES' | 'CODE_TAKEN'>;

/** The code that reads so, if it is the owner's: nobody is told of another's. */
async function ownCode(deps: Deps, owner: Owner, name: Name): Promise<ReferralCode | undefined> {
  const there = await findCode(deps, owner.programId, name.key, { consistent: true });
  return there?.memberId === owner.memberId ? there : undefined;
}

function isSent(there: ReferralCode, owner: Owner, name: Name, input: CreateCodeInput, now: Date): boolean {
  const wanted = decideCreateReferralCode(owner, name, input, now);
  return wanted.ok && isMadeAs(there, wanted.value);
}

/** The caller's own code, if this very request has made it: also for a caller who may not act any more. */
async function ownSentBefore(
  deps: Deps,
  { program, memberId }: MemberScope,
  input: CreateCodeInput,
): Promise<Decision<ReferralCode, never> | undefined> {
  const key = input.code == null ? undefined : codeKeyOf(input.code);
  const isOwn = input.memberId == null || input.memberId === memberId;
  if (!isOwn || key === undefined || input.code == null) return undefined;
  const owner = { programId: program.id, memberId };
  const name = { code: input.code, key };
  const there = await ownCode(deps, owner, name);
  return there !== undefined && isSent(there, owner, name, input, deps.now()) ? accept(there) : undefined;
}

/**
 * Who has all the codes that a member may have is not told whether this one is taken: they could ask about
 * any, and it would cost them nothing.
 */
async function tryInsert(deps: Deps, owner: Owner, name: Name, input: CreateCodeInput): Promise<Inserted> {
  const code = decideCreateReferralCode(owner, name, input, deps.now());
  if (!code.ok) return code;
  try {
    await deps.table.transact([addToCodeCount(code.value), insertCode(code.value)]);
    return code;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return error.failed.includes(0)
      ? refuse('TOO_MANY_CODES', `A member may have at most ${MAX_CODES_PER_MEMBER} codes.`)
      : CODE_TAKEN;
  }
}

export const updateReferralCode = change(
  updateCodeInput,
  byMember(async (deps, scope, input) => {
    const { code: typed, ...patch } = input;
    const { program, viewer, memberId } = scope;
    const key = codeKeyOf(typed);
    const wanted = {
      member: memberLookup(program.id, memberId),
      before: key === undefined ? undefined : codeLookup(program.id, key),
    };
    return optimistically(async () => {
      const { member, before } = await lookUp(deps, wanted, { consistent: true });
      const isAllowed = isOrganizer(viewer) || before?.memberId === memberId;
      if (before !== undefined && isAllowed && isPatchedAs(before, patch)) return accept(before);
      const acting = checkMayAct(program, member);
      if (!acting.ok && !isOrganizer(viewer)) return acting;
      if (before === undefined || !isAllowed) return CODE_NOT_FOUND;
      const after = decideUpdateReferralCode(before, patch, deps.now());
      if (!after.ok) return after;
      await deps.table.write(replaceCodeSettings(before, after.value));
      forgetCode(deps, before);
      return after;
    });
  }),
);
