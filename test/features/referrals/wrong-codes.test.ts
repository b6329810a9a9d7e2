import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bill, meter } from '../../../bench/meter.ts';
import {
  assertFewWrongCodes,
  hourOf,
  MAX_WRONG_CODES,
} from '../../../functions/features/referrals/wrong-codes.ts';
import { Throttled } from '../../../functions/platform/errors.ts';
import type { Item } from '../../../functions/table/client.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, type GraphqlError, startApi } from '../../support/api.ts';

type Person = { token: string; memberId: string };

const HOUR = new Date('2026-11-02T03:00:00.000Z');
const HOUR_SECONDS = 3_600;

let api: Api;
let counting: ReturnType<typeof meter>;
/** Something that befalls the write of a count; nothing when undefined. */
let fault: Error | undefined;
let advocate: Person;
let code: string;
let friend: Person;
let people = 0;

beforeAll(async () => {
  api = await startApi({
    client: (client) => {
      client.middlewareStack.add(
        (next, { commandName }) =>
          (args) => {
            const isCount =
              commandName === 'UpdateItemCommand' && JSON.stringify(args).includes(ENTITY.wrongCodes);
            return isCount && fault !== undefined ? Promise.reject(fault) : next(args);
          },
        { step: 'initialize' },
      );
      counting = meter(client);
    },
  });
  await api.createProgram();
  advocate = await somebody();
  code = await codeWith({ code: 'RIGHT-ONE' });
});
afterAll(() => api.close());
beforeEach(async () => {
  fault = undefined;
  api.clock.set(HOUR);
  friend = await somebody();
});

function somebody(): Promise<Person> {
  people += 1;
  return api.join('demo', `person ${people}`);
}
const codeWith = async (settings: object): Promise<string> =>
  (await api.mutate('demo', 'createReferralCode', settings, 'referralCode { code }', advocate)).referralCode
    .code;

const CLAIM =
  'mutation($input: ClaimReferralInput!) { claimReferral(input: $input) { referral { code } userErrors { code } } }';
/** What a claim comes to: CLAIMED, or the code of its userError or error. */
async function claim(typed: string, who = friend, slug = 'demo'): Promise<string> {
  const { data, errors } = (await api.send(slug, CLAIM, { input: { code: typed } }, who)).body;
  if (errors !== undefined) return errors.map(({ extensions }) => extensions.code).join();
  return data.claimReferral.userErrors[0]?.code ?? 'CLAIMED';
}
async function throttled(typed: string): Promise<GraphqlError['extensions'] | undefined> {
  const { status, body } = await api.send('demo', CLAIM, { input: { code: typed } }, friend);
  expect([status, body.data]).toEqual([200, null]);
  return body.errors?.[0]?.extensions;
}
/** Claims so many codes that do not exist, one after another. */
async function guess(times: number, who = friend): Promise<void> {
  for (let n = 0; n < times; n += 1) expect(await claim(`nothing-${n}`, who)).toBe('CODE_NOT_FOUND');
}
async function counts(): Promise<Item[]> {
  return (await api.scanAll()).filter(
    ({ et, PK }) => et === ENTITY.wrongCodes && PK.endsWith(friend.memberId),
  );
}
async function billOf(work: () => Promise<unknown>): Promise<Bill> {
  return (await counting.during(work)).bill;
}

