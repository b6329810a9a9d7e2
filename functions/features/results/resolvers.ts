import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type {
  ContestEntryResolvers,
  ContestResolvers,
  ContestResultResolvers,
  ResultEntryResolvers,
} from '../../graphql/generated/types.ts';
import { isOrganizer } from '../../identity/viewer.ts';
import { pageOf } from '../../table/cursor.ts';
import { contestNow, contestOf, findContest } from '../contests/views.ts';
import { entryIdOf } from '../entries/ids.ts';
import { contestEntriesOf } from '../entries/loaders.ts';
import { mayReadEntry } from '../entries/views.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import { filesOf } from './files.ts';
import { prizesSinceOf } from './loaders.ts';
import { type ResultEntryView, type ResultView, readResultId, resultIdOf } from './model.ts';
import { handOverPrize, offerPrize, publishResult } from './operations.ts';
import { linesOfResult } from './versions.ts';
import { awardView, publishedLineOf, publishedOf, resultNow } from './views.ts';

const PLACE_DIGITS = 8;

const ContestResult: Complete<ContestResultResolvers, ResultView> = {
  id: ({ result }) => resultIdOf(result),
  version: ({ result }) => result.resultVersion,
  countedAt: ({ result }) => result.countedAt,
  publishedAt: ({ result }) => result.publishedAt,
  differences: ({ result }) => result.differences,
  files: async ({ result }, _args, { deps }) => {
    const files = filesOf(result);
    return (
      files &&
      Promise.all(
        files.map(async ({ name, key, sha256 }) => ({
          name,
          url: await deps.presigner.urlOf(key, name),
          sha256,
        })),
      )
    );
  },
  entries: async ({ result }, page, { deps }) => {
    const lines = await linesOfResult(deps, result);
    const placed = lines.map((line, place) => ({ ...line, contestId: result.contestId, place }));
    return pageOf(deps, resultIdOf(result), placed, page, ({ place }) =>
      String(place).padStart(PLACE_DIGITS, '0'),
    );
  },
};

const ResultEntry: Complete<ResultEntryResolvers, ResultEntryView> = {
  entryId: entryIdOf,
  entry: async (named, _args, context) => {
    const entry = await contestEntriesOf(context).load(named);
    return entry !== undefined && mayReadEntry(entry, context.viewer) ? entry : null;
  },
  awards: async ({ contestId, number, awards }, _args, context) => {
    const contest = await contestOf(context.deps, scopeOf(context).program.id, contestId);
    return Promise.all(
      awards.map(async (award) => {
        const kind = contest.prizes[award.prize]?.kind ?? 'MANUAL';
        const won = { ...award, contestId, number, kind };
        return awardView(contest, award, await prizesSinceOf(context).load(won));
      }),
    );
  },
};

const Contest: Pick<Required<ContestResolvers>, 'result' | 'countedResult'> = {
  result: async (contest, _args, { deps }) => (await publishedOf(deps, contest)) ?? null,
  countedResult: async ({ id }, _args, context) => {
    const contest = await contestNow(context.deps, scopeOf(context).program.id, id);
    return contest?.status !== 'COUNTED' || contest.countedVersion === null
      ? null
      : ((await resultNow(context.deps, contest, contest.countedVersion)) ?? null);
  },
};

const ContestEntry: Pick<Required<ContestEntryResolvers>, 'result'> = {
  result: async ({ programId, contestId, number }, _args, { deps }) => {
    const line = await publishedLineOf(deps, await contestOf(deps, programId, contestId), number);
    return line === undefined ? null : { ...line, contestId };
  },
};

const Mutation = {
  ...mutations({ publishResult }, (result) => ({ result })),
  ...mutations({ offerPrize, handOverPrize }, (award) => ({ award })),
};

export const resultApi = {
  resolvers: { ContestResult, ResultEntry, Contest, ContestEntry, Mutation },
  nodes: {
    ContestResult: {
      kind: 'contestResult',
      hasOwnForm: true,
      fetch: async (id, context): Promise<ResultView | undefined> => {
        const named = readResultId(id);
        const contest = named && (await findContest(context.deps, scopeOf(context), named.contestId));
        if (named === undefined || contest === undefined) return undefined;
        const view = await resultNow(context.deps, contest, named.resultVersion);
        return view?.result.publishedAt != null || isOrganizer(context.viewer) ? view : undefined;
      },
    },
  },
} satisfies FeatureApi<Context>;
