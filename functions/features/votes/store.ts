import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { Fault } from '../../platform/errors.ts';
import { digest26 } from '../../platform/ids.ts';
import { cached } from '../../table/cached.ts';
import type { Item, Key, Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import {
  BALLOT_SHARDS,
  ballotPrefix,
  ballotSort,
  ballotsPartition,
  contestSaltKey,
  contestSecretKey,
  heldBallotsPartition,
  heldListOf,
  programOf,
  tallyPartition,
} from '../../table/keys.ts';
import { type Lookup, lookUpAll, lookUpOne, lookup } from '../../table/lookup.ts';
import { queryAll } from '../../table/pages.ts';
import { madeByTheFirst } from '../../table/secrets.ts';
import { replace } from '../../table/writes.ts';
import type { Contest } from '../contests/model.ts';
import { latestRound } from '../contests/schedule.ts';
import { type Ballot, ballotModel, emptyBallot, packGiven, type Slot, unpackGiven } from './ballot.ts';
import { type TallyOf, votesByEntry } from './counts.ts';

const SECRET_BYTES = 32;
/** Long enough that they are read now and then, and short enough that one which was destroyed is gone everywhere. */
const SECRET_FRESH_MILLIS = 3_600_000;

function bytesOf({ bytes }: Item): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw new Fault('The secret of a contest is not binary.');
  return bytes;
}

const secretLookup = (programId: string, contestId: string) =>
  lookup(contestSecretKey(programId, contestId), bytesOf);

const secrets = cached(
  'contest secret',
  (deps, programId: string, contestId: string) => lookUpOne(deps, secretLookup(programId, contestId)),
  SECRET_FRESH_MILLIS,
);

const salts = cached(
  'contest salt',
  (deps, programId: string, contestId: string) => {
    const key = contestSaltKey(programId, contestId);
    return madeByTheFirst(deps, lookup(key, bytesOf), () => newSecret(deps, key, ENTITY.contestSalt));
  },
  SECRET_FRESH_MILLIS,
);

const newSecret = (deps: Deps, key: Key, et: string): Item => ({
  ...key,
  et,
  bytes: deps.random(SECRET_BYTES),
});

/** While nobody has voted every partition of a contest is empty, so that any will do for looking into it. */
const NOBODY_VOTED = new Uint8Array(0);

/** Which partition holds a voter's ballots, for reading. What is not in memory yet is looked for consistently where that is asked. */
export async function ballotSecret(
  deps: Deps,
  { programId, contestId }: Pick<Slot, 'programId' | 'contestId'>,
  { consistent = false }: { consistent?: boolean } = {},
): Promise<Uint8Array> {
  const known = await secrets.get(deps, programId, contestId);
  if (known !== undefined || !consistent) return known ?? NOBODY_VOTED;
  return (await lookUpOne(deps, secretLookup(programId, contestId), { consistent })) ?? NOBODY_VOTED;
}

/** The same for writing: made by whoever votes first in the contest. */
export function ensureBallotSecret(
  deps: Deps,
  { programId, contestId }: Pick<Slot, 'programId' | 'contestId'>,
): Promise<Uint8Array> {
  const make = () =>
    madeByTheFirst(deps, secretLookup(programId, contestId), () =>
      newSecret(deps, contestSecretKey(programId, contestId), ENTITY.contestSecret),
    );
  return secrets.getOrMake(deps, make, programId, contestId);
}

const hmac = (secret: Uint8Array, ...parts: string[]) =>
  createHmac('sha256', secret).update(JSON.stringify(parts)).digest();

/** Which of a contest's partitions holds a voter's ballots: files of a partition must not tell of ids. */
const shardOf = (secret: Uint8Array, memberId: string): number =>
  (hmac(secret, 'shard', memberId)[0] ?? 0) % BALLOT_SHARDS;

/** What tells a ballot from every other without telling whose it is. */
export function receiptOf(secret: Uint8Array, { memberId, round, attempt, period }: Slot): string {
  const digest = hmac(secret, 'receipt', memberId, String(round), String(attempt), period);
  return digest26(digest.toString('hex'));
}

export type Traces = { address: string; agent: string };
const TRACE_CHARACTERS = 16;

/** What is kept of where a vote came from: equal for equal ones within a contest, and nothing else. */
export async function tracesOf(
  deps: Deps,
  { programId, id }: Pick<Contest, 'programId' | 'id'>,
  { address, userAgent }: { address: string; userAgent: string },
): Promise<Traces> {
  const salt = await salts.get(deps, programId, id);
  const trace = (kind: string, value: string) =>
    hmac(salt, kind, value).toString('base64url').slice(0, TRACE_CHARACTERS);
  return { address: trace('address', address), agent: trace('agent', userAgent) };
}

export const ballotPartition = (
  secret: Uint8Array,
  { programId, contestId, memberId }: Slot | VoterIn,
): string => ballotsPartition(programId, contestId, shardOf(secret, memberId));

type VoterIn = Pick<Slot, 'programId' | 'contestId' | 'memberId'>;

const keyOf = (secret: Uint8Array, slot: Slot): Key => ({
  PK: ballotPartition(secret, slot),
  SK: ballotSort(slot.memberId, slot.round, slot.attempt, slot.period),
});

