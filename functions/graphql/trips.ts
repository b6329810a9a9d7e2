import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { tooMuch } from './errors.ts';

// How many calls to the table a query makes one after another. A field waits for its parent's, and fields
// side by side share theirs, so the longest path counts. Held to a limit before anything runs: no query is
// slow by its shape.

/** The longest chain of calls that one query may need, beside the one that checks an API key. */
export const TRIP_LIMIT = 3;

type Trips = number | ((field: FieldNode) => number);

const hasArgument = (field: FieldNode, name: string) =>
  field.arguments?.some((argument) => argument.name.value === name && argument.value.kind !== Kind.NULL) ===
  true;

/**
 * Calls of a field that follow on its parent's. A field that is not here makes none. Measured by the budget
 * test.
 */
export const TRIPS: Readonly<Record<string, Trips>> = {
  'Query.apiKeys': 1,
  'Query.me': 1,
  // The second brings the account along.
  'Query.member': (field) => (hasArgument(field, 'externalId') ? 2 : 1),
  'Query.members': 1,
  'Query.node': 1,
  'Query.pointTotals': 1,
  'Query.programs': 1,
  'Query.referral': 1,
  'Query.referralCode': 1,
  'Query.dailyReferralStats': 1,
  'Query.referralsAwaitingApproval': 2,
  'Invitation.status': 1,
  'InvitationAdvocate.avatarUrl': 1,
  'InvitationAdvocate.publicName': 1,
  'Leaderboard.seasons': 1,
  'LeaderboardSeason.around': 2,
  'LeaderboardSeason.updatedAt': 1,
  'LeaderboardSeason.me': 1,
  // Of a code the record says whose it is, and that member is asked whether it may be found.
  'LeaderboardSeason.record': 2,
  'LeaderboardSeason.records': 2,
  'LeaderboardSeason.top': 1,
  'LeaderboardSeason.totalCount': 1,
  'LeaderboardSeason.unrankableCount': 1,
  'Member.points': 1,
  'Member.referralCodes': 1,
  'Member.referrals': 1,
  'Member.referredBy': 1,
  'PointAccount.entries': 1,
  'LeaderboardRecord.id': 1,
  'LeaderboardRecord.rankChange': 1,
  'LeaderboardRecord.percentile': 1,
  'LeaderboardRecord.rank': 1,
  'LeaderboardRecord.subject': 1,
  'LeaderboardRecord.tiedWithCount': 1,
  'LeaderboardRecord.scoreToNextRank': 1,
  'ReferralCode.dailyStats': 1,
  'ReferralCode.usageCount': 1,
  'ReferralPerson.member': 1,
  'ReferralPerson.publicName': 1,
};

/**
 * Fields of what the process keeps in memory for 30 seconds, as it does the program: they call the table when
 * it is not there.
 */
export const KEPT: ReadonlySet<string> = new Set([
  'Query.invitation',
  'Query.leaderboard',
  'Query.leaderboards',
]);

/**
 * Calls of `node` for types of which it makes another number than its line says: none for what is kept there
 * too.
 */
const NODE_TRIPS: Readonly<Record<string, number>> = {
  Leaderboard: 0,
  LeaderboardSeason: 0,
  LeaderboardRecord: 2,
};

/** Fields whose calls a loader gathers: as many of them as a page has are one call. */
const GATHERED: ReadonlySet<string> = new Set([
  'Invitation.status',
  'InvitationAdvocate.avatarUrl',
  'InvitationAdvocate.publicName',
  'LeaderboardSeason.updatedAt',
  'LeaderboardSeason.totalCount',
  'Member.points',
  'LeaderboardRecord.id',
  'LeaderboardRecord.rankChange',
  'LeaderboardRecord.percentile',
  'LeaderboardRecord.rank',
  'LeaderboardRecord.subject',
  'LeaderboardRecord.tiedWithCount',
  'ReferralCode.usageCount',
  'ReferralPerson.member',
  'ReferralPerson.publicName',
]);

/** True for a field, as `Type.field`, that calls the table again for each object that it is asked of. */
export const readsAlone = (coordinate: string): boolean => coordinate in TRIPS && !GATHERED.has(coordinate);

/**
 * Throws a GraphQLError when a query, or what is asked of a mutation's payload, needs a longer chain of calls
 * than TRIP_LIMIT.
 */
export function assertTrips(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): void {
  const trips = tripsOf(schema, document, operation);
  if (trips <= TRIP_LIMIT) return;
  throw tooMuch(
    `The query needs ${trips} reads one after another, more than ${TRIP_LIMIT}. Ask in two requests, the second by the ids of the first.`,
  );
}

/** The longest chain of calls of a validated operation; of a mutation, of what is read after it. */
export function tripsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);

  // `before` is what the parent takes, where its type decides that.
  const longest = (
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    bringsAccount: boolean,
    before = 0,
  ): number => {
    let most = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD)
        most = Math.max(most, before + ofField(selection, parent, bringsAccount));
      else {
        const node =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (node === undefined) continue;
        const condition =
          node.typeCondition === undefined ? parent : schema.getType(node.typeCondition.name.value);
        const type = condition ?? parent;
        const own = before === 0 ? 0 : (NODE_TRIPS[type.name] ?? before);
        most = Math.max(most, longest(node.selectionSet, type, bringsAccount, own));
      }
    }
    return most;
  };

  const ofField = (field: FieldNode, parent: GraphQLNamedType, bringsAccount: boolean): number => {
    const coordinate = `${parent.name}.${field.name.value}`;
    const own = TRIPS[coordinate] ?? 0;
    const trips =
      coordinate === 'Member.points' && bringsAccount ? 0 : typeof own === 'number' ? own : own(field);
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
    if (definition === undefined || field.selectionSet === undefined) return trips;
    const type = getNamedType(definition.type);
    if (coordinate === 'Query.node') return longest(field.selectionSet, type, false, trips);
    const brings = coordinate === 'Query.member' && hasArgument(field, 'externalId');
    return trips + longest(field.selectionSet, type, brings);
  };

  const root = operation.operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  return root == null ? 0 : longest(operation.selectionSet, root, false);
}
