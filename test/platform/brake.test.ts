import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Allowance, type Brake, createBrake, MAX_CALLERS } from '../../functions/platform/brake.ts';

/** A brake and the clock that it goes by, in milliseconds. */
function brakeAt(start = 0): { brake: Brake; clock: { millis: number } } {
  const clock = { millis: start };
  return { brake: createBrake(() => new Date(clock.millis)), clock };
}

/** How many of so many requests pass. */
function passing(brake: Brake, caller: string, allowance: Allowance, requests: number): number {
  return Array.from({ length: requests }, () => brake.take(caller, allowance)).filter((passed) => passed)
    .length;
}

const allowances = fc.record({
  atOnce: fc.integer({ min: 1, max: 20 }),
  perSecond: fc.integer({ min: 1, max: 50 }),
});
const CALLERS = ['a', 'b', 'c'];
const steps = (wait: fc.Arbitrary<number>) =>
  fc.array(fc.record({ wait, caller: fc.constantFrom(...CALLERS) }), { minLength: 1, maxLength: 300 });
const onward = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5_000 }));
const anyhow = fc.oneof(onward, fc.integer({ min: -10_000_000, max: 0 }));

/** What passed, when: by the time that the clock has gone onward in all, back steps left out. */
function play(allowance: Allowance, requests: { wait: number; caller: string }[]) {
  const { brake, clock } = brakeAt(Date.UTC(2026, 10, 2));
  let onwardMillis = 0;
  return requests.flatMap(({ wait, caller }) => {
    clock.millis += wait;
    onwardMillis += Math.max(0, wait);
    return brake.take(caller, allowance) ? [{ caller, at: onwardMillis }] : [];
  });
}

function expectWithin({ atOnce, perSecond }: Allowance, passed: { caller: string; at: number }[]): void {
  for (const caller of CALLERS) {
    const times = passed.filter((one) => one.caller === caller).map(({ at }) => at);
    for (const [first, from] of times.entries()) {
      for (let last = first; last < times.length; last += 1) {
        const millis = (times[last] ?? 0) - from;
        expect((last - first + 1) * 1_000).toBeLessThanOrEqual(atOnce * 1_000 + perSecond * millis);
      }
    }
  }
}

describe('a rate limiter', () => {
  test('admits, in any span of time, its burst and its rate and no more', () => {
    fc.assert(
      fc.property(allowances, steps(onward), (allowance, requests) =>
        expectWithin(allowance, play(allowance, requests)),
      ),
    );
  });

  test('admits no more when the clock is set back, however often', () => {
    fc.assert(
      fc.property(allowances, steps(anyhow), (allowance, requests) =>
        expectWithin(allowance, play(allowance, requests)),
      ),
    );
  });

  test('admits a caller within a second, and a whole burst after a pause', () => {
    fc.assert(
      fc.property(allowances, steps(anyhow), (allowance, requests) => {
        const { brake, clock } = brakeAt();
        for (const { wait, caller } of requests) {
          clock.millis += wait;
          if (brake.take(caller, allowance)) continue;
          clock.millis += 1_000;
          expect(brake.take(caller, allowance)).toBe(true);
        }
        for (const caller of CALLERS) brake.take(caller, allowance);
        clock.millis += Math.ceil((allowance.atOnce * 1_000) / allowance.perSecond);
        for (const caller of CALLERS)
          expect(passing(brake, caller, allowance, allowance.atOnce + 5)).toBe(allowance.atOnce);
      }),
    );
  });

  test('admits all requests that come slower than its rate', () => {
    const { brake, clock } = brakeAt();
    const allowance = { atOnce: 1, perSecond: 3 };
    for (let request = 0; request < 1_000; request += 1) {
      expect(brake.take('a', allowance)).toBe(true);
      clock.millis += 334;
    }
  });

  test('counts only admitted requests, so a loop that does not stop gets its rate', () => {
    const { brake, clock } = brakeAt();
    const allowance = { atOnce: 10, perSecond: 20 };
    let passed = 0;
    for (let millis = 0; millis < 10_000; millis += 1) {
      clock.millis = millis;
      passed += passing(brake, 'a', allowance, 2);
    }
    expect(passed).toBe(10 + Math.floor((20 * 9_999) / 1_000));
  });

  test('does not wait for a time that the clock was set back from', () => {
    const { brake, clock } = brakeAt(Date.UTC(2030, 0, 1));
    const allowance = { atOnce: 5, perSecond: 5 };
    passing(brake, 'a', allowance, 5);
    clock.millis = Date.UTC(2026, 0, 1);
    expect(brake.take('a', allowance)).toBe(false);
    clock.millis += 1_000;
    expect(passing(brake, 'a', allowance, 9)).toBe(5);
  });

  test('keeps a bounded number of callers, and forgets the one not seen for longest', () => {
    const { brake } = brakeAt();
    const once = { atOnce: 1, perSecond: 1 };
    const heardOf = (caller: string) => !brake.take(caller, once);
    brake.take('first', once);
    brake.take('second', once);
    expect(heardOf('first')).toBe(true);
    for (let n = 0; n < MAX_CALLERS - 1; n += 1) brake.take(`caller ${n}`, once);
    expect(heardOf('first')).toBe(true);
    expect(heardOf('second')).toBe(false);
  });
});
