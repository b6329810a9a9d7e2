import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  parse,
  print,
  visit,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSchema } from '../../functions/registry/application.ts';
import { type Api, type Credential, type Data, startApi } from '../support/api.ts';
import { createNormalizingCache, type NormalizingCache } from '../support/cache.ts';
import { flaws, merged } from '../support/surfaces.ts';

// An object with an id is one object, by whatever way it was come to: apps keep it once, under its type and id.

const schema = createSchema();

/**
 * Arguments of fields that lead to objects with ids, and which of them they choose. Nothing that such an object says may
 * depend on how it was chosen: an argument that changes what it says belongs to a field of it, or it needs an id of its own.
 */
const CHOOSING = merged('choosing');

const fieldsOf = (type: GraphQLNamedType) =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];

/** True when objects with an id come with a type: it is one, or holds one without an id of its own in between. */
function leadsToId(type: GraphQLNamedType, seen: ReadonlySet<string> = new Set()): boolean {
  if (seen.has(type.name)) return false;
  const fields = fieldsOf(type);
  const within = new Set([...seen, type.name]);
  return (
    fields.some(({ name }) => name === 'id') ||
    fields.some((field) => leadsToId(getNamedType(field.type), within))
  );
}

/** A page of a connection is a part of its list, by whatever size and cursor. */
const isPaging = (field: GraphQLField<unknown, unknown>, name: string) =>
  getNamedType(field.type).name.endsWith('Connection') && ['first', 'after'].includes(name);

describe('an argument on the way to an object with an id', () => {
  // What a mutation is given says what is done; its payload holds objects as they are afterwards.
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && type !== schema.getMutationType(),
  );
  const found = types.flatMap((type) =>
    fieldsOf(type)
      .filter((field) => leadsToId(getNamedType(field.type)))
      .flatMap((field) =>
        field.args
          .filter(({ name }) => !isPaging(field, name))
          .map(({ name }) => `${type.name}.${field.name}(${name})`),
      ),
  );

  test('chooses the object and never changes its fields: each is listed with what it chooses', () => {
    expect(flaws('choosing', found, Object.keys(CHOOSING))).toEqual([]);
  });
});

let api: Api;
let owner: Credential;
let member: Credential;
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo', referralPolicy: { newCustomersOnly: false } });
  owner = { token: await api.as('demo', 'OWNER') };
  for (const person of ['ann', 'bob', 'cat']) {
    const joined = await api.join('demo', person, { displayName: person, visibility: 'FULL' });
    if (person === 'ann') member = { token: joined.token };
    ids[person] = joined.memberId;
  }
  const externalId = 'customer-1';
  await api.mutate('demo', 'updateMember', { memberId: ids.ann, externalId }, '__typename', owner);
  const made = await api.mutate(
    'demo',
    'createReferralCode',
    { code: 'OBJECT' },
    'referralCode { id }',
    member,
  );
  ids.code = made.referralCode.id;
  const codes = {
    name: 'Codes',
    subject: 'REFERRAL_CODE',
    metric: 'REFERRALS_REWARDED',
    seasonKind: 'MONTH',
  };
  const codeBoard = { ...codes, idempotencyKey: 'codes' };
  ids.codes = (
    await api.mutate('demo', 'createLeaderboard', codeBoard, 'leaderboard { id }', owner)
  ).leaderboard.id;
  api.clock.advance({ minutes: 4 });
  await api.tick();
  const friend = await api.join('demo', 'dan');
  const claim = await api.mutate('demo', 'claimReferral', { code: 'OBJECT' }, 'referral { id }', friend);
  ids.referral = claim.referral.id;
  const event = { source: 'shop', externalEventId: '1', type: 'PURCHASE', memberId: friend.memberId };
  const events = [{ ...event, amount: { amountMinor: 1_000, currency: 'KRW' } }];
  await api.mutate('demo', 'recordEvents', { events }, '__typename', owner);
  // In November ann leads, in December bob.
  await award({ ann: 30, bob: 20, cat: 20 });
  api.clock.set(new Date('2026-12-05T03:00:00.000Z'));
  await api.tick();
  await award({ ann: 1, bob: 900 });
  const boards = '{ leaderboards { edges { node { id metric seasonKind } } } }';
  const { leaderboards } = await api.ok('demo', boards, {}, owner);
  for (const { node } of leaderboards.edges)
    if (node.metric === 'POINTS_EARNED') ids[node.seasonKind] = node.id;
  await api.drain();
});
afterAll(() => api.close());

async function award(points: Record<string, number>): Promise<void> {
  for (const [name, amount] of Object.entries(points)) {
    const input = { memberId: ids[name], points: amount, reason: 'test' };
    const idempotencyKey = `${name} ${amount}`;
    await api.mutate('demo', 'awardPoints', { ...input, idempotencyKey }, '__typename', owner);
  }
}

