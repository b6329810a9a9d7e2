import { Fault } from '../../platform/errors.ts';
import { ConditionFailed, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp } from '../../table/lookup.ts';
import { codeLookup } from '../codes/lookups.ts';
import type { ReferralCode } from '../codes/rules.ts';
import { memberLookup } from '../members/lookups.ts';
import { suspendedSince } from '../members/rules.ts';
import { referralEntryId, reverseEntryId, settleEntryId } from '../points/entries.ts';
import { accountLookup, entryLookup } from '../points/lookups.ts';
import { stageEntry } from '../points/operations.ts';
import type { Account, PointChange, PointEntry } from '../points/rules.ts';
import type { Program } from '../programs/rules.ts';
import { rewardsLookup } from './lookups.ts';
import { type Moment, mayQualify, type Referral, referralIdOf } from './rules.ts';
import { addToRewards, getReferral, replaceReferral } from './store.ts';
import { type AdvocateFacts, chargedPeriodOf, type PointMove, type Transition } from './transitions.ts';
import { changeOfUse, type UseChange, useChanges } from './uses.ts';

// A transition of a referral with everything that follows from it (points of both, the advocate's cap) as
// writes for one transaction, the caller's own writes beside them.

export { checkReferral, checkUnreferred } from './store.ts';

const SIDES = ['ADVOCATE', 'FRIEND'] as const;
type Side = (typeof SIDES)[number];
type Stake = {
  account: Account;
  /** The entry that gave the points; only for a referral that was rewarded with points. */
  given: PointEntry | undefined;
};

type Stakes = Record<Side, Stake> & {
  uses: Write[];
  advocate: AdvocateFacts;
};

const memberOf = (referral: Referral, side: Side) =>
  side === 'ADVOCATE' ? referral.advocateId : referral.friendId;
const pointsOf = (referral: Referral, side: Side) =>
  side === 'ADVOCATE' ? referral.advocatePoints : referral.friendPoints;

/** The entry that gave a side its points: the activation of what was held, or the earning itself. */
function givingEntryId(referral: Referral, side: Side): string {
  const earned = referralEntryId(referral.programId, referralIdOf(referral.friendId), side);
  return referral.held ? settleEntryId(referral.programId, earned) : earned;
}

/**
 * The referral as it was read, and as the transition finds it: the same, but where it first returns to
 * another attribution.
 */
export type Starting = { before: Referral; start: Referral };

/**
 * `decide` is told what is known of the advocate. Throws ConditionFailed when the referral has changed since
 * it was read.
 */
export async function stageTransition(
  deps: Deps,
  program: Program,
  { before, start }: Starting,
  decide: (advocate: AdvocateFacts) => Transition,
  by: { actorId: string; moment: Moment },
): Promise<{ referral: Referral; writes: Write[] }> {
  // What becomes of the code's use does not depend on whether the advocate is rewarded.
  const foreseen = decide({ rewardsInPeriod: 0, suspendedSince: null }).referral;
  const stakes = await getStakes(deps, start, useChanges(before, foreseen), by.moment);
  const transition = decide(stakes.advocate);
  try {
    return { referral: transition.referral, writes: writesOf(program, before, transition, stakes, by) };
  } catch (fault) {
    // The referral was read before the accounts. Points that are not where its state says are a fault only if
    // it is still what it was; else a rival's transaction came between the two reads, and the next round sees
    // it.
    const current = await getReferral(deps, program.id, before.friendId, { consistent: true });
    if (current?.version === before.version) throw fault;
    throw new ConditionFailed([0]);
  }
}

async function getStakes(
  deps: Deps,
  referral: Referral,
  changes: UseChange[],
  moment: Moment,
): Promise<Stakes> {
  const { programId, advocateId } = referral;
  const period = chargedPeriodOf(referral, moment);
  const paid = SIDES.filter((side) => referral.state === 'REWARDED' && pointsOf(referral, side) > 0);
  const accountOf = (side: Side) => accountLookup(programId, memberOf(referral, side));
  const givenTo = (side: Side) =>
    paid.includes(side) ? entryLookup(programId, givingEntryId(referral, side)) : undefined;
  const found = await lookUp(
    deps,
    {
      advocateAccount: accountOf('ADVOCATE'),
      friendAccount: accountOf('FRIEND'),
      advocateEntry: givenTo('ADVOCATE'),
      friendEntry: givenTo('FRIEND'),
      rewards: period === undefined ? undefined : rewardsLookup(programId, advocateId, period),
      advocate: mayQualify(referral) ? memberLookup(programId, advocateId) : undefined,
      ...codesOf(programId, changes),
    },
    { consistent: true },
  );
  return {
    ADVOCATE: { account: found.advocateAccount, given: found.advocateEntry },
    FRIEND: { account: found.friendAccount, given: found.friendEntry },
    uses: usesOf(changes, found),
    advocate: {
      rewardsInPeriod: found.rewards ?? 0,
      suspendedSince: found.advocate === undefined ? null : suspendedSince(found.advocate),
    },
  };
}

