import {
  type FieldNode,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bill, meter } from '../../bench/meter.ts';
import { boardIdOf } from '../../functions/features/leaderboards/boards/rules.ts';
import { objectTypes } from '../../functions/graphql/auth.ts';
import { answerBytes } from '../../functions/graphql/cost.ts';
import { AT_MOST } from '../../functions/graphql/generated/facts.ts';
import { LIMITS } from '../../functions/graphql/limits.ts';
import { createSchema } from '../../functions/registry/application.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';

// What a request costs, what it is told of it, and how large an answer can become.

let api: Api;
let counted: ReturnType<typeof meter>;
let owner: Credential;
const BOARD = boardIdOf('demo', 'default POINTS_EARNED ALL_TIME');
/** As long as an address may be that was stored when they were kept as they were written; one of today is a third. */
const AVATAR = `https://images.example.com/${'한'.repeat(2_048 - 27)}`;
const NAME = '🧋'.repeat(80);
const PEOPLE = 100;

beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
  await api.createProgram({ slug: 'demo' });
  owner = { token: await api.as('demo', 'OWNER') };
  for (let n = 0; n < PEOPLE; n += 1) {
    const input = { displayName: NAME, visibility: 'FULL' };
    const { memberId } = await api.join('demo', `person-${n}`, input);
    const award = { memberId, points: 1, reason: 'x', idempotencyKey: `${n}` };
    await api.mutate('demo', 'awardPoints', award, '__typename', owner);
    await api.mutate(
      'demo',
      'updateMember',
      { memberId, externalId: `${'한'.repeat(120)}${n}` },
      '__typename',
      owner,
    );
  }
  const members = (await api.scanAll()).filter(({ et }) => et === 'MEMBER');
  for (const member of members)
    await api.deps.table.write({ put: { ...member, avatarUrl: AVATAR } as never });
  await api.drain();
});
afterAll(() => api.close());

async function ask(query: string, variables: object = {}, who: Credential = owner) {
  // What the projector reads meanwhile would be counted as the request's.
  await api.drain();
  const { result, bill } = await counted.during(() => api.send('demo', query, variables, who));
  const messages = (result.body.errors ?? []).map(({ message }) => message).join(' ');
  return { ...result, bill: bill as Bill, messages, bytes: Buffer.byteLength(JSON.stringify(result.body)) };
}
const words = (count: number, word = 'id') => Array(count).fill(word).join(' ');

/** As Apollo's and urql's caches do with every document before it is sent. */
const withTypeNames = (document: string) =>
  print(
    visit(parse(document), {
      SelectionSet: (node, _key, parent) =>
        parent !== undefined && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
          ? undefined
          : { ...node, selections: [...node.selections, TYPE_NAME] },
    }),
  );
const TYPE_NAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

describe('__typename', () => {
  const ROWS = words(58, 'locale');
  const atCost = `{ members(first: 83) { edges { node { ${ROWS} } } } program { ${words(8)} } }`;
  const atSelections = `{ program { ${words(100, '...F')} ${words(99)} } } fragment F on Program { ${words(13)} }`;
  const atTokens = `{ ${Array.from({ length: 15 }, (_, n) => `a${n}: program { ${words(94)} }`).join(' ')} program { ${words(10)} } }`;

  test.each([
    ['cost', atCost],
    ['fields and fragments', atSelections],
    ['words and signs', atTokens],
  ])('does not count against %s: a query at the limit passes as clients send it', async (_what, document) => {
    const [bare, sent] = [await ask(document), await ask(withTypeNames(document))];
    expect(withTypeNames(document).match(/__typename/g)?.length).toBeGreaterThan(1);
    expect([bare.messages, sent.messages]).toEqual(['', '']);
    expect(sent.cost).toBe(bare.cost);
  });

  test('is free once in a selection: a document full of it is refused', async () => {
    const { status, messages } = await ask(
      `{ program { ...F ...F } } fragment F on Program { ${words(760, '__typename')} }`,
    );
    expect([status, messages]).toEqual([400, expect.stringContaining('fields and fragments')]);
  });
});

describe('extensions.cost in a response', () => {
  test('is the cost that the query was counted for', async () => {
    expect((await ask('{ program { id name } }')).cost).toBe(3);
    expect((await ask('{ members(first: 10) { edges { node { id } } } }')).cost).toBe(11 + 10 * 3);
    expect((await ask('mutation { join(input: {}) { member { id } userErrors { code } } }')).cost).toBe(5);
  });

  test('is present beside field errors, and absent when the query was refused before it was counted', async () => {
    const anonymous = await ask('{ program { id } }', {}, {});
    expect([anonymous.cost, anonymous.messages]).toEqual([2, expect.stringContaining('needs a credential')]);
    expect((await ask('{ nonsense }')).cost).toBeUndefined();
    expect((await ask(`{ members(first: 100) { edges { node { ${words(58)} } } } }`)).cost).toBeUndefined();
  });
});

