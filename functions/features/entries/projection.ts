import type { Projection } from '../../projection/fold.ts';
import { stateLine } from './counts.ts';
import { contestEntryModel } from './model.ts';
import { rosterLine } from './roster.ts';

export const entryProjections: Record<'CONTEST_ENTRY', Projection> = {
  CONTEST_ENTRY: {
    contributions: (item) => {
      const entry = contestEntryModel.parse(item);
      return [stateLine(entry), rosterLine(entry)].filter((line) => line !== undefined);
    },
  },
};
