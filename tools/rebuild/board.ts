import { createHash } from 'node:crypto';
import type { Board } from '../../functions/features/leaderboards/boards/rules.ts';
import { seasonCounter } from '../../functions/features/leaderboards/ranking/store.ts';
import { rootKey, type TreeName } from '../../functions/features/leaderboards/ranking/tree.ts';
import type { RankRecord } from '../../functions/features/leaderboards/records/rules.ts';
import { boardSeasonOf, parseRecord } from '../../functions/features/leaderboards/records/store.ts';
import {
  ConditionFailed,
  type Item,
  isPassing,
  TRANSACTION_LIMIT,
  type Write,
} from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { programOf } from '../../functions/table/keys.ts';
import { boardsBy } from '../shared/boards.ts';
import { assertNothingOnItsWay } from '../shared/on-its-way.ts';
import { assertNoneWait, isQuarantined } from '../shared/quarantine.ts';
import { readable } from '../shared/readable.ts';
import { scanPages } from '../shared/scan.ts';
import { progress } from '../terminal/cli.ts';
import { LocalError } from '../terminal/errors.ts';
import {
  addFound,
  besideRecount,
  correctionOf,
  counterCorrection,
  counterDifferences,
  differencesOf,
  type NodeFound,
  type Recount,
  recountSeason,
  recountTree,
  treeOfKey,
} from './recount-board.ts';

/** What a scan finds of a season: its records, and what is folded from them. */
type Season = { records: RankRecord[]; nodes: Map<string, NodeFound>; counter: Item | undefined };
type Found = { board: Board; seasons: Map<string, Season>; state: string; waiting: number };
/** What is wrong in one place, in words, and the writes that put it right: all of them or none. */
type Correction = { place: string; differences: string[]; writes: Write[] };

export type BoardRebuild = { name: string; records: number; nodes: number; corrected: string[] };

/**
 * Makes a board's count trees and season counters what its records say, in place, while they are read. Every write
 * holds only while what it corrects is as it was read, so it may be cut short and run again, or beside itself. Records are
 * the truth here: what is wrong with them stays for verify:rankings to tell. Throws LocalError NOT_AT_REST when the table changed
 * meanwhile, QUARANTINED while records of the stream wait, DATA_MISSING when there is no such board, DATA_CORRUPT when the board or a record of it cannot be read.
 */
export async function rebuildBoard(deps: Deps, boardId: string, dryRun: boolean): Promise<BoardRebuild> {
  const found = await survey(deps, boardId);
  const corrections = correctionsOf(deps, found);
  const size = (of: (season: Season) => number) =>
    [...found.seasons.values()].reduce((sum, season) => sum + of(season), 0);
  const report: BoardRebuild = {
    name: found.board.name,
    records: size(({ records }) => records.length),
    nodes: size(({ nodes }) => nodes.size),
    corrected: corrections.map(({ place, differences }) => `${place}: ${differences.join('; ')}`),
  };
  if (dryRun) return report;
  assertNoneWait(found.waiting);
  if (corrections.length === 0) return report;
  await assertNothingOnItsWay(deps);
  if ((await survey(deps, boardId)).state !== found.state) throw notAtRest('Nothing was written.');
  await correct(deps, corrections);
  return report;
}

const notAtRest = (written: string) =>
  new LocalError(
    'NOT_AT_REST',
    `The table changed while it was read. ${written} Pause the programs, let the projector catch up and run this again.`,
  );

/**
 * All that the table has of a board. `state` is another as soon as anything of the board was written, an item came or
 * went, or the projector went on: while it has a backlog, a record may have changed already and its nodes not yet.
 */
async function survey(deps: Deps, boardId: string): Promise<Found> {
  const seasons = new Map<string, Season>();
  const state = Buffer.alloc(DIGEST_BYTES);
  let board: Board | undefined;
  let [items, waiting] = [0, 0];
  for await (const page of scanPages(deps.table)) {
    for (const item of page) {
      const named = readable(item, boardsBy).find(({ id }) => id === boardId);
      board = named ?? board;
      if (named !== undefined || item.et === ENTITY.checkpoint || addToSeason(seasons, boardId, item))
        mix(state, item);
    }
    items += page.length;
    waiting += page.filter(isQuarantined).length;
    progress(`${items} items read`);
  }
  progress('');
  if (board === undefined) throw new LocalError('DATA_MISSING', `The table has no leaderboard ${boardId}.`);
  return { board, seasons, state: `${items} ${state.toString('hex')}`, waiting };
}

