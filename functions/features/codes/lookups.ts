import { codeKey } from '../../table/keys.ts';
import type { Lookup } from '../../table/lookup.ts';
import { codeModel, type ReferralCode } from './rules.ts';

export const codeLookup = (programId: string, key: string): Lookup<ReferralCode | undefined> => ({
  key: codeKey(programId, key),
  parse: (item) => (item === undefined ? undefined : codeModel.parse(item)),
});
