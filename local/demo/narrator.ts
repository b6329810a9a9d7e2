import { isDeepStrictEqual } from 'node:util';

/** Tells the campaign step by step, and compares what came out with what had to. */
export type Narrator = {
  /** The next step: who does what. */
  step(sentence: string): void;
  /** A line under the step. */
  note(sentence: string): void;
  /** Compares; a difference is told at once and counted. */
  check(what: string, got: unknown, wanted: unknown): void;
  /** How many comparisons there were, and how many failed. */
  result(): { checked: number; wrong: number };
};

export function createNarrator(print: (line: string) => void): Narrator {
  let steps = 0;
  let checked = 0;
  let wrong = 0;
  return {
    step: (sentence) => {
      steps += 1;
      print(`${String(steps).padStart(2)}. ${sentence}`);
    },
    note: (sentence) => print(`      ${sentence}`),
    check: (what, got, wanted) => {
      checked += 1;
      if (isDeepStrictEqual(got, wanted)) return print(`      ${what}: ${show(got)}`);
      wrong += 1;
      print(`WRONG ${what}: ${show(got)}, and it must be ${show(wanted)}`);
    },
    result: () => ({ checked, wrong }),
  };
}

/** Numbers with thousands apart, an object as `available 500, pending 0`. */
function show(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en-US');
  if (Array.isArray(value)) return value.map(show).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${show(part)}`)
    .join(', ');
}
