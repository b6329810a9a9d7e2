import { getNamedType, isEnumType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meter } from '../../bench/meter.ts';
import { boardIdOf } from '../../functions/features/leaderboards/boards/rules.ts';
import { objectTypes } from '../../functions/graphql/auth.ts';
import { READS } from '../../functions/graphql/generated/facts.ts';
import { readsAlone, TRIP_LIMIT, tripsOf } from '../../functions/graphql/trips.ts';
import { ANONYMOUS, type Viewer } from '../../functions/identity/viewer.ts';
import { createSchema } from '../../functions/registry/application.ts';
import { CODE } from '../features/codes/surface.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { flawsOfFields, isOperators, LISTS, queryOf } from '../support/lists.ts';
import { idsOf, openScene } from '../support/scene.ts';
import { type Asked, KRW, type Read, type Scene } from '../support/surface.ts';
import { merged } from '../support/surfaces.ts';
import { contextOf, emptyTable, probe } from './probe.ts';
import { ROOTS } from './roots.ts';
import { countRounds } from './rounds.ts';

// What `@reads` says of each field against what the table is really asked.

const FIELDS = Object.entries(READS).filter(([coordinate]) => coordinate.includes('.'));
const READING = FIELDS.map(([coordinate]) => coordinate);
const COUNTED = FIELDS.filter(([, { cached }]) => !cached).map(([coordinate]) => coordinate);

const schema = createSchema();
const annotated = (query: string) => {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('The operation stands first.');
  return tripsOf(schema, document, operation);
};

let api: Api;
let counted: ReturnType<typeof meter>;
let inRounds: ReturnType<typeof countRounds>;
let owner: Credential;
let asked: Asked;
/** What `$id` is in the queries of lists. */
const ofLists: Record<string, string> = {};

const ALL_TIME = boardIdOf('demo', 'default POINTS_EARNED ALL_TIME');

beforeAll(async () => {
  api = await startApi({
    client: (client) => {
      counted = meter(client);
      inRounds = countRounds(client);
    },
  });
  const scene = await openScene(api, {
    policy: { approvalMode: 'MANUAL', holdingPeriodDays: 0 },
    profile: (name) => ({ displayName: `${name} 김` }),
  });
  const { advocate, friend, stranger } = scene;
  owner = scene.owner;
  const ids = await idsOf(scene);
  ids['board of codes'] = await codeBoard();
  const update = { memberId: advocate.memberId, externalId: 'customer-1' };
  await api.mutate('demo', 'updateMember', update, 'member { id }', owner);
  const code = { code: CODE };
  const { referral } = await api.mutate('demo', 'claimReferral', code, 'referral { id }', stranger);
  for (const { memberId } of [friend, stranger]) {
    const award = { memberId, points: 100, reason: 'test', idempotencyKey: memberId };
    await api.mutate('demo', 'awardPoints', award, 'entry { id }', owner);
    const event = {
      source: 'shop',
      externalEventId: memberId,
      type: 'PURCHASE',
      memberId,
      amount: KRW(1_000),
    };
    await api.mutate('demo', 'recordEvents', { events: [event] }, 'results { status }', owner);
  }
  // The holding period is over at once, and the scheduler puts what waits for approval into the queue.
  api.clock.advance({ minutes: 1 });
  await api.tick();
  // The stranger's is approved; the friend's stays in the queue.
  const approval = { referralId: referral.id, reason: 'test' };
  await api.mutate('demo', 'approveReferral', approval, 'referral { id }', owner);
  await fillOthers(scene);
  await api.drain();
  // A day later their rank is compared with the day start.
  api.clock.advance({ days: 1 });
  const ofBoard = await inSeason(ALL_TIME, 'id top(first: 1) { pageInfo { endCursor } }');
  ids['season of all time'] = ofBoard.id;
  ids.cursor = ofBoard.top.pageInfo.endCursor;
  // As every process does that has shown an invitation in the last 30 seconds.
  await api.ok('demo', INVITATION);
  const ofCode = await inSeason(ids['board of codes'], `record(subjectId: "${CODE}") { id }`);
  ids['record of the code'] = ofCode.record.id;
  asked = { ...scene, ids };
  // The key that signs cursors is made when the deployment's first list is read.
  await api.ok('demo', '{ members { edges { cursor } } }', {}, owner);
});
afterAll(() => api.close());

