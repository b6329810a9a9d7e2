import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meter } from '../../../bench/meter.ts';
import { memberKey } from '../../../functions/table/keys.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';

// What a friend sees of a code before the claim, without any account.

type Person = { token: string; memberId: string };

let api: Api;
let counted: ReturnType<typeof meter>;
let organizer: Credential;
const PICTURE = 'https://cdn.brand.example/minji.png';

beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
  await api.createProgram();
  organizer = { token: await api.as('demo', 'ORGANIZER') };
});
afterAll(() => api.close());

const FIELDS = `code status startsAt endsAt programName advocate { publicName avatarUrl } advocatePoints friendPoints
  pointName`;
const see = async (code: string, slug = 'demo', credential: Credential = {}): Promise<Data> =>
  (
    await api.ok(
      slug,
      `query($code: String!) { invitation(code: $code) { ${FIELDS} } }`,
      { code },
      credential,
    )
  ).invitation;
const statusOf = async (code: string, slug = 'demo') => (await see(code, slug)).status;
const seconds = (count: number) => api.clock.advance({ seconds: count });

let people = 0;
async function inviter(profile: object = {}, settings: object = {}, slug = 'demo') {
  people += 1;
  const advocate: Person = await api.join(slug, `advocate ${people}`, {
    displayName: '김민지',
    avatarUrl: PICTURE,
    ...profile,
  });
  const made = await api.mutate(slug, 'createReferralCode', settings, 'referralCode { code }', advocate);
  return { advocate, code: made.referralCode.code as string };
}
const change = (mutation: string, input: object, who: Credential, slug = 'demo') =>
  api.mutate(slug, mutation, input, '__typename', who);
const setStatus = ({ memberId }: Person, status: string) =>
  change('setMemberStatus', { memberId, status, reason: 'test' }, organizer);

