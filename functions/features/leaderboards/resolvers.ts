import type { Complete } from '../../graphql/complete.ts';
import { type Context, scopeOf } from '../../graphql/context.ts';
import type {
  LeaderboardMetric,
  LeaderboardResolvers,
  LeaderboardSubject,
  MutationResolvers,
  QueryResolvers,
  RankedRecordResolvers,
  RankedSubjectResolvers,
  SeasonResolvers,
} from '../../graphql/generated/types.ts';
import { toPayload } from '../../graphql/payload.ts';
import { isModerator } from '../../identity/viewer.ts';
import type { Decision } from '../../platform/errors.ts';
import { subjectOfBoard } from './edits.ts';
import { closeLeaderboard, createLeaderboard, updateLeaderboard } from './operations.ts';
import { seasonCounter } from './projection.ts';
import { companyOf, movementOf, rankOf } from './ranks.ts';
import { unrankedWhy } from './records.ts';
import { type Board, backfillState } from './rules.ts';
import { assertAround, assertIds, gapAbove, readAround, readTop } from './standings.ts';
import { listBoards, loadBoard } from './store.ts';
import type { Face } from './subject.ts';
import { rootKey, sizeOf } from './tree.ts';
import {
  type BoardView,
  listSeasons,
  mayKnow,
  type RecordView,
  readRecords,
  type SeasonView,
  type SubjectView,
  treeOf,
  viewBoard,
  viewSeason,
} from './views.ts';

const readNode = (context: Context) => (key: { PK: string; SK: string }) => context.loaders.items.load(key);

const mayAskFor = (board: Board, { viewer, deps }: Context) => mayKnow(board, viewer, deps.now());

const view = (board: Board, context: Context, asked: Parameters<typeof viewBoard>[2] = {}): BoardView =>
  viewBoard(board, scopeOf(context).program, asked, context.deps.now());

/** What others may not see of a record is not there for them: the owner and whoever runs the program see it. */
function shown(record: RecordView | undefined, context: Context): RecordView | null {
  if (record === undefined) return null;
  const isOwn = record.ranked.ownerId === context.viewer.memberId;
  return record.record.listed || isOwn || isModerator(context.viewer) ? record : null;
}

async function find(
  board: BoardView,
  ids: readonly string[],
  context: Context,
): Promise<(RecordView | null)[]> {
  const subject = subjectOfBoard(board);
  const subjects = ids.map((id) => subject.find(board.programId, id));
  const records = await readRecords(context.deps, board, subjects);
  return records.map((record) => shown(record, context));
}

const root = (board: BoardView, context: Context) => context.loaders.items.load(rootKey(treeOf(board)));

const Leaderboard: Complete<LeaderboardResolvers, BoardView> = {
  metric: ({ metric }) => metric as LeaderboardMetric,
  subject: ({ subject }) => subject as LeaderboardSubject,
  seasonKind: ({ season }) => season,
  season: (board, _args, context) => viewSeason(board, board.seasonKey, context.deps.now()),
  seasons: (board, page, context) => listSeasons(context.deps, board, page),
  backfill: ({ backfill }) => {
    if (backfill === null) return null;
    const joinedThrough = backfill.position?.split('#')[0] ?? null;
    return { ...backfill, state: backfillState(backfill), joinedThrough };
  },
  unfitCount: async ({ programId, id, seasonKey }, _args, context) => {
    const counter = await context.deps.table.get(seasonCounter(programId, id, seasonKey));
    return Number(counter?.unfit ?? 0);
  },
  asOf: async (board, _args, context) => {
    const at = (await root(board, context))?.at;
    return at === undefined ? null : new Date(Number(at)).toISOString();
  },
  totalCount: async (board, _args, context) => sizeOf(await root(board, context)),
  top: (board, page, context) =>
    readTop(context.deps, board, page, readNode(context), context.loaders.standings),
  me: async (board, _args, context) => {
    const { memberId } = context.viewer;
    if (memberId === undefined || board.subject !== 'MEMBER') return null;
    return (await find(board, [memberId], context))[0] ?? null;
  },
  record: async (board, { subjectId }, context) => (await find(board, [subjectId], context))[0] ?? null,
  records: (board, { subjectIds }, context) => {
    assertIds(subjectIds);
    return find(board, subjectIds, context);
  },
  around: async (board, { subjectId, ...neighbours }, context) => {
    assertAround(neighbours);
    const [record] = await find(board, [subjectId], context);
    if (record == null) return [];
    return readAround(context.deps, record, neighbours, readNode(context), context.loaders.standings);
  },
};

