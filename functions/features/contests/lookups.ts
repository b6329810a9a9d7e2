import { contestKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { type Contest, contestModel } from './model.ts';

export const contestLookup = (programId: string, contestId: string): Lookup<Contest | undefined> =>
  lookup(contestKey(programId, contestId), (item) => contestModel.parse(item));
