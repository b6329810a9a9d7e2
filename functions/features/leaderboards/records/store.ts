import { createHash } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import { Fault } from '../../../platform/errors.ts';
import type { Edit } from '../../../projection/edits.ts';
import type { Item, Key } from '../../../table/client.ts';
import { GSI1 } from '../../../table/definition.ts';
import type { Deps } from '../../../table/deps.ts';
import { ENTITY } from '../../../table/entities.ts';
import { recordKey, recordPrefix, standingsPartition } from '../../../table/keys.ts';
import { pagesOf, queryAll } from '../../../table/pages.ts';
import type { KnownBoard } from '../boards/catalog.ts';
import type { Metric } from '../boards/metric.ts';
import { type Board, writeShards } from '../boards/rules.ts';
import type { KnownSeason } from '../boards/seasons.ts';
import type { Ranked, Subject } from '../boards/subject.ts';
import { type RankRecord, rankedUnits, recordModel, scoreSort } from './rules.ts';

// The items of records. Whoever changes one does it by an edit that is made here.

/** The stored name of the score at the day start is older. */
export const parseRecord = (item: Item): RankRecord =>
  recordModel.parse({ ...item, scoreAtDayStart: item.morning });

export const recordKeyOf = ({ board, subject }: KnownBoard, season: string, subjectId: string): Key =>
  recordKey(subject.partition(board.programId, subjectId), board.id, season);

/** Only a subject that is not its own owner has the owner written down. */
export function rankedOf(item: Item): Ranked {
  const subjectId = item.PK.slice(item.PK.lastIndexOf('#') + 1);
  return { subjectId, ownerId: String(item.owner ?? subjectId) };
}

export function boardSeasonOf(item: Item): { boardId: string; season: string } {
  const [, boardId = '', season = ''] = item.SK.split('#');
  return { boardId, season };
}

/** The shard of the index by score that a record is written to. */
export function shardOf(board: Board, subject: string, now: Date): number {
  const [first = 0, second = 0] = createHash('sha256').update(subject).digest();
  return (first * 256 + second) % writeShards(board, now);
}

/** Where a record stands in the index by score. */
export const placeOf = (
  { board, subject }: KnownBoard,
  subjectId: string,
  { reachedAt }: RankRecord,
  units: number,
): string => scoreSort(units, board.direction, subject.tie?.(subjectId) ?? reachedAt, subjectId);

/** What is not ranked stands in no index, and so in no list. */
export function recordItem(
  known: KnownBoard,
  season: string,
  { subjectId, ownerId }: Ranked,
  record: RankRecord,
  now: Date,
): Item {
  const { scoreAtDayStart, scale, backfilled, turn, ...rest } = record;
  const { board } = known;
  const key = recordKeyOf(known, season, subjectId);
  const units = rankedUnits(record);
  const index = units !== null && {
    GSI1PK: standingsPartition(board.programId, board.id, season, shardOf(board, subjectId, now)),
    GSI1SK: placeOf(known, subjectId, record, units),
  };
  // Small, because a record is copied whole into the index: usual values are left out.
  return {
    ...key,
    ...index,
    et: ENTITY.record,
    ...rest,
    morning: scoreAtDayStart,
    ...(ownerId === subjectId ? {} : { owner: ownerId }),
    ...(scale === 1 ? {} : { scale }),
    ...(backfilled ? { backfilled } : {}),
    ...(turn === 0 ? {} : { turn }),
  };
}

/**
 * `change` is given the record as it is, and whether its owner is listed at that moment: of a record that is
 * there, only if `asked` says ALWAYS. It gives undefined when nothing changes.
 */
export function recordEdit(
  known: KnownBoard,
  season: string,
  ranked: Ranked,
  change: (record: RankRecord | undefined, listed: boolean) => RankRecord | undefined,
  { now, asked = 'NEW' }: { now: Clock; asked?: Edit['owner']['asked'] },
): Edit {
  const { programId } = known.board;
  const { owner } = known.subject;
  return {
    key: recordKeyOf(known, season, ranked.subjectId),
    owner: { key: owner.key(programId, ranked.ownerId), asked },
    apply: (before, ownerItem) => {
      const record = before === undefined ? undefined : parseRecord(before);
      const changed = change(record, owner.isListed(ownerItem));
      const isSame = changed === undefined || changed === record;
      return isSame ? undefined : recordItem(known, season, ranked, changed, now());
    },
  };
}

export async function getRecordItems(
  deps: Deps,
  season: KnownSeason,
  subjectIds: readonly string[],
): Promise<(Item | undefined)[]> {
  return deps.table.batchGet(subjectIds.map((subjectId) => recordKeyOf(season, season.key, subjectId)));
}

const RECORDS_PAGE = 100;

/** Earlier seasons, however many, are not read. */
export async function getRecordItemsFrom(
  deps: Deps,
  board: Board,
  partition: string,
  season: string,
): Promise<Item[]> {
  const from = recordKey(partition, board.id, season).SK;
  return queryAll(deps, {
    partition,
    between: [from, `${recordPrefix(board.id)}~`],
    limit: RECORDS_PAGE,
    consistent: true,
  });
}

/** By sort keys; `lastFirst` asks for the last ones, last first. */
export type Stretch = { from: string; to: string; limit: number; lastFirst?: boolean };

/** A sort key after every other of the index by score. */
export const END = '~';

export const scoreSortOf = (item: Item): string => String(item.GSI1SK);

/** As many from each shard as are asked for in all, in no order. */
export async function queryByScore(
  deps: Deps,
  { board, key }: KnownSeason,
  { from, to, limit, lastFirst = false }: Stretch,
): Promise<Item[]> {
  const shards = Array.from({ length: board.shards }, (_, shard) => shard);
  const pages = await Promise.all(
    shards.map((shard) =>
      deps.table.query({
        index: GSI1.name,
        partition: standingsPartition(board.programId, board.id, key, shard),
        between: [from, to],
        limit,
        newestFirst: lastFirst,
      }),
    ),
  );
  return pages.flatMap(({ items }) => items);
}

function unlisted(): never {
  throw new Fault('What stands in no list has no past to count.');
}

/**
 * In the order in which they came: after a position in that order (null: from the first), before an instant.
 * `position` is that of the last one.
 */
export async function listOwners(
  deps: Deps,
  programId: string,
  { owner }: Subject,
  { after, until, limit }: { after: string | null; until: string; limit: number },
): Promise<{ ownerIds: string[]; position: string | null; isLast: boolean }> {
  const { items, last } = await deps.table.query({
    index: GSI1.name,
    partition: owner.list?.(programId) ?? unlisted(),
    // A space sorts before all that an id has in it: what follows the position, and not the position itself.
    between: [after === null ? '0' : `${after} `, until],
    limit,
  });
  const position = items.length === 0 ? after : String(items.at(-1)?.GSI1SK);
  return { ownerIds: items.map(owner.idOf), position, isLast: last === undefined };
}

const HISTORY_PAGE = 500;

/** Page by page: there may be more than a process can hold. */
export const historyPages = (deps: Deps, programId: string, metric: Metric, ownerId: string) =>
  pagesOf(deps, {
    index: GSI1.name,
    partition: metric.history(programId, ownerId),
    limit: HISTORY_PAGE,
  });
