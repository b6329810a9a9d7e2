import { createHash } from 'node:crypto';

// A shuffled order: stable for one viewer, and over viewers no entry has a better place than another. Entry n comes by
// -ln(u)/weight, where u is a hash of the seed and n, evenly spread over (0, 1): the weighted shuffle of Efraimidis and Spirakis,
// https://doi.org/10.1016/j.ipl.2005.11.003. Every entry has the weight 1.

/** The finalizer of MurmurHash3: each bit of what goes in changes about half of those that come out. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Gives an entry's place by its number: less comes first. No two numbers have the same in practice (52 bits). */
function placesOf(seed: string): (number: number) => number {
  const digest = createHash('sha256').update(seed).digest();
  const [first, second] = [digest.readUInt32BE(0), digest.readUInt32BE(4)];
  return (number) => {
    const high = mixed(mixed(number) ^ first);
    const low = mixed(mixed(number ^ 0x9e3779b9) ^ second) >>> 12;
    // 52 bits, and a half so that it is never 0 or 1.
    return -Math.log((high * 0x100000 + low + 0.5) / 2 ** 52);
  };
}

/**
 * So many of the numbers as `count` says, in the order of the seed: those that come after the number `after`, or from the first on.
 */
export function fairPage(
  numbers: Iterable<number>,
  { seed, after, count }: { seed: string; after: number | undefined; count: number },
): number[] {
  const placeOf = placesOf(seed);
  const from: Placed = after === undefined ? [Number.NEGATIVE_INFINITY, 0] : [placeOf(after), after];
  const page: Placed[] = [];
  for (const number of numbers) {
    const placed: Placed = [placeOf(number), number];
    if (!comesBefore(from, placed)) continue;
    const last = page.at(-1);
    if (page.length === count && last !== undefined && !comesBefore(placed, last)) continue;
    if (page.length === count) page.pop();
    // From behind: of thousands few come into a page, and those near its end.
    let at = page.length;
    while (at > 0 && comesBefore(placed, page[at - 1] as Placed)) at -= 1;
    page.splice(at, 0, placed);
  }
  return page.map(([, number]) => number);
}

type Placed = readonly [place: number, number: number];
const comesBefore = ([left, leftNumber]: Placed, [right, rightNumber]: Placed) =>
  left < right || (left === right && leftNumber < rightNumber);
