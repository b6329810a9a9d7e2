import { MAX_UNITS } from '../../functions/projection/count-tree.ts';

// The distribution that the budgets of rankings are stated for: scores are lognormal, as sums of many small rewards come
// to be, and each event is a step of one member drawn at random.

const MU = 6.2;
const SIGMA = 1.6;
const STEPS = [1, 5, 10, 10, 25, 50, 100, 200] as const;

/** The same numbers from 0 up to 1 for the same seed (mulberry32), so that each run measures the same board. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many scores, median about 490. The first of many are those of few. */
export function scoresOf(count: number, random: () => number): Int32Array {
  return Int32Array.from({ length: count }, () => {
    // Box and Muller's way from two even numbers to a normal one.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.min(MAX_UNITS, Math.max(1, Math.round(Math.exp(MU + SIGMA * normal))));
  });
}

/** Whom an event is of, among so many, and how far it takes them. */
export function drawEvent(members: number, random: () => number): { member: number; step: number } {
  const member = Math.floor(random() * members);
  return { member, step: STEPS[Math.floor(random() * STEPS.length)] ?? 1 };
}

/** The place, among the first `size` scores, of one that is the median. */
export function medianMember(scores: Int32Array, size: number): number {
  const first = scores.subarray(0, size);
  return first.indexOf(first.toSorted()[Math.floor(size / 2)] ?? 0);
}
