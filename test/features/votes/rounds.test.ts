import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { codes, type Ground, openGround } from './ground.ts';

// Attempts of a round, a close that is put off, and the second round.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const votes = { votesPerVoter: 3, votesPerEntry: 2 };
const open = (settings: Parameters<typeof openGround>[1] = {}) => openGround(api, { votes, ...settings });

describe('a round that is restarted', () => {
  test('counts what is given from a minute later on, and keeps what was given before readable', async () => {
    const { stage, entries, vote, ballot, part, countOf, goTo } = await open();
    goTo(10);
    const { ballot: first } = await vote(entries.a, 2);
    const restart = { contestId: stage.contestId, round: 1, attempt: 1, reason: 'Votes were bought.' };
    expect((await stage.ofContest('restartContestRound', restart)).userErrors).toEqual([]);
    // Until it holds, votes are of the first attempt.
    goTo(10, 59_999);
    expect((await vote(entries.b, 1)).ballot).toMatchObject({ attempt: 1, version: 2, votesLeft: 0 });
    goTo(10, 60_000);
    expect(await ballot()).toMatchObject({ ballot: { attempt: 2, version: 0, votesLeft: 3, votes: [] } });
    const { ballot: second } = await vote(entries.a, 1);
    expect(second).toMatchObject({ attempt: 2, version: 1 });
    expect(second.receipt).not.toBe(first.receipt);
    await stage.settle();
    expect(await countOf(entries.a)).toEqual({ votes: 1, round: 1, attempt: 2 });
    expect(await countOf(entries.b)).toEqual({ votes: 0, round: 1, attempt: 2 });
    const { ballots } = await part('ballots { edges { node { attempt state votes { votes entryId } } } }');
    expect(ballots.edges.map(({ node }: Data) => node)).toEqual([
      { attempt: 2, state: 'COUNTED', votes: [{ votes: 1, entryId: entries.a }] },
      {
        attempt: 1,
        state: 'VOID',
        votes: [
          { votes: 2, entryId: entries.a },
          { votes: 1, entryId: entries.b },
        ],
      },
    ]);
  });
});

describe('a close that is put off', () => {
  test('lets votes in until the new one', async () => {
    const { stage, entries, codeOf, goTo, day } = await open();
    goTo(20, -120_000);
    const rounds = [{ round: 1, votingClosesAt: day(21) }];
    const extended = await stage.ofContest('extendContest', {
      contestId: stage.contestId,
      rounds,
      reason: 'Rain.',
    });
    expect(extended.userErrors).toEqual([]);
    goTo(21, -1);
    expect(await codeOf(entries.a, 1)).toEqual([]);
    goTo(21);
    expect(await codeOf(entries.b, 1)).toEqual(['VOTING_CLOSED']);
  });
});

