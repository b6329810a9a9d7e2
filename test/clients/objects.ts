// What a normalizing cache has to know of the schema.

/** The types behind `node(id:)`. A cache keeps each of these by its `__typename` and `id`. */
export const NODES = [
  'ApiKey',
  'Leaderboard',
  'LeaderboardRecord',
  'LeaderboardSeason',
  'Member',
  'PointAccount',
  'PointEntry',
  'Program',
  'Referral',
  'ReferralCode',
];

/** The fields that are read page by page. None has a filter: each object has one list under each. */
export const CONNECTIONS = {
  Leaderboard: ['seasons'],
  LeaderboardSeason: ['top'],
  Member: ['referralCodes', 'referrals'],
  PointAccount: ['entries'],
  Query: ['apiKeys', 'leaderboards', 'members', 'programs', 'referralsAwaitingApproval'],
};

/** Without an id, and one with what they stand in: two queries may ask each for other fields of them. */
export const PARTS = [
  'Invitation',
  'LeaderboardBackfill',
  'PointPolicy',
  'PointTotals',
  'ReferralPolicy',
  'TokenPolicy',
];

/** Without an id, and replaced as a whole. Ask for the same fields of them everywhere. */
export const VALUES = [
  'ChannelClicks',
  'DailyReferralStats',
  'InvitationAdvocate',
  'Money',
  'PointCause',
  'PointsByExpiry',
  'RankedSubject',
  'RecordEventResult',
  'ReferralAttribution',
  'ReferralPerson',
  'ReferralStep',
  'RewardCap',
  'UserError',
];
