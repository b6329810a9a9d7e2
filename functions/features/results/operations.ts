import * as z from 'zod';
import { accept, type Decision, Fault, refuse } from '../../platform/errors.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import type { Contest } from '../contests/model.ts';
import { seeContest, stagePublished } from '../contests/operations.ts';
import { contestNow } from '../contests/views.ts';
import { operation } from '../programs/operation.ts';
import type { ResultView } from './model.ts';
import { isSettled, replaceCount, roundCountLookup } from './store.ts';
import { replaceResult, resultLookup, seeResult } from './versions.ts';

// The publication of a result that is counted: by an organizer, or by itself at its date.

const publishResultInput = z.object({ contestId: z.string(), version: z.int().min(1).max(9_999) });

/** What is published already is answered. */
export const publishResult = operation(
  publishResultInput,
  (deps, { program, viewer }, { contestId, version }) =>
    optimistically(async () => {
      const contest = await contestNow(deps, program.id, contestId);
      return contest === undefined
        ? refuse('NOT_FOUND', 'This program has no such contest.', ['contestId'])
        : publish(deps, contest, version, viewer.actorId);
    }),
);

/** Publishes the version of a contest's result that was counted last. `by` null: its date has come. */
export async function publish(
  deps: Deps,
  contest: Contest,
  version: number,
  by: string | null,
): Promise<Decision<ResultView, 'INVALID_STATE' | 'STALE_VERSION'>> {
  const { programId, id: contestId, rounds } = contest;
  const named = { programId, contestId, resultVersion: version };
  const wanted = {
    count: roundCountLookup({ programId, contestId, round: rounds.length }),
    result: resultLookup(named),
  };
  const { count, result } = await lookUp(deps, wanted, { consistent: true });
  const isCountedAnew = count === undefined || !isSettled(count);
  const staged = stagePublished(deps, contest, { version, isCountedAnew });
  if (!staged.ok) return staged;
  const { after, writes } = staged.value;
  if (result === undefined || count === undefined)
    throw new Fault('A version of a result that was counted is not there.');
  if (writes.length === 0) return accept({ contest, result });
  const publishedAt = deps.now().toISOString();
  const published = { ...result, publishedAt, publishedBy: by, version: result.version + 1 };
  await deps.table.transact([
    ...writes,
    replaceResult(result, published),
    // What is decided at this moment has it counted anew: one of the two is first.
    replaceCount(count, { ...count, version: count.version + 1 }, null),
  ]);
  seeContest(deps, contest);
  seeResult(deps, named);
  deps.log.info('Result of a contest published.', { ...named, by });
  return accept({ contest: after, result: published });
}