const DIGEST_BYTES = 32;

/** Mixes an item into a digest that does not depend on the order of the items. */
function mix(state: Buffer, item: Item): void {
  const digest = createHash('sha256').update(JSON.stringify(item, inOrder)).digest();
  for (const [place, byte] of digest.entries()) state[place] = (state[place] ?? 0) ^ byte;
}

/** An item's attributes come in any order. */
const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

/** Adds a record, a node or a counter to its season; false for an item that is none of the board's. */
function addToSeason(seasons: Map<string, Season>, boardId: string, item: Item): boolean {
  const seasonOf = (key: string): Season => {
    const season = seasons.get(key) ?? { records: [], nodes: new Map(), counter: undefined };
    seasons.set(key, season);
    return season;
  };
  const tree = treeOfKey(item);
  if (tree?.name.boardId === boardId) addFound(seasonOf(tree.name.season).nodes, tree.node, item);
  else if (item.et === ENTITY.record && boardSeasonOf(item).boardId === boardId)
    seasonOf(boardSeasonOf(item).season).records.push(readable(item, parseRecord));
  else if (item.PK === seasonCounter(programOf(item) ?? '', boardId, '').PK) seasonOf(item.SK).counter = item;
  else return false;
  return true;
}

function correctionsOf(deps: Deps, { board, seasons }: Found): Correction[] {
  const now = deps.now();
  return [...seasons].flatMap(([season, { records, nodes, counter }]) => {
    const name = { programId: board.programId, boardId: board.id, season };
    const key = seasonCounter(name.programId, name.boardId, season);
    const differences = counterDifferences(counter, recountSeason(records));
    const words = differences.map(
      ({ name, have, want }) => `${name} is ${have ?? 0} and the records say ${want}`,
    );
    const ofCounter = { place: `${key.PK} ${key.SK}`, differences: words };
    const ofNodes = nodeCorrections(name, nodes, recountTree(name, records), now);
    if (words.length === 0) return ofNodes;
    return [...ofNodes, { ...ofCounter, writes: [counterCorrection(key, differences)] }];
  });
}

function nodeCorrections(
  name: TreeName,
  nodes: ReadonlyMap<string, NodeFound>,
  recount: Recount,
  now: Date,
): Correction[] {
  const corrections: Correction[] = [];
  for (const { found, wanted } of besideRecount(nodes, recount)) {
    const differences = differencesOf(found, wanted, recount.day);
    if (differences.length === 0) continue;
    const own = found.node?.day;
    const day =
      recount.day ?? (typeof own === 'string' ? own : now.toISOString().slice(0, 'YYYY-MM-DD'.length));
    const isRoot = found.key.PK === rootKey(name).PK;
    const writes = correctionOf(found, wanted, day, isRoot ? now.getTime() : undefined);
    corrections.push({ place: found.key.PK, differences, writes });
  }
  return corrections;
}

/** Writes corrections, as many in a transaction as it holds and each of them whole. */
async function correct(deps: Deps, corrections: readonly Correction[]): Promise<void> {
  for (let done = 0; done < corrections.length; ) {
    const writes: Write[] = [];
    let next = done;
    for (let one = corrections[next]; one !== undefined; one = corrections[next]) {
      if (writes.length + one.writes.length > TRANSACTION_LIMIT) break;
      writes.push(...one.writes);
      next += 1;
    }
    try {
      await deps.table.transact(writes);
    } catch (error) {
      if (!(error instanceof ConditionFailed) && !isPassing(error)) throw error;
      throw notAtRest(
        `${done} of ${corrections.length} corrections were written, and each of those is right.`,
      );
    }
    done = next;
    progress(`${done} of ${corrections.length} corrected`);
  }
  progress('');
}
