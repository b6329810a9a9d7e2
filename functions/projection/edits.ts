import { chunk, type Item, type Key, keyText, type Write } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';
import { optimistically } from '../table/optimistic.ts';
import { replace, unchanged } from '../table/writes.ts';

// Changes of items that depend on what the items are: read, changed in memory, and written over the version
// that was read.

export type Edit = {
  key: Key;
  /** The write holds only while this item is as it was read. NEW: only for an item that is not there yet. */
  owner: { key: Key; asked: 'NEW' | 'ALWAYS' };
  /** The item after the change, without its `version`; undefined when nothing changes. */
  apply: (before: Item | undefined, ownerItem: Item | undefined) => Item | undefined;
  /** What it does, as data: another shard may do it as well. */
  portable?: Portable;
};

/** A change of the item `name` of its lane. Two changes of one item are joined into one. */
type Portable = { name: string; what: object; join: (left: object, right: object) => object };

/** By `keyText`. An item that was read and is not there is undefined. */
export type Known = ReadonlyMap<string, Item | undefined>;

/** Reads what edits need, and then the owners of items that are not there. */
export async function getForEdits(
  deps: Deps,
  edits: readonly Edit[],
  others: readonly Key[],
  options: { consistent: boolean },
): Promise<Map<string, Item | undefined>> {
  const known = new Map<string, Item | undefined>();
  const read = async (keys: readonly Key[]) => {
    const wanted = keys.filter((key) => !known.has(keyText(key)));
    if (wanted.length === 0) return;
    const items = await deps.table.batchGet(wanted, options);
    for (const [index, key] of wanted.entries()) known.set(keyText(key), items[index]);
  };
  const always = edits.filter(({ owner }) => owner.asked === 'ALWAYS');
  await read([...edits.map(({ key }) => key), ...always.map(({ owner }) => owner.key), ...others]);
  const anew = edits.filter(({ key }) => known.get(keyText(key)) === undefined);
  await read(anew.map(({ owner }) => owner.key));
  return known;
}

/** The writes of edits, applied in their order, and the items after them. */
export function editWrites(
  edits: readonly Edit[],
  known: Known,
): { writes: Write[]; after: Map<string, Item> } {
  const after = new Map<string, Item>();
  const checks = new Map<string, Write>();
  for (const { key, owner, apply } of edits) {
    const text = keyText(key);
    const ownerItem = known.get(keyText(owner.key));
    const changed = apply(after.get(text) ?? known.get(text), ownerItem);
    if (changed === undefined) continue;
    after.set(text, { ...changed, version: versionOf(known.get(text)) + 1 });
    if (owner.asked === 'ALWAYS' || known.get(text) === undefined) {
      checks.set(keyText(owner.key), unchanged(owner.key, versionOf(ownerItem)));
    }
  }
  const puts = [...after].map(([text, item]) => replace(item, versionOf(known.get(text))));
  return { writes: [...puts, ...checks.values()], after };
}

const versionOf = (item: Item | undefined) => Number(item?.version ?? 0);

/** Half of what a transaction holds, so that each edit may have an owner of its own. */
const EDITS_AT_ONCE = 50;

/**
 * For edits that are safe to make twice. Reads consistently. Throws Contended when rivals keep changing the
 * same items: what was written stays, and the call is safe to repeat.
 */
export async function makeEdits(deps: Deps, edits: readonly Edit[]): Promise<void> {
  for (const part of chunk(edits, EDITS_AT_ONCE)) {
    await optimistically(async () => {
      const { writes } = editWrites(part, await getForEdits(deps, part, [], { consistent: true }));
      if (writes.length > 0) await deps.table.transact(writes);
    });
  }
}
