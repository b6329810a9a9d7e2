import * as z from 'zod';
import { accept, type Decision, Fault, refuse } from '../../platform/errors.ts';
import { optional, reason } from '../../platform/input.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp, lookUpOne } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import type { Contest } from '../contests/model.ts';
import { seeContest, stagePublished } from '../contests/operations.ts';
import { contestNow } from '../contests/views.ts';
import { readEntryId } from '../entries/ids.ts';
import { operation } from '../programs/operation.ts';
import type { Scope } from '../programs/scope.ts';
import { markOf } from './awards.ts';
import type { Mark, ResultView } from './model.ts';
import { markLookup, newMark, paymentDue, putMark } from './prizes.ts';
import { isSettled, replaceCount, roundCountLookup } from './store.ts';
import { replaceResult, resultLookup, seeResult } from './versions.ts';
import { type AwardView, awardView, publishedLineOf } from './views.ts';

// The publication of a result that is counted, by an organizer or by itself at its date; and what organizers do with prizes that are no
// points.

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
    ...paymentDue(contest, version, deps.now()),
    replaceResult(result, published, publishedAt),
    // What is decided at this moment has it counted anew: one of the two is first.
    replaceCount(count, { ...count, version: count.version + 1 }, null),
  ]);
  seeContest(deps, contest);
  seeResult(deps, named);
  deps.log.info('Result of a contest published.', { ...named, by });
  return accept({ contest: after, result: published });
}

const prizeInput = z.object({ entryId: z.string(), prize: z.int().min(0).max(49), note: optional(reason) });
type PrizeInput = z.output<typeof prizeInput>;

/** What is offered already is answered as it is. */
export const offerPrize = operation(prizeInput, (deps, scope, input) =>
  markPrize(deps, scope, input, offered),
);
export const handOverPrize = operation(prizeInput, (deps, scope, input) =>
  markPrize(deps, scope, input, handedOver),
);

type Step = NonNullable<Mark['offered']>;
type Marking = (mark: Mark, step: Step) => Decision<Mark, 'INVALID_STATE'>;

const offered: Marking = (mark, step) => {
  if (mark.offered !== null) return accept(mark);
  return mark.handedOver === null
    ? accept({ ...mark, offered: step })
    : refusePrize('It was handed over already: nothing is left to offer.');
};
const handedOver: Marking = (mark, step) =>
  accept(mark.handedOver === null ? { ...mark, handedOver: step } : mark);

const refusePrize = (message: string) => refuse('INVALID_STATE', message, ['prize']);

function markPrize(
  deps: Deps,
  { program, viewer }: Scope,
  { entryId, prize, note }: PrizeInput,
  marking: Marking,
): Promise<Decision<AwardView, 'NOT_FOUND' | 'INVALID_STATE'>> {
  return optimistically(async () => {
    const named = readEntryId(entryId);
    const contest = named && (await contestNow(deps, program.id, named.contestId));
    if (named === undefined || contest === undefined)
      return refuse('NOT_FOUND', 'This program has no such entry.', ['entryId']);
    const line = await publishedLineOf(deps, contest, named.number);
    if (contest.publishedVersion === null)
      return refusePrize(
        'The result is not published. Prizes are handed over once it is: see `publishResult`.',
      );
    const award = line?.awards.find((one) => one.prize === prize);
    const won = contest.prizes[prize];
    if (award === undefined || won === undefined)
      return refuse('NOT_FOUND', 'The entry has not won such a prize. See `ResultEntry.awards`.', ['prize']);
    if (won.kind === 'POINTS')
      return refusePrize('It is points, which are booked by themselves: see `ResultAward.state`.');
    if (award.state === 'WAITING') return refusePrize('It waits for a decision about who gets it.');
    if (award.state === 'NOBODY') return refusePrize('It was decided that nobody gets it.');
    const marked = { programId: program.id, ...named, prize };
    const before = await lookUpOne(deps, markLookup(marked), { consistent: true });
    const present = markOf(award, before) ?? newMark(marked, award.since);
    const decided = marking(present, { at: deps.now().toISOString(), by: viewer.actorId, note });
    if (!decided.ok) return decided;
    const after = decided.value;
    if (after !== before) await deps.table.write(putMark(before, after));
    return accept(awardView(contest, award, { isPaid: false, mark: after }));
  });
}
