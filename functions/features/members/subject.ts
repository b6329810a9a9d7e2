import { isId } from '../../platform/ids.ts';
import type { Item } from '../../table/client.ts';
import { memberKey, memberPartition, membersPartition } from '../../table/keys.ts';
import type { Subject } from '../leaderboards/boards/subject.ts';
import { displayOf, isListed, memberModel } from './rules.ts';

export const isListedItem = (item: Item | undefined): boolean =>
  item !== undefined && isListed(memberModel.parse(item));

export const memberSubject: Subject = {
  partition: memberPartition,
  ownerOf: (subjectId) => subjectId,
  partitionsOf: async (_deps, programId, ownerId) => [memberPartition(programId, ownerId)],
  owner: {
    key: memberKey,
    idOf: (member) => String(member.id),
    isListed: isListedItem,
    list: membersPartition,
  },
  display: {
    key: memberKey,
    of: (item, program) => displayOf(item === undefined ? undefined : memberModel.parse(item), program),
  },
  idOf: (_programId, subjectId) => subjectId,
  find: (_programId, id) => (isId('member', id) ? id : undefined),
};
