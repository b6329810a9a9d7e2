import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, startApi } from '../../support/api.ts';
import { addFaults, type Fault, type Faults, script } from '../../support/faults.ts';
import { openTeller, type Teller, VERBS, type Verb } from './teller.ts';

vi.mock('../../../functions/table/retry.ts', () => import('../../support/no-wait.ts'));

let api: Api;
let faults: Faults;
let teller: Teller;
let member: string;
beforeEach(async () => {
  api = await startApi();
  await api.createProgram();
  teller = await openTeller(api, 'demo');
  member = (await api.join('demo', 'member')).memberId;
  faults = addFaults(api.client, api.engine.endpoint);
});
afterEach(async () => {
  faults.plan = () => undefined;
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  await api.close();
});

const DOCUMENT = (verb: Verb) =>
  `mutation($input: ${verb[0]?.toUpperCase()}${verb.slice(1)}Input!) { ${verb}(input: $input) { entry { id } userErrors { code } } }`;
/** The code of the GraphQL error that a request ended with. */
const failureOf = async (verb: Verb, input: object) =>
  (await api.send('demo', DOCUMENT(verb), { input }, teller.credential)).body.errors?.[0]?.extensions.code;
const count = async () => (await teller.entries(member, { first: 100 })).edges.length;

/** An input for each verb, of a member who has 100 points and two entries, one of which can be reversed. */
async function inputs(): Promise<Record<Verb, object>> {
  await teller.award(member, 60);
  const { entry } = await teller.award(member, 40);
  const movement = (points: number, idempotencyKey: string) => ({
    memberId: member,
    points,
    reason: 'Tea.',
    idempotencyKey,
  });
  return {
    awardPoints: movement(10, 'a'),
    deductPoints: movement(20, 'd'),
    spendPoints: movement(30, 's'),
    reversePointEntry: { entryId: entry.id, reason: 'Mistake.', idempotencyKey: 'r' },
  };
}
const ALL: Verb[] = [...VERBS, 'reversePointEntry'];
const AFTER: Record<Verb, number> = {
  awardPoints: 110,
  deductPoints: 80,
  spendPoints: 70,
  reversePointEntry: 60,
};

describe.each(ALL)('%s', (verb) => {
  test('with a lost answer happens once when the client sends it again', async () => {
    const input = (await inputs())[verb];
    faults.plan = script('TransactWriteItems', 'LOST_ANSWER');
    expect(await failureOf(verb, input)).toBe('THROTTLED');
    expect(faults.happened).toEqual(['LOST_ANSWER']);
    const answers = [await teller.attempt(verb, input), await teller.attempt(verb, input)];
    expect(answers[0]).toMatchObject({
      entry: { number: 3 },
      account: { available: AFTER[verb] },
      userErrors: [],
    });
    expect(answers[1]).toEqual(answers[0]);
    expect(await count()).toBe(3);
  });

  test('interrupted between read and commit happens once when the client sends it again', async () => {
    const input = (await inputs())[verb];
    faults.plan = script('TransactWriteItems', 'CRASH');
    expect(await failureOf(verb, input)).toBe('INTERNAL_SERVER_ERROR');
    expect(await count()).toBe(2);
    expect(await teller.attempt(verb, input)).toMatchObject({
      entry: { number: 3 },
      account: { available: AFTER[verb] },
    });
    expect(await count()).toBe(3);
  });

  test('is not refused, doubled or wrong because of stale reads', async () => {
    faults.plan = () => 'STALE';
    const input = (await inputs())[verb];
    const first = await teller.attempt(verb, input);
    expect(first).toMatchObject({
      entry: { number: 3 },
      account: { available: AFTER[verb] },
      userErrors: [],
    });
    expect(await teller.attempt(verb, input)).toEqual(first);
    expect((await teller.balance(member)).available).toBe(AFTER[verb]);
    faults.plan = () => undefined;
    expect(await count()).toBe(3);
  });

  test('sent again is answered from its stored items, even when only some are visible', async () => {
    const input = (await inputs())[verb];
    const first = await teller.attempt(verb, input);
    faults.plan = () => 'MIXED';
    expect(await teller.attempt(verb, input)).toEqual(first);
  });

  test('of an API key, sent again with another key of its client, is answered though only some items are visible', async () => {
    const input = (await inputs())[verb];
    const key = async () => ({ apiKey: await api.apiKey('demo', ['POINTS_WRITE'], { client: '가게' }) });
    const first = await (await openTeller(api, 'demo', await key())).attempt(verb, input);
    const next = await openTeller(api, 'demo', await key());
    for (const fault of ['MIXED', 'STALE'] as const) {
      faults.plan = () => fault;
      expect(await next.attempt(verb, input)).toEqual(first);
    }
  });

  test('succeeds after conflicts, throttled transactions and partial reads', async () => {
    const input = (await inputs())[verb];
    const rough = script('TransactWriteItems', 'CONFLICT', 'CAPACITY', 'THROTTLED', 'CONFLICT');
    const parts = script('BatchGetItem', 'UNPROCESSED', 'UNPROCESSED', 'UNPROCESSED');
    faults.plan = (call) => rough(call) ?? parts(call);
    expect(await teller.attempt(verb, input)).toMatchObject({
      entry: { number: 3 },
      account: { available: AFTER[verb] },
    });
    expect(faults.happened).toHaveLength(7);
  });

  test.each<[Fault]>([['CONFLICT'], ['CAPACITY'], ['THROTTLED']])(
    'is THROTTLED by endless %s faults, and nothing is written',
    async (fault) => {
      const input = (await inputs())[verb];
      const before = await api.scanAll();
      faults.plan = ({ operation }) => (operation === 'TransactWriteItems' ? fault : undefined);
      expect(await failureOf(verb, input)).toBe('THROTTLED');
      expect(await api.scanAll()).toEqual(before);
      faults.plan = () => undefined;
      expect((await teller.attempt(verb, input)).account.available).toBe(AFTER[verb]);
    },
  );
});

