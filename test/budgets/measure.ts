import { type Bill, meter } from '../../bench/meter.ts';
import { recordClick } from '../../functions/features/clicks/operations.ts';
import { cachedCode } from '../../functions/features/codes/store.ts';
import { awardPoints, spendPoints } from '../../functions/features/points/operations.ts';
import type { Scope } from '../../functions/features/programs/scope.ts';
import { getProgram } from '../../functions/features/programs/store.ts';
import { ANONYMOUS } from '../../functions/identity/viewer.ts';
import { dueHandlers } from '../../functions/registry/due.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { voteHoursKey } from '../../functions/table/keys.ts';
import { FILLED } from '../features/contests/samples.ts';
import { enter, openContest } from '../features/entries/surface.ts';
import { give, openVote } from '../features/votes/surface.ts';
import { type Api, startApi } from '../support/api.ts';

const SLUG = 'demo';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';

/** Runs one operation and notes what it cost. */
type Cost = (name: string, work: () => Promise<unknown>) => Promise<void>;

/** What each operation of docs/table.md costs, by the name it has there. Caches are warm, as in an instance that has served before. */
export async function measureAll(): Promise<Map<string, Bill>> {
  let count: ReturnType<typeof meter> | undefined;
  const api = await startApi({
    client: (client) => {
      count = meter(client, { inStep: true });
    },
  });
  const bills = new Map<string, Bill>();
  const cost: Cost = async (name, work) => {
    if (count === undefined) throw new Error('The meter is not set.');
    bills.set(name, (await count.during(work)).bill);
  };
  try {
    await api.createProgram({ slug: SLUG, referralPolicy: { cap: { maxRewards: 20, period: 'MONTH' } } });
    await api.ok(SLUG, '{ members { edges { cursor } } }', {}, { token: await api.as(SLUG, 'ORGANIZER') });
    await measurePoints(api, cost);
    await measureMembers(api, cost);
    await measureContests(api, cost);
    await measureReferrals(api, cost);
    await measureQueries(api, cost);
    await measureEntries(api, cost);
    await measureVotes(api, cost);
    await measureDecisions(api, cost);
    await measurePrizes(api, cost);
    await measureProjector(api, cost);
    return bills;
  } finally {
    await api.close();
  }
}

async function scopeOf(api: Api): Promise<Scope> {
  const program = await getProgram(api.deps, SLUG);
  if (program === undefined) throw new Error('The program is gone.');
  return { program, viewer: { ...ANONYMOUS, actorId: 'key_0123456789abcdefghjkmnpqrs' } };
}

async function measurePoints(api: Api, cost: Cost): Promise<void> {
  const { memberId } = await api.join(SLUG, 'points');
  const token = await api.as(SLUG, 'ORGANIZER');
  const input = { memberId, points: 10, reason: '가'.repeat(100), idempotencyKey: 'first' };
  const award = () => api.mutate(SLUG, 'awardPoints', input, 'entry { id }', { token });
  await cost('awardPoints, the first of an account', award);
  await cost('awardPoints, sent again', award);
  await cost('awardPoints', () =>
    api.mutate(SLUG, 'awardPoints', { ...input, idempotencyKey: 'second' }, 'entry { id }', { token }),
  );
  const apiKey = await api.apiKey(SLUG, ['POINTS_WRITE']);
  const byKey = (idempotencyKey: string) =>
    api.mutate(SLUG, 'awardPoints', { ...input, idempotencyKey }, 'entry { id }', { apiKey });
  // The key's first use is noted, once an hour.
  await byKey('warm-up');
  await cost('awardPoints, by an API key', () => byKey('second'));
  await cost('awardPoints, by an API key, sent again', () => byKey('second'));
  const named = { memberId, externalId: '고객-7' };
  await api.mutate(SLUG, 'updateMember', named, 'member { id }', { token });
  const { memberId: _, ...rest } = input;
  const byTheirs = { ...rest, externalId: named.externalId, idempotencyKey: 'theirs' };
  const awardTheirs = () => api.mutate(SLUG, 'awardPoints', byTheirs, 'entry { id }', { token });
  await cost('awardPoints, by externalId', awardTheirs);
  await cost('awardPoints, by externalId, sent again', awardTheirs);
  const { entry } = await api.mutate(
    SLUG,
    'awardPoints',
    { ...input, idempotencyKey: 'third' },
    'entry { id }',
    { token },
  );
  await cost('reversePointEntry', () =>
    api.mutate(
      SLUG,
      'reversePointEntry',
      { entryId: entry.id, reason: 'oops', idempotencyKey: 'r' },
      'entry { id }',
      { token },
    ),
  );
  await measureSpend(api, cost);
}

