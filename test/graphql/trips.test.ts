import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meter } from '../../bench/meter.ts';
import { knownBoard } from '../../functions/features/leaderboards/boards/catalog.ts';
import { type Board, boardIdOf, defaultBoards } from '../../functions/features/leaderboards/boards/rules.ts';
import { knownSeason } from '../../functions/features/leaderboards/boards/seasons.ts';
import { emptyRecord, withBooking } from '../../functions/features/leaderboards/records/rules.ts';
import { objectTypes } from '../../functions/graphql/auth.ts';
import { READS } from '../../functions/graphql/generated/facts.ts';
import { readsAlone, TRIP_LIMIT, tripsOf } from '../../functions/graphql/trips.ts';
import { ANONYMOUS, type Viewer } from '../../functions/identity/viewer.ts';
import { createSchema } from '../../functions/registry/application.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { contextOf, emptyTable, probe } from './probe.ts';
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
let operator: Credential;
const people: { token: string; memberId: string }[] = [];
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await startApi({
    client: (client) => {
      counted = meter(client);
      inRounds = countRounds(client);
    },
  });
  const referralPolicy = { approvalMode: 'MANUAL', holdingPeriodDays: 0, newCustomersOnly: false };
  await api.createProgram({ slug: 'demo', referralPolicy });
  owner = { token: await api.as('demo', 'OWNER') };
  operator = { token: await api.operator() };
  for (const name of ['advocate', 'one', 'two'])
    people.push(await api.join('demo', name, { displayName: `${name} 김` }));
  const [advocate, ...friends] = people;
  ids.advocate = advocate?.memberId ?? '';
  ids.points = boardIdOf('demo', 'default POINTS_EARNED ALL_TIME');
  ids.codes = await codeBoard();
  const update = { memberId: ids.advocate, externalId: 'customer-1' };
  await api.mutate('demo', 'updateMember', update, 'member { id }', owner);
  const made = await api.mutate(
    'demo',
    'createReferralCode',
    { code: 'TRIPS' },
    'referralCode { id }',
    advocate ?? {},
  );
  ids.code = made.referralCode.id;
  for (const { token, memberId } of friends) {
    const claimed = await api.mutate('demo', 'claimReferral', { code: 'TRIPS' }, 'referral { id }', {
      token,
    });
    ids.referral = claimed.referral.id;
    const award = { memberId, points: 100, reason: 'test', idempotencyKey: memberId };
    ids.entry = (await api.mutate('demo', 'awardPoints', award, 'entry { id }', owner)).entry.id;
    const event = {
      source: 'shop',
      externalEventId: memberId,
      type: 'PURCHASE',
      memberId,
      amount: { amountMinor: 1000, currency: 'KRW' },
    };
    await api.mutate('demo', 'recordEvents', { events: [event] }, 'results { status }', owner);
  }
  ids.account = (await api.ok('demo', '{ me { points { id } } }', {}, people[1] ?? {})).me.points.id;
  await api.mutate('demo', 'createApiKey', { name: 'k', scopes: ['POINTS_READ'] }, 'apiKey { id }', owner);
  // The holding period is over at once, and the scheduler puts what waits for approval into the queue.
  api.clock.advance({ minutes: 1 });
  await api.tick();
  // One of the two is approved; the other stays in the queue.
  const approval = { referralId: ids.referral, reason: 'test' };
  await api.mutate('demo', 'approveReferral', approval, 'referral { id }', owner);
  await api.drain();
  // A day later their rank is compared with the day start.
  api.clock.advance({ days: 1 });
  ids.cursor = await firstOf(ids.points);
  // As every process does that has shown an invitation in the last 30 seconds.
  await api.ok('demo', invitation('code'));
  ids.season = (await api.ok('demo', season('id'), {}, owner)).leaderboard.season.id;
  const ofCode = await api.ok('demo', codes('record(subjectId: "TRIPS") { id }'), {}, owner);
  ids.codeRecord = ofCode.leaderboard.season.record.id;
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

/** The cursor of the first record of a board. */
const firstOf = async (id: string | undefined) => {
  const query =
    'query($id: ID!) { leaderboard(id: $id) { season { top(first: 1) { pageInfo { endCursor } } } } }';
  return (await api.ok('demo', query, { id }, owner)).leaderboard.season.top.pageInfo.endCursor;
};

const ALL_DAYS = '(from: "2026-11-01", to: "2026-11-30")';
const friendsOf = 'edges { node { friend { publicName member { displayName } } advocate { publicName } } }';

