import * as z from 'zod';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import type { ErrorCode } from '../../platform/generated/enums.ts';
import { isId } from '../../platform/ids.ts';
import { reason } from '../../platform/input.ts';
import { ConditionFailed, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import { clickLookup } from '../clicks/lookups.ts';
import { parseClickId } from '../clicks/rules.ts';
import { codeLookup } from '../codes/lookups.ts';
import { codeKeyOf } from '../codes/rules.ts';
import { addUseWithinLimit } from '../codes/uses.ts';
import { memberLookup } from '../members/lookups.ts';
import { checkMayAct, refusePaused } from '../members/rules.ts';
import { byMember, operation } from '../programs/operation.ts';
import type { Scope } from '../programs/scope.ts';
import { type Admission, checkAdvocate, decideByHand, decideClaim, REFER_EACH_OTHER } from './claims.ts';
import { firstEventLookup, referralLookup } from './lookups.ts';
import { type By, friendIdOf, type Moment, momentOf, type Referral, useOf } from './rules.ts';
import { stageTransition } from './staging.ts';
import {
  checkNoFirstEvent,
  countWrongCode,
  getReferral,
  insertReferral,
  replaceReferral,
  takePair,
  wrongCodesLookup,
} from './store.ts';
import { approve, reject, type Transition, takeBack } from './transitions.ts';
import { changeOfUse } from './uses.ts';
import { assertFewWrongCodes, hourOf } from './wrong-codes.ts';

const claimInput = z.object({ code: z.string(), clickId: z.string().nullish() });
const attributeInput = z.object({ code: z.string(), friendId: z.string(), reason });
const reviewInput = z.object({ referralId: z.string(), reason });

/**
 * Sent again with the same code it answers the referral that is there, whatever the program, the friend and
 * the code are by now. A code that does not exist is counted. Refusals, in this order: PROGRAM_PAUSED,
 * NOT_JOINED, MEMBER_SUSPENDED, then Throttled after too many wrong codes, then as `decideClaim` and
 * `checkAdvocate`.
 */
export const claimReferral = operation(
  claimInput,
  byMember(async (deps, scope, input) => {
    const { program, memberId: friendId } = scope;
    const key = codeKeyOf(input.code);
    const hour = hourOf(deps.now());
    const clicked = parseClickId(input.clickId);
    const wanted = {
      member: memberLookup(program.id, friendId),
      referral: referralLookup(program.id, friendId),
      hasBought: firstEventLookup(program.id, friendId, program.referralPolicy.qualifyingEventType),
      wrongCodes: wrongCodesLookup(program.id, friendId, hour),
      code: key === undefined ? undefined : codeLookup(program.id, key),
      click: key === undefined || clicked === undefined ? undefined : clickLookup(program.id, key, clicked),
    };
    return optimistically(async () => {
      const read = await lookUp(deps, wanted, { consistent: true });
      const moment = momentOf(program, deps.now());
      const facts = {
        program,
        friendId,
        code: read.code,
        referral: read.referral,
        click: read.click,
        hasBoughtBefore: read.hasBought,
      };
      // A first purchase that is being recorded at this moment is either before the claim or after it, never
      // beside it.
      const newCustomer: Write[] =
        facts.referral === undefined && program.referralPolicy.newCustomersOnly
          ? [checkNoFirstEvent(program.id, friendId, program.referralPolicy.qualifyingEventType)]
          : [];
      const decision = decideClaim(facts, moment);
      if (decision.ok && isSentAgain(decision)) return accept(decision.value.referral);
      const acting = checkMayAct(program, read.member);
      if (!acting.ok) return acting;
      assertFewWrongCodes(read.wrongCodes, hour, moment.now);
      // What cannot be a code tells nothing about those that are. When others have counted to the end meanwhile
      // this write fails, and the next round reads that.
      if (facts.code === undefined && key !== undefined)
        await deps.table.write(countWrongCode(program.id, friendId, hour));
      return commit(deps, facts.referral, decision, newCustomer, moment);
    });
  }),
);

/** True when the friend has this very referral already. */
const isSentAgain = (decision: Decision<Admission, ErrorCode>) =>
  decision.ok && decision.value.code === undefined;

/**
 * Checks the advocate and writes the attribution; the code that the friend leaves has its use back. Neither
 * the advocate's status nor the switch of a code without a limit is a condition of the write: one that every
 * claim of a code checks would make them wait for each other.
 */
async function commit<C extends ErrorCode>(
  deps: Deps,
  before: Referral | undefined,
  decision: Decision<Admission, C>,
  checks: Write[],
  moment: Moment,
): Promise<Decision<Referral, C | 'ADVOCATE_UNAVAILABLE' | 'MUTUAL_REFERRAL'>> {
  if (!decision.ok) return decision;
  const { referral, code } = decision.value;
  if (code === undefined) return accept(referral);
  const left = before === undefined ? undefined : useOf(before);
  const wanted = {
    advocate: memberLookup(referral.programId, code.memberId),
    broughtBy: referralLookup(referral.programId, code.memberId),
    leftCode: left === undefined ? undefined : codeLookup(referral.programId, left.codeKey),
  };
  const { advocate, broughtBy, leftCode } = await lookUp(deps, wanted, { consistent: true });
  const takesPart = checkAdvocate(advocate, broughtBy, referral.friendId);
  if (!takesPart.ok) return takesPart;
  const writes = [
    before === undefined ? insertReferral(referral, moment) : replaceReferral(before, referral, moment),
    ...(code.usageLimit === null ? [] : [addUseWithinLimit(code)]),
    ...(left === undefined ? [] : changeOfUse({ use: left, change: -1 }, leftCode)),
    ...checks,
  ];
  const pairIndex = writes.length;
  try {
    await deps.table.transact([...writes, ...takePair(before, referral)]);
  } catch (error) {
    // When something else has changed as well, the next round finds what is to be answered.
    if (error instanceof ConditionFailed && error.failed.every((index) => index === pairIndex))
      return REFER_EACH_OTHER;
    throw error;
  }
  return accept(referral);
}

/**
 * Sent again it answers the referral that is there. Refusals, in this order: PROGRAM_PAUSED, then as
 * `decideByHand` and `checkAdvocate`.
 */
export const attributeReferral = operation(attributeInput, async (deps, scope, input) => {
  const { program } = scope;
  const { friendId, reason } = input;
  const key = codeKeyOf(input.code);
  const isMember = isId('member', friendId);
  const wanted = {
    code: key === undefined ? undefined : codeLookup(program.id, key),
    friend: isMember ? memberLookup(program.id, friendId) : undefined,
    referral: isMember ? referralLookup(program.id, friendId) : undefined,
  };
  return optimistically(async () => {
    const { code, friend, referral } = await lookUp(deps, wanted, { consistent: true });
    const moment = momentOf(program, deps.now());
    const facts = { program, friendId, friend, code, referral };
    const decision = decideByHand(facts, organizer(scope), reason, moment);
    if (program.status === 'PAUSED' && !isSentAgain(decision)) return refusePaused();
    return commit(deps, referral, decision, [], moment);
  });
});

const organizer = ({ viewer }: Scope): By => ({ actor: 'ORGANIZER', actorId: viewer.actorId });

type Review = (
  referral: Referral,
  by: By,
  reason: string,
  moment: Moment,
) => Decision<Transition | undefined, 'INVALID_STATE'>;

const review = (decide: Review) =>
  operation(reviewInput, async (deps, scope, { referralId, reason }) => {
    const { program } = scope;
    const friendId = friendIdOf(referralId);
    return optimistically(async () => {
      const referral =
        friendId === undefined
          ? undefined
          : await getReferral(deps, program.id, friendId, { consistent: true });
      if (referral === undefined)
        return refuse('NOT_FOUND', 'This program has no such referral.', ['referralId']);
      const by = organizer(scope);
      const moment = momentOf(program, deps.now());
      const decision = decide(referral, by, reason, moment);
      if (!decision.ok) return decision;
      const transition = decision.value;
      if (transition === undefined) return accept(referral);
      const staged = await stageTransition(
        deps,
        program,
        { before: referral, start: referral },
        () => transition,
        {
          actorId: by.actorId,
          moment,
        },
      );
      await deps.table.transact(staged.writes);
      return accept(staged.referral);
    });
  });

export const approveReferral = review(approve);
export const rejectReferral = review(reject);
export const voidReferral = review(takeBack);
