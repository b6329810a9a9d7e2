import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { voteBoards } from '../../../functions/features/votes/boards.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import { rebuildAll } from '../../../tools/rebuild/all.ts';
import { rebuildBoard } from '../../../tools/rebuild/board.ts';
import { rebuildRecords } from '../../../tools/rebuild/records.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { verifyRankings } from '../../../tools/verify-rankings.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { openGround } from './ground.ts';

// What everybody sees of votes while they are given, in a contest whose counts are LIVE.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  expect((await verifyRankings(api.deps)).problems).toEqual([]);
  // Whoever checks may be by a clock that is behind.
  const longAgo = { ...api.deps, now: () => new Date('2026-01-01T00:00:00Z') };
  expect((await verifyRankings(longAgo)).problems.filter((one) => one.includes('is not there'))).toEqual([]);
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  await api.close();
});

const votes = { votesPerVoter: 5, votesPerEntry: 3 };

const BOARD = `id name subject metric closesAt seasonKind vote { contest { id } round attempt } season { totalCount
  top(first: 10) { edges { node { rank score tiedWithCount subject { kind subjectId publicName avatarUrl } } } } }`;

async function openLive(settings: Parameters<typeof openGround>[1] = {}, where = api) {
  const ground = await openGround(where, { votes, voteCounts: 'LIVE', ...settings });
  const { stage, voter, entries, vote } = ground;
  const board = async (round?: number, who: Credential = voter): Promise<Data> => {
    const query = `query ($id: ID!, $round: Int) { contest(id: $id) { leaderboard(round: $round) { ${BOARD} } } }`;
    return (await stage.ask(query, { id: stage.contestId, round }, who)).contest.leaderboard;
  };
  /** Rank, score and title of each, best first. */
  const standings = async (round?: number): Promise<unknown[]> => {
    const { season } = await board(round);
    return season.top.edges.map(({ node }: Data) => [node.rank, node.score, node.subject?.publicName]);
  };
  const order = async (who: Credential = voter, page = ''): Promise<Data> => {
    const query = `query ($id: ID!) { contest(id: $id) { entries(order: TOP${page}) {
      edges { cursor node { number } } pageInfo { hasNextPage endCursor } } } }`;
    return (await stage.ask(query, { id: stage.contestId }, who)).contest.entries;
  };
  const numbers = async (who?: Credential): Promise<number[]> =>
    (await order(who)).edges.map(({ node }: Data) => node.number);
  /** A has 3 votes, B and C have 2 each, D has none. */
  const give = async () => {
    const other = await stage.join('Other');
    await vote(entries.c, 2);
    await vote(entries.a, 3);
    await vote(entries.b, 2, other);
    await stage.settle();
    return other;
  };
  return { ...ground, board, standings, order, numbers, give };
}

