import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counting } from '../../../functions/registry/stream.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import { createRecount } from '../../../tools/rebuild/recount-counters.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { openStage, type Stage, text } from '../entries/stage.ts';
import { codes, type Ground, openGround } from '../votes/ground.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NUMBERS = `numbers {
  entries { byState { state entries } byDay { day entries } }
  moderation { waiting oldestSince }
  rounds { round attempt votes ballots hours { from to votes ballots } }
}`;
const tick = () => api.tick(ENTITY.voteHours);

async function numbersOf(stage: Stage, who: Credential = stage.organizer): Promise<Data> {
  await api.drain();
  const query = `query ($id: ID!) { contest(id: $id) { ${NUMBERS} } }`;
  return (await stage.ask(query, { id: stage.contestId }, who)).contest.numbers;
}
const roundOf = async ({ stage }: Ground, place = 0): Promise<Data> => (await numbersOf(stage)).rounds[place];
/** Votes and ballots of each span, and when it ends: in hours and minutes of its day. */
const hoursOf = ({ hours }: Data): [string, number, number][] =>
  hours.map(({ to, votes, ballots }: Data) => [to.slice(11, 16), votes, ballots]);
const statesOf = ({ entries }: Data): Record<string, number> =>
  Object.fromEntries(
    entries.byState.flatMap((one: Data) => (one.entries === 0 ? [] : [[one.state, one.entries]])),
  );

describe('the numbers of a contest', () => {
  test('are for organizers and owners alone', async () => {
    const stage = await openStage(api);
    const query = `query ($id: ID!) { contest(id: $id) { ${NUMBERS} } }`;
    const owner = { token: await api.as(stage.slug, 'OWNER') };
    for (const who of [stage.organizer, owner])
      expect((await stage.ask(query, { id: stage.contestId }, who)).contest.numbers.rounds).toEqual([]);
    const judge = { token: await api.as(stage.slug, 'JUDGE') };
    for (const who of [{}, await stage.join('Voter'), judge, stage.moderator]) {
      const { body } = await api.send(stage.slug, query, { id: stage.contestId }, who);
      expect([body.data?.contest?.numbers ?? null, body.errors?.[0]?.extensions.code]).toEqual([
        null,
        who === judge || 'token' in who ? 'FORBIDDEN' : 'UNAUTHENTICATED',
      ]);
    }
  });

  test('are null for a draft, and for one that was called off as such', async () => {
    const stage = await openStage(api, {}, { publish: false });
    expect(await numbersOf(stage)).toBeNull();
    await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'No tea.' });
    expect(await numbersOf(stage)).toBeNull();
  });
});

describe('the entries in the numbers', () => {
  test('are told by state, and by the day of the contest’s zone on which each was first handed in', async () => {
    const stage = await openStage(api, { timeZone: 'Asia/Seoul', maxEntriesPerMember: 9 });
    const ana = await stage.join('Ana');
    const start = new Date(stage.day(1)).toISOString().slice(0, 10);
    // A minute before and after midnight in Seoul.
    api.clock.set(new Date(Date.parse(`${start}T15:00:00.000Z`) - MINUTE));
    const [admitted, changed] = [await stage.enter(ana, text('A')), await stage.enter(ana, text('B'))];
    api.clock.advance({ minutes: 2 });
    await stage.begin(ana, text('Draft'));
    const { entry: waits } = await stage.begin(ana, text('Waits'));
    await stage.submit(ana, waits.id);
    const { entry: back } = await stage.begin(ana, text('Back'));
    await stage.submit(ana, back.id);
    const asked = { decision: 'REQUEST_CHANGES', reason: 'RULES', note: 'Sharper.' };
    expect(await stage.decideOn(back.id, asked)).toBeNull();
    const next = new Date(Date.parse(start) + 24 * HOUR).toISOString().slice(0, 10);
    expect(await numbersOf(stage)).toMatchObject({
      entries: {
        byState: [
          { state: 'DRAFT', entries: 1 },
          { state: 'SUBMITTED', entries: 1 },
          { state: 'APPROVED', entries: 2 },
          { state: 'CHANGES_REQUESTED', entries: 1 },
          { state: 'REJECTED', entries: 0 },
          { state: 'WITHDRAWN', entries: 0 },
          { state: 'DISQUALIFIED', entries: 0 },
        ],
        byDay: [
          { day: start, entries: 2 },
          { day: next, entries: 2 },
        ],
      },
    });
    // Handed in again it stays with the day of the first time.
    api.clock.advance({ days: 1 });
    await stage.submit(ana, back.id);
    await stage.ofEntry('withdrawContestEntry', { entryId: changed }, ana);
    const out = { entryId: admitted, reason: 'RIGHTS' };
    await stage.ofEntry('disqualifyContestEntry', out, stage.organizer);
    const later = await numbersOf(stage);
    expect(statesOf(later)).toEqual({ DRAFT: 1, SUBMITTED: 2, WITHDRAWN: 1, DISQUALIFIED: 1 });
    expect(later.entries.byDay).toEqual([
      { day: start, entries: 2 },
      { day: next, entries: 2 },
    ]);
  });

  test('that were handed in at the same moment are each counted once', async () => {
    const stage = await openStage(api, { timeZone: 'UTC' });
    const authors = await Promise.all(Array.from({ length: 12 }, (_, n) => stage.join(`Author ${n}`)));
    const begun = await Promise.all(authors.map((author) => stage.begin(author)));
    // Each is sent twice.
    const twice = begun.flatMap(({ entry }, n) => [
      stage.submit(authors[n] ?? {}, entry.id),
      stage.submit(authors[n] ?? {}, entry.id),
    ]);
    await Promise.all(twice);
    const numbers = await numbersOf(stage);
    expect(statesOf(numbers)).toEqual({ SUBMITTED: 12 });
    expect(numbers.entries.byDay).toEqual([{ day: stage.day(0).slice(0, 10), entries: 12 }]);
    expect(numbers.moderation.waiting).toBe(12);
  });
});

describe('the backlog of moderators in the numbers', () => {
  test('is as much as the queue has of the contest, from its oldest on, whatever it waits for', async () => {
    const stage = await openStage(api, { maxEntriesPerMember: 9, reportsThatHide: 9 });
    const ana = await stage.join('Ana');
    const now = () => api.clock.now().toISOString();
    expect((await numbersOf(stage)).moderation).toEqual({ waiting: 0, oldestSince: null });
    const shown = await stage.enter(ana, text('Shown'));
    api.clock.advance({ minutes: 5 });
    const firstAt = now();
    const { entry: first } = await stage.begin(ana, text('First'));
    await stage.submit(ana, first.id);
    api.clock.advance({ minutes: 5 });
    const reportedAt = now();
    const report = { entryId: shown, reason: 'STOLEN' };
    await stage.mutate('reportContestEntry', report, 'entry { id }', await stage.join('Ben'));
    const claim = { itemIds: [`mod_${first.id}`] };
    await stage.mutate('claimModerationItems', claim, 'results { itemId }', stage.moderator);
    expect((await numbersOf(stage)).moderation).toEqual({ waiting: 2, oldestSince: firstAt });
    expect(await stage.queue({ groupId: stage.contestId })).toHaveLength(2);
    expect(await stage.decideOn(first.id, { decision: 'APPROVE' })).toBeNull();
    expect((await numbersOf(stage)).moderation).toEqual({ waiting: 1, oldestSince: reportedAt });
    expect(await stage.decideOn(shown, { decision: 'APPROVE' })).toBeNull();
    expect((await numbersOf(stage)).moderation).toEqual({ waiting: 0, oldestSince: null });
  });
});

describe('the votes in the numbers', () => {
  const votes = { votesPerVoter: 3, votesPerEntry: 3 };

  test('are told by the hour, up to this moment, and less where more were taken back than given', async () => {
    const ground = await openGround(api, { votes });
    const { stage, entries, vote, goTo, voter } = ground;
    const other = await stage.join('Other');
    const [opensAt = ''] = [ground.day(10)];
    const first = Math.ceil((Date.parse(opensAt) + 1) / HOUR) * HOUR - Date.parse(opensAt);
    const at = (hour: number, minutes = 0) => goTo(10, first + hour * HOUR + minutes * MINUTE);
    goTo(10);
    expect(await roundOf(ground)).toMatchObject({ round: 1, attempt: 1, votes: 0, ballots: 0 });
    await vote(entries.a, 2);
    await vote(entries.b, 1);
    at(0);
    await api.drain();
    await tick();
    at(0, 30);
    await vote(entries.b, 1, other);
    at(1);
    await api.drain();
    await tick();
    at(1, 10);
    await vote(entries.a, 0, voter);
    await vote(entries.b, 0, voter);
    at(1, 20);
    const open = await roundOf(ground);
    expect([open.votes, open.ballots]).toEqual([1, 1]);
    expect(open.hours.map(({ votes, ballots }: Data) => [votes, ballots])).toEqual([
      [3, 1],
      [1, 1],
      [-3, -1],
    ]);
    expect(open.hours[0].from).toBe(opensAt);
    expect(open.hours.at(-1).to).toBe(api.clock.now().toISOString());
  });

  test('that were read late have a longer span, twice at once is once, and the last reading comes after the close', async () => {
    const ground = await openGround(api, { votes });
    const { stage, entries, vote, goTo, day } = ground;
    goTo(10, 10 * MINUTE);
    await vote(entries.a, 1);
    await api.drain();
    goTo(10, 5 * HOUR);
    await Promise.all([tick(), tick(), tick()]);
    const lateAt = api.clock.now().toISOString();
    goTo(20, -MINUTE);
    await vote(entries.c, 2, await stage.join('Late'));
    goTo(20);
    await tick();
    goTo(20, MINUTE);
    await api.drain();
    await tick();
    goTo(20, 2 * MINUTE);
    await tick();
    const { hours, ...round } = await roundOf(ground);
    expect(round).toEqual({ round: 1, attempt: 1, votes: 3, ballots: 2 });
    const closed = new Date(Date.parse(day(20)) + MINUTE).toISOString();
    expect(hours).toEqual([
      { from: day(10), to: lateAt, votes: 1, ballots: 1 },
      { from: lateAt, to: closed, votes: 2, ballots: 1 },
    ]);
    goTo(21);
    await tick();
    expect((await roundOf(ground)).hours).toEqual(hours);
    const left = (await api.scanAll()).filter(
      ({ et, programId, GSI2PK }) =>
        et === ENTITY.voteHours && programId === stage.slug && GSI2PK !== undefined,
    );
    expect(left).toEqual([]);
  });

  test('are read on where the close was put off, and begin anew with the round', async () => {
    const ground = await openGround(api, { votes });
    const { stage, entries, vote, goTo, day } = ground;
    goTo(19);
    await vote(entries.a, 3);
    const restart = { contestId: stage.contestId, round: 1, attempt: 1, reason: 'Bots.' };
    expect(codes(await stage.ofContest('restartContestRound', restart))).toEqual([]);
    goTo(19, MINUTE);
    await vote(entries.b, 1);
    await api.drain();
    const to = { round: 1, votingClosesAt: day(21) };
    const extension = { contestId: stage.contestId, rounds: [to], resultsAt: day(40), reason: 'Rain.' };
    expect(codes(await stage.ofContest('extendContest', extension))).toEqual([]);
    goTo(19, 2 * HOUR);
    await tick();
    await tick();
    goTo(20, 30 * MINUTE);
    await vote(entries.c, 1);
    await api.drain();
    goTo(20, 2 * HOUR);
    await tick();
    const { hours, ...round } = await roundOf(ground);
    expect(round).toEqual({ round: 1, attempt: 2, votes: 2, ballots: 1 });
    const read = (days: number) => new Date(Date.parse(day(days)) + 2 * HOUR).toISOString();
    expect(hours.slice(0, 2)).toEqual([
      { from: new Date(Date.parse(day(19)) + MINUTE).toISOString(), to: read(19), votes: 1, ballots: 1 },
      { from: read(19), to: read(20), votes: 1, ballots: 0 },
    ]);
    goTo(21, MINUTE);
    await tick();
    const lastAt = api.clock.now().toISOString();
    api.clock.advance({ minutes: 5 });
    expect((await roundOf(ground)).hours.at(-1).to).toBe(lastAt);
  });

  test('are read a last time when their contest was called off', async () => {
    const ground = await openGround(api, { votes });
    const { stage, entries, vote, goTo, day } = ground;
    goTo(10);
    await vote(entries.a, 1);
    goTo(10, 10 * MINUTE);
    await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'No more.' });
    await api.drain();
    goTo(10, 2 * HOUR);
    await tick();
    goTo(12);
    await tick();
    const readAt = new Date(Date.parse(day(10)) + 2 * HOUR).toISOString();
    expect((await roundOf(ground)).hours).toEqual([{ from: day(10), to: readAt, votes: 1, ballots: 1 }]);
  });

  test('of suspended members go, and what goes after the close stands in a last span', async () => {
    const ground = await openGround(api, { votes });
    const { entries, vote, goTo, setStatus } = ground;
    goTo(19);
    await vote(entries.a, 3);
    await api.drain();
    goTo(20, MINUTE);
    await tick();
    await setStatus('SUSPENDED');
    goTo(20, HOUR);
    await api.tick(ENTITY.memberStatus);
    const round = await roundOf(ground);
    expect([round.votes, round.ballots]).toEqual([0, 0]);
    expect(hoursOf(round).map(([, votes, ballots]) => [votes, ballots])).toEqual([
      [3, 1],
      [-3, -1],
    ]);
  });

  test('have a ballot for each day of a voter where votes come by day, and each round has its own', async () => {
    const ground = await openGround(api, {
      votes: { ...votes, per: 'DAY' },
      finalists: { count: 2, chosenBy: 'VOTES' },
    });
    const { entries, vote, goTo } = ground;
    for (const day of [11, 12, 13]) {
      goTo(day);
      await vote(entries.a, 1);
      await vote(entries.b, 1);
    }
    goTo(20, MINUTE);
    await api.drain();
    await api.tick();
    await tick();
    goTo(21, HOUR);
    await vote(entries.b, 2);
    await api.drain();
    goTo(21, 3 * HOUR);
    await tick();
    goTo(21, 4 * HOUR);
    await vote(entries.a, 1);
    const { rounds } = await numbersOf(ground.stage);
    expect(rounds).toMatchObject([
      { round: 1, attempt: 1, votes: 6, ballots: 3 },
      { round: 2, attempt: 1, votes: 3, ballots: 1 },
    ]);
    expect(hoursOf(rounds[1]).map(([, votes, ballots]) => [votes, ballots])).toEqual([
      [2, 1],
      [1, 0],
    ]);
  });

  test('where counts are LIVE are the same, and add no record to the leaderboard', async () => {
    const ground = await openGround(api, { votes, voteCounts: 'LIVE' });
    const { stage, entries, vote, goTo } = ground;
    goTo(11);
    await vote(entries.b, 2);
    await vote(entries.d, 1);
    await vote(entries.a, 1, await stage.join('Other'));
    expect(await roundOf(ground)).toMatchObject({ votes: 4, ballots: 2 });
    await api.drain();
    const query = `query ($id: ID!) { contest(id: $id) { leaderboard { season { totalCount } } } }`;
    const { leaderboard } = (await stage.ask(query, { id: stage.contestId }, stage.organizer)).contest;
    expect(leaderboard.season.totalCount).toBe(3);
  });
});

test('the counters that the numbers are made of equal a recount', async () => {
  await api.drain();
  const recount = createRecount(counting, api.clock.now());
  const items = await api.scanAll();
  for (const item of items) recount.add(item);
  expect(recount.report()).toMatchObject({ discrepancies: [], unreadable: [] });
  for (const subject of ['ENTRIES', 'WAITING', 'TALLY'])
    expect(items.some(({ PK }) => PK.includes(`#COUNT#${subject}#`))).toBe(true);
});
