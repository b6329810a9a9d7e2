import type { Item } from '../../../table/client.ts';
import type { Deps } from '../../../table/deps.ts';
import type { Scope } from '../../programs/scope.ts';
import type { Board } from './rules.ts';

/** What something has at a moment: set, where facts are added up. */
export type Score = { board: Board; subjectId: string; score: number };

/**
 * Boards that follow from something else, as a contest's do from its votes: they have no item of their own, count against no
 * limit, and have no past to be counted. In a feature's `boards.ts`, listed by `registry/catalog.ts`.
 */
export type DerivedBoards = {
  /** What they count, by which they are told from others, and what they rank. */
  metric: string;
  subject: string;
  /** The entity of the items that they follow from, and all the boards of one: also those that are closed or yet to come. */
  source: string;
  boardsOf: (item: Item) => Board[];
  /** The entity of the items that hold scores. Such an item counts its `writes`. */
  heldBy: string;
  /** The scores that an item holds. */
  scoresOf: (item: Item) => Score[];
  /** The entity of the items that are ranked, each its own owner, and whether a board can rank the one of an id. */
  ranked: string;
  ranks: (board: Board, subjectId: string) => boolean;
  /** Those that are not closed, for the projector. From memory, as `cachedBoards`. */
  open: (deps: Deps, programId: string) => Promise<Board[]>;
  /** Those that a caller may see in the list of a program's leaderboards. */
  list: (deps: Deps, scope: Scope) => Promise<Board[]>;
  /** By id; undefined for an id that is none of theirs, and where the caller may not see it. */
  find: (deps: Deps, scope: Scope, boardId: string) => Promise<Board | undefined>;
};
