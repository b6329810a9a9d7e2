import type { Complete } from '../../graphql/complete.ts';
import { perRequest } from '../../graphql/context.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type {
  LeaderboardMetric,
  LeaderboardRecordResolvers,
  LeaderboardResolvers,
  LeaderboardSeasonResolvers,
  LeaderboardSubject,
  QueryResolvers,
  RankedSubjectResolvers,
} from '../../graphql/generated/types.ts';
import { itemsOf } from '../../graphql/items.ts';
import { assertAround, assertIds } from '../../platform/arguments.ts';
import type { Display } from '../../platform/values.ts';
import { sealSecret } from '../../table/secrets.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import { spanOf } from './boards/calendar.ts';
import type { Catalog } from './boards/catalog.ts';
import { namelessIdOf, recordIdOf, seasonIdOf } from './boards/ids.ts';
import { closeLeaderboard, createLeaderboard, updateLeaderboard } from './boards/operations.ts';
import { type Board, backfillState, mayKnow } from './boards/rules.ts';
import { isCurrent, type KnownSeason, knownSeason, type SeasonView, viewSeason } from './boards/seasons.ts';
import { cachedBoards, listBoards } from './boards/store.ts';
import { findBoard, findRecord, findSeason } from './nodes.ts';
import {
  gapAbove,
  type IndexReads,
  listAround,
  listTop,
  newIndexReads,
  rankChangeOf,
  rankOf,
  tiesAndPercentileOf,
  totalsOf,
} from './ranking/operations.ts';
import { getUnrankableCount, listSeasons } from './ranking/store.ts';
import { getRecordsFor, mayFind, mayKnowWhose } from './records/operations.ts';
import { unrankedReason } from './records/rules.ts';
import type { RecordView, SubjectView } from './records/views.ts';

const indexReadsOf = perRequest<Context, IndexReads>(newIndexReads);

const getItem = (context: Context) => (key: { PK: string; SK: string }) => itemsOf(context).load(key);

function read(
  season: KnownSeason,
  ids: readonly string[],
  context: Context,
): Promise<(RecordView | undefined)[]> {
  const { board, subject } = season;
  const subjects = ids.map((id) => subject.find(board.programId, id));
  return getRecordsFor(context.deps, season, subjects, context.viewer, getItem(context));
}

/** What others may not see of a record is not there for them. */
const shown = async (record: RecordView | undefined, context: Context): Promise<RecordView | null> =>
  record !== undefined && (await mayFind(record, context.viewer, getItem(context))) ? record : null;

async function find(
  season: KnownSeason,
  ids: readonly string[],
  context: Context,
): Promise<(RecordView | null)[]> {
  const records = await read(season, ids, context);
  return Promise.all(records.map((record) => shown(record, context)));
}

/** This feature's part of a leaderboard; votes add theirs. */
const Leaderboard: Omit<Complete<LeaderboardResolvers, Board>, 'vote'> = {
  metric: ({ metric }) => metric as LeaderboardMetric,
  subject: ({ subject }) => subject as LeaderboardSubject,
  scoreStep: ({ scale }) => scale,
  visibleUntil: ({ visibleTo }) => visibleTo,
  season: (board, asked, context) => viewSeason(board, scopeOf(context).program, asked, context.deps.now()),
  seasons: (board, page, context) => listSeasons(context.deps, board, scopeOf(context).program, page),
  backfill: ({ backfill }) => {
    if (backfill === null) return null;
    const joinedThrough = backfill.position?.split('#')[0] ?? null;
    return { ...backfill, state: backfillState(backfill), joinedThrough };
  },
};

const LeaderboardSeason = (catalog: Catalog): Complete<LeaderboardSeasonResolvers, SeasonView> => ({
  id: ({ board, key }) => seasonIdOf(board, key),
  leaderboard: ({ board }) => board,
  startsAt: ({ board, key, timeZone }) =>
    spanOf(board.seasonKind, key, timeZone).startsAt?.toISOString() ?? null,
  endsAt: ({ board, key, timeZone }) => spanOf(board.seasonKind, key, timeZone).endsAt?.toISOString() ?? null,
  isCurrent: (season, _args, context) => isCurrent(season, context.deps.now()),
  unrankableCount: (season, _args, context) => getUnrankableCount(context.deps, season),
  updatedAt: async (season, _args, context) => (await totalsOf(season, getItem(context))).updatedAt,
  totalCount: async (season, _args, context) => (await totalsOf(season, getItem(context))).count,
  top: (season, page, context) =>
    listTop(context.deps, knownSeason(catalog, season), page, indexReadsOf(context)),
  me: async (season, _args, context) => {
    const { memberId } = context.viewer;
    if (memberId === undefined || season.board.subject !== 'MEMBER') return null;
    return (await find(knownSeason(catalog, season), [memberId], context))[0] ?? null;
  },
  record: async (season, { subjectId }, context) =>
    (await find(knownSeason(catalog, season), [subjectId], context))[0] ?? null,
  records: (season, { subjectIds }, context) => {
    assertIds(subjectIds);
    return find(knownSeason(catalog, season), subjectIds, context);
  },
  around: async (season, { subjectId, ...neighbours }, context) => {
    assertAround(neighbours);
    const [record] = await read(knownSeason(catalog, season), [subjectId], context);
    if (record === undefined) return [];
    // Whether it may be found is read beside its neighbours.
    const [found, records] = await Promise.all([
      shown(record, context),
      listAround(context.deps, record, neighbours, indexReadsOf(context)),
    ]);
    return found === null ? [] : records;
  },
});

