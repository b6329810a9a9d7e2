import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { runsOf, seedOf } from '../../support/runs.ts';
import { plants } from './model/plants.ts';
import { play } from './model/play.ts';
import type { Plant } from './model/run.ts';
import { story } from './model/story.ts';

vi.mock('../../../functions/table/retry.ts', () => import('../../support/no-wait.ts'));
// One after the other, so that a story can be had again.
vi.mock('../../../functions/platform/concurrently.ts', () => ({
  concurrently: async <T>(items: readonly T[], _: number, work: (item: T) => Promise<void>) => {
    for (const item of items) await work(item);
  },
}));

const SEED = 20_261_128;
const LONG = { timeout: runsOf(300_000) };
const votesHold = (seen: Set<string>, plant: Plant = {}) =>
  fc.asyncProperty(story, (told) => play(told, { seen, plant }));

describe('tallies, ballots, strikes and the roster are as the votes say', LONG, () => {
  test('whatever happens to a contest, to requests, to due work and to the stream', async () => {
    const seen = new Set<string>();
    await fc.assert(votesHold(seen), { ...seedOf(SEED), numRuns: runsOf(400) });
    const wanted = [
      ['CRASH', 'LOST_ANSWER', 'SILENCE', 'CONFLICT', 'IN THE GAP', 'OPEN AT REST'],
      ['SUSPENDED', 'ACTIVE', 'STRIKE', 'STRUCK', 'WITHDRAW', 'DISQUALIFY', 'HIDE', 'APPROVE', 'REJECT'],
      ['RANKED', 'RESTART', 'EXTEND', 'FINALISTS', 'SECOND ATTEMPT', 'SECOND ROUND'],
      ['RESULT', 'RESULT ANEW', 'COUNTED', 'COUNTED ANEW', 'PARTLY COUNTED', 'NOT COUNTED'],
      ['STRIKE_VOTES', 'RESTORE', 'CARRIED OUT', 'STRUCK BY DECISION', 'HELD NOT COUNTED'],
      ['HELD', 'NOT HELD', 'RELEASED', 'RELEASE ALL', 'RELEASE ENTRY', 'RELEASE BALLOTS'],
      ['GIVEN', 'MORE', 'FEWER', 'TAKEN BACK', 'FREED'],
      ['VOTING_NOT_OPEN', 'VOTING_CLOSED', 'MEMBER_SUSPENDED', 'OWN_ENTRY', 'ENTRY_NOT_IN_ROUND'],
      ['ENTRY_LIMIT', 'NO_VOTES_LEFT', 'INVALID_STATE', 'STALE_VERSION'],
    ];
    expect([...seen].sort()).toEqual(wanted.flat().sort());
  });
});

describe('the property above finds votes that', LONG, () => {
  test.each(Object.entries(plants))('%s', async (_, plant) => {
    const bounds = { seed: SEED, numRuns: 1_500, endOnFailure: true };
    const { failed, errorInstance } = await fc.check(votesHold(new Set(), plant), bounds);
    // What only makes the code or the model crash is not found by a comparison.
    if (failed && (errorInstance as Error).name !== 'AssertionError') throw errorInstance;
    expect(failed).toBe(true);
  });
});
