import { expect, test, vi } from 'vitest';
import { ConditionFailed } from '../../functions/table/client.ts';
import { Contended, optimistically } from '../../functions/table/optimistic.ts';
import { backoffMillis } from '../../functions/table/retry.ts';

vi.mock('../../functions/table/retry.ts', async (original) => ({
  ...(await original<typeof import('../../functions/table/retry.ts')>()),
  sleep: () => Promise.resolve(),
}));

test('an optimistic write whose conditions hold runs once and returns its answer', async () => {
  const round = vi.fn(async () => 'done');
  expect(await optimistically(round)).toBe('done');
  expect(round.mock.calls).toEqual([[false]]);
});

test('an optimistic write reads consistently from the second round on', async () => {
  const round = vi.fn(async (_retry: boolean) => 'done');
  round.mockRejectedValueOnce(new ConditionFailed([0])).mockRejectedValueOnce(new ConditionFailed([1]));
  expect(await optimistically(round)).toBe('done');
  expect(round.mock.calls).toEqual([[false], [true], [true]]);
});

test('an optimistic write ends at once with any other failure', async () => {
  const failure = new Error('Nothing to do with rivals.');
  const round = vi.fn(async () => {
    throw failure;
  });
  await expect(optimistically(round)).rejects.toBe(failure);
  expect(round).toHaveBeenCalledTimes(1);
});

test.each([
  ['16 rounds, however short the waits', 0, 16],
  ['11 rounds when each wait is the longest: the next would pass 8 seconds', 1, 11],
])(
  'an optimistic write gives up after %s, and says that nothing was written',
  async (_when, chance, rounds) => {
    const drawn = vi.spyOn(Math, 'random').mockReturnValue(chance);
    const round = vi.fn(async () => {
      throw new ConditionFailed([0]);
    });
    await expect(optimistically(round)).rejects.toThrow(Contended);
    expect(round).toHaveBeenCalledTimes(rounds);
    drawn.mockRestore();
  },
);

test('the waits of an optimistic write grow at random and never exceed 1,600 milliseconds', () => {
  const chance = vi.spyOn(Math, 'random').mockReturnValue(1);
  expect([1, 2, 3, 10, 16].map(backoffMillis)).toEqual([20, 40, 80, 1600, 1600]);
  chance.mockReturnValue(0);
  expect(backoffMillis(16)).toBe(0);
});
