import { ENTITY } from '../../table/entities.ts';
import { referralsPartition } from '../../table/keys.ts';
import type { Metric, Metrics } from '../leaderboards/boards/metric.ts';
import { parseReferral } from './store.ts';

/** A referral that was voided afterwards no longer counts. */
const referralsRewarded: Metric = {
  entity: ENTITY.referral,
  subjects: ['MEMBER', 'REFERRAL_CODE'],
  ofEvents: false,
  countsOnes: true,
  facts: (item, subject) => {
    const { advocateId, codeKey, rewardedAt, voidedAt } = parseReferral(item);
    if (rewardedAt === null) return [];
    const who = { ownerId: advocateId, subjectId: subject === 'REFERRAL_CODE' ? codeKey : advocateId };
    const rewarded = { ...who, amount: 1, at: rewardedAt, bookedAt: rewardedAt };
    return voidedAt === null ? [rewarded] : [rewarded, { ...rewarded, amount: -1, bookedAt: voidedAt }];
  },
  history: referralsPartition,
};

export const referralMetrics = { REFERRALS_REWARDED: referralsRewarded } satisfies Metrics;