const RankedRecord: Complete<RankedRecordResolvers, RecordView> = {
  subject: ({ board, ranked }) => ({ board, ranked }),
  score: ({ record }) => record.score,
  reachedAt: ({ record }) => new Date(record.reachedAt).toISOString(),
  unranked: ({ record }) => unrankedWhy(record),
  rank: (record, _args, context) => rankOf(record, readNode(context)),
  tiedWith: async (record, _args, context) => (await companyOf(record, readNode(context)))?.tiedWith ?? null,
  percentile: async (record, _args, context) =>
    (await companyOf(record, readNode(context)))?.percentile ?? null,
  movement: (record, _args, context) => movementOf(record, readNode(context), context.deps.now()),
  toNextRank: (record, _args, context) => gapAbove(context.deps, record, context.loaders.standings),
};

const kindOf = ({ board }: SubjectView) => board.subject as LeaderboardSubject;

async function faceOf({ board, ranked }: SubjectView, context: Context): Promise<Face> {
  const { face } = subjectOfBoard(board);
  const item = await context.loaders.items.load(face.key(board.programId, ranked.subjectId));
  return face.of(item, scopeOf(context).program);
}

const RankedSubject: Complete<RankedSubjectResolvers, SubjectView> = {
  kind: kindOf,
  id: ({ board, ranked }) => subjectOfBoard(board).idOf(board.programId, ranked.subjectId),
  publicName: async (subject, _args, context) => (await faceOf(subject, context)).publicName,
  avatarUrl: async (subject, _args, context) => (await faceOf(subject, context)).avatarUrl,
};

const Season: Complete<SeasonResolvers, SeasonView> = {};

const Query: Pick<Required<QueryResolvers>, 'leaderboard' | 'leaderboards'> = {
  leaderboard: async (_parent, { id, season, on }, context) => {
    const board = await loadBoard(context.deps, scopeOf(context).program.id, id);
    return board !== undefined && mayAskFor(board, context) ? view(board, context, { season, on }) : null;
  },
  leaderboards: async (_parent, page, context) => {
    const isShown = (board: Board) => mayAskFor(board, context);
    const boards = await listBoards(context.deps, scopeOf(context).program.id, page, isShown);
    const edges = boards.edges.map(({ cursor, node }) => ({ cursor, node: view(node, context) }));
    return { ...boards, edges };
  },
};

const answer = (decision: Decision<Board>, context: Context) =>
  toPayload(decision, (board) => ({ leaderboard: view(board, context) }));

const Mutation: Pick<
  Required<MutationResolvers>,
  'createLeaderboard' | 'updateLeaderboard' | 'closeLeaderboard'
> = {
  createLeaderboard: async (_parent, { input }, context) =>
    answer(await createLeaderboard(context.deps, scopeOf(context), input), context),
  updateLeaderboard: async (_parent, { input }, context) =>
    answer(await updateLeaderboard(context.deps, scopeOf(context), input), context),
  closeLeaderboard: async (_parent, { input }, context) =>
    answer(await closeLeaderboard(context.deps, scopeOf(context), input), context),
};

export const leaderboardResolvers = { Leaderboard, RankedRecord, RankedSubject, Season, Query, Mutation };