/** A board of referral codes that counts from two minutes later on. */
async function codeBoard(): Promise<string> {
  const input = {
    name: 'Codes',
    subject: 'REFERRAL_CODE',
    metric: 'REFERRALS_REWARDED',
    idempotencyKey: 'codes',
  };
  const { leaderboard } = await api.mutate('demo', 'createLeaderboard', input, 'leaderboard { id }', owner);
  api.clock.advance({ minutes: 4 });
  return leaderboard.id;
}

/** There is data at the end of each way: one in every list that the story of this test leaves empty. */
async function fillOthers({ advocate, ...scene }: Scene): Promise<void> {
  const shelf = { ...scene, members: [advocate] };
  for (const [place, { of, fill }] of Object.entries(LISTS)) {
    const id = (await of?.one(shelf)) ?? advocate.memberId;
    ofLists[place] = id;
    const isEmpty = async () => {
      const query = queryOf(place, ' { edges { cursor } }');
      const [slug, who] = isOperators(place) ? ['operator', scene.operator] : ['demo', owner];
      const data = await api.ok(slug, withId(query.query, id), {}, who);
      return query.path.reduce((value, name) => value[name], data).edges.length === 0;
    };
    if (await isEmpty()) await fill?.({ ...shelf, member: advocate, id, text: `trips ${place}` });
  }
}
const withId = (query: string, id: string) => query.replace('$id', `"${id}"`);

const inSeason = async (id: string | undefined, fields: string) => {
  const query = `query($id: ID!) { leaderboard(id: $id) { season { ${fields} } } }`;
  return (await api.ok('demo', query, { id }, owner)).leaderboard.season;
};

const INVITATION = `{ invitation(code: "${CODE}") { code } }`;

/** One query for each field that reads, by itself, and then the chains that an app, an organizer and a partner ask for. */
const QUERIES: Record<string, Read> = {
  ...Object.fromEntries(
    Object.entries(LISTS).map(([place, { node = 'id' }]): [string, Read] => [
      place,
      {
        query: () => withId(queryOf(place, ` { edges { node { ${node} } } }`).query, ofLists[place] ?? ''),
        who: ({ operator }) => (isOperators(place) ? operator : owner),
      },
    ]),
  ),
  ...merged('reads'),
};

describe('@reads', () => {
  test('@reads of every field that is counted is measured by a query in this test', () => {
    const measured = COUNTED.filter((place) => QUERIES[place] !== undefined);
    expect(flawsOfFields('reads', COUNTED, measured)).toEqual([]);
  });

  test.each(Object.keys(QUERIES))(
    'the query %s makes as many trips as @reads of its fields says',
    async (name) => {
      const { query, who = () => owner } = QUERIES[name] as Read;
      const text = query(asked);
      // As in every process that was asked in the last 30 seconds: what is kept in memory is there.
      await api.ok('demo', text, {}, who(asked));
      const { result, bill } = await counted.during(() =>
        inRounds(() => api.ok('demo', text, {}, who(asked))),
      );
      // As many, not only as few: there is data at the end of each chain, and no line promises too much.
      expect(result.rounds).toBe(annotated(text));
      expect(result.rounds).toBeLessThanOrEqual(TRIP_LIMIT);
      expect(bill.writeUnits).toBe(0);
    },
  );
});

test('an externalId in a variable is counted as an externalId', () => {
  expect(annotated('query($id: ID, $x: String) { member(id: $id, externalId: $x) { id } }')).toBe(2);
  expect(annotated('query($id: ID) { member(id: $id, externalId: null) { id } }')).toBe(1);
});

test('node makes one call for an uncached type, whatever fields are selected', () => {
  const node = (fields: string) => annotated(`{ node(id: "x") { ${fields} } }`);
  expect(node('... on LeaderboardSeason { key }')).toBe(0);
  expect(node('id ... on LeaderboardSeason { key }')).toBe(1);
  expect(node('... on Member { points { available } } ... on LeaderboardSeason { key }')).toBe(2);
  expect(node('... on LeaderboardRecord { season { top { edges { cursor } } } }')).toBe(3);
});

test('an API key is looked up in parallel, without a trip more', async () => {
  const apiKey = await api.apiKey('demo', ['MEMBERS_READ']);
  await api.ok('demo', '{ program { id } }', {}, { apiKey });
  const { rounds } = await inRounds(() =>
    api.ok('demo', '{ members { edges { node { id } } } }', {}, { apiKey }),
  );
  expect(rounds).toBe(2);
});