describe('a leaderboard of a contest', () => {
  test('is there when the vote opens, ranks entries by their votes, and has equals in the order of their numbers', async () => {
    const { stage, board, standings, give, goTo, entries } = await openLive();
    expect(await board()).toBeNull();
    goTo(10);
    expect(await board()).toMatchObject({
      name: 'Film us',
      vote: { contest: { id: stage.contestId }, round: 1, attempt: 1 },
      season: { totalCount: 0 },
    });
    await give();
    expect(await standings()).toEqual([
      [1, 3, 'A film by A'],
      [2, 2, 'A film by B'],
      [2, 2, 'A film by C'],
    ]);
    const seen = await board();
    expect(seen).toMatchObject({ subject: 'CONTEST_ENTRY', metric: 'CONTEST_VOTES', closesAt: null });
    expect(seen.season.top.edges[0].node).toMatchObject({
      tiedWithCount: 0,
      subject: { kind: 'CONTEST_ENTRY', subjectId: entries.a, avatarUrl: null },
    });
    const query = `query ($id: ID!, $entry: ID!) { leaderboard(id: $id) { season { me { rank } record(subjectId: $entry) { id rank scoreToNextRank }
      around(subjectId: $entry, above: 1, below: 1) { rank } } } }`;
    const { leaderboard } = await stage.ask(
      query,
      { id: seen.id, entry: entries.b },
      await stage.join('Eve'),
    );
    expect(leaderboard.season).toMatchObject({ me: null, record: { rank: 2, scoreToNextRank: 1 } });
    expect(leaderboard.season.around).toEqual([{ rank: 1 }, { rank: 2 }, { rank: 2 }]);
    const node = `query ($id: ID!) { node(id: $id) { ... on Leaderboard { name } ... on LeaderboardRecord { score } } }`;
    expect(await stage.ask(node, { id: seen.id }, stage.organizer)).toEqual({ node: { name: 'Film us' } });
    expect(await stage.ask(node, { id: leaderboard.season.record.id }, stage.organizer)).toEqual({
      node: { score: 2 },
    });
  });

  test('follows votes that are moved, taken back, struck and given back', async () => {
    const { stage, standings, give, vote, setStatus, goTo, entries } = await openLive();
    goTo(10);
    const other = await give();
    await vote(entries.a, 0);
    await vote(entries.d, 1);
    await stage.settle();
    const moved = [
      [1, 2, 'A film by B'],
      [1, 2, 'A film by C'],
      [3, 1, 'A film by D'],
    ];
    expect(await standings()).toEqual(moved);
    await setStatus('SUSPENDED', other);
    api.clock.advance({ minutes: 1 });
    await stage.settle();
    expect(await standings()).toEqual([
      [1, 2, 'A film by C'],
      [2, 1, 'A film by D'],
    ]);
    await setStatus('ACTIVE', other);
    api.clock.advance({ minutes: 1 });
    await stage.settle();
    expect(await standings()).toEqual(moved);
  });

  test('does not list an entry that is hidden, withdrawn or disqualified, and has it back when it shows again', async () => {
    const { stage, standings, give, goTo, entries, authors, board, numbers } = await openLive({
      reportsThatHide: 1,
    });
    goTo(10);
    const other = await give();
    await stage.ofEntry('reportContestEntry', { entryId: entries.a, reason: 'STOLEN' }, other);
    await stage.settle();
    const without = [
      [1, 2, 'A film by B'],
      [1, 2, 'A film by C'],
    ];
    expect(await standings()).toEqual(without);
    expect(await numbers()).toEqual([2, 3, 4]);
    expect(await stage.decideOn(entries.a, { decision: 'APPROVE' })).toBeNull();
    await stage.settle();
    expect(await standings()).toEqual([[1, 3, 'A film by A'], ...without.map(([, ...rest]) => [2, ...rest])]);
    await stage.ofEntry('withdrawContestEntry', { entryId: entries.a }, authors[0] ?? {});
    const disqualify = { entryId: entries.c, reason: 'RULES', note: 'Too long.' };
    await stage.ofEntry('disqualifyContestEntry', disqualify, stage.organizer);
    await stage.settle();
    expect(await standings()).toEqual([[1, 2, 'A film by B']]);
    expect((await board()).season.totalCount).toBe(1);
    expect(await numbers()).toEqual([2, 4]);
  });

  test('of a restarted round begins anew, and the one before stays as it was, under its id', async () => {
    const { stage, board, standings, give, vote, goTo, entries } = await openLive();
    goTo(10);
    await give();
    const { id } = await board();
    const restart = { contestId: stage.contestId, round: 1, attempt: 1, reason: 'Votes were bought.' };
    expect((await stage.ofContest('restartContestRound', restart)).userErrors).toEqual([]);
    api.clock.advance({ minutes: 1 });
    expect(await standings()).toEqual([]);
    await vote(entries.d, 1);
    await stage.settle();
    expect(await standings()).toEqual([[1, 1, 'A film by D']]);
    expect((await board()).id).not.toBe(id);
    const query = `query ($id: ID!) { leaderboard(id: $id) { closesAt season { totalCount } } }`;
    const { leaderboard } = await stage.ask(query, { id }, stage.organizer);
    expect(leaderboard).toMatchObject({ closesAt: expect.any(String), season: { totalCount: 3 } });
  });

  test('of a final ranks its finalists, and that of the first round is there beside it', async () => {
    const finalists = { count: 2, chosenBy: 'ORGANIZER' };
    const { stage, standings, give, vote, numbers, goTo, entries } = await openLive({ finalists });
    goTo(10);
    await give();
    goTo(20, 60_000);
    const chosen = { contestId: stage.contestId, entryIds: [entries.b, entries.c] };
    expect((await stage.ofContest('selectFinalists', chosen)).userErrors).toEqual([]);
    goTo(21);
    await vote(entries.c, 1);
    await stage.settle();
    expect(await standings()).toEqual([[1, 1, 'A film by C']]);
    expect(await standings(1)).toHaveLength(3);
    expect(await standings(2)).toHaveLength(1);
    expect(await numbers()).toEqual([3, 2]);
  });

  test('stands in the list of leaderboards, counts against no limit, and nobody makes, changes or closes it', async () => {
    const { stage, board, goTo } = await openLive();
    goTo(10);
    const { id } = await board();
    const query = '{ leaderboards(first: 100) { edges { node { id } } } }';
    const ids = (await stage.ask(query, {}, stage.organizer)).leaderboards.edges.map(
      ({ node }: Data) => node.id,
    );
    expect(ids).toHaveLength(5);
    expect(ids).toContain(id);
    const make = { name: 'Mine', metric: 'CONTEST_VOTES', subject: 'CONTEST_ENTRY', idempotencyKey: 'mine' };
    const change = { leaderboardId: id, name: 'Mine' };
    const refusals = [
      await stage.mutate('createLeaderboard', make, 'leaderboard { id }', stage.organizer),
      await stage.mutate(
        'createLeaderboard',
        { ...make, metric: 'POINTS_EARNED' },
        'leaderboard { id }',
        stage.organizer,
      ),
      await stage.mutate('updateLeaderboard', change, 'leaderboard { id }', stage.organizer),
      await stage.mutate('closeLeaderboard', { leaderboardId: id }, 'leaderboard { id }', stage.organizer),
    ];
    expect(refusals.map(({ userErrors }) => userErrors[0].code)).toEqual([
      'INVALID_INPUT',
      'INVALID_INPUT',
      'NOT_FOUND',
      'NOT_FOUND',
    ]);
  });

  test('is not there while counts are hidden, for organizers either, nor in another program', async () => {
    const hidden = await openLive({ voteCounts: 'HIDDEN' });
    hidden.goTo(10);
    await hidden.give();
    expect(await hidden.board(undefined, hidden.stage.organizer)).toBeNull();
    const live = await openLive();
    live.goTo(10);
    const { id } = await live.board();
    const query = 'query ($id: ID!) { leaderboard(id: $id) { id } }';
    expect(await hidden.stage.ask(query, { id }, hidden.stage.organizer)).toEqual({ leaderboard: null });
    const bare = hidden.stage.contestId.replace('cst_', 'lbd_');
    for (const name of [`${bare}r1a1`, `${bare}r2a1`, `${id}0`, `${id}_`])
      expect(await hidden.stage.ask(query, { id: name }, hidden.stage.organizer)).toEqual({
        leaderboard: null,
      });
  });
});