/** Lots of 36 months at once exist only where points last that long; the longest reason makes the largest entry. */
async function measureSpend(api: Api, cost: Cost): Promise<void> {
  const { memberId } = await api.join(SLUG, 'lots');
  const { program, viewer } = await scopeOf(api);
  const scope = {
    program: { ...program, pointPolicy: { ...program.pointPolicy, expiryMonths: 36 } },
    viewer,
  };
  for (let month = 0; month < 36; month += 1) {
    const now = new Date(Date.UTC(2026, 11 + month, 10));
    const lot = { memberId, points: 1_000_000, reason: 'lot', idempotencyKey: `lot-${month}` };
    await awardPoints({ ...api.deps, now: () => now }, scope, lot);
  }
  const spend = { memberId, points: 36_000_000, reason: '🍵'.repeat(100), idempotencyKey: 'spend' };
  await cost('spendPoints, from 36 lots', async () => {
    const spent = await spendPoints(api.deps, scope, spend);
    if (!spent.ok) throw new Error(spent.refusal.message);
  });
}

async function measureMembers(api: Api, cost: Cost): Promise<void> {
  const token = await api.token(SLUG, { subject: 'joiner' });
  const join = () => api.mutate(SLUG, 'join', { displayName: '김민지' }, 'member { id }', { token });
  await cost('join', join);
  await cost('join, sent again', join);
  const { memberId } = await api.join(SLUG, 'external');
  const organizer = await api.as(SLUG, 'ORGANIZER');
  await cost('updateMember, sets an externalId', () =>
    api.mutate(SLUG, 'updateMember', { memberId, externalId: '고객-1' }, '', { token: organizer }),
  );
}

/** Contests of two rounds with a thousand characters of what they are about, and as many of rules and of rights. */
async function measureContests(api: Api, cost: Cost): Promise<void> {
  const organizer = { token: await api.as(SLUG, 'ORGANIZER') };
  const text = '가'.repeat(1_000);
  const change = (name: string, input: object) =>
    api.mutate(SLUG, name, input, 'contest { id phase }', organizer);
  const create = (idempotencyKey: string) => change('createContest', { title: 'Tea', idempotencyKey });
  await create('first');
  await cost('createContest', () => create('second'));
  await cost('createContest, sent again', () => create('second'));
  const {
    contest: { id: contestId },
  } = await create('first');
  await cost('updateContest', () => change('updateContest', { contestId, ...FILLED, brief: text }));
  const terms = { contestId, language: 'ko', rules: text, rights: text };
  await cost('setContestTerms', () => change('setContestTerms', terms));
  await cost('setContestTerms, sent again', () => change('setContestTerms', terms));
  await cost('publishContest', () => change('publishContest', { contestId }));
  const extension = { contestId, resultsAt: '2026-12-24T03:00:00.000Z', reason: 'Rain.' };
  await cost('extendContest', () => change('extendContest', extension));
  const one = `{ contest(id: "${contestId}") { title phase } }`;
  await cost('contest, not in memory', () => api.ok(SLUG, one));
  await cost('contest', () => api.ok(SLUG, one));
  const withTerms = `{ contest(id: "${contestId}") { title terms { rules rights } } }`;
  await cost('contest, with its terms', () => api.ok(SLUG, withTerms));
  for (let n = 0; n < 20; n += 1) {
    const { contest } = await create(`page ${n}`);
    const more = { contestId: contest.id };
    await change('updateContest', { ...more, ...FILLED, brief: text });
    await change('setContestTerms', { ...more, language: 'ko', rules: 'Be kind.', rights: 'To show it.' });
    await change('publishContest', more);
  }
  const page = '{ contests { edges { node { title phase nextPhase { at } } } } }';
  await cost('contests, a page of 20', () => api.ok(SLUG, page));
  await cost('cancelContest', () => change('cancelContest', { contestId, reason: 'No.' }));
}

