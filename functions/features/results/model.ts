import * as z from 'zod';
import { RESULT_ENTRY_STATES } from '../../platform/generated/enums.ts';
import { BARE_ID, bareIdOf, ID_PREFIX } from '../../platform/ids.ts';
import type { Contest } from '../contests/model.ts';

// A version of a contest's result as it is stored and answered.

export const ballotFileModel = z.object({ lines: z.int().min(0), sha256: z.string() });
/** The file of one partition's ballots: how many lines it has, and what its bytes come to. */
export type BallotFile = z.infer<typeof ballotFileModel>;

export const resultModel = z.object({
  programId: z.string(),
  contestId: z.string(),
  /** Which version of the result it is. */
  resultVersion: z.int().min(1),
  countedAt: z.string(),
  publishedAt: z.string().nullable(),
  /** Who published it; null for one that published itself. */
  publishedBy: z.string().nullable(),
  /** The counts that it is made of: of each round, what was counted of which attempt, and the files of the ballots. */
  rounds: z.array(
    z.object({
      round: z.int().min(1),
      attempt: z.int().min(1),
      pass: z.int().min(1),
      countedAt: z.string(),
      files: z.array(ballotFileModel),
    }),
  ),
  /** Of the bytes of result.json, and the signature of them; null until it is signed, which is done once. */
  signed: z.object({ sha256: z.string(), kid: z.string(), signature: z.string() }).nullable(),
  /** When all its files were in the bucket. */
  filedAt: z.string().nullable(),
  /** How many entries it speaks of. */
  entries: z.int().min(0),
  /** Of how many entries the tallies said something else. */
  differences: z.int().min(0),
  /** One more with each change of this item. */
  version: z.int().min(1),
});
export type Result = z.infer<typeof resultModel>;
export type CountedRound = Result['rounds'][number];

export const awardModel = z.object({
  /** Which of the contest's prizes it is, from 0. */
  prize: z.int().min(0),
  /** As the version says it: what became of it since stands elsewhere. */
  state: z.enum(['DUE', 'WAITING', 'NOBODY']),
  /** The version that made it; later ones leave it as it is where it is the same. */
  since: z.int().min(1),
});
/** A prize that an entry has won. */
export type Award = z.infer<typeof awardModel>;

export const lineModel = z.object({
  number: z.int().min(1),
  authorId: z.string(),
  submittedAt: z.string().nullable(),
  state: z.enum(RESULT_ENTRY_STATES),
  /** Null for one without a place. */
  rank: z.int().min(1).nullable(),
  votes: z.int().min(0),
  voters: z.int().min(0),
  held: z.int().min(0),
  struck: z.int().min(0),
  awards: z.array(awardModel).default([]),
});
/** What a result says of an entry. */
export type Line = z.infer<typeof lineModel>;

const prizeStep = z.object({ at: z.string(), by: z.string(), note: z.string().nullable() });
export const markModel = z.object({
  programId: z.string(),
  contestId: z.string(),
  number: z.int().min(1),
  prize: z.int().min(0),
  /** The version that made the award. */
  since: z.int().min(1),
  /** When points were not booked, because the winner was suspended or not there. */
  leftAt: z.string().nullable(),
  offered: prizeStep.nullable(),
  handedOver: prizeStep.nullable(),
  version: z.int().min(1),
});
/** What became of an award that no entry of points tells of. */
export type Mark = z.infer<typeof markModel>;
/** A result as it is answered, with its contest. */
export type ResultView = { contest: Contest; result: Result };
export type ResultEntryView = Line & { contestId: string };

const RESULT_ID = new RegExp(`^${ID_PREFIX.contestResult}_(${BARE_ID})_([1-9]\\d{0,3})$`);

export const resultIdOf = ({ contestId, resultVersion }: Pick<Result, 'contestId' | 'resultVersion'>) =>
  `${ID_PREFIX.contestResult}_${bareIdOf(contestId)}_${resultVersion}`;

/** Undefined for text that is no such id. */
export function readResultId(id: string): { contestId: string; resultVersion: number } | undefined {
  const [, contest, version] = RESULT_ID.exec(id) ?? [];
  return version === undefined
    ? undefined
    : { contestId: `${ID_PREFIX.contest}_${contest}`, resultVersion: Number(version) };
}
