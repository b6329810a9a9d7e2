import { expect } from 'vitest';
import { startApi, TERMS } from '../../support/api.ts';

export type Person = { token: string; memberId: string };

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1';
export const REFERRAL =
  'referral { id state code channel attributedAt windowEndsAt needsApproval advocatePoints friendPoints rewardCapReached rewardedAt history { state actor reason note } }';

export const refused = (code: string, ...field: string[]) => ({
  referral: null,
  userErrors: [expect.objectContaining({ code, field: field.length > 0 ? field : null })],
});
export const accepted = (referral: object) => ({
  referral: expect.objectContaining(referral),
  userErrors: [],
});

/** A program of its own, and what the people of a referral do in it over HTTP. */
export async function startCampaign() {
  const api = await startApi();
  await api.createProgram();
  const organizer = { token: await api.as('demo', 'ORGANIZER') };
  const owner = { token: await api.as('demo', 'OWNER') };
  const partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
  let count = 0;

  const somebody = (): Promise<Person> => {
    count += 1;
    return api.join('demo', `person ${count}`, { displayName: `Person ${count}` });
  };
  const codeOf = async (who: Person, settings: object = {}): Promise<string> =>
    (await api.mutate('demo', 'createReferralCode', settings, 'referralCode { code }', who)).referralCode
      .code;
  const claim = (input: object, friend: object) =>
    api.attempt('demo', 'claimReferral', input, REFERRAL, friend);
  const attribute = (input: object) =>
    api.attempt('demo', 'attributeReferral', { reason: 'She called.', ...input }, REFERRAL, organizer);
  const review = (verb: 'approveReferral' | 'rejectReferral' | 'voidReferral', referralId: string) =>
    api.attempt('demo', verb, { referralId, reason: 'We looked.' }, REFERRAL, organizer);

  type Recorded = { status: string; referralState: string | null; referralId: string | null };
  const record = async (event: object): Promise<Recorded> => {
    const fields = 'results { status referralId referralState }';
    const { results } = await api.mutate('demo', 'recordEvents', { events: [event] }, fields, partner);
    return results[0];
  };
  const buy = (friend: Person, amountMinor = 20_000, settings: object = {}) => {
    count += 1;
    const order = { source: 'shop', externalEventId: `order-${count}`, type: 'PURCHASE' };
    const amount = { amountMinor, currency: 'KRW' };
    return record({ ...order, memberId: friend.memberId, amount, ...settings });
  };
  const tap = async (code: string, channel = 'line'): Promise<string> => {
    const answer = await api.get(`/demo/r/${code}?ch=${channel}`, { headers: { 'user-agent': IPHONE } });
    return new URL(answer.headers.get('location') ?? '').searchParams.get('fanfare_click') ?? '';
  };
  const setStatus = (who: Person, status: string) => {
    const input = { memberId: who.memberId, status, reason: 'Spam.' };
    return api.mutate('demo', 'setMemberStatus', input, 'member { id }', organizer);
  };
  const policy = (settings: object) => {
    const referralPolicy = { ...TERMS, ...settings };
    return api.mutate('demo', 'updateProgram', { referralPolicy }, 'program { slug }', owner);
  };
  const pointsOf = async (who: Person) =>
    (await api.ok('demo', '{ me { points { available pending } } }', {}, who)).me.points;

  const people = { organizer, owner, somebody, codeOf, setStatus, pointsOf, policy };
  return { api, ...people, claim, attribute, review, record, buy, tap };
}