const ALL_OF_A_RECORD =
  'score rank tiedWithCount percentile lastScoredAt rankChange scoreToNextRank unrankedReason subject { kind subjectId publicName avatarUrl }';
const invitation = (fields: string) => `{ invitation(code: "TRIPS") { ${fields} } }`;
const board = (fields: string) => `{ leaderboard(id: "${ids.points}") { ${fields} } }`;
const season = (fields: string) => board(`season { ${fields} }`);
/** Of a code others see the record only when it is known whose the code is. */
const codes = (fields: string) => `{ leaderboard(id: "${ids.codes}") { season { ${fields} } } }`;

/** One query for each field that reads, by itself, and then the chains that an app, an organizer and a partner ask for. */
const QUERIES: Record<string, [query: () => string, who?: () => Credential]> = {
  'Query.apiKeys': [() => '{ apiKeys { edges { node { id } } } }'],
  'Query.me': [() => '{ me { id } }', () => people[0] ?? {}],
  'Query.member': [() => `{ member(id: "${ids.advocate}") { id } }`],
  'Query.member by externalId': [() => '{ member(externalId: "customer-1") { id } }'],
  'Query.members': [() => '{ members { edges { node { id } } } }'],
  'Query.node': [() => `{ node(id: "${ids.entry}") { id } }`],
  'Query.pointTotals': [() => '{ pointTotals { netIssued } }'],
  'Query.programs': [() => '{ programs { edges { node { slug } } } }', () => operator],
  'Query.referral': [() => `{ referral(id: "${ids.referral}") { id } }`],
  'Query.referralCode': [() => '{ referralCode(code: "trips") { id } }'],
  'Query.dailyReferralStats': [() => `{ dailyReferralStats${ALL_DAYS} { attributed } }`],
  'Query.referralsAwaitingApproval': [() => '{ referralsAwaitingApproval { edges { node { id } } } }'],
  'Member.points': [() => `{ member(id: "${ids.advocate}") { points { available } } }`],
  'Member.referralCodes': [
    () => `{ member(id: "${ids.advocate}") { referralCodes { edges { node { id } } } } }`,
  ],
  'Member.referrals': [() => `{ member(id: "${ids.advocate}") { referrals { edges { node { id } } } } }`],
  'Member.referredBy': [() => `{ member(id: "${people[1]?.memberId}") { referredBy { id } } }`],
  'PointAccount.entries': [
    () => `{ member(id: "${people[1]?.memberId}") { points { entries { edges { node { id } } } } } }`,
  ],
  'ReferralCode.dailyStats': [
    () => `{ referralCode(code: "TRIPS") { dailyStats${ALL_DAYS} { attributed } } }`,
  ],
  'ReferralCode.usageCount': [() => '{ referralCode(code: "TRIPS") { usageCount } }'],
  'ReferralPerson.member': [
    () => `{ referral(id: "${ids.referral}") { friend { member { displayName } } } }`,
  ],
  'ReferralPerson.publicName': [() => `{ referral(id: "${ids.referral}") { friend { publicName } } }`],
  'Invitation.status': [() => invitation('code status'), () => ({})],
  'InvitationAdvocate.avatarUrl': [() => invitation('advocate { avatarUrl }'), () => ({})],
  'InvitationAdvocate.publicName': [() => invitation('advocate { publicName }'), () => ({})],
  'an invitation with all that is said of it': [
    () => invitation('code status programName friendPoints advocate { publicName avatarUrl }'),
    () => ({}),
  ],
  'LeaderboardSeason.around': [
    () => season(`around(subjectId: "${people[2]?.memberId}", above: 1, below: 1) { score }`),
  ],
  'LeaderboardSeason.updatedAt': [() => season('updatedAt')],
  'LeaderboardSeason.me': [() => season('me { score }'), () => people[1] ?? {}],
  'LeaderboardSeason.record': [() => codes('record(subjectId: "TRIPS") { score }'), () => people[1] ?? {}],
  'LeaderboardSeason.records': [
    () => codes('records(subjectIds: ["TRIPS", "NOTHING"]) { score }'),
    () => people[1] ?? {},
  ],
  'Leaderboard.seasons': [() => board('seasons { edges { node { key startsAt isCurrent } } }')],
  'LeaderboardSeason.top': [() => season('top { edges { node { score } } }')],
  'LeaderboardSeason.totalCount': [() => season('totalCount')],
  'LeaderboardSeason.unrankableCount': [() => season('unrankableCount')],
  ...Object.fromEntries(
    ['rankChange', 'percentile', 'rank', 'tiedWithCount', 'scoreToNextRank', 'subject'].map((field) => [
      `LeaderboardRecord.${field}`,
      [
        () => season(`me { ${field === 'subject' ? 'subject { publicName avatarUrl }' : field} }`),
        () => people[2] ?? {},
      ],
    ]),
  ),
  // Whose it is has to be known, unless it is the caller's own.
  'LeaderboardRecord.id': [() => season('top { edges { node { id } } }'), () => people[2] ?? {}],
  'the ids and names of neighbours, for a member': [
    () => season(`around(subjectId: "${people[2]?.memberId}") { id rank subject { subjectId publicName } }`),
    () => people[1] ?? {},
  ],

  'a member’s rank with all that is said of it': [
    () => season(`updatedAt totalCount me { ${ALL_OF_A_RECORD} }`),
    () => people[2] ?? {},
  ],
  'neighbours with all that is said of them': [
    () => season(`around(subjectId: "${people[2]?.memberId}") { ${ALL_OF_A_RECORD} }`),
  ],
  'the next page of a ranking': [
    () => season(`top(first: 5, after: "${ids.cursor}") { edges { node { ${ALL_OF_A_RECORD} } } }`),
  ],
  'a hundred records with names and ranks': [
    () => {
      const all = ['TRIPS', ...Array.from({ length: 99 }, (_, n) => `NOTHING-${n}`)];
      return codes(
        `records(subjectIds: ${JSON.stringify(all)}) { id rank rankChange subject { publicName } }`,
      );
    },
    () => people[1] ?? {},
  ],
  'the first of every board': [
    () => `{ leaderboards { edges { node { season { totalCount updatedAt top(first: 3) { edges { node { rank rankChange
      subject { publicName avatarUrl } } } } } } } } }`,
  ],
  // Each by itself: what one of them has read, another would not read again.
  'a code in a ranking': [
    () => codes(`record(subjectId: "${ids.code}") { id ${ALL_OF_A_RECORD} }`),
    () => people[1] ?? {},
  ],
  'a code among its neighbours': [
    () => codes(`around(subjectId: "TRIPS") { id ${ALL_OF_A_RECORD} }`),
    () => people[1] ?? {},
  ],

  'a member’s whole page': [
    () => `{ me { points { available entries { edges { node { points } } } } referralCodes { edges { node { dailyStats${ALL_DAYS} { day } } } }
      referrals { ${'edges { node { friend { publicName } } }'} } referredBy { advocate { publicName } } } program { name } }`,
    () => people[1] ?? {},
  ],
  'balances of a page of members': [
    () => '{ members(first: 100) { edges { node { points { available availableByExpiry { points } } } } } }',
  ],
  'who brought whom, of a page of members': [
    () => `{ members { edges { node { referrals { ${friendsOf} } } } } }`,
  ],
  'the queue of an organizer': [
    () => `{ referralsAwaitingApproval { ${friendsOf} } dailyReferralStats${ALL_DAYS} { rewarded } }`,
  ],
  'a balance by externalId': [
    () => '{ member(externalId: "customer-1") { points { available entries { edges { node { id } } } } } }',
  ],
  'a member by node': [
    () =>
      `{ node(id: "${ids.advocate}") { ... on Member { points { entries { edges { node { id } } } } } } }`,
  ],
  'an account by node': [
    () =>
      `{ node(id: "${ids.account}") { ... on PointAccount { available availableByExpiry { points } entries { edges { node { id } } } } } }`,
  ],
  'the latest seasons with names and ranks': [
    () =>
      board(
        `seasons { edges { node { unrankableCount top(first: 3) { edges { node { ${ALL_OF_A_RECORD} } } } } } }`,
      ),
  ],
  'a season by node': [
    () =>
      `{ node(id: "${ids.season}") { ... on LeaderboardSeason { top { edges { node { ${ALL_OF_A_RECORD} } } } } } }`,
  ],
  'the neighbours in a season by node': [
    () =>
      `{ node(id: "${ids.season}") { ... on Node { ... on LeaderboardSeason { around(subjectId: "${people[2]?.memberId}") { ${ALL_OF_A_RECORD} } } } } }`,
  ],
  'a board by node': [
    () =>
      `query { node(id: "${ids.points}") { ...B } } fragment B on Leaderboard { season { me { rank } } seasons { edges { node { totalCount } } } }`,
    () => people[2] ?? {},
  ],
  'a record by node': [
    () =>
      `{ node(id: "${ids.codeRecord}") { ... on LeaderboardRecord { id ${ALL_OF_A_RECORD} season { key leaderboard { name } } } } }`,
    () => people[1] ?? {},
  ],
  'a code by node': [
    () => `{ node(id: "${ids.code}") { ... on ReferralCode { dailyStats${ALL_DAYS} { day } } } }`,
  ],
};

