import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slug } from '../../functions/features/programs/rules.ts';
import type { Key } from '../../functions/table/client.ts';
import * as keys from '../../functions/table/keys.ts';

type Build<T> = (program: string, ...texts: string[]) => T;
/** Every builder of keys.ts whose name ends so, by its name, but those of another form. */
function buildersOf<T>(ending: string, others: Record<string, Build<T> | null>): Record<string, Build<T>> {
  const named = Object.entries(keys).filter(
    ([name, value]) => name.endsWith(ending) && typeof value === 'function',
  );
  return Object.fromEntries(
    named.flatMap(([name, build]) => {
      const made = name in others ? others[name] : (build as unknown as Build<T>);
      return made == null ? [] : [[name, made]];
    }),
  );
}

/** With texts in place of what is no text, or another text; null where they are of no program. */
const KEYS = buildersOf<Key>('Key', {
  expiryKey: (program, text = '') => keys.expiryKey(program, text, '202611'),
  wrongCodesKey: (program, text = '') => keys.wrongCodesKey(program, text, '2026-11-02T03'),
  clickKey: (program, text = '') => keys.clickKey(program, text, '2026-11-02', text),
  recordKey: (program, text = '') => keys.recordKey(keys.memberPartition(program, text), text, text),
  treeNodeKey: (program, text = '') => keys.treeNodeKey(program, text, text, 3, 2_097_151),
  dayStartKey: (program, text = '') => keys.dayStartKey(keys.treeNodeKey(program, text, text, 3, 2_097_151)),
  resultKeyKey: null,
  handoverKey: null,
  checkpointKey: null,
  quarantineKey: null,
  quarantinePartKey: null,
});
const PARTITIONS = buildersOf<string>('Partition', {
  standingsPartition: (program, text = '') => keys.standingsPartition(program, text, text, 63),
  duePartition: null,
  earlierDuePartition: null,
});

/** Every key of a program, with the same text in each place that takes any. */
const keysOf = (program: string, text: string): Record<string, Key> => ({
  ...Object.fromEntries(
    Object.entries(KEYS).map(([name, build]) => [name, build(program, text, text, text)]),
  ),
  recordOfCode: keys.recordKey(keys.codePartition(program, text), text, text),
});
const listsOf = (program: string, text: string) =>
  Object.values(PARTITIONS).map((build) => build(program, text, text));

const slugs = fc.stringMatching(/^[a-z][a-z0-9-]{2,8}$/).filter((name) => slug.safeParse(name).success);
/** Text with everything that means something in a key, and pieces of other programs' keys. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        '#',
        'P#',
        'demo',
        'other',
        '#MEM#',
        '#EXT#',
        'ENTRY',
        '\n',
        '민지',
        '🍵',
        '/',
        'CHECKPOINT#',
        '',
      ),
    )
    .map((parts) => parts.join('')),
);

describe('a key', () => {
  test('is tested for every builder of keys.ts, by its name', () => {
    expect(Object.keys(KEYS).length).toBeGreaterThan(20);
    expect(Object.keys(PARTITIONS).length).toBeGreaterThan(9);
  });

  test('belongs to the program it was built for, whatever text stands in it', () => {
    fc.assert(
      fc.property(slugs, texts, (program, text) => {
        for (const key of Object.values(keysOf(program, text))) expect(keys.programOf(key)).toBe(program);
        for (const PK of listsOf(program, text)) expect(keys.programOf({ PK, SK: '' })).toBe(program);
      }),
    );
  });

  test('of one program is never that of another, whatever text either is given', () => {
    fc.assert(
      fc.property(slugs, slugs, texts, texts, (one, other, text, otherText) => {
        fc.pre(one !== other);
        const theirs = new Set(Object.values(keysOf(other, otherText)).map(({ PK }) => PK));
        for (const { PK } of Object.values(keysOf(one, text))) expect(theirs.has(PK)).toBe(false);
        const lists = new Set(listsOf(other, otherText));
        for (const list of listsOf(one, text)) expect(lists.has(list)).toBe(false);
      }),
    );
  });

  test('of one kind is never that of another kind, where text is a client’s choice', () => {
    fc.assert(
      fc.property(slugs, texts, texts, (program, text, otherText) => {
        const chosen = ['externalIdKey', 'codeKey', 'entryKey', 'eventKey', 'apiKeyKey'];
        const [mine, theirs] = [keysOf(program, text), keysOf(program, otherText)];
        for (const one of chosen) {
          for (const other of Object.keys(theirs)) {
            if (one !== other) expect(mine[one]).not.toEqual(theirs[other]);
          }
        }
      }),
    );
  });

  test('of a tree node is that of no other node, board or season', () => {
    const place = fc.record({
      board: fc.constantFrom('lbd_1', 'lbd_2'),
      season: fc.constantFrom('ALL', '2026', '2026-11', '2026-W47', '2026-11-21'),
      level: fc.nat(3),
      prefix: fc.nat(2 ** 21 - 1),
      isDayStart: fc.boolean(),
    });
    const keyOf = ({
      board,
      season,
      level,
      prefix,
      isDayStart,
    }: typeof place extends fc.Arbitrary<infer T> ? T : never) => {
      const key = keys.treeNodeKey('demo', board, season, level, prefix);
      return isDayStart ? keys.dayStartKey(key) : key;
    };
    fc.assert(
      fc.property(place, place, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        const [mine, theirs] = [keyOf(one), keyOf(other)];
        expect(mine.PK === theirs.PK && mine.SK === theirs.SK).toBe(isSame);
      }),
    );
  });

  test('of a record is among those of its board, and of no other board', () => {
    const partition = keys.memberPartition('demo', 'mem_1');
    const { PK, SK } = keys.recordKey(partition, 'lbd_1', '2026-11');
    expect(PK).toBe(partition);
    expect(SK.startsWith(keys.recordPrefix())).toBe(true);
    expect(SK.startsWith(keys.recordPrefix('lbd_1'))).toBe(true);
    expect(SK.startsWith(keys.recordPrefix('lbd_'))).toBe(false);
  });

  test('differs for texts that differ', () => {
    fc.assert(
      fc.property(texts, texts, (text, other) => {
        fc.pre(text !== other);
        expect(keys.externalIdKey('demo', text)).not.toEqual(keys.externalIdKey('demo', other));
        expect(keys.codeKey('demo', text)).not.toEqual(keys.codeKey('demo', other));
      }),
    );
  });

  test('of the deployment belongs to no program', () => {
    expect(keys.programOf(keys.SECRETS_KEY)).toBeUndefined();
    expect(keys.programOf(keys.checkpointKey('shardId-P#demo'))).toBeUndefined();
    expect(keys.programOf({ PK: keys.PROGRAMS_PARTITION, SK: 'x' })).toBeUndefined();
  });
});

test('entries sort by their number', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.nat(999_999_999), (one, other) => {
      expect(keys.entrySort(one) < keys.entrySort(other)).toBe(one < other);
    }),
  );
});

test('a counter’s day is read back from its period, and from no other', () => {
  const counter = (period: string) => keys.counterKey('demo', 'PROGRAM', period);
  expect(keys.counterDay(counter(keys.dayPeriod('2026-11-02')))).toBe('2026-11-02');
  for (const period of ['ALL', 'DAY#', 'DAY#2026-11', 'X#DAY#2026-11-02', 'DAY#2026-11-02#']) {
    expect(keys.counterDay(counter(period))).toBeUndefined();
  }
});
