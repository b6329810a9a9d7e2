import { codeApi } from '../features/codes/resolvers.ts';
import type { ReferralCode } from '../features/codes/rules.ts';
import type { Contest } from '../features/contests/model.ts';
import { contestApi } from '../features/contests/resolvers.ts';
import type { ContestEntry } from '../features/entries/model.ts';
import { moderatedEntries } from '../features/entries/moderated.ts';
import type { Participation } from '../features/entries/participation.ts';
import { entryApi } from '../features/entries/resolvers.ts';
import { eventApi } from '../features/events/resolvers.ts';
import { keyApi } from '../features/keys/resolvers.ts';
import { defaultBoardWrites } from '../features/leaderboards/boards/operations.ts';
import { leaderboardApi } from '../features/leaderboards/resolvers.ts';
import { memberApi } from '../features/members/resolvers.ts';
import type { Member } from '../features/members/rules.ts';
import { moderationApi } from '../features/moderation/resolvers.ts';
import { numberApi } from '../features/numbers/resolvers.ts';
import { accountsOf } from '../features/points/loaders.ts';
import { pointApi } from '../features/points/resolvers.ts';
import { type Context, scopeOf } from '../features/programs/context.ts';
import { programApi } from '../features/programs/resolvers.ts';
import { referralApi } from '../features/referrals/resolvers.ts';
import { resultApi } from '../features/results/resolvers.ts';
import { voteApi } from '../features/votes/resolvers.ts';
import { votesNow } from '../features/votes/store.ts';
import { mayRead, type Ownership, type OwnersOf, typeRequirement } from '../graphql/auth.ts';
import type { Complete } from '../graphql/complete.ts';
import { type FeatureApi, mergeResolvers } from '../graphql/features.ts';
import type {
  ContestEntryResolvers,
  ContestParticipationResolvers,
  ContestResolvers,
  MemberResolvers,
  MutationResolvers,
  QueryResolvers,
  ReferralCodeResolvers,
  Resolvers,
} from '../graphql/generated/types.ts';
import { ID_PREFIX, isId } from '../platform/ids.ts';
import { catalog } from './catalog.ts';

/** What each feature brings to the API. */
const FEATURES = [
  programApi(defaultBoardWrites),
  memberApi((context, memberId) => accountsOf(context).load(memberId)),
  keyApi,
  pointApi,
  codeApi,
  referralApi,
  eventApi,
  leaderboardApi(catalog),
  moderationApi({ CONTEST_ENTRY: moderatedEntries }),
  contestApi,
  entryApi(votesNow),
  voteApi,
  resultApi,
  numberApi,
] as const;

const features: readonly FeatureApi<Context>[] = FEATURES;
const nodes = new Map(features.flatMap((feature) => Object.entries(feature.nodes ?? {})));
const owners = new Map(features.flatMap((feature) => Object.entries(feature.owners ?? {})));

/** The ids of the members to whom an object of a type belongs; none for types that belong to nobody. */
const ownersOf: OwnersOf = (typeName, object) => owners.get(typeName)?.(object as never) ?? [];

/** The types that may name SELF in their `@auth`, and to whom their objects belong. */
export const ownership: Ownership = { types: new Set(owners.keys()), ownersOf };

/** The names of the types that `node` can answer. */
export const NODE_TYPES: readonly string[] = [...nodes.keys()];

/** The object of an id with its type's name; undefined for text that is no id, and for what is not in this program. */
async function fetchNode(
  id: string,
  context: Context,
): Promise<({ __typename: string } & object) | undefined> {
  const found = [...nodes].find(([, { kind }]) => id.startsWith(`${ID_PREFIX[kind]}_`));
  if (found === undefined) return undefined;
  const [__typename, { kind, hasOwnForm, fetch }] = found;
  // Only what has the form of an id is looked for: a key of any text may be longer than the table takes.
  const object = hasOwnForm === true || isId(kind, id) ? await fetch(id, context) : undefined;
  return object === undefined ? undefined : { ...object, __typename };
}

const node: Required<QueryResolvers>['node'] = async (_parent, { id }, context, info) => {
  scopeOf(context);
  const object = await fetchNode(id, context);
  if (object === undefined) return null;
  const requirement = typeRequirement(info.schema, object.__typename);
  // What the caller may not see is not there for them.
  const isSeen = mayRead(context.viewer, requirement, () => ownersOf(object.__typename, object));
  return isSeen ? (object as never) : null;
};

/** A field that no feature resolves is a compile error here, or where `Complete` says so in its feature. */
type Whole = Resolvers & {
  Query: Required<QueryResolvers>;
  Mutation: Required<MutationResolvers>;
  Member: Complete<MemberResolvers, Member>;
  ReferralCode: Complete<ReferralCodeResolvers, ReferralCode>;
  Contest: Complete<ContestResolvers, Contest>;
  ContestEntry: Complete<ContestEntryResolvers, ContestEntry>;
  ContestParticipation: Complete<ContestParticipationResolvers, Participation>;
};

export const resolvers = mergeResolvers([{ resolvers: { Query: { node } } }, ...FEATURES]) satisfies Whole;