async function pair(api: Api, name: string) {
  const advocate = await api.join(SLUG, `${name}-advocate`, { displayName: '김민지' });
  const friend = await api.join(SLUG, `${name}-friend`, { displayName: 'Bob Smith' });
  const { referralCode } = await api.mutate(SLUG, 'createReferralCode', {}, 'referralCode { code }', {
    token: advocate.token,
  });
  return { advocate, friend, code: referralCode.code as string };
}

const event = (name: string, memberId: string, type = 'PURCHASE', refundOf?: string) => ({
  source: 'shop',
  externalEventId: name,
  type,
  memberId,
  amount: { amountMinor: 50_000, currency: 'KRW' },
  refundOf,
});

async function measureReferrals(api: Api, cost: Cost): Promise<void> {
  const { advocate, friend, code } = await pair(api, 'referral');
  await measureLapse(api, cost);
  await cost('createReferralCode', () =>
    api.mutate(SLUG, 'createReferralCode', {}, 'referralCode { code }', { token: advocate.token }),
  );
  await api.mutate(SLUG, 'updateReferralCode', { code, usageLimit: 5, label: '카카오톡' }, '', {
    token: advocate.token,
  });
  const follow = () => api.get(`/${SLUG}/r/${code}?ch=kakaotalk`, { headers: { 'user-agent': PHONE } });
  const landed = await follow();
  await cost('referral click', follow);
  const { code: fresh } = await pair(api, 'fresh-code');
  await cost('referral click, of a code that is not in memory', () =>
    api.get(`/${SLUG}/r/${fresh}?ch=kakaotalk`, { headers: { 'user-agent': PHONE } }),
  );
  const previewer = { 'user-agent': 'facebookexternalhit/1.1; kakaotalk-scrap/1.0' };
  await cost('referral link, shown by a chat', () => api.get(`/${SLUG}/r/${code}`, { headers: previewer }));
  const clickId = new URL(landed.headers.get('location') ?? '').searchParams.get('fanfare_click');
  await cost('claimReferral', () =>
    api.mutate(SLUG, 'claimReferral', { code, clickId }, 'referral { id }', { token: friend.token }),
  );
  const guesser = await api.join(SLUG, 'guesser');
  await cost('claimReferral, a code that does not exist', () =>
    api.attempt(SLUG, 'claimReferral', { code: 'NO-SUCH-CODE', clickId }, 'referral { id }', guesser),
  );
  await measureEvents(api, cost, friend.memberId);
}

async function measureEvents(api: Api, cost: Cost, friendId: string): Promise<void> {
  const apiKey = await api.apiKey(SLUG, ['EVENTS_WRITE']);
  const record = async (one: object, status: string) => {
    const { results } = await api.mutate(SLUG, 'recordEvents', { events: [one] }, 'results { status }', {
      apiKey,
    });
    if (results[0].status !== status) throw new Error(`The event is ${results[0].status}.`);
  };
  // The key's first use is noted, once an hour.
  await record(event('warm-up', (await api.join(SLUG, 'nobody')).memberId), 'RECORDED');
  await cost('recordEvents, one that qualifies a referral', () =>
    record(event('order-1', friendId), 'RECORDED'),
  );
  await cost('recordEvents, one that nothing follows from', () =>
    record(event('order-2', friendId), 'RECORDED'),
  );
  await cost('recordEvents, sent again', () => record(event('order-2', friendId), 'DUPLICATE'));
  await advanceToDue(api, { days: 7, minutes: 1 });
  await getProgram(api.deps, SLUG);
  await cost('scheduler, rewards a referral', () => api.tick(ENTITY.referral));
  await record(event('warm-up-2', friendId), 'RECORDED');
  await cost('recordEvents, a refund that voids a referral', () =>
    record(event('refund-1', friendId, 'REFUND', 'order-1'), 'RECORDED'),
  );
}

/** Lets time pass until something is due, and has the scheduler run before it, which looks once an hour for what earlier versions left. */
async function advanceToDue(api: Api, { days, minutes }: { days: number; minutes: number }): Promise<void> {
  api.clock.advance({ days, minutes: minutes - 20 });
  await api.tick(ENTITY.referral);
  api.clock.advance({ minutes: 20 });
}