describe('@reads', () => {
  test('@reads of every field that is counted is measured by a query in this test', () => {
    expect(Object.keys(QUERIES)).toEqual(expect.arrayContaining(COUNTED));
  });

  test.each(Object.keys(QUERIES))(
    'the query %s makes as many trips as @reads of its fields says',
    async (name) => {
      const [query, who = () => owner] = QUERIES[name] ?? [() => ''];
      const { result, bill } = await counted.during(() => inRounds(() => api.ok('demo', query(), {}, who())));
      // As many, not only as few: there is data at the end of each chain, and no line promises too much.
      expect(result.rounds).toBe(annotated(query()));
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
  const [BOARD] = defaultBoards({ id: 'demo', createdAt: '2026-11-02T03:00:00.000Z' }, 'operator') as [Board];
  const SEASON = { board: BOARD, key: 'ALL', timeZone: 'Asia/Seoul' };
  const BOOKING = { amount: 5, at: '2026-11-01T03:00:00.000Z', day: '2026-11-01' };
  const RECORD = withBooking(emptyRecord('2026-11-01', true, 1), BOOKING);
  const INVITATION = {
    program: { status: 'ACTIVE', avatarHosts: null, referralPolicy: {}, pointPolicy: {} },
    referralCode: { memberId: ID, active: true, startsAt: null, endsAt: null, usageLimit: null },
  };
  /** Objects with as much in them as their fields' resolvers look at. */
  const OBJECTS: Record<string, object> = {
    Member: { id: ID, programId: 'demo' },
    PointAccount: { memberId: ID, liveLots: [] },
    Referral: { advocateId: ID, friendId: ID, history: [] },
    ReferralCode: { memberId: ID, programId: 'demo', key: 'ABC', code: 'ABC' },
    ReferralPerson: { memberId: ID },
    Invitation: INVITATION,
    InvitationAdvocate: INVITATION,
    Leaderboard: BOARD,
    LeaderboardSeason: SEASON,
    LeaderboardRecord: {
      season: knownSeason(catalog, SEASON),
      ranked: { subjectId: ID, ownerId: ID },
      record: RECORD,
    },
    RankedSubject: {
      ...knownBoard(catalog, BOARD),
      ranked: { subjectId: ID, ownerId: ID },
      display: undefined,
    },
  };
  const ARGUMENTS: Record<string, Record<string, string>> = {
    'Query.member': { id: `"${ID}"` },
    'Query.referral': { id: `"ref_${'0'.repeat(26)}"` },
  };
  const allowed = {
    ...ANONYMOUS,
    access: new Set(['PUBLIC', 'MEMBER', 'OWNER', 'ORGANIZER', 'MODERATOR', 'OPERATOR'] as const),
    memberId: ID,
    actorId: ID,
  };
  /** Somebody who is not let see a record by what they are: whose it is, is looked up. */
  const VIEWERS: Record<string, Viewer> = {
    LeaderboardRecord: {
      ...ANONYMOUS,
      access: new Set(['PUBLIC', 'MEMBER'] as const),
      memberId: 'mem_other',
    },
  };
  const types = objectTypes(schema).filter((type) => type !== schema.getMutationType());

  test.each(types.map((type) => [type.name, type] as const))(
    'every field of %s that reads has @reads, and no other does',
    async (name, type) => {
      const reading: string[] = [];
      for (const field of Object.keys(type.getFields())) {
        const { table, calls } = emptyTable();
        const context = contextOf(table, VIEWERS[name] ?? allowed);
        const args = ARGUMENTS[`${name}.${field}`] ?? {};
        const answer = await probe(schema, type, field, { object: OBJECTS[name] ?? {}, context, args });
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
    const queries = ['{ leaderboards { edges { node { id } } } }', board('id')];
    for (const [first, second] of [queries, queries.toReversed()]) {
      api.clock.advance({ seconds: 31 });
      await roundsOf('{ program { id } }');
      expect(await roundsOf(first ?? '')).toBe(1);
      api.clock.advance({ seconds: 29 });
      await roundsOf('{ program { id } }');
      expect(await roundsOf(second ?? '')).toBe(0);
    }
  });

  test('of a missing code is not cached: it is read again', async () => {
    expect(await roundsOf(invitation('code').replace('TRIPS', 'NOT-YET'))).toBe(1);
    expect(await roundsOf(invitation('code').replace('TRIPS', 'NOT-YET'))).toBe(1);
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
