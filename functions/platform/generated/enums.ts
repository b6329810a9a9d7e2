export const ADMISSION_MODES = [
  'BEFORE_SHOWING',
  'AFTER_SHOWING',
] as const;
export type AdmissionMode = (typeof ADMISSION_MODES)[number];

export const API_KEY_SCOPES = [
  'EVENTS_WRITE',
  'MEMBERS_READ',
  'MEMBERS_WRITE',
  'POINTS_READ',
  'POINTS_WRITE',
] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

export const APPROVAL_MODES = [
  'AUTOMATIC',
  'MANUAL',
] as const;
export type ApprovalMode = (typeof APPROVAL_MODES)[number];

export const ATTRIBUTION_MODELS = [
  'LAST_CLICK',
  'FIRST_CLICK',
] as const;
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number];

export const BACKFILL_STATES = [
  'WAITING',
  'RUNNING',
  'DONE',
] as const;
export type BackfillState = (typeof BACKFILL_STATES)[number];

export const BALLOT_STATES = [
  'COUNTED',
  'HELD',
  'STRUCK',
  'VOID',
] as const;
export type BallotState = (typeof BALLOT_STATES)[number];

export const CALLER_ROLES = [
  'PUBLIC',
  'MEMBER',
  'SELF',
  'JUDGE',
  'MODERATOR',
  'ORGANIZER',
  'OWNER',
  'PARTNER',
  'OPERATOR',
] as const;
export type CallerRole = (typeof CALLER_ROLES)[number];

export const CAP_PERIODS = [
  'DAY',
  'MONTH',
  'YEAR',
  'ALL_TIME',
] as const;
export type CapPeriod = (typeof CAP_PERIODS)[number];

export const CONTEST_ACCESSES = [
  'PUBLIC',
  'MEMBERS',
] as const;
export type ContestAccess = (typeof CONTEST_ACCESSES)[number];

export const CONTEST_CHANGE_KINDS = [
  'EXTENDED',
  'ROUND_RESTARTED',
  'RESULT_HELD',
  'CANCELED',
] as const;
export type ContestChangeKind = (typeof CONTEST_CHANGE_KINDS)[number];

export const CONTEST_ENTRY_ACTIONS = [
  'SUBMITTED',
  'CHANGE_SUBMITTED',
  'APPROVED',
  'CHANGES_REQUESTED',
  'REJECTED',
  'CHANGE_REJECTED',
  'HIDDEN',
  'KEPT',
  'WITHDRAWN',
  'DISQUALIFIED',
  'EXPIRED',
] as const;
export type ContestEntryAction = (typeof CONTEST_ENTRY_ACTIONS)[number];

export const CONTEST_ENTRY_KINDS = [
  'TEXT',
  'LINK',
] as const;
export type ContestEntryKind = (typeof CONTEST_ENTRY_KINDS)[number];

export const CONTEST_ENTRY_ORDERS = [
  'FAIR',
  'NEWEST',
  'TOP',
] as const;
export type ContestEntryOrder = (typeof CONTEST_ENTRY_ORDERS)[number];

export const CONTEST_ENTRY_REPORT_REASONS = [
  'STOLEN',
  'OFFENSIVE',
  'UNSUITABLE',
  'DANGEROUS',
  'PERSONAL_DATA',
  'ADVERTISING',
  'OTHER',
] as const;
export type ContestEntryReportReason = (typeof CONTEST_ENTRY_REPORT_REASONS)[number];

export const CONTEST_ENTRY_STATES = [
  'DRAFT',
  'SUBMITTED',
  'APPROVED',
  'CHANGES_REQUESTED',
  'REJECTED',
  'WITHDRAWN',
  'DISQUALIFIED',
] as const;
export type ContestEntryState = (typeof CONTEST_ENTRY_STATES)[number];

export const CONTEST_PHASES = [
  'DRAFT',
  'ANNOUNCED',
  'SUBMISSION',
  'INTERMISSION',
  'VOTING',
  'COUNTING',
  'PUBLISHED',
  'CANCELED',
] as const;
export type ContestPhase = (typeof CONTEST_PHASES)[number];

export const CONTEST_PRIZE_KINDS = [
  'POINTS',
  'MANUAL',
] as const;
export type ContestPrizeKind = (typeof CONTEST_PRIZE_KINDS)[number];

export const CONTEST_STATUSES = [
  'DRAFT',
  'OPEN',
  'COUNTED',
  'PUBLISHED',
  'CANCELED',
] as const;
export type ContestStatus = (typeof CONTEST_STATUSES)[number];

export const COUNT_VISIBILITIES = [
  'HIDDEN',
  'LIVE',
] as const;
export type CountVisibility = (typeof COUNT_VISIBILITIES)[number];

