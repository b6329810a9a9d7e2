import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseReferral } from '../../../functions/features/referrals/store.ts';
import { referralKey } from '../../../functions/table/keys.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, startApi } from '../../support/api.ts';

const IPHONE = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Mobile/15E148' };
const PAIRS = 50;

type Person = { token: string; memberId: string; code: string };

let api: Api;
let organizer: { token: string };
let count = 0;

beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  organizer = { token: await api.as('demo', 'ORGANIZER') };
});
afterAll(() => api.close());

async function person(): Promise<Person> {
  count += 1;
  const joined = await api.join('demo', `person ${count}`);
  const made = await api.mutate('demo', 'createReferralCode', {}, 'referralCode { code }', joined);
  return { ...joined, code: made.referralCode.code };
}

/** 'DONE' or the code of the refusal. */
async function outcome(name: string, input: object, by: { token: string }): Promise<string> {
  const payload = await api.attempt('demo', name, input, 'referral { id }', by);
  return payload.userErrors[0]?.code ?? 'DONE';
}
const claim = (friend: Person, code: string, clickId?: string) =>
  outcome('claimReferral', { code, clickId }, { token: friend.token });
const attribute = (friend: Person, code: string) =>
  outcome('attributeReferral', { code, friendId: friend.memberId, reason: 'In the shop.' }, organizer);

async function clickOn(code: string): Promise<string> {
  const landed = await api.get(`/demo/r/${code}`, { headers: IPHONE });
  return new URL(landed.headers.get('location') ?? '').searchParams.get('fanfare_click') ?? '';
}

/** Of the two, those who were brought by the other. */
async function standing(one: Person, other: Person): Promise<string[]> {
  const keys = [one, other].map(({ memberId }) => referralKey('demo', memberId));
  const items = await api.deps.table.batchGet(keys, { consistent: true });
  const referrals = items.flatMap((item) => (item === undefined ? [] : [parseReferral(item)]));
  const both = [one.memberId, other.memberId];
  return referrals.filter(({ advocateId }) => both.includes(advocateId)).map(({ friendId }) => friendId);
}

test.each([
  ['claims beside claims', claim, claim],
  ['claims beside attributions by hand', claim, attribute],
  ['attributions by hand beside claims', attribute, claim],
  ['attributions by hand beside each other', attribute, attribute],
])(
  '%s at the same moment: of each of 50 pairs exactly one member refers the other',
  async (_what, first, second) => {
    for (let done = 0; done < PAIRS; done += 10) {
      const pairs = await Promise.all(
        Array.from({ length: 10 }, async () => [await person(), await person()] as const),
      );
      const outcomes = await Promise.all(
        pairs.map(([one, other]) => Promise.all([first(one, other.code), second(other, one.code)])),
      );
      expect(outcomes.map((both) => both.toSorted())).toEqual(pairs.map(() => ['DONE', 'MUTUAL_REFERRAL']));
      for (const [place, [one, other]] of pairs.entries()) {
        const friend = outcomes[place]?.[0] === 'DONE' ? one : other;
        expect(await standing(one, other)).toEqual([friend.memberId]);
      }
    }
    expect(problemsOf(await verify(api.deps)).filter((problem) => problem.includes('#PAIR#'))).toEqual([]);
  },
  120_000,
);

test('a claim sent twice at the same moment, and later, has the same answer each time', async () => {
  const [friend, advocate] = [await person(), await person()];
  const both = [claim(friend, advocate.code), claim(friend, advocate.code)];
  expect(await Promise.all(both)).toEqual(['DONE', 'DONE']);
  expect(await claim(friend, advocate.code)).toBe('DONE');
  expect(await claim(advocate, friend.code)).toBe('MUTUAL_REFERRAL');
});

test('of two crossing moves one member refers the other, and the other stays with their advocate', async () => {
  for (let round = 0; round < 10; round += 1) {
    const [one, other, third] = [await person(), await person(), await person()];
    expect([await claim(one, third.code), await claim(other, third.code)]).toEqual(['DONE', 'DONE']);
    api.clock.advance({ minutes: 1 });
    const clicks = [await clickOn(other.code), await clickOn(one.code)];
    const outcomes = await Promise.all([
      claim(one, other.code, clicks[0]),
      claim(other, one.code, clicks[1]),
    ]);
    expect(outcomes.toSorted()).toEqual(['DONE', 'MUTUAL_REFERRAL']);
    expect(await standing(one, other)).toHaveLength(1);
  }
  expect(problemsOf(await verify(api.deps)).filter((problem) => problem.includes('#PAIR#'))).toEqual([]);
}, 60_000);

test('a moved attribution keeps its pair, so a late report may give it back to the first advocate', async () => {
  const [friend, left, next] = [await person(), await person(), await person()];
  expect(await claim(friend, left.code)).toBe('DONE');
  expect(await claim(left, friend.code)).toBe('MUTUAL_REFERRAL');
  api.clock.advance({ minutes: 1 });
  expect(await claim(friend, next.code, await clickOn(next.code))).toBe('DONE');
  expect(await claim(left, friend.code)).toBe('MUTUAL_REFERRAL');
  expect(await attribute(left, friend.code)).toBe('MUTUAL_REFERRAL');
  expect(await claim(next, friend.code)).toBe('MUTUAL_REFERRAL');
});

test('a rejected referral still keeps its pair', async () => {
  const [friend, advocate] = [await person(), await person()];
  const input = { code: advocate.code };
  const { referral } = await api.mutate('demo', 'claimReferral', input, 'referral { id }', friend);
  const rejection = { referralId: referral.id, reason: 'Same household.' };
  await api.mutate('demo', 'rejectReferral', rejection, 'referral { id }', organizer);
  expect(await claim(advocate, friend.code)).toBe('MUTUAL_REFERRAL');
  expect(await attribute(advocate, friend.code)).toBe('MUTUAL_REFERRAL');
});
