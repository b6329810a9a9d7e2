import { expect, test } from 'vitest';
import { createCache } from '../../functions/platform/cache.ts';

test('a copy in memory is answered for as long as it is fresh, by a clock that goes either way', async () => {
  let now = 100_000;
  let loads = 0;
  const cache = createCache(() => new Date(now));
  const ask = () =>
    cache.through('key', 30_000, async () => {
      loads += 1;
      return loads;
    });
  expect(await ask()).toBe(1);
  now += 29_999;
  expect(await ask()).toBe(1);
  now += 1;
  expect(await ask()).toBe(2);
  // A second back is a clock that was corrected; half a minute is another time.
  now -= 1_000;
  expect(await ask()).toBe(2);
  now -= 29_000;
  expect(await ask()).toBe(3);
});
