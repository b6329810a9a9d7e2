import { concurrently } from '../../../platform/concurrently.ts';
import { accept, type Decision, refuse } from '../../../platform/errors.ts';
import { isId, randomCrockford } from '../../../platform/ids.ts';
import type { Deps } from '../../../table/deps.ts';
import { lookUpAll, lookUpOne } from '../../../table/lookup.ts';
import { recountDue } from '../../contests/followup.ts';
import { contestLookup } from '../../contests/lookups.ts';
import type { Contest } from '../../contests/model.ts';
import { later } from '../../contests/schedule.ts';
import { readEntryId } from '../../entries/ids.ts';
import { participationLookup } from '../../entries/lookups.ts';
import type { Participation } from '../../entries/participation.ts';
import { keepStruck } from '../../entries/strikes.ts';
import { entriesNow } from '../../entries/views.ts';
import { memberLookup } from '../../members/lookups.ts';
import { refuseUnknownMember } from '../../members/rules.ts';
import { operation } from '../../programs/operation.ts';
import type { Scope } from '../../programs/scope.ts';
import { type Ballot, readBallotId } from '../ballot.ts';
import { ballotLookup, ballotSecret } from '../store.ts';
import { release } from './release.ts';
import { mayDecideVotes, releaseVotesInput, strikeVotesInput, type VoteDecision } from './rules.ts';
import { getReasons, putDecision } from './store.ts';

const AT_ONCE = 8;

/** Before ballots follow a decision, every request is over that did not see it. */
const IN_FLIGHT_MILLIS = 60_000;

const NO_CONTEST = refuse('NOT_FOUND', 'This program has no such contest.', ['contestId']);

const NO_ENTRY = refuse('NOT_FOUND', 'This contest has no such entry.', ['entryId']);

async function contestToDecide(
  deps: Deps,
  { program }: Scope,
  contestId: string,
): Promise<Decision<Contest, 'NOT_FOUND' | 'INVALID_STATE'>> {
  if (!isId('contest', contestId)) return NO_CONTEST;
  const contest = await lookUpOne(deps, contestLookup(program.id, contestId), { consistent: true });
  if (contest === undefined) return NO_CONTEST;
  const may = mayDecideVotes(contest);
  return may.ok ? accept(contest) : may;
}

type Decided = Pick<VoteDecision, 'kind'> & Partial<Pick<VoteDecision, 'memberIds' | 'entry' | 'reason'>>;

/** Written before anything that follows from it. */
async function decide(deps: Deps, contest: Contest, by: string, decided: Decided): Promise<VoteDecision> {
  const { programId, id: contestId } = contest;
  const decidedAt = deps.now().toISOString();
  const place = `${decidedAt}#${randomCrockford(8, deps.random)}`;
  const facts = { programId, contestId, place, decidedAt, decidedBy: by, version: 1 };
  const decision = { memberIds: [], entry: null, reason: null, ...decided, ...facts };
  const put = putDecision(decision, later(decidedAt, IN_FLIGHT_MILLIS));
  await deps.table.transact([put, ...recountDue(contest, deps.now())]);
  return decision;
}

/** Votes of members in a contest count no more, those to come included. Who is struck for the same reason already stays so. */
export const strikeVotes = operation(strikeVotesInput, (deps, scope, { reason, ...input }) =>
  decideOf(deps, scope, input, async (contest, members) => {
    const places = new Set(members.flatMap(({ struckBy }) => struckBy ?? []));
    const reasons = await getReasons(deps, contest, [...places]);
    const changing = members.filter(({ struckBy }) => struckBy === null || reasons.get(struckBy) !== reason);
    return { kind: 'STRIKE', reason, changing };
  }),
);

/** They count again. */
export const restoreVotes = operation(strikeVotesInput, (deps, scope, { reason, ...input }) =>
  decideOf(deps, scope, input, async (_, members) => {
    const changing = members.filter(({ struckBy }) => struckBy !== null);
    return { kind: 'RESTORE', reason, changing };
  }),
);

type Change = { kind: 'STRIKE' | 'RESTORE'; reason: string; changing: Participation[] };

