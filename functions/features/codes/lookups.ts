import { codeKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { codeModel, type ReferralCode } from './rules.ts';

export const codeLookup = (programId: string, key: string): Lookup<ReferralCode | undefined> =>
  lookup(codeKey(programId, key), (item) => codeModel.parse(item));
