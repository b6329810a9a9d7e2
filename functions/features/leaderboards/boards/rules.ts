import * as z from 'zod';
import { isModerator, type Viewer } from '../../../identity/viewer.ts';
import { accept, type Decision, refuse } from '../../../platform/errors.ts';
import {
  type BackfillState,
  LEADERBOARD_DIRECTIONS,
  SEASON_KINDS,
} from '../../../platform/generated/enums.ts';
import { derivedId, digest26 } from '../../../platform/ids.ts';
import { idempotencyKey, patchOf, text } from '../../../platform/input.ts';
import { countedEventType } from '../../../platform/values.ts';
import type { Program } from '../../programs/rules.ts';
import { spanOf } from './calendar.ts';

// Boards: what they rank, by what, and from when on.

/**
 * So long a board waits from its making to its counting: every projector has read it by then, so that each
 * thing is counted either by the stream or by the backfill, and it is known which. The request that makes it
 * may take 20 seconds, a projector keeps boards for 30 (store.ts), and clocks differ a little.
 */
const CUT_OVER_SECONDS = 60;
/**
 * So long after that the backfill begins. By then what was booked before has been written (by the scheduler,
 * within its 55 seconds) and has reached the lists that the backfill reads.
 */
const SETTLE_SECONDS = 120;

export const MAX_OPEN_BOARDS = 20;
export const MAX_BOARDS = 500;
const MAX_SHARDS = 64;
const MAX_SCALE = 1_000_000_000;

const instant = z.string();

const backfillModel = z.object({
  /** When it may begin, and when it had counted the last member; null while it has not. */
  startsAt: instant,
  finishedAt: instant.nullable(),
  membersDone: z.int().min(0),
  /** The latest member counted, as the list of members orders them; null before the first. */
  position: z.string().nullable(),
});
export type Backfill = z.infer<typeof backfillModel>;

/** What it ranks, by what, in which seasons, direction and scale never changes. */
export const boardModel = z.object({
  id: z.string(),
  programId: z.string(),
  name: z.string(),
  subject: z.string(),
  metric: z.string(),
  /** The type of the events that the metric is of; null for the others. */
  eventType: z.string().nullable(),
  direction: z.enum(LEADERBOARD_DIRECTIONS),
  seasonKind: z.enum(SEASON_KINDS),
  /** How much of the metric is one unit of the tree. */
  scale: z.int().min(1),
  /** Of the index by score. Readers read all; writers use `shardsBefore` of them until `shardsFrom`. */
  shards: z.int().min(1),
  shardsBefore: z.int().min(1),
  shardsFrom: instant,
  visibleFrom: instant.nullable(),
  visibleTo: instant.nullable(),
  /** What is booked from here on is counted by the stream, what was booked before by the backfill. */
  countsFrom: instant,
  /** What is booked from here on does not count; null while the board is open. */
  closesAt: instant.nullable(),
  /** Null for a board that is as old as its program. */
  backfill: backfillModel.nullable(),
  createdAt: instant,
  createdBy: z.string(),
  /** Digest of the input that made it: tells the same request sent again from another with this key. */
  inputHash: z.string(),
  updatedAt: instant,
  /** One more with each change, so that two changes at once cannot lose one another. */
  version: z.int().min(1),
});
export type Board = z.infer<typeof boardModel>;

export type MetricTerms = {
  subjects: readonly string[];
  /** True for a metric of events: its board says of which type. */
  ofEvents: boolean;
  /** True when it grows by one at a time. */
  countsOnes: boolean;
};

const shards = z.int().min(1).max(MAX_SHARDS);

export const createBoardInput = z.strictObject({
  name: text(1, 80),
  subject: z.string(),
  metric: z.string(),
  eventType: countedEventType.nullish(),
  direction: z.enum(LEADERBOARD_DIRECTIONS).default('HIGHEST_FIRST'),
  seasonKind: z.enum(SEASON_KINDS).default('ALL_TIME'),
  scoreStep: z.int().min(1).max(MAX_SCALE).default(1),
  shards: shards.default(1),
  visibleFrom: z.date().nullish(),
  visibleUntil: z.date().nullish(),
  idempotencyKey,
});
export type CreateBoardInput = z.infer<typeof createBoardInput>;

