import type { Item } from '../../table/client.ts';
import { ENTITY, programOf, referralPairKey } from '../../table/keys.ts';
import { parseEntry } from '../points/entries.ts';
import { attributionsOf } from './attributions.ts';
import { type Referral, referralIdOf } from './rules.ts';
import { parseReferral } from './store.ts';

export type ReferralReport = { referrals: number; problems: string[] };

/** What one side of a referral has by its entries. */
type Standing = { pending: number; earned: number };

const NOTHING: Standing = { pending: 0, earned: 0 };
const SIDES = ['ADVOCATE', 'FRIEND'] as const;

/**
 * Checks, over items given in any order, that each referral's points are where its state says, that each advocate's
 * cap counts the rewards charged to it, that each code admitted at least the referrals that name it, and that no two
 * members refer each other: each referral has its pair, and each pair its referral.
 */
export function createReferralCheck(): { add(item: Item): void; report(): ReferralReport } {
  const referrals = new Map<string, Referral>();
  const standings = new Map<string, Standing>();
  const caps = new Map<string, number>();
  const uses = new Map<string, { uses: number; limit: number | null }>();
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
          const limit = item.usageLimit == null ? null : Number(item.usageLimit);
          uses.set(item.PK, { uses: Number(item.uses), limit });
        }
      } catch (error) {
        problems.push(`${item.PK} ${item.SK}: ${error instanceof Error ? error.message : String(error)}`);
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
      checkUses(referrals, uses, problems);
      return { referrals: referrals.size, problems };
    },
  };
}

function addEntry(standings: Map<string, Standing>, program: string, item: Item): void {
  const entry = parseEntry(item);
  if (entry.referralId === null) return;
  const side = entry.source === 'REFERRAL_ADVOCATE' ? 'ADVOCATE' : 'FRIEND';
  const place = `${program}/${entry.referralId}/${side}`;
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

function checkUses(
  referrals: Map<string, Referral>,
  codes: Map<string, { uses: number; limit: number | null }>,
  problems: string[],
): void {
  const named = new Map<string, number>();
  for (const { programId, codeKey } of referrals.values()) {
    const place = `P#${programId}#CODE#${codeKey}`;
    named.set(place, (named.get(place) ?? 0) + 1);
  }
  for (const [place, count] of named) {
    const code = codes.get(place);
    // A use is not given back when a later click moves the attribution, so a code may have more uses than referrals.
    if (code === undefined || code.uses < count)
      problems.push(`${place}: ${code?.uses ?? 'no'} uses, and ${count} referrals name it.`);
  }
  for (const [place, { uses, limit }] of codes) {
    if (limit !== null && uses > limit) problems.push(`${place}: ${uses} uses, over its limit of ${limit}.`);
  }
}
