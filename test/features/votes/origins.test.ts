import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENTITY } from '../../../functions/table/entities.ts';
import { type Api, startApi } from '../../support/api.ts';
import { openGround } from './ground.ts';

// Where votes came from: told apart within a contest, and forgotten after its end.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const DAY = 86_400_000;
const stored = async (contestId: string, et: string) =>
  (await api.scanAll()).filter((item) => item.et === et && item.PK.includes(contestId));

describe('the origins of votes', () => {
  test('are equal for equal addresses within a contest, and hold neither address nor user agent', async () => {
    const { stage, entries, vote, goTo } = await openGround(api);
    const other = await stage.join('Other');
    goTo(11);
    await vote(entries.a, 1);
    await vote(entries.a, 1, other);
    const ballots = await stored(stage.contestId, ENTITY.ballot);
    expect(ballots).toHaveLength(2);
    const [one, two] = ballots.map(({ address, agent }) => [address, agent]);
    expect(one).toEqual(two);
    for (const value of one ?? []) expect(value).toMatch(/^[\w-]{16}$/);
  });

  test('are forgotten 30 days after the contest was called off, once, and its ballots stay', async () => {
    const { stage, entries, vote, part, goTo } = await openGround(api);
    goTo(11);
    await vote(entries.a, 1);
    const off = { contestId: stage.contestId, reason: 'No more.' };
    for (let turn = 0; turn < 2; turn += 1)
      expect((await stage.ofContest('cancelContest', off)).userErrors).toEqual([]);
    goTo(11, 30 * DAY - 1);
    await api.tick(ENTITY.contestEnd);
    expect(await stored(stage.contestId, ENTITY.contestSalt)).toHaveLength(1);
    goTo(11, 30 * DAY);
    await Promise.all([api.tick(ENTITY.contestEnd), api.tick(ENTITY.contestEnd)]);
    expect(await stored(stage.contestId, ENTITY.contestSalt)).toEqual([]);
    expect(await stored(stage.contestId, ENTITY.contestEnd)).toEqual([]);
    const { ballots } = await part('ballots { edges { node { state votes { votes } } } }');
    expect(ballots.edges).toEqual([{ node: { state: 'VOID', votes: [{ votes: 1 }] } }]);
  });
});
