import type { Deps } from '../../../table/deps.ts';
import { lookUpOne } from '../../../table/lookup.ts';
import { optimistically } from '../../../table/optimistic.ts';
import { type Ballot, releaseBallot } from '../ballot.ts';
import { ballotLookup, putBallot } from '../store.ts';

/** Releases a ballot that waits for it, if it is meant; `read` may be a moment behind. */
export const release = (
  deps: Deps,
  secret: Uint8Array,
  read: Ballot,
  isMeant: (ballot: Ballot) => boolean = () => true,
): Promise<void> =>
  optimistically(async (retry) => {
    const before = retry ? await lookUpOne(deps, ballotLookup(secret, read), { consistent: true }) : read;
    const after = releaseBallot(before);
    if (after !== before && isMeant(before)) await deps.table.write(putBallot(secret, before, after));
  });
