import type { Complete } from '../../graphql/complete.ts';
import { type Context, scopeOf } from '../../graphql/context.ts';
import type {
  LeaderboardMetric,
  LeaderboardRecordResolvers,
  LeaderboardResolvers,
  LeaderboardSeasonResolvers,
  LeaderboardSubject,
  MutationResolvers,
  QueryResolvers,
  RankedSubjectResolvers,
} from '../../graphql/generated/types.ts';
import { toPayload } from '../../graphql/payload.ts';
import type { Decision } from '../../platform/errors.ts';
import { subjectOfBoard } from './edits.ts';
import { recordIdOf, seasonIdOf } from './ids.ts';
import { findBoard } from './nodes.ts';
import { closeLeaderboard, createLeaderboard, updateLeaderboard } from './operations.ts';
import { seasonCounter } from './projection.ts';
import { companyOf, rankChangeOf, rankOf } from './ranks.ts';
import { unrankedReason } from './records.ts';
import { type Board, backfillState } from './rules.ts';
import { spanOf } from './seasons.ts';
import { assertAround, assertIds, gapAbove, readAround, readTop } from './standings.ts';
import { listBoards } from './store.ts';
import type { Face } from './subject.ts';
import { rootKey, sizeOf } from './tree.ts';
import {
  isCurrent,
  listSeasons,
  mayKnow,
  mayKnowRecord,
  type RecordView,
  readRecords,
  type SeasonView,
  type SubjectView,
  treeOf,
  viewSeason,
} from './views.ts';

const readNode = (context: Context) => (key: { PK: string; SK: string }) => context.loaders.items.load(key);

/** What others may not see of a record is not there for them. */
const shown = (record: RecordView | undefined, { viewer }: Context): RecordView | null =>
  record !== undefined && mayKnowRecord(record, viewer) ? record : null;

async function find(
  season: SeasonView,
  ids: readonly string[],
  context: Context,
): Promise<(RecordView | null)[]> {
  const { board } = season;
  const subject = subjectOfBoard(board);
  const subjects = ids.map((id) => subject.find(board.programId, id));
  const records = await readRecords(context.deps, season, subjects);
  return records.map((record) => shown(record, context));
}

const root = (season: SeasonView, context: Context) => context.loaders.items.load(rootKey(treeOf(season)));

const Leaderboard: Complete<LeaderboardResolvers, Board> = {
  metric: ({ metric }) => metric as LeaderboardMetric,
  subject: ({ subject }) => subject as LeaderboardSubject,
  seasonKind: ({ season }) => season,
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

const LeaderboardSeason: Complete<LeaderboardSeasonResolvers, SeasonView> = {
  id: ({ board, key }) => seasonIdOf(board, key),
  leaderboard: ({ board }) => board,
  startsAt: ({ board, key, timeZone }) => spanOf(board.season, key, timeZone).startsAt?.toISOString() ?? null,
  endsAt: ({ board, key, timeZone }) => spanOf(board.season, key, timeZone).endsAt?.toISOString() ?? null,
  isCurrent: (season, _args, context) => isCurrent(season, context.deps.now()),
  unrankableCount: async ({ board, key }, _args, context) => {
    const counter = await context.deps.table.get(seasonCounter(board.programId, board.id, key));
    return Number(counter?.unfit ?? 0);
  },
  asOf: async (season, _args, context) => {
    const at = (await root(season, context))?.at;
    return at === undefined ? null : new Date(Number(at)).toISOString();
  },
  totalCount: async (season, _args, context) => sizeOf(await root(season, context)),
  top: (season, page, context) =>
    readTop(context.deps, season, page, readNode(context), context.loaders.standings),
  me: async (season, _args, context) => {
    const { memberId } = context.viewer;
    if (memberId === undefined || season.board.subject !== 'MEMBER') return null;
    return (await find(season, [memberId], context))[0] ?? null;
  },
  record: async (season, { subjectId }, context) => (await find(season, [subjectId], context))[0] ?? null,
  records: (season, { subjectIds }, context) => {
    assertIds(subjectIds);
    return find(season, subjectIds, context);
  },
  around: async (season, { subjectId, ...neighbours }, context) => {
    assertAround(neighbours);
    const [record] = await find(season, [subjectId], context);
    if (record == null) return [];
    return readAround(context.deps, record, neighbours, readNode(context), context.loaders.standings);
  },
};

const LeaderboardRecord: Complete<LeaderboardRecordResolvers, RecordView> = {
  id: ({ season, ranked }) => recordIdOf(season.board, season.key, ranked.subjectId),
  subject: ({ season, ranked }) => ({ board: season.board, ranked }),
  score: ({ record }) => record.score,
  reachedAt: ({ record }) => new Date(record.reachedAt).toISOString(),
  unrankedReason: ({ record }) => unrankedReason(record),
  rank: (record, _args, context) => rankOf(record, readNode(context)),
  tiedCount: async (record, _args, context) =>
    (await companyOf(record, readNode(context)))?.tiedCount ?? null,
  percentile: async (record, _args, context) =>
    (await companyOf(record, readNode(context)))?.percentile ?? null,
  rankChange: (record, _args, context) => rankChangeOf(record, readNode(context), context.deps.now()),
  scoreToNextRank: (record, _args, context) => gapAbove(context.deps, record, context.loaders.standings),
};

const kindOf = ({ board }: SubjectView) => board.subject as LeaderboardSubject;

async function faceOf({ board, ranked }: SubjectView, context: Context): Promise<Face> {
  const { face } = subjectOfBoard(board);
  const item = await context.loaders.items.load(face.key(board.programId, ranked.subjectId));
  return face.of(item, scopeOf(context).program);
}

const RankedSubject: Complete<RankedSubjectResolvers, SubjectView> = {
  kind: kindOf,
  subjectId: ({ board, ranked }) => subjectOfBoard(board).idOf(board.programId, ranked.subjectId),
  publicName: async (subject, _args, context) => (await faceOf(subject, context)).publicName,
  avatarUrl: async (subject, _args, context) => (await faceOf(subject, context)).avatarUrl,
};

const Query: Pick<Required<QueryResolvers>, 'leaderboard' | 'leaderboards'> = {
  leaderboard: async (_parent, { id }, context) =>
    (await findBoard(context.deps, scopeOf(context), id)) ?? null,
  leaderboards: (_parent, page, context) => {
    const { program, viewer } = scopeOf(context);
    const isShown = (board: Board) => mayKnow(board, viewer, context.deps.now());
    return listBoards(context.deps, program.id, page, isShown);
  },
};

const answer = (decision: Decision<Board>) => toPayload(decision, (leaderboard) => ({ leaderboard }));

const Mutation: Pick<
  Required<MutationResolvers>,
  'createLeaderboard' | 'updateLeaderboard' | 'closeLeaderboard'
> = {
  createLeaderboard: async (_parent, { input }, context) =>
    answer(await createLeaderboard(context.deps, scopeOf(context), input)),
  updateLeaderboard: async (_parent, { input }, context) =>
    answer(await updateLeaderboard(context.deps, scopeOf(context), input)),
  closeLeaderboard: async (_parent, { input }, context) =>
    answer(await closeLeaderboard(context.deps, scopeOf(context), input)),
};

export const leaderboardResolvers = {
  Leaderboard,
  LeaderboardSeason,
  LeaderboardRecord,
  RankedSubject,
  Query,
  Mutation,
};