const packedVotes = z.record(z.string(), z.int().min(0));

const mapped = <A, B>(all: Readonly<Record<string, A>>, to: (one: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, to(one)]));

/** What its keys say stands in them alone. */
export function parseBallot(item: Item): Ballot {
  const [, contestId] = /#CONTEST#([^#]+)#BALLOTS#/.exec(item.PK) ?? [];
  const [memberId, round, attempt, period] = item.SK.split('#');
  return ballotModel.parse({
    ...item,
    votes: mapped(packedVotes.parse(item.votes), unpackGiven),
    programId: programOf(item),
    contestId,
    memberId,
    round: Number(round),
    attempt: Number(attempt),
    period,
  });
}

/** The ballot of a slot; an empty one where there is none. */
export const ballotLookup = (secret: Uint8Array, slot: Slot): Lookup<Ballot> => ({
  key: keyOf(secret, slot),
  parse: (item) => (item === undefined ? emptyBallot(slot) : parseBallot(item)),
});

export const getBallot = async (
  deps: Deps,
  slot: Slot,
  options: { consistent?: boolean } = {},
): Promise<Ballot> => lookUpOne(deps, ballotLookup(await ballotSecret(deps, slot, options), slot), options);

export function putBallot(secret: Uint8Array, before: Ballot, after: Ballot): Write {
  const { joined, address, agent } = after;
  const key = keyOf(secret, after);
  return replace(
    {
      ...key,
      ...heldList(secret, after, key),
      et: ENTITY.ballot,
      joined,
      address,
      agent,
      votes: mapped(after.votes, packGiven),
      state: after.state,
      ...(after.suspended ? { suspended: true } : {}),
      ...(after.struck ? { struck: true } : {}),
      ...(after.isLive ? { isLive: true } : {}),
      version: after.version,
    },
    before.version,
  );
}

function heldList(secret: Uint8Array, { programId, contestId, memberId, heldAt }: Ballot, { SK }: Key) {
  if (heldAt === undefined) return {};
  const list = heldListOf(shardOf(secret, memberId));
  return { heldAt, GSI1PK: heldBallotsPartition(programId, contestId, list), GSI1SK: `${heldAt}#${SK}` };
}

/** Of one voter, in one contest: latest first. */
export async function listBallots(
  deps: Deps,
  voter: VoterIn,
  page: PageRequest,
): Promise<Connection<Ballot>> {
  const secret = await ballotSecret(deps, voter);
  const list = {
    partition: ballotPartition(secret, voter),
    prefix: ballotPrefix(voter.memberId),
    newestFirst: true,
  };
  return listConnection(deps, list, page, parseBallot);
}

/** Answers of a contest's order are as old as this at most, and millions may ask. */
const TALLIES_FRESH_MILLIS = 5_000;
const TALLIES_PAGE = 1_000;

const readTallies = async (deps: Deps, partition: string, consistent = false) =>
  new Map((await queryAll(deps, { partition, limit: TALLIES_PAGE, consistent })).flatMap(votesByEntry));

const tallies = cached(
  'tallies',
  (deps, partition: string) => readTallies(deps, partition),
  TALLIES_FRESH_MILLIS,
);

/** As they are at this moment. */
export const getTallies = (deps: Deps, { programId, ...of }: TallyOf): Promise<ReadonlyMap<number, number>> =>
  readTallies(deps, tallyPartition(programId, of), true);

/** What the entries of a contest were given in the round whose vote is open, or was last: seconds behind. */
export async function votesNow(deps: Deps, contest: Contest): Promise<ReadonlyMap<number, number>> {
  const round = latestRound(contest, deps.now());
  if (round === undefined) return new Map();
  const { number, attempt } = round;
  const isLive = contest.voteCounts === 'LIVE';
  const of = { contestId: contest.id, round: number, attempt, isLive };
  return tallies.get(deps, tallyPartition(contest.programId, of));
}

const BALLOTS_PAGE = 100;

/** What decides where the ballots of each of these contests stand; undefined where nobody has voted. */
export const getBallotSecrets = (
  deps: Deps,
  contests: readonly Pick<Contest, 'programId' | 'id'>[],
): Promise<(Uint8Array | undefined)[]> =>
  lookUpAll(
    deps,
    contests.map(({ programId, id }) => secretLookup(programId, id)),
    { consistent: true },
  );

/** All ballots of one voter in a contest, as they are. */
export async function getBallots(deps: Deps, secret: Uint8Array, voter: VoterIn): Promise<Ballot[]> {
  const partition = ballotPartition(secret, voter);
  const prefix = ballotPrefix(voter.memberId);
  const items = await queryAll(deps, { partition, prefix, limit: BALLOTS_PAGE, consistent: true });
  return items.map(parseBallot);
}

const noteModel = z.object({ memberId: z.string(), version: z.int() });
export type StatusNote = z.infer<typeof noteModel> & Key;

/** The note that has a voter's ballots follow them. */
export const parseStatusNote = (item: Item): StatusNote => ({
  PK: item.PK,
  SK: item.SK,
  ...noteModel.parse(item),
});