const TYPE_NAME = { kind: 'Field', name: { kind: 'Name', value: '__typename' } };
/** As clients send a document: `__typename` in every selection but the operation's own. */
const withTypeNames = (document: string) =>
  print(
    visit(parse(document), {
      SelectionSet: (node, _key, parent) =>
        parent !== undefined && 'kind' in parent && parent.kind === 'OperationDefinition'
          ? undefined
          : { ...node, selections: [...node.selections, TYPE_NAME] },
    }),
  );

/** Asks over HTTP, keeps the answer, and gives it back. */
async function ask(cache: NormalizingCache, query: string, who: Credential = owner): Promise<Data> {
  const document = withTypeNames(query);
  const data = await api.ok('demo', document, {}, who);
  cache.write({ document }, data);
  return data;
}
const shown = (cache: NormalizingCache, query: string): Data =>
  cache.read({ document: withTypeNames(query) });

const RECORD = `fragment R on LeaderboardRecord {
  id score rank tiedWithCount percentile lastScoredAt rankChange scoreToNextRank unrankedReason
  subject { subjectId kind publicName avatarUrl } season { id key }
}`;
const SEASON = `fragment S on LeaderboardSeason {
  id key startsAt endsAt isCurrent unrankableCount updatedAt totalCount leaderboard { id name } top(first: 2) { edges { cursor node { ...R } } }
} ${RECORD}`;
const month = (fields: string, more = SEASON) =>
  `{ leaderboard(id: "${ids.MONTH}") { id ${fields} } } ${more}`;

describe('two seasons of a board in a cache keyed by type and id', () => {
  test('are two objects side by side, each with its own ranking', async () => {
    const cache = createNormalizingCache();
    const both = month('now: season { ...S } past: season(key: "2026-11") { ...S }');
    const { leaderboard } = await ask(cache, both);
    const { now, past } = leaderboard;
    expect([now.key, past.key, now.id === past.id]).toEqual(['2026-12', '2026-11', false]);
    const scores = ({ top }: Data) => top.edges.map(({ node }: Data) => node.score);
    expect([scores(now), scores(past)]).toEqual([
      [900, 501],
      [30, 20],
    ]);
    expect(shown(cache, both)).toEqual({ leaderboard });
    expect(cache.contradictions).toEqual([]);
  });

  test('read one after another stay separate: last month’s ranks are not shown as today’s', async () => {
    const cache = createNormalizingCache();
    const now = month('season { ...S }');
    const past = month('season(on: "2026-11-30") { ...S }');
    const first = await ask(cache, now);
    const second = await ask(cache, past);
    expect(shown(cache, now)).toEqual(first);
    expect(shown(cache, past)).toEqual(second);
    expect(first.leaderboard.id).toBe(second.leaderboard.id);
  });

  test('keep the two records of the same person apart', async () => {
    const cache = createNormalizingCache();
    const both = month(
      'now: season { id me { ...R } } past: season(key: "2026-11") { id me { ...R } }',
      RECORD,
    );
    const { now, past } = (await ask(cache, both, member)).leaderboard;
    expect(now.me.id).not.toBe(past.me.id);
    expect(now.me.subject.subjectId).toBe(past.me.subject.subjectId);
    expect(shown(cache, both).leaderboard).toMatchObject({ now: { me: now.me }, past: { me: past.me } });
  });

  test('are the same objects in the list of seasons, by key, by day and by id', async () => {
    const cache = createNormalizingCache();
    const { leaderboard } = await ask(cache, month('seasons { edges { node { ...S } } }'));
    const listed = leaderboard.seasons.edges.map(({ node }: Data) => node);
    expect(listed.map(({ key }: Data) => key)).toEqual(['2026-12', '2026-11']);
    for (const season of listed) {
      const days = `season(on: "${season.key}-07")`;
      for (const field of [`season(key: "${season.key}")`, days])
        expect((await ask(cache, month(`${field} { ...S }`))).leaderboard.season).toEqual(season);
      expect((await ask(cache, `{ node(id: "${season.id}") { ...S } } ${SEASON}`)).node).toEqual(season);
    }
    expect(cache.contradictions).toEqual([]);
  });
});