describe('a query refused for its cost', () => {
  test.each([
    [
      'the list',
      'members',
      `{ program { ${words(50)} } members(first: 100) { edges { node { ${words(58)} } } } }`,
    ],
    [
      'the list within a list',
      'members.edges.node.referrals',
      '{ members(first: 50) { edges { node { id referrals(first: 50) { edges { node { id state } } } } } } }',
    ],
    [
      'a list in fragments, by its own name',
      'leaderboard.season.records',
      `query($ids: [ID!]!) { ...A } fragment A on Query { board: leaderboard(id: "${BOARD}") { ... on Leaderboard { season { many: records(subjectIds: $ids) { ...B } } } } } fragment B on LeaderboardRecord { ${words(60, 'score')} }`,
    ],
    [
      'the span of days',
      'dailyReferralStats',
      `{ dailyReferralStats(from: "2026-01-01", to: "2026-12-31") { ${words(14, 'clicks')} } }`,
    ],
  ])('names its most expensive field: %s', async (_what, path, query) => {
    const { status, messages, bill } = await ask(query, { ids: Array(100).fill('a') });
    expect([status, bill.calls]).toEqual([400, 0]);
    expect(messages).toMatch(/could cost \d+, more than 5000/);
    expect(messages).toContain(`Most of it is \`${path}\`.`);
  });
});

describe('the leaderboards query', () => {
  const page = (first: number) =>
    `{ leaderboards(first: ${first}) { edges { node { ${words(40, 'name')} season { top(first: 10) { edges { node { score } } } } } } } }`;

  test('costs as many boards as the program has, whatever page size is asked for', async () => {
    const [four, hundred] = [await ask(page(4)), await ask(page(100))];
    expect([four.messages, hundred.messages]).toEqual(['', '']);
    expect(hundred.cost).toBe(four.cost);
    expect((await ask(page(2))).cost).toBeLessThan(four.cost ?? 0);
    await api.mutate(
      'demo',
      'createLeaderboard',
      { name: 'five', metric: 'POINTS_EARNED', idempotencyKey: 'five' },
      '__typename',
      owner,
    );
    expect((await ask(page(100))).cost).toBeGreaterThan(hundred.cost ?? 0);
  });

  test('reads no boards to count them for a caller who may not list them', async () => {
    const stranger = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
    api.clock.advance({ minutes: 1 });
    await ask('{ program { id } }', {}, stranger);
    for (const [who, calls] of [
      [{}, 0],
      [stranger, 1],
    ] as const)
      expect((await ask(page(100), {}, who)).bill.calls).toBe(calls);
  });
});

describe('the size of a response', () => {
  const aliases = (field: string, count = 15) =>
    Array.from({ length: count }, (_, n) => `u${n}: ${field}`).join(' ');

  test('of fifteen addresses for each of a hundred is refused, and the most that passes stays under 5 MB', async () => {
    const page = (first: number, count: number) =>
      `query { leaderboard(id: "${BOARD}") { season { top(first: ${first}) { edges { node { subject { ${aliases('avatarUrl', count)} } } } } } } }`;
    expect((await ask(page(100, 15))).messages).toMatch(/could cost \d+/);
    const six = await ask(page(100, 6));
    expect(six.messages).toBe('');
    expect(six.bytes).toBeGreaterThan(100 * 6 * 3 * 2_000);
    expect(six.bytes).toBeLessThan(LIMITS.answerBytes);
  });

  test('with long names for fields of long lists is refused before it is built', async () => {
    const long = (n: number) => `${'x'.repeat(190)}${n}`;
    const lots = Array.from({ length: 14 }, (_, n) => `${long(n)}: expiresAt`).join(' ');
    const query = `{ members(first: 100) { edges { node { points { availableByExpiry { ${lots} } } } } } }`;
    await ask('{ program { id } }');
    const { status, messages, bill } = await ask(query);
    expect([status, bill.calls]).toEqual([400, 0]);
    expect(messages).toMatch(/The answer could have \d+ bytes, more than 5000000\. Most of it is `members`/);
  });

  test('never exceeds its estimate', async () => {
    const everything =
      'id displayName publicName avatarUrl locale externalId visibility status joinedAt updatedAt points { available pending debt availableByExpiry { points expiresAt } }';
    const query = `{ members(first: 100) { edges { cursor node { ${everything} } } pageInfo { endCursor hasNextPage } } }`;
    const { bytes, messages } = await ask(query);
    expect(messages).toBe('');
    expect(bytes).toBeGreaterThan(100 * (3 * 2_000 + 2 * 80 * 4 + 120 * 3));
    const document = parse(query);
    const operation = document.definitions[0] as OperationDefinitionNode;
    const asked = { schema: createSchema(), document, operation, variables: {} };
    const foreseen = answerBytes(asked, new Map([['Query.leaderboards', 4]]));
    expect(bytes).toBeLessThan(foreseen);
    expect(foreseen).toBeLessThan(LIMITS.answerBytes);
  });

  test('is always bounded: no list has an unknown length', () => {
    const sized = new Set(['first', 'from', 'subjectIds', 'above']);
    const unknown = objectTypes(createSchema()).flatMap((type) =>
      Object.values(type.getFields())
        .filter(
          (field) => isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type)),
        )
        .filter((field) => !field.args.some(({ name }) => sized.has(name)))
        .map((field) => `${type.name}.${field.name}`)
        // Those of connections are as long as the connection is asked for; a refusal is one.
        .filter((place) => !/Connection\.edges$|Payload\.userErrors$/.test(place)),
    );
    const known = Object.keys(AT_MOST).filter((coordinate) => AT_MOST[coordinate]?.items !== undefined);
    expect(unknown.sort()).toEqual(known.sort());
  });
});
