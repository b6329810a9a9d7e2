import { contestEntryKey, participationKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { type ContestEntry, contestEntryModel } from './model.ts';
import { noParticipation, type Participation, participationModel } from './participation.ts';

export const contestEntryLookup = (
  programId: string,
  contestId: string,
  number: number,
): Lookup<ContestEntry | undefined> =>
  lookup(contestEntryKey(programId, contestId, number), (item) => contestEntryModel.parse(item));

/** What a member has to do with a contest; nothing where there is no such item. */
export const participationLookup = (
  programId: string,
  contestId: string,
  memberId: string,
): Lookup<Participation> => ({
  key: participationKey(programId, memberId, contestId),
  parse: (item) =>
    item === undefined ? noParticipation(programId, contestId, memberId) : participationModel.parse(item),
});
