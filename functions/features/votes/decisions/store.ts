import { Fault } from '../../../platform/errors.ts';
import type { Item, Write } from '../../../table/client.ts';
import {
  type Connection,
  firstOf,
  fromCursor,
  type PageRequest,
  toConnection,
  toCursor,
} from '../../../table/cursor.ts';
import { GSI1 } from '../../../table/definition.ts';
import type { Deps } from '../../../table/deps.ts';
import { ENTITY } from '../../../table/entities.ts';
import {
  contestKey,
  dueIndex,
  heldBallotsPartitions,
  voteDecisionKey,
  voteDecisionPrefix,
} from '../../../table/keys.ts';
import { type Lookup, lookUpAll, lookup } from '../../../table/lookup.ts';
import { sealSecret } from '../../../table/secrets.ts';
import { replace } from '../../../table/writes.ts';
import type { Contest } from '../../contests/model.ts';
import { participationLookup } from '../../entries/lookups.ts';
import type { Ballot } from '../ballot.ts';
import { parseBallot } from '../store.ts';
import { type VoteDecision, type VoteStrike, voteDecisionModel } from './rules.ts';

export const parseDecision = (item: Item): VoteDecision => voteDecisionModel.parse(item);

const keyOf = ({
  programId,
  contestId,
  kind,
  place,
}: Pick<VoteDecision, 'programId' | 'contestId' | 'kind' | 'place'>) =>
  voteDecisionKey(programId, contestId, kind, place);

/** `isWaiting`: ballots have to follow it still. */
export const decisionLookup = (
  named: Pick<VoteDecision, 'programId' | 'contestId' | 'kind' | 'place'>,
): Lookup<(VoteDecision & { isWaiting: boolean }) | undefined> =>
  lookup(keyOf(named), (item) => ({ ...parseDecision(item), isWaiting: item.GSI2PK !== undefined }));

/** `place` is its own, so that nothing else is written over. */
export function putDecision(decision: VoteDecision, dueAt: string): Write {
  const key = keyOf(decision);
  return {
    put: { ...key, ...dueIndex(key, dueAt, ENTITY.voteDecision), et: ENTITY.voteDecision, ...decision },
  };
}

/** Nothing is left to do of it: it is kept for those who ask who decided what. */
export const replaceDone = ({ isWaiting: _, ...before }: VoteDecision & { isWaiting: boolean }): Write =>
  replace(
    { ...keyOf(before), et: ENTITY.voteDecision, ...before, version: before.version + 1 },
    before.version,
  );

type In = Pick<Contest, 'programId' | 'id'>;

/** Of those whose votes are struck by one of these decisions, the reasons, by `place`. */
export async function getReasons(
  deps: Deps,
  { programId, id: contestId }: In,
  places: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const lookups = places.map((place) => decisionLookup({ programId, contestId, kind: 'STRIKE', place }));
  const found = await lookUpAll(deps, lookups, { consistent: true });
  return new Map(found.flatMap((one): [string, string | null][] => (one ? [[one.place, one.reason]] : [])));
}

/** Whose votes are struck, latest decision first. Those that have been restored, or struck anew, since are left out of its page. */
export async function listStrikes(
  deps: Deps,
  { programId, id: contestId }: In,
  page: PageRequest,
): Promise<Connection<VoteStrike>> {
  const first = firstOf(page);
  const prefix = voteDecisionPrefix('STRIKE');
  const list = { partition: contestKey(programId, contestId).PK, prefix };
  const secret = await sealSecret(deps);
  const [from, after] = page.after == null ? [] : fromCursor(secret, list, page.after);
  const range = from === undefined ? { prefix } : { between: [prefix, from] as const };
  const query = { partition: list.partition, ...range, newestFirst: true, limit: first + 2 };
  const { items, last } = await deps.table.query(query);
  const all = items.flatMap((item) => {
    const { memberIds, ...decision } = parseDecision(item);
    const left = item.SK === from ? memberIds.slice(memberIds.indexOf(after ?? '') + 1) : memberIds;
    return left.map((memberId) => ({ ...decision, memberId, position: [item.SK, memberId] }));
  });
  const shown = all.slice(0, first);
  const now = await lookUpAll(
    deps,
    shown.map(({ memberId }) => participationLookup(programId, contestId, memberId)),
  );
  const edges = shown.map(({ position, memberId, reason, decidedAt: at, decidedBy: by }) => ({
    cursor: toCursor(secret, list, position),
    node: { memberId, reason: reason ?? '', at, by },
  }));
  const connection = toConnection(edges, page, all.length > first || last !== undefined);
  return { ...connection, edges: edges.filter((_, index) => now[index]?.struckBy === shown[index]?.place) };
}

/** Ballots that wait to be released, latest first: of all partitions of the list, those that come next. */
export async function listHeld(
  deps: Deps,
  { programId, id: contestId }: In,
  page: PageRequest,
): Promise<Connection<Ballot>> {
  const first = firstOf(page);
  const partitions = heldBallotsPartitions(programId, contestId);
  const list = { index: GSI1.name, partition: partitions.join() };
  const secret = await sealSecret(deps);
  const [before] = page.after == null ? [] : fromCursor(secret, list, page.after);
  const range = before === undefined ? {} : { between: [FIRST_OF_ALL, before] as const };
  // The one that the cursor names may be there still.
  const limit = first + 2;
  const pages = await Promise.all(
    partitions.map((partition) =>
      deps.table.query({ index: GSI1.name, partition, ...range, newestFirst: true, limit }),
    ),
  );
  const all = pages
    .flatMap(({ items }) => items.map((item) => ({ ballot: parseBallot(item), sort: sortOf(item) })))
    .filter(({ sort }) => before === undefined || sort < before)
    .sort((left, right) => (left.sort < right.sort ? 1 : -1));
  const edges = all
    .slice(0, first)
    .map(({ ballot, sort }) => ({ cursor: toCursor(secret, list, [sort]), node: ballot }));
  return toConnection(edges, page, all.length > first);
}

const FIRST_OF_ALL = '0';

function sortOf({ GSI1SK }: Item): string {
  if (typeof GSI1SK !== 'string') throw new Fault('A ballot in a list has no place in it.');
  return GSI1SK;
}
