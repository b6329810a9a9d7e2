import { getCodeByNodeId } from '../features/codes/store.ts';
import { getKeyByNodeId } from '../features/keys/store.ts';
import { findBoard, findRecord, findSeason } from '../features/leaderboards/nodes.ts';
import { getMember } from '../features/members/store.ts';
import { getAccountByNodeId, getEntry } from '../features/points/store.ts';
import { scopeOf } from '../features/programs/context.ts';
import type { Scope } from '../features/programs/scope.ts';
import { getReferralByNodeId } from '../features/referrals/store.ts';
import { mayRead, typeRequirement } from '../graphql/auth.ts';
import type { QueryResolvers } from '../graphql/generated/types.ts';
import { itemsOf } from '../graphql/items.ts';
import { ID_PREFIX, type IdKind, isId } from '../platform/ids.ts';
import type { Item, Key } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';
import { catalog } from './catalog.ts';
import { ownersOf } from './ownership.ts';

type Found = { __typename: string } & object;
/** `readItem` keeps what it has read for the fields of the object. */
type Fetch = (deps: Deps, scope: Scope, id: string, readItem: ReadItem) => Promise<object | undefined>;
type ReadItem = (key: Key) => Promise<Item | undefined>;

/** How a kind of object is fetched by its id, always within the program of the address. A new Node type adds itself here. */
const FETCH: Partial<Record<IdKind, { typeName: string; fetch: Fetch }>> = {
  program: {
    typeName: 'Program',
    fetch: async (_deps, { program }, id) => (id === `prg_${program.id}` ? program : undefined),
  },
  member: { typeName: 'Member', fetch: (deps, { program }, id) => getMember(deps, program.id, id) },
  apiKey: { typeName: 'ApiKey', fetch: getKeyByNodeId },
  pointAccount: { typeName: 'PointAccount', fetch: getAccountByNodeId },
  pointEntry: { typeName: 'PointEntry', fetch: (deps, { program }, id) => getEntry(deps, program.id, id) },
  referral: { typeName: 'Referral', fetch: getReferralByNodeId },
  referralCode: { typeName: 'ReferralCode', fetch: getCodeByNodeId },
  leaderboard: { typeName: 'Leaderboard', fetch: findBoard },
  leaderboardSeason: { typeName: 'LeaderboardSeason', fetch: findSeason },
  rankedRecord: {
    typeName: 'LeaderboardRecord',
    fetch: (deps, scope, id, readItem) => findRecord(deps, catalog, scope, id, readItem),
  },
};

/** Kinds whose ids have forms of their own, which their features check. */
const OWN_FORM: ReadonlySet<IdKind> = new Set([
  'program',
  'referralCode',
  'leaderboardSeason',
  'rankedRecord',
]);

/** The names of the types that `node` can answer. */
export const NODE_TYPES: readonly string[] = Object.values(FETCH).map(({ typeName }) => typeName);

/**
 * The object of an id with its type's name, or undefined: text that is no id, or nothing in this program.
 */
async function fetchNode(
  deps: Deps,
  scope: Scope,
  id: string,
  readItem: ReadItem,
): Promise<Found | undefined> {
  const kind = (Object.keys(ID_PREFIX) as IdKind[]).find((one) => id.startsWith(`${ID_PREFIX[one]}_`));
  // Only what has the form of an id is looked for: a key of any text may be longer than the table takes.
  const isWellFormed = kind !== undefined && (OWN_FORM.has(kind) || isId(kind, id));
  const entry = isWellFormed ? FETCH[kind] : undefined;
  const object = await entry?.fetch(deps, scope, id, readItem);
  return object === undefined || entry === undefined ? undefined : { ...object, __typename: entry.typeName };
}

/** The resolver of `Query.node`. */
export const node: Required<QueryResolvers>['node'] = async (_parent, { id }, context, info) => {
  const readItem = (key: Key) => itemsOf(context).load(key);
  const object = await fetchNode(context.deps, scopeOf(context), id, readItem);
  if (object === undefined) return null;
  const requirement = typeRequirement(info.schema, object.__typename);
  // What the caller may not see is not there for them.
  const isSeen = mayRead(context.viewer, requirement, () => ownersOf(object.__typename, object));
  return isSeen ? (object as never) : null;
};