/** What is left out stays; null takes a limit of visibility away. */
const boardPatch = patchOf({
  name: text(1, 80),
  shards,
  visibleFrom: z.date().nullable(),
  visibleUntil: z.date().nullable(),
});
export type BoardPatch = z.infer<typeof boardPatch>;
export const updateBoardInput = boardPatch.extend({ leaderboardId: z.string() });
export const closeBoardInput = z.object({ leaderboardId: z.string() });

export const boardIdOf = (programId: string, key: string) => derivedId('leaderboard', programId, 'key', key);

/** What no field's model can judge alone. Refuses INVALID_INPUT. */
export function checkBoard(input: CreateBoardInput, terms: MetricTerms): Decision<void, 'INVALID_INPUT'> {
  const wrong = (field: string, problem: string) => refuse('INVALID_INPUT', `${field} ${problem}.`, [field]);
  if (!terms.subjects.includes(input.subject)) {
    return wrong('subject', `must be ${terms.subjects.join(' or ')} for the metric ${input.metric}`);
  }
  if (terms.ofEvents !== (input.eventType != null)) {
    return wrong(
      'eventType',
      terms.ofEvents ? `is needed for ${input.metric}` : `is not for ${input.metric}`,
    );
  }
  if (terms.countsOnes && input.scoreStep !== 1) {
    return wrong(
      'scoreStep',
      `must be 1 for ${input.metric}: it grows by one at a time, and larger steps would lose that`,
    );
  }
  return checkWindow(orNull(input.visibleFrom), orNull(input.visibleUntil), input);
}

/** `given` is what the request asks for: a refusal names what is in it. */
function checkWindow(
  visibleFrom: string | null,
  visibleTo: string | null,
  given: { visibleUntil?: unknown },
): Decision<void, 'INVALID_INPUT'> {
  if (visibleFrom === null || visibleTo === null || visibleFrom < visibleTo) return accept(undefined);
  return given.visibleUntil == null
    ? refuse('INVALID_INPUT', `visibleFrom must be before visibleUntil, which is ${visibleTo}.`, [
        'visibleFrom',
      ])
    : refuse('INVALID_INPUT', `visibleUntil must be after visibleFrom, which is ${visibleFrom}.`, [
        'visibleUntil',
      ]);
}

const plusSeconds = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
const orNull = (date: Date | null | undefined) => date?.toISOString() ?? null;

/** The names are those of the first version, so that its requests are known again. */
export function boardHash({ seasonKind, scoreStep, visibleUntil, ...input }: CreateBoardInput): string {
  const { name, subject, metric, direction, shards, idempotencyKey } = input;
  // Null is as good as left out.
  const [eventType, visibleFrom] = [input.eventType ?? undefined, input.visibleFrom ?? undefined];
  const scored = { season: seasonKind, scale: scoreStep, shards };
  const seen = { visibleFrom, visibleTo: visibleUntil ?? undefined, idempotencyKey };
  return digest26(JSON.stringify({ name, subject, metric, eventType, direction, ...scored, ...seen }));
}

export function createBoard(
  program: Pick<Program, 'id'>,
  input: CreateBoardInput,
  by: string,
  now: Date,
): Board {
  const at = now.toISOString();
  const { visibleFrom, visibleUntil, idempotencyKey, eventType, seasonKind, scoreStep, ...rest } = input;
  return {
    ...rest,
    seasonKind,
    scale: scoreStep,
    id: boardIdOf(program.id, idempotencyKey),
    programId: program.id,
    eventType: eventType ?? null,
    shardsBefore: input.shards,
    shardsFrom: at,
    visibleFrom: orNull(visibleFrom),
    visibleTo: orNull(visibleUntil),
    countsFrom: plusSeconds(now, CUT_OVER_SECONDS),
    closesAt: null,
    backfill: {
      startsAt: plusSeconds(now, CUT_OVER_SECONDS + SETTLE_SECONDS),
      finishedAt: null,
      membersDone: 0,
      position: null,
    },
    createdAt: at,
    createdBy: by,
    inputHash: boardHash(input),
    updatedAt: at,
    version: 1,
  };
}

const DEFAULTS = [
  { name: 'Points', metric: 'POINTS_EARNED' },
  { name: 'Referrals', metric: 'REFERRALS_REWARDED' },
];
const DEFAULT_SEASONS = [
  { seasonKind: 'ALL_TIME', words: 'of all time' },
  { seasonKind: 'MONTH', words: 'of the month' },
] as const;