describe('after twenty wrong codes within an hour', () => {
  test('claims of wrong and of right codes are THROTTLED alike, until the hour is over', async () => {
    await guess(MAX_WRONG_CODES);
    api.clock.advance({ minutes: 59, seconds: 58 });
    for (const typed of [code, 'nothing-more', 'nothing-0', '!', ''])
      expect(await throttled(typed)).toEqual({ code: 'THROTTLED', retryAfterSeconds: 2 });
    api.clock.advance({ seconds: 2 });
    expect(await claim('nothing-more')).toBe('CODE_NOT_FOUND');
    expect(await claim(code)).toBe('CLAIMED');
  });

  test.each([
    ['03:00:00.000Z', HOUR_SECONDS],
    ['03:00:00.001Z', HOUR_SECONDS],
    ['03:29:59.500Z', HOUR_SECONDS / 2 + 1],
    ['03:59:59.000Z', 1],
    ['03:59:59.999Z', 1],
  ])('a claim at %s has a Retry-After of %i seconds', async (time, seconds) => {
    await guess(MAX_WRONG_CODES);
    api.clock.set(new Date(`2026-11-02T${time}`));
    expect(await throttled(code)).toEqual({ code: 'THROTTLED', retryAfterSeconds: seconds });
    api.clock.advance({ seconds });
    expect(await claim(code)).toBe('CLAIMED');
  });

  test('a claim that was answered before has the same answer', async () => {
    expect(await claim(code)).toBe('CLAIMED');
    await guess(MAX_WRONG_CODES);
    expect(await claim(code)).toBe('CLAIMED');
    expect(await claim('r1ght one')).toBe('CLAIMED');
    expect(await claim(await codeWith({}))).toBe('THROTTLED');
  });

  test('other members claim as before', async () => {
    await guess(MAX_WRONG_CODES);
    expect(await claim(code, await somebody())).toBe('CLAIMED');
  });

  test('the same person claims as before in another program', async () => {
    await api.createProgram({ slug: 'other' });
    const token = await api.token('demo', { subject: 'in both' });
    const there = await api.join('other', 'in both');
    await api.mutate('demo', 'join', {}, 'member { id }', { token });
    await guess(MAX_WRONG_CODES, { token, memberId: '' });
    expect(await claim('nothing', there, 'other')).toBe('CODE_NOT_FOUND');
  });

  test('no claim writes anything more', async () => {
    await guess(MAX_WRONG_CODES);
    const before = await api.scanAll();
    const bill = await billOf(() => claim('nothing-more'));
    expect(bill).toMatchObject({ writeUnits: 0, trips: 1 });
    expect(await api.scanAll()).toEqual(before);
  });
});

test('a throttled claim is told to retry in the first second of the next hour', () => {
  const between = { min: new Date('1970-01-01'), max: new Date('9999-12-30'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(between), (now) => {
      const hour = hourOf(now);
      let seconds = 0;
      try {
        assertFewWrongCodes(MAX_WRONG_CODES, hour, now);
      } catch (error) {
        seconds = error instanceof Throttled ? error.retryAfterSeconds : 0;
      }
      const then = new Date(now.getTime() + seconds * 1_000);
      expect([Number.isInteger(seconds), seconds >= 1]).toEqual([true, true]);
      expect(hourOf(then).name).not.toBe(hour.name);
      expect(then.getTime() - hour.endsAt.getTime()).toBeLessThan(1_000);
    }),
  );
});

describe('forty wrong codes at once', () => {
  test('are counted and answered twenty times, and the rest are THROTTLED', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => claim(`at-once-${n}`)));
    expect(answers.toSorted()).toEqual([
      ...Array<string>(MAX_WRONG_CODES).fill('CODE_NOT_FOUND'),
      ...Array<string>(40 - MAX_WRONG_CODES).fill('THROTTLED'),
    ]);
    expect((await counts()).map(({ count }) => count)).toEqual([MAX_WRONG_CODES]);
  });

  test('with right ones between them bring at most one referral', async () => {
    const typed = Array.from({ length: 40 }, (_, n) => (n % 8 === 0 ? code : `between-${n}`));
    const answers = await Promise.all(typed.map((one) => claim(one)));
    expect(answers.filter((answer) => answer === 'CODE_NOT_FOUND').length).toBeLessThanOrEqual(
      MAX_WRONG_CODES,
    );
    expect(answers.filter((one) => !['CODE_NOT_FOUND', 'THROTTLED', 'CLAIMED'].includes(one))).toEqual([]);
    const referrals = (await api.scanAll()).filter(
      ({ et, PK }) => et === ENTITY.referral && PK.endsWith(friend.memberId),
    );
    expect(referrals.length).toBe(answers.includes('CLAIMED') ? 1 : 0);
  });
});

