// Who may read what, in words: the one table that the authorization tests compare the running schema with. A change of
// `@auth` in schema/ has to be written down here as well. Callers are separated by spaces; so are fields.

/** Everybody who can call. `self` owns the object that is asked; all others, whatever their role, do not. */
export const CALLERS = [
  'anonymous',
  'member',
  'self',
  'judge',
  'moderator',
  'organizer',
  'owner',
  'operator',
  'EVENTS_WRITE',
  'MEMBERS_READ',
  'MEMBERS_WRITE',
  'POINTS_READ',
  'POINTS_WRITE',
] as const;
export type Caller = (typeof CALLERS)[number];

const everybody = CALLERS.join(' ');
const anyToken = 'member self judge moderator organizer owner';
const anyKey = 'EVENTS_WRITE MEMBERS_READ MEMBERS_WRITE POINTS_READ POINTS_WRITE';
const staff = 'moderator organizer owner';
const managers = 'organizer owner';
const pointKeys = 'POINTS_READ POINTS_WRITE';
const boardReaders = `${anyToken} MEMBERS_READ`;

type Line = [callers: string, fields: string];

export const ACCESS: Record<string, Line[]> = {
  Query: [
    [everybody, 'invitation'],
    [`${anyToken} operator`, 'node'],
    [`${anyToken} operator ${anyKey}`, 'program'],
    [anyToken, 'me'],
    [`${staff} MEMBERS_READ`, 'member members'],
    [staff, 'referral referralCode'],
    [managers, 'referralsAwaitingApproval dailyReferralStats'],
    [boardReaders, 'leaderboard leaderboards'],
    [`${managers} POINTS_READ`, 'pointTotals'],
    ['owner', 'apiKeys'],
    ['operator', 'programs'],
  ],
  Mutation: [
    [anyToken, 'join updateProfile createReferralCode updateReferralCode claimReferral'],
    [staff, 'setMemberStatus'],
    [`${managers} MEMBERS_WRITE`, 'updateMember'],
    [`${managers} POINTS_WRITE`, 'awardPoints deductPoints spendPoints reversePointEntry'],
    [`${managers} EVENTS_WRITE`, 'recordEvents'],
    [managers, 'attributeReferral approveReferral rejectReferral voidReferral'],
    [managers, 'createLeaderboard updateLeaderboard closeLeaderboard'],
    [`${managers} operator`, 'setProgramStatus'],
    ['owner operator', 'updateProgram'],
    ['owner', 'createApiKey revokeApiKey'],
    ['operator', 'createProgram setTokenPolicy'],
  ],

  Program: [
    [
      `${anyToken} operator ${anyKey}`,
      'id slug name timeZone locale currency landingUrl avatarHosts shareImageUrl status pointPolicy referralPolicy createdAt updatedAt',
    ],
    ['owner operator', 'tokenPolicy'],
  ],
  TokenPolicy: [['owner operator', 'issuer audience jwksUri maxLifetimeSeconds']],
  PointPolicy: [[everybody, 'pointName expiryMonths']],
  ReferralPolicy: [
    [
      everybody,
      'attributionModel windowDays qualifyingEventType minimumAmount holdingPeriodDays advocatePoints friendPoints cap approvalMode newCustomersOnly',
    ],
  ],
  RewardCap: [[everybody, 'maxRewards period']],
  ProgramEdge: [['operator', 'cursor node']],
  ProgramConnection: [['operator', 'edges pageInfo']],

  Member: [
    [
      `self ${staff} MEMBERS_READ MEMBERS_WRITE ${pointKeys}`,
      'id displayName avatarUrl locale externalId visibility status joinedAt updatedAt',
    ],
    [`${anyToken} MEMBERS_READ`, 'publicName'],
    [staff, 'statusChangedAt statusChangedBy statusReason'],
    [`self ${staff} ${pointKeys}`, 'points'],
    [`self ${staff}`, 'referralCodes referrals referredBy'],
  ],
  MemberEdge: [[`${staff} MEMBERS_READ`, 'cursor node']],
  MemberConnection: [[`${staff} MEMBERS_READ`, 'edges pageInfo']],

  PointAccount: [
    [
      `self ${staff} ${pointKeys}`,
      'id available pending debt lifetimeEarned lifetimeSpent lifetimeExpired availableByExpiry entries',
    ],
  ],
  PointsByExpiry: [[`${anyToken} ${pointKeys}`, 'points expiresAt']],
  PointEntry: [
    [
      `self ${staff} ${pointKeys}`,
      'id number kind points availableChange pendingChange debtChange source referralId reason relatedEntryId createdAt',
    ],
  ],
  PointEntryEdge: [[`${anyToken} ${pointKeys}`, 'cursor node']],
  PointEntryConnection: [[`${anyToken} ${pointKeys}`, 'edges pageInfo']],
  PointTotals: [[`${managers} POINTS_READ`, 'netIssued spent expired pending debt outstanding']],

  ReferralCode: [
    [
      `self ${staff}`,
      'id code label link status active startsAt endsAt usageLimit usageCount usageRemaining dailyStats createdAt',
    ],
  ],
  Invitation: [
    [everybody, 'code status startsAt endsAt programName advocate advocatePoints friendPoints pointName'],
  ],
  InvitationAdvocate: [[everybody, 'publicName avatarUrl']],
  ReferralCodeEdge: [[anyToken, 'cursor node']],
  ReferralCodeConnection: [[anyToken, 'edges pageInfo']],

  Referral: [
    [
      `self ${staff}`,
      'id state code advocate friend channel attributedAt windowEndsAt qualifiedAt heldUntil needsApproval rewardedAt advocatePoints friendPoints rewardCapReached history',
    ],
    [staff, 'advocateSuspended attributions'],
  ],
  ReferralAttribution: [[staff, 'advocate code startedAt endedAt windowEndsAt']],
  ReferralPerson: [
    [anyToken, 'memberId publicName'],
    [staff, 'member'],
  ],
  ReferralStep: [
    [anyToken, 'occurredAt state actor reason note'],
    [staff, 'actorId'],
  ],
  ReferralEdge: [[anyToken, 'cursor node']],
  ReferralConnection: [[anyToken, 'edges pageInfo']],
  DailyReferralStats: [
    [anyToken, 'day clicks uniqueClicks attributed qualified rewarded voided clicksByChannel'],
  ],
  ChannelClicks: [[anyToken, 'channel clicks']],

  Leaderboard: [
    [
      boardReaders,
      'id name subject metric eventType direction seasonKind scoreStep visibleFrom visibleUntil closesAt season seasons',
    ],
    [managers, 'shards backfill createdAt'],
  ],
  LeaderboardBackfill: [[managers, 'state startsAt finishedAt membersDone joinedThrough']],
  LeaderboardEdge: [[boardReaders, 'cursor node']],
  LeaderboardConnection: [[boardReaders, 'edges pageInfo']],
  LeaderboardSeason: [
    [
      boardReaders,
      'id leaderboard key startsAt endsAt isCurrent updatedAt totalCount top me record records around',
    ],
    [managers, 'unrankableCount'],
  ],
  LeaderboardSeasonEdge: [[boardReaders, 'cursor node']],
  LeaderboardSeasonConnection: [[boardReaders, 'edges pageInfo']],
  LeaderboardRecord: [
    [
      boardReaders,
      'id season subject score rank tiedWithCount percentile lastScoredAt rankChange scoreToNextRank unrankedReason',
    ],
  ],
  RankedSubject: [[boardReaders, 'kind subjectId publicName avatarUrl']],
  LeaderboardRecordEdge: [[boardReaders, 'cursor node']],
  LeaderboardRecordConnection: [[boardReaders, 'edges pageInfo']],

  ApiKey: [['owner', 'id name client scopes sources createdAt lastUsedAt revokedAt']],
  ApiKeyEdge: [['owner', 'cursor node']],
  ApiKeyConnection: [['owner', 'edges pageInfo']],

  RecordEventResult: [[`${managers} EVENTS_WRITE`, 'externalEventId status referralId referralState error']],

  JoinPayload: [[anyToken, 'member userErrors']],
  UpdateProfilePayload: [[anyToken, 'member userErrors']],
  UpdateMemberPayload: [[`${managers} MEMBERS_WRITE`, 'member userErrors']],
  SetMemberStatusPayload: [[staff, 'member userErrors']],
  AwardPointsPayload: [[`${managers} POINTS_WRITE`, 'entry account userErrors']],
  DeductPointsPayload: [[`${managers} POINTS_WRITE`, 'entry account userErrors']],
  SpendPointsPayload: [[`${managers} POINTS_WRITE`, 'entry account userErrors']],
  ReversePointEntryPayload: [[`${managers} POINTS_WRITE`, 'entry account userErrors']],
  CreateReferralCodePayload: [[anyToken, 'referralCode userErrors']],
  UpdateReferralCodePayload: [[anyToken, 'referralCode userErrors']],
  ClaimReferralPayload: [[anyToken, 'referral userErrors']],
  AttributeReferralPayload: [[managers, 'referral userErrors']],
  ApproveReferralPayload: [[managers, 'referral userErrors']],
  RejectReferralPayload: [[managers, 'referral userErrors']],
  VoidReferralPayload: [[managers, 'referral userErrors']],
  CreateLeaderboardPayload: [[managers, 'leaderboard userErrors']],
  UpdateLeaderboardPayload: [[managers, 'leaderboard userErrors']],
  CloseLeaderboardPayload: [[managers, 'leaderboard userErrors']],
  RecordEventsPayload: [[`${managers} EVENTS_WRITE`, 'results userErrors']],
  CreateApiKeyPayload: [['owner', 'apiKey secret userErrors']],
  RevokeApiKeyPayload: [['owner', 'apiKey userErrors']],
  CreateProgramPayload: [['operator', 'program userErrors']],
  UpdateProgramPayload: [['owner operator', 'program userErrors']],
  SetTokenPolicyPayload: [['operator', 'program userErrors']],
  SetProgramStatusPayload: [[`${managers} operator`, 'program userErrors']],

  Money: [[everybody, 'amountMinor currency']],
  PageInfo: [[everybody, 'hasNextPage hasPreviousPage startCursor endCursor']],
  UserError: [[everybody, 'code message field']],
};

/** The callers whom the table lets read each field of a type. Throws for a field that stands in two lines. */
export function accessOf(typeName: string): Map<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const [callers, fields] of ACCESS[typeName] ?? []) {
    for (const field of fields.split(' ')) {
      if (found.has(field)) throw new Error(`${typeName}.${field} stands in the table twice.`);
      found.set(field, new Set(callers.split(' ')));
    }
  }
  return found;
}
