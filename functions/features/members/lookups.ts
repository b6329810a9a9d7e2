import { externalIdKey, memberKey } from '../../table/keys.ts';
import type { Lookup } from '../../table/lookup.ts';
import { type Member, memberModel } from './rules.ts';

export const memberLookup = (programId: string, memberId: string): Lookup<Member | undefined> => ({
  key: memberKey(programId, memberId),
  parse: (item) => (item === undefined ? undefined : memberModel.parse(item)),
});

/** The id of the member whom the brand knows by this id. */
export const externalIdLookup = (programId: string, externalId: string): Lookup<string | undefined> => ({
  key: externalIdKey(programId, externalId),
  parse: (item) => (item === undefined ? undefined : String(item.memberId)),
});