test('every object has the same fields by every way to it', async () => {
  const cache = createNormalizingCache();
  const person = 'id displayName publicName externalId status';
  const code = 'id code label status usageCount usageRemaining link';
  const referral = 'id state code advocatePoints friendPoints heldUntil';
  const board = 'id name metric seasonKind scoreStep shards';
  const records = (boardId: string | undefined, asked: string, subject?: string, other?: string) =>
    `{ leaderboard(id: "${boardId}") { id season${asked} { id
      record(subjectId: "${subject}") { ...R } records(subjectIds: ["${other}", "${subject}"]) { ...R }
      first: top(first: 1) { edges { node { ...R } } } all: top { edges { node { ...R } } }
      around(subjectId: "${subject}") { ...R } next: around(subjectId: "${subject}", above: 0, below: 1) { ...R }
    } } } ${RECORD}`;
  for (const query of [
    `{ member(id: "${ids.ann}") { ${person} referralCodes(first: 1) { edges { node { ${code} } } } } }`,
    `{ member(externalId: "customer-1") { ${person} } }`,
    `{ members(first: 2) { edges { node { ${person} } } } }`,
    `{ members(first: 5) { edges { node { ${person} referrals(first: 5) { edges { node { ${referral} friend { member { ${person} } } } } } } } } }`,
    `{ a: referralCode(code: "object") { ${code} } b: referralCode(code: "0BJECT") { ${code} } }`,
    `{ referral(id: "${ids.referral}") { ${referral} advocate { member { ${person} } } } }`,
    `{ leaderboards { edges { node { ${board} season { ...S } } } } } ${SEASON}`,
    records(ids.MONTH, '', ids.ann, ids.bob),
    records(ids.MONTH, '(on: "2026-12-31")', ids.bob, ids.ann),
    records(ids.MONTH, '(key: "2026-11")', ids.ann, ids.cat),
    records(ids.MONTH, '(on: "2026-11-01")', ids.cat, ids.bob),
    records(ids.ALL_TIME, '', ids.cat, ids.ann),
    records(ids.ALL_TIME, '(key: "ALL")', ids.bob, ids.cat),
    records(ids.codes, '(key: "2026-11")', ids.code, 'object'),
    records(ids.codes, '(on: "2026-11-02")', '0BJECT', ids.code),
  ])
    await ask(cache, query);
  await ask(
    cache,
    `{ me { ${person} referralCodes { edges { node { ${code} } } } referrals { edges { node { ${referral} } } } } }`,
    member,
  );
  await ask(
    cache,
    month('season { id me { ...R } } past: season(key: "2026-11") { id me { ...R } }', RECORD),
    member,
  );

  const names = [...cache.objects.keys()].filter((name) => name !== 'Query');
  expect(new Set(names.map((name) => name.split(':')[0]))).toEqual(
    new Set(['Member', 'ReferralCode', 'Referral', 'Leaderboard', 'LeaderboardSeason', 'LeaderboardRecord']),
  );
  // By their ids too.
  const FIELDS: Record<string, string> = {
    Member: person,
    ReferralCode: code,
    Referral: referral,
    Leaderboard: board,
    LeaderboardSeason: '...S',
    LeaderboardRecord: '...R',
  };
  for (const name of names) {
    const [typeName = '', id = ''] = name.split(/:(.*)/s);
    const fields = FIELDS[typeName];
    if (fields === undefined) continue;
    const more = fields === '...S' ? SEASON : fields === '...R' ? RECORD : '';
    const { node } = await ask(cache, `{ node(id: "${id}") { ... on ${typeName} { ${fields} } } } ${more}`);
    expect([name, node?.id]).toEqual([name, id]);
  }
  expect(cache.contradictions).toEqual([]);
});

describe('a finished season’s record of a member who hid later', () => {
  const past = (fields: string, more = RECORD) =>
    month(`season(key: "2026-11") { id top { edges { node { ${fields} } } } }`, more);
  const hide = (visibility: string) =>
    api.mutate('demo', 'updateMember', { memberId: ids.bob, visibility }, '__typename', owner);
  /** The names on a list, nobody's as 'null'. */
  const namesIn = (data: Data) =>
    data.leaderboard.season.top.edges
      .map(({ node }: Data) => String(node.subject?.publicName ?? null))
      .sort();

  test('has another id, so that a list without names does not reveal a cached name', async () => {
    const cache = createNormalizingCache();
    const named = past('...R');
    expect(namesIn(await ask(cache, named, member))).toEqual(['ann', 'bob', 'cat']);
    await hide('HIDDEN');
    await ask(cache, past('id rank score', ''), member);
    let known: Data;
    try {
      known = shown(cache, named);
    } catch (error) {
      known = String(error);
    }
    expect(JSON.stringify(known ?? null)).not.toContain('"bob"');
    expect(namesIn(await ask(cache, named, member))).toEqual(['ann', 'cat', 'null']);
    expect(namesIn(shown(cache, named))).toEqual(['ann', 'cat', 'null']);
    await hide('FULL');
    expect(namesIn(await ask(cache, named, member))).toEqual(['ann', 'bob', 'cat']);
  });

  test('has the same fields by every way to it, under either id', async () => {
    await hide('HIDDEN');
    for (const who of [member, owner]) {
      const cache = createNormalizingCache();
      const { leaderboard } = await ask(cache, past('...R'), who);
      const around = `around(subjectId: "${ids.cat}") { ...R }`;
      await ask(
        cache,
        month(
          `season(key: "2026-11") { id ${around} two: top(first: 2) { edges { node { ...R } } } }`,
          RECORD,
        ),
        who,
      );
      for (const { node } of leaderboard.season.top.edges)
        expect((await ask(cache, `{ node(id: "${node.id}") { ...R } } ${RECORD}`, who)).node).toEqual(node);
      expect(cache.contradictions).toEqual([]);
    }
    await hide('FULL');
  });
});
