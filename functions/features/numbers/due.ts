import { ConditionFailed, type Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp } from '../../table/lookup.ts';
import { beginHours } from '../contests/followup.ts';
import { contestLookup } from '../contests/lookups.ts';
import type { Program } from '../programs/rules.ts';
import { stepAt, withReading } from './hours.ts';
import { getTotals, parseVoteHours, replaceVoteHours, type VoteHours, voteHoursLookup } from './store.ts';

/** Reads what the votes of an attempt of a round come to. Safe to repeat: of two that do so at once, one is written. */
export async function readVotes(deps: Deps, program: Program, item: Item): Promise<void> {
  try {
    await goOn(deps, program, parseVoteHours(item));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

async function goOn(deps: Deps, program: Program, named: VoteHours): Promise<void> {
  const wanted = {
    hours: voteHoursLookup(program.id, named),
    contest: contestLookup(program.id, named.contestId),
  };
  const { hours, contest } = await lookUp(deps, wanted, { consistent: true });
  if (hours === undefined || contest === undefined) return;
  const at = deps.now().toISOString();
  const { reads, next, begins } = stepAt(contest, hours, at);
  const of = { ...hours, isLive: contest.voteCounts === 'LIVE' };
  const readings = reads
    ? withReading(hours.readings, { at, ...(await getTotals(deps, of, { consistent: true })) })
    : hours.readings;
  const begun = begins === null ? [] : [beginHours(contest, begins)];
  await deps.table.transact([replaceVoteHours(hours, { ...hours, readings }, next), ...begun]);
}
