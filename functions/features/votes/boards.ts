import { BARE_ID, bareIdOf, ID_PREFIX } from '../../platform/ids.ts';
import type { Item } from '../../table/client.ts';
import { ENTITY } from '../../table/entities.ts';
import { tallyOf } from '../../table/keys.ts';
import { type Contest, contestModel } from '../contests/model.ts';
import { mayRead } from '../contests/rules.ts';
import { END_OF_TIME, scheduleAt } from '../contests/schedule.ts';
import { findContest, openContestsOf } from '../contests/views.ts';
import { entryIdOf, readEntryId } from '../entries/ids.ts';
import type { DerivedBoards, Score } from '../leaderboards/boards/derived.ts';
import { type Board, isClosed, isOpen } from '../leaderboards/boards/rules.ts';
import { votesByEntry } from './counts.ts';

// The leaderboards of contests whose counts are LIVE: one for each attempt of a round, `lbd_<contest>r<round>a<attempt>`, whose
// scores are set to what the tallies say.

export type AttemptOf = { contestId: string; round: number; attempt: number };

const BOARD_ID = new RegExp(`^${ID_PREFIX.leaderboard}_(${BARE_ID})r([12])a([1-9]\\d?)$`);

const boardIdOf = ({ contestId, round, attempt }: AttemptOf) =>
  `${ID_PREFIX.leaderboard}_${bareIdOf(contestId)}r${round}a${attempt}`;

/** Undefined for text that is no such id. */
export function readVoteBoardId(id: string): AttemptOf | undefined {
  const [, contest, round, attempt] = BOARD_ID.exec(id) ?? [];
  return attempt === undefined
    ? undefined
    : { contestId: `${ID_PREFIX.contest}_${contest}`, round: Number(round), attempt: Number(attempt) };
}

/** A storm writes as many entries at once as there are; one partition of an index takes a thousand writes a second. */
const SHARDS = 4;
const SUBJECT = 'CONTEST_ENTRY';
const METRIC = 'CONTEST_VOTES';
const LAST_OF_ALL = new Date(END_OF_TIME);
const LONG_AGO = new Date(0).toISOString();

/** What records need of it, which follows from its name alone. */
function boardOf(programId: string, of: AttemptOf): Board {
  return {
    id: boardIdOf(of),
    programId,
    name: '',
    subject: SUBJECT,
    metric: METRIC,
    eventType: null,
    direction: 'HIGHEST_FIRST',
    seasonKind: 'ALL_TIME',
    scale: 1,
    shards: SHARDS,
    shardsBefore: SHARDS,
    shardsFrom: LONG_AGO,
    visibleFrom: null,
    visibleTo: null,
    countsFrom: LONG_AGO,
    closesAt: null,
    backfill: null,
    createdAt: LONG_AGO,
    createdBy: 'system',
    inputHash: '',
    updatedAt: LONG_AGO,
    version: 1,
  };
}

/** The leaderboards of a contest, of all attempts of the rounds whose vote has opened. Those of earlier attempts are closed. */
function voteBoardsOf(contest: Contest, now: Date): Board[] {
  const at = now.toISOString();
  if (contest.voteCounts !== 'LIVE' || contest.status === 'DRAFT') return [];
  const isOver = contest.status === 'CANCELED' || contest.status === 'PUBLISHED';
  const restarts = contest.changes.filter(
    ({ kind, holdsFrom }) => kind === 'ROUND_RESTARTED' && holdsFrom <= at,
  );
  return scheduleAt(contest, at).rounds.flatMap(({ number, attempt, voting }) => {
    if (voting === null || voting.opensAt > at) return [];
    const ends = restarts.filter(({ round }) => round === number).map(({ holdsFrom }) => holdsFrom);
    return Array.from({ length: attempt }, (_, before) => ({
      ...boardOf(contest.programId, { contestId: contest.id, round: number, attempt: before + 1 }),
      name: contest.title,
      visibleFrom: ends[before - 1] ?? voting.opensAt,
      closesAt: ends[before] ?? (isOver ? contest.updatedAt : null),
      createdAt: contest.publishedAt ?? contest.createdAt,
      createdBy: contest.createdBy,
      updatedAt: contest.updatedAt,
    }));
  });
}

/** The leaderboard of a round as it is: of its present attempt. Undefined while its vote has not opened. */
export const voteBoardOf = (contest: Contest, round: number, now: Date): Board | undefined =>
  voteBoardsOf(contest, now).findLast(({ id }) => readVoteBoardId(id)?.round === round);

function scoresOf(item: Item): Score[] {
  const of = tallyOf(item);
  if (of === undefined) return [];
  const board = boardOf(of.programId, of);
  const { contestId } = of;
  return votesByEntry(item).map(([number, score]) => ({
    board,
    subjectId: entryIdOf({ contestId, number }),
    score,
  }));
}

export const voteBoards: DerivedBoards = {
  metric: METRIC,
  subject: SUBJECT,
  source: ENTITY.contest,
  boardsOf: (item) => voteBoardsOf(contestModel.parse(item), LAST_OF_ALL),
  heldBy: ENTITY.liveTally,
  scoresOf,
  ranked: ENTITY.contestEntry,
  ranks: ({ id }, subjectId) => {
    const contestId = readVoteBoardId(id)?.contestId;
    return contestId !== undefined && readEntryId(subjectId)?.contestId === contestId;
  },
  open: async (deps, programId) => {
    // Also those that are yet to come: a vote is taken by a clock that may be ahead of ours.
    const boards = (await openContestsOf(deps, programId)).flatMap((one) => voteBoardsOf(one, LAST_OF_ALL));
    return boards.filter((board) => !isClosed(board, deps.now()));
  },
  list: async (deps, { program, viewer }) => {
    const contests = (await openContestsOf(deps, program.id)).filter((one) => mayRead(one, viewer));
    return contests.flatMap((one) => voteBoardsOf(one, deps.now())).filter(isOpen);
  },
  find: async (deps, scope, boardId) => {
    const named = readVoteBoardId(boardId);
    const contest = named && (await findContest(deps, scope, named.contestId));
    return contest && voteBoardsOf(contest, deps.now()).find(({ id }) => id === boardId);
  },
};
