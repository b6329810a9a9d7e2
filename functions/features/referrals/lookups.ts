import { firstEventKey, referralKey, rewardCapKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import type { Referral } from './rules.ts';
import { parseReferral } from './store.ts';

export const referralLookup = (programId: string, friendId: string): Lookup<Referral | undefined> =>
  lookup(referralKey(programId, friendId), parseReferral);

export const rewardsLookup = (programId: string, advocateId: string, period: string): Lookup<number> => ({
  key: rewardCapKey(programId, advocateId, period),
  parse: (item) => Number(item?.rewards ?? 0),
});

/** Whether a member has had an event of the type before. */
export const firstEventLookup = (programId: string, memberId: string, type: string): Lookup<boolean> => ({
  key: firstEventKey(programId, memberId, type),
  parse: (item) => item !== undefined,
});