describe('an invitation', () => {
  test('tells anonymous callers who invites, to what, the rewards and the end', async () => {
    const endsAt = new Date(api.clock.now().getTime() + 3_600_000).toISOString();
    await inviter({}, { code: 'Tea-7', label: 'for my sister', endsAt });
    expect(await see('tea7')).toEqual({
      code: 'Tea-7',
      status: 'CLAIMABLE',
      startsAt: null,
      endsAt,
      programName: '달빛찻집',
      advocate: { publicName: '김*지', avatarUrl: PICTURE },
      advocatePoints: 500,
      friendPoints: 300,
      pointName: 'leaves',
    });
  });

  test('is the same for every caller', async () => {
    const { code, advocate } = await inviter();
    const anonymous = await see(code);
    const callers = [advocate, organizer, { apiKey: await api.apiKey('demo', ['POINTS_READ']) }];
    for (const caller of callers) expect(await see(code, 'demo', caller)).toEqual(anonymous);
  });

  test('is refused with an invalid credential, as every query is', async () => {
    const { code } = await inviter();
    const { status, body } = await api.send(
      'demo',
      `{ invitation(code: "${code}") { code } }`,
      {},
      { token: 'x.y.z' },
    );
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('shows what everyone may see of the advocate', async () => {
    const { code, advocate } = await inviter({ visibility: 'FULL' });
    const shown = async () => (await see(code)).advocate;
    expect(await shown()).toEqual({ publicName: '김민지', avatarUrl: PICTURE });
    for (const displayName of ['👩‍🚀 مرحبا بكم', '가'.repeat(80), '<b>"Kim" & Co</b>']) {
      await change('updateProfile', { displayName }, advocate);
      expect((await shown()).publicName).toBe(displayName);
    }
    await change(
      'updateProfile',
      { displayName: 'Kim Minji', visibility: 'FIRST_NAME_AND_INITIAL' },
      advocate,
    );
    expect(await shown()).toEqual({ publicName: 'Kim M.', avatarUrl: PICTURE });
    await change('updateProfile', { displayName: null }, advocate);
    expect(await shown()).toEqual({ publicName: null, avatarUrl: PICTURE });
  });

  test('of a hidden advocate shows nothing of them, at once, and works', async () => {
    const { code, advocate } = await inviter();
    await see(code);
    await change('updateProfile', { visibility: 'HIDDEN' }, advocate);
    expect(await see(code)).toMatchObject({
      status: 'CLAIMABLE',
      advocate: { publicName: null, avatarUrl: null },
      friendPoints: 300,
    });
  });

  test('of a suspended advocate shows nothing of them, at once, and works only after the reinstatement', async () => {
    const { code, advocate } = await inviter();
    await see(code);
    await setStatus(advocate, 'SUSPENDED');
    expect(await see(code)).toMatchObject({
      status: 'ADVOCATE_UNAVAILABLE',
      advocate: { publicName: null, avatarUrl: null },
    });
    const friend = await api.join('demo', `friend of ${code}`);
    const { userErrors } = await api.attempt('demo', 'claimReferral', { code }, 'referral { id }', friend);
    expect(userErrors[0].code).toBe('ADVOCATE_UNAVAILABLE');
    await setStatus(advocate, 'ACTIVE');
    expect(await see(code)).toMatchObject({ status: 'CLAIMABLE', advocate: { publicName: '김*지' } });
  });

  test('of a missing advocate shows nobody and does not work', async () => {
    const { code, advocate } = await inviter();
    await api.deps.table.write({
      delete: memberKey('demo', advocate.memberId),
      condition: 'attribute_exists(PK)',
    });
    expect(await see(code)).toMatchObject({
      status: 'ADVOCATE_UNAVAILABLE',
      advocate: { publicName: null, avatarUrl: null },
    });
  });

  test('shows no picture from a host that the program does not allow', async () => {
    await api.createProgram({ slug: 'hosts' });
    const { code } = await inviter({}, {}, 'hosts');
    const owner = { token: await api.as('hosts', 'OWNER') };
    for (const [avatarHosts, avatarUrl] of [
      [['*.other.example'], null],
      [['*.brand.example'], PICTURE],
      [null, PICTURE],
    ]) {
      await change('updateProgram', { avatarHosts }, owner, 'hosts');
      expect((await see(code, 'hosts')).advocate).toEqual({ publicName: '김*지', avatarUrl });
    }
  });

  test('follows the program’s present terms', async () => {
    await api.createProgram({ slug: 'terms' });
    const { code } = await inviter({}, {}, 'terms');
    const terms = { advocatePoints: 0, friendPoints: 1_000_000 };
    const owner = { token: await api.as('terms', 'OWNER') };
    const pointPolicy = { pointName: '🍵 잎' };
    await change('updateProgram', { name: 'Other', pointPolicy, referralPolicy: terms }, owner, 'terms');
    expect(await see(code, 'terms')).toMatchObject({ programName: 'Other', pointName: '🍵 잎', ...terms });
  });
});

describe('the status of an invitation', () => {
  test('is what a claim would be answered', async () => {
    const at = (minutes: number) => new Date(api.clock.now().getTime() + minutes * 60_000).toISOString();
    const early = await inviter({}, { startsAt: at(10), endsAt: at(20) });
    const off = await inviter();
    await change('updateReferralCode', { code: off.code, active: false }, off.advocate);
    const full = await inviter({}, { usageLimit: 1 });
    await change('claimReferral', { code: full.code }, await api.join('demo', 'the one'));
    expect(await statusOf(early.code)).toBe('NOT_STARTED');
    expect(await statusOf(off.code)).toBe('INACTIVE');
    expect(await statusOf(full.code)).toBe('LIMIT_REACHED');
    api.clock.advance({ minutes: 10 });
    expect(await statusOf(early.code)).toBe('CLAIMABLE');
    api.clock.advance({ minutes: 10 });
    expect(await statusOf(early.code)).toBe('EXPIRED');
    expect(await see(off.code)).toMatchObject({ advocate: { publicName: '김*지' }, friendPoints: 300 });
  });

  test('is PROGRAM_PAUSED in a paused program, whatever the code’s own status', async () => {
    await api.createProgram({ slug: 'paused' });
    const works = await inviter({}, {}, 'paused');
    const off = await inviter({}, {}, 'paused');
    await change('updateReferralCode', { code: off.code, active: false }, off.advocate, 'paused');
    const boss = { token: await api.as('paused', 'OWNER') };
    await change('setProgramStatus', { status: 'PAUSED' }, boss, 'paused');
    expect([await statusOf(works.code, 'paused'), await statusOf(off.code, 'paused')]).toEqual([
      'PROGRAM_PAUSED',
      'PROGRAM_PAUSED',
    ]);
    await change('setProgramStatus', { status: 'ACTIVE' }, boss, 'paused');
    expect([await statusOf(works.code, 'paused'), await statusOf(off.code, 'paused')]).toEqual([
      'CLAIMABLE',
      'INACTIVE',
    ]);
  });

  test('follows other processes’ changes within 30 seconds, and this one’s at once', async () => {
    const { code, advocate } = await inviter({}, { usageLimit: 1 });
    expect(await statusOf(code)).toBe('CLAIMABLE');
    // A claim changes the code's uses as another process would: it does not look into this one's memory.
    await change('claimReferral', { code }, await api.join('demo', `friend of ${code}`));
    seconds(31);
    expect(await statusOf(code)).toBe('LIMIT_REACHED');
    await change('updateReferralCode', { code, usageLimit: null }, advocate);
    expect(await statusOf(code)).toBe('CLAIMABLE');
  });
});

describe('an invitation for a guessed code', () => {
  test.each(['NO-SUCH', '', 'a', '민지', '../TEA-7', 'x'.repeat(10_000), '\u202eTEA', 'TEA-7\ud83c'])(
    'that does not exist, %j, is null and says nothing more',
    async (code) => {
      expect(await see(code)).toBeNull();
    },
  );

  test('may be one in a request', async () => {
    const { code } = await inviter();
    const one = (name: string, guess = code) => `${name}: invitation(code: "${guess}") { code }`;
    for (const document of [
      `{ ${one('a')} ${one('b', 'NO-SUCH')} }`,
      `{ ${one('a')} ...F } fragment F on Query { ${one('b', 'NO-SUCH')} }`,
      `{ ...F ... on Query { ...F } } fragment F on Query { ${one('a')} }`,
    ]) {
      const { status, body } = await api.send('demo', document);
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
      expect(body.errors?.[0]?.message).toBe('Ask for one invitation a request.');
    }
    expect(await api.ok('demo', `{ __typename ${one('a')} }`)).toMatchObject({ a: { code } });
  });

  test('of another program is null in this one', async () => {
    const { code } = await inviter();
    await api.createProgram({ slug: 'foreign' });
    expect(await see(code, 'foreign')).toBeNull();
  });

  test('at the operator’s address belongs to no program', async () => {
    const { body } = await api.send('operator', '{ invitation(code: "TEA-7") { code } }');
    expect(body.errors?.[0]?.extensions.code).toBe('PROGRAM_NOT_FOUND');
  });

  test('costs half a read unit, for an existing code the same for the advocate, and no write', async () => {
    const { code } = await inviter();
    const bill = async (guess: string) => (await counted.during(() => see(guess))).bill;
    await see('WARM-UP');
    expect(await bill('NO-SUCH')).toMatchObject({ readUnits: 0.5, writeUnits: 0, trips: 1 });
    expect(await bill(code)).toMatchObject({ readUnits: 1, writeUnits: 0, trips: 2 });
    expect(await bill(code)).toMatchObject({ readUnits: 0.5, writeUnits: 0, trips: 1 });
    expect(await bill('no code!')).toMatchObject({ calls: 0 });
  });
});
