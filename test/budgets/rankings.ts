import { type Bill, meter } from '../../bench/meter.ts';
import { indexMeter } from '../../bench/rankings/capacity.ts';
import {
  BATCH,
  type BatchBill,
  type Meters,
  measureBatch,
  putAll,
  sequence,
} from '../../bench/rankings/events.ts';
import { itemOf, nodesOf, recordOf, type Stage } from '../../bench/rankings/items.ts';
import { drawEvent, randomFrom, scoresOf } from '../../bench/rankings/reference.ts';
import { createLeaderboard } from '../../functions/features/leaderboards/boards/operations.ts';
import type { Board } from '../../functions/features/leaderboards/boards/rules.ts';
import { cachedBoards } from '../../functions/features/leaderboards/boards/store.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import { getProgram } from '../../functions/features/programs/store.ts';
import { ANONYMOUS } from '../../functions/identity/viewer.ts';
import { derivedId } from '../../functions/platform/ids.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import { chunk, type Item } from '../../functions/table/client.ts';
import { type Api, type Data, startApi } from '../support/api.ts';

// A board of a million needs no million records to be measured: a rank is read from the nodes of its tree, so those are
// written for a million scores, and records for a few of them.

const SLUG = 'demo';
const MILLION = 1_000_000;
const THOUSAND = 1_000;
const BATCHES = 20;
const REACHED_AT = Date.UTC(2026, 9, 1);

export type Rankings = {
  /** What each operation of docs/table.md costs, by the name it has there. */
  bills: Map<string, Bill>;
  /** The caller's rank on both boards as they were told, and by counting all scores. */
  ranks: { told: number[]; counted: number[] };
  /** What batches of 100 events on the board of a million cost. */
  batches: BatchBill[];
  /** The first of a day: nodes keep what they were when it began. */
  firstOfDay: BatchBill;
  /** The nodes of the million. */
  nodes: Item[];
};
export type World = { api: Api; meters: Meters; program: Program };

/** Starts the product with a program in it. `close` its `api`. */
export async function startWorld(slug: string): Promise<World> {
  let meters: Meters | undefined;
  const api = await startApi({
    lasting: true,
    client: (client) => {
      meters = { count: meter(client), countIndex: indexMeter(client) };
    },
  });
  await api.createProgram({ slug });
  const program = await getProgram(api.deps, slug);
  if (meters === undefined || program === undefined) throw new Error('The world is not complete.');
  return { api, meters, program };
}

/** A season of a board, at the world's moment. */
export const stageOf = ({ api }: World, board: Board, season: string): Stage => ({
  board,
  season,
  day: '2026-11-02',
  now: api.clock.now(),
});

async function defaultBoard({ api, program }: World, kind: Board['seasonKind']): Promise<Board> {
  const boards = await cachedBoards(api.deps, program.id);
  const board = boards.find(({ metric, seasonKind }) => metric === 'POINTS_EARNED' && seasonKind === kind);
  if (board === undefined) throw new Error('A new program has no such board.');
  return board;
}

/** A board of points as an organizer makes it. */
export async function makeBoard({ api, program }: World, input: object): Promise<Board> {
  const scope = { program, viewer: { ...ANONYMOUS, actorId: 'organizer' } };
  const whole = { name: 'Budget', subject: 'MEMBER', metric: 'POINTS_EARNED', ...input };
  const made = await createLeaderboard(catalog)(api.deps, scope, {
    ...whole,
    idempotencyKey: JSON.stringify(input),
  });
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}

/** The ids of members who have records and nothing else. */
export const memberIds = (count: number) =>
  Array.from({ length: count }, (_, place) => derivedId('member', 'budget', String(place)));

/** The items of the first members' records. */
export const recordsOf = (stage: Stage, ids: readonly string[], scores: Int32Array): Item[] =>
  ids.map((id, place) => itemOf(stage, id, recordOf(stage, scores[place] ?? 1, REACHED_AT + place)));

