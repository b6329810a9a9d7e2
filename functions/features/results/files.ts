import type { Contest } from '../contests/model.ts';
import { ballotFileName, RESULT_FILE, SIGNATURE_FILE } from './file-names.ts';
import type { Result } from './model.ts';
import type { Named } from './versions.ts';

// The files of results in the bucket.

/** The file of ballots is named by what it holds: it never changes, and what was counted twice alike is there once. */
export const ballotsKey = ({ programId, id }: Pick<Contest, 'programId' | 'id'>, sha256: string): string =>
  `${programId}/${id}/ballots/${sha256}.ndjson.gz`;

export const resultFileKey = ({ programId, contestId, resultVersion }: Named, name: string): string =>
  `${programId}/${contestId}/results/${resultVersion}/${name}`;

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