describe('a leaderboard that the projector knows', () => {
  test('is also that of a vote that opens later, and of a restart that is decided and does not hold yet', async () => {
    const { stage, goTo } = await openLive();
    const names = async () =>
      (await voteBoards.open(api.deps, stage.slug)).map(({ id }) => id.slice('lbd_'.length + 26));
    goTo(9);
    expect(await names()).toEqual(['r1a1']);
    goTo(10);
    const restart = { contestId: stage.contestId, round: 1, attempt: 1, reason: 'Votes were bought.' };
    await stage.ofContest('restartContestRound', restart);
    api.clock.advance({ seconds: 31 });
    expect(await names()).toEqual(['r1a1', 'r1a2']);
    api.clock.advance({ seconds: 31 });
    expect(await names()).toEqual(['r1a2']);
  });
});

describe('counts by their id', () => {
  test('are those of an entry that everybody sees in the contest, in an attempt that there has been', async () => {
    const { stage, give, entries, authors, voter, goTo } = await openLive({ reportsThatHide: 1 });
    const idOf = (entry: string, rest = '_1_1') => `${entry.replace('ent_', 'cnt_')}${rest}`;
    const votes = async (id: string, who: Credential = voter) =>
      (await stage.ask(`{ node(id: "${id}") { ... on EntryCounts { votes } } }`, {}, who)).node;
    expect(await votes(idOf(entries.a))).toBeNull();
    goTo(10);
    const other = await give();
    expect(await votes(idOf(entries.a))).toEqual({ votes: 3 });
    expect(await votes(idOf(entries.d))).toEqual({ votes: 0 });
    for (const rest of ['_1_2', '_2_1']) expect(await votes(idOf(entries.a, rest))).toBeNull();
    expect(await votes(idOf(entries.a).replace(/_1_1_1$/, '_999_1_1'))).toBeNull();
    await stage.ofEntry('reportContestEntry', { entryId: entries.a, reason: 'STOLEN' }, other);
    await stage.ofEntry('withdrawContestEntry', { entryId: entries.b }, authors[1] ?? {});
    const disqualify = { entryId: entries.c, reason: 'RULES', note: 'Too long.' };
    await stage.ofEntry('disqualifyContestEntry', disqualify, stage.organizer);
    for (const entry of [entries.a, entries.b, entries.c]) expect(await votes(idOf(entry))).toBeNull();
    expect(await votes(idOf(entries.a), stage.organizer)).toEqual({ votes: 3 });
    expect(await votes(idOf(entries.c), stage.organizer)).toBeNull();
  });
});

