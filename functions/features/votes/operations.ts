import { accept, type Decision, refuse } from '../../platform/errors.ts';
import { dayOf } from '../../platform/time.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import { refuseFinalist } from '../contests/changes.ts';
import { checkEligible } from '../contests/eligibility.ts';
import type { Contest } from '../contests/model.ts';
import { selectContestFinalists } from '../contests/operations.ts';
import { findContest } from '../contests/views.ts';
import { readEntryId } from '../entries/ids.ts';
import { participationLookup } from '../entries/lookups.ts';
import { entriesOf, type Participation } from '../entries/participation.ts';
import { isFallen, isVotable } from '../entries/rules.ts';
import { entriesNow, rosterOf } from '../entries/views.ts';
import { memberLookup } from '../members/lookups.ts';
import { checkMayAct, type Inactive, type Member } from '../members/rules.ts';
import { accountLookup } from '../points/lookups.ts';
import { spendableOf } from '../points/operations.ts';
import { byMember, operation } from '../programs/operation.ts';
import {
  type Ballot,
  type BallotView,
  beginBallot,
  castVote,
  checkVoting,
  isStandingVote,
  selectFinalistsInput,
  slotAt,
  type Vote,
  type VoteRefusal,
  voteInput,
} from './ballot.ts';
import { ballotLookup, ballotSecret, ensureBallotSecret, putBallot, tracesOf } from './store.ts';

const NO_ENTRY = refuse('NOT_FOUND', 'This program has no such entry.', ['entryId']);

type Voted = Decision<BallotView, VoteRefusal | Inactive | 'NOT_ELIGIBLE' | 'NOT_FOUND'>;

/** What stands already is answered without a write, in every phase. */
export const vote = operation(
  voteInput,
  byMember(async (deps, scope, { entryId, votes, ifVersion }): Promise<Voted> => {
    const { program, viewer, memberId } = scope;
    const named = readEntryId(entryId);
    const contest = named && (await findContest(deps, scope, named.contestId));
    if (named === undefined || contest === undefined) return NO_ENTRY;
    const { number } = named;
    const first = async (ballot: Ballot, { joinedAt }: Member, { struckBy }: Participation, now: Date) => ({
      ...beginBallot(ballot, contest, joinedAt, now),
      struck: struckBy !== null,
      isLive: contest.voteCounts === 'LIVE',
      joined: dayOf(new Date(joinedAt), contest.timeZone),
      ...(await tracesOf(deps, contest, viewer.origin ?? { address: '', userAgent: '' })),
    });
    const round = async (consistent: boolean): Promise<Voted> => {
      const now = deps.now();
      const slot = slotAt(contest, memberId, now);
      const secret = slot && (await ballotSecret(deps, slot, { consistent }));
      const wanted = {
        member: memberLookup(program.id, memberId),
        participation: participationLookup(program.id, contest.id, memberId),
        ballot: slot && secret && ballotLookup(secret, slot),
        account: contest.voters.minimumPoints > 0 ? accountLookup(program.id, memberId) : undefined,
      };
      const { member, participation, ballot, account } = await lookUp(deps, wanted, { consistent });
      if (ballot !== undefined && isStandingVote({ ballot, number, votes }))
        // Nor must this: the vote may have been changed a moment ago, and is to be what it was.
        return consistent ? accept({ contest, ballot }) : round(true);
      const decide = async (): Promise<Voted> => {
        const acting = checkMayAct(program, member);
        if (!acting.ok) return acting;
        const open = checkVoting(contest, slot, now);
        if (!open.ok) return open;
        if (ballot === undefined) return NO_ENTRY;
        const available = spendableOf(account, program, now);
        const { joinedAt } = acting.value;
        const eligible = checkEligible(contest.voters, { viewer, joinedAt, available }, now);
        if (!eligible.ok) return eligible;
        const { authorId, ...standing } = await fieldOf(deps, contest, ballot, number);
        const isOwn = authorId === memberId || entriesOf(participation).includes(number);
        const cast = castVote({ contest, ballot, number, votes, ifVersion, isOwn, ...standing }, now);
        if (!cast.ok) return cast;
        const after =
          ballot.version === 0 ? await first(cast.value, acting.value, participation, now) : cast.value;
        await deps.table.write(putBallot(await ensureBallotSecret(deps, ballot), ballot, after));
        return accept({ contest, ballot: after });
      };
      const decided = await decide();
      // A refusal must not rest on a stale read: the member may have joined, or voted, a moment ago.
      return decided.ok || consistent ? decided : round(true);
    };
    return optimistically(round);
  }),
);

/**
 * Which entries can be voted on and which votes count, by the roster; an entry that it does not have is looked at itself, for it may
 * have been admitted since.
 */
async function fieldOf(
  deps: Deps,
  contest: Contest,
  ballot: Ballot,
  number: number,
): Promise<Pick<Vote, 'isVotable' | 'isStanding'> & { authorId: string | undefined }> {
  const roster = await rosterOf(deps, contest);
  const doubtful = [...Object.keys(ballot.votes).map(Number), number].filter(
    (other) => !roster.standing.has(other) || (other === number && !roster.votable.has(other)),
  );
  const looked = doubtful.length === 0 ? [] : await entriesNow(deps, contest, [...new Set(doubtful)]);
  const entry = looked.find((other) => other.number === number);
  const isInRound = ballot.round === 1 || contest.finalists?.includes(number) === true;
  const standing = new Set(looked.filter((other) => !isFallen(other)).map((other) => other.number));
  return {
    // Whose it is says the voter's own list, which may be a moment behind an entry that the roster does not have yet.
    authorId: entry?.authorId,
    isVotable: isInRound && (entry === undefined ? roster.votable.has(number) : isVotable(entry)),
    isStanding: (other) => roster.standing.has(other) || standing.has(other),
  };
}

export const selectFinalists = operation(
  selectFinalistsInput,
  async (deps, scope, { contestId, entryIds }) => {
    const contest = await findContest(deps, scope, contestId);
    if (contest === undefined) return refuse('NOT_FOUND', 'This program has no such contest.', ['contestId']);
    const named = entryIds.map(readEntryId);
    const numbers = named.flatMap((entry) => (entry?.contestId === contest.id ? entry.number : []));
    const foreign = named.findIndex((entry) => entry?.contestId !== contest.id);
    if (foreign !== -1) return refuseFinalist(foreign);
    const entries = await entriesNow(deps, contest, numbers);
    const votable = new Set(entries.filter(isVotable).map(({ number }) => number));
    const left = (await rosterOf(deps, contest)).votable.size;
    return selectContestFinalists(deps, scope, contest.id, { numbers, votable, left });
  },
);