async function decideOf(
  deps: Deps,
  scope: Scope,
  { contestId, memberIds }: { contestId: string; memberIds: string[] },
  choose: (contest: Contest, members: Participation[]) => Promise<Change>,
): Promise<Decision<Contest, 'NOT_FOUND' | 'INVALID_STATE' | 'MEMBER_NOT_FOUND'>> {
  const open = await contestToDecide(deps, scope, contestId);
  if (!open.ok) return open;
  const contest = open.value;
  const members = await membersIn(deps, contest, memberIds);
  if (!members.ok) return members;
  const { changing, ...change } = await choose(contest, members.value);
  if (changing.length === 0) return accept(contest);
  const by = scope.viewer.actorId;
  const named = changing.map(({ memberId }) => memberId);
  const { kind, place } = await decide(deps, contest, by, { ...change, memberIds: named });
  const isStruck = kind === 'STRIKE';
  await concurrently(changing, AT_ONCE, (one) => keepStruck(deps, one, isStruck ? place : null));
  const { programId } = contest;
  deps.log.info(isStruck ? 'Votes struck.' : 'Votes restored.', {
    programId,
    contestId,
    memberIds: named,
    by,
  });
  return accept(contest);
}

/** What each has to do with the contest. */
async function membersIn(
  deps: Deps,
  { programId, id }: Contest,
  memberIds: readonly string[],
): Promise<Decision<Participation[], 'MEMBER_NOT_FOUND'>> {
  const refuseAt = (place: number) => refuseUnknownMember(['memberIds', String(place)]);
  const malformed = memberIds.findIndex((memberId) => !isId('member', memberId));
  if (malformed !== -1) return refuseAt(malformed);
  const lookups = {
    members: memberIds.map((memberId) => memberLookup(programId, memberId)),
    parts: memberIds.map((memberId) => participationLookup(programId, id, memberId)),
  };
  const [members, parts] = await Promise.all([
    lookUpAll(deps, lookups.members, { consistent: true }),
    lookUpAll(deps, lookups.parts, { consistent: true }),
  ]);
  const missing = members.indexOf(undefined);
  return missing === -1 ? accept(parts) : refuseAt(missing);
}

/** Ballots that are named are released at once; those of an entry, and all, a minute later and as fast as it goes. */
export const releaseVotes = operation(
  releaseVotesInput,
  async (
    deps,
    scope,
    { contestId, ballotIds, entryId },
  ): Promise<Decision<Contest, 'NOT_FOUND' | 'INVALID_STATE'>> => {
    const named = entryId == null ? undefined : readEntryId(entryId);
    if (entryId != null && named?.contestId !== contestId) return NO_ENTRY;
    const open = await contestToDecide(deps, scope, contestId);
    if (!open.ok) return open;
    const contest = open.value;
    const by = scope.viewer.actorId;
    const { programId } = contest;
    if (ballotIds != null) {
      const released = await releaseNamed(deps, contest, ballotIds);
      if (!released.ok) return released;
      if (released.value > 0)
        deps.log.info('Votes released.', { programId, contestId, ballots: released.value, by });
      return accept(contest);
    }
    if (named !== undefined && (await entriesNow(deps, contest, [named.number])).length === 0)
      return NO_ENTRY;
    const entry = named?.number ?? null;
    await decide(deps, contest, by, { kind: 'RELEASE', entry });
    deps.log.info('Votes are to be released.', { programId, contestId, entry, by });
    return accept(contest);
  },
);

/** How many were not yet. */
async function releaseNamed(
  deps: Deps,
  contest: Contest,
  ballotIds: readonly string[],
): Promise<Decision<number, 'NOT_FOUND'>> {
  const { programId, id } = contest;
  const secret = await ballotSecret(deps, { programId, contestId: id }, { consistent: true });
  const slots = ballotIds.map((ballotId) => {
    const named = readBallotId(ballotId);
    return named?.contestId === id ? { programId, ...named } : undefined;
  });
  const lookups = slots.flatMap((slot) => (slot === undefined ? [] : ballotLookup(secret, slot)));
  const read = (await lookUpAll(deps, lookups, { consistent: true })).values();
  const ballots = slots.map((slot) => (slot === undefined ? undefined : read.next().value));
  const missing = ballots.findIndex((ballot) => ballot === undefined || ballot.version === 0);
  if (missing !== -1)
    return refuse('NOT_FOUND', 'This contest has no such ballot.', ['ballotIds', String(missing)]);
  const held = ballots.filter((ballot) => ballot?.state === 'HELD') as Ballot[];
  const recount = held.length === 0 ? [] : recountDue(contest, deps.now());
  if (recount.length > 0) await deps.table.transact(recount);
  await concurrently(held, AT_ONCE, (ballot) => release(deps, secret, ballot));
  return accept(held.length);
}
