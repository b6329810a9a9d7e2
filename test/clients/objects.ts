// What a normalizing cache has to know of the schema.

/** The types behind `node(id:)`. A cache keeps each of these by its `__typename` and `id`. */
export const NODES = [
  'ApiKey',
  'Ballot',
  'Contest',
  'ContestEntry',
  'ContestParticipation',
  'ContestResult',
  'EntryCounts',
  'Leaderboard',
  'LeaderboardRecord',
  'LeaderboardSeason',
  'Member',
  'ModerationItem',
  'PointAccount',
  'PointEntry',
  'Program',
  'Referral',
  'ReferralCode',
];

/** The fields that are read page by page. Those that take more than `first` and `after` are a list for each of its values. */
export const CONNECTIONS = {
  Contest: ['allEntries', 'entries', 'heldBallots', 'strikes'],
  ContestParticipation: ['ballots'],
  ContestResult: ['entries'],
  Leaderboard: ['seasons'],
  LeaderboardSeason: ['top'],
  Member: ['referralCodes', 'referrals'],
  PointAccount: ['entries'],
  Query: [
    'apiKeys',
    'contestDrafts',
    'contests',
    'leaderboards',
    'members',
    'moderationQueue',
    'programs',
    'referralsAwaitingApproval',
  ],
};

/** Without an id, and one with what they stand in: two queries may ask each for other fields of them. */
export const PARTS = [
  'ContestEligibility',
  'Invitation',
  'LeaderboardBackfill',
  'PointPolicy',
  'PointTotals',
  'ReferralPolicy',
  'TokenPolicy',
];

/** Without an id, and replaced as a whole. Ask for the same fields of them everywhere. */
export const VALUES = [
  'BallotVote',
  'ChannelClicks',
  'ContestAgreement',
  'ContestChange',
  'ContestEntryAuthor',
  'ContestEntryChange',
  'ContestPhaseChange',
  'ContestPrize',
  'ContestProblem',
  'ContestRound',
  'ContestTerms',
  'ContestWindow',
  'DailyReferralStats',
  'FinalistPolicy',
  'HeldBallot',
  'InvitationAdvocate',
  'LeaderboardVote',
  'LinkContent',
  'ModerationResult',
  'Money',
  'PointCause',
  'PointsByExpiry',
  'RankedSubject',
  'RecordEventResult',
  'ReferralAttribution',
  'ReferralPerson',
  'ReferralStep',
  'ResultEntry',
  'RewardCap',
  'TextContent',
  'UserError',
  'VotePolicy',
  'VoteStrike',
];
