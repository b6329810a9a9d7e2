import { Fault } from '../platform/errors.ts';
import { type Item, type Key, keyText, TRANSACTION_LIMIT, type Write } from '../table/client.ts';
import { addUpDated, datedWrites } from './dated.ts';
import { editWrites, type Known } from './edits.ts';
import { addUp, counterWrite, type Effect, handing } from './fold.ts';
import { type Additions, HANDOVER_LIMIT, handoverItem, receiverWrites } from './handover.ts';

// Effects of stream records into transactions.

/** The writes of one transaction without its checkpoint, and the last record that they are of. */
export type Fold = { writes: Write[]; lastSequenceNumber: string };

/** One write is the checkpoint. */
export const FOLD_LIMIT = TRANSACTION_LIMIT - 1;
/** A transaction holds 4 MB. One record in quarantine is smaller than this. */
const MAX_KEPT_BYTES = 3_000_000;

/** Whose effects are planned, and the kinds of lanes that are handed over. */
export type Source = { shardId: string; lanes: ReadonlySet<string> };
const ALONE: Source = { shardId: '', lanes: new Set() };

/**
 * Puts effects, in their order, into as few transactions as their items allow: each has at most 99 writes,
 * and its handovers at most 98 for their receivers. `known`: the items of edits and dated counters as they
 * were read. Throws Fault when one effect alone needs more.
 */
export function planFolds(
  effects: readonly Effect[],
  known: Known,
  nowMillis: number,
  source: Source = ALONE,
): Fold[] {
  const folds: Fold[] = [];
  const items = new Map(known);
  // The whole is tried first: it nearly always fits. What does not is cut into runs of much the same length.
  let guess = effects.length;
  for (let start = 0; start < effects.length; ) {
    const left = effects.slice(start);
    const { run, writes, after } = longestRun(left, guess, items, nowMillis, source);
    guess = run.length;
    const last = run.at(-1);
    if (last === undefined)
      throw new Fault(
        `Record ${effects[start]?.sequenceNumber} alone changes more items than a transaction holds.`,
      );
    folds.push({ writes, lastSequenceNumber: last.sequenceNumber });
    for (const [text, item] of after) items.set(text, item);
    start += run.length;
  }
  return folds;
}

/** `load`: how full the transaction is, or at its receiver the fullest handover in it. At most 1 fits. */
type Composed = { writes: Write[]; after: Map<string, Item>; load: number };

/** So often the length is estimated by how full another run was; then by halving, which always ends. */
const RECKONINGS = 6;

/** The most effects from the first on that fit one transaction, beginning with a guess. */
function longestRun(
  effects: readonly Effect[],
  guess: number,
  known: Known,
  nowMillis: number,
  source: Source,
): Composed & { run: readonly Effect[] } {
  let [fits, over] = [0, effects.length + 1];
  let best: Composed = { writes: [], after: new Map(), load: 0 };
  let length = Math.min(guess, effects.length);
  for (let tries = 1; over - fits > 1; tries += 1) {
    const tried = compose(effects.slice(0, length), known, nowMillis, source);
    if (tried.load <= 1) [fits, best] = [length, tried];
    else over = length;
    const reckoned = Math.floor(length / Math.max(tried.load, 1 / FOLD_LIMIT));
    const middle = Math.floor((fits + over) / 2);
    length = tries > RECKONINGS ? middle : Math.min(Math.max(reckoned, fits + 1), over - 1);
  }
  return { ...best, run: effects.slice(0, fits) };
}

function compose(
  effects: readonly Effect[],
  known: Known,
  nowMillis: number,
  { shardId, lanes }: Source,
): Composed {
  const puts = new Map(effects.flatMap((effect) => effect.puts).map((put) => [keyText(put), put]));
  const { direct, byLane } = partByLane(effects, lanes);
  const edits = editWrites(direct.edits, known);
  const dated = direct.dated.map((delta) => datedWrites(delta, known.get(keyText(delta.key)), nowMillis));
  const kept = effects.flatMap((effect) => effect.kept ?? []);
  const sequenceNumber = effects.at(-1)?.sequenceNumber ?? '';
  const handovers = [...byLane].map(([lane, additions]) => ({
    put: handoverItem(lane, { shardId, sequenceNumber, nowMillis }, additions),
  }));
  const writes = [
    ...direct.deltas.map(counterWrite),
    ...[...puts.values()].map((put) => ({ put })),
    ...edits.writes,
    ...dated.flatMap(({ writes }) => writes),
    ...handovers,
    ...kept.flatMap(({ writes }) => writes),
  ];
  return {
    writes,
    after: new Map([...edits.after, ...dated.map(({ after }) => [keyText(after), after] as const)]),
    load: Math.max(
      writes.length / FOLD_LIMIT,
      kept.reduce((sum, { bytes }) => sum + bytes, 0) / MAX_KEPT_BYTES,
      ...[...byLane.values()].map((additions) => receiverWrites(additions) / HANDOVER_LIMIT),
    ),
  };
}

function partByLane(
  effects: readonly Effect[],
  lanes: ReadonlySet<string>,
): { direct: Additions; byLane: Map<string, Additions> } {
  const laneFor = handing(effects, lanes);
  const byKey = ({ key }: { key: Key }) => laneFor(key);
  const deltas = Map.groupBy(addUp(effects.flatMap((effect) => effect.deltas)).values(), byKey);
  const dated = Map.groupBy(addUpDated(effects.flatMap((effect) => effect.dated)), byKey);
  const edits = Map.groupBy(
    effects.flatMap((effect) => effect.edits),
    (edit) => (edit.portable === undefined ? undefined : byKey(edit)),
  );
  const through = (lane: string | undefined): Additions => ({
    deltas: deltas.get(lane) ?? [],
    dated: dated.get(lane) ?? [],
    edits: edits.get(lane) ?? [],
  });
  const used = new Set([...deltas.keys(), ...dated.keys(), ...edits.keys()]);
  const byLane = [...used].flatMap((lane) => (lane === undefined ? [] : [[lane, through(lane)] as const]));
  return { direct: through(undefined), byLane: new Map(byLane) };
}
