import { Fault } from '../../platform/errors.ts';
import type { Deps } from '../../table/deps.ts';
import type { Contest } from '../contests/model.ts';
import type { ValidBallot } from '../votes/counting.ts';
import { type BallotLine, packBallots } from './ballot-files.ts';
import { ballotsKey } from './files.ts';
import type { BallotFile } from './model.ts';

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
  ballots: AsyncIterable<BallotLine>,
): Promise<BallotFile> {
  const { bytes, lines, sha256 } = await packBallots(ballots);
  // Without an encoding: who downloads it is to have the bytes that the hash is of.
  await deps.bucket.put(ballotsKey(contest, sha256), bytes, { contentType: 'application/gzip' });
  return { lines, sha256 };
}
