// Which of the numbers from 1 on were seen, a bit for each: so that a ledger of any size can be read in any order.

/** Small enough that an account of a few entries costs little. */
const WORDS = 16;
const NUMBERS_A_PAGE = WORDS * 32;

export type NumbersSeen = {
  /** Different numbers that were seen. */
  count: number;
  highest: number;
  /** A number that was seen more than once: the first that was found. */
  double: number | undefined;
  pages: Map<number, Uint32Array>;
};

export const noNumbers = (): NumbersSeen => ({ count: 0, highest: 0, double: undefined, pages: new Map() });

const placeOf = (number: number) => {
  const page = Math.floor(number / NUMBERS_A_PAGE);
  const bit = number - page * NUMBERS_A_PAGE;
  return { page, word: bit >>> 5, mask: 1 << (bit & 31) };
};

export function see(seen: NumbersSeen, number: number): void {
  const { page, word, mask } = placeOf(number);
  const words = seen.pages.get(page) ?? new Uint32Array(WORDS);
  const before = words[word] ?? 0;
  if ((before & mask) !== 0) {
    seen.double ??= number;
    return;
  }
  words[word] = before | mask;
  seen.pages.set(page, words);
  seen.count += 1;
  seen.highest = Math.max(seen.highest, number);
}

const wasSeen = (seen: NumbersSeen, number: number) => {
  const { page, word, mask } = placeOf(number);
  return ((seen.pages.get(page)?.[word] ?? 0) & mask) !== 0;
};

/** What is wrong with numbers that should be 1 to `last`, each once; undefined when they are. */
export function flawOf(seen: NumbersSeen, last: number): string | undefined {
  if (seen.double !== undefined) return `number ${seen.double} is there twice`;
  if (seen.highest > last) return `number ${seen.highest} is past the last`;
  if (seen.count === last) return undefined;
  let missing = 1;
  while (wasSeen(seen, missing)) missing += 1;
  return `number ${missing} is missing`;
}
