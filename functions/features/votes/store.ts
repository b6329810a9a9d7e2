import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { Fault } from '../../platform/errors.ts';
import { digest26 } from '../../platform/ids.ts';
import { cached } from '../../table/cached.ts';
import { ConditionFailed, type Item, type Key, type Write } from '../../table/client.ts';
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
  programOf,
} from '../../table/keys.ts';
import { type Lookup, lookUpOne, lookup } from '../../table/lookup.ts';
import { madeByTheFirst } from '../../table/secrets.ts';
import { remove, replace } from '../../table/writes.ts';
import type { Contest } from '../contests/rules.ts';
import { type Ballot, ballotModel, emptyBallot, packGiven, type Slot, unpackGiven } from './ballot.ts';

const SECRET_BYTES = 32;
/** Long enough that they are read now and then, and short enough that one which was destroyed is gone everywhere. */
const SECRET_FRESH_MILLIS = 3_600_000;

const secretIn = (key: (programId: string, contestId: string) => Key, et: string, name: string) =>
  cached(
    name,
    (deps, programId: string, contestId: string) =>
      madeByTheFirst(deps, lookup(key(programId, contestId), bytesOf), () => ({
        ...key(programId, contestId),
        et,
        bytes: deps.random(SECRET_BYTES),
      })),
    SECRET_FRESH_MILLIS,
  );

function bytesOf({ bytes }: Item): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw new Fault('The secret of a contest is not binary.');
  return bytes;
}

const secrets = secretIn(contestSecretKey, ENTITY.contestSecret, 'contest secret');
const salts = secretIn(contestSaltKey, ENTITY.contestSalt, 'contest salt');

const hmac = (secret: Uint8Array, ...parts: string[]) =>
  createHmac('sha256', secret).update(JSON.stringify(parts)).digest();

/** Made by whoever votes first in a contest: it decides in which partition a voter's ballots stand. */
export const ballotSecret = (deps: Deps, programId: string, contestId: string): Promise<Uint8Array> =>
  secrets.get(deps, programId, contestId);

/** The same where somebody has voted, and otherwise undefined: nothing is made. */
export const ballotSecretIfMade = (
  deps: Deps,
  programId: string,
  contestId: string,
): Promise<Uint8Array | undefined> =>
  lookUpOne(deps, lookup(contestSecretKey(programId, contestId), bytesOf));

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
): Promise<Ballot> =>
  lookUpOne(deps, ballotLookup(await ballotSecret(deps, slot.programId, slot.contestId), slot), options);

export function putBallot(secret: Uint8Array, before: Ballot, after: Ballot): Write {
  const { joined, address, agent } = after;
  return replace(
    {
      ...keyOf(secret, after),
      et: ENTITY.ballot,
      joined,
      address,
      agent,
      votes: mapped(after.votes, packGiven),
      state: after.state,
      ...(after.suspended ? { suspended: true } : {}),
      version: after.version,
    },
    before.version,
  );
}

/** Of one voter, in one contest: latest first. */
export async function listBallots(
  deps: Deps,
  voter: VoterIn,
  page: PageRequest,
): Promise<Connection<Ballot>> {
  const secret = await ballotSecret(deps, voter.programId, voter.contestId);
  const list = {
    partition: ballotPartition(secret, voter),
    prefix: ballotPrefix(voter.memberId),
    newestFirst: true,
  };
  return listConnection(deps, list, page, parseBallot);
}

const ITEMS_PAGE = 100;

/** The items of all ballots of one voter in one contest, as they are. */
export async function getBallotItems(deps: Deps, voter: VoterIn): Promise<Item[]> {
  const secret = await ballotSecretIfMade(deps, voter.programId, voter.contestId);
  if (secret === undefined) return [];
  const items: Item[] = [];
  let after: Record<string, string> | undefined;
  do {
    const page = await deps.table.query({
      partition: ballotPartition(secret, voter),
      prefix: ballotPrefix(voter.memberId),
      limit: ITEMS_PAGE,
      consistent: true,
      after,
    });
    items.push(...page.items);
    after = page.last;
  } while (after !== undefined);
  return items;
}

/** Takes the note away that had a voter's ballots follow them; leaves it when the member has changed again since it was read. */
export async function removeStatusNote(deps: Deps, note: Key, version: number): Promise<void> {
  try {
    await deps.table.write(remove({ PK: note.PK, SK: note.SK }, version));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

/** A ballot's item with another suspension, over the one that was read. */
export const putSuspended = (item: Item, { suspended, version }: Ballot): Write => {
  const { suspended: _, ...rest } = item;
  return replace(
    { ...rest, PK: item.PK, SK: item.SK, ...(suspended ? { suspended } : {}), version },
    Number(item.version),
  );
};
