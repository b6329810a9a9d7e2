import { isId } from '../../platform/ids.ts';
import type { Item } from '../../table/client.ts';
import { memberKey, memberPartition } from '../../table/keys.ts';
import type { Subject } from '../leaderboards/subject.ts';
import { isListed, memberModel } from './rules.ts';

/** True for a member who is there and stands in public lists. */
export const isListedItem = (item: Item | undefined): boolean =>
  item !== undefined && isListed(memberModel.parse(item));

export const memberSubject: Subject = {
  partition: memberPartition,
  witness: memberKey,
  isListed: isListedItem,
  partitionsOf: async (_deps, programId, ownerId) => [memberPartition(programId, ownerId)],
  idOf: (_programId, subjectId) => subjectId,
  find: (_programId, id) => (isId('member', id) ? id : undefined),
};
