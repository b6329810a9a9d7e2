import type { Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUpOne } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import { contestOf } from '../contests/views.ts';
import { moderationLookup } from '../moderation/lookups.ts';
import type { Program } from '../programs/rules.ts';
import { entryIdOf } from './ids.ts';
import { stageEntry } from './operations.ts';
import { expireEntry } from './rules.ts';
import { getContestEntry, parseContestEntry } from './store.ts';

/** Rejects an entry whose author has not answered in time. Safe to repeat. */
export async function expireContestEntry(deps: Deps, program: Program, item: Item): Promise<void> {
  const named = parseContestEntry(item);
  await optimistically(async () => {
    const entry = await getContestEntry(deps, program.id, named, { consistent: true });
    if (entry === undefined) return;
    const contest = await contestOf(deps, program.id, entry.contestId);
    const after = expireEntry(contest, entry, deps.now());
    if (after === entry) return;
    const waiting = await lookUpOne(deps, moderationLookup(program.id, entryIdOf(entry)), {
      consistent: true,
    });
    await deps.table.transact(await stageEntry(deps, { entry, waiting }, after));
  });
}
