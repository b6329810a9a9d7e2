// The names of a result's files, as docs/results.md tells strangers of them.

export const RESULT_FILE = 'result.json';
export const SIGNATURE_FILE = 'result.jws';

/** How many ballot files a round has. */
export const BALLOT_FILES = 64;

export const ballotFileName = (round: number, shard: number): string =>
  `ballots-${round}-${String(shard).padStart(2, '0')}.ndjson.gz`;
