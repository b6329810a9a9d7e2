import { describe, expect, test } from 'vitest';
import {
  addUp,
  counterWrite,
  effectsOf,
  type Projection,
  type StreamRecord,
  unseen,
} from '../../functions/projection/fold.ts';
import { FOLD_LIMIT, type Fold, planFolds } from '../../functions/projection/plan.ts';
import { toStreamRecord } from '../../functions/projection/stream.ts';
import type { Item } from '../../functions/table/client.ts';
import { counterKey } from '../../functions/table/keys.ts';

const counter = (name: string) => counterKey('demo', name, 'ALL');

/** A thing counts once, and with its weight, in each of its groups; a noter leaves a note for each of its words. */
const projections = new Map<string, Projection>([
  [
    'THING',
    {
      contributions: (item) =>
        (item.groups as string[]).map((group) => ({
          key: counter(group),
          add: { things: 1, weight: Number(item.weight ?? 0) },
        })),
    },
  ],
  [
    'NOTER',
    {
      puts: ({ after }) =>
        ((after?.words ?? []) as string[]).map((word) => ({
          PK: 'NOTE',
          SK: word,
          from: String(after?.from),
        })),
    },
  ],
]);

let sequence = 0;
function record(before: object | undefined, after: object | undefined, expired = false): StreamRecord {
  sequence += 1;
  const item = (image: object | undefined) =>
    image === undefined ? undefined : ({ PK: 'a', SK: 'b', ...image } as Item);
  return { before: item(before), after: item(after), sequenceNumber: String(sequence), expired };
}
const thing = (groups: string[], weight = 0) => ({ et: 'THING', groups, weight });
const noter = (words: string[], from = 'me') => ({ et: 'NOTER', words, from });
const fold = (records: StreamRecord[]) => planFolds(effectsOf(projections, records), new Map(), 0);
const putsOf = (one: Fold | undefined) =>
  (one?.writes ?? []).flatMap((write) => ('put' in write ? [write.put] : []));
const sums = (one: Fold | undefined) =>
  Object.fromEntries(
    (one?.writes ?? []).flatMap((write) => {
      if (!('update' in write)) return [];
      const added = Object.entries(write.values ?? {}).filter(([place]) => place.startsWith(':add_'));
      const amounts = added.map(([place, amount]) => [place.replace(':add_', ''), amount]);
      return [[write.update.PK.split('#').at(-1), Object.fromEntries(amounts)]];
    }),
  );
const groups = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `g${from + n}`);

describe('a fold', () => {
  test('adds what the new image counts and subtracts what the old image counted', () => {
    const records = [
      record(undefined, thing(['a'], 5)),
      record(thing(['a'], 5), thing(['a', 'b'], 7)),
      record(thing(['b'], 2), undefined),
    ];
    const folds = fold(records);
    expect(folds).toHaveLength(1);
    expect(sums(folds[0])).toEqual({ a: { things: 1, weight: 7 }, b: { weight: 5 } });
    expect(folds[0]?.lastSequenceNumber).toBe(records[2]?.sequenceNumber);
  });

  test('writes no item that its records together leave unchanged', () => {
    const folds = fold([
      record(undefined, thing(['a'], 5)),
      record(thing(['a'], 5), undefined),
      record(undefined, thing(['b'])),
    ]);
    expect(folds).toHaveLength(1);
    expect(sums(folds[0])).toEqual({ b: { things: 1 } });
  });

  test('of records that cancel each other still moves the checkpoint past them', () => {
    const records = [record(undefined, thing(['a'])), record(thing(['a']), undefined)];
    expect(fold(records)).toEqual([{ writes: [], lastSequenceNumber: records[1]?.sequenceNumber }]);
  });

  test('ignores no-op changes, items without a projection, and removals by TTL', () => {
    const nothing = [
      record(thing(['a'], 5), thing(['a'], 5)),
      record(undefined, { et: 'STRANGER', groups: ['a'] }),
      record(undefined, { groups: ['a'] }),
      record(thing(['a'], 5), undefined, true),
      record(undefined, noter([])),
    ];
    expect(fold(nothing)).toEqual([]);
    const [counted] = fold([...nothing, record(undefined, thing(['a'])), ...nothing]);
    expect(sums(counted)).toEqual({ a: { things: 1 } });
    expect(counted?.lastSequenceNumber).toBe(String(sequence));
  });

  test('holds at most 99 items and is split between records, in their order', () => {
    const records = [
      record(undefined, thing(groups(0, 60))),
      record(undefined, thing(groups(30, 99))),
      record(undefined, thing(groups(98, 100))),
      record(undefined, noter(['x', 'y'])),
    ];
    const folds = fold(records);
    expect(folds.map((one) => [Object.keys(sums(one)).length, putsOf(one).length])).toEqual([
      [99, 0],
      [2, 2],
    ]);
    expect(folds.map(({ lastSequenceNumber }) => lastSequenceNumber)).toEqual([
      records[1]?.sequenceNumber,
      records[3]?.sequenceNumber,
    ]);
    expect(FOLD_LIMIT).toBe(99);
  });

  test('of a thousand records of one item is one write', () => {
    const records = Array.from({ length: 1_000 }, (_, n) =>
      record(n === 0 ? undefined : thing(['a'], n), thing(['a'], n + 1)),
    );
    expect(fold(records).map(sums)).toEqual([{ a: { things: 1, weight: 1_000 } }]);
  });

  test('puts an item once, as the latest record wants it', () => {
    const [one] = fold([
      record(undefined, noter(['x', 'y'], 'first')),
      record(noter(['x']), noter(['x'], 'second')),
    ]);
    expect(putsOf(one)).toEqual([
      { PK: 'NOTE', SK: 'x', from: 'second' },
      { PK: 'NOTE', SK: 'y', from: 'first' },
    ]);
  });
});

