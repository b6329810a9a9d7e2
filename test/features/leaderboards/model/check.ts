import { expect } from 'vitest';
import type { Board } from '../../../../functions/features/leaderboards/boards/rules.ts';
import {
  type KnownSeason,
  knownSeason,
  seasonView,
  viewSeason,
} from '../../../../functions/features/leaderboards/boards/seasons.ts';
import { getBoard } from '../../../../functions/features/leaderboards/boards/store.ts';
import {
  gapAbove,
  listAround,
  listTop,
  newIndexReads,
  rankChangeOf,
  rankOf,
  tiesAndPercentileOf,
} from '../../../../functions/features/leaderboards/ranking/operations.ts';
import { seasonCounter } from '../../../../functions/features/leaderboards/ranking/store.ts';
import { sizeOf } from '../../../../functions/features/leaderboards/ranking/tree.ts';
import { getRecords } from '../../../../functions/features/leaderboards/records/operations.ts';
import { recordKeyOf } from '../../../../functions/features/leaderboards/records/store.ts';
import type { RecordView } from '../../../../functions/features/leaderboards/records/views.ts';
import { isListed, type Member } from '../../../../functions/features/members/rules.ts';
import { countsAtDayStart, countsOf } from '../../../../functions/projection/dated.ts';
import { catalog } from '../../../../functions/registry/catalog.ts';
import type { Item, Key } from '../../../../functions/table/client.ts';
import { dayStartKey, treeNodeKey } from '../../../../functions/table/keys.ts';
import { type Expected, isPast, nodesOf, type Standings, type Sum, standingsOf, sumsOf } from './brute.ts';
import { dayNow, type Run } from './run.ts';

// Compares all that a reader can see of every board and season, and every node behind it, with what brute force says.

const NODE_BYTES = 1_024;

type Season = { view: KnownSeason; sums: Sum[]; standings: Standings };

/** Checks a story in which all of the stream was delivered. */
export async function check(run: Run): Promise<void> {
  const seasons = await seasonsOf(run);
  if (seasons.length > new Set(seasons.map(({ view }) => view.board.id)).size)
    run.seen.add('SEVERAL SEASONS');
  const keys = seasons.flatMap(({ view, sums }) =>
    sums.map(({ subjectId }) => keyText(recordKeyOf(view, view.key, subjectId))),
  );
  expect(new Set(run.images.keys())).toEqual(new Set(keys));
  await checkNodes(run, seasons);
  for (const season of seasons) {
    await checkRecords(run, season);
    await checkLists(run, season);
    noteSeen(run, season);
  }
}

const keyText = ({ PK, SK }: Key) => `${PK}\n${SK}`;

/** Every season of every board that anything counts in. */
async function seasonsOf(run: Run): Promise<Season[]> {
  const { setting, deps, stage, book } = run;
  const { program, members } = setting;
  const now = stage.now();
  const boards = await Promise.all(setting.boards.map(({ id }) => getBoard(deps, program.id, id)));
  return boards
    .filter((board) => board !== undefined)
    .flatMap((board) =>
      [...sumsOf(board, program.timeZone, book.booked, now)].map(([season, sums]) => {
        const view = viewOf(run, board, season);
        const all = [...sums.values()];
        const owner = ({ ownerId }: Sum) => members.get(ownerId);
        const isOver = isPast(board, program.timeZone, season, now.toISOString());
        const listedNow = (sum: Sum) => {
          const latest = imagesOf(run, view, sum).at(-1);
          // Who is listed in a season that is over was decided before; each change of it is held to that when it is made.
          if (isOver && latest !== undefined) return stays(run, latest.listed === true, owner(sum));
          const member = owner(sum);
          return member !== undefined && isListed(member);
        };
        const standings = standingsOf(board, all, listedNow, (sum) => wasListed(run, view, sum));
        return { view, sums: all, standings };
      }),
    );
}

