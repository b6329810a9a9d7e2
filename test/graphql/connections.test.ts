import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meter } from '../../bench/meter.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { CONNECTIONS, isOfRoot, isOperators, LISTS, queryOf } from '../support/lists.ts';
import type { Shelf } from '../support/surface.ts';
import { flaws, homeOf } from '../support/surfaces.ts';

// The pages of every list, as a client turns them: their size, and cursors that are not theirs.

const PAGE = '{ edges { cursor } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } }';
const PLACES = CONNECTIONS.filter((place) => place in LISTS);
const isOfOne = (place: string) => !isOfRoot(place);

let api: Api;
let counted: ReturnType<typeof meter>;
/** Two of what each list is of, by program and list. */
const ids: Record<string, Record<string, string[]>> = {};

beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
  for (const slug of ['demo', 'other']) await fill(slug);
  await api.tick();
  await api.drain();
});
afterAll(() => api.close());

/** Two of everything in a program, and two members who have two of everything. */
async function fill(slug: string): Promise<void> {
  const referralPolicy = { approvalMode: 'MANUAL', holdingPeriodDays: 0, newCustomersOnly: false };
  await api.createProgram({ slug, referralPolicy });
  const owner = { token: await api.as(slug, 'OWNER') };
  const members = [await api.join(slug, 'first'), await api.join(slug, 'second')];
  const shelf: Shelf = { api, slug, owner, members };
  const known: Record<string, string[]> = {};
  for (const place of PLACES.filter(isOfOne))
    known[place] = (await LISTS[place]?.of?.two(shelf)) ?? members.map(({ memberId }) => memberId);
  ids[slug] = known;
  // Boards count from two minutes later on.
  api.clock.advance({ minutes: 2 });
  for (const [one, member] of members.entries())
    for (const turn of [1, 2]) {
      for (const [index, place] of PLACES.entries()) {
        const id = known[place]?.[one] ?? '';
        await LISTS[place]?.fill?.({ ...shelf, member, id, text: `${index}-${one}${turn}` });
      }
      api.clock.advance({ days: 1 });
    }
}

type Page = {
  edges: { cursor: string }[];
  pageInfo: {
    startCursor: string | null;
    endCursor: string | null;
    hasNextPage: boolean;
    hasPreviousPage: boolean;
  };
};

async function turn(
  place: string,
  page: { first: number; after?: string | null },
  at: { slug?: string; one?: number } = {},
) {
  const { query, path } = queryOf(place, `(first: $first, after: $after) ${PAGE}`);
  const { slug = 'demo', one = 0 } = at;
  const credential: Credential = {
    token: isOperators(place) ? await api.operator() : await api.as(slug, 'OWNER'),
  };
  const id = query.includes('$id') ? '$id: ID!, ' : '';
  const document = `query(${id}$first: Int!, $after: String) ${query}`;
  const variables = { id: ids[slug]?.[place]?.[one], ...page };
  const { result, bill } = await counted.during(() =>
    api.send(isOperators(place) ? 'operator' : slug, document, variables, credential),
  );
  const found = path.reduce((value, name) => value?.[name], result.body.data) as Page | null | undefined;
  return {
    page: found,
    codes: (result.body.errors ?? []).map(({ extensions }) => extensions.code),
    status: result.status,
    bill,
  };
}

async function cursorOf(place: string, at: { slug?: string; one?: number } = {}): Promise<string> {
  const { page } = await turn(place, { first: 1 }, at);
  const cursor = page?.pageInfo.endCursor;
  if (page?.edges.length !== 1 || cursor == null)
    throw new Error(`${place} is empty: its \`fill\` in ${homeOf(place)} puts two in it.`);
  return cursor;
}

test('every connection of the schema is tested here', () => {
  expect(flaws('lists', CONNECTIONS, Object.keys(LISTS))).toEqual([]);
});

