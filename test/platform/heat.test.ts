import { describe, expect, test } from 'vitest';
import { createHeat } from '../../functions/platform/heat.ts';

const clock = () => {
  let at = Date.parse('2026-11-02T03:00:00.000Z');
  const pass = (millis: number) => {
    at += millis;
  };
  return { now: () => new Date(at), pass };
};

describe('an item at which another writer was met', () => {
  test('is hot for a minute from the last time', () => {
    const { now, pass } = clock();
    const heat = createHeat(now);
    expect(heat.isHot('lane')).toBe(false);
    expect(heat.met('lane')).toBe(true);
    pass(59_999);
    expect([heat.isHot('lane'), heat.isHot('other')]).toEqual([true, false]);
    expect(heat.met('lane')).toBe(false);
    pass(59_999);
    expect(heat.isHot('lane')).toBe(true);
    pass(1);
    expect(heat.isHot('lane')).toBe(false);
    expect(heat.met('lane')).toBe(true);
  });

  test('does not stay hot longer when the clock is set back', () => {
    const { now, pass } = clock();
    const heat = createHeat(now);
    heat.met('lane');
    pass(-86_400_000);
    expect(heat.isHot('lane')).toBe(false);
  });

  test('is forgotten when two thousand newer ones are known', () => {
    const heat = createHeat(clock().now);
    for (let n = 0; n <= 2_000; n += 1) heat.met(String(n));
    expect([heat.isHot('0'), heat.isHot('1'), heat.isHot('2000')]).toEqual([false, true, true]);
  });
});