/** A friend who claims and never buys: of a code without a limit, and of one with. */
async function measureLapse(api: Api, cost: Cost): Promise<void> {
  const [free, limited] = [await pair(api, 'free'), await pair(api, 'limited')];
  const claim = ({ code, friend }: { code: string; friend: { token: string } }) =>
    api.mutate(SLUG, 'claimReferral', { code }, 'referral { id }', { token: friend.token });
  const limit = { code: limited.code, usageLimit: 5, label: '카카오톡' };
  await api.mutate(SLUG, 'updateReferralCode', limit, '', { token: limited.advocate.token });
  await cost('claimReferral, a code without a limit', () => claim(free));
  api.clock.advance({ minutes: 1 });
  await claim(limited);
  await advanceToDue(api, { days: 90, minutes: -1 });
  await getProgram(api.deps, SLUG);
  await cost('scheduler, a window ends', () => api.tick(ENTITY.referral));
  api.clock.advance({ minutes: 1 });
  await getProgram(api.deps, SLUG);
  await cost('scheduler, a window ends and a limit has its use back', () => api.tick(ENTITY.referral));
}

/** A referral that waits for an organizer, so that the queue is not empty. */
async function fillReviewQueue(api: Api): Promise<void> {
  const owner = { token: await api.as(SLUG, 'OWNER') };
  const referralPolicy = { advocatePoints: 5, friendPoints: 5, holdingPeriodDays: 0, approvalMode: 'MANUAL' };
  await api.mutate(SLUG, 'updateProgram', { referralPolicy }, '', owner);
  const { friend, code } = await pair(api, 'review');
  await api.mutate(SLUG, 'claimReferral', { code }, '', { token: friend.token });
  const apiKey = await api.apiKey(SLUG, ['EVENTS_WRITE']);
  await api.mutate(SLUG, 'recordEvents', { events: [event('reviewed', friend.memberId)] }, '', { apiKey });
}

/** A month in which something happens every day: an advocate who brings a friend on each of the first twenty. */
async function fillMonth(api: Api) {
  const { advocate, code } = await pair(api, 'busy');
  const apiKey = await api.apiKey(SLUG, ['EVENTS_WRITE']);
  const from = api.clock.now();
  for (let day = 0; day < 30; day += 1) {
    await api.get(`/${SLUG}/r/${code}`, { headers: { 'user-agent': PHONE } });
    if (day < 20) {
      const friend = await api.join(SLUG, `busy-${day}`, { displayName: 'Bob Smith' });
      await api.mutate(SLUG, 'claimReferral', { code }, '', { token: friend.token });
      const events = [event(`busy-${day}`, friend.memberId)];
      await api.mutate(SLUG, 'recordEvents', { events }, '', { apiKey });
    }
    api.clock.advance({ days: 1 });
  }
  const dayOf = (at: Date) => at.toISOString().slice(0, 10);
  return { advocate, month: `(from: "${dayOf(from)}", to: "${dayOf(api.clock.now())}")` };
}

async function measureQueries(api: Api, cost: Cost): Promise<void> {
  await fillReviewQueue(api);
  const { advocate, month } = await fillMonth(api);
  const { code } = await pair(api, 'invited');
  for (let n = 0; n < 120; n += 1) await api.join(SLUG, `crowd-${n}`);
  const organizer = { token: await api.as(SLUG, 'ORGANIZER') };
  const partner = { apiKey: await api.apiKey(SLUG, ['MEMBERS_READ', 'POINTS_READ']) };
  const queries: [name: string, credential: object, query: string][] = [
    [
      'me, with balance',
      advocate,
      '{ me { displayName points { available availableByExpiry { points } } } }',
    ],
    ['me, with 20 entries', advocate, '{ me { points { entries { edges { node { points } } } } } }'],
    [
      'me, with 20 referrals and friends',
      advocate,
      '{ me { referrals { edges { node { state friend { publicName } } } } } }',
    ],
    [
      'members, 100 with balances',
      organizer,
      '{ members(first: 100) { edges { node { id points { available } } } } }',
    ],
    [
      'member by externalId, with balance',
      partner,
      '{ member(externalId: "고객-1") { id points { available } } }',
    ],
    [
      'referralsAwaitingApproval, 20 with names',
      organizer,
      '{ referralsAwaitingApproval { edges { node { friend { publicName } } } } }',
    ],
    ['dailyReferralStats, a month', organizer, `{ dailyReferralStats${month} { day clicks } }`],
    ['pointTotals', organizer, '{ pointTotals { netIssued } }'],
    [
      'invitation',
      {},
      `{ invitation(code: "${code}") { status friendPoints advocate { publicName avatarUrl } } }`,
    ],
    ['invitation, a code that does not exist', {}, '{ invitation(code: "NO-SUCH-CODE") { status } }'],
  ];
  await api.drain();
  for (const [name, credential, query] of queries) {
    await api.ok(SLUG, query, {}, credential);
    await cost(name, () => api.ok(SLUG, query, {}, credential));
  }
}

