import * as z from 'zod';
import { accept, type Decision } from '../../../platform/errors.ts';
import { text } from '../../../platform/input.ts';
import type { Contest } from '../../contests/model.ts';
import { notIn } from '../../contests/rules.ts';
import { hasResultToCome } from '../../contests/schedule.ts';
import type { Ballot } from '../ballot.ts';

// What organizers decide of votes: whose do not count, whose do again, and which of those that are held count.

export const voteDecisionModel = z.object({
  programId: z.string(),
  contestId: z.string(),
  kind: z.enum(['STRIKE', 'RESTORE', 'RELEASE']),
  /** What tells it from others of its kind in the contest. */
  place: z.string(),
  /** Whose votes, of STRIKE and RESTORE. */
  memberIds: z.array(z.string()),
  /** Of RELEASE: the number of the entry whose votes are meant; null for all. */
  entry: z.int().min(1).nullable(),
  reason: z.string().nullable(),
  decidedAt: z.string(),
  decidedBy: z.string(),
  version: z.int().min(1),
});
export type VoteDecision = z.infer<typeof voteDecisionModel>;

/** Whose votes are struck, as it is answered. */
export type VoteStrike = { memberId: string; reason: string; at: string; by: string };

/** Whether a ballot that was held by then is one that a release means. */
export const isMeant = ({ votes }: Pick<Ballot, 'votes'>, { entry }: Pick<VoteDecision, 'entry'>): boolean =>
  entry === null || votes[entry] !== undefined;

/** Votes are decided about from the publication of a contest to that of its result. */
export function mayDecideVotes(contest: Contest): Decision<void, 'INVALID_STATE'> {
  if (hasResultToCome(contest)) return accept(undefined);
  return notIn(
    contest,
    contest.status === 'DRAFT' ? 'nobody has voted yet' : 'nothing is decided of its votes any more',
  );
}

const MAX_AT_ONCE = 50;
const ids = (what: string) =>
  z
    .array(z.string())
    .min(1)
    .max(MAX_AT_ONCE)
    .refine((all) => new Set(all).size === all.length, { error: `must name each ${what} once` });

export const strikeVotesInput = z.object({
  contestId: z.string(),
  memberIds: ids('member'),
  reason: text(1, 500),
});
export const releaseVotesInput = z
  .object({
    contestId: z.string(),
    ballotIds: ids('ballot').nullish(),
    entryId: z.string().nullish(),
    all: z.literal(true, { error: 'must be true where it is given' }).nullish(),
  })
  .refine(
    ({ ballotIds, entryId, all }) => [ballotIds, entryId, all].filter((one) => one != null).length === 1,
    {
      path: ['ballotIds'],
      error: 'or `entryId` or `all` must be given, and one of them alone',
    },
  );
