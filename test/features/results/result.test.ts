import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENTITY } from '../../../functions/table/entities.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { codes, type Ground, openGround } from '../votes/ground.ts';

// The result of a contest: counted as due work once the last vote is over, and published.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const MINUTE = 60_000;
const votes = { votesPerVoter: 9, votesPerEntry: 9 };
const open = (settings: object = {}) => openGround(api, { votes, ...settings });
const tick = () => api.tick(ENTITY.roundCount);

const RESULT = `version countedAt publishedAt
  entries(first: 10) { edges { node { number state rank votes voters held struck entry { number } } } }`;
const seen = async ({ stage }: Ground, who?: Credential): Promise<Data> =>
  (
    await stage.ask(
      `query ($id: ID!) { contest(id: $id) { status phase result { ${RESULT} } } }`,
      { id: stage.contestId },
      who,
    )
  ).contest;
const counted = async ({ stage }: Ground): Promise<Data> =>
  (
    await stage.ask(
      `query ($id: ID!) { contest(id: $id) { countedResult { differences ${RESULT} } } }`,
      { id: stage.contestId },
      stage.organizer,
    )
  ).contest.countedResult;
const publish = ({ stage }: Ground, version: number): Promise<Data> =>
  stage.mutate(
    'publishResult',
    { contestId: stage.contestId, version },
    `result { ${RESULT} }`,
    stage.organizer,
  );
/** Number and rank, in the order of the answer. */
const ranksOf = (result: Data): [number, number | null][] =>
  result.entries.edges.map(({ node }: Data) => [node.number, node.rank]);
/** The vote is over, what was given is projected, and it is counted. */
async function close(ground: Ground): Promise<void> {
  await api.drain();
  ground.goTo(20, MINUTE);
  await tick();
}