describe('entries by their votes', () => {
  test('come most first, equals by their number, those without a vote last; a page goes on where the last ended', async () => {
    const { order, numbers, give, goTo } = await openLive();
    goTo(10);
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    await give();
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    const first = await order(undefined, ', first: 2');
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await order(undefined, `, first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(rest.edges.map(({ node }: Data) => node.number)).toEqual([3, 4]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  test('are nobody’s to ask for while counts are hidden, but those who run the program', async () => {
    const { stage, numbers, voter, vote, entries, goTo } = await openLive({ voteCounts: 'HIDDEN' });
    goTo(10);
    await vote(entries.d, 1);
    await stage.settle();
    await expect(numbers(voter)).rejects.toThrow('BAD_USER_INPUT');
    await expect(numbers(stage.moderator)).rejects.toThrow('BAD_USER_INPUT');
    expect(await numbers(stage.organizer)).toEqual([4, 1, 2, 3]);
  });
});

describe('records of a contest’s leaderboard that were lost', () => {
  test('are told by the check and made again of the tallies, and so is the tree', async () => {
    const { board, standings, give, goTo } = await openLive();
    goTo(10);
    await give();
    const { id } = await board();
    const before = await standings();
    const records = (await api.scanAll()).filter(({ et, SK }) => et === ENTITY.record && SK.includes(id));
    expect(records).toHaveLength(3);
    const [first, second, third] = records;
    if (first === undefined || second === undefined || third === undefined) throw new Error('Three records.');
    await api.deps.table.write({ delete: { PK: first.PK, SK: first.SK } });
    await api.deps.table.write({ put: { ...second, score: 99 } });
    await api.deps.table.write({ put: { ...third, listed: false } });
    await api.settle();
    expect((await verifyRankings(api.deps)).wrong).toBeGreaterThan(2);
    expect((await rebuildRecords(api.deps, id, true)).corrected).toHaveLength(3);
    expect((await rebuildRecords(api.deps, id, false)).corrected).toHaveLength(3);
    await api.settle();
    expect(await standings()).toEqual(before);
    expect((await verifyRankings(api.deps)).problems).toEqual([]);
    expect((await rebuildBoard(api.deps, id, false)).corrected).toEqual([]);
  });

  test('of a tally that was wrong follow the tally when it is put right', async () => {
    // With a table of its own: the rebuild is of all there is.
    const own = await startApi();
    const { board, standings, give, goTo } = await openLive({}, own);
    goTo(10);
    await give();
    const before = await standings();
    const contest = (await board()).id.slice('lbd_'.length, -'r1a1'.length);
    const tally = (await own.scanAll()).find(({ et, PK }) => et === ENTITY.liveTally && PK.includes(contest));
    if (tally === undefined) throw new Error('There is a tally.');
    await own.deps.table.write({ put: { ...tally, v1: 0, writes: Number(tally.writes) + 1 } });
    await own.settle();
    expect(await standings()).toHaveLength(2);
    const { corrected } = await rebuildAll(own.deps, { drop: false, dryRun: false });
    // The tally, and its record, which would have followed by itself too.
    expect(corrected).toHaveLength(2);
    await own.settle();
    expect(await standings()).toEqual(before);
    await own.close();
  });
});
