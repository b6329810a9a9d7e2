import { clickKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { type Click, clickModel } from './rules.ts';

export const clickLookup = (
  programId: string,
  codeKey: string,
  { day, visitor }: { day: string; visitor: string },
): Lookup<Click | undefined> =>
  lookup(clickKey(programId, codeKey, day, visitor), (item) => clickModel.parse(item));
