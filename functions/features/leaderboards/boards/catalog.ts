import { UnknownHere } from '../../../projection/unreadable.ts';
import type { DerivedBoards } from './derived.ts';
import type { Metric } from './metric.ts';
import type { Board } from './rules.ts';
import type { Subject } from './subject.ts';

/**
 * What boards can add up and rank, by the names that they keep: undefined for a name that this version does
 * not know. The features describe it and the registry gives it, so that boards need to know no feature.
 */
export type Catalog = {
  metricOf: (name: string) => Metric | undefined;
  subjectOf: (kind: string) => Subject | undefined;
  derived: readonly DerivedBoards[];
};

/**
 * A board whose kind of subject this version knows. Made only where records are asked for, so that a board of
 * a newer version stops no other.
 */
export type KnownBoard = { board: Board; subject: Subject };

/** Throws UnknownHere for a kind of subject that this version does not know. */
export function knownBoard({ subjectOf }: Pick<Catalog, 'subjectOf'>, board: Board): KnownBoard {
  const subject = subjectOf(board.subject);
  if (subject === undefined)
    throw new UnknownHere(`Nothing is known of ${board.subject}, which board ${board.id} ranks.`);
  return { board, subject };
}
