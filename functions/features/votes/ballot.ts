import * as z from 'zod';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import { BALLOT_STATES, type BallotState } from '../../platform/generated/enums.ts';
import { BARE_ID, bareIdOf, ID_PREFIX } from '../../platform/ids.ts';
import { addCalendarDays, addDays, dayOf, isDay, startOfDay } from '../../platform/time.ts';
import type { Contest, VotePolicy } from '../contests/model.ts';
import { latestRound, type RoundNow, scheduleAt } from '../contests/schedule.ts';

// Ballots: what one voter gave in one period of one attempt of a round. Whether a vote is taken is decided here, by the moment at which
// it is decided; what counts is looked at once more when votes are counted.

/** A ballot with so many is one write unit. */
export const MAX_ENTRIES = 40;
const MAX_VOTES = 1_000;
/** The one period of a round whose votes are not counted by day. */
const WHOLE = 'ALL';

const given = z.tuple([z.int().min(1), z.int().min(0)]);

export const ballotModel = z.object({
  programId: z.string(),
  contestId: z.string(),
  memberId: z.string(),
  round: z.int().min(1),
  attempt: z.int().min(1),
  /** A day ('YYYY-MM-DD' in the contest's zone), or ALL. */
  period: z.string(),
  /** By the number of the entry: how many votes, and when that was set, in milliseconds since 1970. */
  votes: z.record(z.string(), given),
  state: z.enum(BALLOT_STATES).exclude(['VOID']),
  /** When it was first voted with, while it waits to be released. */
  heldAt: z.string().optional(),
  /** True while the voter is suspended. */
  suspended: z.boolean().default(false),
  /** True while the voter's votes in this contest are struck. */
  struck: z.boolean().default(false),
  /** True where everybody sees how many votes entries have: a leaderboard follows from them. */
  isLive: z.boolean().default(false),
  /** 0 for a ballot that is not there. */
  version: z.int().min(0),
  /** Of the voter at their first vote: the day on which they had joined, and where that vote came from. */
  joined: z.string().optional(),
  address: z.string().optional(),
  agent: z.string().optional(),
});
export type Ballot = z.infer<typeof ballotModel>;
export type Given = z.infer<typeof given>;

/** What an entry was given, as one number: two in a list are twice as many bytes, and 40 such do not fit in a write unit. */
export const packGiven = ([votes, at]: Given): number => at * MAX_VOTES + votes - 1;
export const unpackGiven = (packed: number): Given => [
  (packed % MAX_VOTES) + 1,
  Math.floor(packed / MAX_VOTES),
];

export type Slot = Pick<Ballot, 'programId' | 'contestId' | 'memberId' | 'round' | 'attempt' | 'period'>;

/** Where a voter's votes go at a moment: of the round that is open or was last; undefined before the first. */
export function slotAt(contest: Contest, memberId: string, now: Date): Slot | undefined {
  const round = latestRound(contest, now);
  if (round === undefined) return undefined;
  const { programId, id: contestId } = contest;
  const { number, attempt } = round;
  return { programId, contestId, memberId, round: number, attempt, period: periodOf(contest, round, now) };
}

/** After the close it is the last period that there was. */
function periodOf(contest: Contest, { votes, voting }: RoundNow, now: Date): string {
  if (votes.per === 'ROUND') return WHOLE;
  const last = voting === null ? now.getTime() : Date.parse(voting.closesAt) - 1;
  return dayOf(new Date(Math.min(now.getTime(), last)), contest.timeZone);
}

export const dayOfPeriod = (period: string): string | null => (period === WHOLE ? null : period);

/** When a voter has new votes; null where none come. */
export function resetsAt(contest: Contest, round: RoundNow, period: string): string | null {
  if (round.votes.per === 'ROUND' || round.voting === null || period === WHOLE) return null;
  const next = startOfDay(addCalendarDays(period, 1), contest.timeZone).toISOString();
  return next < round.voting.closesAt ? next : null;
}

export const emptyBallot = (slot: Slot): Ballot => ({
  ...slot,
  votes: {},
  state: 'COUNTED',
  suspended: false,
  struck: false,
  isLive: false,
  version: 0,
});

/** Whether it counts in its attempt. */
export const stateIn = ({ state, suspended, struck }: Ballot): BallotState =>
  suspended || struck ? 'STRUCK' : state;

/** As its voter sees it. */
export function stateOf({ contest, ballot }: BallotView, now: Date): BallotState {
  const present = scheduleAt(contest, now.toISOString()).rounds[ballot.round - 1]?.attempt;
  return contest.status === 'CANCELED' || ballot.attempt !== present ? 'VOID' : stateIn(ballot);
}

/** A ballot's votes of entries; none where they do not count. */
export const countedVotes = (ballot: Ballot): EntryVotes[] =>
  stateIn(ballot) === 'COUNTED' ? allVotes(ballot) : [];

