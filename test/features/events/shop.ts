import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startApi, TERMS } from '../../support/api.ts';

type Person = { token: string; memberId: string };
export type Result = {
  externalEventId: string;
  status: string;
  referralId: string | null;
  referralState: string | null;
  error: { code: string; message: string; field: string[] } | null;
};

export const RESULTS =
  'results { externalEventId status referralId referralState error { code message field } }';

/** A program whose shop reports purchases and refunds, with an advocate and a buyer for each test. */
export async function openShop(options: { client?: (client: DynamoDBClient) => void } = {}) {
  const api = await startApi(options);
  await api.createProgram();
  const organizer = { token: await api.as('demo', 'ORGANIZER') };
  const owner = { token: await api.as('demo', 'OWNER') };
  const partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
  let count = 0;
  const nextCount = () => {
    count += 1;
    return count;
  };

  const somebody = (): Promise<Person> => api.join('demo', `person ${nextCount()}`);
  const people = { advocate: await somebody(), buyer: await somebody() };
  /** Begins a test. */
  async function meet(): Promise<void> {
    Object.assign(people, { advocate: await somebody(), buyer: await somebody() });
  }

  function order(settings: object = {}): { externalEventId: string } & Record<string, unknown> {
    const amount = { amountMinor: 10_000, currency: 'KRW' };
    return {
      source: 'shop',
      externalEventId: `order-${nextCount()}`,
      type: 'PURCHASE',
      memberId: people.buyer.memberId,
      amount,
      ...settings,
    };
  }
  const refundOf = (bought: { externalEventId: string }, amountMinor = 10_000, settings: object = {}) =>
    order({
      type: 'REFUND',
      refundOf: bought.externalEventId,
      amount: { amountMinor, currency: 'KRW' },
      ...settings,
    });

  const send = (events: object[], as: object = partner, slug = 'demo') =>
    api.attempt(slug, 'recordEvents', { events }, RESULTS, as);
  const record = async (...events: object[]): Promise<Result[]> => (await send(events)).results;
  const one = async (event: object): Promise<Result> => (await record(event))[0] as Result;

  /** The buyer becomes the advocate's friend under a policy. */
  async function refer(policy: object = {}, who = people.buyer): Promise<string> {
    await api.mutate(
      'demo',
      'updateProgram',
      { referralPolicy: { ...TERMS, ...policy } },
      'program { slug }',
      owner,
    );
    const { referralCode } = await api.mutate(
      'demo',
      'createReferralCode',
      {},
      'referralCode { code }',
      people.advocate,
    );
    const { referral } = await api.mutate(
      'demo',
      'claimReferral',
      { code: referralCode.code },
      'referral { id }',
      who,
    );
    await api.mutate('demo', 'updateProgram', { referralPolicy: TERMS }, 'program { slug }', owner);
    return referral.id;
  }

  const pointsOf = async (who: Person) =>
    (await api.ok('demo', '{ me { points { available pending debt } } }', {}, who)).me.points;
  const stateOf = async (who: Person) =>
    (await api.ok('demo', '{ me { referredBy { state advocatePoints rewardCapReached } } }', {}, who)).me
      .referredBy;

  return {
    api,
    organizer,
    owner,
    partner,
    people,
    meet,
    somebody,
    order,
    refundOf,
    send,
    record,
    one,
    refer,
    pointsOf,
    stateOf,
  };
}
