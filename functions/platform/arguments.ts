import { RequestError } from './errors.ts';

// How much the arguments of a list may ask for.

const MAX_AROUND = 25;

/** Throws RequestError BAD_USER_INPUT for more neighbours than are read at once. */
export function assertAround(given: {
  above?: number | null | undefined;
  below?: number | null | undefined;
}): asserts given is { above: number; below: number } {
  for (const count of [given.above, given.below])
    if (count == null || count < 0 || count > MAX_AROUND)
      throw new RequestError('BAD_USER_INPUT', `\`above\` and \`below\` must be 0 to ${MAX_AROUND}.`);
}

const MAX_IDS = 100;

/** Throws RequestError BAD_USER_INPUT for more subjects than are read at once. */
export function assertIds(subjectIds: readonly unknown[]): void {
  if (subjectIds.length > MAX_IDS)
    throw new RequestError('BAD_USER_INPUT', `\`subjectIds\` must hold at most ${MAX_IDS} ids.`);
}

export const MAX_DAYS = 366;

/**
 * Throws RequestError BAD_USER_INPUT for a span that is backwards, over MAX_DAYS, or begins before the year
 * 1.
 */
export function countDays({ from, to }: { from: string; to: string }): number {
  if (from < '0001-01-01' || to < '0001-01-01')
    throw new RequestError(
      'BAD_USER_INPUT',
      'Days begin with the year 1: `from` must not be before 0001-01-01.',
    );
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  if (days >= 1 && days <= MAX_DAYS) return days;
  throw new RequestError(
    'BAD_USER_INPUT',
    `\`from\` must not be after \`to\`, and at most ${MAX_DAYS} days are counted, both of them included.`,
  );
}