/** Something may be said to have happened a few minutes from now, in a season that has not begun. */
function viewOf({ setting, stage }: Run, board: Board, season: string): KnownSeason {
  try {
    return knownSeason(catalog, viewSeason(board, setting.program, { key: season }, stage.now()));
  } catch (error) {
    expect(String(error)).toContain('has not begun');
    return knownSeason(catalog, seasonView(board, setting.program, season));
  }
}

/** Notes a record that is listed otherwise than its member is by now. */
function stays({ seen }: Run, listed: boolean, member: Member | undefined): boolean {
  if (listed !== (member !== undefined && isListed(member))) seen.add(listed ? 'STAYS' : 'STAYS AWAY');
  return listed;
}

const imagesOf = ({ images }: Run, view: KnownSeason, { subjectId }: Sum): Item[] =>
  images.get(keyText(recordKeyOf(view, view.key, subjectId))) ?? [];

/** True when a record was listed as the day of now began: before the first change of that on this day. */
function wasListed(run: Run, view: KnownSeason, sum: Sum): boolean {
  const today = dayNow(run);
  const all = imagesOf(run, view, sum);
  const turn = all.findIndex((item, place) => {
    const before = all[place - 1];
    return before !== undefined && before.listed !== item.listed && String(item.day) >= today;
  });
  return all.at(turn === -1 ? -1 : turn - 1)?.listed === true;
}

async function checkRecords({ deps, stage }: Run, { view, sums, standings }: Season): Promise<void> {
  const readNode = (key: Key) => stage.table.get(key);
  const subjects = sums.map(({ subjectId }) => subjectId);
  const records = await getRecords(deps, view, subjects);
  const actual = records.map(async (record, place): Promise<[string, Expected | undefined]> => {
    if (record === undefined) return [String(subjects[place]), undefined];
    const { score, reachedAt, listed } = record.record;
    const [rank, company, rankChange, gap] = await Promise.all([
      rankOf(record, readNode),
      tiesAndPercentileOf(record, readNode),
      rankChangeOf(record, readNode, stage.now()),
      gapAbove(deps, record, newIndexReads()),
    ]);
    const [tiedWithCount, percentile] = [company?.tiedWithCount ?? null, company?.percentile ?? null];
    return [
      record.ranked.subjectId,
      { score, reachedAt, listed, rank, tiedWithCount, percentile, rankChange, gap },
    ];
  });
  expect(Object.fromEntries(await Promise.all(actual))).toEqual(standings.records);
}

/** The list, page by page, and a part of it around one record. */
async function checkLists({ deps, stage, told, seen }: Run, { view, standings }: Season): Promise<void> {
  const readNode = (key: Key) => stage.table.get(key);
  const shown = (views: readonly RecordView[]) =>
    Promise.all(
      views.map(async (one) => ({
        subjectId: one.ranked.subjectId,
        rank: await rankOf(one, readNode),
        gap: await gapAbove(deps, one, newIndexReads()),
      })),
    );
  const expected = standings.order.map((subjectId) => {
    const { rank, gap } = standings.records[subjectId] ?? {};
    return { subjectId, rank, gap };
  });
  const list: RecordView[] = [];
  const places: unknown[] = [];
  for (let after: string | null = null; ; ) {
    const page = { first: told.page, after };
    const { edges, pageInfo } = await listTop(deps, view, page, newIndexReads());
    const views = edges.map(({ node }) => node);
    list.push(...views);
    places.push(...(await shown(views)));
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) break;
    seen.add('SEVERAL PAGES');
  }
  expect(places).toEqual(expected);
  const place = told.page % Math.max(list.length, 1);
  const subject = list[place];
  if (subject === undefined) return;
  const alone: RecordView = { season: view, ranked: subject.ranked, record: subject.record };
  const around = await listAround(deps, alone, { above: 1, below: 2 }, newIndexReads());
  expect(await shown(around)).toEqual(expected.slice(Math.max(place - 1, 0), place + 3));
}

const withoutZeros = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

