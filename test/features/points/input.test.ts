import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { openTeller, type Teller, VERBS } from './teller.ts';

let api: Api;
let teller: Teller;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  teller = await openTeller(api, 'demo');
});
afterAll(() => api.close());

let people = 0;
async function newMember(): Promise<string> {
  people += 1;
  return (await api.join('demo', `person-${people}`)).memberId;
}

describe('a hostile number or document is refused:', () => {
  const DOCUMENT = (type: string, name: string) =>
    `mutation($input: ${type}!) { ${name}(input: $input) { entry { id } userErrors { code } } }`;
  const sendAll = async (input: object): Promise<(string | undefined)[]> => {
    const before = await api.scanAll();
    const codes: (string | undefined)[] = [];
    for (const verb of VERBS) {
      const type = `${verb[0]?.toUpperCase()}${verb.slice(1)}Input`;
      const { body } = await api.send('demo', DOCUMENT(type, verb), { input }, teller.credential);
      expect(body.data?.[verb]?.entry).toBeUndefined();
      codes.push(body.errors?.[0]?.extensions.code);
    }
    expect(await api.scanAll()).toEqual(before);
    return codes;
  };
  const whole = async () => ({
    memberId: await newMember(),
    points: 5,
    reason: 'Tea.',
    idempotencyKey: 'odd',
  });

  test.each([
    [-1],
    [0],
    [0.5],
    [1.0000001],
    [1_000_000_001],
    [2 ** 31],
    [2 ** 53],
    [1e308],
    ['5'],
    ['5 points'],
    [true],
    [null],
    [[5]],
    [{ amount: 5 }],
  ])('points: %j', async (points) => {
    expect(await sendAll({ ...(await whole()), points })).toEqual(Array(3).fill('BAD_USER_INPUT'));
  });

  test.each(['-1', '0', '0.5', '1e3', '"5"', '1000000001', '99999999999999999999', 'null', 'true', 'FIVE'])(
    'points written into the document: %s',
    async (points) => {
      const { memberId } = await whole();
      const before = await api.scanAll();
      const document = `mutation { awardPoints(input: { memberId: "${memberId}", points: ${points}, reason: "Tea.", idempotencyKey: "odd" }) { entry { id } } }`;
      const { body } = await api.send('demo', document, {}, teller.credential);
      expect(body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(await api.scanAll()).toEqual(before);
    },
  );

  test.each([
    ['an unknown field', { more: 1 }],
    ['no reason', { reason: undefined }],
    ['no key', { idempotencyKey: undefined }],
    ['a member that is a list', { memberId: [] }],
    ['a reason that is a number', { reason: 5 }],
  ])('%s', async (_name, wrong) => {
    expect(await sendAll({ ...(await whole()), ...wrong })).toEqual(Array(3).fill('BAD_USER_INPUT'));
  });

  test('two awards in one request', async () => {
    const { memberId } = await whole();
    const before = await api.scanAll();
    const award = (key: string) =>
      `${key}: awardPoints(input: { memberId: "${memberId}", points: 1, reason: "Tea.", idempotencyKey: "${key}" }) { entry { id } }`;
    const { body } = await api.send(
      'demo',
      `mutation { ${award('a')} ${award('b')} }`,
      {},
      teller.credential,
    );
    expect(body.errors).toHaveLength(1);
    expect(await api.scanAll()).toEqual(before);
  });
});

describe('the reason of an entry', () => {
  test.each([
    ['Korean', '김민지님의 후기 이벤트 참여에 감사드립니다'],
    ['emoji with joiners, skins and flags', '👩‍👩‍👧‍👦 👍🏽 🇰🇷 🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    ['right to left', 'هدية عيد ميلاد — מתנה ליום הולדת'],
    ['marks of direction and joining', '\u200fאב\u200e x\u202ey\u202c z\u2066w\u2069 a\u200bb'],
    ['lines, quotes and braces', 'one\ntwo\t"three" \'four\' {five} #six :seven $8 \\9'],
    ['a hundred characters beyond the first plane', '🍵'.repeat(100)],
    ['combining marks', 'Z̸̡̛̭a̴̧͉lg̶o'],
  ])('is stored byte for byte: %s', async (_name, reason) => {
    const member = await newMember();
    const { entry } = await teller.award(member, 5, { reason });
    expect(entry.reason).toBe(reason);
    const { edges } = await teller.entries(member);
    expect(Buffer.from(edges[0].node.reason)).toEqual(Buffer.from(reason));
    expect((await teller.reverse(entry.id, { reason })).entry.reason).toBe(reason);
  });

  test('in single jamo is stored in whole syllables, which read the same', async () => {
    const { entry } = await teller.award(await newMember(), 5, { reason: '한글'.normalize('NFD') });
    expect(entry.reason).toBe('한글');
  });
});