/** Entries of a contest, of the words that are usual, by members who have never entered one before. */
async function measureEntries(api: Api, cost: Cost): Promise<void> {
  const organizer = { token: await api.as(SLUG, 'ORGANIZER') };
  const place = { api, slug: SLUG, owner: organizer };
  const contestId = await openContest(place, 'budgets');
  for (let n = 0; n < 21; n += 1)
    await enter(place, contestId, await api.join(SLUG, `entrant-${n}`, { displayName: 'Bob Smith' }));
  const author = await api.join(SLUG, 'author', { displayName: '김민지' });
  const content = { text: { title: '달빛', text: '가'.repeat(200) } };
  const run = (name: string, input: object, fields: string, who: object = author) =>
    api.mutate(SLUG, name, input, fields, who);
  // The first entry of a process reads the contest.
  await api.ok(SLUG, `{ contest(id: "${contestId}") { id } }`, {}, author);
  let entryId = '';
  const create = async () => {
    const input = { contestId, content, idempotencyKey: 'first' };
    entryId = (await run('createContestEntry', input, 'entry { id }')).entry.id;
  };
  await cost('createContestEntry', create);
  await cost('createContestEntry, sent again', create);
  await cost('submitContestEntry', () =>
    run('submitContestEntry', { entryId, termsVersion: 1, language: 'en' }, 'entry { id }'),
  );
  const itemIds = [`mod_${entryId}`];
  await cost('claimModerationItems, one', () =>
    run('claimModerationItems', { itemIds }, 'results { itemId }', organizer),
  );
  const decisions = [{ itemId: `mod_${entryId}`, revision: 1, decision: 'APPROVE' }];
  const decide = () => run('decideModeration', { decisions }, 'results { itemId }', organizer);
  await cost('decideModeration, one approved', decide);
  await cost('decideModeration, sent again', decide);
  const reporter = await api.join(SLUG, 'reporter');
  await cost('reportContestEntry', () =>
    run('reportContestEntry', { entryId, reason: 'STOLEN' }, 'entry { id }', reporter),
  );
  await cost('withdrawContestEntry', () => run('withdrawContestEntry', { entryId }, 'entry { id }'));
  await api.drain();
  const shown = 'edges { node { number content { title } author { publicName avatarUrl } } }';
  const feed = `{ contest(id: "${contestId}") { entries { ${shown} } } }`;
  api.clock.advance({ seconds: 31 });
  await api.ok(SLUG, `{ contest(id: "${contestId}") { id } }`);
  await cost('entries, 20 with authors, of a roster that is not in memory', () => api.ok(SLUG, feed));
  await cost('entries, 20 with authors', () => api.ok(SLUG, feed));
  const queue = `{ moderationQueue(kind: CONTEST_ENTRY) { edges { node { subject { ... on ContestEntry { draft { title } } } } } } }`;
  await enter(place, contestId, author, { title: 'Waits', to: 'SUBMITTED' });
  await cost('moderationQueue, with what waits', () => api.ok(SLUG, queue, {}, organizer));
}

