import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type * as stream from '../../../functions/projection/stream.ts';
import { runsOf, seedOf } from '../../support/runs.ts';
import { startWorld } from '../../table/world.ts';
import { compareAsText, nightPlants, plants, troublePlants } from './model/plants.ts';
import { play } from './model/play.ts';
import type { Plant } from './model/run.ts';
import { inMemory, onEngine } from './model/stage.ts';
import { nights, type Story, story, troubles } from './model/story.ts';

vi.mock('../../../functions/table/retry.ts', () => import('../../support/no-wait.ts'));
// One after the other, so that a story can be had again.
vi.mock('../../../functions/platform/concurrently.ts', () => ({
  concurrently: async <T>(items: readonly T[], _: number, work: (item: T) => Promise<void>) => {
    for (const item of items) await work(item);
  },
}));
// What this version of the code cannot read is a part of the story.
vi.mock('../../../functions/projection/stream.ts', async (original) => {
  const real = await original<typeof stream>();
  const { read, readRecord } = await import('./model/code.ts');
  return {
    toStreamRecord: (record: Parameters<typeof real.toStreamRecord>[0]) =>
      readRecord(real.toStreamRecord(record)),
    itemOf: (image: unknown) => read(real.itemOf(image)),
  };
});
afterEach(() => void vi.restoreAllMocks());

const SEED = 20_261_103;
const seen = new Set<string>();
const rankingsHold = (stories: fc.Arbitrary<Story>, plant: Plant = {}) =>
  fc.asyncProperty(stories, async (told) => void (await play(told, inMemory(), { seen, plant })));

// Half a minute on a machine that does nothing else.
const LONG = { timeout: runsOf(300_000) };

describe('ranks, movements, lists and every node of every season equal a brute-force sort', LONG, () => {
  test('whatever happens, and however the stream is cut, repeated, split and interrupted', async () => {
    seen.clear();
    await fc.assert(rankingsHold(story), { ...seedOf(SEED), numRuns: runsOf(350) });
    expect([...seen].sort()).toEqual(
      [
        ['CRASH', 'LOST_ANSWER', 'SILENCE', 'CONFLICT', 'OVERLAP', 'CAPACITY', 'STALE', 'MIXED'],
        ['TWICE', 'FROM AN EARLIER BORDER', 'IN THE GAP', 'SPLIT'],
        ['TURN', 'SUSPEND', 'REINSTATE', 'RENAME', 'LEAVE', 'JOIN', 'JOIN_HIDDEN'],
        ['TTL OF A RECORD', 'TTL OF A FACT', 'TTL OF A MEMBER', 'TTL OF A HANDOVER', 'RAISE', 'CLOSE'],
        ['HANDED OVER', 'HANDED OVER AGAIN', 'RECORDS HANDED OVER', 'RECEIVED ON THE NEXT DAY'],
        ['DAY', 'WEEK', 'MONTH', 'YEAR', 'SEVERAL SEASONS', 'NEXT DAY', 'LATE IN A RECORD', 'LATE IN A NODE'],
        ['RELISTED', 'STAYS', 'STAYS AWAY'],
        ['SPOILT RECORD', 'SPOILT FACT', 'SPOILT HANDOVER', 'NOT MAPPED', 'IN QUARANTINE'],
        ['REQUEUED', 'REQUEUED IN VAIN'],
        ['TIE', 'HIDDEN', 'UNFIT', 'LOWEST FIRST', 'CODES', 'UP', 'DOWN', 'SEVERAL PAGES'],
      ]
        .flat()
        .sort(),
    );
  });

  test('when one midnight after the other passes while the stream is behind', async () => {
    await fc.assert(rankingsHold(nights), { ...seedOf(SEED), numRuns: runsOf(150) });
  });

  test('when much cannot be read, until it is mended, and is requeued at any moment', async () => {
    seen.clear();
    await fc.assert(rankingsHold(troubles), { ...seedOf(SEED), numRuns: runsOf(150) });
    const inTrouble = ['RECORD', 'FACT', 'HANDOVER'].map((what) => `SPOILT ${what}`);
    for (const one of [...inTrouble, 'NOT MAPPED', 'IN QUARANTINE', 'REQUEUED', 'REQUEUED IN VAIN'])
      expect(seen).toContain(one);
  });

  test('on the engine, where everything is written as it is in memory', async () => {
    const world = await startWorld({ lasting: true });
    try {
      let runs = 0;
      const alike = fc.asyncProperty(story, async (told) => {
        runs += 1;
        const slug = `run-${runs}`;
        const [real, memory] = [
          await play(told, onEngine(world), { slug }),
          await play(told, inMemory(), { slug }),
        ];
        expect(real.images).toEqual(memory.images);
      });
      await fc.assert(alike, { ...seedOf(SEED), numRuns: runsOf(8) });
    } finally {
      await world.close();
    }
  });
});

describe('the properties above find a projector that', LONG, () => {
  /** Where the first story that shows it would come late. */
  const SEEDS: Partial<Record<string, number>> = {
    'hands over what was added and not what belongs before the day': 3,
    'begins a node’s day and does not ask whether it was changed since': 1,
  };
  async function finds(stories: fc.Arbitrary<Story>, plant?: Plant, seed = SEED): Promise<void> {
    const bounds = { seed, numRuns: 1_500, endOnFailure: true };
    const { failed, errorInstance } = await fc.check(rankingsHold(stories, plant), bounds);
    // What only makes the projector or the model crash is not found by a comparison.
    if (failed && (errorInstance as Error).name !== 'AssertionError') throw errorInstance;
    expect(failed).toBe(true);
  }

  test.each(Object.entries(plants))('%s', async (_, plant) => finds(story, plant));
  test.each(Object.entries(troublePlants))('%s', async (_, plant) => finds(troubles, plant));
  test.each(Object.entries(nightPlants))('%s', async (name, plant) => finds(nights, plant, SEEDS[name]));
  test('compares sequence numbers as text', async () => {
    compareAsText();
    await finds(story);
  });
});
