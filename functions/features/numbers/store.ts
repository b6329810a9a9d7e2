import * as z from 'zod';
import type { Item, Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { dueIndex, tallyPartition, voteHoursKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { queryAll } from '../../table/pages.ts';
import { replace } from '../../table/writes.ts';
import { ballotsIn, type TallyOf, votesByEntry } from '../votes/counts.ts';
import type { AttemptOf, Reading, Totals } from './hours.ts';

const int = z.int();
const hoursModel = z
  .object({
    programId: z.string(),
    contestId: z.string(),
    round: z.int().min(1),
    attempt: z.int().min(1),
    /** One list for each part of a reading: an item is paid for by its size. In milliseconds since 1970. */
    at: z.array(int),
    votes: z.array(int),
    ballots: z.array(int),
    version: z.int().min(1),
  })
  .refine(({ at, votes, ballots }) => at.length === votes.length && at.length === ballots.length);
/** What was read of the votes of an attempt of a round. */
export type VoteHours = AttemptOf & { programId: string; readings: Reading[]; version: number };

export function parseVoteHours(item: Item): VoteHours {
  const { at, votes, ballots, ...of } = hoursModel.parse(item);
  const readings = at.map((millis, place) => ({
    at: new Date(millis).toISOString(),
    votes: votes[place] ?? 0,
    ballots: ballots[place] ?? 0,
  }));
  return { ...of, readings };
}

export const voteHoursLookup = (programId: string, of: AttemptOf): Lookup<VoteHours | undefined> =>
  lookup(voteHoursKey(programId, of), parseVoteHours);

/** `dueAt` null: nothing is read any more. */
export function replaceVoteHours(
  { version }: VoteHours,
  { readings, ...of }: VoteHours,
  dueAt: string | null,
): Write {
  const key = voteHoursKey(of.programId, of);
  const due = dueAt === null ? {} : dueIndex(key, dueAt, ENTITY.voteHours);
  const lists = {
    at: readings.map(({ at }) => Date.parse(at)),
    votes: readings.map(({ votes }) => votes),
    ballots: readings.map(({ ballots }) => ballots),
  };
  return replace({ ...key, ...due, et: ENTITY.voteHours, ...of, ...lists, version: version + 1 }, version);
}

const PAGE = 1_000;

/** What the tallies of an attempt come to at this moment: an item for each fifty entries. */
export async function getTotals(
  deps: Deps,
  of: TallyOf,
  options: { consistent?: boolean } = {},
): Promise<Totals> {
  const totals = { votes: 0, ballots: 0 };
  const partition = tallyPartition(of.programId, of);
  for (const tally of await queryAll(deps, { partition, limit: PAGE, ...options })) {
    for (const [, votes] of votesByEntry(tally)) totals.votes += votes;
    totals.ballots += ballotsIn(tally);
  }
  return totals;
}