/** Every node that was ever written or should have been, now and when the day began; and the counters of seasons. */
async function checkNodes(run: Run, seasons: readonly Season[]): Promise<void> {
  const { setting, stage } = run;
  const { program } = setting;
  const today = dayNow(run);
  const expected = new Map(
    seasons.flatMap(({ view, standings }) => {
      const [now, atDayStart] = [nodesOf(standings.units), nodesOf(standings.dayStartUnits)];
      return [...new Set([...now.keys(), ...atDayStart.keys()])].map((name) => {
        const [level = 0, prefix = 0] = name.split(' ').map(Number);
        const { PK } = treeNodeKey(program.id, view.board.id, view.key, level, prefix);
        return [PK, { now: now.get(name) ?? {}, atDayStart: atDayStart.get(name) ?? {} }] as const;
      });
    }),
  );
  const names = [...new Set([...run.nodes, ...expected.keys()])];
  const keys = names.map((PK) => ({ PK, SK: 'NODE' }));
  const counters = seasons.map(({ view }) => seasonCounter(program.id, view.board.id, view.key));
  const items = await stage.table.batchGet([...keys, ...keys.map(dayStartKey), ...counters], {
    consistent: true,
  });
  const [nodes, dayStarts] = [items.slice(0, keys.length), items.slice(keys.length, 2 * keys.length)];
  const actual = names.map((PK, place) => {
    const [node, dayStart] = [nodes[place], dayStarts[place]];
    const now = withoutZeros(countsOf(node));
    const atDayStart = withoutZeros(countsAtDayStart(node, dayStart, today));
    return [PK, { now, atDayStart }];
  });
  const nothing = { now: {}, atDayStart: {} };
  expect(Object.fromEntries(actual)).toEqual(
    Object.fromEntries(names.map((PK) => [PK, expected.get(PK) ?? nothing])),
  );
  for (const node of [...nodes, ...dayStarts]) expect(bytesOf(node)).toBeLessThanOrEqual(NODE_BYTES);
  checkTotals(seasons, names, nodes, items.slice(2 * keys.length));
}

/** The sizes of the boards, which say when they were written, and the counters of their seasons. */
function checkTotals(
  seasons: readonly Season[],
  names: readonly string[],
  nodes: readonly (Item | undefined)[],
  counters: readonly (Item | undefined)[],
): void {
  for (const [place, { view, standings }] of seasons.entries()) {
    const { board, key } = view;
    const root = nodes[names.indexOf(treeNodeKey(board.programId, board.id, key, 0, 0).PK)];
    expect(sizeOf(root)).toBe(standings.order.length);
    if (root !== undefined) expect(root.at).toEqual(expect.any(Number));
    const counter: Partial<Item> = counters[place] ?? {};
    const { ranked = 0, unfit = 0 } = counter;
    expect({ ranked, unfit }).toEqual({ ranked: standings.order.length, unfit: standings.unfit });
  }
}

/** The size of an item of numbers and text as DynamoDB reckons it, at the least favourable. */
function bytesOf(item: Item | undefined): number {
  return Object.entries(item ?? {}).reduce((sum, [name, value]) => {
    const bytes = typeof value === 'number' ? Math.ceil(String(value).length / 2) + 2 : String(value).length;
    return sum + name.length + bytes;
  }, 0);
}

/** Notes what there was to be compared. */
function noteSeen({ seen }: Run, { view, standings }: Season): void {
  const { board } = view;
  const records = Object.values(standings.records);
  if (board.seasonKind !== 'ALL_TIME') seen.add(board.seasonKind);
  if (board.subject === 'REFERRAL_CODE') seen.add('CODES');
  if (board.direction === 'LOWEST_FIRST' && standings.order.length > 1) seen.add('LOWEST FIRST');
  if (standings.unfit > 0) seen.add('UNFIT');
  for (const { tiedWithCount, listed, rankChange, rank } of records) {
    if ((tiedWithCount ?? 0) > 0) seen.add('TIE');
    if (!listed && rank !== null) seen.add('HIDDEN');
    if (rankChange !== null && rankChange > 0) seen.add('UP');
    if (rankChange !== null && rankChange < 0) seen.add('DOWN');
  }
}