const LeaderboardRecord: Complete<LeaderboardRecordResolvers, RecordView> = {
  id: async (record, _args, context) => {
    const { season } = record;
    const { subjectId } = record.ranked;
    if (await mayKnowWhose(record, context.viewer, getItem(context)))
      return recordIdOf(season, season.key, subjectId);
    return namelessIdOf(await sealSecret(context.deps), season.board, season.key, subjectId);
  },
  subject: async (record, _args, context) => {
    const { season, ranked } = record;
    const { board, subject } = season;
    const [mayKnow, item] = await Promise.all([
      mayKnowWhose(record, context.viewer, getItem(context)),
      itemsOf(context).load(subject.display.key(board.programId, ranked.subjectId)),
    ]);
    return mayKnow ? { board, subject, ranked, display: item } : null;
  },
  score: ({ record }) => record.score,
  lastScoredAt: ({ record }) => new Date(record.reachedAt).toISOString(),
  unrankedReason: ({ record }) => unrankedReason(record),
  rank: (record, _args, context) => rankOf(record, getItem(context)),
  tiedWithCount: async (record, _args, context) =>
    (await tiesAndPercentileOf(record, getItem(context)))?.tiedWithCount ?? null,
  percentile: async (record, _args, context) =>
    (await tiesAndPercentileOf(record, getItem(context)))?.percentile ?? null,
  rankChange: (record, _args, context) => rankChangeOf(record, getItem(context), context.deps.now()),
  scoreToNextRank: (record, _args, context) => gapAbove(context.deps, record, indexReadsOf(context)),
};

const kindOf = ({ board }: SubjectView) => board.subject as LeaderboardSubject;

const displayOf = ({ subject, display }: SubjectView, context: Context): Display =>
  subject.display.of(display, scopeOf(context).program);

const RankedSubject: Complete<RankedSubjectResolvers, SubjectView> = {
  kind: kindOf,
  subjectId: ({ board, subject, ranked }) => subject.idOf(board.programId, ranked.subjectId),
  publicName: (subject, _args, context) => displayOf(subject, context).publicName,
  avatarUrl: (subject, _args, context) => displayOf(subject, context).avatarUrl,
};

const Query = (catalog: Catalog): Pick<Required<QueryResolvers>, 'leaderboard' | 'leaderboards'> => ({
  leaderboard: async (_parent, { id }, context) =>
    (await findBoard(context.deps, catalog, scopeOf(context), id)) ?? null,
  leaderboards: async (_parent, page, context) => {
    const { deps } = context;
    const scope = scopeOf(context);
    const programId = scope.program.id;
    const boards = await Promise.all([
      cachedBoards(deps, programId),
      ...catalog.derived.map(({ list }) => list(deps, scope)),
    ]);
    const shown = boards.flat().filter((board) => mayKnow(board, scope.viewer, deps.now()));
    return listBoards(deps, programId, shown, page);
  },
});

const Mutation = (catalog: Catalog) =>
  mutations(
    { createLeaderboard: createLeaderboard(catalog), updateLeaderboard, closeLeaderboard },
    (leaderboard) => ({ leaderboard }),
  );

export const leaderboardApi = (catalog: Catalog) =>
  ({
    resolvers: {
      Leaderboard,
      LeaderboardSeason: LeaderboardSeason(catalog),
      LeaderboardRecord,
      RankedSubject,
      Query: Query(catalog),
      Mutation: Mutation(catalog),
    },
    nodes: {
      Leaderboard: {
        kind: 'leaderboard',
        hasOwnForm: true,
        fetch: (id, context) => findBoard(context.deps, catalog, scopeOf(context), id),
      },
      LeaderboardSeason: {
        kind: 'leaderboardSeason',
        hasOwnForm: true,
        fetch: (id, context) => findSeason(context.deps, catalog, scopeOf(context), id),
      },
      LeaderboardRecord: {
        kind: 'rankedRecord',
        hasOwnForm: true,
        fetch: (id, context) => findRecord(context.deps, catalog, scopeOf(context), id, getItem(context)),
      },
    },
  }) satisfies FeatureApi<Context>;