describe('finalists', () => {
  const two = (settings: object = {}) =>
    open({ finalists: { count: 2, chosenBy: 'ORGANIZER' }, ...settings });
  const select = ({ stage }: Ground, entryIds: string[], who = stage.organizer): Promise<Data> =>
    stage.mutate(
      'selectFinalists',
      { contestId: stage.contestId, entryIds },
      'contest { finalists { number } }',
      who,
    );
  const chosen = async ({ stage }: Ground): Promise<number[] | null> => {
    const query = '{ contest(id: "$id") { finalists { number } } }'.replace('$id', stage.contestId);
    const { finalists } = (await stage.ask(query)).contest;
    return finalists?.map(({ number }: Data) => number) ?? null;
  };

  test('are chosen after the first vote and a minute before the second', async () => {
    const ground = await two();
    const { entries, goTo } = ground;
    goTo(20, -1);
    expect(codes(await select(ground, [entries.a]))).toEqual(['INVALID_STATE']);
    expect(await chosen(ground)).toBeNull();
    goTo(20);
    expect((await select(ground, [entries.c, entries.a])).contest.finalists).toEqual([
      { number: 1 },
      { number: 3 },
    ]);
    goTo(21, -60_001);
    expect((await select(ground, [entries.a, entries.b])).userErrors).toEqual([]);
    goTo(21, -60_000);
    expect(codes(await select(ground, [entries.c]))).toEqual(['CONTEST_TOO_LATE']);
    expect((await select(ground, [entries.b, entries.a])).userErrors).toEqual([]);
    expect(await chosen(ground)).toEqual([1, 2]);
  });

  test('are as many as the contest says, of its entries that can be voted on, each once', async () => {
    const ground = await two();
    const { stage, entries, authors, goTo } = ground;
    const { entry: draft } = await stage.begin(await stage.join('Drafts'));
    goTo(20);
    expect(codes(await select(ground, [entries.a, entries.b, entries.c]))).toEqual(['INVALID_INPUT']);
    expect(codes(await select(ground, []))).toEqual(['INVALID_INPUT']);
    expect(codes(await select(ground, [entries.a, entries.a]))).toEqual(['INVALID_INPUT']);
    const other = await two();
    goTo(20);
    for (const id of ['ent_1', draft.id, other.entries.a])
      expect((await select(ground, [entries.a, id])).userErrors).toMatchObject([
        { code: 'ENTRY_NOT_IN_ROUND', field: ['entryIds', '1'] },
      ]);
    await stage.ofEntry('withdrawContestEntry', { entryId: entries.b }, authors[1] ?? {});
    expect(codes(await select(ground, [entries.b]))).toEqual(['ENTRY_NOT_IN_ROUND']);
    await expect(select(ground, [entries.a], stage.moderator)).rejects.toThrow('FORBIDDEN');
    expect(
      codes(
        await stage.mutate(
          'selectFinalists',
          { contestId: 'cst_1', entryIds: [entries.a] },
          'contest { id }',
          stage.organizer,
        ),
      ),
    ).toEqual(['NOT_FOUND']);
  });

  test('are no fewer than go on, while as many are left', async () => {
    const ground = await two();
    const { stage, entries, authors, goTo } = ground;
    goTo(20);
    expect((await select(ground, [entries.a])).userErrors).toMatchObject([
      { code: 'INVALID_INPUT', field: ['entryIds'], message: expect.stringContaining('must have 2 items') },
    ]);
    for (const [place, id] of [entries.b, entries.c, entries.d].entries())
      await stage.ofEntry('withdrawContestEntry', { entryId: id }, authors[place + 1] ?? {});
    await stage.settle();
    expect((await select(ground, [entries.a])).userErrors).toEqual([]);
  });

  test('of a contest with one round, or of one that was called off, are not chosen', async () => {
    const one = await open();
    one.goTo(20);
    expect(codes(await select(one, [one.entries.a]))).toEqual(['INVALID_STATE']);
    const ground = await two();
    ground.goTo(20);
    await ground.stage.ofContest('cancelContest', { contestId: ground.stage.contestId, reason: 'No more.' });
    expect(codes(await select(ground, [ground.entries.a]))).toEqual(['INVALID_STATE']);
  });

  test('that were not chosen in time are chosen once while the second vote is open, for nobody could vote', async () => {
    const ground = await two();
    const { entries, codeOf, goTo } = ground;
    goTo(22);
    expect(await codeOf(entries.a, 1)).toEqual(['ENTRY_NOT_IN_ROUND']);
    expect((await select(ground, [entries.a, entries.b])).userErrors).toEqual([]);
    expect(await codeOf(entries.a, 1)).toEqual([]);
    expect(codes(await select(ground, [entries.a, entries.c]))).toEqual(['CONTEST_TOO_LATE']);
    const late = await two();
    late.goTo(25);
    expect(codes(await select(late, [late.entries.a, late.entries.b]))).toEqual(['CONTEST_TOO_LATE']);
  });

  test('that are sent again are answered, though one has left and the second vote is open', async () => {
    const ground = await two();
    const { stage, entries, authors, goTo } = ground;
    goTo(20);
    const first = await select(ground, [entries.a, entries.b]);
    await stage.ofEntry('withdrawContestEntry', { entryId: entries.b }, authors[1] ?? {});
    goTo(22);
    const again = await select(ground, [entries.b, entries.a]);
    expect(again.userErrors).toEqual([]);
    // What has left shows no more.
    expect([first, again].map(({ contest }) => contest.finalists.length)).toEqual([2, 1]);
  });

  test('are what the second vote is on, with a ballot of its own, and none before they are chosen', async () => {
    const ground = await two({ voteCounts: 'LIVE' });
    const { stage, entries, vote, codeOf, countOf, goTo } = ground;
    goTo(19);
    await vote(entries.c, 2);
    goTo(20);
    await select(ground, [entries.a, entries.b]);
    expect(await codeOf(entries.a, 1)).toEqual(['VOTING_NOT_OPEN']);
    await stage.settle();
    expect(await countOf(entries.c)).toEqual({ votes: 2, round: 1, attempt: 1 });
    goTo(21);
    expect(await codeOf(entries.c, 1)).toEqual(['ENTRY_NOT_IN_ROUND']);
    expect((await vote(entries.a, 1)).ballot).toMatchObject({
      round: 2,
      attempt: 1,
      votesLeft: 2,
      version: 1,
    });
    await stage.settle();
    expect(await countOf(entries.a)).toEqual({ votes: 1, round: 2, attempt: 1 });
    expect(await countOf(entries.c)).toBeNull();
    const none = await two();
    none.goTo(21);
    expect(await none.codeOf(none.entries.a, 1)).toEqual(['ENTRY_NOT_IN_ROUND']);
  });
});
