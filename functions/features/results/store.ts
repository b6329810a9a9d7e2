import * as z from 'zod';
import { chunk, type Item, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { ballotSumsPartition, ballotSumsSort, dueIndex, roundCountKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { pagesOf } from '../../table/pages.ts';
import { replace } from '../../table/writes.ts';
import { addTo, type Sums } from './sums.ts';

const roundCountModel = z.object({
  programId: z.string(),
  contestId: z.string(),
  round: z.int().min(1),
  /** How many partitions of ballots are summed, from the first on. */
  shards: z.int().min(0),
  /** 2 for the last look, in which all are summed anew. */
  pass: z.int().min(1).max(2),
  /** When what follows from the sums was written first. */
  countedAt: z.string().nullable(),
  version: z.int().min(1),
});
/** A count of a round's votes, and how far it is. */
export type RoundCount = z.infer<typeof roundCountModel>;

export const parseRoundCount = (item: Item): RoundCount => roundCountModel.parse(item);

const keyOf = ({ programId, contestId, round }: RoundCount) => roundCountKey(programId, contestId, round);

export const roundCountLookup = (count: RoundCount): Lookup<RoundCount | undefined> =>
  lookup(keyOf(count), parseRoundCount);

/** `dueAt` null: nothing is left to do. */
export function replaceCount(before: RoundCount, after: RoundCount, dueAt: string | null): Write {
  const key = keyOf(after);
  const due = dueAt === null ? {} : dueIndex(key, dueAt, ENTITY.roundCount);
  return replace({ ...key, ...due, et: ENTITY.roundCount, ...after }, before.version);
}

/** `pass` is the count's: what an earlier one has left is not read. */
type SumsOf = { programId: string; contestId: string; round: number; attempt: number; pass: number };

const sumsModel = z
  .object({ pass: z.int(), numbers: z.array(z.int()), votes: z.array(z.int()), voters: z.array(z.int()) })
  .refine(
    ({ numbers, votes, voters }) => numbers.length === votes.length && numbers.length === voters.length,
  );
export const parseSums = (item: Item) => sumsModel.parse(item);

/** Entries of one item: some 150 KB. */
const PART = 10_000;

/** What one partition of ballots comes to. */
export function putSums({ programId, pass, ...of }: SumsOf, shard: number, sums: Sums): Write[] {
  const PK = ballotSumsPartition(programId, of);
  return chunk([...sums], PART).map((lines, part) => ({
    put: {
      PK,
      SK: ballotSumsSort(shard, part),
      et: ENTITY.ballotSums,
      pass,
      numbers: lines.map(([number]) => number),
      votes: lines.map(([, { votes }]) => votes),
      voters: lines.map(([, { voters }]) => voters),
    },
  }));
}

/** A partition of sums may have more than fits an answer. */
const PAGE = 100;

/** What all ballots of an attempt come to, of those partitions that were summed. */
export async function getSums(deps: Deps, { programId, pass, ...of }: SumsOf): Promise<Sums> {
  const sums: Sums = new Map();
  const partition = ballotSumsPartition(programId, of);
  for await (const items of pagesOf(deps, { partition, limit: PAGE, consistent: true }))
    for (const { numbers, votes, voters } of items.map(parseSums).filter((one) => one.pass === pass))
      for (const [place, number] of numbers.entries())
        addTo(sums, number, { votes: votes[place] ?? 0, voters: voters[place] ?? 0 });
  return sums;
}