/** The million, the thousand, and all that can be asked of them. */
export async function measureRankings(): Promise<Rankings> {
  const world = await startWorld(SLUG);
  const { api } = world;
  try {
    const me = await api.join(SLUG, 'me');
    const ids = [me.memberId, ...memberIds((BATCHES + 1) * BATCH - 1)];
    const scores = scoresOf(MILLION, randomFrom(1));
    const few = scores.subarray(0, THOUSAND);
    const million = stageOf(world, await defaultBoard(world, 'ALL_TIME'), 'ALL');
    const thousand = stageOf(world, await defaultBoard(world, 'MONTH'), '2026-11');
    const nodes = nodesOf(million, scores);
    await putAll(api.deps, [...nodes, ...recordsOf(million, ids, scores)]);
    await putAll(api.deps, [...nodesOf(thousand, few), ...recordsOf(thousand, ids.slice(0, THOUSAND), few)]);
    const { bills, told } = await measureReads(world, million, thousand, me, ids);
    const counted = [few, scores].map((all) => 1 + all.filter((score) => score > (all[0] ?? 0)).length);
    return { bills, ranks: { told, counted }, nodes, ...(await measureBatches(world, million, ids)) };
  } finally {
    await api.close();
  }
}

async function measureReads(
  { api, meters }: World,
  million: Stage,
  thousand: Stage,
  me: { token: string; memberId: string },
  ids: readonly string[],
): Promise<{ bills: Map<string, Bill>; told: number[] }> {
  const bills = new Map<string, Bill>();
  const ask = async (
    name: string,
    { board }: Stage,
    fields: string,
    variables: object = {},
  ): Promise<Data> => {
    const types = { member: 'ID!', members: '[ID!]!' };
    const declared = Object.keys(variables).map((one) => `, $${one}: ${types[one as keyof typeof types]}`);
    const query = `query($id: ID!${declared.join('')}) { leaderboard(id: $id) { season { ${fields} } } }`;
    const run = () => api.ok(SLUG, query, { id: board.id, ...variables }, { token: me.token });
    // Asked once before, as an instance that has served before.
    await run();
    const { result, bill } = await meters.count.during(run);
    bills.set(name, bill);
    return result.leaderboard.season;
  };
  const small = await ask('leaderboard, own rank among a thousand', thousand, 'me { rank }');
  const large = await ask('leaderboard, own rank among a million', million, 'me { rank }');
  await ask('leaderboard, own rank and its change', million, 'me { rank rankChange }');
  const all = 'me { rank score tiedWithCount percentile rankChange scoreToNextRank }';
  await ask('leaderboard, own record with all there is', million, `totalCount updatedAt ${all}`);
  await ask('leaderboard, top 10', thousand, 'top { edges { node { rank score } } }');
  const names = 'subject { publicName avatarUrl }';
  await ask('leaderboard, top 10 with names', thousand, `top { edges { node { rank score ${names} } } }`);
  await ask('leaderboard, top 100', thousand, 'top(first: 100) { edges { node { rank score } } }');
  const around = 'around(subjectId: $member, above: 25, below: 25) { rank score }';
  await ask('leaderboard, 25 above and 25 below', thousand, around, { member: me.memberId });
  const members = ids.slice(0, 100);
  await ask('leaderboard, 100 records', million, 'records(subjectIds: $members) { score }', { members });
  const ranks = 'records(subjectIds: $members) { rank score }';
  await ask('leaderboard, 100 records with ranks', million, ranks, { members });
  return { bills, told: [small.me.rank, large.me.rank] };
}

/** Batches of 100 events, each of another member, and the first batch of the day after. */
async function measureBatches(
  { api, meters, program }: World,
  million: Stage,
  ids: readonly string[],
): Promise<Pick<Rankings, 'batches' | 'firstOfDay'>> {
  const random = randomFrom(2);
  const next = sequence();
  const batches: BatchBill[] = [];
  for (const [place, members] of chunk(ids, BATCH).entries()) {
    if (place === BATCHES) api.clock.advance({ days: 1 });
    const earnings = members.map((memberId) => ({ memberId, points: drawEvent(ids.length, random).step }));
    const batch = { name: `batch ${place}`, earnings };
    batches.push(await measureBatch(api.deps, meters, program, million, batch, next));
  }
  const firstOfDay = batches.pop();
  if (firstOfDay === undefined) throw new Error('No batch was measured.');
  return { batches, firstOfDay };
}