/** Nothing can have happened before them, so there is nothing to backfill. */
export function defaultBoards(program: Pick<Program, 'id' | 'createdAt'>, by: string): Board[] {
  const made = new Date(program.createdAt);
  return DEFAULTS.flatMap(({ name, metric }) =>
    DEFAULT_SEASONS.map(({ seasonKind, words }) => {
      const key = { idempotencyKey: `default ${metric} ${seasonKind}`, name: `${name} ${words}` };
      const input = createBoardInput.parse({ ...key, subject: 'MEMBER', metric, seasonKind });
      return { ...createBoard(program, input, by, made), countsFrom: program.createdAt, backfill: null };
    }),
  );
}

/** The very same object when nothing changes. Refuses INVALID_INPUT. */
export function updateBoard(board: Board, patch: BoardPatch, now: Date): Decision<Board, 'INVALID_INPUT'> {
  const visibleFrom = patch.visibleFrom === undefined ? board.visibleFrom : orNull(patch.visibleFrom);
  const visibleTo = patch.visibleUntil === undefined ? board.visibleTo : orNull(patch.visibleUntil);
  const window = checkWindow(visibleFrom, visibleTo, patch);
  if (!window.ok) return window;
  const shards = patch.shards ?? board.shards;
  if (shards < board.shards) {
    return refuse('INVALID_INPUT', `shards can be raised only: the board has ${board.shards}.`, ['shards']);
  }
  const name = patch.name ?? board.name;
  const changes = { name, visibleFrom, visibleTo, shards };
  if (Object.entries(changes).every(([field, value]) => board[field as keyof Board] === value))
    return accept(board);
  const raised = { shardsBefore: writeShards(board, now), shardsFrom: plusSeconds(now, CUT_OVER_SECONDS) };
  return accept({ ...touched(board, now), ...changes, ...(shards > board.shards ? raised : {}) });
}

/** What is booked from the cut-over on does not count any more. The same object when it is closed already. */
export const closeBoard = (board: Board, now: Date): Board =>
  board.closesAt === null ? { ...touched(board, now), closesAt: plusSeconds(now, CUT_OVER_SECONDS) } : board;

export const advanceBackfill = (board: Board, backfill: Backfill, now: Date): Board => ({
  ...touched(board, now),
  backfill,
});

const touched = (board: Board, now: Date): Board => ({
  ...board,
  updatedAt: now.toISOString(),
  version: board.version + 1,
});

/** All of them once every reader has learnt of them. */
export const writeShards = (board: Board, now: Date): number =>
  now.toISOString() < board.shardsFrom ? board.shardsBefore : board.shards;

export const isOpen = (board: Board): boolean => board.closesAt === null;

/**
 * True when who is listed does not change any more: the season has ended, or the board has closed. What
 * happened in it and is told late still counts there.
 */
export function isOver(
  board: Pick<Board, 'seasonKind' | 'closesAt'>,
  season: string,
  timeZone: string,
  now: Date,
): boolean {
  if (isClosed(board, now)) return true;
  const { endsAt } = spanOf(board.seasonKind, season, timeZone);
  return endsAt !== null && endsAt <= now;
}

/** True when nothing counts on a board any more. */
export const isClosed = ({ closesAt }: Pick<Board, 'closesAt'>, now: Date): boolean =>
  closesAt !== null && closesAt <= now.toISOString();

/** What was booked before the cut-over is the backfill's. */
export const isStreamed = (board: Board, bookedAt: string): boolean =>
  bookedAt >= board.countsFrom && (board.closesAt === null || bookedAt < board.closesAt);

export const isBackfilling = (board: Board): board is Board & { backfill: Backfill } =>
  board.backfill !== null && board.backfill.finishedAt === null;

export function backfillState(backfill: Backfill): BackfillState {
  if (backfill.finishedAt !== null) return 'DONE';
  return backfill.position === null ? 'WAITING' : 'RUNNING';
}

export function isVisible(board: Board, now: Date): boolean {
  const at = now.toISOString();
  const inWindow = (board.visibleFrom ?? '') <= at && (board.visibleTo === null || at < board.visibleTo);
  return inWindow && !isBackfilling(board);
}

/** Whoever keeps order in the program always, members while it is visible. */
export const mayKnow = (board: Board, viewer: Viewer, now: Date): boolean =>
  isModerator(viewer) || isVisible(board, now);