describe('a wrong code', () => {
  test('costs one write unit and two trips, and expires an hour after its hour', async () => {
    const bill = await billOf(() => claim('nothing'));
    expect(bill).toMatchObject({ writeUnits: 1, trips: 2 });
    expect(await counts()).toEqual([
      expect.objectContaining({ count: 1, ttl: HOUR.getTime() / 1000 + 2 * HOUR_SECONDS }),
    ]);
  });

  test('is counted each time, in the hour of its claim', async () => {
    await guess(2);
    await claim('nothing-0');
    api.clock.advance({ hours: 1 });
    await guess(1);
    expect((await counts()).map(({ SK, count }) => [SK, count])).toEqual([
      ['WRONG_CODES#2026-11-02T03', 3],
      ['WRONG_CODES#2026-11-02T04', 1],
    ]);
  });

  test('is answered as a right one while it cannot be counted', async () => {
    fault = new Error('The table is away.');
    expect(await claim('nothing')).toBe('INTERNAL_SERVER_ERROR');
    expect(await counts()).toEqual([]);
  });

  test('changes no counter: the projector writes nothing for it, and the ledger is sound', async () => {
    await api.drain();
    const before = await api.scanAll();
    await guess(3);
    await api.drain();
    const added = (await api.scanAll()).filter(
      (item) => !before.some((one) => one.PK === item.PK && one.SK === item.SK),
    );
    expect(added).toEqual(await counts());
    const rest = (await api.scanAll()).filter(({ et }) => et !== ENTITY.wrongCodes);
    expect(rest).toEqual(before.filter(({ et }) => et !== ENTITY.wrongCodes));
    expect(problemsOf(await verify(api.deps))).toEqual([]);
  });
});

describe('the count of wrong codes stays the same for', () => {
  test('a right code, which costs no more writes or trips than before', async () => {
    const bill = await billOf(() => claim(code));
    expect(bill).toMatchObject({ writeUnits: 8, trips: 3 });
    expect(await counts()).toEqual([]);
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ['was switched off', 'CODE_INACTIVE', () => change({ active: false })],
    ['has not begun', 'CODE_NOT_STARTED', () => change({ startsAt: '2026-12-01T00:00:00.000Z' })],
    ['is over', 'CODE_EXPIRED', () => change({ endsAt: '2026-11-01T00:00:00.000Z' })],
  ])('a code that exists and %s', async (_what, refusal, prepare) => {
    changed = await codeWith({});
    await prepare();
    expect(await claim(changed)).toBe(refusal);
    expect(await counts()).toEqual([]);
  });

  test('a member’s own code', async () => {
    friend = advocate;
    expect(await claim(code)).toBe('SELF_REFERRAL');
    expect(await counts()).toEqual([]);
  });

  test.each(['', '!', '초대코드', 'ab', '🍵🍵🍵', 'x'.repeat(31), 'y'.repeat(10_000)])(
    'text that cannot be a code: %.10s',
    async (typed) => {
      expect(await claim(typed)).toBe('CODE_NOT_FOUND');
      expect(await counts()).toEqual([]);
    },
  );

  test('members who may not claim at all', async () => {
    friend = { token: await api.token('demo', { subject: 'never joined' }), memberId: 'nobody' };
    expect(await claim('nothing')).toBe('NOT_JOINED');
    friend = await somebody();
    const suspended = { memberId: friend.memberId, status: 'SUSPENDED', reason: 'Spam.' };
    await api.mutate('demo', 'setMemberStatus', suspended, '', { token: await api.as('demo', 'OWNER') });
    expect(await claim('nothing')).toBe('MEMBER_SUSPENDED');
    expect(await counts()).toEqual([]);
  });
});

let changed: string;
const change = (settings: object) =>
  api.mutate('demo', 'updateReferralCode', { code: changed, ...settings }, '', advocate);
