import { concurrently } from '../../platform/concurrently.ts';
import type { Deps } from '../../table/deps.ts';
import { type Lookup, lookUpAll } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import type { Contest } from '../contests/model.ts';
import { participationLookup } from '../entries/lookups.ts';
import { memberLookup } from '../members/lookups.ts';
import { followVoter, type VoterStatus } from './ballot.ts';
import { getBallotSecrets, getBallots, putBallot } from './store.ts';

// Voters who are suspended, or whose votes in a contest are struck, and their ballots, which follow them.

type In = Pick<Contest, 'programId' | 'id'>;

/** As it is at this moment, in the order of the ids. */
export async function votersNow(
  deps: Deps,
  { programId, id }: In,
  memberIds: readonly string[],
): Promise<VoterStatus[]> {
  const suspended = memberIds.map((memberId): Lookup<boolean> => {
    const { key, parse } = memberLookup(programId, memberId);
    return { key, parse: (item) => parse(item)?.status === 'SUSPENDED' };
  });
  const struck = memberIds.map((memberId): Lookup<boolean> => {
    const { key, parse } = participationLookup(programId, id, memberId);
    return { key, parse: (item) => parse(item).struckBy !== null };
  });
  const found = await lookUpAll(deps, [...suspended, ...struck], { consistent: true });
  return memberIds.map((_, place) => ({
    suspended: found[place] === true,
    struck: found[memberIds.length + place] === true,
  }));
}

const VOTERS_AT_ONCE = 8;
const BALLOTS_AT_ONCE = 8;

/** `isWhole` is false where time was over before all did. `votedIn`: the contests in which there was a ballot to follow. */
type Followed<C> = { isWhole: boolean; votedIn: ReadonlySet<C> };

/** Has all ballots of members in contests follow them. Safe to repeat. */
export async function followVoters<C extends In>(
  deps: Deps,
  contests: readonly C[],
  memberIds: readonly string[],
  isOver: () => boolean,
): Promise<Followed<C>> {
  const secrets = await getBallotSecrets(deps, contests);
  const all = contests.flatMap((contest, place) => {
    const secret = secrets[place];
    return secret === undefined ? [] : memberIds.map((memberId) => ({ contest, secret, memberId }));
  });
  let isWhole = true;
  const votedIn = new Set<C>();
  await concurrently(all, VOTERS_AT_ONCE, async ({ contest, secret, memberId }) => {
    if (isOver()) isWhole = false;
    else if ((await followIn(deps, contest, secret, memberId)) > 0) votedIn.add(contest);
  });
  return { isWhole, votedIn };
}

/**
 * Answers how many there are. Ballots are read before what they follow, and each is written even where it says so already: who is slow, and has read what its voter
 * was before, finds the ballot changed.
 */
const followIn = (deps: Deps, contest: In, secret: Uint8Array, memberId: string): Promise<number> =>
  optimistically(async () => {
    const { programId, id: contestId } = contest;
    const ballots = await getBallots(deps, secret, { programId, contestId, memberId });
    if (ballots.length === 0) return 0;
    const [status = { suspended: false, struck: false }] = await votersNow(deps, contest, [memberId]);
    await concurrently(ballots, BALLOTS_AT_ONCE, (before) =>
      deps.table.write(putBallot(secret, before, followVoter(before, status))),
    );
    return ballots.length;
  });
