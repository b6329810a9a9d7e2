import { codeModel, type ReferralCode } from '../../functions/features/codes/rules.ts';
import { parseEntry } from '../../functions/features/points/entries.ts';
import { attributionsOf } from '../../functions/features/referrals/attributions.ts';
import { type Referral, referralIdOf, useOf } from '../../functions/features/referrals/rules.ts';
import { parseReferral } from '../../functions/features/referrals/store.ts';
import type { PointCauseKind } from '../../functions/platform/generated/enums.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { codePartition, programOf, referralPairKey } from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';

export type ReferralReport = { referrals: number; problems: string[] };

/** What one side of a referral has by its entries. */
type Standing = { pending: number; earned: number };

const NOTHING: Standing = { pending: 0, earned: 0 };
const SIDES = ['ADVOCATE', 'FRIEND'] as const;
/** Of the kinds of causes that are referrals. */
const SIDE_OF: Partial<Record<PointCauseKind, (typeof SIDES)[number]>> = {
  REFERRAL_ADVOCATE: 'ADVOCATE',
  REFERRAL_FRIEND: 'FRIEND',
};

/**
 * Checks, over items given in any order, that each referral's points are where its state says, that each advocate's
 * cap counts the rewards charged to it, that each code's limit counts the referrals that use it up, and that no two members
 * refer each other: each attribution of a referral has its pair, and each pair its attribution.
 */
export function createReferralCheck(): { add(item: Item): void; report(): ReferralReport } {
  const referrals = new Map<string, Referral>();
  const standings = new Map<string, Standing>();
  const caps = new Map<string, number>();
  const codes = new Map<string, ReferralCode>();
  /** Who is the friend, by the key of the pair. */
  const pairs = new Map<string, string>();
  const problems: string[] = [];
  return {
    add(item) {
      const program = programOf(item) ?? '';
      try {
        if (item.et === ENTITY.referral) {
          const referral = parseReferral(item);
          referrals.set(`${program}/${referralIdOf(referral.friendId)}`, referral);
        } else if (item.et === ENTITY.pointEntry) addEntry(standings, program, item);
        else if (item.et === ENTITY.referralPair) pairs.set(item.PK, String(item.friendId));
        else if (item.et === ENTITY.rewardCap) caps.set(`${item.PK} ${item.SK}`, Number(item.rewards));
        else if (item.et === ENTITY.referralCode) {
          codes.set(item.PK, codeModel.parse(item));
        }
      } catch (error) {
        problems.push(unreadableItem(item, error));
      }
    },
    report() {
      for (const [place, referral] of referrals) checkPoints(place, referral, standings, problems);
      for (const place of standings.keys()) {
        if (!referrals.has(place.slice(0, place.lastIndexOf('/'))))
          problems.push(`${place}: points of a referral that is not there.`);
      }
      checkPairs(referrals, pairs, problems);
      checkCaps(referrals, caps, problems);
      checkUses(referrals, codes, problems);
      return { referrals: referrals.size, problems };
    },
  };
}

function addEntry(standings: Map<string, Standing>, program: string, item: Item): void {
  const entry = parseEntry(item);
  const { kind, causeId } = entry.cause;
  const side = SIDE_OF[kind];
  if (side === undefined) return;
  const place = `${program}/${causeId}/${side}`;
  const before = standings.get(place) ?? NOTHING;
  standings.set(place, {
    pending: before.pending + entry.pendingDelta,
    earned: before.earned + entry.totals.earned,
  });
}

function checkPoints(
  place: string,
  referral: Referral,
  standings: Map<string, Standing>,
  problems: string[],
): void {
  for (const side of SIDES) {
    const points = side === 'ADVOCATE' ? referral.advocatePoints : referral.friendPoints;
    const want: Standing = {
      pending: referral.state === 'PENDING' ? points : 0,
      earned: referral.state === 'REWARDED' ? points : 0,
    };
    const have = standings.get(`${place}/${side}`) ?? NOTHING;
    if (have.pending === want.pending && have.earned === want.earned) continue;
    problems.push(
      `${place}: ${referral.state}, and the ${side} has ${have.pending} pending and ${have.earned} earned instead of ${want.pending} and ${want.earned}.`,
    );
  }
}

function checkPairs(referrals: Map<string, Referral>, pairs: Map<string, string>, problems: string[]): void {
  const friends = new Map<string, string[]>();
  for (const referral of referrals.values()) {
    const { programId, friendId } = referral;
    for (const advocateId of new Set(attributionsOf(referral).map((one) => one.advocateId))) {
      const place = referralPairKey(programId, friendId, advocateId).PK;
      friends.set(place, [...(friends.get(place) ?? []), friendId]);
    }
  }
  for (const [place, referred] of friends) {
    if (referred.length > 1) problems.push(`${place}: ${referred.join(' and ')} refer each other.`);
    for (const friendId of referred) {
      if (pairs.get(place) !== friendId)
        problems.push(`${place}: the referral of ${friendId} has no item of its pair.`);
    }
  }
  for (const [place, friendId] of pairs) {
    if (!friends.get(place)?.includes(friendId))
      problems.push(`${place}: a pair whose friend ${friendId} has no such referral.`);
  }
}

function checkCaps(referrals: Map<string, Referral>, caps: Map<string, number>, problems: string[]): void {
  const charged = new Map<string, number>();
  for (const { programId, advocateId, capPeriod } of referrals.values()) {
    if (capPeriod === null) continue;
    const place = `P#${programId}#MEM#${advocateId} CAP#${capPeriod}`;
    charged.set(place, (charged.get(place) ?? 0) + 1);
  }
  for (const place of new Set([...caps.keys(), ...charged.keys()])) {
    const [have, want] = [caps.get(place) ?? 0, charged.get(place) ?? 0];
    if (have !== want)
      problems.push(`${place}: counts ${have} rewards, and ${want} referrals are charged to it.`);
  }
}

/** A referral that lapsed and came back by a purchase of its time may be past the limit; those that never lapsed are not. */
const neverLapsed = ({ history: [, ...later] }: Referral) =>
  later.every(
    ({ state, reason }) => state !== 'EXPIRED' && (state !== 'ATTRIBUTED' || reason !== 'RETURNED'),
  );

function checkUses(
  referrals: Map<string, Referral>,
  codes: Map<string, ReferralCode>,
  problems: string[],
): void {
  const holders = new Map<string, Referral[]>();
  for (const referral of referrals.values()) {
    const place = codePartition(referral.programId, referral.codeKey);
    if (!codes.has(place)) problems.push(`${place}: a referral names this code, which is not there.`);
    if (useOf(referral)?.limitVersion === codes.get(place)?.limitVersion)
      holders.set(place, [...(holders.get(place) ?? []), referral]);
  }
  for (const [place, { uses, usageLimit }] of codes) {
    if (usageLimit === null) continue;
    const using = holders.get(place) ?? [];
    if (using.length !== uses)
      problems.push(`${place}: counts ${uses} uses, and ${using.length} referrals use its limit up.`);
    const admitted = using.filter(neverLapsed).length;
    if (admitted > usageLimit)
      problems.push(`${place}: admitted ${admitted} referrals, over its limit of ${usageLimit}.`);
  }
}