/** Votes of members who have voted on another day, on entries that are in the roster. */
async function measureVotes(api: Api, cost: Cost): Promise<void> {
  const organizer = { token: await api.as(SLUG, 'ORGANIZER') };
  const place = { api, slug: SLUG, owner: organizer };
  const author = await api.join(SLUG, 'voted-on');
  const window = (days: number) => ({
    opensAt: api.clock.now().toISOString(),
    closesAt: new Date(api.clock.now().getTime() + days * 86_400_000).toISOString(),
  });
  const votes = { votesPerVoter: 2, votesPerEntry: 2 };
  const rounds = [{ voting: window(100), votes }];
  const plain = await openVote(place, 'budget of votes', author, { rounds });
  const withPoints = { rounds, voters: { minimumPoints: 1 } };
  const forPoints = await openVote(place, 'budget of votes for points', author, withPoints);
  await api.drain();
  api.clock.advance({ seconds: 31 });
  const voter = await api.join(SLUG, 'voter');
  const award = { memberId: voter.memberId, points: 5, reason: 'test', idempotencyKey: 'voter' };
  await api.mutate(SLUG, 'awardPoints', award, 'entry { id }', organizer);
  const give = (entryId: string, count: number, who = voter) =>
    api.mutate(SLUG, 'vote', { entryId, votes: count }, 'ballot { version }', who);
  // Contests, their secrets, rosters and what hides voters are in memory then.
  const first = await api.join(SLUG, 'first-voter');
  await give(plain.entryId, 1, first);
  await api.mutate(
    SLUG,
    'awardPoints',
    { ...award, memberId: first.memberId, idempotencyKey: 'first-voter' },
    'entry { id }',
    organizer,
  );
  await give(forPoints.entryId, 1, first);
  await cost('vote, the first of a voter', () => give(plain.entryId, 1));
  await cost('vote', () => give(plain.entryId, 2));
  await cost('vote, sent again', () => give(plain.entryId, 2));
  await cost('vote, where points are asked', () => give(forPoints.entryId, 1));
  await api.drain();
  const numbers = `{ contest(id: "${plain.contestId}") { numbers { entries { byState { entries } byDay { entries } }
    moderation { waiting oldestSince } rounds { votes ballots hours { votes } } } } }`;
  await cost('numbers of a contest', () => api.ok(SLUG, numbers, {}, organizer));
  const suspend = { memberId: voter.memberId, status: 'SUSPENDED', reason: 'Fraud?' };
  await cost('setMemberStatus', () =>
    api.mutate(SLUG, 'setMemberStatus', suspend, 'member { id }', organizer),
  );
  await advanceToDue(api, { days: 0, minutes: 21 });
  await getProgram(api.deps, SLUG);
  await cost('scheduler, strikes two ballots', () => api.tick(ENTITY.memberStatus));
  await advanceToDue(api, { days: 0, minutes: 60 });
  const hours = await api.deps.table.get(
    voteHoursKey(SLUG, { contestId: plain.contestId, round: 1, attempt: 1 }),
  );
  // Alone: other contests of the program are due in the same hour.
  await cost('scheduler, reads the votes of a contest', () =>
    dueHandlers[ENTITY.voteHours](api.deps, hours ?? { PK: '', SK: '' }, () => false),
  );
}

/** Of 50 voters with one vote each, whose ballots are struck; and of 50 whose ballots were held, and are released. */
export const VOTERS_AT_ONCE = 50;
async function measureDecisions(api: Api, cost: Cost): Promise<void> {
  const organizer = { token: await api.as(SLUG, 'ORGANIZER') };
  const place = { api, slug: SLUG, owner: organizer };
  const author = await api.join(SLUG, 'decided-on');
  const voters = await Promise.all(
    Array.from({ length: VOTERS_AT_ONCE }, (_, n) => api.join(SLUG, `voter-${n}`)),
  );
  const open = await openVote(place, 'budget of strikes', author);
  const holding = await openVote(place, 'budget of releases', author, { holdsNewMembersDays: 3_650 });
  await api.drain();
  api.clock.advance({ seconds: 31 });
  const give = ({ entryId }: { entryId: string }, who: object) =>
    api.mutate(SLUG, 'vote', { entryId, votes: 1 }, 'ballot { id }', who);
  // What hides voters is made by whoever votes first.
  const first = await api.join(SLUG, 'decides-first');
  for (const vote of [open, holding]) await give(vote, first);
  const [last = first, ...others] = voters;
  for (const vote of [open, holding]) for (const voter of others) await give(vote, voter);
  await give(open, last);
  await cost('vote, the first of a new member that is held', () => give(holding, last));
  await api.drain();
  const memberIds = voters.map(({ memberId }) => memberId);
  const strike = { contestId: open.contestId, memberIds, reason: '가'.repeat(100) };
  const run = (name: string, input: object) => api.mutate(SLUG, name, input, 'contest { id }', organizer);
  await cost('votes: strikeVotes, of 50 members', () => run('strikeVotes', strike));
  await cost('strikeVotes, sent again', () => run('strikeVotes', strike));
  const follow = async () => {
    await advanceToDue(api, { days: 0, minutes: 21 });
    await getProgram(api.deps, SLUG);
  };
  await follow();
  await cost('votes: scheduler, strikes 50 ballots of 50 members', () => api.tick(ENTITY.voteDecision));
  await cost('projector, 50 ballots that were struck', () => api.drain());
  await cost('votes: restoreVotes, of 50 members', () => run('restoreVotes', strike));
  await cost('releaseVotes, of all', () => run('releaseVotes', { contestId: holding.contestId, all: true }));
  await follow();
  await api.tick(ENTITY.memberStatus);
  await cost('votes: scheduler, restores 50 ballots and releases 51', () => api.tick(ENTITY.voteDecision));
  await cost('projector, 101 ballots that count', () => api.drain());
}

