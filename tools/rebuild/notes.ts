import { expiryNotes } from '../../functions/features/points/projection.ts';
import type { Item } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { programOf } from '../../functions/table/keys.ts';
import { readable, readableProgram } from '../shared/readable.ts';
import { scanPages } from '../shared/scan.ts';

/**
 * Notes each lot of points that is to expire and is not noted for that, as after a part of the stream was lost. A note too many does
 * nothing, so programs need not be paused for this. Gives the keys of the notes that were missing. Throws
 * LocalError DATA_CORRUPT when an item cannot be read.
 */
export async function rebuildNotes(deps: Deps, dryRun: boolean): Promise<string[]> {
  const missing: string[] = [];
  for await (const page of scanPages(deps.table)) {
    const accounts = page.filter(({ et }) => et === ENTITY.pointAccount);
    const zones = await zonesOf(deps, accounts);
    const notes = accounts.flatMap((after) =>
      // Of a program that is not there nothing expires.
      zones.has(programOf(after) ?? '')
        ? readable(after, () => expiryNotes({ before: undefined, after }, (slug) => zones.get(slug) ?? ''))
        : [],
    );
    const known = await deps.table.batchGet(notes, { consistent: true });
    for (const note of notes.filter((_, place) => known[place] === undefined)) {
      missing.push(`${note.PK} ${note.SK}`);
      if (!dryRun) await deps.table.write({ put: note });
    }
  }
  return missing;
}

async function zonesOf(deps: Deps, accounts: readonly Item[]): Promise<Map<string, string>> {
  const zones = new Map<string, string>();
  for (const slug of new Set(accounts.flatMap((account) => programOf(account) ?? []))) {
    const program = await readableProgram(deps, slug);
    if (program !== undefined) zones.set(slug, program.timeZone);
  }
  return zones;
}