describe.each(PLACES)('%s', (place) => {
  test('returns pages of 1 to 100 that follow one another', async () => {
    const whole = await turn(place, { first: 100 });
    const one = await turn(place, { first: 1 });
    const rest = await turn(place, { first: 100, after: one.page?.pageInfo.endCursor ?? null });
    expect([whole.codes, one.codes, rest.codes]).toEqual([[], [], []]);
    expect([one.page?.edges.length, one.page?.pageInfo.hasNextPage]).toEqual([1, true]);
    expect([...(one.page?.edges ?? []), ...(rest.page?.edges ?? [])]).toEqual(whole.page?.edges);
    expect(whole.page?.pageInfo.hasNextPage).toBe(false);
  });

  test('has true pageInfo: cursors, hasNextPage and hasPreviousPage of each page', async () => {
    const { page: first } = await turn(place, { first: 1 });
    const after = first?.pageInfo.endCursor ?? null;
    const { page: rest } = await turn(place, { first: 100, after });
    const { page: beyond } = await turn(place, { first: 1, after: rest?.pageInfo.endCursor ?? null });
    const cursors = (page: Page | null | undefined) => page?.edges.map(({ cursor }) => cursor) ?? [];
    expect(cursors(rest).length).toBeGreaterThan(0);
    expect([first, rest, beyond].map((page) => page?.pageInfo)).toEqual([
      { startCursor: after, endCursor: after, hasNextPage: true, hasPreviousPage: false },
      {
        startCursor: cursors(rest).at(0),
        endCursor: cursors(rest).at(-1),
        hasNextPage: false,
        hasPreviousPage: true,
      },
      { startCursor: null, endCursor: null, hasNextPage: false, hasPreviousPage: true },
    ]);
  });

  test.each([0, -1, 101, 2_147_483_647])('refuses a page size of %d', async (first) => {
    const { page, codes, status } = await turn(place, { first });
    expect([page ?? null, codes, status]).toEqual([null, ['BAD_USER_INPUT'], 400]);
  });

  test('refuses text that is not a cursor', async () => {
    const real = await cursorOf(place);
    const bytes = Buffer.from(real, 'base64url');
    const position = bytes.subarray(16).toString();
    const tampered = [
      '',
      'x',
      '0',
      '커서',
      'null',
      'x'.repeat(5_000),
      real.slice(0, -1),
      `${real}AAAA`,
      bytes.toString('hex'),
      Buffer.concat([bytes.subarray(0, 16), Buffer.from(position.replace('demo', 'other'))])
        .toString('base64url')
        .slice(0, -2),
      Buffer.from(position).toString('base64url'),
    ];
    for (const after of tampered) {
      const { page, codes } = await turn(place, { first: 1, after });
      expect([after, page ?? null, codes]).toEqual([after, null, ['BAD_USER_INPUT']]);
    }
  });

  test('refuses cursors of every other list, without reading the table', async () => {
    for (const other of PLACES.filter((one) => one !== place)) {
      const { page, codes, bill } = await turn(place, { first: 1, after: await cursorOf(other) });
      expect([other, page ?? null, codes]).toEqual([other, null, ['BAD_USER_INPUT']]);
      // The member and the account that the list is of are read before it; the list is not.
      const { way = [], reads = way.length } = LISTS[place] ?? {};
      expect([other, bill.calls]).toEqual([other, reads]);
    }
  });
});

describe('a cursor of the same list', () => {
  test.each(PLACES.filter((place) => !isOperators(place)))(
    'of %s is refused in the other program’s list',
    async (place) => {
      const theirs = await cursorOf(place, { slug: 'other' });
      expect((await turn(place, { first: 1, after: theirs })).codes).toEqual(['BAD_USER_INPUT']);
      expect((await turn(place, { first: 1, after: theirs }, { slug: 'other' })).codes).toEqual([]);
    },
  );

  test.each(PLACES.filter(isOfOne))('of %s is refused in another member’s or board’s list', async (place) => {
    const theirs = await cursorOf(place, { one: 1 });
    expect((await turn(place, { first: 1, after: theirs })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await turn(place, { first: 1, after: theirs }, { one: 1 })).codes).toEqual([]);
  });
});