/** Contests with as many winners as each has entries, by members who have never had points. */
async function measurePrizes(api: Api, cost: Cost): Promise<void> {
  const organizer = { token: await api.as(SLUG, 'ORGANIZER') };
  const place = { api, slug: SLUG, owner: organizer };
  const after = (minutes: number) => new Date(api.clock.now().getTime() + minutes * 60_000).toISOString();
  const title = '가'.repeat(80);
  const prizes = [
    { fromRank: 1, toRank: 3, kind: 'POINTS', points: 1_000, title },
    { fromRank: 1, toRank: 1, kind: 'MANUAL', title },
  ];
  const publish = async (key: string, winners: number): Promise<string> => {
    const window = { opensAt: after(0), closesAt: after(2) };
    const rounds = [{ voting: window, votes: { votesPerVoter: winners } }];
    const settings = { submission: window, rounds, resultsAt: after(1_440), prizes, ties: ['EARLIEST'] };
    const voter = await api.join(SLUG, `voter of ${key}`);
    let vote = { contestId: '', entryId: '' };
    for (let n = winners; n > 0; n -= 1) {
      vote = await openVote(place, key, await api.join(SLUG, `winner ${n} of ${key}`), settings);
      api.clock.advance({ seconds: 1 });
      await give(place, vote, voter);
    }
    await api.drain();
    api.clock.advance({ minutes: 3 });
    await api.tick(ENTITY.roundCount);
    await api.tick(ENTITY.prizePayment);
    const { contestId, entryId } = vote;
    const input = { contestId, version: 1 };
    const publication = () => api.mutate(SLUG, 'publishResult', input, 'result { version }', organizer);
    await (winners === 1 ? cost('publishResult', publication) : publication());
    return entryId;
  };
  const entryId = await publish('budget of a prize', 1);
  await cost('scheduler, pays a prize', () => api.tick(ENTITY.prizePayment));
  const offer = { entryId, prize: 1, note: '가'.repeat(100) };
  await cost('offerPrize', () =>
    api.mutate(SLUG, 'offerPrize', offer, 'award { state offered { note } }', organizer),
  );
  await cost('handOverPrize', () =>
    api.mutate(SLUG, 'handOverPrize', offer, 'award { state handedOver { note } }', organizer),
  );
  await publish('budget of three prizes', 3);
  await cost('scheduler, pays three prizes', () => api.tick(ENTITY.prizePayment));
  const awards = 'entries { edges { node { rank awards { state } } } }';
  const contestId = entryId.replace(/^ent_(.*)_1$/, 'cst_$1');
  const query = `{ contest(id: "${contestId}") { result { ${awards} } } }`;
  await api.ok(SLUG, query);
  await cost('result, with what was won', () => api.ok(SLUG, query));
}

async function measureProjector(api: Api, cost: Cost): Promise<void> {
  const { program } = await scopeOf(api);
  const { code } = await pair(api, 'fold');
  const found = await cachedCode(api.deps, SLUG, code);
  if (found === undefined) throw new Error('The code is gone.');
  await api.drain();
  for (let n = 0; n < 100; n += 1) {
    const visit = {
      address: `192.0.2.${n}`,
      userAgent: `phone ${n}`,
      channel: 'qr',
    };
    await recordClick(api.deps, program, found, visit);
  }
  await cost('projector, 100 clicks on one code', () => api.drain());
}
