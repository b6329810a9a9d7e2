import type { Projection } from '../../projection/fold.ts';
import { contestEntryModel } from './model.ts';
import { rosterLine } from './roster.ts';

export const entryProjections: Record<'CONTEST_ENTRY', Projection> = {
  CONTEST_ENTRY: {
    contributions: (item) => {
      const line = rosterLine(contestEntryModel.parse(item));
      return line === undefined ? [] : [line];
    },
  },
};
