import type { Projection } from '../../projection/fold.ts';
import { rosterLine } from './roster.ts';
import { contestEntryModel } from './rules.ts';

export const entryProjections: Record<'CONTEST_ENTRY', Projection> = {
  CONTEST_ENTRY: {
    contributions: (item) => {
      const line = rosterLine(contestEntryModel.parse(item));
      return line === undefined ? [] : [line];
    },
  },
};
