import { codeKey, codePartition } from '../../table/keys.ts';
import type { Subject } from '../leaderboards/boards/subject.ts';
import { memberSubject } from '../members/subject.ts';
import { codeIdOf, codeKeyOf, codeKeyOfId, codeModel, MAX_CODES_PER_MEMBER } from './rules.ts';
import { listCodes } from './store.ts';

/** A referral code is listed as the member is whose it is. Callers name it by its id or as it reads. */
export const codeSubject: Subject = {
  owner: memberSubject.owner,
  partition: codePartition,
  ownerOf: () => undefined,
  partitionsOf: async (deps, programId, ownerId) => {
    const codes = await listCodes(deps, programId, ownerId, { first: MAX_CODES_PER_MEMBER });
    return codes.edges.map(({ node }) => codePartition(programId, node.key));
  },
  display: {
    key: codeKey,
    of: (item) => ({ publicName: item === undefined ? null : codeModel.parse(item).code, avatarUrl: null }),
  },
  idOf: (programId, subjectId) => codeIdOf({ programId, key: subjectId }),
  find: (programId, id) => codeKeyOfId(programId, id) ?? codeKeyOf(id),
};
