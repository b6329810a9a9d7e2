import DataLoader from 'dataloader';
import { perRequest } from '../../graphql/context.ts';
import type { ContestPrizeKind } from '../../platform/generated/enums.ts';
import { lookUpAll } from '../../table/lookup.ts';
import { prizeEntryId } from '../points/entries.ts';
import { entryOrNoteLookup } from '../points/lookups.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import type { Since } from './awards.ts';
import type { Award } from './model.ts';
import { markLookup } from './prizes.ts';

type Won = Award & { contestId: string; number: number; kind: ContestPrizeKind };

const textOf = ({ contestId, since, number, prize }: Won) => `${contestId}#${since}#${number}#${prize}`;

/** What became of awards that were due: of all that a page shows in one read. */
export const prizesSinceOf = perRequest(
  (context: Context) =>
    new DataLoader<Won, Since, string>(
      async (all) => {
        const { id: programId } = scopeOf(context).program;
        const ofPoints = all.filter(({ kind }) => kind === 'POINTS');
        const entries = ofPoints.map((won) => entryOrNoteLookup(programId, prizeEntryId(programId, won)));
        const [found, marks] = await Promise.all([
          lookUpAll(context.deps, entries),
          lookUpAll(
            context.deps,
            all.map((won) => markLookup({ programId, ...won })),
          ),
        ]);
        const paid = new Set(ofPoints.filter((_, place) => found[place] !== undefined).map(textOf));
        return all.map((won, place) => ({ isPaid: paid.has(textOf(won)), mark: marks[place] }));
      },
      { cacheKeyFn: textOf },
    ),
);
