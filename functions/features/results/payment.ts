import { concurrently } from '../../platform/concurrently.ts';
import { Fault } from '../../platform/errors.ts';
import { ConditionFailed, chunk, type Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { entryKey } from '../../table/keys.ts';
import { lookUp } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import { absent } from '../../table/writes.ts';
import { contestLookup } from '../contests/lookups.ts';
import { entryIdOf } from '../entries/ids.ts';
import { memberLookup } from '../members/lookups.ts';
import { prizeEntryId } from '../points/entries.ts';
import { accountLookup, entryLookup } from '../points/lookups.ts';
import { stageEntry } from '../points/operations.ts';
import type { Program } from '../programs/rules.ts';
import { markOf, type PointAward, pointAwardsOf } from './awards.ts';
import {
  isPayable,
  markLookup,
  newMark,
  type Payment,
  parsePayment,
  putMark,
  putPaid,
  setDone,
} from './prizes.ts';
import { linesOfResult, resultLookup } from './versions.ts';

/** So many awards are paid before it is noted that they are. */
const NOTED_AT_ONCE = 100;
const MEMBERS_AT_ONCE = 8;

type Run = { deps: Deps; program: Program; payment: Payment; isOver: () => boolean };

/**
 * Books the points that a published version gives. Safe to repeat and to stop at any moment: an award has one entry, whose id follows
 * from it. A paused program pays all the same. An award that fails keeps no other waiting.
 */
export async function payPrizes(
  deps: Deps,
  program: Program,
  item: Item,
  isOver: () => boolean,
): Promise<void> {
  try {
    await payOn({ deps, program, payment: parsePayment(item), isOver });
  } catch (error) {
    // Somebody else pays too, and is ahead: the item stays due if they do not come to its end.
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

async function payOn(run: Run): Promise<void> {
  const { deps, isOver } = run;
  const awards = await awardsToPay(run);
  const failures: unknown[] = [];
  let { payment } = run;
  let { done } = payment;
  for (const some of chunk(awards.slice(done), NOTED_AT_ONCE)) {
    failures.push(...(await payAll(run, some)));
    if (isOver()) break;
    if (failures.length > 0) continue;
    done += some.length;
    if (done === awards.length) break;
    await deps.table.write(setDone(payment, done));
    payment = { ...payment, done, version: payment.version + 1 };
  }
  if (failures.length > 0) throw failures[0];
  if (done === awards.length) await deps.table.write(putPaid(payment, done, deps.now().toISOString()));
}

async function awardsToPay({ deps, payment }: Run): Promise<PointAward[]> {
  const { programId, contestId } = payment;
  const wanted = { contest: contestLookup(programId, contestId), result: resultLookup(payment) };
  const { contest, result } = await lookUp(deps, wanted, { consistent: true });
  if (contest === undefined || result === undefined)
    throw new Fault('Prizes are to be paid of a result that is not there.');
  return pointAwardsOf(await linesOfResult(deps, result), contest.prizes);
}

/** A member's account takes one change after another: what one has won is paid so. Answers what has failed. */
async function payAll(run: Run, awards: readonly PointAward[]): Promise<unknown[]> {
  const failures: unknown[] = [];
  const byMember = Map.groupBy(awards, ({ authorId }) => authorId);
  await concurrently([...byMember.values()], MEMBERS_AT_ONCE, async (own) => {
    for (const award of own) {
      if (run.isOver()) return;
      await pay(run, award).catch((error: unknown) => failures.push(error));
    }
  });
  return failures;
}

const pay = (run: Run, award: PointAward): Promise<void> =>
  optimistically((isRetry) => payOnce(run, award, isRetry));

async function payOnce(run: Run, award: PointAward, consistent: boolean): Promise<void> {
  const { deps, program, payment } = run;
  const { number, authorId, points, title } = award;
  const entryId = prizeEntryId(program.id, { contestId: payment.contestId, ...award });
  const wanted = {
    entry: entryLookup(program.id, entryId),
    account: accountLookup(program.id, authorId),
    member: memberLookup(program.id, authorId),
  };
  const { entry, account, member } = await lookUp(deps, wanted, { consistent });
  if (entry !== undefined) return;
  if (!isPayable(member)) return consistent ? leave(run, award, entryId) : payOnce(run, award, true);
  const causeId = entryIdOf({ contestId: payment.contestId, number });
  const staged = stageEntry(
    program,
    account,
    { kind: 'EARN', points },
    { entryId, cause: { kind: 'CONTEST_PRIZE', causeId }, actorId: 'system', reason: title },
    deps.now(),
  );
  if (staged.ok) await deps.table.transact(staged.value.writes);
}

/** Notes that an award was not paid: an organizer has to decide. */
async function leave({ deps, payment }: Run, award: PointAward, entryId: string): Promise<void> {
  const { programId, contestId, resultVersion } = payment;
  const marked = { programId, contestId, number: award.number, prize: award.prize };
  const { before } = await lookUp(deps, { before: markLookup(marked) }, { consistent: true });
  if (markOf(award, before) !== undefined) return;
  const mark = { ...newMark(marked, award.since), leftAt: deps.now().toISOString() };
  await deps.table.transact([absent(entryKey(programId, entryId)), putMark(before, mark)]);
  deps.log.warn('A prize is not paid: its winner is suspended or not there.', { ...marked, resultVersion });
}