describe('no field reads the table uncounted:', () => {
  const ID = `mem_${'0'.repeat(26)}`;
  const BARE = merged('bare');
  const allowed = {
    ...ANONYMOUS,
    access: new Set(['PUBLIC', 'MEMBER', 'OWNER', 'ORGANIZER', 'MODERATOR', 'OPERATOR'] as const),
    memberId: ID,
    actorId: ID,
  };
  const stranger: Viewer = {
    ...ANONYMOUS,
    access: new Set(['PUBLIC', 'MEMBER'] as const),
    memberId: 'mem_other',
  };
  /** What a field of the root needs, as literals. */
  const argumentsOf = (name: string, field: string) =>
    Object.entries(name === 'Query' ? (ROOTS[field]?.args ?? {}) : {}).map(([argument, value]) => [
      argument,
      isOfEnum(field, argument) ? String(value) : JSON.stringify(value),
    ]);
  const isOfEnum = (field: string, argument: string) =>
    schema
      .getQueryType()
      ?.getFields()
      [field]?.args.some(({ name, type }) => name === argument && isEnumType(getNamedType(type)));
  const types = objectTypes(schema).filter((type) => type !== schema.getMutationType());

  test.each(types.map((type) => [type.name, type] as const))(
    'every field of %s that reads has @reads, and no other does',
    async (name, type) => {
      const reading: string[] = [];
      const [object = {}] = BARE[name]?.of(ID) ?? [];
      for (const field of Object.keys(type.getFields())) {
        const { table, calls } = emptyTable();
        const context = contextOf(table, BARE[name]?.isAskedByStranger ? stranger : allowed);
        const args = Object.fromEntries(argumentsOf(name, field));
        const answer = await probe(schema, type, field, { object, context, args });
        expect([`${name}.${field}`, answer.code]).toEqual([`${name}.${field}`, undefined]);
        if (calls() > 0) reading.push(`${name}.${field}`);
      }
      // With an empty memory, what is kept there is read as well.
      expect(reading.sort()).toEqual(READING.filter((place) => place.startsWith(`${name}.`)).sort());
    },
  );
});

describe('a cached read', () => {
  const roundsOf = async (query: string) => (await inRounds(() => api.ok('demo', query, {}, owner))).rounds;

  test('is read once in 30 seconds, in one trip, by whichever field asks first', async () => {
    // The projector reads them too: it must not have anything left to do.
    await api.drain();
    const list = '{ leaderboards { edges { node { id } } } }';
    const one = `{ leaderboard(id: "${ALL_TIME}") { id } }`;
    // The list has those of contests too, which are read for it.
    for (const [first, second, more] of [
      [list, one, 0],
      [one, list, 1],
    ] as const) {
      api.clock.advance({ seconds: 31 });
      await roundsOf('{ program { id } }');
      expect(await roundsOf(first)).toBe(1);
      api.clock.advance({ seconds: 29 });
      await roundsOf('{ program { id } }');
      expect(await roundsOf(second)).toBe(more);
    }
  });

  test('of a missing code is not cached: it is read again', async () => {
    expect(await roundsOf(INVITATION.replace(CODE, 'NOT-YET'))).toBe(1);
    expect(await roundsOf(INVITATION.replace(CODE, 'NOT-YET'))).toBe(1);
  });
});

describe('a field selected for each item of a page', () => {
  const calls = async (fields: string) => {
    const { bill } = await counted.during(() =>
      api.ok('demo', `{ members(first: 3) { edges { node { ${fields} } } } }`, {}, owner),
    );
    return bill.calls;
  };

  test('is read once for all items by a loader, or counted in the cost', async () => {
    expect([readsAlone('Member.points'), await calls('points { available }')]).toEqual([false, 2]);
    expect([readsAlone('Member.referrals'), await calls('referrals { edges { cursor } }')]).toEqual([
      true,
      4,
    ]);
    expect([readsAlone('Member.referralCodes'), await calls('referralCodes { edges { cursor } }')]).toEqual([
      true,
      4,
    ]);
    expect([
      readsAlone('PointAccount.entries'),
      await calls('points { entries { edges { cursor } } }'),
    ]).toEqual([true, 5]);
    expect(readsAlone('Program.name')).toBe(false);
  });

  test('reads each person once, however often they are named', async () => {
    const query =
      '{ referralsAwaitingApproval { edges { node { advocate { publicName member { id } } friend { publicName member { id } } } } } }';
    const { bill } = await counted.during(() => api.ok('demo', query, {}, owner));
    expect([bill.calls, bill.trips]).toEqual([3, 3]);
  });
});
