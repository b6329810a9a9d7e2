import type { Allowance } from '../platform/brake.ts';
import { Throttled } from '../platform/errors.ts';
import type { Deps } from '../table/deps.ts';
import { ANONYMOUS, isOrganizer, type Viewer } from './viewer.ts';

/** An app that starts sends some ten requests at once, and no hand asks for twenty things a second. */
export const PERSON: Allowance = { atOnce: 100, perSecond: 20 };
/** For those who work through lists by program: back ends, consoles, the operator. */
export const BULK: Allowance = { atOnce: 500, perSecond: 100 };
/** Any allowance has a request left by then. */
const RETRY_AFTER_SECONDS = 1;

/** Throws Throttled for a known caller who sent too many requests to this process. */
export function countRequest(deps: Deps, address: string, viewer: Viewer): void {
  if (viewer.actorId === ANONYMOUS.actorId) return;
  if (deps.brake.take(`${address} ${viewer.actorId}`, allowanceOf(viewer))) return;
  throw new Throttled(
    'This caller sends too many requests. Send it again after `retryAfterSeconds`, and pause between requests.',
    RETRY_AFTER_SECONDS,
  );
}

const allowanceOf = (viewer: Viewer): Allowance =>
  isOrganizer(viewer) || viewer.access.has('PARTNER') || viewer.access.has('OPERATOR') ? BULK : PERSON;
