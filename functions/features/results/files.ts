import { Fault } from '../../platform/errors.ts';
import type { Deps } from '../../table/deps.ts';
import type { Contest } from '../contests/model.ts';
import type { ValidBallot } from '../votes/counting.ts';
import { type BallotLine, packBallots } from './ballot-files.ts';
import { ballotFileName, RESULT_FILE, SIGNATURE_FILE } from './document.ts';
import type { Result } from './model.ts';
import type { BallotFile } from './store.ts';
import type { Named } from './versions.ts';

// The files of results in the bucket.

/** The file of ballots is named by what it holds: it never changes, and what was counted twice alike is there once. */
const ballotsKey = ({ programId, id }: Pick<Contest, 'programId' | 'id'>, sha256: string): string =>
  `${programId}/${id}/ballots/${sha256}.ndjson.gz`;

export const resultFileKey = ({ programId, contestId, resultVersion }: Named, name: string): string =>
  `${programId}/${contestId}/results/${resultVersion}/${name}`;

/** A ballot as its file has it. */
export function lineOf({ receipt, state, votes }: ValidBallot): BallotLine {
  if (state === 'VOID') throw new Fault('A ballot that is void was to be counted.');
  const given = votes.filter(([, count]) => count > 0);
  return {
    ballot: receipt,
    state,
    votes: Object.fromEntries(given.map(([number, count]) => [String(number), count])),
  };
}

/** Puts ballots into the bucket. They must be there before anything says that they are. */
export async function putBallots(
  deps: Deps,
  contest: Contest,
  ballots: readonly BallotLine[],
): Promise<BallotFile> {
  const { bytes, lines, sha256 } = await packBallots(ballots);
  // Without an encoding: who downloads it is to have the bytes that the hash is of.
  await deps.bucket.put(ballotsKey(contest, sha256), bytes, { contentType: 'application/gzip' });
  return { lines, sha256 };
}

type StoredFile = { name: string; key: string; sha256: string | null };

/** All files of a version, by the names that result.json gives them; null until all are there. */
export function filesOf(result: Result): StoredFile[] | null {
  const { programId, contestId: id, rounds, signed, filedAt } = result;
  if (signed === null || filedAt === null) return null;
  const own = (name: string, sha256: string | null) => ({ name, key: resultFileKey(result, name), sha256 });
  const ballots = rounds.flatMap(({ round, files }) =>
    files.map(({ sha256 }, shard) => ({
      name: ballotFileName(round, shard),
      key: ballotsKey({ programId, id }, sha256),
      sha256,
    })),
  );
  return [own(RESULT_FILE, signed.sha256), own(SIGNATURE_FILE, null), ...ballots];
}