describe('a stale read', () => {
  beforeEach(() => {
    faults.plan = () => 'STALE';
  });

  test('does not hide a member who has just joined', async () => {
    const newcomer = (await api.join('demo', 'newcomer')).memberId;
    expect((await teller.award(newcomer, 5)).account.available).toBe(5);
    expect((await teller.spend(newcomer, 5)).account.available).toBe(0);
  });

  test('does not let points be spent twice', async () => {
    await teller.award(member, 10);
    await teller.spend(member, 10);
    const again = { memberId: member, points: 10, reason: 'Tea.', idempotencyKey: 'again' };
    expect((await teller.attempt('spendPoints', again)).userErrors[0].code).toBe('INSUFFICIENT_POINTS');
  });

  test('does not let an idempotency key be used for something else', async () => {
    const input = { memberId: member, points: 10, reason: 'Tea.', idempotencyKey: 'key' };
    await teller.attempt('awardPoints', input);
    expect((await teller.attempt('awardPoints', { ...input, points: 11 })).userErrors[0].code).toBe(
      'IDEMPOTENCY_CONFLICT',
    );
  });

  test('does not hide the points that a reversal takes back', async () => {
    const { entry } = await teller.award(member, 10);
    expect((await teller.reverse(entry.id)).account).toMatchObject({
      available: 0,
      lifetimeEarned: 0,
      debt: 0,
    });
  });

  test('does not reverse an entry twice', async () => {
    const { entry } = await teller.award(member, 10);
    await teller.reverse(entry.id);
    const again = { entryId: entry.id, reason: 'Again.', idempotencyKey: 'again' };
    expect((await teller.attempt('reversePointEntry', again)).userErrors[0].code).toBe('ALREADY_REVERSED');
  });
});

const EXPIRED = new Date('2028-01-01T00:00:00.000Z');
const kinds = async () =>
  (await teller.entries(member)).edges.map(({ node }: { node: { kind: string } }) => node.kind);

test('a delayed stream delays the sweeper, and makes no balance wrong', async () => {
  await teller.award(member, 100);
  api.clock.set(EXPIRED);
  expect(await api.tick()).toEqual({ done: 0, failed: 0, more: false });
  expect(await teller.balance(member)).toMatchObject({ available: 0, lifetimeExpired: 100 });
  await api.drain();
  expect(await api.tick()).toEqual({ done: 1, failed: 0, more: false });
  expect(await teller.balance(member)).toMatchObject({ available: 0, lifetimeExpired: 100 });
  expect(await kinds()).toEqual(['EXPIRE', 'EARN']);
});

describe('the expiry sweeper under faults', () => {
  beforeEach(async () => {
    await teller.award(member, 100);
    await api.drain();
    api.clock.set(EXPIRED);
  });

  test('writes its entry once after a lost answer', async () => {
    faults.plan = script('TransactWriteItems', 'LOST_ANSWER');
    expect(await api.tick()).toEqual({ done: 0, failed: 1, more: false });
    expect(await api.tick()).toEqual({ done: 0, failed: 0, more: false });
    expect(await kinds()).toEqual(['EXPIRE', 'EARN']);
  });

  test('writes its entry a minute later after a failure before the write', async () => {
    faults.plan = script('TransactWriteItems', 'CRASH');
    expect(await api.tick()).toEqual({ done: 0, failed: 1, more: false });
    expect(await kinds()).toEqual(['EARN']);
    api.clock.advance({ minutes: 1 });
    expect(await api.tick()).toEqual({ done: 1, failed: 0, more: false });
    expect(await kinds()).toEqual(['EXPIRE', 'EARN']);
  });

  test('does not skip a lot that is refilled while it reads it as empty', async () => {
    api.clock.set(new Date('2027-11-01T00:00:00.000Z'));
    const { entry } = await teller.spend(member, 100);
    api.clock.set(EXPIRED);
    let refilled = false;
    // Between the sweeper's read and its write, the spend is undone and the stream has said so.
    api.client.middlewareStack.add(
      (next) => async (args) => {
        const writes = (args.input as { TransactItems?: { Delete?: object }[] }).TransactItems;
        if (!refilled && writes?.some((write) => write.Delete !== undefined) === true) {
          refilled = true;
          await teller.reverse(entry.id);
          await api.drain();
        }
        return next(args);
      },
      { step: 'initialize', name: 'refill' },
    );
    for (let run = 0; run < 2; run += 1) {
      await api.tick();
      await api.drain();
    }
    expect(await kinds()).toEqual(['EXPIRE', 'REVERSE', 'SPEND', 'EARN']);
  });

  test('writes nothing more when a lagging index shows a swept lot again', async () => {
    await api.tick();
    faults.plan = () => 'STALE';
    expect(await api.tick()).toEqual({ done: 0, failed: 0, more: false });
    faults.plan = () => undefined;
    expect(await kinds()).toEqual(['EXPIRE', 'EARN']);
  });
});

test('totals are correct although the projector’s answers are lost and its batches come again', async () => {
  await teller.award(member, 100);
  await teller.spend(member, 30);
  faults.plan = script('TransactWriteItems', 'LOST_ANSWER', 'CRASH', 'LOST_ANSWER');
  await api.drain();
  expect(faults.happened).toContain('LOST_ANSWER');
  expect(await teller.totals()).toMatchObject({ netIssued: 100, spent: 30, outstanding: 70 });
});