export const ERROR_CODES = [
  'ADVOCATE_UNAVAILABLE',
  'ALREADY_REFERRED',
  'ALREADY_REVERSED',
  'CLAIMED',
  'CODE_EXPIRED',
  'CODE_INACTIVE',
  'CODE_LIMIT_REACHED',
  'CODE_NOT_FOUND',
  'CODE_NOT_STARTED',
  'CODE_RESERVED',
  'CODE_TAKEN',
  'CONTENT_NOT_ALLOWED',
  'CONTEST_NOT_READY',
  'CONTEST_TOO_LATE',
  'CURRENCY_MISMATCH',
  'ENTRY_LIMIT',
  'ENTRY_LOCKED',
  'ENTRY_NOT_IN_ROUND',
  'EVENT_CONFLICT',
  'EVENT_IN_FUTURE',
  'EVENT_TOO_OLD',
  'EXTERNAL_ID_TAKEN',
  'IDEMPOTENCY_CONFLICT',
  'INSUFFICIENT_POINTS',
  'INVALID_INPUT',
  'INVALID_STATE',
  'MEMBER_NOT_FOUND',
  'MEMBER_SUSPENDED',
  'MUTUAL_REFERRAL',
  'NOT_ELIGIBLE',
  'NOT_FOUND',
  'NOT_JOINED',
  'NOT_NEW_CUSTOMER',
  'NO_VOTES_LEFT',
  'OWN_ENTRY',
  'PROGRAM_PAUSED',
  'PURCHASE_NOT_FOUND',
  'REFUND_EXCEEDS_PURCHASE',
  'SELF_REFERRAL',
  'SLUG_TAKEN',
  'SOURCE_NOT_ALLOWED',
  'STALE_VERSION',
  'SUBMISSION_CLOSED',
  'SUBMISSION_NOT_OPEN',
  'TOO_MANY_CODES',
  'TOO_MANY_CONTESTS',
  'TOO_MANY_ENTRIES',
  'TOO_MANY_LEADERBOARDS',
  'TOO_MANY_VISIBILITY_CHANGES',
  'VOTING_CLOSED',
  'VOTING_NOT_OPEN',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const FINALIST_SELECTIONS = [
  'ORGANIZER',
  'VOTES',
] as const;
export type FinalistSelection = (typeof FINALIST_SELECTIONS)[number];

export const INVITATION_STATUSES = [
  'CLAIMABLE',
  'INACTIVE',
  'NOT_STARTED',
  'EXPIRED',
  'LIMIT_REACHED',
  'PROGRAM_PAUSED',
  'ADVOCATE_UNAVAILABLE',
] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

export const LEADERBOARD_DIRECTIONS = [
  'HIGHEST_FIRST',
  'LOWEST_FIRST',
] as const;
export type LeaderboardDirection = (typeof LEADERBOARD_DIRECTIONS)[number];

export const LEADERBOARD_METRICS = [
  'POINTS_EARNED',
  'REFERRALS_REWARDED',
  'EVENT_COUNT',
  'EVENT_AMOUNT',
  'CONTEST_VOTES',
] as const;
export type LeaderboardMetric = (typeof LEADERBOARD_METRICS)[number];

export const LEADERBOARD_SUBJECTS = [
  'MEMBER',
  'REFERRAL_CODE',
  'CONTEST_ENTRY',
] as const;
export type LeaderboardSubject = (typeof LEADERBOARD_SUBJECTS)[number];

export const MEMBER_STATUSES = [
  'ACTIVE',
  'SUSPENDED',
] as const;
export type MemberStatus = (typeof MEMBER_STATUSES)[number];

export const MEMBER_VISIBILITIES = [
  'FULL',
  'FIRST_NAME_AND_INITIAL',
  'HIDDEN',
] as const;
export type MemberVisibility = (typeof MEMBER_VISIBILITIES)[number];

export const MODERATION_CAUSES = [
  'SUBMITTED',
  'EDITED',
  'REPORTED',
] as const;
export type ModerationCause = (typeof MODERATION_CAUSES)[number];

export const MODERATION_DECISIONS = [
  'APPROVE',
  'REQUEST_CHANGES',
  'REJECT',
] as const;
export type ModerationDecision = (typeof MODERATION_DECISIONS)[number];

export const MODERATION_KINDS = [
  'CONTEST_ENTRY',
] as const;
export type ModerationKind = (typeof MODERATION_KINDS)[number];

export const MODERATION_REASONS = [
  'OFF_TOPIC',
  'RIGHTS',
  'OFFENSIVE',
  'UNSUITABLE',
  'DANGEROUS',
  'PERSONAL_DATA',
  'ADVERTISING',
  'UNREADABLE',
  'RULES',
] as const;
export type ModerationReason = (typeof MODERATION_REASONS)[number];

export const POINT_CAUSE_KINDS = [
  'MANUAL',
  'REFERRAL_ADVOCATE',
  'REFERRAL_FRIEND',
  'CONTEST_PRIZE',
  'EXPIRY',
] as const;
export type PointCauseKind = (typeof POINT_CAUSE_KINDS)[number];

export const POINT_ENTRY_KINDS = [
  'EARN',
  'EARN_PENDING',
  'ACTIVATE',
  'CANCEL',
  'SPEND',
  'DEDUCT',
  'EXPIRE',
  'REVERSE',
] as const;
export type PointEntryKind = (typeof POINT_ENTRY_KINDS)[number];

export const PRIZE_STATES = [
  'DUE',
  'PAID',
  'WAITING',
  'NOBODY',
  'OFFERED',
  'HANDED_OVER',
] as const;
export type PrizeState = (typeof PRIZE_STATES)[number];

export const PROGRAM_STATUSES = [
  'ACTIVE',
  'PAUSED',
] as const;
export type ProgramStatus = (typeof PROGRAM_STATUSES)[number];

export const RECORD_EVENT_STATUSES = [
  'RECORDED',
  'DUPLICATE',
  'REJECTED',
] as const;
export type RecordEventStatus = (typeof RECORD_EVENT_STATUSES)[number];

export const REFERRAL_ACTORS = [
  'FRIEND',
  'ORGANIZER',
  'PARTNER',
  'SYSTEM',
] as const;
export type ReferralActor = (typeof REFERRAL_ACTORS)[number];

export const REFERRAL_CODE_STATUSES = [
  'CLAIMABLE',
  'INACTIVE',
  'NOT_STARTED',
  'EXPIRED',
  'LIMIT_REACHED',
] as const;
export type ReferralCodeStatus = (typeof REFERRAL_CODE_STATUSES)[number];

export const REFERRAL_STATES = [
  'ATTRIBUTED',
  'PENDING',
  'REWARDED',
  'REJECTED',
  'VOIDED',
  'EXPIRED',
] as const;
export type ReferralState = (typeof REFERRAL_STATES)[number];

export const REFERRAL_STEP_REASONS = [
  'BOUGHT_BEFORE',
  'CLAIMED',
  'HOLD_ENDED',
  'MANUAL',
  'MOVED',
  'QUALIFIED',
  'REFUNDED',
  'RETURNED',
  'WINDOW_ENDED',
] as const;
export type ReferralStepReason = (typeof REFERRAL_STEP_REASONS)[number];

export const RESULT_ENTRY_STATES = [
  'STANDING',
  'DISQUALIFIED',
  'WITHDRAWN',
  'REJECTED',
] as const;
export type ResultEntryState = (typeof RESULT_ENTRY_STATES)[number];

export const ROUND_SCORINGS = [
  'VOTES',
] as const;
export type RoundScoring = (typeof ROUND_SCORINGS)[number];

export const SEASON_KINDS = [
  'ALL_TIME',
  'YEAR',
  'MONTH',
  'WEEK',
  'DAY',
] as const;
export type SeasonKind = (typeof SEASON_KINDS)[number];

export const SHARE_CHANNELS = [
  'COPY',
  'EMAIL',
  'FACEBOOK',
  'INSTAGRAM',
  'KAKAOTALK',
  'LINE',
  'OTHER',
  'QR',
  'SMS',
  'TELEGRAM',
  'TIKTOK',
  'WECHAT',
  'WHATSAPP',
  'X',
  'YOUTUBE',
] as const;
export type ShareChannel = (typeof SHARE_CHANNELS)[number];

export const TIE_BREAKS = [
  'VOTERS',
  'EARLIEST',
] as const;
export type TieBreak = (typeof TIE_BREAKS)[number];

export const UNRANKED_REASONS = [
  'HIDDEN',
  'NOTHING_COUNTS',
  'SCORE_NOT_EXACT',
  'SCORE_TOO_HIGH',
] as const;
export type UnrankedReason = (typeof UNRANKED_REASONS)[number];

export const VERIFIED_CLAIMS = [
  'EMAIL_VERIFIED',
  'PHONE_NUMBER_VERIFIED',
] as const;
export type VerifiedClaim = (typeof VERIFIED_CLAIMS)[number];

export const VOTE_PERIODS = [
  'ROUND',
  'DAY',
] as const;
export type VotePeriod = (typeof VOTE_PERIODS)[number];
