import * as z from 'zod';
import { Fault, OwnError } from '../platform/errors.ts';

// What the projector cannot read, and how that is told.

/** Thrown where what was read makes no sense: asking again for the same gives the same. */
export class Unreadable extends OwnError {
  override name = 'Unreadable';
}

/** The items by which all records of a program are mapped cannot be read, or are not there. */
export class ProgramUnreadable extends Unreadable {
  override name = 'ProgramUnreadable';
}

/**
 * A newer version wrote what this one does not know. This one waits to be replaced: going on would lose
 * counts.
 */
export class UnknownHere extends Fault {
  override name = 'UnknownHere';
}

/** Why something could not be read, in words of ours: no value of an item. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof OwnError) return `${error.name}: ${error.message}`;
  if (error instanceof z.ZodError)
    // The first part of a path is an attribute of ours; what follows could be a name that somebody gave.
    return `ZodError: ${[...new Set(error.issues.map(({ path, code }) => `${String(path[0] ?? 'item')} ${code}`))].join(', ')}`;
  return error instanceof Error ? error.name : typeof error;
}