describe('a checkpoint', () => {
  const numbered = (...numbers: string[]) =>
    numbers.map((sequenceNumber) => ({ sequenceNumber, deltas: [], puts: [], edits: [], dated: [] }));

  test('hides the records up to it, compared as numbers and not as text', () => {
    const records = numbered(
      '9',
      '10',
      '99999999999999999999',
      '100000000000000000000',
      '100000000000000000001',
    );
    const left = (checkpoint?: string) =>
      unseen(records, checkpoint).map(({ sequenceNumber }) => sequenceNumber);
    expect(left()).toHaveLength(5);
    expect(left('9')).toEqual([
      '10',
      '99999999999999999999',
      '100000000000000000000',
      '100000000000000000001',
    ]);
    expect(left('99999999999999999999')).toEqual(['100000000000000000000', '100000000000000000001']);
    // Beyond what a JavaScript number tells apart.
    expect(left('100000000000000000000')).toEqual(['100000000000000000001']);
    expect(left('100000000000000000001')).toEqual([]);
  });
});

describe('a counter’s update', () => {
  test('adds every amount at once, with names and values outside the expression', () => {
    const [delta] = [...addUp([{ key: counter('a'), add: { things: 1, weight: -3 } }]).values()];
    if (delta === undefined) throw new Error('The delta is gone.');
    const write = counterWrite(delta);
    expect(write).toEqual({
      update: counter('a'),
      set: 'SET #et = :set_et ADD #things :add_things, #weight :add_weight',
      names: { '#et': 'et', '#things': 'things', '#weight': 'weight' },
      values: { ':set_et': 'COUNTER', ':add_things': 1, ':add_weight': -3 },
    });
  });
});

describe('a stream record', () => {
  const image = { PK: { S: 'a' }, SK: { S: 'b' }, n: { N: '5' } };
  const ttl = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

  test('has its images, and tells removals by TTL from all others', () => {
    const removal = (userIdentity?: object) =>
      toStreamRecord({
        dynamodb: { SequenceNumber: '7', OldImage: image },
        ...(userIdentity && { userIdentity }),
      });
    expect(removal(ttl)).toEqual({
      before: { PK: 'a', SK: 'b', n: 5 },
      after: undefined,
      sequenceNumber: '7',
      expired: true,
      images: { OldImage: image },
    });
    expect(removal().expired).toBe(false);
    expect(removal({ type: 'Service', principalId: 'replication.dynamodb.amazonaws.com' }).expired).toBe(
      false,
    );
    expect(removal({ type: 'User', principalId: 'dynamodb.amazonaws.com' }).expired).toBe(false);
  });

  test('keeps a number that JavaScript cannot hold as text, so that a reader refuses it', () => {
    const NewImage = { ...image, n: { N: '12345678901234567890.5' }, m: { N: '9007199254740993' } };
    const { after } = toStreamRecord({ dynamodb: { SequenceNumber: '7', NewImage } });
    expect(after).toMatchObject({ n: '12345678901234567890.5', m: '9007199254740993' });
  });

  test('without a sequence number is refused: it could not be counted exactly once', () => {
    expect(() => toStreamRecord({ dynamodb: { NewImage: image } })).toThrow('no sequence number');
  });
});
