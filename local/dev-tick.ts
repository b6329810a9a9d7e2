import { createDeps } from '../functions/entrypoints/deps.ts';
import { cachedBoards, forgetBoards } from '../functions/features/leaderboards/boards/store.ts';
import { cachedProgram } from '../functions/features/programs/store.ts';
import { RequestError } from '../functions/platform/errors.ts';
import { dueHandlers } from '../functions/registry/due.ts';
import type { Deps } from '../functions/table/deps.ts';
import { type DueHandler, type DueReport, runDueWork } from '../functions/table/due.ts';
import { type DueKind, ENTITY } from '../functions/table/entities.ts';
import { programOf } from '../functions/table/keys.ts';

/** What `POST /dev/tick` takes: a program, and the instant that its due work is to be done as of. */
type TickRequest = { program: string; at: string };

/**
 * Does one program's due work as it will be done at a later instant, for trying out holding periods and expiry without
 * waiting for them. Other programs' work stays where it is, and so does what must really be later: backfills of leaderboards
 * count what was booked before a minute that is over, and members who hide leave the seasons that run now. Throws
 * RequestError BAD_USER_INPUT for a request that names no program or no time.
 */
export async function tickAhead(given: Deps, request: unknown): Promise<DueReport> {
  const { program: slug, at } = (request ?? {}) as Partial<TickRequest>;
  const then = new Date(String(at));
  const isTime = !Number.isNaN(then.getTime());
  if (slug === undefined || !isTime || (await cachedProgram(given, slug)) === undefined) {
    throw new RequestError(
      'BAD_USER_INPUT',
      'Send a program that is there and a time: {"program": "demo", "at": "2027-01-01T00:00:00.000Z"}.',
    );
  }
  await assertBoardsAreKnown(given, slug);
  const { env, table, log, bucket, signer } = given;
  const deps = createDeps(env, { table, now: () => then, log, bucket, signer });
  const own: Partial<Record<DueKind, DueHandler>> = {};
  const waiting: ReadonlySet<string> = new Set([ENTITY.leaderboard, ENTITY.relisting]);
  let [done, failed] = [0, 0];
  for (const [kind, handler] of Object.entries(dueHandlers) as [DueKind, DueHandler][]) {
    if (waiting.has(kind)) continue;
    own[kind] = async (inner, item, isOver) => {
      if (programOf(item) !== slug) return;
      try {
        await handler(inner, item, isOver);
        done += 1;
      } catch (error) {
        // It is not put off: that would be until after a time which has not come.
        failed += 1;
        inner.log.error('A piece of due work failed and stays due.', { kind, SK: item.SK, error });
      }
    };
  }
  return { ...(await runDueWork(deps, own, () => false)), done, failed };
}

/**
 * From its cut-over on every projector knows a board, and counts what is booked later. What is booked ahead before that could
 * reach a projector that does not. Throws RequestError.
 */
async function assertBoardsAreKnown(deps: Deps, slug: string): Promise<void> {
  forgetBoards(deps, slug);
  const now = deps.now().toISOString();
  const boards = await cachedBoards(deps, slug);
  const last =
    boards
      .flatMap(({ countsFrom, closesAt }) => [countsFrom, closesAt ?? ''])
      .sort()
      .at(-1) ?? '';
  if (last > now) {
    throw new RequestError(
      'BAD_USER_INPUT',
      `A leaderboard of this program begins or ends to count at ${last}. Send this again then.`,
    );
  }
}
