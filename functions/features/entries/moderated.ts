import { accept, refuse } from '../../platform/errors.ts';
import { contestOf } from '../contests/views.ts';
import type { Moderated } from '../moderation/kinds.ts';
import { decideEntry, wasDecided } from './decisions.ts';
import { readEntryId } from './ids.ts';
import { contestEntriesOf } from './loaders.ts';
import { stageEntry } from './operations.ts';
import { getContestEntry } from './store.ts';

const NOTHING_WAITS = refuse('NOT_FOUND', 'Nothing waits for moderators under this id any more.', ['itemId']);

/** Entries as the queue of the moderators has them. */
export const moderatedEntries: Moderated = {
  idKind: 'contestEntry',
  isOwn: async (deps, { program, memberId }, subjectId) => {
    const named = readEntryId(subjectId);
    // Its author does not change.
    const entry = named && (await getContestEntry(deps, program.id, named, { consistent: true }));
    return entry?.authorId === memberId;
  },
  decide: async (deps, { program, memberId }, { subjectId, item, decision }) => {
    const named = readEntryId(subjectId);
    const entry = named && (await getContestEntry(deps, program.id, named, { consistent: true }));
    if (entry === undefined) return NOTHING_WAITS;
    const contest = await contestOf(deps, program.id, entry.contestId);
    if (item === undefined) return wasDecided(entry, decision, memberId) ? accept(undefined) : NOTHING_WAITS;
    const isReported = item.causes.includes('REPORTED');
    const decided = decideEntry(contest, entry, decision, { by: memberId, isReported }, deps.now());
    // The same may have been decided between the reads of the item and of the entry.
    if (!decided.ok)
      return decided.refusal.code === 'INVALID_STATE' && wasDecided(entry, decision, memberId)
        ? accept(undefined)
        : decided;
    const known = { entry, waiting: item, isDecided: true };
    await deps.table.transact(await stageEntry(deps, known, decided.value));
    return accept(undefined);
  },
  find: async (context, subjectId) => {
    const named = readEntryId(subjectId);
    const entry = named && (await contestEntriesOf(context).load(named));
    return entry === undefined ? undefined : { ...entry, __typename: 'ContestEntry' };
  },
};
