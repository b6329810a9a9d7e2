import { Fault } from '../platform/errors.ts';
import { type Item, keyText, TRANSACTION_LIMIT, type Write } from './client.ts';
import { addUpDated, datedWrites } from './dated.ts';
import { editWrites, type Known } from './edits.ts';
import { addUp, counterWrite, type Effect } from './fold.ts';

// Effects of stream records into transactions.

/** The writes of one transaction, the checkpoint's excepted, and the last record that they are of. */
export type Fold = { writes: Write[]; lastSequenceNumber: string };

/** One write is the checkpoint. */
export const FOLD_LIMIT = TRANSACTION_LIMIT - 1;

/**
 * Puts effects, in their order, into as few transactions as their items allow: each holds the longest run of effects that
 * needs at most 99 writes. `known` holds the items that their edits and dated counters were read as. Throws when one
 * effect alone needs more.
 */
export function planFolds(effects: readonly Effect[], known: Known, nowMillis: number): Fold[] {
  const folds: Fold[] = [];
  const items = new Map(known);
  for (let start = 0; start < effects.length; ) {
    const { run, writes, after } = longestRun(effects.slice(start), items, nowMillis);
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

type Composed = { writes: Write[]; after: Map<string, Item> };

/** The most effects from the first on that fit one transaction: by halving, for a run is cheap to compose. */
function longestRun(
  effects: readonly Effect[],
  known: Known,
  nowMillis: number,
): Composed & { run: readonly Effect[] } {
  const compose = (length: number) => composed(effects.slice(0, length), known, nowMillis);
  let [fits, over] = [0, effects.length + 1];
  let best: Composed = { writes: [], after: new Map() };
  // The whole is tried first: it is what fits nearly always.
  for (let length = effects.length; over - fits > 1; length = Math.floor((fits + over) / 2)) {
    const tried = compose(length);
    if (tried.writes.length <= FOLD_LIMIT) [fits, best] = [length, tried];
    else over = length;
  }
  return { ...best, run: effects.slice(0, fits) };
}

function composed(effects: readonly Effect[], known: Known, nowMillis: number): Composed {
  const deltas = addUp(effects.flatMap((effect) => effect.deltas));
  const puts = new Map(effects.flatMap((effect) => effect.puts).map((put) => [keyText(put), put]));
  const edits = editWrites(
    effects.flatMap((effect) => effect.edits),
    known,
  );
  const dated = addUpDated(effects.flatMap((effect) => effect.dated)).map((delta) =>
    datedWrites(delta, known.get(keyText(delta.key)), nowMillis),
  );
  return {
    writes: [
      ...[...deltas.values()].map(counterWrite),
      ...[...puts.values()].map((put) => ({ put })),
      ...edits.writes,
      ...dated.flatMap(({ writes }) => writes),
    ],
    after: new Map([...edits.after, ...dated.map(({ after }) => [keyText(after), after] as const)]),
  };
}
