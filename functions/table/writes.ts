import type { Item, Key, Write } from './client.ts';

// The writes that stores make, each with the condition that holds it. Names of attributes and what stands between them are
// constants of ours; all else is a value.

type Condition = { condition: string; names: Record<string, string>; values?: Record<string, unknown> };
type Values = Readonly<Record<string, unknown>>;
type Numbers = Readonly<Record<string, number>>;

const IS_ABSENT: Condition = { condition: 'attribute_not_exists(#PK)', names: { '#PK': 'PK' } };

/** Holds while an item with a `version` is as it was read; version 0 is that of an item that is not there. */
const atVersion = (version: number): Condition =>
  version === 0
    ? IS_ABSENT
    : {
        condition: '#version = :read_version',
        names: { '#version': 'version' },
        values: { ':read_version': version },
      };

/** Writes an item whose key is free. */
export const insert = (item: Item): Write => ({ put: item, ...IS_ABSENT });

/** Writes an item over the version that was read. */
export const replace = (item: Item, version: number): Write => ({ put: item, ...atVersion(version) });

/** Takes an item away at the version that was read. */
export const remove = (key: Key, version: number): Write => ({ delete: key, ...atVersion(version) });

/** A check for a transaction: no item has the key. */
export const absent = (key: Key): Write => ({ check: key, ...IS_ABSENT });

/** A check for a transaction: the item is as it was read. */
export const unchanged = (key: Key, version: number): Write => ({ check: key, ...atVersion(version) });

/** Holds while no item has the key, or one that has these values. */
function isAbsentOr(same: Values): Condition {
  const { equal, names, values } = placed('holder', same);
  return {
    condition: `attribute_not_exists(#PK) OR (${equal.join(' AND ')})`,
    names: { '#PK': 'PK', ...names },
    values,
  };
}

/** Takes a key for whoever the values name; they may have it already. */
export const take = (item: Item, holder: Values): Write => ({ put: item, ...isAbsentOr(holder) });

/** Gives a key up that these values took, if they did. */
export const release = (key: Key, holder: Values): Write => ({ delete: key, ...isAbsentOr(holder) });

/** What an update does to an item's attributes. */
export type Changes = {
  set?: Values;
  /** Set where the item has no such attribute yet. */
  setOnce?: Values;
  add?: Numbers;
};

/** What must hold of an item for it to be changed. */
export type Expected = {
  /** It is there. */
  there?: true;
  missing?: readonly string[];
  equal?: Values;
  /** It does not have these values: it has others or none. */
  unlike?: Values;
  below?: Numbers;
  atMost?: Numbers;
  atLeast?: Numbers;
};

/**
 * Changes attributes of an item, which is made where there is none and what is expected allows it. Fails
 * where it is not as expected.
 */
export function update(key: Key, changes: Changes, expected: Expected = {}): Write {
  const set = placed('set', changes.set);
  const once = placed('first', changes.setOnce);
  const add = placed('add', changes.add);
  const holds = conditionOf(expected);
  const sets = [
    ...set.equal,
    ...once.pairs.map(([name, value]) => `${name} = if_not_exists(${name}, ${value})`),
  ].join(', ');
  const adds = add.pairs.map((pair) => pair.join(' ')).join(', ');
  return {
    update: key,
    set: [sets && `SET ${sets}`, adds && `ADD ${adds}`].filter(Boolean).join(' '),
    ...(holds.all.length === 0 ? {} : { condition: holds.all.join(' AND ') }),
    ...inOne([set, once, add, holds]),
  };
}

/**
 * Adds to counts of an item, which is made with what `set` says where there is none. Fails where one of them
 * has reached its limit.
 */
export function increment(
  key: Key,
  counts: Readonly<Record<string, { by: number; limit: number }>>,
  set: Values = {},
): Write {
  const of = (part: 'by' | 'limit') =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count[part]]));
  const below = conditionOf({ below: of('limit') });
  const write = update(key, { set, add: of('by') });
  return {
    ...write,
    condition: `attribute_not_exists(${Object.keys(below.names)[0]}) OR (${below.all.join(' AND ')})`,
    ...inOne([write, below]),
  };
}

type Placed = { names?: Record<string, string>; values?: Values };

function conditionOf(expected: Expected) {
  const present = placed('there', expected.there === true ? { PK: '' } : {});
  const missing = placed('missing', Object.fromEntries((expected.missing ?? []).map((name) => [name, ''])));
  const same = placed('read', expected.equal);
  const other = placed('not', expected.unlike);
  const below = placed('below', expected.below);
  const most = placed('most', expected.atMost);
  const least = placed('least', expected.atLeast);
  const all = [
    ...present.pairs.map(([name]) => `attribute_exists(${name})`),
    ...missing.pairs.map(([name]) => `attribute_not_exists(${name})`),
    ...same.equal,
    ...other.pairs.map(([name, value]) => `(attribute_not_exists(${name}) OR ${name} <> ${value})`),
    ...below.pairs.map((pair) => pair.join(' < ')),
    ...most.pairs.map((pair) => pair.join(' <= ')),
    ...least.pairs.map((pair) => pair.join(' >= ')),
  ];
  const named = [present, missing].map(({ names }) => ({ names }));
  return { all, ...inOne([...named, same, other, below, most, least]) };
}

/** Attributes by placeholders, which read like them where an expression takes all signs of their names. */
function placed(word: string, attributes: Values = {}) {
  const all = Object.entries(attributes);
  const pairs = all.map(([name], index): [string, string] =>
    /^\w+$/.test(name) ? [`#${name}`, `:${word}_${name}`] : [`#${word}_${index}`, `:${word}_${index}`],
  );
  return {
    pairs,
    equal: pairs.map((pair) => pair.join(' = ')),
    names: Object.fromEntries(all.map(([name], index) => [pairs[index]?.[0], name])),
    values: Object.fromEntries(all.map(([, value], index) => [pairs[index]?.[1], value])),
  };
}

function inOne(parts: readonly Placed[]): { names: Record<string, string>; values: Record<string, unknown> } {
  return {
    names: Object.assign({}, ...parts.map(({ names }) => names)),
    values: Object.assign({}, ...parts.map(({ values }) => values)),
  };
}
