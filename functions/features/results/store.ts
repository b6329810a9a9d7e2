import * as z from 'zod';
import { chunk, type Item, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { ballotSumsPartition, ballotSumsSort, dueIndex, roundCountKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { pagesOf } from '../../table/pages.ts';
import { replace } from '../../table/writes.ts';
import { type BallotFile, ballotFileModel } from './model.ts';
import { addTo, type Sum, type Sums } from './sums.ts';

const roundCountModel = z.object({
  programId: z.string(),
  contestId: z.string(),
  round: z.int().min(1),
  /** How many partitions of ballots are summed, from the first on. */
  shards: z.int().min(0),
  /** One more each time that all are summed anew. */
  pass: z.int().min(1),
  /** The pass that is wanted: more than `pass` once something was decided that may change the sums. */
  wanted: z.int().min(1),
  /** When all partitions were summed; null while some are not. */
  summedAt: z.string().nullable(),
  /** When what follows from the sums was written first. */
  countedAt: z.string().nullable(),
  version: z.int().min(1),
});
/** A count of a round's votes, and how far it is. */
export type RoundCount = z.infer<typeof roundCountModel>;

export const parseRoundCount = (item: Item): RoundCount => roundCountModel.parse(item);

type CountOf = Pick<RoundCount, 'programId' | 'contestId' | 'round'>;
const keyOf = ({ programId, contestId, round }: CountOf) => roundCountKey(programId, contestId, round);

export const roundCountLookup = (count: CountOf): Lookup<RoundCount | undefined> =>
  lookup(keyOf(count), parseRoundCount);

/** True for a count that has come to its end, and is not to be done anew. */
export const isSettled = ({ pass, wanted, countedAt }: RoundCount): boolean =>
  pass === wanted && countedAt !== null;

/** `dueAt` null: nothing is left to do. */
export function replaceCount(before: RoundCount, after: RoundCount, dueAt: string | null): Write {
  const key = keyOf(after);
  const due = dueAt === null ? {} : dueIndex(key, dueAt, ENTITY.roundCount);
  return replace({ ...key, ...due, et: ENTITY.roundCount, ...after }, before.version);
}

/** `pass` is the count's: what an earlier one has left is not read. */
export type SumsOf = { programId: string; contestId: string; round: number; attempt: number; pass: number };

const column = z.array(z.int());
const sumsModel = z
  .object({
    pass: z.int(),
    /** Of the first item of a partition alone. */
    file: ballotFileModel.optional(),
    ...{ numbers: column, votes: column, voters: column, held: column, struck: column },
  })
  .refine(({ pass: _, file: _file, numbers, ...columns }) =>
    Object.values(columns).every(({ length }) => length === numbers.length),
  );
/** What one item says of entries, by their numbers. */
export const parseSums = (item: Item) => {
  const { pass, file, numbers, votes, voters, held, struck } = sumsModel.parse(item);
  const at = (column: readonly number[], place: number) => column[place] ?? 0;
  const sums = numbers.map((number, place): [number, Sum] => [
    number,
    {
      votes: at(votes, place),
      voters: at(voters, place),
      held: at(held, place),
      struck: at(struck, place),
    },
  ]);
  return { pass, file, sums };
};

/** Entries of one item: some 200 KB. */
const PART = 10_000;

/** What one partition of ballots comes to. */
export type ShardSums = { sums: Sums; file: BallotFile };

export function putSums(
  { programId, pass, ...of }: SumsOf,
  shard: number,
  { sums, file }: ShardSums,
): Write[] {
  const PK = ballotSumsPartition(programId, of);
  const parts = sums.size === 0 ? [[]] : chunk([...sums], PART);
  return parts.map((lines, part) => ({
    put: {
      PK,
      SK: ballotSumsSort(shard, part),
      et: ENTITY.ballotSums,
      pass,
      ...(part === 0 ? { file } : {}),
      numbers: lines.map(([number]) => number),
      votes: lines.map(([, { votes }]) => votes),
      voters: lines.map(([, { voters }]) => voters),
      held: lines.map(([, { held }]) => held),
      struck: lines.map(([, { struck }]) => struck),
    },
  }));
}

/** A partition of sums may have more than fits an answer. */
const PAGE = 100;

/** What all ballots of an attempt come to, of those partitions that were summed, and their files in the order of the partitions. */
export async function getSums(
  deps: Deps,
  { programId, pass, ...of }: SumsOf,
): Promise<{ sums: Sums; files: BallotFile[] }> {
  const sums: Sums = new Map();
  const files: BallotFile[] = [];
  const partition = ballotSumsPartition(programId, of);
  for await (const items of pagesOf(deps, { partition, limit: PAGE, consistent: true }))
    for (const { sums: lines, file } of items.map(parseSums).filter((one) => one.pass === pass)) {
      if (file !== undefined) files.push(file);
      for (const [number, sum] of lines) addTo(sums, number, sum);
    }
  return { sums, files };
}
