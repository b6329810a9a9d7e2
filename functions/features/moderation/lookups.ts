import { moderationKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { type ModerationItem, moderationModel } from './rules.ts';

/** What waits of a thing, by its id. */
export const moderationLookup = (programId: string, subjectId: string): Lookup<ModerationItem | undefined> =>
  lookup(moderationKey(programId, subjectId), (item) => moderationModel.parse(item));