describe('the result of a contest', () => {
  test('is counted from a minute after the last close on, for organizers alone', async () => {
    const ground = await open();
    const { stage, entries, vote, goTo } = ground;
    goTo(19);
    await vote(entries.b, 3);
    await vote(entries.a, 2);
    await api.drain();
    goTo(20, MINUTE - 1);
    await tick();
    expect(await counted(ground)).toBeNull();
    goTo(20, MINUTE);
    await tick();
    const { differences, publishedAt, version, ...result } = await counted(ground);
    expect({ differences, publishedAt, version }).toEqual({ differences: 0, publishedAt: null, version: 1 });
    expect(result.entries.edges.map(({ node }: Data) => node)).toEqual([
      {
        number: 2,
        state: 'STANDING',
        rank: 1,
        votes: 3,
        voters: 1,
        held: 0,
        struck: 0,
        entry: { number: 2 },
      },
      {
        number: 1,
        state: 'STANDING',
        rank: 2,
        votes: 2,
        voters: 1,
        held: 0,
        struck: 0,
        entry: { number: 1 },
      },
      {
        number: 3,
        state: 'STANDING',
        rank: null,
        votes: 0,
        voters: 0,
        held: 0,
        struck: 0,
        entry: { number: 3 },
      },
      {
        number: 4,
        state: 'STANDING',
        rank: null,
        votes: 0,
        voters: 0,
        held: 0,
        struck: 0,
        entry: { number: 4 },
      },
    ]);
    expect(await seen(ground)).toMatchObject({ status: 'COUNTED', phase: 'COUNTING', result: null });
    const forbidden = `query ($id: ID!) { contest(id: $id) { countedResult { version } } }`;
    await expect(stage.ask(forbidden, { id: stage.contestId }, ground.voter)).rejects.toThrow('FORBIDDEN');
  });

  test('is published as it was counted, once, for everybody who may read the contest', async () => {
    const ground = await open();
    const { stage, entries, vote, goTo } = ground;
    goTo(19);
    await vote(entries.c, 1);
    expect(codes(await publish(ground, 1))).toEqual(['INVALID_STATE']);
    await close(ground);
    expect(codes(await publish(ground, 2))).toEqual(['STALE_VERSION']);
    const published = await publish(ground, 1);
    expect(published.userErrors).toEqual([]);
    expect(published.result.publishedAt).toBe(api.clock.now().toISOString());
    api.clock.advance({ minutes: 5 });
    expect((await publish(ground, 1)).result).toEqual(published.result);
    expect(codes(await publish(ground, 2))).toEqual(['INVALID_STATE']);
    expect(await seen(ground)).toMatchObject({
      status: 'PUBLISHED',
      phase: 'PUBLISHED',
      result: published.result,
    });
    expect(await counted(ground)).toBeNull();
    const query = 'query ($id: ID!) { contestEntry(id: $id) { result { rank votes } } }';
    expect((await stage.ask(query, { id: entries.c })).contestEntry.result).toEqual({ rank: 1, votes: 1 });
    const cancel = { contestId: stage.contestId, reason: 'Too late.' };
    expect(codes(await stage.ofContest('cancelContest', cancel))).toEqual(['INVALID_STATE']);
  });

  test('publishes itself at its date, unless it is held back with a reason that everybody reads', async () => {
    const [ground, held] = [await open(), await open()];
    for (const { entries, vote, goTo } of [ground, held]) {
      goTo(19);
      await vote(entries.c, 1);
    }
    await close(held);
    const hold = { contestId: held.stage.contestId, reason: 'We look into a complaint.' };
    for (let time = 0; time < 2; time += 1)
      expect(codes(await held.stage.ofContest('holdContestResult', hold))).toEqual([]);
    const changes = 'query ($id: ID!) { contest(id: $id) { changes { kind reason } } }';
    expect((await held.stage.ask(changes, { id: held.stage.contestId })).contest.changes).toEqual([
      { kind: 'RESULT_HELD', reason: hold.reason },
    ]);
    ground.goTo(30, -1);
    await tick();
    expect((await seen(ground)).status).toBe('COUNTED');
    held.goTo(30, MINUTE);
    await tick();
    await tick();
    api.clock.advance({ minutes: 1 });
    expect((await seen(ground)).result).toMatchObject({ version: 1, publishedAt: expect.any(String) });
    expect(await seen(held)).toMatchObject({ status: 'COUNTED', result: null });
    expect(codes(await publish(held, 1))).toEqual([]);
  });

  test('is counted anew when an entry leaves after the count: those behind move up', async () => {
    const ground = await open();
    const { stage, entries, vote, goTo } = ground;
    const [, , author = ground.voter] = ground.authors;
    goTo(19);
    for (const [id, count] of [
      [entries.a, 4],
      [entries.b, 3],
      [entries.c, 2],
    ] as const)
      expect(codes(await vote(id, count))).toEqual([]);
    await close(ground);
    const out = { entryId: entries.a, reason: 'RIGHTS' };
    expect(codes(await stage.mutate('disqualifyContestEntry', out, 'entry { id }', stage.organizer))).toEqual(
      [],
    );
    const back = { entryId: entries.c };
    expect(codes(await stage.mutate('withdrawContestEntry', back, 'entry { id }', author))).toEqual([]);
    expect(codes(await publish(ground, 1))).toEqual(['INVALID_STATE']);
    goTo(20, 2 * MINUTE);
    await tick();
    const result = await counted(ground);
    expect(result.version).toBe(3);
    expect(ranksOf(result)).toEqual([
      [2, 1],
      [1, null],
      [3, null],
      [4, null],
    ]);
    expect(result.entries.edges.map(({ node }: Data) => node.state)).toEqual([
      'STANDING',
      'DISQUALIFIED',
      'WITHDRAWN',
      'STANDING',
    ]);
    expect(codes(await publish(ground, 1))).toEqual(['STALE_VERSION']);
    expect(codes(await publish(ground, 3))).toEqual([]);
  });

  test('is counted anew when a voter is suspended after the count', async () => {
    const ground = await open();
    const { entries, vote, goTo, setStatus, stage } = ground;
    const other = await stage.join('Other');
    goTo(19);
    await vote(entries.a, 3);
    await vote(entries.b, 2, other);
    await close(ground);
    expect(ranksOf(await counted(ground)).slice(0, 2)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await setStatus('SUSPENDED');
    goTo(20, 2 * MINUTE);
    await api.settle();
    goTo(20, 4 * MINUTE);
    await tick();
    const result = await counted(ground);
    expect(result.version).toBe(2);
    expect(ranksOf(result).slice(0, 2)).toEqual([
      [2, 1],
      [1, null],
    ]);
    expect(result.entries.edges[1].node).toMatchObject({ votes: 0, voters: 0, struck: 3 });
  });

  test('shares ranks between equals that the list of the contest does not tell apart, and skips the next', async () => {
    const ground = await open({ ties: [] });
    const { entries, vote, goTo, stage } = ground;
    const other = await stage.join('Other');
    goTo(19);
    await vote(entries.a, 2);
    await vote(entries.b, 1);
    await vote(entries.b, 1, other);
    await vote(entries.c, 5);
    await vote(entries.d, 1, other);
    await close(ground);
    expect(ranksOf(await counted(ground))).toEqual([
      [3, 1],
      [1, 2],
      [2, 2],
      [4, 4],
    ]);
  });

  test('tells equals apart by the list of the contest', async () => {
    const ground = await open({ ties: ['VOTERS', 'EARLIEST'] });
    const { entries, vote, goTo, stage } = ground;
    const other = await stage.join('Other');
    api.clock.advance({ minutes: 1 });
    const late = await stage.enter(await stage.join('E'));
    goTo(19);
    await vote(late, 2);
    await vote(entries.b, 1);
    await vote(entries.b, 1, other);
    await vote(entries.a, 2);
    await close(ground);
    expect(ranksOf(await counted(ground)).slice(0, 3)).toEqual([
      [2, 1],
      [1, 2],
      [5, 3],
    ]);
  });

  test('of two rounds ranks the finalists by the votes of the final alone', async () => {
    const ground = await open({ finalists: { count: 2, chosenBy: 'VOTES' } });
    const { entries, vote, goTo } = ground;
    goTo(19);
    await vote(entries.a, 4);
    await vote(entries.b, 3);
    await vote(entries.c, 2);
    await close(ground);
    goTo(21, -3 * MINUTE);
    await tick();
    goTo(21, MINUTE);
    await vote(entries.b, 2);
    await vote(entries.a, 1);
    await api.drain();
    goTo(25, MINUTE);
    await tick();
    const result = await counted(ground);
    expect(result.entries.edges.map(({ node }: Data) => [node.number, node.rank, node.votes])).toEqual([
      [2, 1, 2],
      [1, 2, 1],
      [3, null, 0],
      [4, null, 0],
    ]);
  });

  test('waits a quarter of an hour for tallies that are behind, and is what the ballots say', async () => {
    const ground = await open();
    const { entries, vote, goTo } = ground;
    goTo(19);
    await vote(entries.a, 4);
    goTo(20, MINUTE);
    for (let minute = 1; minute < 16; minute += 1) {
      await tick();
      expect(await counted(ground)).toBeNull();
      api.clock.advance({ minutes: 1 });
    }
    await tick();
    expect(await counted(ground)).toMatchObject({ differences: 1, version: 1 });
    expect(ranksOf(await counted(ground))[0]).toEqual([1, 1]);
  });

  test('goes on at once when the tallies have come to what the ballots say', async () => {
    const ground = await open();
    const { entries, vote, goTo } = ground;
    goTo(19);
    await vote(entries.a, 4);
    goTo(20, MINUTE);
    await tick();
    expect(await counted(ground)).toBeNull();
    await api.drain();
    api.clock.advance({ minutes: 1 });
    await tick();
    expect(await counted(ground)).toMatchObject({ differences: 0, version: 1 });
  });

  test('is not to come any more once the contest is called off', async () => {
    const ground = await open();
    const { stage, entries, vote, goTo } = ground;
    goTo(19);
    await vote(entries.a, 1);
    await close(ground);
    await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'Fraud.' });
    expect(codes(await publish(ground, 1))).toEqual(['INVALID_STATE']);
    goTo(30, MINUTE);
    await tick();
    expect(await seen(ground)).toMatchObject({ status: 'CANCELED', result: null });
  });

  test('is published once of two who publish it at the same moment, and not together with what has it counted anew', async () => {
    const ground = await open();
    const { stage, entries, vote, goTo } = ground;
    goTo(19);
    await vote(entries.a, 1);
    await vote(entries.b, 2);
    await close(ground);
    const out = { entryId: entries.b, reason: 'RIGHTS' };
    const [one, other] = await Promise.all([
      publish(ground, 1),
      publish(ground, 1),
      stage.mutate('disqualifyContestEntry', out, 'entry { id }', stage.organizer),
    ]);
    expect([codes(one), codes(other)]).toSatisfy(([first, second]: string[][]) =>
      [...(first ?? []), ...(second ?? [])].every((code) => code === 'INVALID_STATE'),
    );
    const { status } = await seen(ground);
    // Whoever came first: a result that is published was counted before the entry left.
    if (status === 'PUBLISHED') expect(ranksOf((await seen(ground)).result)[0]).toEqual([2, 1]);
    else expect(codes(await publish(ground, 1))).toEqual(['INVALID_STATE']);
  });
});
