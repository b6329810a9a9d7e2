import { Fault } from '../../platform/errors.ts';
import { contestEntryKey, rankedEntryPartition } from '../../table/keys.ts';
import type { Subject } from '../leaderboards/boards/subject.ts';
import { entryIdOf, readEntryId } from './ids.ts';
import { contestEntryModel } from './model.ts';
import { isShown, isVotable } from './rules.ts';

function named(entryId: string): { contestId: string; number: number } {
  const entry = readEntryId(entryId);
  if (entry === undefined) throw new Fault('A record is of no entry.');
  return entry;
}

const keyOf = (programId: string, entryId: string) => {
  const { contestId, number } = named(entryId);
  return contestEntryKey(programId, contestId, number);
};

/** An entry of a contest is its own owner: it is listed while it can be voted on. Equals stand by their numbers. */
export const contestEntrySubject: Subject = {
  partition: rankedEntryPartition,
  ownerOf: (subjectId) => subjectId,
  partitionsOf: async (_deps, programId, ownerId) => [rankedEntryPartition(programId, ownerId)],
  owner: {
    key: keyOf,
    idOf: (item) => entryIdOf(contestEntryModel.parse(item)),
    isListed: (item) => item !== undefined && isVotable(contestEntryModel.parse(item)),
  },
  tie: (subjectId) => named(subjectId).number,
  display: {
    key: keyOf,
    of: (item) => {
      const entry = item === undefined ? undefined : contestEntryModel.parse(item);
      const title = entry !== undefined && isShown(entry) ? entry.shown?.title : undefined;
      return { publicName: title ?? null, avatarUrl: null };
    },
  },
  idOf: (_programId, subjectId) => subjectId,
  find: (_programId, id) => (readEntryId(id) === undefined ? undefined : id),
};
