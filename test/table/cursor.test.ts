import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RequestError } from '../../functions/platform/errors.ts';
import type { Item } from '../../functions/table/client.ts';
import {
  type Connection,
  type ListName,
  listConnection,
  type PageRequest,
  pageOf,
} from '../../functions/table/cursor.ts';
import { membersPartition } from '../../functions/table/keys.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

type List = ListName & { newestFirst?: boolean };
const read = (list: List, page: PageRequest): Promise<Connection<number>> =>
  listConnection(world.deps, list, page, (item: Item) => Number(item.n));
const numbers = (connection: Connection<number>) => connection.edges.map(({ node }) => node);

/** A list of a program with `count` items, 0 first. */
async function listOf(programId: string, count: number): Promise<List> {
  const list: List = { index: 'GSI1', partition: membersPartition(programId) };
  for (let n = 0; n < count; n += 1) {
    const place = String(n).padStart(4, '0');
    await world.table.write({
      put: { PK: `P#${programId}#MEM#${place}`, SK: 'MEMBER', GSI1PK: list.partition, GSI1SK: place, n },
    });
  }
  return list;
}

/** The whole list, page by page; `pages` are what each page held. */
async function walk(list: List, first: number): Promise<{ pages: number[][]; cursors: string[] }> {
  const pages: number[][] = [];
  const cursors: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: Connection<number> = await read(list, { first, after });
    pages.push(numbers(page));
    cursors.push(...page.edges.map(({ cursor }) => cursor));
    expect(page.pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor ?? null);
    if (!page.pageInfo.hasNextPage) return { pages, cursors };
    after = page.pageInfo.endCursor;
  }
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

