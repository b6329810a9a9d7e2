import { externalIdKey, memberKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { type Member, memberModel } from './rules.ts';

export const memberLookup = (programId: string, memberId: string): Lookup<Member | undefined> =>
  lookup(memberKey(programId, memberId), (item) => memberModel.parse(item));

/** The id of the member whom the brand knows by this id. */
export const externalIdLookup = (programId: string, externalId: string): Lookup<string | undefined> =>
  lookup(externalIdKey(programId, externalId), (item) => String(item.memberId));