/** Two at the most: the code of the attribution that ends, and that of the one that begins. */
function codesOf(programId: string, [first, second]: readonly UseChange[]) {
  const codeOf = (change: UseChange | undefined) =>
    change === undefined ? undefined : codeLookup(programId, change.use.codeKey);
  return { firstCode: codeOf(first), secondCode: codeOf(second) };
}

type CodesFound = { firstCode: ReferralCode | undefined; secondCode: ReferralCode | undefined };

const usesOf = (changes: readonly UseChange[], { firstCode, secondCode }: CodesFound): Write[] =>
  changes.flatMap((change, index) => changeOfUse(change, [firstCode, secondCode][index]));

/** The end of a referral that moves no points, as writes. */
export async function stageEnd(
  deps: Deps,
  before: Referral,
  after: Referral,
  moment: Moment,
): Promise<[Write, ...Write[]]> {
  const changes = useChanges(before, after);
  const found = await lookUp(deps, codesOf(before.programId, changes), { consistent: true });
  return [replaceReferral(before, after, moment), ...usesOf(changes, found)];
}

function writesOf(
  program: Program,
  before: Referral,
  transition: Transition,
  stakes: Stakes,
  by: { actorId: string; moment: Moment },
): Write[] {
  const { referral, points, cap } = transition;
  const writes = [replaceReferral(before, referral, by.moment), ...stakes.uses];
  if (points !== undefined) {
    for (const side of SIDES) writes.push(...pointWrites(program, referral, side, points, stakes[side], by));
  }
  if (cap !== undefined) writes.push(addToRewards(referral, cap, referral.terms.cap?.maxRewards ?? 0));
  return writes;
}

function pointWrites(
  program: Program,
  referral: Referral,
  side: Side,
  move: PointMove,
  stake: Stake,
  { actorId, moment }: { actorId: string; moment: Moment },
): Write[] {
  const points = pointsOf(referral, side);
  if (points === 0) return [];
  const { change, entryId } = entryOf(referral, side, move, points, stake);
  const causeId = referralIdOf(referral.friendId);
  const kind = side === 'ADVOCATE' ? 'REFERRAL_ADVOCATE' : 'REFERRAL_FRIEND';
  const meta = { entryId, cause: { kind, causeId }, actorId } as const;
  const staged = stageEntry(program, stake.account, change, meta, moment.now);
  if (!staged.ok) throw new Fault(`Points of ${causeId} were refused: ${staged.refusal.code}.`);
  return staged.value.writes;
}

function entryOf(
  referral: Referral,
  side: Side,
  move: PointMove,
  points: number,
  stake: Stake,
): { change: PointChange; entryId: string } {
  const { programId } = referral;
  const earned = referralEntryId(programId, referralIdOf(referral.friendId), side);
  switch (move) {
    case 'HOLD':
      return { change: { kind: 'EARN_PENDING', points }, entryId: earned };
    case 'GRANT':
      return { change: { kind: 'EARN', points }, entryId: earned };
    case 'RELEASE':
      return { change: { kind: 'ACTIVATE', points, of: earned }, entryId: settleEntryId(programId, earned) };
    case 'CANCEL':
      return { change: { kind: 'CANCEL', points, of: earned }, entryId: settleEntryId(programId, earned) };
    case 'TAKE_BACK': {
      if (stake.given === undefined) throw new Fault(`The ${side} entry of a rewarded referral is missing.`);
      return {
        change: { kind: 'REVERSE', entry: stake.given },
        entryId: reverseEntryId(programId, stake.given.id),
      };
    }
  }
}