/** What an entry was given, by its number. */
export type EntryVotes = [number: number, votes: number];
const allVotes = ({ votes }: Ballot): EntryVotes[] =>
  Object.entries(votes).map(([number, [count]]) => [Number(number), count]);

/**
 * What of a ballot's votes is valid when its round is counted, whatever was known when they were taken: what was given while the vote was
 * open, to entries of others, and no more than the round allows. Undefined for a ballot with more votes than its voter had, which no vote
 * can make.
 */
export function validVotes(
  ballot: Ballot,
  { voting, votes: policy }: RoundNow,
  { isOwn, isStanding }: { isOwn: (number: number) => boolean; isStanding: (number: number) => boolean },
): EntryVotes[] | undefined {
  const wasOpen = (number: number) => {
    const at = new Date(ballot.votes[number]?.[1] ?? 0).toISOString();
    return voting !== null && voting.opensAt <= at && at < voting.closesAt;
  };
  const used = Object.entries(ballot.votes).filter(([number]) => isStanding(Number(number)));
  if (used.reduce((sum, [, [votes]]) => sum + votes, 0) > policy.votesPerVoter) return undefined;
  return allVotes(ballot).filter(
    ([number, votes]) => votes <= policy.votesPerEntry && !isOwn(number) && wasOpen(number),
  );
}

const BALLOT_ID = new RegExp(
  `^${ID_PREFIX.ballot}_(${BARE_ID})_(${BARE_ID})_([12])_([1-9]\\d?)_(\\d{4}-\\d{2}-\\d{2}|${WHOLE})$`,
);

export const ballotIdOf = ({ contestId, memberId, round, attempt, period }: Slot): string =>
  `${ID_PREFIX.ballot}_${bareIdOf(contestId)}_${bareIdOf(memberId)}_${round}_${attempt}_${period}`;

/** Undefined for text that is no id of a ballot. */
export function readBallotId(id: string): Omit<Slot, 'programId'> | undefined {
  const [, contest, member, round, attempt, period] = BALLOT_ID.exec(id) ?? [];
  if (period === undefined || (period !== WHOLE && !isDay(period))) return undefined;
  return {
    contestId: `${ID_PREFIX.contest}_${contest}`,
    memberId: `${ID_PREFIX.member}_${member}`,
    round: Number(round),
    attempt: Number(attempt),
    period,
  };
}

/** A ballot as it is answered, with its contest. */
export type BallotView = { contest: Contest; ballot: Ballot };
export type BallotVote = { contestId: string; number: number; votes: number; votedAt: string };

export const votesOf = ({ contestId, votes }: Ballot): BallotVote[] =>
  Object.entries(votes)
    .map(([number, [count, at]]) => ({
      contestId,
      number: Number(number),
      votes: count,
      votedAt: new Date(at).toISOString(),
    }))
    .sort((left, right) => left.number - right.number);

/** How many votes are left, of the entries that are still in the contest. */
export function votesLeft(
  { votesPerVoter }: VotePolicy,
  { votes }: Pick<Ballot, 'votes'>,
  isStanding: (number: number) => boolean,
): number {
  const used = Object.entries(votes).filter(([number]) => isStanding(Number(number)));
  return Math.max(0, votesPerVoter - used.reduce((sum, [, [count]]) => sum + count, 0));
}

/** A vote, and all that is known when it is decided. */
export type Vote = {
  contest: Contest;
  ballot: Ballot;
  number: number;
  votes: number;
  ifVersion: number | null;
  /** Whether the entry is the voter's own, and whether it can be voted on in the round. */
  isOwn: boolean;
  isVotable: boolean;
  /** Whether an entry is still in the contest. */
  isStanding: (number: number) => boolean;
};

/** What a vote is refused with that may change nothing. */
type StaleRefusal = 'STALE_VERSION' | 'VOTING_NOT_OPEN' | 'VOTING_CLOSED';
export type VoteRefusal =
  | StaleRefusal
  | 'OWN_ENTRY'
  | 'ENTRY_NOT_IN_ROUND'
  | 'ENTRY_LIMIT'
  | 'NO_VOTES_LEFT'
  | 'INVALID_STATE';

/** True for a vote that stands already: it is answered in every phase. */
export const isStandingVote = ({
  ballot,
  number,
  votes,
}: Pick<Vote, 'ballot' | 'number' | 'votes'>): boolean => (ballot.votes[number]?.[0] ?? 0) === votes;

const OVER = refuse('VOTING_CLOSED', 'The vote is over.');

