import { concurrently } from '../../functions/platform/concurrently.ts';
import { putInBulk } from './bulk.ts';
import { putAll } from './events.ts';
import { itemOf, nodesOf, recordOf } from './items.ts';
import { randomFrom, scoresOf } from './reference.ts';
import type { Stand } from './stand.ts';

// The members of the bench: scores in memory, by which everything that is read back can be checked.

export type Members = {
  /** The score of each, as it is now. The first of them make the smaller boards. */
  scores: Int32Array;
  idOf: (member: number) => string;
  /** All of them as they stood at first, best first: in this order the engine takes them fastest. */
  inOrder: Uint32Array;
};

const SEED = 1;
const REACHED_AT = Date.UTC(2026, 9, 1);

export function drawMembers(count: number): Members {
  const scores = scoresOf(count, randomFrom(SEED));
  const inOrder = Uint32Array.from(scores.keys()).sort(
    (one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other,
  );
  const places = new Uint32Array(count);
  for (const [place, member] of inOrder.entries()) places[member] = place;
  // As long as a member's id, and numbered in the order of the board, so that both the table and its index grow at one end.
  return { scores, inOrder, idOf: (member) => `mem_${String(places[member]).padStart(26, '0')}` };
}

const RECORDS_AT_ONCE = 5_000;
const LANES = 2;

/** Writes the records of members `from` (inclusive) to `to` (exclusive). `onProgress` is told how many there are. */
export async function loadRecords(
  { deps, stage, endpoint }: Stand,
  { scores, inOrder, idOf }: Members,
  from: number,
  to: number,
  onProgress: (written: number) => void,
): Promise<void> {
  const members = inOrder.filter((member) => member >= from && member < to);
  const parts = Array.from({ length: Math.ceil(members.length / RECORDS_AT_ONCE) }, (_, part) => part);
  let written = 0;
  await concurrently(parts, LANES, async (part) => {
    const own = [...members.subarray(part * RECORDS_AT_ONCE, (part + 1) * RECORDS_AT_ONCE)];
    const items = own.map((member) =>
      itemOf(stage, idOf(member), recordOf(stage, scores[member] ?? 1, REACHED_AT + member)),
    );
    await putInBulk(endpoint, deps.table.name, items);
    written += own.length;
    onProgress(written);
  });
}

/** Writes the count tree of the first `size` members over what is there of it. */
export async function loadNodes({ deps, stage }: Stand, { scores }: Members, size: number) {
  const nodes = nodesOf(stage, scores.subarray(0, size));
  await putAll(deps, nodes);
  return nodes;
}
