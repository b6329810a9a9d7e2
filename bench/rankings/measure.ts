import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  type KnownSeason,
  knownSeason,
  viewSeason,
} from '../../functions/features/leaderboards/boards/seasons.ts';
import {
  listAround,
  listTop,
  newIndexReads,
  rankOf,
} from '../../functions/features/leaderboards/ranking/operations.ts';
import { getRecords } from '../../functions/features/leaderboards/records/operations.ts';
import { scoreSort, unitsOf } from '../../functions/features/leaderboards/records/rules.ts';
import type { RecordView } from '../../functions/features/leaderboards/records/views.ts';
import { itemsOf } from '../../functions/graphql/items.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import { GSI1 } from '../../functions/table/definition.ts';
import { standingsPartition } from '../../functions/table/keys.ts';
import { sizeOfItem } from '../../tools/shared/item-size.ts';
import type { Bill } from '../meter.ts';
import { BATCH, type BatchBill, measureBatch, sequence } from './events.ts';
import { loadNodes, type Members } from './members.ts';
import { drawEvent, medianMember, randomFrom } from './reference.ts';
import type { Stand } from './stand.ts';

/** What a board of one size costs. */
export type SizeBill = {
  size: number;
  nodes: number;
  largestNodeBytes: number;
  rank: Timed;
  /** The same rank by counting all better records in the index by score. */
  count: Timed;
  top: Bill;
  around: Bill;
  /** Write units for each event of the reference distribution. */
  perEvent: { tree: number; record: number; index: number };
};
type Timed = Bill & { millis: number };

const RUNS = 25;
const BATCHES = 50;

/** Measures the board as it is: `size` records are there, and no nodes yet, or those of a smaller board. */
export async function measureSize(stand: Stand, members: Members, size: number): Promise<SizeBill> {
  const nodes = await loadNodes(stand, members, size);
  const member = medianMember(members.scores, size);
  const { rank, count } = await measureRank(stand, members, size, member);
  return {
    size,
    nodes: nodes.length,
    largestNodeBytes: Math.max(...nodes.map(sizeOfItem)),
    rank,
    count,
    ...(await measureLists(stand, members.idOf(member))),
    perEvent: await measureEvents(stand, members, size),
  };
}

/** A season and readers of it, as a request has them: what was read for an earlier one is forgotten. */
function request({ deps, program, stage }: Stand) {
  const items = itemsOf({ deps, made: new Map() });
  const season = knownSeason(catalog, viewSeason(stage.board, program, {}, deps.now()));
  const readNode = (key: { PK: string; SK: string }) => items.load(key);
  return { season, readNode, reads: newIndexReads() };
}

async function find(stand: Stand, season: KnownSeason, id: string): Promise<RecordView> {
  const [record] = await getRecords(stand.deps, season, [id]);
  if (record === undefined) throw new Error(`There is no record of ${id}.`);
  return record;
}

/** The median member's rank, by the tree and by counting, which must agree with each other and with the scores. */
async function measureRank(stand: Stand, { scores, idOf }: Members, size: number, member: number) {
  const score = scores[member] ?? 0;
  const byTree = async () => {
    const { season, readNode } = request(stand);
    return rankOf(await find(stand, season, idOf(member)), readNode);
  };
  const rank = await timed(stand, RUNS, byTree);
  const count = await timed(stand, 1, async () => 1 + (await countBetter(stand, score)));
  const right = 1 + scores.subarray(0, size).reduce((better, other) => better + (other > score ? 1 : 0), 0);
  if (rank.result !== right || count.result !== right)
    throw new Error(`The rank is ${right}; the tree says ${rank.result}, counting ${count.result}.`);
  return { rank: rank.timed, count: count.timed };
}

/** Runs work so many times; what it cost the last time, and the median of how long it took. */
async function timed<T>({ meters }: Stand, runs: number, work: () => Promise<T>) {
  const all: { result: T; bill: Bill; millis: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    const { result, bill } = await meters.count.during(work);
    all.push({ result, bill, millis: performance.now() - start });
  }
  const last = all.at(-1);
  const middle = all.map(({ millis }) => millis).sort((one, other) => one - other)[Math.floor(runs / 2)];
  if (last === undefined || middle === undefined) throw new Error('Nothing was run.');
  return { result: last.result, timed: { ...last.bill, millis: middle } };
}

/** How many records are better than a score, by reading past all of them: pages of 1 MB, one after the other. */
async function countBetter({ deps, stage }: Stand, score: number): Promise<number> {
  const { board, season } = stage;
  const { units } = unitsOf(score, board.scale);
  const [end = ''] = scoreSort(units ?? 0, board.direction, 0, '').split('#');
  let better = 0;
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await deps.table.document.send(
      new QueryCommand({
        TableName: deps.table.name,
        IndexName: GSI1.name,
        Select: 'COUNT',
        KeyConditionExpression: '#partition = :partition AND #place < :end',
        ExpressionAttributeNames: { '#partition': GSI1.partitionKey, '#place': GSI1.sortKey },
        ExpressionAttributeValues: {
          ':partition': standingsPartition(board.programId, board.id, season, 0),
          ':end': end,
        },
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    better += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return better;
}

async function measureLists(stand: Stand, id: string): Promise<{ top: Bill; around: Bill }> {
  const ranksOf = (views: readonly RecordView[], readNode: ReturnType<typeof request>['readNode']) =>
    Promise.all(views.map((view) => rankOf(view, readNode)));
  const top = async () => {
    const { season, readNode, reads } = request(stand);
    const { edges } = await listTop(stand.deps, season, { first: 10 }, reads);
    return ranksOf(
      edges.map(({ node }) => node),
      readNode,
    );
  };
  const around = async () => {
    const { season, readNode, reads } = request(stand);
    const record = await find(stand, season, id);
    const neighbours = await listAround(stand.deps, record, { above: 5, below: 5 }, reads);
    return ranksOf(neighbours, readNode);
  };
  // The first list of a process reads the key that signs cursors.
  await top();
  return {
    top: (await stand.meters.count.during(top)).bill,
    around: (await stand.meters.count.during(around)).bill,
  };
}

/** Batches of 100 events of members drawn at random, of which each changes the board. */
async function measureEvents(stand: Stand, { scores, idOf }: Members, size: number) {
  const random = randomFrom(size);
  const next = sequence(BigInt(size));
  const bills: BatchBill[] = [];
  for (let place = 0; place < BATCHES; place += 1) {
    const events = Array.from({ length: BATCH }, () => drawEvent(size, random));
    const earnings = events.map(({ member, step }) => ({ memberId: idOf(member), points: step }));
    const batch = { name: `${size} ${place}`, earnings };
    bills.push(await measureBatch(stand.deps, stand.meters, stand.program, stand.stage, batch, next));
    for (const { member, step } of events) scores[member] = (scores[member] ?? 0) + step;
  }
  const perEvent = (units: (bill: BatchBill) => number) =>
    bills.reduce((sum, bill) => sum + units(bill), 0) / (BATCHES * BATCH);
  const index = perEvent((bill) => bill.index);
  return {
    tree: perEvent(({ tree }) => tree.writeUnits),
    record: perEvent(({ records }) => records.writeUnits) - index,
    index,
  };
}