/** Whether votes are taken of this round at this moment. */
export function checkVoting(
  contest: Contest,
  slot: Pick<Slot, 'round'> | undefined,
  now: Date,
): Decision<RoundNow, 'VOTING_NOT_OPEN' | 'VOTING_CLOSED'> {
  const round = latestRound(contest, now);
  const at = now.toISOString();
  const opensAt = contest.rounds.flatMap(({ voting }) => voting?.opensAt ?? []).find((opens) => at < opens);
  if (contest.status === 'CANCELED') return refuse('VOTING_CLOSED', 'The contest was called off.');
  if (round === undefined || slot === undefined)
    return refuse(
      'VOTING_NOT_OPEN',
      opensAt === undefined ? 'The vote is not open.' : `The vote opens at ${opensAt}.`,
    );
  const isOpen =
    contest.status === 'OPEN' &&
    round.voting !== null &&
    at < round.voting.closesAt &&
    slot.round === round.number;
  if (isOpen) return accept(round);
  if (contest.status === 'OPEN' && opensAt !== undefined)
    return refuse('VOTING_NOT_OPEN', `The next vote opens at ${opensAt}.`);
  return OVER;
}

/** The ballot after a vote. Votes of entries that have left the contest are taken off it. */
export function castVote(
  { contest, ballot, number, votes, ifVersion, isOwn, isVotable, isStanding }: Vote,
  now: Date,
): Decision<Ballot, VoteRefusal> {
  if (ifVersion !== null && ifVersion !== ballot.version)
    return refuse(
      'STALE_VERSION',
      `The ballot is at version ${ballot.version} by now. Read it and decide anew.`,
      ['ifVersion'],
    );
  const open = checkVoting(contest, ballot, now);
  if (!open.ok) return open;
  const policy = open.value.votes;
  if (isOwn) return refuse('OWN_ENTRY', 'Nobody votes for an entry of their own.', ['entryId']);
  const present = ballot.votes[number]?.[0] ?? 0;
  const isLess = votes === 0 || (votes < present && isStanding(number));
  if (!isVotable && !isLess)
    return refuse('ENTRY_NOT_IN_ROUND', 'This entry cannot be voted on in this round.', ['entryId']);
  if (!policy.canBeChanged && votes < present)
    return refuse('INVALID_STATE', 'In this contest what was given stays.', ['votes']);
  if (votes > policy.votesPerEntry)
    return refuse(
      'ENTRY_LIMIT',
      `One entry can be given at most ${policy.votesPerEntry} of a voter's votes.`,
      ['votes'],
    );
  const others = Object.entries(ballot.votes).filter(
    ([other]) => Number(other) !== number && isStanding(Number(other)),
  );
  if (votes > votesLeft(policy, { votes: Object.fromEntries(others) }, () => true))
    return refuse(
      'NO_VOTES_LEFT',
      `A voter has ${policy.votesPerVoter === 1 ? 'one vote' : `${policy.votesPerVoter} votes`} ${policy.per === 'DAY' ? 'a day' : 'in this round'}, and not as many are left.`,
      ['votes'],
    );
  if (votes > 0 && others.length >= MAX_ENTRIES)
    return refuse('ENTRY_LIMIT', `A ballot can have at most ${MAX_ENTRIES} entries.`, ['entryId']);
  const kept: [string, Given][] =
    votes === 0 ? others : [...others, [String(number), [votes, now.getTime()]]];
  return accept({ ...ballot, votes: Object.fromEntries(kept), version: ballot.version + 1 });
}

/** What its first vote makes of a ballot: it waits to be released where its voter joined too short a time before. */
export function beginBallot(
  ballot: Ballot,
  { holdsNewMembersDays }: Pick<Contest, 'holdsNewMembersDays'>,
  joinedAt: string,
  now: Date,
): Ballot {
  const isHeld = addDays(new Date(joinedAt), holdsNewMembersDays) > now;
  return isHeld ? { ...ballot, state: 'HELD', heldAt: now.toISOString() } : ballot;
}

/** The same object when the ballot waits for nothing. */
export function releaseBallot(ballot: Ballot): Ballot {
  if (ballot.state !== 'HELD') return ballot;
  const { heldAt: _, ...rest } = ballot;
  return { ...rest, state: 'COUNTED', version: ballot.version + 1 };
}

/** Why the ballots of a voter do not count, whatever they are themselves. */
export type VoterStatus = Pick<Ballot, 'suspended' | 'struck'>;

/** A change in any case, so that whoever has read the ballot before does not write over it. */
export const followVoter = (ballot: Ballot, { suspended, struck }: VoterStatus): Ballot => ({
  ...ballot,
  suspended,
  struck,
  version: ballot.version + 1,
});

export const voteInput = z.object({
  entryId: z.string(),
  votes: z.int().min(0).max(MAX_VOTES),
  ifVersion: z
    .int()
    .min(0)
    .nullish()
    .transform((version) => version ?? null),
});
export const selectFinalistsInput = z.object({
  contestId: z.string(),
  entryIds: z
    .array(z.string())
    .min(1)
    .max(100)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'must name each entry once' }),
});