describe('a list', () => {
  test('is paged without a gap or a double, and says truly whether there is more', async () => {
    const list = await listOf('walked', 7);
    expect((await walk(list, 3)).pages).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    // At an exact border there is no empty page after the last.
    expect((await walk(list, 7)).pages).toEqual([range(0, 7)]);
    expect((await walk(list, 6)).pages).toEqual([range(0, 6), [6]]);
    expect((await walk(list, 8)).pages).toEqual([range(0, 7)]);
    expect((await walk(list, 1)).pages).toEqual(range(0, 7).map((n) => [n]));
    expect((await walk({ ...list, newestFirst: true }, 4)).pages).toEqual([
      [6, 5, 4, 3],
      [2, 1, 0],
    ]);
  });

  test('of a hundred items is one page, and of a hundred and one it is two', async () => {
    const list = await listOf('hundred', 100);
    expect((await walk(list, 100)).pages.map((page) => page.length)).toEqual([100]);
    await world.table.write({
      put: { PK: 'P#hundred#MEM#x', SK: 'MEMBER', GSI1PK: list.partition, GSI1SK: '0100', n: 100 },
    });
    expect((await walk(list, 100)).pages).toEqual([range(0, 100), [100]]);
  });

  test('that is empty has no cursor and no next page', async () => {
    expect(await read({ index: 'GSI1', partition: 'nothing' }, { first: 5 })).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  test('continues after a cursor whose item is deleted, and from the middle of a page', async () => {
    const list = await listOf('gone', 5);
    const { cursors } = await walk(list, 5);
    await world.table.write({ delete: { PK: 'P#gone#MEM#0001', SK: 'MEMBER' } });
    expect(numbers(await read(list, { first: 2, after: cursors[1] }))).toEqual([2, 3]);
    expect(numbers(await read(list, { first: 2, after: cursors[4] }))).toEqual([]);
  });

  test('of items so large that the service cuts a page short still says that there is more', async () => {
    const list: List = { partition: 'large' };
    for (const n of range(0, 5)) {
      await world.table.write({ put: { PK: 'large', SK: String(n), n, ballast: 'x'.repeat(380_000) } });
    }
    expect((await walk(list, 5)).pages.flat()).toEqual(range(0, 5));
  });

  test('of a partition of the table, by prefix, is paged as well', async () => {
    for (const SK of ['A#1', 'A#2', 'A#3', 'B#1'])
      await world.table.write({ put: { PK: 'own', SK, n: Number(SK.slice(2)) } });
    expect((await walk({ partition: 'own', prefix: 'A#' }, 2)).pages).toEqual([[1, 2], [3]]);
  });
});

describe('a list in memory', () => {
  const pageFrom = (items: readonly number[], page: PageRequest, partition = 'in memory') =>
    pageOf(world.deps, partition, items, page, (n) => String(n).padStart(4, '0'));

  test('is paged without a gap or a double, and says truly whether there is more', async () => {
    for (const first of [1, 2, 3, 6, 7, 8, 100]) {
      const seen: number[] = [];
      for (let after: string | null = null; ; ) {
        const page: Connection<number> = await pageFrom(range(0, 7), { first, after });
        seen.push(...numbers(page));
        expect(page.edges.length).toBe(Math.min(first, 7 - (seen.length - page.edges.length)));
        after = page.pageInfo.endCursor;
        if (!page.pageInfo.hasNextPage) break;
      }
      expect(seen).toEqual(range(0, 7));
    }
  });

  test('that is empty has no cursor and no next page', async () => {
    expect(await pageFrom([], { first: 5 })).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  test('continues after a cursor whose item is deleted, before newer items', async () => {
    const { edges } = await pageFrom(range(0, 5), { first: 5 });
    const after = edges[2]?.cursor;
    expect(numbers(await pageFrom([0, 1, 3, 4, 5], { first: 2, after }))).toEqual([3, 4]);
    expect(numbers(await pageFrom([0, 1], { first: 2, after }))).toEqual([]);
  });

  test('refuses a page of another size, and the cursors of another list', async () => {
    const refusal = { code: 'BAD_USER_INPUT' };
    for (const first of [0, -1, 101]) await expect(pageFrom([1], { first })).rejects.toMatchObject(refusal);
    const { pageInfo } = await pageFrom(range(0, 5), { first: 2 }, 'another');
    for (const after of [pageInfo.endCursor, '', 'x', 'AAAA', '🍵']) {
      await expect(pageFrom([1], { first: 1, after })).rejects.toMatchObject(refusal);
    }
  });
});

describe('the size of a page', () => {
  test.each([[0], [-1], [101], [1_000_000]])('cannot be %i', async (first) => {
    const asked = read({ index: 'GSI1', partition: 'any' }, { first });
    await expect(asked).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: '`first` must be 1 to 100.',
    });
  });
});

describe('a cursor', () => {
  const refused = async (list: List, after: string) => {
    const asked = read(list, { first: 2, after });
    await expect(asked).rejects.toThrow(RequestError);
    await expect(asked).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  };
  const cursorOf = async (list: List) => String((await read(list, { first: 1 })).pageInfo.endCursor);

  test('of another program, list or prefix is refused', async () => {
    const [mine, theirs] = [await listOf('mine', 3), await listOf('theirs', 3)];
    await refused(mine, await cursorOf(theirs));
    const one = { put: { PK: mine.partition, SK: 'A#1', GSI2PK: mine.partition, GSI2SK: 'A#1', n: 1 } };
    await world.table.write(one);
    const others: List[] = [
      { partition: mine.partition },
      { partition: mine.partition, prefix: 'A#' },
      { index: 'GSI2', partition: mine.partition },
    ];
    const cursor = await cursorOf(mine);
    for (const other of others) {
      await refused(other, cursor);
      await refused(mine, await cursorOf(other));
    }
  });

  test('with any bit flipped is refused', async () => {
    const list = await listOf('bits', 2);
    const bytes = Buffer.from(await cursorOf(list), 'base64url');
    for (const at of bytes.keys()) {
      const tampered = Buffer.from(bytes);
      tampered[at] = (tampered[at] ?? 0) ^ 1;
      await refused(list, tampered.toString('base64url'));
    }
  });

  test('has one form: with characters that base64 decoders skip it is refused', async () => {
    const list = await listOf('form', 2);
    const cursor = await cursorOf(list);
    const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = [...ALPHABET].filter((letter) => !cursor.endsWith(letter));
    const others = last.map((letter) => `${cursor.slice(0, -1)}${letter}`);
    for (const other of [...others, `${cursor}=`, ` ${cursor}`, `${cursor}\n`, `${cursor}.`, `${cursor}A`])
      await refused(list, other);
  });

  test('reveals nothing of the item it points to', async () => {
    const list = await listOf('secret', 2);
    const bytes = Buffer.from(await cursorOf(list), 'base64url');
    for (const text of ['secret', 'MEM#', '0000'])
      expect([text, bytes.includes(Buffer.from(text))]).toEqual([text, false]);
  });

  test('changed to point elsewhere under an old signature is refused', async () => {
    const list = await listOf('forged', 2);
    const bytes = Buffer.from(await cursorOf(list), 'base64url');
    const position = JSON.stringify(['P#other#MEM#0000', 'MEMBER', membersPartition('other'), '0000']);
    await refused(list, Buffer.concat([bytes.subarray(0, 16), Buffer.from(position)]).toString('base64url'));
  });

  test.each([
    [''],
    ['x'],
    ['null'],
    ['AAAA'],
    ['a'.repeat(5_000)],
    ['🍵'],
    ['../../etc/passwd'],
    ['W10'],
    [Buffer.alloc(16).toString('base64url')],
    [Buffer.from(`${'\0'.repeat(16)}["P#mine#MEM#0000","MEMBER"]`).toString('base64url')],
  ])('that is garbage is refused: %s', async (garbage) => {
    await refused({ index: 'GSI1', partition: 'any' }, garbage);
  });
});
