import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ReferralCode as ReferralCodeModel } from '../../features/codes/rules.ts';
import type { Invitation as InvitationModel } from '../../features/codes/invitation.ts';
import type { Contest as ContestModel } from '../../features/contests/model.ts';
import type { RoundNow as RoundNowModel } from '../../features/contests/schedule.ts';
import type { ContestEntry as ContestEntryModel } from '../../features/entries/model.ts';
import type { Participation as ParticipationModel } from '../../features/entries/participation.ts';
import type { ApiKey as ApiKeyModel } from '../../features/keys/rules.ts';
import type { Board as BoardModel } from '../../features/leaderboards/boards/rules.ts';
import type { SeasonView as SeasonViewModel } from '../../features/leaderboards/boards/seasons.ts';
import type { RecordView as RecordViewModel, SubjectView as SubjectViewModel } from '../../features/leaderboards/records/views.ts';
import type { Member as MemberModel } from '../../features/members/rules.ts';
import type { ModerationItem as ModerationItemModel } from '../../features/moderation/rules.ts';
import type { AccountView as AccountViewModel, PointEntry as PointEntryModel } from '../../features/points/rules.ts';
import type { Program as ProgramModel } from '../../features/programs/rules.ts';
import type { Referral as ReferralModel, ReferralPerson as ReferralPersonModel } from '../../features/referrals/rules.ts';
import type { ResultView as ResultViewModel, ResultEntryView as ResultEntryViewModel } from '../../features/results/model.ts';
import type { BallotView as BallotViewModel, BallotVote as BallotVoteModel, Ballot as BallotModel } from '../../features/votes/ballot.ts';
import type { EntryCounts as EntryCountsModel } from '../../features/votes/counts.ts';
import type { VoteStrike as VoteStrikeModel } from '../../features/votes/decisions/rules.ts';
import type { AttemptOf as AttemptOfModel } from '../../features/votes/boards.ts';
import type { Context } from '../../features/programs/context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An ISO 4217 code of money in capital letters: `KRW`, `USD`. None of metals, of tests or of no currency. */
  CurrencyCode: { input: string; output: string; }
  /** A calendar day in the program's time zone: `2026-11-21`. */
  Date: { input: string; output: string; }
  /**
   * An instant, RFC 3339: answered in UTC with milliseconds, `2026-11-21T08:30:00.000Z`; taken with any offset and fraction, but not
   * with a leap second. What is finer than a millisecond is cut off.
   */
  DateTime: { input: Date; output: string; }
  /** A whole number from 1 to 1,000,000,000. */
  PositiveInt: { input: number; output: number; }
  /** A whole number within ±(2^53 − 1). Points and amounts can pass the 32 bits of `Int`. */
  SafeInt: { input: number; output: number; }
  /**
   * An absolute https:// address of at most 2,048 characters. It names a public host (no address in numbers, no name of a private
   * network) and neither user name nor password. It is kept and answered in its one form, as browsers write it: host in lower case and ASCII,
   * `"`, `<`, `>` and other letters than ASCII percent-encoded, which count in its length.
   */
  Url: { input: string; output: string; }
};

/** When an entry shows. */
export type AdmissionMode =
  /** When it is handed in; a moderator looks at it afterwards. */
  | 'AFTER_SHOWING'
  /** When a moderator has approved it. */
  | 'BEFORE_SHOWING';

/** A credential for a partner's back end. Its secret is shown once, when it is created, and not kept. */
export type ApiKey = Node & {
  __typename?: 'ApiKey';
  /** Whose key it is: the keys of one client share its idempotency keys. Of a key that was made before clients were, its name. */
  client: Scalars['String']['output'];
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** When it was last used, within the hour; null: never. */
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  /** What the key is for. */
  name: Scalars['String']['output'];
  /** Null: the key works. */
  revokedAt: Maybe<Scalars['DateTime']['output']>;
  /** What it may do. */
  scopes: Array<ApiKeyScope>;
  /** The sources whose events it may send, sorted; none without EVENTS_WRITE. Null: any, for a key that was made before keys had sources. */
  sources: Maybe<Array<Scalars['String']['output']>>;
};

export type ApiKeyConnection = {
  __typename?: 'ApiKeyConnection';
  edges: Array<ApiKeyEdge>;
  pageInfo: PageInfo;
};

export type ApiKeyEdge = {
  __typename?: 'ApiKeyEdge';
  cursor: Scalars['String']['output'];
  node: ApiKey;
};

/** What an API key may do. */
export type ApiKeyScope =
  /** Record events. */
  | 'EVENTS_WRITE'
  /** Read members. */
  | 'MEMBERS_READ'
  /** Change members. */
  | 'MEMBERS_WRITE'
  /** Read the program's point totals; together with MEMBERS_READ also members' accounts and entries. */
  | 'POINTS_READ'
  /** Award, deduct and spend points. */
  | 'POINTS_WRITE';

/** Who lets a qualified referral be rewarded. */
export type ApprovalMode =
  /** The end of the holding period. */
  | 'AUTOMATIC'
  /** An organizer. */
  | 'MANUAL';

export type ApproveReferralInput = {
  /** Why, 1 to 100 characters. The advocate and the friend read it as the `note` of this step in `Referral.history`. */
  reason: Scalars['String']['input'];
  /** The `id` of the referral. */
  referralId: Scalars['ID']['input'];
};

export type ApproveReferralPayload = {
  __typename?: 'ApproveReferralPayload';
  referral: Maybe<Referral>;
  userErrors: Array<UserError>;
};

export type AttributeReferralInput = {
  /** The code of the advocate, as anybody would type it. */
  code: Scalars['String']['input'];
  /** The `id` of the member who was brought. */
  friendId: Scalars['ID']['input'];
  /** Why, 1 to 100 characters. The advocate and the friend read it as the `note` of this step in `Referral.history`. */
  reason: Scalars['String']['input'];
};

export type AttributeReferralPayload = {
  __typename?: 'AttributeReferralPayload';
  referral: Maybe<Referral>;
  userErrors: Array<UserError>;
};

/** Which click wins when a friend has followed more than one advocate's link. */
export type AttributionModel =
  /** The earliest click. */
  | 'FIRST_CLICK'
  /** The latest click on another code that is claimed, until a qualifying event. */
  | 'LAST_CLICK';

/** The member by id or by externalId, exactly one. */
export type AwardPointsInput = {
  /** The brand's own id of the member, 1 to 128 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /**
   * 1 to 128 characters. The same key with the same input answers the first entry, also when the externalId is another
   * member's by now; with other input it is refused. To name the member otherwise is other input. Each client of API keys has
   * idempotency keys of its own, whichever of its API keys it uses; people (organizers, owners) share those of the program.
   */
  idempotencyKey: Scalars['String']['input'];
  /** The `id` of the member. */
  memberId?: InputMaybe<Scalars['ID']['input']>;
  /** How many are given. */
  points: Scalars['PositiveInt']['input'];
  /** Why, 1 to 100 characters. The member reads it in `PointEntry.reason`. */
  reason: Scalars['String']['input'];
};

export type AwardPointsPayload = {
  __typename?: 'AwardPointsPayload';
  /** The account as it is now: after the entry, when that is new. */
  account: Maybe<PointAccount>;
  entry: Maybe<PointEntry>;
  userErrors: Array<UserError>;
};

/** How far a backfill has come. */
export type BackfillState =
  /** It has counted all who had joined when the board began to count. */
  | 'DONE'
  /** It has counted some of the members. */
  | 'RUNNING'
  /** It has counted nobody yet. */
  | 'WAITING';

/**
 * What one voter gave in one round of a contest: in one attempt of it and, where votes are counted by day, on one day. It exists before
 * the first vote, and is empty then.
 */
export type Ballot = Node & {
  __typename?: 'Ballot';
  /** Which attempt of the round it is of: votes of earlier ones do not count. */
  attempt: Scalars['Int']['output'];
  /** The contest that it is of. */
  contest: Contest;
  /** The day in the contest's time zone; null where votes are counted for the whole round. */
  day: Maybe<Scalars['Date']['output']>;
  /** Its contest, voter, round, attempt and day are in it. */
  id: Scalars['ID']['output'];
  /**
   * What tells this ballot from every other without telling whose it is: keep it to find your votes in the published result. It stays
   * the same; null before the first vote.
   */
  receipt: Maybe<Scalars['String']['output']>;
  /** When there are new votes; null where none come. */
  resetsAt: Maybe<Scalars['DateTime']['output']>;
  /** The number of the round. */
  round: Scalars['Int']['output'];
  state: BallotState;
  /** One more with each change; 0 before the first vote. */
  version: Scalars['Int']['output'];
  /** What was given, to whom. Votes of an entry that has left the contest do not count, and are free again. */
  votes: Array<BallotVote>;
  /** How many more votes the voter has, until `resetsAt`. Votes of an entry that has left the contest are among them within a minute and a half. */
  votesLeft: Scalars['Int']['output'];
};

export type BallotConnection = {
  __typename?: 'BallotConnection';
  edges: Array<BallotEdge>;
  pageInfo: PageInfo;
};

export type BallotEdge = {
  __typename?: 'BallotEdge';
  cursor: Scalars['String']['output'];
  node: Ballot;
};

/** Whether the votes of a ballot count. */
export type BallotState =
  /** They count. */
  | 'COUNTED'
  /** They do not count yet: the voter was a new member when they began to vote. They do once an organizer releases them. */
  | 'HELD'
  /** They do not count: the voter is suspended, or an organizer has struck their votes. */
  | 'STRUCK'
  /** They do not count: the round began anew since, or the contest was called off. */
  | 'VOID';

/** What one entry was given. */
export type BallotVote = {
  __typename?: 'BallotVote';
  /** The entry as it shows; null once it does not. */
  entry: Maybe<ContestEntry>;
  /** The `id` of the entry. */
  entryId: Scalars['ID']['output'];
  /** When this number was set. */
  votedAt: Scalars['DateTime']['output'];
  /** How many votes. */
  votes: Scalars['Int']['output'];
};

/** What a caller can be. A caller can be several of these at once. */
export type CallerRole =
  /** A judge of the program's contests. */
  | 'JUDGE'
  /** Anybody with a valid token of the program. */
  | 'MEMBER'
  /** A moderator of the program. */
  | 'MODERATOR'
  /** The operator of the whole deployment. */
  | 'OPERATOR'
  /** An organizer of the program. */
  | 'ORGANIZER'
  /** An owner of the program. */
  | 'OWNER'
  /** A partner's back end: any API key of the program that is not revoked. */
  | 'PARTNER'
  /** Everybody, with or without a credential. */
  | 'PUBLIC'
  /** The member whom the object belongs to. */
  | 'SELF';

export type CancelContestInput = {
  /** The `id` of the contest. */
  contestId: Scalars['ID']['input'];
  /** Why, 1 to 500 characters. Everybody who sees the contest reads it. */
  reason: Scalars['String']['input'];
};

export type CancelContestPayload = {
  __typename?: 'CancelContestPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

/** A span of the calendar in the program's time zone. */
export type CapPeriod =
  /** One period without end. */
  | 'ALL_TIME'
  /** From midnight to midnight. */
  | 'DAY'
  /** A month of the calendar. */
  | 'MONTH'
  /** A year of the calendar. */
  | 'YEAR';

/** Links followed from one channel. */
export type ChannelClicks = {
  __typename?: 'ChannelClicks';
  channel: ShareChannel;
  /** Links followed by people. */
  clicks: Scalars['Int']['output'];
};

export type ClaimModerationItemsInput = {
  /** The ids of 1 to 50 items. */
  itemIds: Array<Scalars['ID']['input']>;
};

export type ClaimModerationItemsPayload = {
  __typename?: 'ClaimModerationItemsPayload';
  /** In the order of the request. */
  results: Array<ModerationResult>;
  userErrors: Array<UserError>;
};

export type ClaimReferralInput = {
  /** The `fanfare_click` that the link handed to the landing page. An unknown or old one is left out of account. */
  clickId?: InputMaybe<Scalars['String']['input']>;
  /** As the friend typed it or as the link carried it. */
  code: Scalars['String']['input'];
};

export type ClaimReferralPayload = {
  __typename?: 'ClaimReferralPayload';
  referral: Maybe<Referral>;
  userErrors: Array<UserError>;
};

export type CloseLeaderboardInput = {
  /** The `id` of the leaderboard. */
  leaderboardId: Scalars['ID']['input'];
};

export type CloseLeaderboardPayload = {
  __typename?: 'CloseLeaderboardPayload';
  leaderboard: Maybe<Leaderboard>;
  userErrors: Array<UserError>;
};

/**
 * A contest of works that members make: they hand in entries, moderators admit them, the members vote, and the best are thanked.
 * Once it is published only its dates change, and only by `extendContest`; `changes` tells of it.
 */
export type Contest = Node & {
  __typename?: 'Contest';
  /** True while entries can be handed in. */
  acceptsEntries: Scalars['Boolean']['output'];
  access: ContestAccess;
  /** When an entry shows. */
  admission: AdmissionMode;
  /** What a moderator ticks off before an entry is approved. */
  admissionChecklist: Array<Scalars['String']['output']>;
  /** Every entry in whatever state, the last begun first. What the filter leaves out is missing from its page. `first` is 1 to 100. */
  allEntries: ContestEntryConnection;
  /** What it is about and what is asked for. */
  brief: Scalars['String']['output'];
  /** What was changed since it was published, oldest first. */
  changes: Array<ContestChange>;
  /**
   * The result as it was counted last, which is not published yet: what is decided of entries and votes since has it counted anew about a
   * minute later. Null before the count, and once it is published.
   */
  countedResult: Maybe<ContestResult>;
  createdAt: Scalars['DateTime']['output'];
  /** What those have to be who hand in entries. */
  entrants: ContestEligibility;
  /**
   * The entries that show. What is admitted or hidden at this moment may be missing or there for a minute. An entry that went since
   * leaves its place in the page empty, so that a page may have fewer than asked for. `first` is 1 to 100.
   */
  entries: ContestEntryConnection;
  /** What an entry can be. */
  entryKinds: Array<ContestEntryKind>;
  /**
   * The entries of the second round that are in it now, by number: those that have left since are missing, and for all but moderators,
   * organizers and owners also those that reports have hidden. Null while they are not chosen, and where there is one round.
   */
  finalists: Maybe<Array<ContestEntry>>;
  /** Ballots that wait to be released, latest first, of all rounds and attempts; seconds behind. `first` is 1 to 100. */
  heldBallots: HeldBallotConnection;
  /** A picture for its page. */
  heroImageUrl: Maybe<Scalars['Url']['output']>;
  /** Votes of members who joined less than so many days before the first vote of their ballot are HELD. 0: none are. */
  holdsNewMembersDays: Scalars['Int']['output'];
  id: Scalars['ID']['output'];
  /** The languages that the rules are there in, as BCP 47 tags; the first is the one that counts. */
  languages: Array<Scalars['String']['output']>;
  /**
   * The leaderboard of a round's present attempt, seconds behind. Null while counts are hidden, and before the round's vote has opened.
   * Entries without a vote have no record.
   */
  leaderboard: Maybe<Leaderboard>;
  /** The hosts that a LINK may be on, in the notation of `Program.avatarHosts`. */
  linkHosts: Array<Scalars['String']['output']>;
  /** How many entries a member may have. */
  maxEntriesPerMember: Scalars['Int']['output'];
  /** How many characters the words of an entry may have. */
  maxTextLength: Scalars['Int']['output'];
  /** When the phase changes next by the dates, and to which; null when no date is left. */
  nextPhase: Maybe<ContestPhaseChange>;
  /** How it goes, in numbers. Null for what was never published. */
  numbers: Maybe<ContestNumbers>;
  /** The round whose vote is open now; null when none is. */
  openRound: Maybe<ContestRound>;
  /** What the caller has to do with it; null for a caller without a token of the program. */
  participation: Maybe<ContestParticipation>;
  phase: ContestPhase;
  /** What there is to win, best rank first. */
  prizes: Array<ContestPrize>;
  /** All that stands in the way of publishing a draft; empty when nothing does, and for any other contest. */
  problems: Array<ContestProblem>;
  /** When it was published to the members; null: it is a draft. */
  publishedAt: Maybe<Scalars['DateTime']['output']>;
  /** An entry that so many members have reported who may vote (`voters`) does not show until a moderator has decided. */
  reportsThatHide: Scalars['Int']['output'];
  /** The result as it is published; null before. */
  result: Maybe<ContestResult>;
  /** When the result is to be published; null in a draft that does not say yet. */
  resultsAt: Maybe<Scalars['DateTime']['output']>;
  /** One round, or a first and a final. */
  rounds: Array<ContestRound>;
  status: ContestStatus;
  /**
   * Members whose votes are struck, latest decision first. Those that were restored, or struck for another reason, since are missing from
   * its page, so that a page may have fewer than asked for and still have one after it. `first` is 1 to 100.
   */
  strikes: VoteStrikeConnection;
  /** When entries can be handed in; null in a draft that does not say yet. */
  submission: Maybe<ContestWindow>;
  /** Words to find it by. */
  tags: Array<Scalars['String']['output']>;
  /**
   * The rules of the contest and what its entrants agree to, in the language that is asked for, else in its first. Null in a draft
   * without them.
   */
  terms: Maybe<ContestTerms>;
  /**
   * What decides between entries with as many votes, one after the other. Those that are equal in all of it share a rank, and the next is
   * skipped: 1, 2, 2, 4. Neither chance decides nor when votes came.
   */
  ties: Array<TieBreak>;
  /** IANA name: days of votes begin in it, and people are shown its times. */
  timeZone: Scalars['String']['output'];
  /** The contest's name, as people read it. */
  title: Scalars['String']['output'];
  /** Who sees the counts before the result. */
  voteCounts: CountVisibility;
  /** What those have to be who vote. */
  voters: ContestEligibility;
};


/**
 * A contest of works that members make: they hand in entries, moderators admit them, the members vote, and the best are thanked.
 * Once it is published only its dates change, and only by `extendContest`; `changes` tells of it.
 */
export type ContestAllEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  state?: InputMaybe<ContestEntryState>;
};


/**
 * A contest of works that members make: they hand in entries, moderators admit them, the members vote, and the best are thanked.
 * Once it is published only its dates change, and only by `extendContest`; `changes` tells of it.
 */
export type ContestEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  order?: InputMaybe<ContestEntryOrder>;
  seed?: InputMaybe<Scalars['String']['input']>;
};


/**
 * A contest of works that members make: they hand in entries, moderators admit them, the members vote, and the best are thanked.
 * Once it is published only its dates change, and only by `extendContest`; `changes` tells of it.
 */
export type ContestHeldBallotsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * A contest of works that members make: they hand in entries, moderators admit them, the members vote, and the best are thanked.
 * Once it is published only its dates change, and only by `extendContest`; `changes` tells of it.
 */
export type ContestLeaderboardArgs = {
  round?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * A contest of works that members make: they hand in entries, moderators admit them, the members vote, and the best are thanked.
 * Once it is published only its dates change, and only by `extendContest`; `changes` tells of it.
 */
export type ContestStrikesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * A contest of works that members make: they hand in entries, moderators admit them, the members vote, and the best are thanked.
 * Once it is published only its dates change, and only by `extendContest`; `changes` tells of it.
 */
export type ContestTermsArgs = {
  language?: InputMaybe<Scalars['String']['input']>;
};

/** Who may read a contest and what is shown of it. */
export type ContestAccess =
  /** Whoever has a token of the program. */
  | 'MEMBERS'
  /** Everybody, with or without a credential. */
  | 'PUBLIC';

/** What an author agreed to, and declared. */
export type ContestAgreement = {
  __typename?: 'ContestAgreement';
  /** When they agreed. */
  agreedAt: Scalars['DateTime']['output'];
  /** The country that they declared to live in; null: they were not asked. */
  country: Maybe<Scalars['String']['output']>;
  /** True: they declared to be of the age that the contest asks for; null: they were not asked. */
  isOfAge: Maybe<Scalars['Boolean']['output']>;
  /** In which language they read it. */
  language: Scalars['String']['output'];
  /** `ContestTerms.version`. */
  termsVersion: Scalars['Int']['output'];
};

/** A change of a published contest. */
export type ContestChange = {
  __typename?: 'ContestChange';
  /** Which date it was: `submission.closesAt`, `rounds.1.voting.closesAt`, `resultsAt`; null for others than EXTENDED. */
  date: Maybe<Scalars['String']['output']>;
  /** When it was decided. */
  decidedAt: Scalars['DateTime']['output'];
  /** What the date was; null for others than EXTENDED. */
  from: Maybe<Scalars['DateTime']['output']>;
  /** From when it holds: a minute after it was decided, or at once when a contest was called off. */
  holdsFrom: Scalars['DateTime']['output'];
  kind: ContestChangeKind;
  /** Why, in the organizer's words. */
  reason: Scalars['String']['output'];
  /** Which round was restarted; null for others. */
  round: Maybe<Scalars['Int']['output']>;
  /** What it became; null for others than EXTENDED. */
  to: Maybe<Scalars['DateTime']['output']>;
};

/** What can happen to a contest that is published. */
export type ContestChangeKind =
  /** It was called off. */
  | 'CANCELED'
  /** A date was put off. */
  | 'EXTENDED'
  /** The result is held back: it is not published by itself at its date. */
  | 'RESULT_HELD'
  /** A round began anew: votes given before do not count. */
  | 'ROUND_RESTARTED';

export type ContestConnection = {
  __typename?: 'ContestConnection';
  edges: Array<ContestEdge>;
  pageInfo: PageInfo;
};

export type ContestEdge = {
  __typename?: 'ContestEdge';
  cursor: Scalars['String']['output'];
  node: Contest;
};

/** What somebody has to be to take part. */
export type ContestEligibility = {
  __typename?: 'ContestEligibility';
  /** Countries that they declare to live in, as ISO 3166-1 codes; null: any. */
  countries: Maybe<Array<Scalars['String']['output']>>;
  /** For how many days they have been members; 0: since today will do. */
  memberForDays: Scalars['Int']['output'];
  /** The age that they declare to have; null: any. */
  minimumAge: Maybe<Scalars['Int']['output']>;
  /** How many points they can spend at that moment. */
  minimumPoints: Scalars['Int']['output'];
  /** True: judges, moderators, organizers and owners may take part too. */
  staffMayTakePart: Scalars['Boolean']['output'];
  /** What their token has to say; null: nothing. */
  verifiedClaim: Maybe<VerifiedClaim>;
};

/**
 * What those have to be who hand in entries. Leave out what stays.
 * Null clears `countries`, `minimumAge` and `verifiedClaim`; nothing else can be null.
 */
export type ContestEntrantsInput = {
  /** ISO 3166-1 codes of two capital letters, 1 to 249. */
  countries?: InputMaybe<Array<Scalars['String']['input']>>;
  /** 0 to 3,650. */
  memberForDays?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 120. They declare to be of age, and no birth date is kept. */
  minimumAge?: InputMaybe<Scalars['Int']['input']>;
  /** 0 to 1,000,000 points that can be spent. */
  minimumPoints?: InputMaybe<Scalars['Int']['input']>;
  /** True: judges, moderators, organizers and owners may take part too. */
  staffMayTakePart?: InputMaybe<Scalars['Boolean']['input']>;
  /** What their token has to say. */
  verifiedClaim?: InputMaybe<VerifiedClaim>;
};

/** The entries of a contest that are in one state. */
export type ContestEntriesInState = {
  __typename?: 'ContestEntriesInState';
  /** How many. */
  entries: Scalars['Int']['output'];
  state: ContestEntryState;
};

/** The entries of a contest that were handed in on one day. */
export type ContestEntriesOfDay = {
  __typename?: 'ContestEntriesOfDay';
  /** The day, in the contest's time zone. */
  day: Scalars['Date']['output'];
  /** How many. */
  entries: Scalars['Int']['output'];
};

/** A work that a member has entered into a contest. */
export type ContestEntry = Node & {
  __typename?: 'ContestEntry';
  /** What its author agreed to, with the latest that was handed in; null for a draft. */
  agreement: Maybe<ContestAgreement>;
  /** By when the changes that were asked for have to be there, or it is rejected; null: none were. */
  answerBy: Maybe<Scalars['DateTime']['output']>;
  /** Who made it. */
  author: ContestEntryAuthor;
  /** What shows, or showed until it went out of sight; null where nothing has, and while changes of it are asked for. */
  content: Maybe<ContestEntryContent>;
  /** What it was entered into. */
  contest: Contest;
  /**
   * What it was given in the round that is open, or was last. Null while counts are hidden, for everybody but organizers and owners; before the first
   * vote; and for an entry that is not in that round.
   */
  counts: Maybe<EntryCounts>;
  /** What its author works on, where that is not what shows; null: nothing. */
  draft: Maybe<ContestEntryContent>;
  /** Until when its author can change it; null: not any more. */
  editableUntil: Maybe<Scalars['DateTime']['output']>;
  /** What was decided of it, oldest first. */
  history: Array<ContestEntryChange>;
  /** Its contest's id and its number are in it. */
  id: Scalars['ID']['output'];
  /** True: members have reported it, and it does not show until a moderator decides. */
  isHidden: Scalars['Boolean']['output'];
  /** True: `draft` waits for a moderator, or what shows does where entries show before they were looked at. */
  isWaiting: Scalars['Boolean']['output'];
  /** 1, 2, 3 … in its contest, in the order in which they were begun; some are left out. */
  number: Scalars['Int']['output'];
  /** What the published result says of it; null before, and for one that is not in it. */
  result: Maybe<ResultEntry>;
  /** One more with each change of what it consists of. */
  revision: Scalars['Int']['output'];
  /** From when it has shown; null: not yet. */
  shownAt: Maybe<Scalars['DateTime']['output']>;
  state: ContestEntryState;
  /** When it was first handed in; null: not yet. */
  submittedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What happened to an entry. */
export type ContestEntryAction =
  /** A moderator admitted it, or the change of it. */
  | 'APPROVED'
  /** A moderator asked for changes. */
  | 'CHANGES_REQUESTED'
  /** A moderator refused the change; what shows stays. */
  | 'CHANGE_REJECTED'
  /** Its author handed a change in of what shows. */
  | 'CHANGE_SUBMITTED'
  /** An organizer disqualified it. */
  | 'DISQUALIFIED'
  /** The changes that were asked for did not come in time. */
  | 'EXPIRED'
  /** So many members reported it that it does not show until a moderator decides. */
  | 'HIDDEN'
  /** A moderator looked at the reports, and it stays. */
  | 'KEPT'
  /** A moderator refused it. */
  | 'REJECTED'
  /** Its author handed it in. */
  | 'SUBMITTED'
  /** Its author took it back. */
  | 'WITHDRAWN';

/** What others see of the author of an entry. */
export type ContestEntryAuthor = {
  __typename?: 'ContestEntryAuthor';
  /** The picture, where others see it. */
  avatarUrl: Maybe<Scalars['Url']['output']>;
  /** The member's id: for the author, and for moderators, organizers and owners; null for others. */
  memberId: Maybe<Scalars['ID']['output']>;
  /** The name as other members see it; null when hidden or not given. */
  publicName: Maybe<Scalars['String']['output']>;
};

/** Something that happened to an entry. */
export type ContestEntryChange = {
  __typename?: 'ContestEntryChange';
  action: ContestEntryAction;
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Who did it: the id of a member, or `system`. For moderators, organizers and owners; null for others. */
  by: Maybe<Scalars['ID']['output']>;
  /** For the author, in the moderator's or organizer's words. */
  note: Maybe<Scalars['String']['output']>;
  /** Why, for what a moderator or an organizer has decided. */
  reason: Maybe<ModerationReason>;
};

export type ContestEntryConnection = {
  __typename?: 'ContestEntryConnection';
  edges: Array<ContestEntryEdge>;
  pageInfo: PageInfo;
};

/** What an entry consists of. Kinds of content may be added: ask for `kind`. */
export type ContestEntryContent = {
  /** Which of them it is. */
  kind: ContestEntryKind;
  /** The name of the work, as people read it. */
  title: Scalars['String']['output'];
};

/** What an entry consists of: exactly one. */
export type ContestEntryContentInput =
  { link: LinkContentInput; text?: never; }
  |  { link?: never; text: TextContentInput; };

export type ContestEntryEdge = {
  __typename?: 'ContestEntryEdge';
  cursor: Scalars['String']['output'];
  node: ContestEntry;
};

/** What an entry can be. */
export type ContestEntryKind =
  /** The address of a page or a film on a host that the contest allows. */
  | 'LINK'
  /** Words. */
  | 'TEXT';

/** What was entered into a contest. */
export type ContestEntryNumbers = {
  __typename?: 'ContestEntryNumbers';
  /**
   * How many entries were handed in for the first time on each day, whatever became of them, oldest first: days on which there were none
   * are left out. Of more than 366 such days, the latest.
   */
  byDay: Array<ContestEntriesOfDay>;
  /** How many entries are in each state, also in those that none is in; drafts are among them. */
  byState: Array<ContestEntriesInState>;
};

/** In which order entries are listed. */
export type ContestEntryOrder =
  /**
   * Those that can be voted on, shuffled: for each viewer in another way and always in the same, so that no entry has a better place than another.
   * While a final is open, its finalists alone.
   */
  | 'FAIR'
  /** The latest to show first. */
  | 'NEWEST'
  /**
   * Those that can be voted on, by the votes that they were given in the round whose vote is open or was last, most first; equals by their
   * number. It may be five seconds behind the `counts` beside it. While a final is open or over, its finalists alone. While counts are hidden only organizers and owners may ask for it.
   */
  | 'TOP';

/** Why a member reports an entry. */
export type ContestEntryReportReason =
  /** It advertises something else. */
  | 'ADVERTISING'
  /** It is dangerous to copy, or against the law. */
  | 'DANGEROUS'
  /** It insults, threatens or discriminates. */
  | 'OFFENSIVE'
  /** Another reason; the note says which. */
  | 'OTHER'
  /** It tells where people live or how to reach them. */
  | 'PERSONAL_DATA'
  /** It is somebody else's work. */
  | 'STOLEN'
  /** It shows violence, nudity or what minors should not see. */
  | 'UNSUITABLE';

/** Where an entry of a contest stands. */
export type ContestEntryState =
  /** Admitted. */
  | 'APPROVED'
  /** Its author has been asked to change it, by `answerBy`. */
  | 'CHANGES_REQUESTED'
  /** Was admitted, and has broken the rules since: it shows without a rank. */
  | 'DISQUALIFIED'
  /** Being made: only its author sees it. */
  | 'DRAFT'
  /** Not admitted, for good. */
  | 'REJECTED'
  /** Handed in; a moderator has not decided yet. */
  | 'SUBMITTED'
  /** Taken back by its author. */
  | 'WITHDRAWN';

/** What waits for moderators of a contest. */
export type ContestModerationNumbers = {
  __typename?: 'ContestModerationNumbers';
  /** Since when the one waits that waits longest; null when none does. */
  oldestSince: Maybe<Scalars['DateTime']['output']>;
  /** How many entries wait, for whatever cause: as many as `moderationQueue` has of this contest. */
  waiting: Scalars['Int']['output'];
};

/**
 * How a contest goes, in numbers for those who run it. They come from the stream, seconds behind, and equal a recount when
 * nothing moves.
 */
export type ContestNumbers = {
  __typename?: 'ContestNumbers';
  /** What was entered. */
  entries: ContestEntryNumbers;
  /** What waits for moderators. */
  moderation: ContestModerationNumbers;
  /** What was voted, by round: those whose vote has opened, in their present attempt. */
  rounds: Array<ContestRoundNumbers>;
};

/** What the caller has to do with a contest. */
export type ContestParticipation = Node & {
  __typename?: 'ContestParticipation';
  /** The caller's ballot for now: of the round that is open, or was last. Null before the first vote opens. */
  ballot: Maybe<Ballot>;
  /** All ballots that the caller has voted with, of every round, attempt and day; latest first. `first` is 1 to 100. */
  ballots: BallotConnection;
  /** What it is about. */
  contest: Contest;
  /** All that the caller has entered, first begun first. */
  entries: Array<ContestEntry>;
  /** How many more entries the caller may have. */
  entriesLeft: Scalars['Int']['output'];
  /** One for each contest and member. */
  id: Scalars['ID']['output'];
};


/** What the caller has to do with a contest. */
export type ContestParticipationBallotsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** What goes on in a contest at this moment, by its dates. */
export type ContestPhase =
  /** Published; entries cannot be handed in yet. */
  | 'ANNOUNCED'
  /** It was called off. */
  | 'CANCELED'
  /** The last vote is over, and the result is not published yet. */
  | 'COUNTING'
  /** Not published yet. */
  | 'DRAFT'
  /** Nothing is open: entries are over, and the next vote is still to come. */
  | 'INTERMISSION'
  /** The result is published. */
  | 'PUBLISHED'
  /** Entries can be handed in, and no vote is open. */
  | 'SUBMISSION'
  /** A vote is open. Where the windows overlap, entries can be handed in as well: `acceptsEntries` says so. */
  | 'VOTING';

/** When a contest comes into its next phase. */
export type ContestPhaseChange = {
  __typename?: 'ContestPhaseChange';
  /** The first instant of it. */
  at: Scalars['DateTime']['output'];
  phase: ContestPhase;
};

/** What entries from one rank to another win. */
export type ContestPrize = {
  __typename?: 'ContestPrize';
  /** The best of its ranks. */
  fromRank: Scalars['Int']['output'];
  kind: ContestPrizeKind;
  /** How many points each gets; null for MANUAL. */
  points: Maybe<Scalars['Int']['output']>;
  /** What it is called. */
  title: Scalars['String']['output'];
  /** The last of its ranks. */
  toRank: Scalars['Int']['output'];
};

/** What entries from one rank to another win. */
export type ContestPrizeInput = {
  /** 1 to 1,000. */
  fromRank: Scalars['Int']['input'];
  kind: ContestPrizeKind;
  /** 1 to 1,000,000. Needed for POINTS, and for POINTS alone. */
  points?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 80 characters on one line. */
  title: Scalars['String']['input'];
  /** At least `fromRank`, at most 1,000. */
  toRank: Scalars['Int']['input'];
};

/** What a winner gets. */
export type ContestPrizeKind =
  /** Anything else: the organizer offers and hands it over. */
  | 'MANUAL'
  /** Points, which are booked when the result is published. */
  | 'POINTS';

/** Something that stands in the way of publishing a draft. */
export type ContestProblem = {
  __typename?: 'ContestProblem';
  /** The path of the field of `UpdateContestInput` that it is about, outermost first; `terms` for what `setContestTerms` sets. */
  field: Array<Scalars['String']['output']>;
  /** A sentence for people that says what to do. */
  message: Scalars['String']['output'];
};

/** What the votes of a contest have come to. A version that is published does not change. */
export type ContestResult = Node & {
  __typename?: 'ContestResult';
  /** The contest whose result it is. */
  contest: Contest;
  /** When it was counted. */
  countedAt: Scalars['DateTime']['output'];
  /**
   * Of how many entries the running counts said another number of votes when it was counted. The ballots decide; more than 0 wants an
   * explanation: see the operations handbook.
   */
  differences: Scalars['Int']['output'];
  /** Its entries by rank, then those without a rank by number. `first` is 1 to 100. */
  entries: ResultEntryConnection;
  /**
   * Its files, for whoever recounts it at home: docs/results.md tells what is in them. Null until it is signed, a minute or two after
   * its publication.
   */
  files: Maybe<Array<ResultFile>>;
  id: Scalars['ID']['output'];
  /** When it was published; null: only organizers and owners see it. */
  publishedAt: Maybe<Scalars['DateTime']['output']>;
  /** One more each time it is counted; versions that were not published are missing in what everybody sees. */
  version: Scalars['Int']['output'];
};


/** What the votes of a contest have come to. A version that is published does not change. */
export type ContestResultEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** One vote of a contest. */
export type ContestRound = {
  __typename?: 'ContestRound';
  /** 1; one more each time it was restarted. Only votes of this attempt count. */
  attempt: Scalars['Int']['output'];
  /** How entries come into the round after this one; null for the last. */
  finalists: Maybe<FinalistPolicy>;
  /** 1, and 2 for a final. */
  number: Scalars['Int']['output'];
  scoring: RoundScoring;
  /** What a voter may give. */
  votes: VotePolicy;
  /** When votes are taken; null in a draft that does not say yet. */
  voting: Maybe<ContestWindow>;
};

/** When the vote of a round is to close. */
export type ContestRoundExtensionInput = {
  /** 1 or 2. */
  round: Scalars['Int']['input'];
  /** Later than it closes now. */
  votingClosesAt: Scalars['DateTime']['input'];
};

/** One vote of a contest. */
export type ContestRoundInput = {
  /** For the first of two rounds alone. */
  finalists?: InputMaybe<FinalistPolicyInput>;
  /** When left out: VOTES. */
  scoring?: InputMaybe<RoundScoring>;
  /** What a voter may give; when left out: one vote. */
  votes?: InputMaybe<VotePolicyInput>;
  /** When votes are taken. A draft can leave it open. */
  voting?: InputMaybe<ContestWindowInput>;
};

/** What was voted in the present attempt of a round. */
export type ContestRoundNumbers = {
  __typename?: 'ContestRoundNumbers';
  /** Which attempt of the round. */
  attempt: Scalars['Int']['output'];
  /**
   * The ballots with a vote that counts now. Where votes are given for the whole round, each voter has one. Where they are given for each day, a
   * voter has one for each day on which they voted: so this is voters added up over the days, and more than there are people.
   */
  ballots: Scalars['Int']['output'];
  /**
   * How `votes` and `ballots` came together, oldest first, without gaps from the opening on: they add up to both. What the votes come to is
   * looked at when each hour is over, and once more after the close; the last span reaches from there to now. A look that came late makes
   * a span longer, and is not made up for. Of a vote of more than 720 hours the earlier spans are joined: to two hours up to 60 days, to four
   * up to 120, and so on.
   */
  hours: Array<ContestVoteHour>;
  /** The number of the round. */
  round: Scalars['Int']['output'];
  /** The votes that count now, also those of entries that have left since. */
  votes: Scalars['Int']['output'];
};

/** Where a contest stands. Its phase is worked out of the dates and the moment; this is what somebody decided. */
export type ContestStatus =
  /** It was called off before a result was published. */
  | 'CANCELED'
  /** Its votes are counted; the result is not published yet. */
  | 'COUNTED'
  /** Being written: only moderators, organizers and owners see it. */
  | 'DRAFT'
  /** Published: its dates run. */
  | 'OPEN'
  /** Its result is published. */
  | 'PUBLISHED';

/** What everybody who takes part agrees to, in one language. */
export type ContestTerms = {
  __typename?: 'ContestTerms';
  /** BCP 47 tag. */
  language: Scalars['String']['output'];
  /** Which rights in their work entrants give to the brand. */
  rights: Scalars['String']['output'];
  /** The rules. */
  rules: Scalars['String']['output'];
  /** 1; one more with each change of the draft. An entry keeps which one its author agreed to. */
  version: Scalars['Int']['output'];
};

/** What changed in the votes of a round between two looks at them. */
export type ContestVoteHour = {
  __typename?: 'ContestVoteHour';
  /** How many ballots more, or less. */
  ballots: Scalars['Int']['output'];
  /** The first instant of the span. */
  from: Scalars['DateTime']['output'];
  /** The first instant after it. */
  to: Scalars['DateTime']['output'];
  /** How many votes more, or less where more were taken back or struck than given. */
  votes: Scalars['Int']['output'];
};

/** What those have to be who vote. Leave out what stays. Null clears `verifiedClaim`; nothing else can be null. */
export type ContestVotersInput = {
  /** 0 to 3,650. */
  memberForDays?: InputMaybe<Scalars['Int']['input']>;
  /** 0 to 1,000,000 points that can be spent. */
  minimumPoints?: InputMaybe<Scalars['Int']['input']>;
  /** True: judges, moderators, organizers and owners may take part too. */
  staffMayTakePart?: InputMaybe<Scalars['Boolean']['input']>;
  /** What their token has to say. */
  verifiedClaim?: InputMaybe<VerifiedClaim>;
};

/** A stretch of time. */
export type ContestWindow = {
  __typename?: 'ContestWindow';
  /** The first instant after it. */
  closesAt: Scalars['DateTime']['output'];
  /** The first instant. */
  opensAt: Scalars['DateTime']['output'];
};

/** From when to when. The first instant, and the first after it. */
export type ContestWindowInput = {
  /** The first instant after it. */
  closesAt: Scalars['DateTime']['input'];
  /** The first instant. */
  opensAt: Scalars['DateTime']['input'];
};

/** Who sees how many votes an entry has before the result is published. */
export type CountVisibility =
  /** Nobody but organizers and owners: for all others no number, no order and no message depends on others' votes. */
  | 'HIDDEN'
  /** Everybody, seconds behind. */
  | 'LIVE';

export type CreateApiKeyInput = {
  /**
   * The partner or system whose key it is, 1 to 80 characters; the name when left out or null. A key that takes another's place names
   * the same client: what was sent with the one may be sent again with the other. Whoever shares a client shares its idempotency keys.
   */
  client?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 80 characters. */
  name: Scalars['String']['input'];
  /** At least one. */
  scopes: Array<ApiKeyScope>;
  /**
   * Needed for EVENTS_WRITE, and for that alone: the 1 to 20 sources whose events the key may send, such as `shopify`, each of 1 to 40
   * lower-case letters, digits, `-`, `_` and `.`. They stay as they are: for others make another key. Keys that have a source in common, of
   * whatever client, share its events: what one has recorded is the other's to refund, and DUPLICATE to it.
   */
  sources?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type CreateApiKeyPayload = {
  __typename?: 'CreateApiKeyPayload';
  apiKey: Maybe<ApiKey>;
  /** The whole key, `fk_<keyId>_<secret>`, for the header `x-api-key`, or for `authorization` after `Bearer`. This is the only time it is shown. */
  secret: Maybe<Scalars['String']['output']>;
  userErrors: Array<UserError>;
};

export type CreateContestEntryInput = {
  content: ContestEntryContentInput;
  /** The `id` of the contest. */
  contestId: Scalars['ID']['input'];
  /** 1 to 128 characters. The same key with the same content answers the first entry; with other content it is refused. */
  idempotencyKey: Scalars['String']['input'];
};

export type CreateContestEntryPayload = {
  __typename?: 'CreateContestEntryPayload';
  entry: Maybe<ContestEntry>;
  userErrors: Array<UserError>;
};

export type CreateContestInput = {
  /** 1 to 128 characters. The same key with the same title answers the first contest; with another it is refused. */
  idempotencyKey: Scalars['String']['input'];
  /** 1 to 100 characters on one line. All else can follow with `updateContest`. */
  title: Scalars['String']['input'];
};

export type CreateContestPayload = {
  __typename?: 'CreateContestPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

export type CreateLeaderboardInput = {
  direction?: LeaderboardDirection;
  /** Which events: for EVENT_COUNT and EVENT_AMOUNT alone. Not REFUND: refunds are taken from what they refund. */
  eventType?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 128 characters. The same key with the same input answers the first leaderboard; with other input it is refused. */
  idempotencyKey: Scalars['String']['input'];
  metric: LeaderboardMetric;
  /** 1 to 80 characters. */
  name: Scalars['String']['input'];
  /**
   * 1 to 1,000,000,000. Scores up to 268,435,455 times the step can be ranked, and only multiples of it: choose 1 unless scores grow
   * larger, and then one that every amount is a multiple of. Must be 1 for metrics that count.
   */
  scoreStep?: Scalars['SafeInt']['input'];
  seasonKind?: SeasonKind;
  /** 1 to 64: each carries about 500 changes of a score a second. Can be raised later. */
  shards?: Scalars['Int']['input'];
  subject?: LeaderboardSubject;
  /** Members see the board from here on; from the beginning when left out or null. */
  visibleFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Members see the board until here; for ever when left out or null. */
  visibleUntil?: InputMaybe<Scalars['DateTime']['input']>;
};

export type CreateLeaderboardPayload = {
  __typename?: 'CreateLeaderboardPayload';
  leaderboard: Maybe<Leaderboard>;
  userErrors: Array<UserError>;
};

export type CreateProgramInput = {
  /** 1 to 20 public hosts, `cdn.example.com` or `*.example.com`; null or left out: any. */
  avatarHosts?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The one currency of the program's money. It never changes. */
  currency: Scalars['CurrencyCode']['input'];
  /** Where referral links land. */
  landingUrl: Scalars['Url']['input'];
  /** A BCP 47 tag such as `ko-KR`. */
  locale: Scalars['String']['input'];
  /** 1 to 80 characters. */
  name: Scalars['String']['input'];
  pointPolicy: PointPolicyInput;
  referralPolicy: ReferralPolicyInput;
  /** A picture of 1,200 by 630 pixels is shown best; null or left out: the advocate's own. */
  shareImageUrl?: InputMaybe<Scalars['Url']['input']>;
  /** 3 to 32 characters: lower-case letters a to z, digits and hyphens, beginning with a letter. Some words are reserved. */
  slug: Scalars['String']['input'];
  /** An IANA zone such as `Asia/Seoul`, in any case. */
  timeZone: Scalars['String']['input'];
  tokenPolicy: TokenPolicyInput;
};

export type CreateProgramPayload = {
  __typename?: 'CreateProgramPayload';
  program: Maybe<Program>;
  userErrors: Array<UserError>;
};

export type CreateReferralCodeInput = {
  /** 3 to 30 letters a to z in any case, digits and hyphens. Blanks within, which do not count where a code is read, are refused here. Leave it out to have one generated. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** After `startsAt`. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** 1 to 80 characters. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** For an organizer who makes a code for a member; members leave it out. */
  memberId?: InputMaybe<Scalars['ID']['input']>;
  /** From when it can be claimed; at once when left out or null. */
  startsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** How many referrals may use it; any number when left out or null. */
  usageLimit?: InputMaybe<Scalars['PositiveInt']['input']>;
};

export type CreateReferralCodePayload = {
  __typename?: 'CreateReferralCodePayload';
  referralCode: Maybe<ReferralCode>;
  userErrors: Array<UserError>;
};

/** Counters of one day. */
export type DailyReferralStats = {
  __typename?: 'DailyReferralStats';
  /** Referrals attributed on that day. One that moves to another code moves along, to the day of the move. */
  attributed: Scalars['Int']['output'];
  /** Links followed by people: crawlers, previews, and what a page fetches as a part of itself, do not count. */
  clicks: Scalars['Int']['output'];
  /** Clicks by channel, channels without clicks left out. */
  clicksByChannel: Array<ChannelClicks>;
  /** The day, in the program's time zone. */
  day: Scalars['Date']['output'];
  /** Referrals whose qualifying event was recorded on that day. */
  qualified: Scalars['Int']['output'];
  /** Referrals rewarded on that day, later voided ones included. */
  rewarded: Scalars['Int']['output'];
  /** Different visitors among `clicks`. */
  uniqueClicks: Scalars['Int']['output'];
  /** Referrals voided on that day. */
  voided: Scalars['Int']['output'];
};

export type DecideModerationInput = {
  /** 1 to 50, each of another item. */
  decisions: Array<ModerationDecisionInput>;
};

export type DecideModerationPayload = {
  __typename?: 'DecideModerationPayload';
  /** In the order of the request. */
  results: Array<ModerationResult>;
  userErrors: Array<UserError>;
};

/** The member by id or by externalId, exactly one. */
export type DeductPointsInput = {
  /** The brand's own id of the member, 1 to 128 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 128 characters. */
  idempotencyKey: Scalars['String']['input'];
  /** The `id` of the member. */
  memberId?: InputMaybe<Scalars['ID']['input']>;
  /** How many are taken. */
  points: Scalars['PositiveInt']['input'];
  /** Why, 1 to 100 characters. The member reads it in `PointEntry.reason`. */
  reason: Scalars['String']['input'];
};

export type DeductPointsPayload = {
  __typename?: 'DeductPointsPayload';
  account: Maybe<PointAccount>;
  entry: Maybe<PointEntry>;
  userErrors: Array<UserError>;
};

export type DisqualifyContestEntryInput = {
  /** The `id` of the entry. */
  entryId: Scalars['ID']['input'];
  /** 1 to 500 characters. The author reads it. Needed for RULES. */
  note?: InputMaybe<Scalars['String']['input']>;
  reason: ModerationReason;
};

export type DisqualifyContestEntryPayload = {
  __typename?: 'DisqualifyContestEntryPayload';
  entry: Maybe<ContestEntry>;
  userErrors: Array<UserError>;
};

/** What an entry was given in a round so far: from the stream, seconds behind. */
export type EntryCounts = Node & {
  __typename?: 'EntryCounts';
  /** Which attempt of the round. */
  attempt: Scalars['Int']['output'];
  /** One for each entry, round and attempt. */
  id: Scalars['ID']['output'];
  /** The number of the round. */
  round: Scalars['Int']['output'];
  /** How many votes. */
  votes: Scalars['Int']['output'];
};

/**
 * Why a mutation was refused. (A request that is itself at fault has a GraphQL error with `extensions.code` instead:
 * BAD_USER_INPUT, UNAUTHENTICATED, FORBIDDEN, PROGRAM_NOT_FOUND, THROTTLED, ISSUER_UNAVAILABLE, INTERNAL_SERVER_ERROR, or one of
 * GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, OPERATION_RESOLUTION_FAILURE, PERSISTED_QUERY_NOT_SUPPORTED.)
 */
export type ErrorCode =
  /** The advocate cannot take part at the moment. */
  | 'ADVOCATE_UNAVAILABLE'
  /** The friend has a referral, and this does not move it to another code: `Member.referredBy` shows it, and `claimReferral` says what moves one. */
  | 'ALREADY_REFERRED'
  /** The entry has been reversed already; an entry is reversed at most once. */
  | 'ALREADY_REVERSED'
  /** Another moderator looks at it at the moment. */
  | 'CLAIMED'
  /** The code's end has passed. */
  | 'CODE_EXPIRED'
  /** The code was switched off. */
  | 'CODE_INACTIVE'
  /** The code has been used as often as it may be. */
  | 'CODE_LIMIT_REACHED'
  /** No such code in this program. */
  | 'CODE_NOT_FOUND'
  /** The code's start has not come yet. */
  | 'CODE_NOT_STARTED'
  /** The word is reserved and cannot be a code. */
  | 'CODE_RESERVED'
  /** Another code reads the same (case, width, dashes, blanks and look-alike characters do not count). */
  | 'CODE_TAKEN'
  /** The contest does not take entries of that kind, or links to that host. */
  | 'CONTENT_NOT_ALLOWED'
  /** Something of the draft is missing or does not fit; `Contest.problems` tells all of it. */
  | 'CONTEST_NOT_READY'
  /** The date is over, or too near for the change. */
  | 'CONTEST_TOO_LATE'
  /** The amount is in another currency than the program's. */
  | 'CURRENCY_MISMATCH'
  /** More votes than one entry may be given, or more entries than a ballot can have (40); the message says which. */
  | 'ENTRY_LIMIT'
  /** A vote has opened on the entry: what is voted on does not change. */
  | 'ENTRY_LOCKED'
  /** The entry cannot be voted on in this round: it does not show, or did not come into it. */
  | 'ENTRY_NOT_IN_ROUND'
  /** The same source has sent another event under this id. */
  | 'EVENT_CONFLICT'
  /** The event's time is more than 5 minutes in the future. */
  | 'EVENT_IN_FUTURE'
  /** The event's time is before the year 2000. */
  | 'EVENT_TOO_OLD'
  /** Another member of the program has this externalId. */
  | 'EXTERNAL_ID_TAKEN'
  /** This idempotency key was used before with other input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** The member has fewer available points than that. */
  | 'INSUFFICIENT_POINTS'
  /** A field's value is not allowed; `field` says which. */
  | 'INVALID_INPUT'
  /** The object's state does not allow this; the message names the state. */
  | 'INVALID_STATE'
  /** No such member in this program. */
  | 'MEMBER_NOT_FOUND'
  /** The member is suspended: reading is allowed, acting is not. */
  | 'MEMBER_SUSPENDED'
  /** The advocate was referred by this very friend. Of two members one refers the other, never both. */
  | 'MUTUAL_REFERRAL'
  /** The contest asks for something that the caller does not have; the message says what. */
  | 'NOT_ELIGIBLE'
  /** No such object in this program. */
  | 'NOT_FOUND'
  /** Call `join` first. */
  | 'NOT_JOINED'
  /** The program welcomes new customers only, and the friend has bought before. */
  | 'NOT_NEW_CUSTOMER'
  /** All votes of this round, or of this day, are given; `Ballot.resetsAt` says when there are new ones. */
  | 'NO_VOTES_LEFT'
  /** It is the caller's own entry. */
  | 'OWN_ENTRY'
  /** The program is paused; try again when it goes on. */
  | 'PROGRAM_PAUSED'
  /** No purchase of this source and this member, with an amount, has that id. */
  | 'PURCHASE_NOT_FOUND'
  /** The refunds of a purchase cannot add up to more than it. */
  | 'REFUND_EXCEEDS_PURCHASE'
  /** Nobody can refer themselves. */
  | 'SELF_REFERRAL'
  /** Another program of the deployment has this slug. */
  | 'SLUG_TAKEN'
  /** This API key may not send events of this source; the message says which it may. */
  | 'SOURCE_NOT_ALLOWED'
  /** It was changed since it was read. Read it again. */
  | 'STALE_VERSION'
  /** The contest does not take entries any more. */
  | 'SUBMISSION_CLOSED'
  /** The contest does not take entries yet. */
  | 'SUBMISSION_NOT_OPEN'
  /** A member may have at most 50 codes. */
  | 'TOO_MANY_CODES'
  /** A program may have at most 50 contests that are published and not over, and 200 drafts. */
  | 'TOO_MANY_CONTESTS'
  /** The member has as many entries as the contest lets anybody have. */
  | 'TOO_MANY_ENTRIES'
  /** A program may have at most 20 open leaderboards, and 500 in all. */
  | 'TOO_MANY_LEADERBOARDS'
  /** Members change their visibility 4 times a day at most, by the program's time zone; the message says when it can be changed again. */
  | 'TOO_MANY_VISIBILITY_CHANGES'
  /** The vote is over. */
  | 'VOTING_CLOSED'
  /** The vote has not opened yet. */
  | 'VOTING_NOT_OPEN';

/**
 * What a partner's back end reports about a member. Give the member by id or by externalId, exactly one. In an event that comes
 * whole in a variable (`$input`, `$events`, `$event`), a `DateTime`, `SafeInt` or `CurrencyCode` that is none is refused with
 * INVALID_INPUT for its event alone. Written into the document, or in a variable of its own (`$at: DateTime`, `$amount: MoneyInput`),
 * it refuses the whole call, as does any other value that does not fit its type, or a field that is missing or unknown; the
 * error's `extensions.eventIndexes` then names the places of all such events in the call, the first of which is 0.
 */
export type EventInput = {
  /** Needed for PURCHASE and REFUND; a refund's is what is given back. Zero or more, in the program's currency. */
  amount?: InputMaybe<MoneyInput>;
  /** The event's id in that system, 1 to 128 characters. The pair (source, externalEventId) is recorded once, for ever. */
  externalEventId: Scalars['String']['input'];
  /** The brand's own id of the member, 1 to 128 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The `id` of the member. */
  memberId?: InputMaybe<Scalars['ID']['input']>;
  /** When it happened; now when left out. Not before the year 2000 in UTC, and at most 5 minutes in the future. */
  occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** For a REFUND, and needed there: the externalEventId of the purchase, of the same source and the same member. */
  refundOf?: InputMaybe<Scalars['String']['input']>;
  /** The system that sends it, such as `shopify`: 1 to 40 lower-case letters a to z, digits, `-`, `_` and `.` An API key sends its own `sources` alone. */
  source: Scalars['String']['input'];
  /** `PURCHASE`, `REFUND` or a custom type: 3 to 40 capital letters A to Z, digits and underscores, beginning with a letter. */
  type: Scalars['String']['input'];
};

/** Dates that are put off. At least one. */
export type ExtendContestInput = {
  /** The `id` of a contest that is published. */
  contestId: Scalars['ID']['input'];
  /** Why, 1 to 500 characters. Everybody who sees the contest reads it. */
  reason: Scalars['String']['input'];
  /** Later than the result is to be published now. */
  resultsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** At most one for each round. */
  rounds?: InputMaybe<Array<ContestRoundExtensionInput>>;
  /** Later than the submissions close now. */
  submissionClosesAt?: InputMaybe<Scalars['DateTime']['input']>;
};

export type ExtendContestPayload = {
  __typename?: 'ExtendContestPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

/** How entries come into the next round. */
export type FinalistPolicy = {
  __typename?: 'FinalistPolicy';
  chosenBy: FinalistSelection;
  /** How many. */
  count: Scalars['Int']['output'];
};

/** How entries come into the next round. */
export type FinalistPolicyInput = {
  /** When left out: ORGANIZER. */
  chosenBy?: InputMaybe<FinalistSelection>;
  /** 1 to 100. */
  count: Scalars['Int']['input'];
};

/** Who chooses the entries that go on to the next round. */
export type FinalistSelection =
  /** An organizer names them with `selectFinalists`. */
  | 'ORGANIZER'
  /**
   * The votes: about a minute after the first vote closes, those with most votes go on that are in the contest then. Of equals it is the
   * one that more voters gave them to, then the one that was handed in first. Entries without a vote do not go on. Who leaves the
   * contest until a minute before the final opens makes room for the next.
   */
  | 'VOTES';

export type HandOverPrizeInput = {
  /** The `id` of an entry of a contest whose result is published. */
  entryId: Scalars['ID']['input'];
  /** 1 to 100 characters, which organizers and owners alone read. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The `ResultAward.index` of a MANUAL prize that it has won, from 0. */
  prize: Scalars['Int']['input'];
};

export type HandOverPrizePayload = {
  __typename?: 'HandOverPrizePayload';
  award: Maybe<ResultAward>;
  userErrors: Array<UserError>;
};

/** A ballot that waits to be released. What it gave to whom is the voter's alone. */
export type HeldBallot = {
  __typename?: 'HeldBallot';
  /** Which attempt of the round it is of: votes of earlier ones do not count. */
  attempt: Scalars['Int']['output'];
  /** The `id` of the ballot. */
  ballotId: Scalars['ID']['output'];
  /** The day that its votes are of; null where votes are counted for the whole round. */
  day: Maybe<Scalars['Date']['output']>;
  /** When it was first voted with. */
  heldAt: Scalars['DateTime']['output'];
  /** The day on which the voter had joined, in the contest's time zone. */
  joined: Maybe<Scalars['Date']['output']>;
  /** The voter; null for one who is gone. */
  member: Maybe<Member>;
  /** The `id` of the voter. */
  memberId: Scalars['ID']['output'];
  /** The number of the round. */
  round: Scalars['Int']['output'];
  /** How many votes are on it. */
  votes: Scalars['Int']['output'];
};

export type HeldBallotConnection = {
  __typename?: 'HeldBallotConnection';
  edges: Array<HeldBallotEdge>;
  pageInfo: PageInfo;
};

export type HeldBallotEdge = {
  __typename?: 'HeldBallotEdge';
  cursor: Scalars['String']['output'];
  node: HeldBallot;
};

export type HoldContestResultInput = {
  /** The `id` of a contest whose result is not published. */
  contestId: Scalars['ID']['input'];
  /** Why, 1 to 500 characters. Everybody who sees the contest reads it. */
  reason: Scalars['String']['input'];
};

export type HoldContestResultPayload = {
  __typename?: 'HoldContestResultPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

/**
 * What a friend sees of a code before claiming it, with or without an account: the same for everybody. It has no id: it is found by
 * its code alone.
 */
export type Invitation = {
  __typename?: 'Invitation';
  /** Who invites. */
  advocate: InvitationAdvocate;
  /** What the advocate gets when a claim that is made now is rewarded, unless the advocate's cap is full. */
  advocatePoints: Scalars['Int']['output'];
  /** The code as its advocate wrote it, or as it was generated. */
  code: Scalars['String']['output'];
  /** Until when the code can be claimed; null: without end. */
  endsAt: Maybe<Scalars['DateTime']['output']>;
  /** What the friend gets when a claim that is made now is rewarded. */
  friendPoints: Scalars['Int']['output'];
  /** What the program calls its points. */
  pointName: Scalars['String']['output'];
  /** The name of the program. */
  programName: Scalars['String']['output'];
  /** From when the code can be claimed; null: at once. */
  startsAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether a claim would be admitted now, and if not, why. */
  status: InvitationStatus;
};

/** An advocate as a friend sees them: as much as the advocate shows, and nothing of one who is hidden or suspended. */
export type InvitationAdvocate = {
  __typename?: 'InvitationAdvocate';
  /** The picture; null also while its host is not among the program's `avatarHosts`. */
  avatarUrl: Maybe<Scalars['Url']['output']>;
  /** The name as the advocate's visibility shows it. */
  publicName: Maybe<Scalars['String']['output']>;
};

/** What a claim of an invitation's code would meet now, whoever makes it. */
export type InvitationStatus =
  /** The advocate cannot take part at the moment. */
  | 'ADVOCATE_UNAVAILABLE'
  /** A claim is admitted. */
  | 'CLAIMABLE'
  /** The code's end has passed. */
  | 'EXPIRED'
  /** The code was switched off. */
  | 'INACTIVE'
  /** The code has been used as often as it may be. */
  | 'LIMIT_REACHED'
  /** The code's start has not come yet. */
  | 'NOT_STARTED'
  /** The program is paused; the code may work when it goes on. */
  | 'PROGRAM_PAUSED';

export type JoinInput = {
  /** On one of the program's `avatarHosts`, where it names some. */
  avatarUrl?: InputMaybe<Scalars['Url']['input']>;
  /** 1 to 80 characters on one line, without overrides of direction (U+202D, U+202E), ended or not. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** BCP 47 tag; the program's own when left out. */
  locale?: InputMaybe<Scalars['String']['input']>;
  visibility?: MemberVisibility;
};

export type JoinPayload = {
  __typename?: 'JoinPayload';
  member: Maybe<Member>;
  userErrors: Array<UserError>;
};

/**
 * A ranking of members, of referral codes or of a contest's entries by what a metric adds up to, in one season after another. What it ranks never
 * changes; its name, its window and its shards may.
 */
export type Leaderboard = Node & {
  __typename?: 'Leaderboard';
  /** How far the past has been counted; null for a board that is as old as its program. */
  backfill: Maybe<LeaderboardBackfill>;
  /** What happens from here on does not count any more; null while the board is open. */
  closesAt: Maybe<Scalars['DateTime']['output']>;
  createdAt: Scalars['DateTime']['output'];
  direction: LeaderboardDirection;
  /** The type of the events that the metric is of; null for the other metrics. */
  eventType: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  metric: LeaderboardMetric;
  /** The board's name, as people read it. */
  name: Scalars['String']['output'];
  /** How much of the metric is one step of the ranking. A score that is no multiple of it has no rank. */
  scoreStep: Scalars['SafeInt']['output'];
  /**
   * The current season, the one of that `key`, or the one that the day `on` lies in (give at most one). A `key` that is malformed
   * and a season that has not begun are refused with BAD_USER_INPUT.
   */
  season: LeaderboardSeason;
  seasonKind: SeasonKind;
  /**
   * The seasons that have begun and in which a record was ever ranked, or had a score that cannot be ranked; latest first. Those in
   * which members alone have records who were hidden or suspended all the time are left out. `first` is 1 to 100.
   */
  seasons: LeaderboardSeasonConnection;
  /** How many shards the index by score has. */
  shards: Scalars['Int']['output'];
  subject: LeaderboardSubject;
  /** Members see the board from here on; null: from the beginning. */
  visibleFrom: Maybe<Scalars['DateTime']['output']>;
  /** Members see the board until here; null: for ever. */
  visibleUntil: Maybe<Scalars['DateTime']['output']>;
  /** The vote of a contest that it follows from; null for one that was created. */
  vote: Maybe<LeaderboardVote>;
};


/**
 * A ranking of members, of referral codes or of a contest's entries by what a metric adds up to, in one season after another. What it ranks never
 * changes; its name, its window and its shards may.
 */
export type LeaderboardSeasonArgs = {
  key?: InputMaybe<Scalars['String']['input']>;
  on?: InputMaybe<Scalars['Date']['input']>;
};


/**
 * A ranking of members, of referral codes or of a contest's entries by what a metric adds up to, in one season after another. What it ranks never
 * changes; its name, its window and its shards may.
 */
export type LeaderboardSeasonsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A leaderboard that is younger than its program counts the past member by member, while new things count at once. Members see it when that is done. */
export type LeaderboardBackfill = {
  __typename?: 'LeaderboardBackfill';
  /** When it had counted everybody; null: not yet. */
  finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** The latest member counted had joined then; members are counted in the order in which they joined. */
  joinedThrough: Maybe<Scalars['DateTime']['output']>;
  /** How many members' pasts have been counted. */
  membersDone: Scalars['Int']['output'];
  /** When it begins: three minutes after the board was made. */
  startsAt: Scalars['DateTime']['output'];
  state: BackfillState;
};

export type LeaderboardConnection = {
  __typename?: 'LeaderboardConnection';
  edges: Array<LeaderboardEdge>;
  pageInfo: PageInfo;
};

/** Which scores are best. */
export type LeaderboardDirection =
  /** More is better. */
  | 'HIGHEST_FIRST'
  /** Less is better. Nothing at all is no score: it has no rank. */
  | 'LOWEST_FIRST';

export type LeaderboardEdge = {
  __typename?: 'LeaderboardEdge';
  cursor: Scalars['String']['output'];
  node: Leaderboard;
};

/** What a leaderboard adds up. What undoes something counts against the season of what it undoes. */
export type LeaderboardMetric =
  /** Votes for the entries of a contest, in one attempt of a round. Such a leaderboard is there with a contest whose counts are LIVE; nobody makes, changes or closes it. */
  | 'CONTEST_VOTES'
  /** Amounts of events of a type, in the program's minor units, less refunds. For members. */
  | 'EVENT_AMOUNT'
  /** Events of a type, less those refunded whole. For members. */
  | 'EVENT_COUNT'
  /** Points that became available, less reversals. Spending, deductions and expiry do not count. For members. */
  | 'POINTS_EARNED'
  /** Referrals that were rewarded, less those voided afterwards. For members and for referral codes. */
  | 'REFERRALS_REWARDED';

/**
 * One subject's standing in one season of a leaderboard. Whose it is does not show to others while the member is hidden, suspended
 * or gone: `subject` is null, and it has another id until they return.
 */
export type LeaderboardRecord = Node & {
  __typename?: 'LeaderboardRecord';
  id: Scalars['ID']['output'];
  /** When the latest thing happened that ever counted in the score, also if it was undone since; of an entry, when its votes were counted last. Of equals, the earlier is listed first, and of entries the lower number. */
  lastScoredAt: Scalars['DateTime']['output'];
  /** The share of the listed records, in percent, whose score is not better: 100 for the leader. (The weak percentile rank.) Null as `rank` is. */
  percentile: Maybe<Scalars['Float']['output']>;
  /** 1 plus the number of listed records with a better score; equals share a rank. Null when `unrankedReason` says so; for HIDDEN, the rank that the score would have. */
  rank: Maybe<Scalars['Int']['output']>;
  /** Ranks gained since the day began in the program's time zone; negative when lost; null for a record that had no rank then. */
  rankChange: Maybe<Scalars['Int']['output']>;
  /** What the metric adds up to, exactly. */
  score: Scalars['SafeInt']['output'];
  /** What is missing to the score of the next better record; null for the first, and as `rank` is. */
  scoreToNextRank: Maybe<Scalars['SafeInt']['output']>;
  /** The season that it is a record of. */
  season: LeaderboardSeason;
  /** Whose or what's record it is; null for others while the member is hidden, suspended or gone: a season that is over keeps the place. */
  subject: Maybe<RankedSubject>;
  /** How many other listed records have the same score: 0 for one that is alone. Null as `rank` is. */
  tiedWithCount: Maybe<Scalars['Int']['output']>;
  /** Why the record has no rank that others see; null when it has one. */
  unrankedReason: Maybe<UnrankedReason>;
};

export type LeaderboardRecordConnection = {
  __typename?: 'LeaderboardRecordConnection';
  edges: Array<LeaderboardRecordEdge>;
  pageInfo: PageInfo;
};

export type LeaderboardRecordEdge = {
  __typename?: 'LeaderboardRecordEdge';
  cursor: Scalars['String']['output'];
  node: LeaderboardRecord;
};

/**
 * One season of a leaderboard: a stretch of the calendar in the program's time zone, and the ranking in it. Ranks are exact:
 * competition ranks (1, 2, 2, 4) over every listed record, at any size. They come from the stream, seconds behind what happens, and
 * are exact when it is at rest; `updatedAt` is the time of the latest change that they hold. Members who are hidden or suspended leave the
 * seasons that run within minutes, and come back to them when they return. A season that is over, by its end or because the board has
 * closed, does not move: there the place stays, and its `subject` is null.
 */
export type LeaderboardSeason = Node & {
  __typename?: 'LeaderboardSeason';
  /** A subject's record with those just better (`above`) and just worse (`below`), 0 to 25 each, best first. Empty when the subject has no rank. */
  around: Array<LeaderboardRecord>;
  /** The first instant after it; null for all time. */
  endsAt: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  /** True while it lasts. */
  isCurrent: Scalars['Boolean']['output'];
  /** `ALL`, `2026`, `2026-11`, `2026-W47` or `2026-11-21`. */
  key: Scalars['String']['output'];
  /** The leaderboard that it is a season of. */
  leaderboard: Leaderboard;
  /** The caller's own record; null when nothing has counted yet, when the caller is no member, or when the board ranks something else than members. */
  me: Maybe<LeaderboardRecord>;
  /**
   * A subject's record by the member's id, by the code or its id, or by the entry's id; null when there is none, or when the caller may not see it: of others
   * while they are hidden, suspended or gone, in every season.
   */
  record: Maybe<LeaderboardRecord>;
  /** Several records at once, for friends and teams: up to 100 ids, an answer for each in their order, null as for `record`. */
  records: Array<Maybe<LeaderboardRecord>>;
  /** The first instant; null for all time. */
  startsAt: Maybe<Scalars['DateTime']['output']>;
  /** The records, best first; equals by who got there first, entries of a contest by their numbers. `first` is 1 to 100. */
  top: LeaderboardRecordConnection;
  /** How many records the season lists. */
  totalCount: Scalars['Int']['output'];
  /** Records of this season whose score cannot be ranked: SCORE_NOT_EXACT and SCORE_TOO_HIGH, those of hidden members among them. */
  unrankableCount: Scalars['Int']['output'];
  /**
   * When the latest change of the ranked records was counted in this season; null: none yet. What happened since may still be on its
   * way, for seconds. Records without a rank do not move it: those that are not listed, and scores that cannot be ranked.
   */
  updatedAt: Maybe<Scalars['DateTime']['output']>;
};


/**
 * One season of a leaderboard: a stretch of the calendar in the program's time zone, and the ranking in it. Ranks are exact:
 * competition ranks (1, 2, 2, 4) over every listed record, at any size. They come from the stream, seconds behind what happens, and
 * are exact when it is at rest; `updatedAt` is the time of the latest change that they hold. Members who are hidden or suspended leave the
 * seasons that run within minutes, and come back to them when they return. A season that is over, by its end or because the board has
 * closed, does not move: there the place stays, and its `subject` is null.
 */
export type LeaderboardSeasonAroundArgs = {
  above?: InputMaybe<Scalars['Int']['input']>;
  below?: InputMaybe<Scalars['Int']['input']>;
  subjectId: Scalars['ID']['input'];
};


/**
 * One season of a leaderboard: a stretch of the calendar in the program's time zone, and the ranking in it. Ranks are exact:
 * competition ranks (1, 2, 2, 4) over every listed record, at any size. They come from the stream, seconds behind what happens, and
 * are exact when it is at rest; `updatedAt` is the time of the latest change that they hold. Members who are hidden or suspended leave the
 * seasons that run within minutes, and come back to them when they return. A season that is over, by its end or because the board has
 * closed, does not move: there the place stays, and its `subject` is null.
 */
export type LeaderboardSeasonRecordArgs = {
  subjectId: Scalars['ID']['input'];
};


/**
 * One season of a leaderboard: a stretch of the calendar in the program's time zone, and the ranking in it. Ranks are exact:
 * competition ranks (1, 2, 2, 4) over every listed record, at any size. They come from the stream, seconds behind what happens, and
 * are exact when it is at rest; `updatedAt` is the time of the latest change that they hold. Members who are hidden or suspended leave the
 * seasons that run within minutes, and come back to them when they return. A season that is over, by its end or because the board has
 * closed, does not move: there the place stays, and its `subject` is null.
 */
export type LeaderboardSeasonRecordsArgs = {
  subjectIds: Array<Scalars['ID']['input']>;
};


/**
 * One season of a leaderboard: a stretch of the calendar in the program's time zone, and the ranking in it. Ranks are exact:
 * competition ranks (1, 2, 2, 4) over every listed record, at any size. They come from the stream, seconds behind what happens, and
 * are exact when it is at rest; `updatedAt` is the time of the latest change that they hold. Members who are hidden or suspended leave the
 * seasons that run within minutes, and come back to them when they return. A season that is over, by its end or because the board has
 * closed, does not move: there the place stays, and its `subject` is null.
 */
export type LeaderboardSeasonTopArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a leaderboard's seasons. */
export type LeaderboardSeasonConnection = {
  __typename?: 'LeaderboardSeasonConnection';
  edges: Array<LeaderboardSeasonEdge>;
  pageInfo: PageInfo;
};

/** A season in a page of a leaderboard's seasons. */
export type LeaderboardSeasonEdge = {
  __typename?: 'LeaderboardSeasonEdge';
  cursor: Scalars['String']['output'];
  node: LeaderboardSeason;
};

/** What a leaderboard ranks. */
export type LeaderboardSubject =
  /** Entries of a contest; each is listed while it can be voted on, and equals stand by their numbers. */
  | 'CONTEST_ENTRY'
  /** Members, by themselves. */
  | 'MEMBER'
  /** Referral codes; each is listed as the member is whose it is. */
  | 'REFERRAL_CODE';

/** The vote that a leaderboard follows from. */
export type LeaderboardVote = {
  __typename?: 'LeaderboardVote';
  /** Which attempt of the round. */
  attempt: Scalars['Int']['output'];
  /** The contest that is voted in. */
  contest: Contest;
  /** The number of the round. */
  round: Scalars['Int']['output'];
};

/** The address of a page or a film. */
export type LinkContent = ContestEntryContent & {
  __typename?: 'LinkContent';
  /** LINK. */
  kind: ContestEntryKind;
  /** What the author says of it; null: nothing. */
  text: Maybe<Scalars['String']['output']>;
  /** The name of the work, as people read it. */
  title: Scalars['String']['output'];
  /** On one of the contest's `linkHosts`. */
  url: Scalars['Url']['output'];
};

/** The address of a page or a film. */
export type LinkContentInput = {
  /** What there is to say of it: at most as many characters as `Contest.maxTextLength` says. Empty is as good as null. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 100 characters on one line. */
  title: Scalars['String']['input'];
  /** On one of the contest's `linkHosts`. */
  url: Scalars['Url']['input'];
};

/** A person in a program. */
export type Member = Node & {
  __typename?: 'Member';
  /** As the member set it. Other members see it while its host is one of the program's `avatarHosts`. */
  avatarUrl: Maybe<Scalars['Url']['output']>;
  /** The name that the member gave, in full: for the member and for organizers. */
  displayName: Maybe<Scalars['String']['output']>;
  /** The brand's own id of the customer. Unique in the program. */
  externalId: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  /** When the member joined the program. */
  joinedAt: Scalars['DateTime']['output'];
  /** BCP 47 tag. */
  locale: Maybe<Scalars['String']['output']>;
  /** The member's account: balance and entries. */
  points: PointAccount;
  /** The name as other members see it, by the member's visibility; null when hidden or not given. */
  publicName: Maybe<Scalars['String']['output']>;
  /** The member's codes, newest first. `first` is 1 to 100. */
  referralCodes: ReferralCodeConnection;
  /** Referrals that the member made as an advocate, newest first. `first` is 1 to 100. */
  referrals: ReferralConnection;
  /** The referral that brought the member as a friend. */
  referredBy: Maybe<Referral>;
  status: MemberStatus;
  /** When the status last changed; null: never. */
  statusChangedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who changed it: the id of a member. */
  statusChangedBy: Maybe<Scalars['ID']['output']>;
  /** Why, in that person's words. */
  statusReason: Maybe<Scalars['String']['output']>;
  /** When the member, or the member's status, last changed. */
  updatedAt: Scalars['DateTime']['output'];
  visibility: MemberVisibility;
};


/** A person in a program. */
export type MemberReferralCodesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person in a program. */
export type MemberReferralsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type MemberConnection = {
  __typename?: 'MemberConnection';
  edges: Array<MemberEdge>;
  pageInfo: PageInfo;
};

export type MemberEdge = {
  __typename?: 'MemberEdge';
  cursor: Scalars['String']['output'];
  node: Member;
};

/** Whether a member may act. */
export type MemberStatus =
  /** Can read and act. */
  | 'ACTIVE'
  /** Can read and not act. What was promised before, such as a referral's reward, still comes. */
  | 'SUSPENDED';

/** How much of a member other members see. */
export type MemberVisibility =
  /**
   * The first word and the first letter or digit of the last: `Kim M.`. Blanks and signs (`/`, `(`, `@`, `·`, `.`) part words, hyphens and
   * apostrophes do not. A word with a Chinese, Japanese or Korean letter may be a whole name: it shows its first and its last
   * character, whatever else stands in it (`김*지`), of two the first (`李*`), and `*` as a last word of one. A name of one word in another
   * script is shown as it is, for it cannot be told from a nickname: `KimMinji` too. What cannot be seen of a name does
   * not count, nor do signs and emoji that decorate it: `🌸 Anna Lee` is `Anna L.`. Only a name without any letter or digit is made of them.
   */
  | 'FIRST_NAME_AND_INITIAL'
  /** The display name as it is. */
  | 'FULL'
  /** Nothing; the member stands in no public list. */
  | 'HIDDEN';

/** Why something waits for a moderator. */
export type ModerationCause =
  /** What shows of it was changed. */
  | 'EDITED'
  /** Members have reported it. */
  | 'REPORTED'
  /** It was handed in. */
  | 'SUBMITTED';

/** What a moderator decides. */
export type ModerationDecision =
  /** It may show as it is. Reports of it are answered by that. */
  | 'APPROVE'
  /** It does not show, for good. Of a change to something that shows: that stays as it was. */
  | 'REJECT'
  /** It does not show until its author has changed it. Of a change to something that shows: that stays as it was. */
  | 'REQUEST_CHANGES';

/** One decision. */
export type ModerationDecisionInput = {
  /** To approve: every line of the contest's `admissionChecklist`. */
  checked?: InputMaybe<Array<Scalars['String']['input']>>;
  decision: ModerationDecision;
  /** The `id` of the item. */
  itemId: Scalars['ID']['input'];
  /** 1 to 500 characters for the author. Needed for RULES. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** Needed unless it is approved. */
  reason?: InputMaybe<ModerationReason>;
  /** The `revision` that was looked at. */
  revision: Scalars['Int']['input'];
};

/** Something that waits for a moderator: one item for each thing, however many causes it has. It is gone once it was decided. */
export type ModerationItem = Node & {
  __typename?: 'ModerationItem';
  /** Why it waits. */
  causes: Array<ModerationCause>;
  /** The moderator who looks at it, by `actor` ids of members; null: nobody does. */
  claimedBy: Maybe<Scalars['ID']['output']>;
  /** Until when it is theirs; null: nobody's. */
  claimedUntil: Maybe<Scalars['DateTime']['output']>;
  /** The id of the contest that it belongs to. */
  groupId: Scalars['ID']['output'];
  id: Scalars['ID']['output'];
  kind: ModerationKind;
  /** How many members have reported it since it was last decided. */
  reportCount: Scalars['Int']['output'];
  /** The version of the subject that waits: give it with the decision, so that nothing is decided that was not looked at. */
  revision: Scalars['Int']['output'];
  /** What waits: an entry of a contest. */
  subject: Maybe<Node>;
  /** Since when the first of its causes waits. */
  waitingSince: Scalars['DateTime']['output'];
};

export type ModerationItemConnection = {
  __typename?: 'ModerationItemConnection';
  edges: Array<ModerationItemEdge>;
  pageInfo: PageInfo;
};

export type ModerationItemEdge = {
  __typename?: 'ModerationItemEdge';
  cursor: Scalars['String']['output'];
  node: ModerationItem;
};

/** What moderators look at. */
export type ModerationKind =
  /** Entries of contests. */
  | 'CONTEST_ENTRY';

/** Why a moderator decided so. The author reads it. */
export type ModerationReason =
  /** It advertises something else. */
  | 'ADVERTISING'
  /** It is dangerous to copy, or against the law. */
  | 'DANGEROUS'
  /** It insults, threatens or discriminates. */
  | 'OFFENSIVE'
  /** It is not what is asked for. */
  | 'OFF_TOPIC'
  /** It tells where people live or how to reach them. */
  | 'PERSONAL_DATA'
  /** It is somebody else's work, or shows somebody who has not agreed. */
  | 'RIGHTS'
  /** It breaks another of the rules; the note says which. */
  | 'RULES'
  /** Its words or its link cannot be read. */
  | 'UNREADABLE'
  /** It shows violence, nudity or what minors should not see. */
  | 'UNSUITABLE';

/** What became of one of the items of a request. */
export type ModerationResult = {
  __typename?: 'ModerationResult';
  /** Why it was refused; null when it was not. */
  error: Maybe<UserError>;
  /** The item after it; null when it is gone, as after a decision, and when it was refused. */
  item: Maybe<ModerationItem>;
  /** As it was sent. */
  itemId: Scalars['ID']['output'];
};

/** An amount of money in the smallest unit of its currency: 1999 USD cents, 15000 KRW. */
export type Money = {
  __typename?: 'Money';
  /** In the smallest unit of the currency. */
  amountMinor: Scalars['SafeInt']['output'];
  /** The program's currency. */
  currency: Scalars['CurrencyCode']['output'];
};

/** An amount of money in the smallest unit of its currency. */
export type MoneyInput = {
  /** Zero to 1,000,000,000,000. */
  amountMinor: Scalars['SafeInt']['input'];
  /** The program's own: another is refused with CURRENCY_MISMATCH. */
  currency: Scalars['CurrencyCode']['input'];
};

/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Approves a PENDING referral: it is rewarded when its holding period is over, at once when it is over already. Safe to repeat. Refused: NOT_FOUND, INVALID_STATE, INVALID_INPUT. */
  approveReferral: ApproveReferralPayload;
  /**
   * Attributes a friend to a code by hand. The code's dates and switch do not count, nor whether the friend has bought
   * before; the usage limit does. Sent again with the same code it answers the same referral; a friend whom a claim referred is
   * ALREADY_REFERRED, by whatever code. Refused, in this order:
   * INVALID_INPUT, PROGRAM_PAUSED, CODE_NOT_FOUND, CODE_LIMIT_REACHED, MEMBER_NOT_FOUND, SELF_REFERRAL, ALREADY_REFERRED,
   * MEMBER_SUSPENDED (the friend), ADVOCATE_UNAVAILABLE (suspended), MUTUAL_REFERRAL.
   */
  attributeReferral: AttributeReferralPayload;
  /** Gives a member points. Refused: MEMBER_NOT_FOUND, PROGRAM_PAUSED, IDEMPOTENCY_CONFLICT, INVALID_INPUT. */
  awardPoints: AwardPointsPayload;
  /** Calls off a contest whose result is not published, for ever and at once. Refused: NOT_FOUND, INVALID_INPUT, INVALID_STATE. */
  cancelContest: CancelContestPayload;
  /**
   * Makes up to 50 items the caller's for 10 minutes, so that no two moderators look at one. Each stands for itself. Refused, in a result's
   * `error`: INVALID_INPUT, NOT_FOUND, CLAIMED while it is another's, OWN_ENTRY for a moderator's own.
   */
  claimModerationItems: ClaimModerationItemsPayload;
  /**
   * The friend says whose code brought them. Sent again with the same code it answers the same referral, also when that has moved on since. Until the referral
   * qualifies or its window ends, a claim of another code that brings a later click moves the attribution there (under
   * FIRST_CLICK: an earlier click); the window then starts anew, and a limit of the first code has its use back. A code without
   * a click moves nothing, nor does a newer click of the code that the friend has; an attribution moves at most 5 times, and one made by hand never moves. After 20 codes that do not
   * exist, within an hour of the clock, a member's claims are THROTTLED until the next, but for one that was answered before.
   * Refused, in this order:
   * PROGRAM_PAUSED, NOT_JOINED, MEMBER_SUSPENDED, CODE_NOT_FOUND, CODE_INACTIVE, CODE_NOT_STARTED, CODE_EXPIRED,
   * CODE_LIMIT_REACHED, SELF_REFERRAL, ALREADY_REFERRED (what `referredBy` shows stays), NOT_NEW_CUSTOMER (at the first claim),
   * ADVOCATE_UNAVAILABLE (suspended), MUTUAL_REFERRAL.
   */
  claimReferral: ClaimReferralPayload;
  /** Closes a leaderboard for ever: a minute later nothing counts any more. It stays readable. Refused: NOT_FOUND. */
  closeLeaderboard: CloseLeaderboardPayload;
  /** Creates an API key. Refused: INVALID_INPUT. */
  createApiKey: CreateApiKeyPayload;
  /** Begins a draft. Refused: INVALID_INPUT, IDEMPOTENCY_CONFLICT, TOO_MANY_CONTESTS. */
  createContest: CreateContestPayload;
  /**
   * Begins an entry as a draft. Refused: INVALID_INPUT, IDEMPOTENCY_CONFLICT, NOT_FOUND, NOT_JOINED, MEMBER_SUSPENDED, PROGRAM_PAUSED,
   * SUBMISSION_NOT_OPEN, SUBMISSION_CLOSED, NOT_ELIGIBLE, TOO_MANY_ENTRIES, CONTENT_NOT_ALLOWED.
   */
  createContestEntry: CreateContestEntryPayload;
  /**
   * Defines a leaderboard. What happens from a minute later on counts at once; the past is added in the background, and members
   * see the board when that is done. Refused: INVALID_INPUT, TOO_MANY_LEADERBOARDS, IDEMPOTENCY_CONFLICT.
   */
  createLeaderboard: CreateLeaderboardPayload;
  /** Creates a program. Sent again with the same input it answers the program that is there. Refused: SLUG_TAKEN, CURRENCY_MISMATCH, INVALID_INPUT. */
  createProgram: CreateProgramPayload;
  /**
   * Makes a code; organizers can make one for a member also while the program is paused. A code of the caller's own choice is safe to ask for again: with the same settings it is answered as it is;
   * a generated one is another each time. Refused: INVALID_INPUT, PROGRAM_PAUSED, NOT_JOINED, MEMBER_SUSPENDED, MEMBER_NOT_FOUND, CODE_RESERVED,
   * TOO_MANY_CODES, CODE_TAKEN.
   */
  createReferralCode: CreateReferralCodePayload;
  /**
   * Decides up to 50 items. Each stands for itself: one that is refused stops no other. What the same moderator has decided already, in the
   * same way, is answered as decided. Refused, in a result's `error`: INVALID_INPUT, NOT_FOUND, CLAIMED while it is another's,
   * STALE_VERSION when it was changed since it was looked at, OWN_ENTRY for a moderator's own, INVALID_STATE.
   */
  decideModeration: DecideModerationPayload;
  /** Takes available points from a member. Refused: MEMBER_NOT_FOUND, INSUFFICIENT_POINTS, PROGRAM_PAUSED, IDEMPOTENCY_CONFLICT, INVALID_INPUT. */
  deductPoints: DeductPointsPayload;
  /** Takes an entry that was admitted out of the contest for ever: it shows without a rank. Refused: INVALID_INPUT, NOT_FOUND, INVALID_STATE. */
  disqualifyContestEntry: DisqualifyContestEntryPayload;
  /**
   * Puts closes and the result off, never to an earlier moment; it holds a minute later. Refused: NOT_FOUND, INVALID_INPUT,
   * INVALID_STATE unless it is published and open, CONTEST_TOO_LATE for a date that is over or will be within that minute.
   */
  extendContest: ExtendContestPayload;
  /**
   * Notes that the winner has a MANUAL prize, whether it was offered before or not. What is handed over already is answered as it is, with
   * the first note. Refused: NOT_FOUND, INVALID_INPUT, INVALID_STATE before the result is published, for points, and for a prize that waits
   * for a decision or that nobody gets.
   */
  handOverPrize: HandOverPrizePayload;
  /**
   * Holds the result back: it is not published by itself at its date, and `publishResult` still publishes it. For ever and at once. Refused:
   * NOT_FOUND, INVALID_INPUT, INVALID_STATE unless the contest is open or counted.
   */
  holdContestResult: HoldContestResultPayload;
  /**
   * Makes the caller a member. Safe to repeat: a member who is there already is answered unchanged, in a paused program
   * too. Refused: PROGRAM_PAUSED, INVALID_INPUT.
   */
  join: JoinPayload;
  /**
   * Notes that a MANUAL prize was offered to its winner. What is offered already is answered as it is, with the first note. Refused:
   * NOT_FOUND, INVALID_INPUT, INVALID_STATE before the result is published, for points, for a prize that waits for a decision or that
   * nobody gets, and for one that was handed over without an offer.
   */
  offerPrize: OfferPrizePayload;
  /**
   * Publishes a draft: from here on only `extendContest`, `restartContestRound` and `cancelContest` change it. Refused: NOT_FOUND,
   * INVALID_INPUT, INVALID_STATE for a contest that was called off, CONTEST_NOT_READY while `Contest.problems` has any, TOO_MANY_CONTESTS.
   */
  publishContest: PublishContestPayload;
  /**
   * Publishes the result of a contest as it was counted. It publishes itself at `Contest.resultsAt` unless it is held back. What is
   * published already is answered. Refused: NOT_FOUND, INVALID_INPUT, INVALID_STATE before the votes are counted, while they are counted anew
   * and for a contest that was called off, STALE_VERSION for another version than the one that was counted last.
   */
  publishResult: PublishResultPayload;
  /**
   * Records up to 100 events. Each stands for itself: one that is refused stops no other. A call that cannot record them all
   * in time fails as a whole with THROTTLED: sent again, what it did record answers DUPLICATE, in a paused program too. An event of the type that the
   * terms of the member's referral name, of at least their minimum, that happened within the referral's window, qualifies
   * it; what a member does while suspended does not, if it is recorded before the suspension ends. A refund of the purchase that qualified a referral voids it when nothing is left
   * of the purchase, or less than the minimum, whether or not the rewards were paid. Any event with an amount can be
   * refunded. Refused, in a result's `error` and in this order: INVALID_INPUT, SOURCE_NOT_ALLOWED, EVENT_CONFLICT, PROGRAM_PAUSED,
   * MEMBER_NOT_FOUND, CURRENCY_MISMATCH, EVENT_IN_FUTURE, EVENT_TOO_OLD, PURCHASE_NOT_FOUND, REFUND_EXCEEDS_PURCHASE.
   */
  recordEvents: RecordEventsPayload;
  /** Rejects an ATTRIBUTED, EXPIRED or PENDING referral and cancels its pending points. Safe to repeat. Refused: NOT_FOUND, INVALID_STATE, INVALID_INPUT. */
  rejectReferral: RejectReferralPayload;
  /**
   * Gives up to 50 items back. Each stands for itself; what is another's stays so. Refused, in a result's `error`: INVALID_INPUT,
   * NOT_FOUND.
   */
  releaseModerationItems: ReleaseModerationItemsPayload;
  /**
   * Has ballots count that are HELD. What is released stays so; who is struck or suspended besides counts once that is over. Refused:
   * INVALID_INPUT, NOT_FOUND, INVALID_STATE for a draft, after the result, and for a contest that was called off.
   */
  releaseVotes: ReleaseVotesPayload;
  /**
   * Reports an entry to the moderators: once for each member and entry; what is sent again changes nothing. Refused: INVALID_INPUT,
   * NOT_FOUND, NOT_JOINED, MEMBER_SUSPENDED, PROGRAM_PAUSED, OWN_ENTRY.
   */
  reportContestEntry: ReportContestEntryPayload;
  /**
   * Begins a round anew whose vote is open, a minute later: everybody votes again, and what was given before stays readable and does not
   * count. Refused: NOT_FOUND, INVALID_INPUT, INVALID_STATE for another attempt and unless its vote is open, CONTEST_TOO_LATE
   * unless an hour of its vote is left by then.
   */
  restartContestRound: RestartContestRoundPayload;
  /**
   * Has the votes of members count again that were struck, from a minute later on. Who is not struck stays so. Refused: INVALID_INPUT,
   * NOT_FOUND, MEMBER_NOT_FOUND, INVALID_STATE for a draft, after the result, and for a contest that was called off.
   */
  restoreVotes: RestoreVotesPayload;
  /**
   * Undoes an entry with a new one, whoever made it. A reversed spend or deduction pays what the member owes and gives the rest back to the
   * points that it was taken from, with their expiry, also where that is over. A reversed earning is taken from its own points first, then from
   * those that expire first. Points of it that expired unused are not taken a second time: they no longer count as earned,
   * nor as expired. What was used of it is owed, and nobody owes more than they have spent and had deducted.
   * Refused: NOT_FOUND, ALREADY_REVERSED, INVALID_STATE, PROGRAM_PAUSED, IDEMPOTENCY_CONFLICT, INVALID_INPUT.
   */
  reversePointEntry: ReversePointEntryPayload;
  /** Revokes an API key at once and for ever. Safe to repeat. Refused: NOT_FOUND. */
  revokeApiKey: RevokeApiKeyPayload;
  /**
   * Chooses the entries of the second round, after the first is over; until a minute before the second opens it can be chosen anew. Where
   * none were chosen by then, it can be done once while the second is open. The same ones sent again are answered, whatever became of
   * them. Refused: INVALID_INPUT, NOT_FOUND, INVALID_STATE, CONTEST_TOO_LATE, ENTRY_NOT_IN_ROUND for one that is not in the contest.
   */
  selectFinalists: SelectFinalistsPayload;
  /** Sets the rules and rights of a draft in one language, or takes the language away. Refused: NOT_FOUND, INVALID_INPUT, INVALID_STATE once it is published. */
  setContestTerms: SetContestTermsPayload;
  /**
   * Suspends a member (who can then read and not act) or reinstates one. Safe to repeat. Refused: MEMBER_NOT_FOUND,
   * INVALID_INPUT.
   */
  setMemberStatus: SetMemberStatusPayload;
  /** Pauses the program or lets it go on. Safe to repeat. Other instances follow within 30 seconds. */
  setProgramStatus: SetProgramStatusPayload;
  /**
   * Says where the tokens of the program that the address names come from: whoever holds the issuer's keys can be any member and
   * any role. Other instances follow within 30 seconds; from then on nothing of the policy before is accepted, its keys neither.
   * Safe to repeat. Refused: INVALID_INPUT.
   */
  setTokenPolicy: SetTokenPolicyPayload;
  /**
   * Spends a member's points, those that expire first: for a checkout that takes points. Refused: MEMBER_NOT_FOUND,
   * MEMBER_SUSPENDED, INSUFFICIENT_POINTS, PROGRAM_PAUSED, IDEMPOTENCY_CONFLICT, INVALID_INPUT.
   */
  spendPoints: SpendPointsPayload;
  /**
   * Strikes the votes of members in a contest, present and later ones: from a minute later on they do not count. Their entries are not
   * touched. Who is struck for the same reason already stays so; another reason takes the place of the one before. Refused: INVALID_INPUT,
   * NOT_FOUND, MEMBER_NOT_FOUND (nobody is struck then), INVALID_STATE for a draft, after the result, and for a contest that was called off.
   */
  strikeVotes: StrikeVotesPayload;
  /**
   * Hands an entry in, or a change of it, and agrees to the terms. What is handed in already is answered as it is. Refused: INVALID_INPUT, NOT_FOUND,
   * NOT_JOINED, MEMBER_SUSPENDED, PROGRAM_PAUSED, SUBMISSION_CLOSED, INVALID_STATE, ENTRY_LOCKED, NOT_ELIGIBLE.
   */
  submitContestEntry: SubmitContestEntryPayload;
  /**
   * Changes a draft, which need not be whole: `Contest.problems` tells all that is missing. Refused: NOT_FOUND, INVALID_INPUT,
   * INVALID_STATE once it is published.
   */
  updateContest: UpdateContestPayload;
  /**
   * Changes what an entry consists of. Of an entry that shows, what shows stays until the change was handed in with `submitContestEntry` and
   * admitted. Refused: INVALID_INPUT, NOT_FOUND, NOT_JOINED, MEMBER_SUSPENDED, PROGRAM_PAUSED, SUBMISSION_CLOSED, INVALID_STATE,
   * ENTRY_LOCKED once a vote has opened on it, CONTENT_NOT_ALLOWED.
   */
  updateContestEntry: UpdateContestEntryPayload;
  /** Changes a leaderboard's name, its window of visibility, or the number of its shards. Refused: NOT_FOUND, INVALID_INPUT. */
  updateLeaderboard: UpdateLeaderboardPayload;
  /**
   * Changes a member's profile and externalId. Members cannot set their own externalId: whoever could would receive
   * another customer's rewards. While the program is paused only organizers and owners may. Refused: MEMBER_NOT_FOUND,
   * EXTERNAL_ID_TAKEN, PROGRAM_PAUSED, INVALID_INPUT.
   */
  updateMember: UpdateMemberPayload;
  /**
   * Changes the caller's own profile. Visibility can be changed 4 times a day; organizers and owners are not counted. Refused:
   * NOT_JOINED, MEMBER_SUSPENDED, PROGRAM_PAUSED, TOO_MANY_VISIBILITY_CHANGES, INVALID_INPUT.
   */
  updateProfile: UpdateProfilePayload;
  /**
   * Changes the settings that are given of the program that the address names. Other instances follow within 30 seconds.
   * Refused: CURRENCY_MISMATCH, INVALID_INPUT.
   */
  updateProgram: UpdateProgramPayload;
  /**
   * Changes a code of the caller's own; organizers can change any, also while the program is paused. Links follow within 30
   * seconds, claims at once. Refused: INVALID_INPUT, PROGRAM_PAUSED, NOT_JOINED, MEMBER_SUSPENDED, CODE_NOT_FOUND.
   */
  updateReferralCode: UpdateReferralCodePayload;
  /**
   * Takes the points of a REWARDED referral back from both people; what was spent of them is owed. The advocate's cap has
   * room for one more again. For one that is not rewarded yet there is `rejectReferral`. Safe to repeat: a VOIDED referral is
   * answered as it is. Refused: NOT_FOUND, INVALID_STATE, INVALID_INPUT.
   */
  voidReferral: VoidReferralPayload;
  /**
   * Sets how many votes an entry has of the caller in this round or on this day. What stands already is answered as it stands, after the close too;
   * so the same vote may be sent again at any time. The moment decides at which it is taken: a millisecond before the close counts. Refused:
   * INVALID_INPUT, NOT_FOUND, NOT_JOINED, MEMBER_SUSPENDED, PROGRAM_PAUSED, VOTING_NOT_OPEN, VOTING_CLOSED, STALE_VERSION, NOT_ELIGIBLE,
   * OWN_ENTRY, ENTRY_NOT_IN_ROUND (also for an entry that is not there: what does not show is not told apart), ENTRY_LIMIT, NO_VOTES_LEFT, and INVALID_STATE where what was given cannot be changed.
   */
  vote: VotePayload;
  /**
   * Takes an entry back for ever, in any phase before the result is published. Its votes can be given to others. Refused: INVALID_INPUT, NOT_FOUND,
   * NOT_JOINED, MEMBER_SUSPENDED, PROGRAM_PAUSED, INVALID_STATE.
   */
  withdrawContestEntry: WithdrawContestEntryPayload;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationApproveReferralArgs = {
  input: ApproveReferralInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationAttributeReferralArgs = {
  input: AttributeReferralInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationAwardPointsArgs = {
  input: AwardPointsInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationCancelContestArgs = {
  input: CancelContestInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationClaimModerationItemsArgs = {
  input: ClaimModerationItemsInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationClaimReferralArgs = {
  input: ClaimReferralInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationCloseLeaderboardArgs = {
  input: CloseLeaderboardInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationCreateContestArgs = {
  input: CreateContestInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationCreateContestEntryArgs = {
  input: CreateContestEntryInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationCreateLeaderboardArgs = {
  input: CreateLeaderboardInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationCreateProgramArgs = {
  input: CreateProgramInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationCreateReferralCodeArgs = {
  input: CreateReferralCodeInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationDecideModerationArgs = {
  input: DecideModerationInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationDeductPointsArgs = {
  input: DeductPointsInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationDisqualifyContestEntryArgs = {
  input: DisqualifyContestEntryInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationExtendContestArgs = {
  input: ExtendContestInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationHandOverPrizeArgs = {
  input: HandOverPrizeInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationHoldContestResultArgs = {
  input: HoldContestResultInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationJoinArgs = {
  input: JoinInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationOfferPrizeArgs = {
  input: OfferPrizeInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationPublishContestArgs = {
  input: PublishContestInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationPublishResultArgs = {
  input: PublishResultInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationRecordEventsArgs = {
  input: RecordEventsInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationRejectReferralArgs = {
  input: RejectReferralInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationReleaseModerationItemsArgs = {
  input: ReleaseModerationItemsInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationReleaseVotesArgs = {
  input: ReleaseVotesInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationReportContestEntryArgs = {
  input: ReportContestEntryInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationRestartContestRoundArgs = {
  input: RestartContestRoundInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationRestoreVotesArgs = {
  input: RestoreVotesInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationReversePointEntryArgs = {
  input: ReversePointEntryInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationRevokeApiKeyArgs = {
  input: RevokeApiKeyInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationSelectFinalistsArgs = {
  input: SelectFinalistsInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationSetContestTermsArgs = {
  input: SetContestTermsInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationSetMemberStatusArgs = {
  input: SetMemberStatusInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationSetProgramStatusArgs = {
  input: SetProgramStatusInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationSetTokenPolicyArgs = {
  input: SetTokenPolicyInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationSpendPointsArgs = {
  input: SpendPointsInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationStrikeVotesArgs = {
  input: StrikeVotesInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationSubmitContestEntryArgs = {
  input: SubmitContestEntryInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationUpdateContestArgs = {
  input: UpdateContestInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationUpdateContestEntryArgs = {
  input: UpdateContestEntryInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationUpdateLeaderboardArgs = {
  input: UpdateLeaderboardInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationUpdateMemberArgs = {
  input: UpdateMemberInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationUpdateProgramArgs = {
  input: UpdateProgramInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationUpdateReferralCodeArgs = {
  input: UpdateReferralCodeInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationVoidReferralArgs = {
  input: VoidReferralInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationVoteArgs = {
  input: VoteInput;
};


/** What can be done. Each takes one `input` and answers a payload with `userErrors`. */
export type MutationWithdrawContestEntryArgs = {
  input: WithdrawContestEntryInput;
};

/** Anything that can be fetched again by its id. */
export type Node = {
  /** Opaque and unique in the deployment. Its prefix says the kind: `mem_…`, `ref_…`. */
  id: Scalars['ID']['output'];
};

export type OfferPrizeInput = {
  /** The `id` of an entry of a contest whose result is published. */
  entryId: Scalars['ID']['input'];
  /** 1 to 100 characters, which organizers and owners alone read. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The `ResultAward.index` of a MANUAL prize that it has won, from 0. */
  prize: Scalars['Int']['input'];
};

export type OfferPrizePayload = {
  __typename?: 'OfferPrizePayload';
  award: Maybe<ResultAward>;
  userErrors: Array<UserError>;
};

/** Where a page of a connection stands. Lists are read forward: from one page to the next. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last edge: give it as `after` to read the next page. Null on an empty page. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** True: there is more after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True for a page that was asked for with `after`: others came before it, though they may have left the list since. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge. Null on an empty page. */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** A member's points. Every number is computed for this moment: expired points never count. */
export type PointAccount = Node & {
  __typename?: 'PointAccount';
  /** Points that can be spent now. */
  available: Scalars['SafeInt']['output'];
  /** What the available points consist of, first to expire first. */
  availableByExpiry: Array<PointsByExpiry>;
  /** Points that a reversal could not take back; later earnings, and spends that are undone, pay them first. */
  debt: Scalars['SafeInt']['output'];
  /** Everything that ever changed the account, newest first. `first` is 1 to 100. */
  entries: PointEntryConnection;
  /** One for each member, for ever. */
  id: Scalars['ID']['output'];
  /** All points ever earned, less earnings reversed. */
  lifetimeEarned: Scalars['SafeInt']['output'];
  /** All points that expired unspent, less those whose earning was undone since. */
  lifetimeExpired: Scalars['SafeInt']['output'];
  /** All points ever spent, less spends reversed. */
  lifetimeSpent: Scalars['SafeInt']['output'];
  /** Points promised and held, such as a reward in its holding period. */
  pending: Scalars['SafeInt']['output'];
};


/** A member's points. Every number is computed for this moment: expired points never count. */
export type PointAccountEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** What an entry of points is for: a kind, and which one of it. */
export type PointCause = {
  __typename?: 'PointCause';
  /**
   * Of REFERRAL_ADVOCATE and REFERRAL_FRIEND, the `id` of the referral; of CONTEST_PRIZE, the `id` of the contest's entry that won it; null
   * of MANUAL and EXPIRY.
   */
  causeId: Maybe<Scalars['ID']['output']>;
  kind: PointCauseKind;
};

/** What kind of thing an entry is for. */
export type PointCauseKind =
  /** A prize of a contest. */
  | 'CONTEST_PRIZE'
  /** The end of the month that the points were good for. */
  | 'EXPIRY'
  /** By hand, or by a partner's call. */
  | 'MANUAL'
  /** A referral, for the advocate. */
  | 'REFERRAL_ADVOCATE'
  /** A referral, for the friend. */
  | 'REFERRAL_FRIEND';

/** One line of the ledger. Written once and never changed. */
export type PointEntry = Node & {
  __typename?: 'PointEntry';
  /** What it did to the available points (before expiry). */
  availableChange: Scalars['SafeInt']['output'];
  /** What it is for. */
  cause: PointCause;
  /** When it was written. */
  createdAt: Scalars['DateTime']['output'];
  /** What it did to the points that the member owes. */
  debtChange: Scalars['SafeInt']['output'];
  id: Scalars['ID']['output'];
  kind: PointEntryKind;
  /** 1, 2, 3 … for each account, without gaps. */
  number: Scalars['Int']['output'];
  /** What it did to the pending points. */
  pendingChange: Scalars['SafeInt']['output'];
  /** How many points it is about, without a sign. */
  points: Scalars['SafeInt']['output'];
  /** Why, in the words of whoever asked for it; of a prize, what it is called. */
  reason: Maybe<Scalars['String']['output']>;
  /** The id of the entry that it undoes, activates or cancels. */
  relatedEntryId: Maybe<Scalars['ID']['output']>;
};

export type PointEntryConnection = {
  __typename?: 'PointEntryConnection';
  edges: Array<PointEntryEdge>;
  pageInfo: PageInfo;
};

export type PointEntryEdge = {
  __typename?: 'PointEntryEdge';
  cursor: Scalars['String']['output'];
  node: PointEntry;
};

/** What an entry does to its account. */
export type PointEntryKind =
  /** Pending points become available. */
  | 'ACTIVATE'
  /** Pending points are taken away. */
  | 'CANCEL'
  /** Points taken away by an organizer. */
  | 'DEDUCT'
  /** Points earned and available at once. */
  | 'EARN'
  /** Points promised: pending. */
  | 'EARN_PENDING'
  /** Points whose month is over. */
  | 'EXPIRE'
  /** Another entry undone; `relatedEntryId` names it. What its changes do not say of an earning's points had expired. */
  | 'REVERSE'
  /** Points spent. */
  | 'SPEND';

/** How the program's points are called and how long they last. */
export type PointPolicy = {
  __typename?: 'PointPolicy';
  /** Points are good to the end of the calendar month this many months after they were earned (1 to 36); null: for ever. */
  expiryMonths: Maybe<Scalars['Int']['output']>;
  /** What the program calls its points. */
  pointName: Scalars['String']['output'];
};

/** How the program's points are to be called and how long they last. */
export type PointPolicyInput = {
  /** 1 to 36; null: points never expire. */
  expiryMonths?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 40 characters. */
  pointName: Scalars['String']['input'];
};

/** What the program has issued and what it still owes its members. From the stream: seconds behind, exact at rest. */
export type PointTotals = {
  __typename?: 'PointTotals';
  /** Points that members owe after reversals. */
  debt: Scalars['SafeInt']['output'];
  /** Points that expired unspent. */
  expired: Scalars['SafeInt']['output'];
  /** Points earned by members, less earnings taken back by reversals and by deductions. (A member's `lifetimeEarned` stays as it is when an organizer deducts.) */
  netIssued: Scalars['SafeInt']['output'];
  /** `netIssued` less spent and expired, plus debt: available points in members' hands. */
  outstanding: Scalars['SafeInt']['output'];
  /** Points promised and not yet available. */
  pending: Scalars['SafeInt']['output'];
  /** Points spent, less spends reversed. */
  spent: Scalars['SafeInt']['output'];
};

/** Available points that expire together. */
export type PointsByExpiry = {
  __typename?: 'PointsByExpiry';
  /** The instant from which they no longer count; null: never. */
  expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** How many are left of them. */
  points: Scalars['SafeInt']['output'];
};

/** What an organizer has noted of a prize. */
export type PrizeMark = {
  __typename?: 'PrizeMark';
  /** When it was noted first. */
  at: Scalars['DateTime']['output'];
  /** In the organizer's words; organizers and owners alone read it. */
  note: Maybe<Scalars['String']['output']>;
};

/** What has become of a prize that was won. */
export type PrizeState =
  /** It is to be paid, within minutes of the publication, or to be offered by the organizer. */
  | 'DUE'
  /** The winner has it. */
  | 'HANDED_OVER'
  /** It was decided that nobody gets it. */
  | 'NOBODY'
  /** The organizer has told the winner. */
  | 'OFFERED'
  /** The points are booked: `PointEntry.cause` names the entry of the contest. */
  | 'PAID'
  /** An organizer has to decide: the winner is suspended or has left, or a prize that is no points was won by several who share a rank. */
  | 'WAITING';

/** One brand's advocacy program: the tenant. The address of a request names it: `POST /{slug}/graphql`. */
export type Program = Node & {
  __typename?: 'Program';
  /**
   * The hosts that members' pictures may be on: `cdn.example.com` is that host alone, `*.example.com` every host below it;
   * null: any public host. A picture that a member had before stays with the member; where other members see it, it
   * is null while its host is not among these.
   */
  avatarHosts: Maybe<Array<Scalars['String']['output']>>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** The one currency of the program's money. Never changes. */
  currency: Scalars['CurrencyCode']['output'];
  id: Scalars['ID']['output'];
  /** Where referral links land. */
  landingUrl: Scalars['Url']['output'];
  /** BCP 47 tag of the program's language in its canonical form, such as `ko-KR`. */
  locale: Scalars['String']['output'];
  /** The brand's name, as people read it. */
  name: Scalars['String']['output'];
  /** How the points are called and how long they last. */
  pointPolicy: PointPolicy;
  /** The terms of referrals. */
  referralPolicy: ReferralPolicy;
  /** The picture that chats show of a referral link, best 1,200 by 630 pixels; null: the advocate's own, where others see it. */
  shareImageUrl: Maybe<Scalars['Url']['output']>;
  /** The program's part of every address. Never changes. */
  slug: Scalars['String']['output'];
  status: ProgramStatus;
  /** IANA name in its usual capitals, such as `Asia/Seoul`. Days and months begin in it. Never changes. */
  timeZone: Scalars['String']['output'];
  /** Where the program's tokens come from. */
  tokenPolicy: TokenPolicy;
  /** When its settings or its status last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

export type ProgramConnection = {
  __typename?: 'ProgramConnection';
  edges: Array<ProgramEdge>;
  pageInfo: PageInfo;
};

export type ProgramEdge = {
  __typename?: 'ProgramEdge';
  cursor: Scalars['String']['output'];
  node: Program;
};

/** Whether a program goes on. */
export type ProgramStatus =
  /** Members can act. */
  | 'ACTIVE'
  /**
   * Members and partners can read and not act; nobody awards, spends or attributes. Organizers still approve, reject and void, make
   * and change codes, suspend and change settings. Due work (holding periods, expiry) goes on.
   */
  | 'PAUSED';

export type PublishContestInput = {
  /** The `id` of a contest that is a draft. */
  contestId: Scalars['ID']['input'];
};

export type PublishContestPayload = {
  __typename?: 'PublishContestPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

export type PublishResultInput = {
  /** The `id` of a contest whose votes are counted. */
  contestId: Scalars['ID']['input'];
  /** The `ContestResult.version` to publish: that of `Contest.countedResult`. */
  version: Scalars['Int']['input'];
};

export type PublishResultPayload = {
  __typename?: 'PublishResultPayload';
  result: Maybe<ContestResult>;
  userErrors: Array<UserError>;
};

/** What can be read. */
export type Query = {
  __typename?: 'Query';
  /** The program's API keys, newest first, revoked ones included. `first` is 1 to 100. */
  apiKeys: ApiKeyConnection;
  /** A contest. Null when the program has none such, or none that the caller may see. */
  contest: Maybe<Contest>;
  /** Drafts of contests, latest first. `first` is 1 to 100. */
  contestDrafts: ContestConnection;
  /** An entry of a contest. Null when the program has none such, or none that the caller may see. */
  contestEntry: Maybe<ContestEntry>;
  /**
   * Contests that were published, latest first; those that the caller may not see are left out, so that a page may have fewer than asked
   * for and still have one after it. `first` is 1 to 100.
   */
  contests: ContestConnection;
  /**
   * The program's counters by day, oldest first; days on which nothing happened are left out. At most 366 days, `from` and `to` included. Seconds
   * behind, exact at rest.
   */
  dailyReferralStats: Array<DailyReferralStats>;
  /**
   * What a friend sees of a code, as they would type it, before the claim; null when there is none. One in a request. It follows changes of
   * the code and the program within 30 seconds.
   */
  invitation: Maybe<Invitation>;
  /** A leaderboard. Null when the program has none such, or when it is not visible to the caller yet or any more. */
  leaderboard: Maybe<Leaderboard>;
  /** The leaderboards that the caller may see. `first` is 1 to 100. */
  leaderboards: LeaderboardConnection;
  /** The caller's own membership; null before `join`. */
  me: Maybe<Member>;
  /** A member by id or by externalId (give exactly one); null when there is none. */
  member: Maybe<Member>;
  /** The program's members, latest joined first. `first` is 1 to 100. */
  members: MemberConnection;
  /**
   * What waits for a moderator, longest waiting first. What the filters leave out is missing from its page, so that a page may have fewer
   * than asked for and still have one after it. `first` is 1 to 100.
   */
  moderationQueue: ModerationItemConnection;
  /** Any object of the program by its id, or null when the program has none such (or the caller may not see it). */
  node: Maybe<Node>;
  /** The program's points in total. */
  pointTotals: PointTotals;
  /** The program that the address names. Null at the operator's address. */
  program: Maybe<Program>;
  /** Every program of the deployment, by slug. `first` is 1 to 100. */
  programs: ProgramConnection;
  /** A referral by its id; null when there is none. */
  referral: Maybe<Referral>;
  /** A code as a friend would type it; null when there is none. */
  referralCode: Maybe<ReferralCode>;
  /** Referrals that wait for an organizer's approval after their holding period, longest waiting first. `first` is 1 to 100. */
  referralsAwaitingApproval: ReferralConnection;
};


/** What can be read. */
export type QueryApiKeysArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryContestArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryContestDraftsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryContestEntryArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryContestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryDailyReferralStatsArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
};


/** What can be read. */
export type QueryInvitationArgs = {
  code: Scalars['String']['input'];
};


/** What can be read. */
export type QueryLeaderboardArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryLeaderboardsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryMemberArgs = {
  externalId?: InputMaybe<Scalars['String']['input']>;
  id?: InputMaybe<Scalars['ID']['input']>;
};


/** What can be read. */
export type QueryMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryModerationQueueArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  cause?: InputMaybe<ModerationCause>;
  first?: InputMaybe<Scalars['Int']['input']>;
  groupId?: InputMaybe<Scalars['ID']['input']>;
  kind: ModerationKind;
  unclaimed?: InputMaybe<Scalars['Boolean']['input']>;
};


/** What can be read. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryProgramsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryReferralArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryReferralCodeArgs = {
  code: Scalars['String']['input'];
};


/** What can be read. */
export type QueryReferralsAwaitingApprovalArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** What a record is of. */
export type RankedSubject = {
  __typename?: 'RankedSubject';
  /** The member's picture; null for a code and for an entry, for members who are hidden or have none, and where its host is not one of the program's `avatarHosts`. */
  avatarUrl: Maybe<Scalars['Url']['output']>;
  kind: LeaderboardSubject;
  /** The member's name as other members see it, or the code as it is displayed, or the title of the entry; null when hidden or not given. */
  publicName: Maybe<Scalars['String']['output']>;
  /** The id of the member, of the referral code or of the entry. */
  subjectId: Scalars['ID']['output'];
};

export type ReadsIfGiven = {
  argument: Scalars['String']['input'];
  /** Fields of what it finds that need no call of their own then. */
  brings?: Array<Scalars['String']['input']>;
  trips: Scalars['Int']['input'];
};

/** What became of one event, at the place of the event in the call. */
export type RecordEventResult = {
  __typename?: 'RecordEventResult';
  /** Why it was rejected; null when it was not. */
  error: Maybe<UserError>;
  /** As it is recorded: trimmed and composed (NFC). As it was sent where the event is not well formed; of one that is too long, the beginning and the end. */
  externalEventId: Scalars['String']['output'];
  /** The referral that it moved. */
  referralId: Maybe<Scalars['ID']['output']>;
  /** Its state after the event. */
  referralState: Maybe<ReferralState>;
  status: RecordEventStatus;
};

/** What became of an event. */
export type RecordEventStatus =
  /** It had been recorded before; nothing was done. */
  | 'DUPLICATE'
  /** Recorded, with everything that follows from it. */
  | 'RECORDED'
  /** Not recorded; `error` says why. It may be corrected and sent again under the same id. */
  | 'REJECTED';

export type RecordEventsInput = {
  /** 1 to 100. Events of one member are taken in the order of the list. */
  events: Array<EventInput>;
};

export type RecordEventsPayload = {
  __typename?: 'RecordEventsPayload';
  /** One for each event, in the order of the call. */
  results: Array<RecordEventResult>;
  /** About the call as a whole, such as more than 100 events. */
  userErrors: Array<UserError>;
};

/** An advocate brought a friend. A friend is referred at most once in a program. */
export type Referral = Node & {
  __typename?: 'Referral';
  /** For organizers in full; for the friend and the advocate their public names. */
  advocate: ReferralPerson;
  /**
   * What the advocate was promised: 0 before it qualifies, when the cap was reached, and for one who was suspended. Pending, available
   * or gone again, as `state` says.
   */
  advocatePoints: Scalars['Int']['output'];
  /** True: the advocate was suspended when the qualifying event happened, and still was when it was recorded. */
  advocateSuspended: Scalars['Boolean']['output'];
  /** When the friend was attributed to `code`. */
  attributedAt: Scalars['DateTime']['output'];
  /**
   * To whom the friend was attributed, and when, oldest first: at most six. The present one is that of `code` and `attributedAt`; a
   * purchase of an earlier one that is reported late makes that the present one.
   * # At most: the first, and one for each of five moves by clicks.
   */
  attributions: Array<ReferralAttribution>;
  /**
   * Where the link was shared that the friend followed: of all taps of that day before the claim, by the terms LAST_CLICK the latest
   * one's, by FIRST_CLICK the first one's. Null without a click.
   */
  channel: Maybe<ShareChannel>;
  /** The code that the friend was attributed to last, as it is displayed. */
  code: Scalars['String']['output'];
  /** As `advocate`. */
  friend: ReferralPerson;
  /** What the friend gets or got: 0 before it qualifies. */
  friendPoints: Scalars['Int']['output'];
  /** Until when the rewards are held: the holding period counted from the qualifying event. */
  heldUntil: Maybe<Scalars['DateTime']['output']>;
  /** Every step, oldest first. */
  history: Array<ReferralStep>;
  id: Scalars['ID']['output'];
  /** True: waits for an organizer, now or when the holding period is over. */
  needsApproval: Scalars['Boolean']['output'];
  /** When the qualifying event was recorded. */
  qualifiedAt: Maybe<Scalars['DateTime']['output']>;
  /** True: the advocate had no reward left in the period in which the referral qualified. */
  rewardCapReached: Scalars['Boolean']['output'];
  /** When both got their points; null: not yet. */
  rewardedAt: Maybe<Scalars['DateTime']['output']>;
  state: ReferralState;
  /** Until when a qualifying event counts: when it happened decides, not when it was reported. */
  windowEndsAt: Scalars['DateTime']['output'];
};

/** Whose doing a step of a referral was. */
export type ReferralActor =
  /** The friend, by a claim. */
  | 'FRIEND'
  /** An organizer or an owner. */
  | 'ORGANIZER'
  /** A partner's back end, by an event. */
  | 'PARTNER'
  /** Time: the end of a holding period or of a window. */
  | 'SYSTEM';

/** A friend was attributed to a code, and so to its advocate, for a time. */
export type ReferralAttribution = {
  __typename?: 'ReferralAttribution';
  /** Whose code it was. */
  advocate: ReferralPerson;
  /** As it is displayed. */
  code: Scalars['String']['output'];
  /** When the next one began; null for the last. */
  endedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it began. */
  startedAt: Scalars['DateTime']['output'];
  /** Until when a qualifying event would have counted, had no other attribution begun before. */
  windowEndsAt: Scalars['DateTime']['output'];
};

/**
 * A code that an advocate shares. Case, width, dashes, blanks and look-alikes do not count: `o` reads as `0`, `i` and `l` as `1`.
 * Advocate and friend are what others call referrer and referee.
 */
export type ReferralCode = Node & {
  __typename?: 'ReferralCode';
  /** False: it was switched off. */
  active: Scalars['Boolean']['output'];
  /** As the advocate wrote it, in letters a to z and digits of plain width and with plain hyphens; or as it was generated. */
  code: Scalars['String']['output'];
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /**
   * Clicks and referrals by day in the program's time zone, oldest first; days on which nothing happened are left out. At
   * most 366 days, `from` and `to` included. Seconds behind, exact at rest.
   */
  dailyStats: Array<DailyReferralStats>;
  /** Until when it can be claimed; null: without end. */
  endsAt: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  /** What it is for, in the advocate's words. */
  label: Maybe<Scalars['String']['output']>;
  /** The link to share. Append `?ch=<channel>` to count channels. */
  link: Scalars['String']['output'];
  /** From when it can be claimed; null: at once. */
  startsAt: Maybe<Scalars['DateTime']['output']>;
  /** What the code itself would answer a claim now. */
  status: ReferralCodeStatus;
  /** How many referrals use it: all but those that have expired, were rejected or moved away. Seconds behind, exact at rest. */
  usageCount: Scalars['Int']['output'];
  /**
   * How many referrals may use it, exactly: a claim past it is refused. A use is given back when the referral expires, is rejected or
   * moves to another code; a purchase of its time that is reported afterwards takes it again, past the limit if need be. One
   * that was given to a code without a limit counts from then on. Null: any number.
   */
  usageLimit: Maybe<Scalars['Int']['output']>;
  /** How many claims its limit still admits, at this moment, exactly: 0 also past it; null without a limit. Not always `usageLimit` less `usageCount`, which comes seconds later and counts uses of earlier limits too. */
  usageRemaining: Maybe<Scalars['Int']['output']>;
};


/**
 * A code that an advocate shares. Case, width, dashes, blanks and look-alikes do not count: `o` reads as `0`, `i` and `l` as `1`.
 * Advocate and friend are what others call referrer and referee.
 */
export type ReferralCodeDailyStatsArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
};

export type ReferralCodeConnection = {
  __typename?: 'ReferralCodeConnection';
  edges: Array<ReferralCodeEdge>;
  pageInfo: PageInfo;
};

export type ReferralCodeEdge = {
  __typename?: 'ReferralCodeEdge';
  cursor: Scalars['String']['output'];
  node: ReferralCode;
};

/** What a claim would meet of the code itself now. The program, the advocate and the friend have their part too: `invitation` knows the first two. */
export type ReferralCodeStatus =
  /** The code admits a claim. */
  | 'CLAIMABLE'
  /** Its end has passed. */
  | 'EXPIRED'
  /** It was switched off. */
  | 'INACTIVE'
  /** It has been used as often as it may be. */
  | 'LIMIT_REACHED'
  /** Its start has not come yet. */
  | 'NOT_STARTED';

export type ReferralConnection = {
  __typename?: 'ReferralConnection';
  edges: Array<ReferralEdge>;
  pageInfo: PageInfo;
};

export type ReferralEdge = {
  __typename?: 'ReferralEdge';
  cursor: Scalars['String']['output'];
  node: Referral;
};

/** The advocate or the friend of a referral. */
export type ReferralPerson = {
  __typename?: 'ReferralPerson';
  /** The member itself, for organizers. */
  member: Maybe<Member>;
  /** The `id` of the member. */
  memberId: Scalars['ID']['output'];
  /** By the member's visibility; null when hidden or not given. */
  publicName: Maybe<Scalars['String']['output']>;
};

/** The terms of referrals. A change applies to referrals attributed after it: each keeps the terms it was made under. */
export type ReferralPolicy = {
  __typename?: 'ReferralPolicy';
  /** What the advocate gets for a referral. */
  advocatePoints: Scalars['Int']['output'];
  approvalMode: ApprovalMode;
  attributionModel: AttributionModel;
  /** How many referrals an advocate is rewarded for; null: any number. */
  cap: Maybe<RewardCap>;
  /** What the friend gets for being referred. */
  friendPoints: Scalars['Int']['output'];
  /** Days that the rewards are held after the qualifying event, for refunds to come in (0 to 90). */
  holdingPeriodDays: Scalars['Int']['output'];
  /** The least amount that qualifies; null: any, also none. */
  minimumAmount: Maybe<Money>;
  /**
   * True: a friend with an event of the qualifying type before the first claim is NOT_NEW_CUSTOMER, or ends the referral when it is reported
   * later. The terms of the first claim decide, wherever the attribution has moved since.
   */
  newCustomersOnly: Scalars['Boolean']['output'];
  /** Type of the event that qualifies a referral: `PURCHASE` or a custom type. */
  qualifyingEventType: Scalars['String']['output'];
  /** Days from attribution in which the qualifying event must happen; also how old a click may be. */
  windowDays: Scalars['Int']['output'];
};

/** The terms of referrals attributed from now on. */
export type ReferralPolicyInput = {
  /** 0 to 1,000,000. */
  advocatePoints: Scalars['Int']['input'];
  approvalMode?: ApprovalMode;
  attributionModel?: AttributionModel;
  cap?: InputMaybe<RewardCapInput>;
  /** 0 to 1,000,000. */
  friendPoints: Scalars['Int']['input'];
  /** 0 to 90. */
  holdingPeriodDays?: Scalars['Int']['input'];
  /** In the program's currency. */
  minimumAmount?: InputMaybe<MoneyInput>;
  /** True: a friend with an event of the qualifying type before the first claim, of any amount, is NOT_NEW_CUSTOMER. */
  newCustomersOnly?: Scalars['Boolean']['input'];
  /** `PURCHASE` or a custom type: 3 to 40 capital letters A to Z, digits and underscores, beginning with a letter. Not REFUND. */
  qualifyingEventType?: Scalars['String']['input'];
  /** 1 to 365. */
  windowDays?: Scalars['Int']['input'];
};

/** Where a referral stands. */
export type ReferralState =
  /** The friend has claimed a code; no qualifying event yet. */
  | 'ATTRIBUTED'
  /** The window ended without a qualifying event. An event of the window that is reported late still qualifies it. */
  | 'EXPIRED'
  /** Qualified: the rewards are held until the holding period is over and, where the terms say so, an organizer approves. */
  | 'PENDING'
  /** An organizer refused it, or the friend turned out to be no new customer before anything was paid. */
  | 'REJECTED'
  /** Both have their points. */
  | 'REWARDED'
  /** The rewards were taken back: by a refund, by an organizer, or because the friend turned out to be no new customer. */
  | 'VOIDED';

/** One step in a referral's life. */
export type ReferralStep = {
  __typename?: 'ReferralStep';
  /** Who did it. */
  actor: ReferralActor;
  /** The id of who did it: `mem_…`, `key_…` or `system`. */
  actorId: Maybe<Scalars['String']['output']>;
  /** An organizer's words, of a MANUAL step: both people read them here. Null otherwise. */
  note: Maybe<Scalars['String']['output']>;
  /** When it happened. */
  occurredAt: Scalars['DateTime']['output'];
  /** Why it happened. */
  reason: ReferralStepReason;
  /** The referral's state after it. */
  state: ReferralState;
};

/** Why a step of a referral happened. */
export type ReferralStepReason =
  /** The friend turned out to have been a customer before the first claim. */
  | 'BOUGHT_BEFORE'
  /** The friend claimed a code for the first time. */
  | 'CLAIMED'
  /** The holding period is over: both have their points. */
  | 'HOLD_ENDED'
  /** An organizer or an owner decided; `note` has their words. */
  | 'MANUAL'
  /** The friend claimed another code with a click that takes the referral over. */
  | 'MOVED'
  /** A qualifying event was recorded. */
  | 'QUALIFIED'
  /** The qualifying purchase was refunded, whole or to less than the terms ask. */
  | 'REFUNDED'
  /** A purchase that was reported late belongs to an earlier attribution, which is the present one again. */
  | 'RETURNED'
  /** The window ended without a qualifying event. */
  | 'WINDOW_ENDED';

export type RejectReferralInput = {
  /** Why, 1 to 100 characters. The advocate and the friend read it as the `note` of this step in `Referral.history`. */
  reason: Scalars['String']['input'];
  /** The `id` of the referral. */
  referralId: Scalars['ID']['input'];
};

export type RejectReferralPayload = {
  __typename?: 'RejectReferralPayload';
  referral: Maybe<Referral>;
  userErrors: Array<UserError>;
};

export type ReleaseModerationItemsInput = {
  /** The ids of 1 to 50 items. */
  itemIds: Array<Scalars['ID']['input']>;
};

export type ReleaseModerationItemsPayload = {
  __typename?: 'ReleaseModerationItemsPayload';
  /** In the order of the request. */
  results: Array<ModerationResult>;
  userErrors: Array<UserError>;
};

/** Exactly one of `ballotIds`, `entryId` and `all`. */
export type ReleaseVotesInput = {
  /** True: every ballot that was held by now is released from a minute later on. */
  all?: InputMaybe<Scalars['Boolean']['input']>;
  /** `HeldBallot.ballotId` of 1 to 50 ballots: they are released at once. */
  ballotIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** The `id` of a contest that is published, and whose result is not. */
  contestId: Scalars['ID']['input'];
  /** The `id` of an entry: every ballot that was held by now and gives it a vote is released from a minute later on. */
  entryId?: InputMaybe<Scalars['ID']['input']>;
};

export type ReleaseVotesPayload = {
  __typename?: 'ReleaseVotesPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

export type ReportContestEntryInput = {
  /** The `id` of the entry. */
  entryId: Scalars['ID']['input'];
  /** 1 to 500 characters for the moderators. Needed for OTHER. */
  note?: InputMaybe<Scalars['String']['input']>;
  reason: ContestEntryReportReason;
};

export type ReportContestEntryPayload = {
  __typename?: 'ReportContestEntryPayload';
  /** The entry as the caller sees it; null once it does not show any more. */
  entry: Maybe<ContestEntry>;
  userErrors: Array<UserError>;
};

export type RestartContestRoundInput = {
  /** The attempt that is to end, as `ContestRound.attempt` says: what is sent again restarts nothing twice. */
  attempt: Scalars['Int']['input'];
  /** The `id` of the contest. */
  contestId: Scalars['ID']['input'];
  /** Why, 1 to 500 characters. Everybody who sees the contest reads it. */
  reason: Scalars['String']['input'];
  /** The round whose vote is open. */
  round: Scalars['Int']['input'];
};

export type RestartContestRoundPayload = {
  __typename?: 'RestartContestRoundPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

export type RestoreVotesInput = {
  /** The `id` of a contest that is published, and whose result is not. */
  contestId: Scalars['ID']['input'];
  /** The `id`s of 1 to 50 members. */
  memberIds: Array<Scalars['ID']['input']>;
  /** Why, 1 to 500 characters, for organizers and owners. */
  reason: Scalars['String']['input'];
};

export type RestoreVotesPayload = {
  __typename?: 'RestoreVotesPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

/** A prize that an entry has won. */
export type ResultAward = {
  __typename?: 'ResultAward';
  /** That it was handed over; null: not yet, or it is points. */
  handedOver: Maybe<PrizeMark>;
  /** Which one of `Contest.prizes` it is, from 0: `offerPrize` and `handOverPrize` take it. */
  index: Scalars['Int']['output'];
  /** That it was offered to the winner; null: not yet, or it is points. */
  offered: Maybe<PrizeMark>;
  /** What it is, as the contest has it. */
  prize: ContestPrize;
  /** As it is now. Before the publication nothing is paid or handed over. */
  state: PrizeState;
};

/** What a result says of one entry. */
export type ResultEntry = {
  __typename?: 'ResultEntry';
  /** What it has won, in the order of `Contest.prizes`. */
  awards: Array<ResultAward>;
  /** The entry as it shows; null once it does not. */
  entry: Maybe<ContestEntry>;
  /** The `id` of the entry. */
  entryId: Scalars['ID']['output'];
  /** How many votes were held when it was counted. They do not count. */
  held: Scalars['Int']['output'];
  /** Its number in the contest. */
  number: Scalars['Int']['output'];
  /** 1 is the best. Those with equal votes whom `Contest.ties` does not tell apart share a rank. Null for one without a place. */
  rank: Maybe<Scalars['Int']['output']>;
  state: ResultEntryState;
  /** How many votes were struck. They do not count. */
  struck: Scalars['Int']['output'];
  /** How many voters gave them; where votes are counted by day, a voter counts once on each. */
  voters: Scalars['Int']['output'];
  /** How many votes count, of the last round. */
  votes: Scalars['Int']['output'];
};

export type ResultEntryConnection = {
  __typename?: 'ResultEntryConnection';
  edges: Array<ResultEntryEdge>;
  pageInfo: PageInfo;
};

export type ResultEntryEdge = {
  __typename?: 'ResultEntryEdge';
  cursor: Scalars['String']['output'];
  node: ResultEntry;
};

/** What has become of an entry in a result. */
export type ResultEntryState =
  /** It was disqualified. */
  | 'DISQUALIFIED'
  /** A moderator took it out. */
  | 'REJECTED'
  /** It is in the contest, and has a rank where it was given a vote in the last round. */
  | 'STANDING'
  /** Its author took it back. */
  | 'WITHDRAWN';

/** A file of a result. */
export type ResultFile = {
  __typename?: 'ResultFile';
  /** Its name, as `result.json` has it. */
  name: Scalars['String']['output'];
  /** The SHA-256 of its bytes as they are stored, in lower-case hexadecimal digits; null for the signature. */
  sha256: Maybe<Scalars['String']['output']>;
  /** Where it can be downloaded for 15 minutes, by anybody who has the address. */
  url: Scalars['String']['output'];
};

export type ReversePointEntryInput = {
  /** An EARN, SPEND or DEDUCT entry that was made by hand or by a partner. */
  entryId: Scalars['ID']['input'];
  /** 1 to 128 characters. */
  idempotencyKey: Scalars['String']['input'];
  /** Why, 1 to 100 characters. The member reads it in `PointEntry.reason`. */
  reason: Scalars['String']['input'];
};

export type ReversePointEntryPayload = {
  __typename?: 'ReversePointEntryPayload';
  account: Maybe<PointAccount>;
  entry: Maybe<PointEntry>;
  userErrors: Array<UserError>;
};

export type RevokeApiKeyInput = {
  /** The `id` of the API key. */
  apiKeyId: Scalars['ID']['input'];
};

export type RevokeApiKeyPayload = {
  __typename?: 'RevokeApiKeyPayload';
  apiKey: Maybe<ApiKey>;
  userErrors: Array<UserError>;
};

/**
 * At most so many rewarded referrals for one advocate in each period. Past it the friend is still rewarded, the advocate is
 * not. Only rewards under a cap of the same period count: a cap that is new, or of another period, begins at none.
 */
export type RewardCap = {
  __typename?: 'RewardCap';
  /** How many rewarded referrals an advocate may have in a period. */
  maxRewards: Scalars['Int']['output'];
  period: CapPeriod;
};

/** At most so many rewarded referrals for one advocate in each period. */
export type RewardCapInput = {
  /** 1 to 1,000,000. */
  maxRewards: Scalars['PositiveInt']['input'];
  period: CapPeriod;
};

/** By what a round ranks its entries. */
export type RoundScoring =
  /** By the votes they were given. */
  | 'VOTES';

/** How long a season of a leaderboard is: by the calendar of the program's time zone. */
export type SeasonKind =
  /** One season for ever. Its key is `ALL`. */
  | 'ALL_TIME'
  /** Keys such as `2026-11-21`. */
  | 'DAY'
  /** Keys such as `2026-11`. */
  | 'MONTH'
  /** ISO 8601 weeks, Monday to Sunday. Keys such as `2026-W47`. */
  | 'WEEK'
  /** Keys such as `2026`. */
  | 'YEAR';

export type SelectFinalistsInput = {
  /** The `id` of a contest with two rounds. */
  contestId: Scalars['ID']['input'];
  /** The `id`s of the entries that go on: as many as `FinalistPolicy.count` says, or fewer where fewer are left. */
  entryIds: Array<Scalars['ID']['input']>;
};

export type SelectFinalistsPayload = {
  __typename?: 'SelectFinalistsPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

export type SetContestTermsInput = {
  /** The `id` of a contest that is a draft. */
  contestId: Scalars['ID']['input'];
  /** A BCP 47 tag such as `ko-KR`. At most 10 languages; the first one that is set is the one that counts. */
  language: Scalars['String']['input'];
  /** Which rights in their work entrants give to the brand, 1 to 20,000 characters. Needed with `rules`. */
  rights?: InputMaybe<Scalars['String']['input']>;
  /** The rules, 1 to 20,000 characters. Without `rules` and `rights` the language is taken away. */
  rules?: InputMaybe<Scalars['String']['input']>;
};

export type SetContestTermsPayload = {
  __typename?: 'SetContestTermsPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

export type SetMemberStatusInput = {
  /** The `id` of the member. */
  memberId: Scalars['ID']['input'];
  /** 1 to 100 characters; kept with the member for organizers, and not shown to the member. */
  reason: Scalars['String']['input'];
  status: MemberStatus;
};

export type SetMemberStatusPayload = {
  __typename?: 'SetMemberStatusPayload';
  member: Maybe<Member>;
  userErrors: Array<UserError>;
};

export type SetProgramStatusInput = {
  status: ProgramStatus;
};

export type SetProgramStatusPayload = {
  __typename?: 'SetProgramStatusPayload';
  program: Maybe<Program>;
  userErrors: Array<UserError>;
};

/** The whole policy: what is there before is replaced. */
export type SetTokenPolicyInput = {
  /** 1 to 255 characters. */
  audience: Scalars['String']['input'];
  /**
   * An https address of a public host, exactly as it stands in the tokens' `iss`. A member is known by issuer and subject:
   * with another issuer everybody begins as a new member.
   */
  issuer: Scalars['String']['input'];
  /** An https address of a public host; null or left out: `{issuer}/.well-known/jwks.json`. */
  jwksUri?: InputMaybe<Scalars['String']['input']>;
  /** 60 to 2,592,000 (30 days). */
  maxLifetimeSeconds: Scalars['Int']['input'];
};

export type SetTokenPolicyPayload = {
  __typename?: 'SetTokenPolicyPayload';
  program: Maybe<Program>;
  userErrors: Array<UserError>;
};

/** Where a link was shared: `?ch=` of the link, in lower case; anything else counts as OTHER. */
export type ShareChannel =
  /** Copied from the app. */
  | 'COPY'
  /** E-mail. */
  | 'EMAIL'
  /** Facebook. */
  | 'FACEBOOK'
  /** Instagram. */
  | 'INSTAGRAM'
  /** KakaoTalk. */
  | 'KAKAOTALK'
  /** LINE. */
  | 'LINE'
  /** Anything else, and links without a channel. */
  | 'OTHER'
  /** A QR code. */
  | 'QR'
  /** A text message. */
  | 'SMS'
  /** Telegram. */
  | 'TELEGRAM'
  /** TikTok. */
  | 'TIKTOK'
  /** WeChat. */
  | 'WECHAT'
  /** WhatsApp. */
  | 'WHATSAPP'
  /** X, formerly Twitter. */
  | 'X'
  /** YouTube. */
  | 'YOUTUBE';

/** The member by id or by externalId, exactly one. */
export type SpendPointsInput = {
  /** The brand's own id of the member, 1 to 128 characters. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 128 characters. */
  idempotencyKey: Scalars['String']['input'];
  /** The `id` of the member. */
  memberId?: InputMaybe<Scalars['ID']['input']>;
  /** How many are spent. */
  points: Scalars['PositiveInt']['input'];
  /** What was bought, 1 to 100 characters. The member reads it in `PointEntry.reason`. */
  reason: Scalars['String']['input'];
};

export type SpendPointsPayload = {
  __typename?: 'SpendPointsPayload';
  account: Maybe<PointAccount>;
  entry: Maybe<PointEntry>;
  userErrors: Array<UserError>;
};

export type StrikeVotesInput = {
  /** The `id` of a contest that is published, and whose result is not. */
  contestId: Scalars['ID']['input'];
  /** The `id`s of 1 to 50 members. */
  memberIds: Array<Scalars['ID']['input']>;
  /** Why, 1 to 500 characters, for organizers and owners. */
  reason: Scalars['String']['input'];
};

export type StrikeVotesPayload = {
  __typename?: 'StrikeVotesPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

export type SubmitContestEntryInput = {
  /** The country that the author lives in, as an ISO 3166-1 code. Needed where `Contest.entrants` names countries. */
  country?: InputMaybe<Scalars['String']['input']>;
  /** The `id` of an entry of the caller's own. */
  entryId: Scalars['ID']['input'];
  /** True: the author is of the age that `Contest.entrants` asks for. Needed where it asks for one. */
  isOfAge?: InputMaybe<Scalars['Boolean']['input']>;
  /** The `ContestTerms.language` in which the author has read it. */
  language: Scalars['String']['input'];
  /** The `ContestTerms.version` that the author agrees to: each language has a version of its own. */
  termsVersion: Scalars['Int']['input'];
};

export type SubmitContestEntryPayload = {
  __typename?: 'SubmitContestEntryPayload';
  entry: Maybe<ContestEntry>;
  userErrors: Array<UserError>;
};

/** Words. */
export type TextContent = ContestEntryContent & {
  __typename?: 'TextContent';
  /** TEXT. */
  kind: ContestEntryKind;
  /** The work itself. */
  text: Scalars['String']['output'];
  /** The name of the work, as people read it. */
  title: Scalars['String']['output'];
};

/** Words. */
export type TextContentInput = {
  /** 1 character to as many as `Contest.maxTextLength` says. */
  text: Scalars['String']['input'];
  /** 1 to 100 characters on one line. */
  title: Scalars['String']['input'];
};

/** What decides between entries with as many votes. */
export type TieBreak =
  /** The one that was handed in first. */
  | 'EARLIEST'
  /** By how many voters they were given; where votes are counted by day, a voter counts once on each. */
  | 'VOTERS';

/** Where a program's tokens come from (OpenID Connect). */
export type TokenPolicy = {
  __typename?: 'TokenPolicy';
  /** The `aud` of the tokens (for Amazon Cognito access tokens: the `client_id`). */
  audience: Scalars['String']['output'];
  /** The exact `iss` of the tokens. */
  issuer: Scalars['String']['output'];
  /** Where the issuer's keys are; null: `{issuer}/.well-known/jwks.json`. */
  jwksUri: Maybe<Scalars['String']['output']>;
  /** The longest life of a token, from `iat` to `exp`, that is accepted. */
  maxLifetimeSeconds: Scalars['Int']['output'];
};

/** Where the program's tokens are to come from (OpenID Connect). */
export type TokenPolicyInput = {
  /** 1 to 255 characters. */
  audience: Scalars['String']['input'];
  /**
   * An https address of a public host, exactly as it stands in the tokens' `iss`. A member is known by issuer and subject:
   * with another issuer everybody begins as a new member.
   */
  issuer: Scalars['String']['input'];
  /** An https address of a public host; leave it out when the keys are at `{issuer}/.well-known/jwks.json`. */
  jwksUri?: InputMaybe<Scalars['String']['input']>;
  /** 60 to 2,592,000 (30 days). */
  maxLifetimeSeconds?: Scalars['Int']['input'];
};

/** Why a record has no rank that others see. */
export type UnrankedReason =
  /**
   * The member is hidden, suspended or gone; in a season that is over: was so at its end, or when the record was made. Only the member and
   * organizers see the record, with the rank that its score would have.
   */
  | 'HIDDEN'
  /** Everything that counted has been undone. */
  | 'NOTHING_COUNTS'
  /** The score is no multiple of the board's `scoreStep`. It is kept exactly and not rounded, so it has no rank until it is one. */
  | 'SCORE_NOT_EXACT'
  /** The score is more than 268,435,455 times the board's `scoreStep`. */
  | 'SCORE_TOO_HIGH';

export type UpdateContestEntryInput = {
  content: ContestEntryContentInput;
  /** The `id` of an entry of the caller's own. */
  entryId: Scalars['ID']['input'];
};

export type UpdateContestEntryPayload = {
  __typename?: 'UpdateContestEntryPayload';
  entry: Maybe<ContestEntry>;
  userErrors: Array<UserError>;
};

/**
 * Leave out what stays. Null clears `heroImageUrl`, `submission` and `resultsAt`; nothing else can be null. A list that is given replaces
 * the whole of it.
 */
export type UpdateContestInput = {
  access?: InputMaybe<ContestAccess>;
  admission?: InputMaybe<AdmissionMode>;
  /** What a moderator ticks off: at most 20, of 1 to 200 characters each. */
  admissionChecklist?: InputMaybe<Array<Scalars['String']['input']>>;
  /** 1 to 10,000 characters. */
  brief?: InputMaybe<Scalars['String']['input']>;
  /** The `id` of a contest that is a draft. */
  contestId: Scalars['ID']['input'];
  /** What those have to be who hand in entries. */
  entrants?: InputMaybe<ContestEntrantsInput>;
  /** At least one. */
  entryKinds?: InputMaybe<Array<ContestEntryKind>>;
  /** A picture for its page. */
  heroImageUrl?: InputMaybe<Scalars['Url']['input']>;
  /** 0 to 3,650: votes of members who joined less than so many days before are HELD until an organizer releases them. */
  holdsNewMembersDays?: InputMaybe<Scalars['Int']['input']>;
  /** At most 20 hosts such as `youtube.com` or `*.example.com`. Needed for LINK. */
  linkHosts?: InputMaybe<Array<Scalars['String']['input']>>;
  /** 1 to 100. */
  maxEntriesPerMember?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 10,000 characters. */
  maxTextLength?: InputMaybe<Scalars['Int']['input']>;
  /** At most 50. */
  prizes?: InputMaybe<Array<ContestPrizeInput>>;
  /** 1 to 1,000. */
  reportsThatHide?: InputMaybe<Scalars['Int']['input']>;
  /** When the result is to be published, at least an hour after the last vote: it is counted before. */
  resultsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** One round, or a first and a final. */
  rounds?: InputMaybe<Array<ContestRoundInput>>;
  /** When entries can be handed in. */
  submission?: InputMaybe<ContestWindowInput>;
  /** At most 20, of 1 to 40 characters each. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** What decides between entries with as many votes, each at most once; empty: such entries share their rank. */
  ties?: InputMaybe<Array<TieBreak>>;
  /** An IANA name such as `Asia/Seoul`. A contest begins with its program's. */
  timeZone?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 100 characters on one line. */
  title?: InputMaybe<Scalars['String']['input']>;
  voteCounts?: InputMaybe<CountVisibility>;
  /** What those have to be who vote. */
  voters?: InputMaybe<ContestVotersInput>;
};

export type UpdateContestPayload = {
  __typename?: 'UpdateContestPayload';
  contest: Maybe<Contest>;
  userErrors: Array<UserError>;
};

/** Leave out what stays. Null clears `visibleFrom` and `visibleUntil`; nothing else can be null. The rest of a leaderboard never changes. */
export type UpdateLeaderboardInput = {
  /** The `id` of the leaderboard. */
  leaderboardId: Scalars['ID']['input'];
  /** 1 to 80 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Can be raised only, up to 64. */
  shards?: InputMaybe<Scalars['Int']['input']>;
  /** Members see the board from here on. */
  visibleFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Members see the board until here. */
  visibleUntil?: InputMaybe<Scalars['DateTime']['input']>;
};

export type UpdateLeaderboardPayload = {
  __typename?: 'UpdateLeaderboardPayload';
  leaderboard: Maybe<Leaderboard>;
  userErrors: Array<UserError>;
};

/**
 * Leave out what stays. Null clears `displayName`, `avatarUrl` and `externalId`; nothing else can be null. An avatar that the member
 * has already may be given again, wherever it is.
 */
export type UpdateMemberInput = {
  /** On one of the program's `avatarHosts`, where it names some. */
  avatarUrl?: InputMaybe<Scalars['Url']['input']>;
  /** 1 to 80 characters on one line, without overrides of direction (U+202D, U+202E), ended or not. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 128 characters on one line; capitals count. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** BCP 47 tag. */
  locale?: InputMaybe<Scalars['String']['input']>;
  /** The `id` of the member. */
  memberId: Scalars['ID']['input'];
  visibility?: InputMaybe<MemberVisibility>;
};

export type UpdateMemberPayload = {
  __typename?: 'UpdateMemberPayload';
  member: Maybe<Member>;
  userErrors: Array<UserError>;
};

/** Leave out what stays. Null for `expiryMonths`: points never expire; nothing else can be null. */
export type UpdatePointPolicyInput = {
  /** 1 to 36. */
  expiryMonths?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 40 characters. */
  pointName?: InputMaybe<Scalars['String']['input']>;
};

/**
 * Leave out what stays. Null clears `displayName` and `avatarUrl`; nothing else can be null. An avatar that the member has already
 * may be given again, wherever it is.
 */
export type UpdateProfileInput = {
  /** On one of the program's `avatarHosts`, where it names some. */
  avatarUrl?: InputMaybe<Scalars['Url']['input']>;
  /** 1 to 80 characters on one line, without overrides of direction (U+202D, U+202E), ended or not. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** BCP 47 tag. */
  locale?: InputMaybe<Scalars['String']['input']>;
  visibility?: InputMaybe<MemberVisibility>;
};

export type UpdateProfilePayload = {
  __typename?: 'UpdateProfilePayload';
  member: Maybe<Member>;
  userErrors: Array<UserError>;
};

/**
 * Leave out what stays, in `pointPolicy` and `referralPolicy` too. A list, an amount and a cap that are given replace the whole of what
 * was there. Null for `avatarHosts`: any host. Null for `shareImageUrl`: the advocate's picture. Nothing else can be null.
 */
export type UpdateProgramInput = {
  /** 1 to 20 public hosts, `cdn.example.com` or `*.example.com`. */
  avatarHosts?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Where referral links land. */
  landingUrl?: InputMaybe<Scalars['Url']['input']>;
  /** A BCP 47 tag such as `ko-KR`. */
  locale?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 80 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  pointPolicy?: InputMaybe<UpdatePointPolicyInput>;
  referralPolicy?: InputMaybe<UpdateReferralPolicyInput>;
  /** A picture of 1,200 by 630 pixels is shown best. */
  shareImageUrl?: InputMaybe<Scalars['Url']['input']>;
};

export type UpdateProgramPayload = {
  __typename?: 'UpdateProgramPayload';
  program: Maybe<Program>;
  userErrors: Array<UserError>;
};

/** Leave out what stays. Null clears `label`, `startsAt`, `endsAt` and `usageLimit`; nothing else can be null. */
export type UpdateReferralCodeInput = {
  /** False switches it off. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
  /** The code to change, as anybody would type it. A code itself never changes. */
  code: Scalars['String']['input'];
  /** Until when it can be claimed; after `startsAt`. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** 1 to 80 characters. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** From when it can be claimed. */
  startsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Not below the uses of the present limit. One that is given to a code without a limit counts from then on. */
  usageLimit?: InputMaybe<Scalars['PositiveInt']['input']>;
};

export type UpdateReferralCodePayload = {
  __typename?: 'UpdateReferralCodePayload';
  referralCode: Maybe<ReferralCode>;
  userErrors: Array<UserError>;
};

/**
 * The terms of referrals attributed from now on. Leave out what stays. Null for `minimumAmount`: any amount qualifies. Null for
 * `cap`: no cap. Nothing else can be null.
 */
export type UpdateReferralPolicyInput = {
  /** 0 to 1,000,000. */
  advocatePoints?: InputMaybe<Scalars['Int']['input']>;
  approvalMode?: InputMaybe<ApprovalMode>;
  attributionModel?: InputMaybe<AttributionModel>;
  cap?: InputMaybe<RewardCapInput>;
  /** 0 to 1,000,000. */
  friendPoints?: InputMaybe<Scalars['Int']['input']>;
  /** 0 to 90. */
  holdingPeriodDays?: InputMaybe<Scalars['Int']['input']>;
  /** In the program's currency. */
  minimumAmount?: InputMaybe<MoneyInput>;
  /** True: a friend with an event of the qualifying type before the first claim, of any amount, is NOT_NEW_CUSTOMER. */
  newCustomersOnly?: InputMaybe<Scalars['Boolean']['input']>;
  /** `PURCHASE` or a custom type: 3 to 40 capital letters, digits and underscores, beginning with a letter. Not REFUND. */
  qualifyingEventType?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 365. */
  windowDays?: InputMaybe<Scalars['Int']['input']>;
};

/** A refusal that the business foresees. Nothing was written. */
export type UserError = {
  __typename?: 'UserError';
  code: ErrorCode;
  /** The path of the input field that it is about, outermost first; null when it is about the whole request. */
  field: Maybe<Array<Scalars['String']['output']>>;
  /** A sentence for people that says what to do. Decide by `code`, not by this text. */
  message: Scalars['String']['output'];
};

/** What a caller's token has to say of them, in the claim of OpenID Connect that the name says in lower case. */
export type VerifiedClaim =
  /** The issuer has verified the e-mail address. */
  | 'EMAIL_VERIFIED'
  /** The issuer has verified the telephone number. */
  | 'PHONE_NUMBER_VERIFIED';

export type VoidReferralInput = {
  /** Why, 1 to 100 characters. The advocate and the friend read it as the `note` of this step in `Referral.history`. */
  reason: Scalars['String']['input'];
  /** The `id` of the referral. */
  referralId: Scalars['ID']['input'];
};

export type VoidReferralPayload = {
  __typename?: 'VoidReferralPayload';
  referral: Maybe<Referral>;
  userErrors: Array<UserError>;
};

export type VoteInput = {
  /** The `id` of the entry. */
  entryId: Scalars['ID']['input'];
  /** The `Ballot.version` that this was decided by: refused when the ballot has changed since. Any, when left out. */
  ifVersion?: InputMaybe<Scalars['Int']['input']>;
  /** 0 to 1,000: how many votes it shall have of the caller, in all. 0 takes them back. */
  votes: Scalars['Int']['input'];
};

export type VotePayload = {
  __typename?: 'VotePayload';
  ballot: Maybe<Ballot>;
  userErrors: Array<UserError>;
};

/** What a voter's votes are counted for. */
export type VotePeriod =
  /** Each calendar day in the contest's time zone. */
  | 'DAY'
  /** The whole round. */
  | 'ROUND';

/** How many votes a voter may give in a round. */
export type VotePolicy = {
  __typename?: 'VotePolicy';
  /** True: votes can be moved and taken back while the vote is open. */
  canBeChanged: Scalars['Boolean']['output'];
  per: VotePeriod;
  /** So many of them to one entry at most. */
  votesPerEntry: Scalars['Int']['output'];
  /** So many votes in all, in each period. */
  votesPerVoter: Scalars['Int']['output'];
};

/** How many votes a voter may give in a round. */
export type VotePolicyInput = {
  /** False: what was given stays. When left out: true. */
  canBeChanged?: InputMaybe<Scalars['Boolean']['input']>;
  /** When left out: ROUND. */
  per?: InputMaybe<VotePeriod>;
  /** 1 to 1,000, at most `votesPerVoter`: so many of them to one entry; when left out: 1. */
  votesPerEntry?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 1,000 votes in all, in each period; when left out: 1. */
  votesPerVoter?: InputMaybe<Scalars['Int']['input']>;
};

/** Whose votes in a contest do not count, by a decision of an organizer. */
export type VoteStrike = {
  __typename?: 'VoteStrike';
  /** When it was decided. */
  at: Scalars['DateTime']['output'];
  /** Who decided, by `actor` ids. */
  by: Scalars['ID']['output'];
  /** Null for one who is gone. */
  member: Maybe<Member>;
  /** The `id` of the member. */
  memberId: Scalars['ID']['output'];
  /** Why, in the organizer's words. */
  reason: Scalars['String']['output'];
};

export type VoteStrikeConnection = {
  __typename?: 'VoteStrikeConnection';
  edges: Array<VoteStrikeEdge>;
  pageInfo: PageInfo;
};

export type VoteStrikeEdge = {
  __typename?: 'VoteStrikeEdge';
  cursor: Scalars['String']['output'];
  node: VoteStrike;
};

export type WithdrawContestEntryInput = {
  /** The `id` of an entry of the caller's own. */
  entryId: Scalars['ID']['input'];
};

export type WithdrawContestEntryPayload = {
  __typename?: 'WithdrawContestEntryPayload';
  entry: Maybe<ContestEntry>;
  userErrors: Array<UserError>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  ContestEntryContent:
    | ( LinkContent )
    | ( TextContent )
  ;
  Node:
    | ( ApiKeyModel )
    | ( BallotViewModel )
    | ( ContestModel )
    | ( ContestEntryModel )
    | ( ParticipationModel )
    | ( ResultViewModel )
    | ( EntryCountsModel )
    | ( BoardModel )
    | ( RecordViewModel )
    | ( SeasonViewModel )
    | ( MemberModel )
    | ( ModerationItemModel )
    | ( AccountViewModel )
    | ( PointEntryModel )
    | ( ProgramModel )
    | ( ReferralModel )
    | ( ReferralCodeModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AdmissionMode: AdmissionMode;
  ApiKey: ResolverTypeWrapper<ApiKeyModel>;
  ApiKeyConnection: ResolverTypeWrapper<Omit<ApiKeyConnection, 'edges'> & { edges: Array<ResolversTypes['ApiKeyEdge']> }>;
  ApiKeyEdge: ResolverTypeWrapper<Omit<ApiKeyEdge, 'node'> & { node: ResolversTypes['ApiKey'] }>;
  ApiKeyScope: ApiKeyScope;
  ApprovalMode: ApprovalMode;
  ApproveReferralInput: ApproveReferralInput;
  ApproveReferralPayload: ResolverTypeWrapper<Omit<ApproveReferralPayload, 'referral'> & { referral?: Maybe<ResolversTypes['Referral']> }>;
  AttributeReferralInput: AttributeReferralInput;
  AttributeReferralPayload: ResolverTypeWrapper<Omit<AttributeReferralPayload, 'referral'> & { referral?: Maybe<ResolversTypes['Referral']> }>;
  AttributionModel: AttributionModel;
  AwardPointsInput: AwardPointsInput;
  AwardPointsPayload: ResolverTypeWrapper<Omit<AwardPointsPayload, 'account' | 'entry'> & { account?: Maybe<ResolversTypes['PointAccount']>, entry?: Maybe<ResolversTypes['PointEntry']> }>;
  BackfillState: BackfillState;
  Ballot: ResolverTypeWrapper<BallotViewModel>;
  BallotConnection: ResolverTypeWrapper<Omit<BallotConnection, 'edges'> & { edges: Array<ResolversTypes['BallotEdge']> }>;
  BallotEdge: ResolverTypeWrapper<Omit<BallotEdge, 'node'> & { node: ResolversTypes['Ballot'] }>;
  BallotState: BallotState;
  BallotVote: ResolverTypeWrapper<BallotVoteModel>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CallerRole: CallerRole;
  CancelContestInput: CancelContestInput;
  CancelContestPayload: ResolverTypeWrapper<Omit<CancelContestPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  CapPeriod: CapPeriod;
  ChannelClicks: ResolverTypeWrapper<ChannelClicks>;
  ClaimModerationItemsInput: ClaimModerationItemsInput;
  ClaimModerationItemsPayload: ResolverTypeWrapper<Omit<ClaimModerationItemsPayload, 'results'> & { results: Array<ResolversTypes['ModerationResult']> }>;
  ClaimReferralInput: ClaimReferralInput;
  ClaimReferralPayload: ResolverTypeWrapper<Omit<ClaimReferralPayload, 'referral'> & { referral?: Maybe<ResolversTypes['Referral']> }>;
  CloseLeaderboardInput: CloseLeaderboardInput;
  CloseLeaderboardPayload: ResolverTypeWrapper<Omit<CloseLeaderboardPayload, 'leaderboard'> & { leaderboard?: Maybe<ResolversTypes['Leaderboard']> }>;
  Contest: ResolverTypeWrapper<ContestModel>;
  ContestAccess: ContestAccess;
  ContestAgreement: ResolverTypeWrapper<ContestAgreement>;
  ContestChange: ResolverTypeWrapper<ContestChange>;
  ContestChangeKind: ContestChangeKind;
  ContestConnection: ResolverTypeWrapper<Omit<ContestConnection, 'edges'> & { edges: Array<ResolversTypes['ContestEdge']> }>;
  ContestEdge: ResolverTypeWrapper<Omit<ContestEdge, 'node'> & { node: ResolversTypes['Contest'] }>;
  ContestEligibility: ResolverTypeWrapper<ContestEligibility>;
  ContestEntrantsInput: ContestEntrantsInput;
  ContestEntriesInState: ResolverTypeWrapper<ContestEntriesInState>;
  ContestEntriesOfDay: ResolverTypeWrapper<ContestEntriesOfDay>;
  ContestEntry: ResolverTypeWrapper<ContestEntryModel>;
  ContestEntryAction: ContestEntryAction;
  ContestEntryAuthor: ResolverTypeWrapper<ContestEntryAuthor>;
  ContestEntryChange: ResolverTypeWrapper<ContestEntryChange>;
  ContestEntryConnection: ResolverTypeWrapper<Omit<ContestEntryConnection, 'edges'> & { edges: Array<ResolversTypes['ContestEntryEdge']> }>;
  ContestEntryContent: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['ContestEntryContent']>;
  ContestEntryContentInput: ContestEntryContentInput;
  ContestEntryEdge: ResolverTypeWrapper<Omit<ContestEntryEdge, 'node'> & { node: ResolversTypes['ContestEntry'] }>;
  ContestEntryKind: ContestEntryKind;
  ContestEntryNumbers: ResolverTypeWrapper<ContestEntryNumbers>;
  ContestEntryOrder: ContestEntryOrder;
  ContestEntryReportReason: ContestEntryReportReason;
  ContestEntryState: ContestEntryState;
  ContestModerationNumbers: ResolverTypeWrapper<ContestModerationNumbers>;
  ContestNumbers: ResolverTypeWrapper<ContestModel>;
  ContestParticipation: ResolverTypeWrapper<ParticipationModel>;
  ContestPhase: ContestPhase;
  ContestPhaseChange: ResolverTypeWrapper<ContestPhaseChange>;
  ContestPrize: ResolverTypeWrapper<ContestPrize>;
  ContestPrizeInput: ContestPrizeInput;
  ContestPrizeKind: ContestPrizeKind;
  ContestProblem: ResolverTypeWrapper<ContestProblem>;
  ContestResult: ResolverTypeWrapper<ResultViewModel>;
  ContestRound: ResolverTypeWrapper<RoundNowModel>;
  ContestRoundExtensionInput: ContestRoundExtensionInput;
  ContestRoundInput: ContestRoundInput;
  ContestRoundNumbers: ResolverTypeWrapper<ContestRoundNumbers>;
  ContestStatus: ContestStatus;
  ContestTerms: ResolverTypeWrapper<ContestTerms>;
  ContestVoteHour: ResolverTypeWrapper<ContestVoteHour>;
  ContestVotersInput: ContestVotersInput;
  ContestWindow: ResolverTypeWrapper<ContestWindow>;
  ContestWindowInput: ContestWindowInput;
  CountVisibility: CountVisibility;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: ResolverTypeWrapper<Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversTypes['ApiKey']> }>;
  CreateContestEntryInput: CreateContestEntryInput;
  CreateContestEntryPayload: ResolverTypeWrapper<Omit<CreateContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversTypes['ContestEntry']> }>;
  CreateContestInput: CreateContestInput;
  CreateContestPayload: ResolverTypeWrapper<Omit<CreateContestPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  CreateLeaderboardInput: CreateLeaderboardInput;
  CreateLeaderboardPayload: ResolverTypeWrapper<Omit<CreateLeaderboardPayload, 'leaderboard'> & { leaderboard?: Maybe<ResolversTypes['Leaderboard']> }>;
  CreateProgramInput: CreateProgramInput;
  CreateProgramPayload: ResolverTypeWrapper<Omit<CreateProgramPayload, 'program'> & { program?: Maybe<ResolversTypes['Program']> }>;
  CreateReferralCodeInput: CreateReferralCodeInput;
  CreateReferralCodePayload: ResolverTypeWrapper<Omit<CreateReferralCodePayload, 'referralCode'> & { referralCode?: Maybe<ResolversTypes['ReferralCode']> }>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  DailyReferralStats: ResolverTypeWrapper<DailyReferralStats>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DecideModerationInput: DecideModerationInput;
  DecideModerationPayload: ResolverTypeWrapper<Omit<DecideModerationPayload, 'results'> & { results: Array<ResolversTypes['ModerationResult']> }>;
  DeductPointsInput: DeductPointsInput;
  DeductPointsPayload: ResolverTypeWrapper<Omit<DeductPointsPayload, 'account' | 'entry'> & { account?: Maybe<ResolversTypes['PointAccount']>, entry?: Maybe<ResolversTypes['PointEntry']> }>;
  DisqualifyContestEntryInput: DisqualifyContestEntryInput;
  DisqualifyContestEntryPayload: ResolverTypeWrapper<Omit<DisqualifyContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversTypes['ContestEntry']> }>;
  EntryCounts: ResolverTypeWrapper<EntryCountsModel>;
  ErrorCode: ErrorCode;
  EventInput: EventInput;
  ExtendContestInput: ExtendContestInput;
  ExtendContestPayload: ResolverTypeWrapper<Omit<ExtendContestPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  FinalistPolicy: ResolverTypeWrapper<FinalistPolicy>;
  FinalistPolicyInput: FinalistPolicyInput;
  FinalistSelection: FinalistSelection;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  HandOverPrizeInput: HandOverPrizeInput;
  HandOverPrizePayload: ResolverTypeWrapper<HandOverPrizePayload>;
  HeldBallot: ResolverTypeWrapper<BallotModel>;
  HeldBallotConnection: ResolverTypeWrapper<Omit<HeldBallotConnection, 'edges'> & { edges: Array<ResolversTypes['HeldBallotEdge']> }>;
  HeldBallotEdge: ResolverTypeWrapper<Omit<HeldBallotEdge, 'node'> & { node: ResolversTypes['HeldBallot'] }>;
  HoldContestResultInput: HoldContestResultInput;
  HoldContestResultPayload: ResolverTypeWrapper<Omit<HoldContestResultPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Invitation: ResolverTypeWrapper<InvitationModel>;
  InvitationAdvocate: ResolverTypeWrapper<InvitationModel>;
  InvitationStatus: InvitationStatus;
  JoinInput: JoinInput;
  JoinPayload: ResolverTypeWrapper<Omit<JoinPayload, 'member'> & { member?: Maybe<ResolversTypes['Member']> }>;
  Leaderboard: ResolverTypeWrapper<BoardModel>;
  LeaderboardBackfill: ResolverTypeWrapper<LeaderboardBackfill>;
  LeaderboardConnection: ResolverTypeWrapper<Omit<LeaderboardConnection, 'edges'> & { edges: Array<ResolversTypes['LeaderboardEdge']> }>;
  LeaderboardDirection: LeaderboardDirection;
  LeaderboardEdge: ResolverTypeWrapper<Omit<LeaderboardEdge, 'node'> & { node: ResolversTypes['Leaderboard'] }>;
  LeaderboardMetric: LeaderboardMetric;
  LeaderboardRecord: ResolverTypeWrapper<RecordViewModel>;
  LeaderboardRecordConnection: ResolverTypeWrapper<Omit<LeaderboardRecordConnection, 'edges'> & { edges: Array<ResolversTypes['LeaderboardRecordEdge']> }>;
  LeaderboardRecordEdge: ResolverTypeWrapper<Omit<LeaderboardRecordEdge, 'node'> & { node: ResolversTypes['LeaderboardRecord'] }>;
  LeaderboardSeason: ResolverTypeWrapper<SeasonViewModel>;
  LeaderboardSeasonConnection: ResolverTypeWrapper<Omit<LeaderboardSeasonConnection, 'edges'> & { edges: Array<ResolversTypes['LeaderboardSeasonEdge']> }>;
  LeaderboardSeasonEdge: ResolverTypeWrapper<Omit<LeaderboardSeasonEdge, 'node'> & { node: ResolversTypes['LeaderboardSeason'] }>;
  LeaderboardSubject: LeaderboardSubject;
  LeaderboardVote: ResolverTypeWrapper<AttemptOfModel>;
  LinkContent: ResolverTypeWrapper<LinkContent>;
  LinkContentInput: LinkContentInput;
  Member: ResolverTypeWrapper<MemberModel>;
  MemberConnection: ResolverTypeWrapper<Omit<MemberConnection, 'edges'> & { edges: Array<ResolversTypes['MemberEdge']> }>;
  MemberEdge: ResolverTypeWrapper<Omit<MemberEdge, 'node'> & { node: ResolversTypes['Member'] }>;
  MemberStatus: MemberStatus;
  MemberVisibility: MemberVisibility;
  ModerationCause: ModerationCause;
  ModerationDecision: ModerationDecision;
  ModerationDecisionInput: ModerationDecisionInput;
  ModerationItem: ResolverTypeWrapper<ModerationItemModel>;
  ModerationItemConnection: ResolverTypeWrapper<Omit<ModerationItemConnection, 'edges'> & { edges: Array<ResolversTypes['ModerationItemEdge']> }>;
  ModerationItemEdge: ResolverTypeWrapper<Omit<ModerationItemEdge, 'node'> & { node: ResolversTypes['ModerationItem'] }>;
  ModerationKind: ModerationKind;
  ModerationReason: ModerationReason;
  ModerationResult: ResolverTypeWrapper<Omit<ModerationResult, 'item'> & { item?: Maybe<ResolversTypes['ModerationItem']> }>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OfferPrizeInput: OfferPrizeInput;
  OfferPrizePayload: ResolverTypeWrapper<OfferPrizePayload>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PointAccount: ResolverTypeWrapper<AccountViewModel>;
  PointCause: ResolverTypeWrapper<PointCause>;
  PointCauseKind: PointCauseKind;
  PointEntry: ResolverTypeWrapper<PointEntryModel>;
  PointEntryConnection: ResolverTypeWrapper<Omit<PointEntryConnection, 'edges'> & { edges: Array<ResolversTypes['PointEntryEdge']> }>;
  PointEntryEdge: ResolverTypeWrapper<Omit<PointEntryEdge, 'node'> & { node: ResolversTypes['PointEntry'] }>;
  PointEntryKind: PointEntryKind;
  PointPolicy: ResolverTypeWrapper<PointPolicy>;
  PointPolicyInput: PointPolicyInput;
  PointTotals: ResolverTypeWrapper<PointTotals>;
  PointsByExpiry: ResolverTypeWrapper<PointsByExpiry>;
  PositiveInt: ResolverTypeWrapper<Scalars['PositiveInt']['output']>;
  PrizeMark: ResolverTypeWrapper<PrizeMark>;
  PrizeState: PrizeState;
  Program: ResolverTypeWrapper<ProgramModel>;
  ProgramConnection: ResolverTypeWrapper<Omit<ProgramConnection, 'edges'> & { edges: Array<ResolversTypes['ProgramEdge']> }>;
  ProgramEdge: ResolverTypeWrapper<Omit<ProgramEdge, 'node'> & { node: ResolversTypes['Program'] }>;
  ProgramStatus: ProgramStatus;
  PublishContestInput: PublishContestInput;
  PublishContestPayload: ResolverTypeWrapper<Omit<PublishContestPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  PublishResultInput: PublishResultInput;
  PublishResultPayload: ResolverTypeWrapper<Omit<PublishResultPayload, 'result'> & { result?: Maybe<ResolversTypes['ContestResult']> }>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RankedSubject: ResolverTypeWrapper<SubjectViewModel>;
  ReadsIfGiven: ReadsIfGiven;
  RecordEventResult: ResolverTypeWrapper<RecordEventResult>;
  RecordEventStatus: RecordEventStatus;
  RecordEventsInput: RecordEventsInput;
  RecordEventsPayload: ResolverTypeWrapper<RecordEventsPayload>;
  Referral: ResolverTypeWrapper<ReferralModel>;
  ReferralActor: ReferralActor;
  ReferralAttribution: ResolverTypeWrapper<Omit<ReferralAttribution, 'advocate'> & { advocate: ResolversTypes['ReferralPerson'] }>;
  ReferralCode: ResolverTypeWrapper<ReferralCodeModel>;
  ReferralCodeConnection: ResolverTypeWrapper<Omit<ReferralCodeConnection, 'edges'> & { edges: Array<ResolversTypes['ReferralCodeEdge']> }>;
  ReferralCodeEdge: ResolverTypeWrapper<Omit<ReferralCodeEdge, 'node'> & { node: ResolversTypes['ReferralCode'] }>;
  ReferralCodeStatus: ReferralCodeStatus;
  ReferralConnection: ResolverTypeWrapper<Omit<ReferralConnection, 'edges'> & { edges: Array<ResolversTypes['ReferralEdge']> }>;
  ReferralEdge: ResolverTypeWrapper<Omit<ReferralEdge, 'node'> & { node: ResolversTypes['Referral'] }>;
  ReferralPerson: ResolverTypeWrapper<ReferralPersonModel>;
  ReferralPolicy: ResolverTypeWrapper<ReferralPolicy>;
  ReferralPolicyInput: ReferralPolicyInput;
  ReferralState: ReferralState;
  ReferralStep: ResolverTypeWrapper<ReferralStep>;
  ReferralStepReason: ReferralStepReason;
  RejectReferralInput: RejectReferralInput;
  RejectReferralPayload: ResolverTypeWrapper<Omit<RejectReferralPayload, 'referral'> & { referral?: Maybe<ResolversTypes['Referral']> }>;
  ReleaseModerationItemsInput: ReleaseModerationItemsInput;
  ReleaseModerationItemsPayload: ResolverTypeWrapper<Omit<ReleaseModerationItemsPayload, 'results'> & { results: Array<ResolversTypes['ModerationResult']> }>;
  ReleaseVotesInput: ReleaseVotesInput;
  ReleaseVotesPayload: ResolverTypeWrapper<Omit<ReleaseVotesPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  ReportContestEntryInput: ReportContestEntryInput;
  ReportContestEntryPayload: ResolverTypeWrapper<Omit<ReportContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversTypes['ContestEntry']> }>;
  RestartContestRoundInput: RestartContestRoundInput;
  RestartContestRoundPayload: ResolverTypeWrapper<Omit<RestartContestRoundPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  RestoreVotesInput: RestoreVotesInput;
  RestoreVotesPayload: ResolverTypeWrapper<Omit<RestoreVotesPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  ResultAward: ResolverTypeWrapper<ResultAward>;
  ResultEntry: ResolverTypeWrapper<ResultEntryViewModel>;
  ResultEntryConnection: ResolverTypeWrapper<Omit<ResultEntryConnection, 'edges'> & { edges: Array<ResolversTypes['ResultEntryEdge']> }>;
  ResultEntryEdge: ResolverTypeWrapper<Omit<ResultEntryEdge, 'node'> & { node: ResolversTypes['ResultEntry'] }>;
  ResultEntryState: ResultEntryState;
  ResultFile: ResolverTypeWrapper<ResultFile>;
  ReversePointEntryInput: ReversePointEntryInput;
  ReversePointEntryPayload: ResolverTypeWrapper<Omit<ReversePointEntryPayload, 'account' | 'entry'> & { account?: Maybe<ResolversTypes['PointAccount']>, entry?: Maybe<ResolversTypes['PointEntry']> }>;
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: ResolverTypeWrapper<Omit<RevokeApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversTypes['ApiKey']> }>;
  RewardCap: ResolverTypeWrapper<RewardCap>;
  RewardCapInput: RewardCapInput;
  RoundScoring: RoundScoring;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SeasonKind: SeasonKind;
  SelectFinalistsInput: SelectFinalistsInput;
  SelectFinalistsPayload: ResolverTypeWrapper<Omit<SelectFinalistsPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  SetContestTermsInput: SetContestTermsInput;
  SetContestTermsPayload: ResolverTypeWrapper<Omit<SetContestTermsPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  SetMemberStatusInput: SetMemberStatusInput;
  SetMemberStatusPayload: ResolverTypeWrapper<Omit<SetMemberStatusPayload, 'member'> & { member?: Maybe<ResolversTypes['Member']> }>;
  SetProgramStatusInput: SetProgramStatusInput;
  SetProgramStatusPayload: ResolverTypeWrapper<Omit<SetProgramStatusPayload, 'program'> & { program?: Maybe<ResolversTypes['Program']> }>;
  SetTokenPolicyInput: SetTokenPolicyInput;
  SetTokenPolicyPayload: ResolverTypeWrapper<Omit<SetTokenPolicyPayload, 'program'> & { program?: Maybe<ResolversTypes['Program']> }>;
  ShareChannel: ShareChannel;
  SpendPointsInput: SpendPointsInput;
  SpendPointsPayload: ResolverTypeWrapper<Omit<SpendPointsPayload, 'account' | 'entry'> & { account?: Maybe<ResolversTypes['PointAccount']>, entry?: Maybe<ResolversTypes['PointEntry']> }>;
  StrikeVotesInput: StrikeVotesInput;
  StrikeVotesPayload: ResolverTypeWrapper<Omit<StrikeVotesPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  SubmitContestEntryInput: SubmitContestEntryInput;
  SubmitContestEntryPayload: ResolverTypeWrapper<Omit<SubmitContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversTypes['ContestEntry']> }>;
  TextContent: ResolverTypeWrapper<TextContent>;
  TextContentInput: TextContentInput;
  TieBreak: TieBreak;
  TokenPolicy: ResolverTypeWrapper<TokenPolicy>;
  TokenPolicyInput: TokenPolicyInput;
  UnrankedReason: UnrankedReason;
  UpdateContestEntryInput: UpdateContestEntryInput;
  UpdateContestEntryPayload: ResolverTypeWrapper<Omit<UpdateContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversTypes['ContestEntry']> }>;
  UpdateContestInput: UpdateContestInput;
  UpdateContestPayload: ResolverTypeWrapper<Omit<UpdateContestPayload, 'contest'> & { contest?: Maybe<ResolversTypes['Contest']> }>;
  UpdateLeaderboardInput: UpdateLeaderboardInput;
  UpdateLeaderboardPayload: ResolverTypeWrapper<Omit<UpdateLeaderboardPayload, 'leaderboard'> & { leaderboard?: Maybe<ResolversTypes['Leaderboard']> }>;
  UpdateMemberInput: UpdateMemberInput;
  UpdateMemberPayload: ResolverTypeWrapper<Omit<UpdateMemberPayload, 'member'> & { member?: Maybe<ResolversTypes['Member']> }>;
  UpdatePointPolicyInput: UpdatePointPolicyInput;
  UpdateProfileInput: UpdateProfileInput;
  UpdateProfilePayload: ResolverTypeWrapper<Omit<UpdateProfilePayload, 'member'> & { member?: Maybe<ResolversTypes['Member']> }>;
  UpdateProgramInput: UpdateProgramInput;
  UpdateProgramPayload: ResolverTypeWrapper<Omit<UpdateProgramPayload, 'program'> & { program?: Maybe<ResolversTypes['Program']> }>;
  UpdateReferralCodeInput: UpdateReferralCodeInput;
  UpdateReferralCodePayload: ResolverTypeWrapper<Omit<UpdateReferralCodePayload, 'referralCode'> & { referralCode?: Maybe<ResolversTypes['ReferralCode']> }>;
  UpdateReferralPolicyInput: UpdateReferralPolicyInput;
  Url: ResolverTypeWrapper<Scalars['Url']['output']>;
  UserError: ResolverTypeWrapper<UserError>;
  VerifiedClaim: VerifiedClaim;
  VoidReferralInput: VoidReferralInput;
  VoidReferralPayload: ResolverTypeWrapper<Omit<VoidReferralPayload, 'referral'> & { referral?: Maybe<ResolversTypes['Referral']> }>;
  VoteInput: VoteInput;
  VotePayload: ResolverTypeWrapper<Omit<VotePayload, 'ballot'> & { ballot?: Maybe<ResolversTypes['Ballot']> }>;
  VotePeriod: VotePeriod;
  VotePolicy: ResolverTypeWrapper<VotePolicy>;
  VotePolicyInput: VotePolicyInput;
  VoteStrike: ResolverTypeWrapper<VoteStrikeModel>;
  VoteStrikeConnection: ResolverTypeWrapper<Omit<VoteStrikeConnection, 'edges'> & { edges: Array<ResolversTypes['VoteStrikeEdge']> }>;
  VoteStrikeEdge: ResolverTypeWrapper<Omit<VoteStrikeEdge, 'node'> & { node: ResolversTypes['VoteStrike'] }>;
  WithdrawContestEntryInput: WithdrawContestEntryInput;
  WithdrawContestEntryPayload: ResolverTypeWrapper<Omit<WithdrawContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversTypes['ContestEntry']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ApiKey: ApiKeyModel;
  ApiKeyConnection: Omit<ApiKeyConnection, 'edges'> & { edges: Array<ResolversParentTypes['ApiKeyEdge']> };
  ApiKeyEdge: Omit<ApiKeyEdge, 'node'> & { node: ResolversParentTypes['ApiKey'] };
  ApproveReferralInput: ApproveReferralInput;
  ApproveReferralPayload: Omit<ApproveReferralPayload, 'referral'> & { referral?: Maybe<ResolversParentTypes['Referral']> };
  AttributeReferralInput: AttributeReferralInput;
  AttributeReferralPayload: Omit<AttributeReferralPayload, 'referral'> & { referral?: Maybe<ResolversParentTypes['Referral']> };
  AwardPointsInput: AwardPointsInput;
  AwardPointsPayload: Omit<AwardPointsPayload, 'account' | 'entry'> & { account?: Maybe<ResolversParentTypes['PointAccount']>, entry?: Maybe<ResolversParentTypes['PointEntry']> };
  Ballot: BallotViewModel;
  BallotConnection: Omit<BallotConnection, 'edges'> & { edges: Array<ResolversParentTypes['BallotEdge']> };
  BallotEdge: Omit<BallotEdge, 'node'> & { node: ResolversParentTypes['Ballot'] };
  BallotVote: BallotVoteModel;
  Boolean: Scalars['Boolean']['output'];
  CancelContestInput: CancelContestInput;
  CancelContestPayload: Omit<CancelContestPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  ChannelClicks: ChannelClicks;
  ClaimModerationItemsInput: ClaimModerationItemsInput;
  ClaimModerationItemsPayload: Omit<ClaimModerationItemsPayload, 'results'> & { results: Array<ResolversParentTypes['ModerationResult']> };
  ClaimReferralInput: ClaimReferralInput;
  ClaimReferralPayload: Omit<ClaimReferralPayload, 'referral'> & { referral?: Maybe<ResolversParentTypes['Referral']> };
  CloseLeaderboardInput: CloseLeaderboardInput;
  CloseLeaderboardPayload: Omit<CloseLeaderboardPayload, 'leaderboard'> & { leaderboard?: Maybe<ResolversParentTypes['Leaderboard']> };
  Contest: ContestModel;
  ContestAgreement: ContestAgreement;
  ContestChange: ContestChange;
  ContestConnection: Omit<ContestConnection, 'edges'> & { edges: Array<ResolversParentTypes['ContestEdge']> };
  ContestEdge: Omit<ContestEdge, 'node'> & { node: ResolversParentTypes['Contest'] };
  ContestEligibility: ContestEligibility;
  ContestEntrantsInput: ContestEntrantsInput;
  ContestEntriesInState: ContestEntriesInState;
  ContestEntriesOfDay: ContestEntriesOfDay;
  ContestEntry: ContestEntryModel;
  ContestEntryAuthor: ContestEntryAuthor;
  ContestEntryChange: ContestEntryChange;
  ContestEntryConnection: Omit<ContestEntryConnection, 'edges'> & { edges: Array<ResolversParentTypes['ContestEntryEdge']> };
  ContestEntryContent: ResolversInterfaceTypes<ResolversParentTypes>['ContestEntryContent'];
  ContestEntryContentInput: ContestEntryContentInput;
  ContestEntryEdge: Omit<ContestEntryEdge, 'node'> & { node: ResolversParentTypes['ContestEntry'] };
  ContestEntryNumbers: ContestEntryNumbers;
  ContestModerationNumbers: ContestModerationNumbers;
  ContestNumbers: ContestModel;
  ContestParticipation: ParticipationModel;
  ContestPhaseChange: ContestPhaseChange;
  ContestPrize: ContestPrize;
  ContestPrizeInput: ContestPrizeInput;
  ContestProblem: ContestProblem;
  ContestResult: ResultViewModel;
  ContestRound: RoundNowModel;
  ContestRoundExtensionInput: ContestRoundExtensionInput;
  ContestRoundInput: ContestRoundInput;
  ContestRoundNumbers: ContestRoundNumbers;
  ContestTerms: ContestTerms;
  ContestVoteHour: ContestVoteHour;
  ContestVotersInput: ContestVotersInput;
  ContestWindow: ContestWindow;
  ContestWindowInput: ContestWindowInput;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversParentTypes['ApiKey']> };
  CreateContestEntryInput: CreateContestEntryInput;
  CreateContestEntryPayload: Omit<CreateContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversParentTypes['ContestEntry']> };
  CreateContestInput: CreateContestInput;
  CreateContestPayload: Omit<CreateContestPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  CreateLeaderboardInput: CreateLeaderboardInput;
  CreateLeaderboardPayload: Omit<CreateLeaderboardPayload, 'leaderboard'> & { leaderboard?: Maybe<ResolversParentTypes['Leaderboard']> };
  CreateProgramInput: CreateProgramInput;
  CreateProgramPayload: Omit<CreateProgramPayload, 'program'> & { program?: Maybe<ResolversParentTypes['Program']> };
  CreateReferralCodeInput: CreateReferralCodeInput;
  CreateReferralCodePayload: Omit<CreateReferralCodePayload, 'referralCode'> & { referralCode?: Maybe<ResolversParentTypes['ReferralCode']> };
  CurrencyCode: Scalars['CurrencyCode']['output'];
  DailyReferralStats: DailyReferralStats;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DecideModerationInput: DecideModerationInput;
  DecideModerationPayload: Omit<DecideModerationPayload, 'results'> & { results: Array<ResolversParentTypes['ModerationResult']> };
  DeductPointsInput: DeductPointsInput;
  DeductPointsPayload: Omit<DeductPointsPayload, 'account' | 'entry'> & { account?: Maybe<ResolversParentTypes['PointAccount']>, entry?: Maybe<ResolversParentTypes['PointEntry']> };
  DisqualifyContestEntryInput: DisqualifyContestEntryInput;
  DisqualifyContestEntryPayload: Omit<DisqualifyContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversParentTypes['ContestEntry']> };
  EntryCounts: EntryCountsModel;
  EventInput: EventInput;
  ExtendContestInput: ExtendContestInput;
  ExtendContestPayload: Omit<ExtendContestPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  FinalistPolicy: FinalistPolicy;
  FinalistPolicyInput: FinalistPolicyInput;
  Float: Scalars['Float']['output'];
  HandOverPrizeInput: HandOverPrizeInput;
  HandOverPrizePayload: HandOverPrizePayload;
  HeldBallot: BallotModel;
  HeldBallotConnection: Omit<HeldBallotConnection, 'edges'> & { edges: Array<ResolversParentTypes['HeldBallotEdge']> };
  HeldBallotEdge: Omit<HeldBallotEdge, 'node'> & { node: ResolversParentTypes['HeldBallot'] };
  HoldContestResultInput: HoldContestResultInput;
  HoldContestResultPayload: Omit<HoldContestResultPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Invitation: InvitationModel;
  InvitationAdvocate: InvitationModel;
  JoinInput: JoinInput;
  JoinPayload: Omit<JoinPayload, 'member'> & { member?: Maybe<ResolversParentTypes['Member']> };
  Leaderboard: BoardModel;
  LeaderboardBackfill: LeaderboardBackfill;
  LeaderboardConnection: Omit<LeaderboardConnection, 'edges'> & { edges: Array<ResolversParentTypes['LeaderboardEdge']> };
  LeaderboardEdge: Omit<LeaderboardEdge, 'node'> & { node: ResolversParentTypes['Leaderboard'] };
  LeaderboardRecord: RecordViewModel;
  LeaderboardRecordConnection: Omit<LeaderboardRecordConnection, 'edges'> & { edges: Array<ResolversParentTypes['LeaderboardRecordEdge']> };
  LeaderboardRecordEdge: Omit<LeaderboardRecordEdge, 'node'> & { node: ResolversParentTypes['LeaderboardRecord'] };
  LeaderboardSeason: SeasonViewModel;
  LeaderboardSeasonConnection: Omit<LeaderboardSeasonConnection, 'edges'> & { edges: Array<ResolversParentTypes['LeaderboardSeasonEdge']> };
  LeaderboardSeasonEdge: Omit<LeaderboardSeasonEdge, 'node'> & { node: ResolversParentTypes['LeaderboardSeason'] };
  LeaderboardVote: AttemptOfModel;
  LinkContent: LinkContent;
  LinkContentInput: LinkContentInput;
  Member: MemberModel;
  MemberConnection: Omit<MemberConnection, 'edges'> & { edges: Array<ResolversParentTypes['MemberEdge']> };
  MemberEdge: Omit<MemberEdge, 'node'> & { node: ResolversParentTypes['Member'] };
  ModerationDecisionInput: ModerationDecisionInput;
  ModerationItem: ModerationItemModel;
  ModerationItemConnection: Omit<ModerationItemConnection, 'edges'> & { edges: Array<ResolversParentTypes['ModerationItemEdge']> };
  ModerationItemEdge: Omit<ModerationItemEdge, 'node'> & { node: ResolversParentTypes['ModerationItem'] };
  ModerationResult: Omit<ModerationResult, 'item'> & { item?: Maybe<ResolversParentTypes['ModerationItem']> };
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  OfferPrizeInput: OfferPrizeInput;
  OfferPrizePayload: OfferPrizePayload;
  PageInfo: PageInfo;
  PointAccount: AccountViewModel;
  PointCause: PointCause;
  PointEntry: PointEntryModel;
  PointEntryConnection: Omit<PointEntryConnection, 'edges'> & { edges: Array<ResolversParentTypes['PointEntryEdge']> };
  PointEntryEdge: Omit<PointEntryEdge, 'node'> & { node: ResolversParentTypes['PointEntry'] };
  PointPolicy: PointPolicy;
  PointPolicyInput: PointPolicyInput;
  PointTotals: PointTotals;
  PointsByExpiry: PointsByExpiry;
  PositiveInt: Scalars['PositiveInt']['output'];
  PrizeMark: PrizeMark;
  Program: ProgramModel;
  ProgramConnection: Omit<ProgramConnection, 'edges'> & { edges: Array<ResolversParentTypes['ProgramEdge']> };
  ProgramEdge: Omit<ProgramEdge, 'node'> & { node: ResolversParentTypes['Program'] };
  PublishContestInput: PublishContestInput;
  PublishContestPayload: Omit<PublishContestPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  PublishResultInput: PublishResultInput;
  PublishResultPayload: Omit<PublishResultPayload, 'result'> & { result?: Maybe<ResolversParentTypes['ContestResult']> };
  Query: Record<PropertyKey, never>;
  RankedSubject: SubjectViewModel;
  ReadsIfGiven: ReadsIfGiven;
  RecordEventResult: RecordEventResult;
  RecordEventsInput: RecordEventsInput;
  RecordEventsPayload: RecordEventsPayload;
  Referral: ReferralModel;
  ReferralAttribution: Omit<ReferralAttribution, 'advocate'> & { advocate: ResolversParentTypes['ReferralPerson'] };
  ReferralCode: ReferralCodeModel;
  ReferralCodeConnection: Omit<ReferralCodeConnection, 'edges'> & { edges: Array<ResolversParentTypes['ReferralCodeEdge']> };
  ReferralCodeEdge: Omit<ReferralCodeEdge, 'node'> & { node: ResolversParentTypes['ReferralCode'] };
  ReferralConnection: Omit<ReferralConnection, 'edges'> & { edges: Array<ResolversParentTypes['ReferralEdge']> };
  ReferralEdge: Omit<ReferralEdge, 'node'> & { node: ResolversParentTypes['Referral'] };
  ReferralPerson: ReferralPersonModel;
  ReferralPolicy: ReferralPolicy;
  ReferralPolicyInput: ReferralPolicyInput;
  ReferralStep: ReferralStep;
  RejectReferralInput: RejectReferralInput;
  RejectReferralPayload: Omit<RejectReferralPayload, 'referral'> & { referral?: Maybe<ResolversParentTypes['Referral']> };
  ReleaseModerationItemsInput: ReleaseModerationItemsInput;
  ReleaseModerationItemsPayload: Omit<ReleaseModerationItemsPayload, 'results'> & { results: Array<ResolversParentTypes['ModerationResult']> };
  ReleaseVotesInput: ReleaseVotesInput;
  ReleaseVotesPayload: Omit<ReleaseVotesPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  ReportContestEntryInput: ReportContestEntryInput;
  ReportContestEntryPayload: Omit<ReportContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversParentTypes['ContestEntry']> };
  RestartContestRoundInput: RestartContestRoundInput;
  RestartContestRoundPayload: Omit<RestartContestRoundPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  RestoreVotesInput: RestoreVotesInput;
  RestoreVotesPayload: Omit<RestoreVotesPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  ResultAward: ResultAward;
  ResultEntry: ResultEntryViewModel;
  ResultEntryConnection: Omit<ResultEntryConnection, 'edges'> & { edges: Array<ResolversParentTypes['ResultEntryEdge']> };
  ResultEntryEdge: Omit<ResultEntryEdge, 'node'> & { node: ResolversParentTypes['ResultEntry'] };
  ResultFile: ResultFile;
  ReversePointEntryInput: ReversePointEntryInput;
  ReversePointEntryPayload: Omit<ReversePointEntryPayload, 'account' | 'entry'> & { account?: Maybe<ResolversParentTypes['PointAccount']>, entry?: Maybe<ResolversParentTypes['PointEntry']> };
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: Omit<RevokeApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversParentTypes['ApiKey']> };
  RewardCap: RewardCap;
  RewardCapInput: RewardCapInput;
  SafeInt: Scalars['SafeInt']['output'];
  SelectFinalistsInput: SelectFinalistsInput;
  SelectFinalistsPayload: Omit<SelectFinalistsPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  SetContestTermsInput: SetContestTermsInput;
  SetContestTermsPayload: Omit<SetContestTermsPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  SetMemberStatusInput: SetMemberStatusInput;
  SetMemberStatusPayload: Omit<SetMemberStatusPayload, 'member'> & { member?: Maybe<ResolversParentTypes['Member']> };
  SetProgramStatusInput: SetProgramStatusInput;
  SetProgramStatusPayload: Omit<SetProgramStatusPayload, 'program'> & { program?: Maybe<ResolversParentTypes['Program']> };
  SetTokenPolicyInput: SetTokenPolicyInput;
  SetTokenPolicyPayload: Omit<SetTokenPolicyPayload, 'program'> & { program?: Maybe<ResolversParentTypes['Program']> };
  SpendPointsInput: SpendPointsInput;
  SpendPointsPayload: Omit<SpendPointsPayload, 'account' | 'entry'> & { account?: Maybe<ResolversParentTypes['PointAccount']>, entry?: Maybe<ResolversParentTypes['PointEntry']> };
  StrikeVotesInput: StrikeVotesInput;
  StrikeVotesPayload: Omit<StrikeVotesPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  String: Scalars['String']['output'];
  SubmitContestEntryInput: SubmitContestEntryInput;
  SubmitContestEntryPayload: Omit<SubmitContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversParentTypes['ContestEntry']> };
  TextContent: TextContent;
  TextContentInput: TextContentInput;
  TokenPolicy: TokenPolicy;
  TokenPolicyInput: TokenPolicyInput;
  UpdateContestEntryInput: UpdateContestEntryInput;
  UpdateContestEntryPayload: Omit<UpdateContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversParentTypes['ContestEntry']> };
  UpdateContestInput: UpdateContestInput;
  UpdateContestPayload: Omit<UpdateContestPayload, 'contest'> & { contest?: Maybe<ResolversParentTypes['Contest']> };
  UpdateLeaderboardInput: UpdateLeaderboardInput;
  UpdateLeaderboardPayload: Omit<UpdateLeaderboardPayload, 'leaderboard'> & { leaderboard?: Maybe<ResolversParentTypes['Leaderboard']> };
  UpdateMemberInput: UpdateMemberInput;
  UpdateMemberPayload: Omit<UpdateMemberPayload, 'member'> & { member?: Maybe<ResolversParentTypes['Member']> };
  UpdatePointPolicyInput: UpdatePointPolicyInput;
  UpdateProfileInput: UpdateProfileInput;
  UpdateProfilePayload: Omit<UpdateProfilePayload, 'member'> & { member?: Maybe<ResolversParentTypes['Member']> };
  UpdateProgramInput: UpdateProgramInput;
  UpdateProgramPayload: Omit<UpdateProgramPayload, 'program'> & { program?: Maybe<ResolversParentTypes['Program']> };
  UpdateReferralCodeInput: UpdateReferralCodeInput;
  UpdateReferralCodePayload: Omit<UpdateReferralCodePayload, 'referralCode'> & { referralCode?: Maybe<ResolversParentTypes['ReferralCode']> };
  UpdateReferralPolicyInput: UpdateReferralPolicyInput;
  Url: Scalars['Url']['output'];
  UserError: UserError;
  VoidReferralInput: VoidReferralInput;
  VoidReferralPayload: Omit<VoidReferralPayload, 'referral'> & { referral?: Maybe<ResolversParentTypes['Referral']> };
  VoteInput: VoteInput;
  VotePayload: Omit<VotePayload, 'ballot'> & { ballot?: Maybe<ResolversParentTypes['Ballot']> };
  VotePolicy: VotePolicy;
  VotePolicyInput: VotePolicyInput;
  VoteStrike: VoteStrikeModel;
  VoteStrikeConnection: Omit<VoteStrikeConnection, 'edges'> & { edges: Array<ResolversParentTypes['VoteStrikeEdge']> };
  VoteStrikeEdge: Omit<VoteStrikeEdge, 'node'> & { node: ResolversParentTypes['VoteStrike'] };
  WithdrawContestEntryInput: WithdrawContestEntryInput;
  WithdrawContestEntryPayload: Omit<WithdrawContestEntryPayload, 'entry'> & { entry?: Maybe<ResolversParentTypes['ContestEntry']> };
};

export type AtMostDirectiveArgs = {
  bytes?: Maybe<Scalars['Int']['input']>;
  items?: Maybe<Scalars['Int']['input']>;
};

export type AtMostDirectiveResolver<Result, Parent, ContextType = Context, Args = AtMostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AuthDirectiveArgs = {
  requires: Array<CallerRole>;
  scopes?: Array<ApiKeyScope>;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ModelDirectiveArgs = {
  of: Scalars['String']['input'];
};

export type ModelDirectiveResolver<Result, Parent, ContextType = Context, Args = ModelDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ReadsDirectiveArgs = {
  batched?: Scalars['Boolean']['input'];
  cached?: Scalars['Boolean']['input'];
  cost?: Scalars['Int']['input'];
  ifGiven?: Array<ReadsIfGiven>;
  trips?: Scalars['Int']['input'];
};

export type ReadsDirectiveResolver<Result, Parent, ContextType = Context, Args = ReadsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  client?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['ApiKeyScope']>, ParentType, ContextType>;
  sources?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiKeyConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyConnection'] = ResolversParentTypes['ApiKeyConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ApiKeyEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApiKeyEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyEdge'] = ResolversParentTypes['ApiKeyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type ApproveReferralPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApproveReferralPayload'] = ResolversParentTypes['ApproveReferralPayload']> = {
  referral?: Resolver<Maybe<ResolversTypes['Referral']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AttributeReferralPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttributeReferralPayload'] = ResolversParentTypes['AttributeReferralPayload']> = {
  referral?: Resolver<Maybe<ResolversTypes['Referral']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AwardPointsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AwardPointsPayload'] = ResolversParentTypes['AwardPointsPayload']> = {
  account?: Resolver<Maybe<ResolversTypes['PointAccount']>, ParentType, ContextType>;
  entry?: Resolver<Maybe<ResolversTypes['PointEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type BallotResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Ballot'] = ResolversParentTypes['Ballot']> = {
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  contest?: Resolver<ResolversTypes['Contest'], ParentType, ContextType>;
  day?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  receipt?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resetsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  round?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['BallotState'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  votes?: Resolver<Array<ResolversTypes['BallotVote']>, ParentType, ContextType>;
  votesLeft?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BallotConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BallotConnection'] = ResolversParentTypes['BallotConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BallotEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BallotEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BallotEdge'] = ResolversParentTypes['BallotEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Ballot'], ParentType, ContextType>;
};

export type BallotVoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BallotVote'] = ResolversParentTypes['BallotVote']> = {
  entry?: Resolver<Maybe<ResolversTypes['ContestEntry']>, ParentType, ContextType>;
  entryId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  votedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  votes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CancelContestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelContestPayload'] = ResolversParentTypes['CancelContestPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ChannelClicksResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChannelClicks'] = ResolversParentTypes['ChannelClicks']> = {
  channel?: Resolver<ResolversTypes['ShareChannel'], ParentType, ContextType>;
  clicks?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ClaimModerationItemsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClaimModerationItemsPayload'] = ResolversParentTypes['ClaimModerationItemsPayload']> = {
  results?: Resolver<Array<ResolversTypes['ModerationResult']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ClaimReferralPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClaimReferralPayload'] = ResolversParentTypes['ClaimReferralPayload']> = {
  referral?: Resolver<Maybe<ResolversTypes['Referral']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CloseLeaderboardPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CloseLeaderboardPayload'] = ResolversParentTypes['CloseLeaderboardPayload']> = {
  leaderboard?: Resolver<Maybe<ResolversTypes['Leaderboard']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ContestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Contest'] = ResolversParentTypes['Contest']> = {
  acceptsEntries?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  access?: Resolver<ResolversTypes['ContestAccess'], ParentType, ContextType>;
  admission?: Resolver<ResolversTypes['AdmissionMode'], ParentType, ContextType>;
  admissionChecklist?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  allEntries?: Resolver<ResolversTypes['ContestEntryConnection'], ParentType, ContextType, RequireFields<ContestAllEntriesArgs, 'first'>>;
  brief?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  changes?: Resolver<Array<ResolversTypes['ContestChange']>, ParentType, ContextType>;
  countedResult?: Resolver<Maybe<ResolversTypes['ContestResult']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  entrants?: Resolver<ResolversTypes['ContestEligibility'], ParentType, ContextType>;
  entries?: Resolver<ResolversTypes['ContestEntryConnection'], ParentType, ContextType, RequireFields<ContestEntriesArgs, 'first' | 'order'>>;
  entryKinds?: Resolver<Array<ResolversTypes['ContestEntryKind']>, ParentType, ContextType>;
  finalists?: Resolver<Maybe<Array<ResolversTypes['ContestEntry']>>, ParentType, ContextType>;
  heldBallots?: Resolver<ResolversTypes['HeldBallotConnection'], ParentType, ContextType, RequireFields<ContestHeldBallotsArgs, 'first'>>;
  heroImageUrl?: Resolver<Maybe<ResolversTypes['Url']>, ParentType, ContextType>;
  holdsNewMembersDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  languages?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  leaderboard?: Resolver<Maybe<ResolversTypes['Leaderboard']>, ParentType, ContextType, Partial<ContestLeaderboardArgs>>;
  linkHosts?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  maxEntriesPerMember?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxTextLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nextPhase?: Resolver<Maybe<ResolversTypes['ContestPhaseChange']>, ParentType, ContextType>;
  numbers?: Resolver<Maybe<ResolversTypes['ContestNumbers']>, ParentType, ContextType>;
  openRound?: Resolver<Maybe<ResolversTypes['ContestRound']>, ParentType, ContextType>;
  participation?: Resolver<Maybe<ResolversTypes['ContestParticipation']>, ParentType, ContextType>;
  phase?: Resolver<ResolversTypes['ContestPhase'], ParentType, ContextType>;
  prizes?: Resolver<Array<ResolversTypes['ContestPrize']>, ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes['ContestProblem']>, ParentType, ContextType>;
  publishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  reportsThatHide?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['ContestResult']>, ParentType, ContextType>;
  resultsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  rounds?: Resolver<Array<ResolversTypes['ContestRound']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ContestStatus'], ParentType, ContextType>;
  strikes?: Resolver<ResolversTypes['VoteStrikeConnection'], ParentType, ContextType, RequireFields<ContestStrikesArgs, 'first'>>;
  submission?: Resolver<Maybe<ResolversTypes['ContestWindow']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  terms?: Resolver<Maybe<ResolversTypes['ContestTerms']>, ParentType, ContextType, Partial<ContestTermsArgs>>;
  ties?: Resolver<Array<ResolversTypes['TieBreak']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  voteCounts?: Resolver<ResolversTypes['CountVisibility'], ParentType, ContextType>;
  voters?: Resolver<ResolversTypes['ContestEligibility'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContestAgreementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestAgreement'] = ResolversParentTypes['ContestAgreement']> = {
  agreedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isOfAge?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  termsVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContestChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestChange'] = ResolversParentTypes['ContestChange']> = {
  date?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decidedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  holdsFrom?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ContestChangeKind'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  round?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ContestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestConnection'] = ResolversParentTypes['ContestConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ContestEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ContestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEdge'] = ResolversParentTypes['ContestEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Contest'], ParentType, ContextType>;
};

export type ContestEligibilityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEligibility'] = ResolversParentTypes['ContestEligibility']> = {
  countries?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  memberForDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  minimumAge?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  minimumPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  staffMayTakePart?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  verifiedClaim?: Resolver<Maybe<ResolversTypes['VerifiedClaim']>, ParentType, ContextType>;
};

export type ContestEntriesInStateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEntriesInState'] = ResolversParentTypes['ContestEntriesInState']> = {
  entries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ContestEntryState'], ParentType, ContextType>;
};

export type ContestEntriesOfDayResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEntriesOfDay'] = ResolversParentTypes['ContestEntriesOfDay']> = {
  day?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  entries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContestEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEntry'] = ResolversParentTypes['ContestEntry']> = {
  agreement?: Resolver<Maybe<ResolversTypes['ContestAgreement']>, ParentType, ContextType>;
  answerBy?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  author?: Resolver<ResolversTypes['ContestEntryAuthor'], ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['ContestEntryContent']>, ParentType, ContextType>;
  contest?: Resolver<ResolversTypes['Contest'], ParentType, ContextType>;
  counts?: Resolver<Maybe<ResolversTypes['EntryCounts']>, ParentType, ContextType>;
  draft?: Resolver<Maybe<ResolversTypes['ContestEntryContent']>, ParentType, ContextType>;
  editableUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['ContestEntryChange']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isHidden?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isWaiting?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['ResultEntry']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  shownAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ContestEntryState'], ParentType, ContextType>;
  submittedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContestEntryAuthorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEntryAuthor'] = ResolversParentTypes['ContestEntryAuthor']> = {
  avatarUrl?: Resolver<Maybe<ResolversTypes['Url']>, ParentType, ContextType>;
  memberId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  publicName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContestEntryChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEntryChange'] = ResolversParentTypes['ContestEntryChange']> = {
  action?: Resolver<ResolversTypes['ContestEntryAction'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['ModerationReason']>, ParentType, ContextType>;
};

export type ContestEntryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEntryConnection'] = ResolversParentTypes['ContestEntryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ContestEntryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ContestEntryContentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEntryContent'] = ResolversParentTypes['ContestEntryContent']> = {
  __resolveType: TypeResolveFn<'LinkContent' | 'TextContent', ParentType, ContextType>;
};

export type ContestEntryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEntryEdge'] = ResolversParentTypes['ContestEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ContestEntry'], ParentType, ContextType>;
};

export type ContestEntryNumbersResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestEntryNumbers'] = ResolversParentTypes['ContestEntryNumbers']> = {
  byDay?: Resolver<Array<ResolversTypes['ContestEntriesOfDay']>, ParentType, ContextType>;
  byState?: Resolver<Array<ResolversTypes['ContestEntriesInState']>, ParentType, ContextType>;
};

export type ContestModerationNumbersResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestModerationNumbers'] = ResolversParentTypes['ContestModerationNumbers']> = {
  oldestSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContestNumbersResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestNumbers'] = ResolversParentTypes['ContestNumbers']> = {
  entries?: Resolver<ResolversTypes['ContestEntryNumbers'], ParentType, ContextType>;
  moderation?: Resolver<ResolversTypes['ContestModerationNumbers'], ParentType, ContextType>;
  rounds?: Resolver<Array<ResolversTypes['ContestRoundNumbers']>, ParentType, ContextType>;
};

export type ContestParticipationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestParticipation'] = ResolversParentTypes['ContestParticipation']> = {
  ballot?: Resolver<Maybe<ResolversTypes['Ballot']>, ParentType, ContextType>;
  ballots?: Resolver<ResolversTypes['BallotConnection'], ParentType, ContextType, RequireFields<ContestParticipationBallotsArgs, 'first'>>;
  contest?: Resolver<ResolversTypes['Contest'], ParentType, ContextType>;
  entries?: Resolver<Array<ResolversTypes['ContestEntry']>, ParentType, ContextType>;
  entriesLeft?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContestPhaseChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestPhaseChange'] = ResolversParentTypes['ContestPhaseChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  phase?: Resolver<ResolversTypes['ContestPhase'], ParentType, ContextType>;
};

export type ContestPrizeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestPrize'] = ResolversParentTypes['ContestPrize']> = {
  fromRank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ContestPrizeKind'], ParentType, ContextType>;
  points?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  toRank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContestProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestProblem'] = ResolversParentTypes['ContestProblem']> = {
  field?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ContestResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestResult'] = ResolversParentTypes['ContestResult']> = {
  contest?: Resolver<ResolversTypes['Contest'], ParentType, ContextType>;
  countedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  differences?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  entries?: Resolver<ResolversTypes['ResultEntryConnection'], ParentType, ContextType, RequireFields<ContestResultEntriesArgs, 'first'>>;
  files?: Resolver<Maybe<Array<ResolversTypes['ResultFile']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  publishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContestRoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestRound'] = ResolversParentTypes['ContestRound']> = {
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  finalists?: Resolver<Maybe<ResolversTypes['FinalistPolicy']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  scoring?: Resolver<ResolversTypes['RoundScoring'], ParentType, ContextType>;
  votes?: Resolver<ResolversTypes['VotePolicy'], ParentType, ContextType>;
  voting?: Resolver<Maybe<ResolversTypes['ContestWindow']>, ParentType, ContextType>;
};

export type ContestRoundNumbersResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestRoundNumbers'] = ResolversParentTypes['ContestRoundNumbers']> = {
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ballots?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  hours?: Resolver<Array<ResolversTypes['ContestVoteHour']>, ParentType, ContextType>;
  round?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  votes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContestTermsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestTerms'] = ResolversParentTypes['ContestTerms']> = {
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rights?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rules?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContestVoteHourResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestVoteHour'] = ResolversParentTypes['ContestVoteHour']> = {
  ballots?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  votes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContestWindowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContestWindow'] = ResolversParentTypes['ContestWindow']> = {
  closesAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  opensAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type CreateApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateApiKeyPayload'] = ResolversParentTypes['CreateApiKeyPayload']> = {
  apiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateContestEntryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateContestEntryPayload'] = ResolversParentTypes['CreateContestEntryPayload']> = {
  entry?: Resolver<Maybe<ResolversTypes['ContestEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateContestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateContestPayload'] = ResolversParentTypes['CreateContestPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateLeaderboardPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateLeaderboardPayload'] = ResolversParentTypes['CreateLeaderboardPayload']> = {
  leaderboard?: Resolver<Maybe<ResolversTypes['Leaderboard']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateProgramPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateProgramPayload'] = ResolversParentTypes['CreateProgramPayload']> = {
  program?: Resolver<Maybe<ResolversTypes['Program']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateReferralCodePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateReferralCodePayload'] = ResolversParentTypes['CreateReferralCodePayload']> = {
  referralCode?: Resolver<Maybe<ResolversTypes['ReferralCode']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export type DailyReferralStatsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DailyReferralStats'] = ResolversParentTypes['DailyReferralStats']> = {
  attributed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  clicks?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  clicksByChannel?: Resolver<Array<ResolversTypes['ChannelClicks']>, ParentType, ContextType>;
  day?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  qualified?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rewarded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  uniqueClicks?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  voided?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DecideModerationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DecideModerationPayload'] = ResolversParentTypes['DecideModerationPayload']> = {
  results?: Resolver<Array<ResolversTypes['ModerationResult']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type DeductPointsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeductPointsPayload'] = ResolversParentTypes['DeductPointsPayload']> = {
  account?: Resolver<Maybe<ResolversTypes['PointAccount']>, ParentType, ContextType>;
  entry?: Resolver<Maybe<ResolversTypes['PointEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type DisqualifyContestEntryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DisqualifyContestEntryPayload'] = ResolversParentTypes['DisqualifyContestEntryPayload']> = {
  entry?: Resolver<Maybe<ResolversTypes['ContestEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type EntryCountsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EntryCounts'] = ResolversParentTypes['EntryCounts']> = {
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  round?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  votes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ExtendContestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExtendContestPayload'] = ResolversParentTypes['ExtendContestPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type FinalistPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FinalistPolicy'] = ResolversParentTypes['FinalistPolicy']> = {
  chosenBy?: Resolver<ResolversTypes['FinalistSelection'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HandOverPrizePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HandOverPrizePayload'] = ResolversParentTypes['HandOverPrizePayload']> = {
  award?: Resolver<Maybe<ResolversTypes['ResultAward']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type HeldBallotResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HeldBallot'] = ResolversParentTypes['HeldBallot']> = {
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ballotId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  day?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  heldAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  joined?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  memberId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  round?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  votes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HeldBallotConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HeldBallotConnection'] = ResolversParentTypes['HeldBallotConnection']> = {
  edges?: Resolver<Array<ResolversTypes['HeldBallotEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type HeldBallotEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HeldBallotEdge'] = ResolversParentTypes['HeldBallotEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['HeldBallot'], ParentType, ContextType>;
};

export type HoldContestResultPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldContestResultPayload'] = ResolversParentTypes['HoldContestResultPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type InvitationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Invitation'] = ResolversParentTypes['Invitation']> = {
  advocate?: Resolver<ResolversTypes['InvitationAdvocate'], ParentType, ContextType>;
  advocatePoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  endsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  friendPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pointName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  programName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['InvitationStatus'], ParentType, ContextType>;
};

export type InvitationAdvocateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvitationAdvocate'] = ResolversParentTypes['InvitationAdvocate']> = {
  avatarUrl?: Resolver<Maybe<ResolversTypes['Url']>, ParentType, ContextType>;
  publicName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type JoinPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JoinPayload'] = ResolversParentTypes['JoinPayload']> = {
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type LeaderboardResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Leaderboard'] = ResolversParentTypes['Leaderboard']> = {
  backfill?: Resolver<Maybe<ResolversTypes['LeaderboardBackfill']>, ParentType, ContextType>;
  closesAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['LeaderboardDirection'], ParentType, ContextType>;
  eventType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metric?: Resolver<ResolversTypes['LeaderboardMetric'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scoreStep?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  season?: Resolver<ResolversTypes['LeaderboardSeason'], ParentType, ContextType, Partial<LeaderboardSeasonArgs>>;
  seasonKind?: Resolver<ResolversTypes['SeasonKind'], ParentType, ContextType>;
  seasons?: Resolver<ResolversTypes['LeaderboardSeasonConnection'], ParentType, ContextType, RequireFields<LeaderboardSeasonsArgs, 'first'>>;
  shards?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['LeaderboardSubject'], ParentType, ContextType>;
  visibleFrom?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  visibleUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  vote?: Resolver<Maybe<ResolversTypes['LeaderboardVote']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LeaderboardBackfillResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardBackfill'] = ResolversParentTypes['LeaderboardBackfill']> = {
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  joinedThrough?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  membersDone?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['BackfillState'], ParentType, ContextType>;
};

export type LeaderboardConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardConnection'] = ResolversParentTypes['LeaderboardConnection']> = {
  edges?: Resolver<Array<ResolversTypes['LeaderboardEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LeaderboardEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardEdge'] = ResolversParentTypes['LeaderboardEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Leaderboard'], ParentType, ContextType>;
};

export type LeaderboardRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardRecord'] = ResolversParentTypes['LeaderboardRecord']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastScoredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  percentile?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  rank?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  rankChange?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  scoreToNextRank?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  season?: Resolver<ResolversTypes['LeaderboardSeason'], ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['RankedSubject']>, ParentType, ContextType>;
  tiedWithCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unrankedReason?: Resolver<Maybe<ResolversTypes['UnrankedReason']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LeaderboardRecordConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardRecordConnection'] = ResolversParentTypes['LeaderboardRecordConnection']> = {
  edges?: Resolver<Array<ResolversTypes['LeaderboardRecordEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LeaderboardRecordEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardRecordEdge'] = ResolversParentTypes['LeaderboardRecordEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LeaderboardRecord'], ParentType, ContextType>;
};

export type LeaderboardSeasonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardSeason'] = ResolversParentTypes['LeaderboardSeason']> = {
  around?: Resolver<Array<ResolversTypes['LeaderboardRecord']>, ParentType, ContextType, RequireFields<LeaderboardSeasonAroundArgs, 'above' | 'below' | 'subjectId'>>;
  endsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isCurrent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  leaderboard?: Resolver<ResolversTypes['Leaderboard'], ParentType, ContextType>;
  me?: Resolver<Maybe<ResolversTypes['LeaderboardRecord']>, ParentType, ContextType>;
  record?: Resolver<Maybe<ResolversTypes['LeaderboardRecord']>, ParentType, ContextType, RequireFields<LeaderboardSeasonRecordArgs, 'subjectId'>>;
  records?: Resolver<Array<Maybe<ResolversTypes['LeaderboardRecord']>>, ParentType, ContextType, RequireFields<LeaderboardSeasonRecordsArgs, 'subjectIds'>>;
  startsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  top?: Resolver<ResolversTypes['LeaderboardRecordConnection'], ParentType, ContextType, RequireFields<LeaderboardSeasonTopArgs, 'first'>>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unrankableCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LeaderboardSeasonConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardSeasonConnection'] = ResolversParentTypes['LeaderboardSeasonConnection']> = {
  edges?: Resolver<Array<ResolversTypes['LeaderboardSeasonEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LeaderboardSeasonEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardSeasonEdge'] = ResolversParentTypes['LeaderboardSeasonEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LeaderboardSeason'], ParentType, ContextType>;
};

export type LeaderboardVoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaderboardVote'] = ResolversParentTypes['LeaderboardVote']> = {
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  contest?: Resolver<ResolversTypes['Contest'], ParentType, ContextType>;
  round?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LinkContentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LinkContent'] = ResolversParentTypes['LinkContent']> = {
  kind?: Resolver<ResolversTypes['ContestEntryKind'], ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['Url'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MemberResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Member'] = ResolversParentTypes['Member']> = {
  avatarUrl?: Resolver<Maybe<ResolversTypes['Url']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  joinedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  locale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  points?: Resolver<ResolversTypes['PointAccount'], ParentType, ContextType>;
  publicName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  referralCodes?: Resolver<ResolversTypes['ReferralCodeConnection'], ParentType, ContextType, RequireFields<MemberReferralCodesArgs, 'first'>>;
  referrals?: Resolver<ResolversTypes['ReferralConnection'], ParentType, ContextType, RequireFields<MemberReferralsArgs, 'first'>>;
  referredBy?: Resolver<Maybe<ResolversTypes['Referral']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['MemberStatus'], ParentType, ContextType>;
  statusChangedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  statusChangedBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  visibility?: Resolver<ResolversTypes['MemberVisibility'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MemberConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemberConnection'] = ResolversParentTypes['MemberConnection']> = {
  edges?: Resolver<Array<ResolversTypes['MemberEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MemberEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemberEdge'] = ResolversParentTypes['MemberEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
};

export type ModerationItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModerationItem'] = ResolversParentTypes['ModerationItem']> = {
  causes?: Resolver<Array<ResolversTypes['ModerationCause']>, ParentType, ContextType>;
  claimedBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  claimedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  groupId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ModerationKind'], ParentType, ContextType>;
  reportCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType>;
  waitingSince?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ModerationItemConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModerationItemConnection'] = ResolversParentTypes['ModerationItemConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ModerationItemEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ModerationItemEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModerationItemEdge'] = ResolversParentTypes['ModerationItemEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ModerationItem'], ParentType, ContextType>;
};

export type ModerationResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModerationResult'] = ResolversParentTypes['ModerationResult']> = {
  error?: Resolver<Maybe<ResolversTypes['UserError']>, ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['ModerationItem']>, ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amountMinor?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  approveReferral?: Resolver<ResolversTypes['ApproveReferralPayload'], ParentType, ContextType, RequireFields<MutationApproveReferralArgs, 'input'>>;
  attributeReferral?: Resolver<ResolversTypes['AttributeReferralPayload'], ParentType, ContextType, RequireFields<MutationAttributeReferralArgs, 'input'>>;
  awardPoints?: Resolver<ResolversTypes['AwardPointsPayload'], ParentType, ContextType, RequireFields<MutationAwardPointsArgs, 'input'>>;
  cancelContest?: Resolver<ResolversTypes['CancelContestPayload'], ParentType, ContextType, RequireFields<MutationCancelContestArgs, 'input'>>;
  claimModerationItems?: Resolver<ResolversTypes['ClaimModerationItemsPayload'], ParentType, ContextType, RequireFields<MutationClaimModerationItemsArgs, 'input'>>;
  claimReferral?: Resolver<ResolversTypes['ClaimReferralPayload'], ParentType, ContextType, RequireFields<MutationClaimReferralArgs, 'input'>>;
  closeLeaderboard?: Resolver<ResolversTypes['CloseLeaderboardPayload'], ParentType, ContextType, RequireFields<MutationCloseLeaderboardArgs, 'input'>>;
  createApiKey?: Resolver<ResolversTypes['CreateApiKeyPayload'], ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'input'>>;
  createContest?: Resolver<ResolversTypes['CreateContestPayload'], ParentType, ContextType, RequireFields<MutationCreateContestArgs, 'input'>>;
  createContestEntry?: Resolver<ResolversTypes['CreateContestEntryPayload'], ParentType, ContextType, RequireFields<MutationCreateContestEntryArgs, 'input'>>;
  createLeaderboard?: Resolver<ResolversTypes['CreateLeaderboardPayload'], ParentType, ContextType, RequireFields<MutationCreateLeaderboardArgs, 'input'>>;
  createProgram?: Resolver<ResolversTypes['CreateProgramPayload'], ParentType, ContextType, RequireFields<MutationCreateProgramArgs, 'input'>>;
  createReferralCode?: Resolver<ResolversTypes['CreateReferralCodePayload'], ParentType, ContextType, RequireFields<MutationCreateReferralCodeArgs, 'input'>>;
  decideModeration?: Resolver<ResolversTypes['DecideModerationPayload'], ParentType, ContextType, RequireFields<MutationDecideModerationArgs, 'input'>>;
  deductPoints?: Resolver<ResolversTypes['DeductPointsPayload'], ParentType, ContextType, RequireFields<MutationDeductPointsArgs, 'input'>>;
  disqualifyContestEntry?: Resolver<ResolversTypes['DisqualifyContestEntryPayload'], ParentType, ContextType, RequireFields<MutationDisqualifyContestEntryArgs, 'input'>>;
  extendContest?: Resolver<ResolversTypes['ExtendContestPayload'], ParentType, ContextType, RequireFields<MutationExtendContestArgs, 'input'>>;
  handOverPrize?: Resolver<ResolversTypes['HandOverPrizePayload'], ParentType, ContextType, RequireFields<MutationHandOverPrizeArgs, 'input'>>;
  holdContestResult?: Resolver<ResolversTypes['HoldContestResultPayload'], ParentType, ContextType, RequireFields<MutationHoldContestResultArgs, 'input'>>;
  join?: Resolver<ResolversTypes['JoinPayload'], ParentType, ContextType, RequireFields<MutationJoinArgs, 'input'>>;
  offerPrize?: Resolver<ResolversTypes['OfferPrizePayload'], ParentType, ContextType, RequireFields<MutationOfferPrizeArgs, 'input'>>;
  publishContest?: Resolver<ResolversTypes['PublishContestPayload'], ParentType, ContextType, RequireFields<MutationPublishContestArgs, 'input'>>;
  publishResult?: Resolver<ResolversTypes['PublishResultPayload'], ParentType, ContextType, RequireFields<MutationPublishResultArgs, 'input'>>;
  recordEvents?: Resolver<ResolversTypes['RecordEventsPayload'], ParentType, ContextType, RequireFields<MutationRecordEventsArgs, 'input'>>;
  rejectReferral?: Resolver<ResolversTypes['RejectReferralPayload'], ParentType, ContextType, RequireFields<MutationRejectReferralArgs, 'input'>>;
  releaseModerationItems?: Resolver<ResolversTypes['ReleaseModerationItemsPayload'], ParentType, ContextType, RequireFields<MutationReleaseModerationItemsArgs, 'input'>>;
  releaseVotes?: Resolver<ResolversTypes['ReleaseVotesPayload'], ParentType, ContextType, RequireFields<MutationReleaseVotesArgs, 'input'>>;
  reportContestEntry?: Resolver<ResolversTypes['ReportContestEntryPayload'], ParentType, ContextType, RequireFields<MutationReportContestEntryArgs, 'input'>>;
  restartContestRound?: Resolver<ResolversTypes['RestartContestRoundPayload'], ParentType, ContextType, RequireFields<MutationRestartContestRoundArgs, 'input'>>;
  restoreVotes?: Resolver<ResolversTypes['RestoreVotesPayload'], ParentType, ContextType, RequireFields<MutationRestoreVotesArgs, 'input'>>;
  reversePointEntry?: Resolver<ResolversTypes['ReversePointEntryPayload'], ParentType, ContextType, RequireFields<MutationReversePointEntryArgs, 'input'>>;
  revokeApiKey?: Resolver<ResolversTypes['RevokeApiKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'input'>>;
  selectFinalists?: Resolver<ResolversTypes['SelectFinalistsPayload'], ParentType, ContextType, RequireFields<MutationSelectFinalistsArgs, 'input'>>;
  setContestTerms?: Resolver<ResolversTypes['SetContestTermsPayload'], ParentType, ContextType, RequireFields<MutationSetContestTermsArgs, 'input'>>;
  setMemberStatus?: Resolver<ResolversTypes['SetMemberStatusPayload'], ParentType, ContextType, RequireFields<MutationSetMemberStatusArgs, 'input'>>;
  setProgramStatus?: Resolver<ResolversTypes['SetProgramStatusPayload'], ParentType, ContextType, RequireFields<MutationSetProgramStatusArgs, 'input'>>;
  setTokenPolicy?: Resolver<ResolversTypes['SetTokenPolicyPayload'], ParentType, ContextType, RequireFields<MutationSetTokenPolicyArgs, 'input'>>;
  spendPoints?: Resolver<ResolversTypes['SpendPointsPayload'], ParentType, ContextType, RequireFields<MutationSpendPointsArgs, 'input'>>;
  strikeVotes?: Resolver<ResolversTypes['StrikeVotesPayload'], ParentType, ContextType, RequireFields<MutationStrikeVotesArgs, 'input'>>;
  submitContestEntry?: Resolver<ResolversTypes['SubmitContestEntryPayload'], ParentType, ContextType, RequireFields<MutationSubmitContestEntryArgs, 'input'>>;
  updateContest?: Resolver<ResolversTypes['UpdateContestPayload'], ParentType, ContextType, RequireFields<MutationUpdateContestArgs, 'input'>>;
  updateContestEntry?: Resolver<ResolversTypes['UpdateContestEntryPayload'], ParentType, ContextType, RequireFields<MutationUpdateContestEntryArgs, 'input'>>;
  updateLeaderboard?: Resolver<ResolversTypes['UpdateLeaderboardPayload'], ParentType, ContextType, RequireFields<MutationUpdateLeaderboardArgs, 'input'>>;
  updateMember?: Resolver<ResolversTypes['UpdateMemberPayload'], ParentType, ContextType, RequireFields<MutationUpdateMemberArgs, 'input'>>;
  updateProfile?: Resolver<ResolversTypes['UpdateProfilePayload'], ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
  updateProgram?: Resolver<ResolversTypes['UpdateProgramPayload'], ParentType, ContextType, RequireFields<MutationUpdateProgramArgs, 'input'>>;
  updateReferralCode?: Resolver<ResolversTypes['UpdateReferralCodePayload'], ParentType, ContextType, RequireFields<MutationUpdateReferralCodeArgs, 'input'>>;
  voidReferral?: Resolver<ResolversTypes['VoidReferralPayload'], ParentType, ContextType, RequireFields<MutationVoidReferralArgs, 'input'>>;
  vote?: Resolver<ResolversTypes['VotePayload'], ParentType, ContextType, RequireFields<MutationVoteArgs, 'input'>>;
  withdrawContestEntry?: Resolver<ResolversTypes['WithdrawContestEntryPayload'], ParentType, ContextType, RequireFields<MutationWithdrawContestEntryArgs, 'input'>>;
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'ApiKey' | 'Ballot' | 'Contest' | 'ContestEntry' | 'ContestParticipation' | 'ContestResult' | 'EntryCounts' | 'Leaderboard' | 'LeaderboardRecord' | 'LeaderboardSeason' | 'Member' | 'ModerationItem' | 'PointAccount' | 'PointEntry' | 'Program' | 'Referral' | 'ReferralCode', ParentType, ContextType>;
};

export type OfferPrizePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OfferPrizePayload'] = ResolversParentTypes['OfferPrizePayload']> = {
  award?: Resolver<Maybe<ResolversTypes['ResultAward']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PointAccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PointAccount'] = ResolversParentTypes['PointAccount']> = {
  available?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  availableByExpiry?: Resolver<Array<ResolversTypes['PointsByExpiry']>, ParentType, ContextType>;
  debt?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  entries?: Resolver<ResolversTypes['PointEntryConnection'], ParentType, ContextType, RequireFields<PointAccountEntriesArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lifetimeEarned?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  lifetimeExpired?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  lifetimeSpent?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PointCauseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PointCause'] = ResolversParentTypes['PointCause']> = {
  causeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PointCauseKind'], ParentType, ContextType>;
};

export type PointEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PointEntry'] = ResolversParentTypes['PointEntry']> = {
  availableChange?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['PointCause'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  debtChange?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PointEntryKind'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pendingChange?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  points?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  relatedEntryId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PointEntryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PointEntryConnection'] = ResolversParentTypes['PointEntryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PointEntryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PointEntryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PointEntryEdge'] = ResolversParentTypes['PointEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PointEntry'], ParentType, ContextType>;
};

export type PointPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PointPolicy'] = ResolversParentTypes['PointPolicy']> = {
  expiryMonths?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  pointName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PointTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PointTotals'] = ResolversParentTypes['PointTotals']> = {
  debt?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  expired?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  netIssued?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  outstanding?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export type PointsByExpiryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PointsByExpiry'] = ResolversParentTypes['PointsByExpiry']> = {
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  points?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export interface PositiveIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PositiveInt'], any> {
  name: 'PositiveInt';
}

export type PrizeMarkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PrizeMark'] = ResolversParentTypes['PrizeMark']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProgramResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Program'] = ResolversParentTypes['Program']> = {
  avatarHosts?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  landingUrl?: Resolver<ResolversTypes['Url'], ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pointPolicy?: Resolver<ResolversTypes['PointPolicy'], ParentType, ContextType>;
  referralPolicy?: Resolver<ResolversTypes['ReferralPolicy'], ParentType, ContextType>;
  shareImageUrl?: Resolver<Maybe<ResolversTypes['Url']>, ParentType, ContextType>;
  slug?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ProgramStatus'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tokenPolicy?: Resolver<ResolversTypes['TokenPolicy'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProgramConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProgramConnection'] = ResolversParentTypes['ProgramConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProgramEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProgramEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProgramEdge'] = ResolversParentTypes['ProgramEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Program'], ParentType, ContextType>;
};

export type PublishContestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PublishContestPayload'] = ResolversParentTypes['PublishContestPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PublishResultPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PublishResultPayload'] = ResolversParentTypes['PublishResultPayload']> = {
  result?: Resolver<Maybe<ResolversTypes['ContestResult']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  apiKeys?: Resolver<ResolversTypes['ApiKeyConnection'], ParentType, ContextType, RequireFields<QueryApiKeysArgs, 'first'>>;
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType, RequireFields<QueryContestArgs, 'id'>>;
  contestDrafts?: Resolver<ResolversTypes['ContestConnection'], ParentType, ContextType, RequireFields<QueryContestDraftsArgs, 'first'>>;
  contestEntry?: Resolver<Maybe<ResolversTypes['ContestEntry']>, ParentType, ContextType, RequireFields<QueryContestEntryArgs, 'id'>>;
  contests?: Resolver<ResolversTypes['ContestConnection'], ParentType, ContextType, RequireFields<QueryContestsArgs, 'first'>>;
  dailyReferralStats?: Resolver<Array<ResolversTypes['DailyReferralStats']>, ParentType, ContextType, RequireFields<QueryDailyReferralStatsArgs, 'from' | 'to'>>;
  invitation?: Resolver<Maybe<ResolversTypes['Invitation']>, ParentType, ContextType, RequireFields<QueryInvitationArgs, 'code'>>;
  leaderboard?: Resolver<Maybe<ResolversTypes['Leaderboard']>, ParentType, ContextType, RequireFields<QueryLeaderboardArgs, 'id'>>;
  leaderboards?: Resolver<ResolversTypes['LeaderboardConnection'], ParentType, ContextType, RequireFields<QueryLeaderboardsArgs, 'first'>>;
  me?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType, Partial<QueryMemberArgs>>;
  members?: Resolver<ResolversTypes['MemberConnection'], ParentType, ContextType, RequireFields<QueryMembersArgs, 'first'>>;
  moderationQueue?: Resolver<ResolversTypes['ModerationItemConnection'], ParentType, ContextType, RequireFields<QueryModerationQueueArgs, 'first' | 'kind' | 'unclaimed'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  pointTotals?: Resolver<ResolversTypes['PointTotals'], ParentType, ContextType>;
  program?: Resolver<Maybe<ResolversTypes['Program']>, ParentType, ContextType>;
  programs?: Resolver<ResolversTypes['ProgramConnection'], ParentType, ContextType, RequireFields<QueryProgramsArgs, 'first'>>;
  referral?: Resolver<Maybe<ResolversTypes['Referral']>, ParentType, ContextType, RequireFields<QueryReferralArgs, 'id'>>;
  referralCode?: Resolver<Maybe<ResolversTypes['ReferralCode']>, ParentType, ContextType, RequireFields<QueryReferralCodeArgs, 'code'>>;
  referralsAwaitingApproval?: Resolver<ResolversTypes['ReferralConnection'], ParentType, ContextType, RequireFields<QueryReferralsAwaitingApprovalArgs, 'first'>>;
};

export type RankedSubjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RankedSubject'] = ResolversParentTypes['RankedSubject']> = {
  avatarUrl?: Resolver<Maybe<ResolversTypes['Url']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LeaderboardSubject'], ParentType, ContextType>;
  publicName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subjectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RecordEventResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordEventResult'] = ResolversParentTypes['RecordEventResult']> = {
  error?: Resolver<Maybe<ResolversTypes['UserError']>, ParentType, ContextType>;
  externalEventId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  referralId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  referralState?: Resolver<Maybe<ResolversTypes['ReferralState']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RecordEventStatus'], ParentType, ContextType>;
};

export type RecordEventsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordEventsPayload'] = ResolversParentTypes['RecordEventsPayload']> = {
  results?: Resolver<Array<ResolversTypes['RecordEventResult']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ReferralResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Referral'] = ResolversParentTypes['Referral']> = {
  advocate?: Resolver<ResolversTypes['ReferralPerson'], ParentType, ContextType>;
  advocatePoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  advocateSuspended?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  attributedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attributions?: Resolver<Array<ResolversTypes['ReferralAttribution']>, ParentType, ContextType>;
  channel?: Resolver<Maybe<ResolversTypes['ShareChannel']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  friend?: Resolver<ResolversTypes['ReferralPerson'], ParentType, ContextType>;
  friendPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  heldUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['ReferralStep']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  needsApproval?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  qualifiedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  rewardCapReached?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rewardedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ReferralState'], ParentType, ContextType>;
  windowEndsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReferralAttributionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferralAttribution'] = ResolversParentTypes['ReferralAttribution']> = {
  advocate?: Resolver<ResolversTypes['ReferralPerson'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  windowEndsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ReferralCodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferralCode'] = ResolversParentTypes['ReferralCode']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dailyStats?: Resolver<Array<ResolversTypes['DailyReferralStats']>, ParentType, ContextType, RequireFields<ReferralCodeDailyStatsArgs, 'from' | 'to'>>;
  endsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  link?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ReferralCodeStatus'], ParentType, ContextType>;
  usageCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  usageLimit?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  usageRemaining?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReferralCodeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferralCodeConnection'] = ResolversParentTypes['ReferralCodeConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ReferralCodeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ReferralCodeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferralCodeEdge'] = ResolversParentTypes['ReferralCodeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ReferralCode'], ParentType, ContextType>;
};

export type ReferralConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferralConnection'] = ResolversParentTypes['ReferralConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ReferralEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ReferralEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferralEdge'] = ResolversParentTypes['ReferralEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Referral'], ParentType, ContextType>;
};

export type ReferralPersonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferralPerson'] = ResolversParentTypes['ReferralPerson']> = {
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  memberId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  publicName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ReferralPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferralPolicy'] = ResolversParentTypes['ReferralPolicy']> = {
  advocatePoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  approvalMode?: Resolver<ResolversTypes['ApprovalMode'], ParentType, ContextType>;
  attributionModel?: Resolver<ResolversTypes['AttributionModel'], ParentType, ContextType>;
  cap?: Resolver<Maybe<ResolversTypes['RewardCap']>, ParentType, ContextType>;
  friendPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  holdingPeriodDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  minimumAmount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  newCustomersOnly?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  qualifyingEventType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  windowDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ReferralStepResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferralStep'] = ResolversParentTypes['ReferralStep']> = {
  actor?: Resolver<ResolversTypes['ReferralActor'], ParentType, ContextType>;
  actorId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['ReferralStepReason'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ReferralState'], ParentType, ContextType>;
};

export type RejectReferralPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RejectReferralPayload'] = ResolversParentTypes['RejectReferralPayload']> = {
  referral?: Resolver<Maybe<ResolversTypes['Referral']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ReleaseModerationItemsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReleaseModerationItemsPayload'] = ResolversParentTypes['ReleaseModerationItemsPayload']> = {
  results?: Resolver<Array<ResolversTypes['ModerationResult']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ReleaseVotesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReleaseVotesPayload'] = ResolversParentTypes['ReleaseVotesPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ReportContestEntryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReportContestEntryPayload'] = ResolversParentTypes['ReportContestEntryPayload']> = {
  entry?: Resolver<Maybe<ResolversTypes['ContestEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RestartContestRoundPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RestartContestRoundPayload'] = ResolversParentTypes['RestartContestRoundPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RestoreVotesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RestoreVotesPayload'] = ResolversParentTypes['RestoreVotesPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResultAwardResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResultAward'] = ResolversParentTypes['ResultAward']> = {
  handedOver?: Resolver<Maybe<ResolversTypes['PrizeMark']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  offered?: Resolver<Maybe<ResolversTypes['PrizeMark']>, ParentType, ContextType>;
  prize?: Resolver<ResolversTypes['ContestPrize'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PrizeState'], ParentType, ContextType>;
};

export type ResultEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResultEntry'] = ResolversParentTypes['ResultEntry']> = {
  awards?: Resolver<Array<ResolversTypes['ResultAward']>, ParentType, ContextType>;
  entry?: Resolver<Maybe<ResolversTypes['ContestEntry']>, ParentType, ContextType>;
  entryId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rank?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ResultEntryState'], ParentType, ContextType>;
  struck?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  voters?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  votes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ResultEntryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResultEntryConnection'] = ResolversParentTypes['ResultEntryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ResultEntryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ResultEntryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResultEntryEdge'] = ResolversParentTypes['ResultEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ResultEntry'], ParentType, ContextType>;
};

export type ResultFileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResultFile'] = ResolversParentTypes['ResultFile']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ReversePointEntryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReversePointEntryPayload'] = ResolversParentTypes['ReversePointEntryPayload']> = {
  account?: Resolver<Maybe<ResolversTypes['PointAccount']>, ParentType, ContextType>;
  entry?: Resolver<Maybe<ResolversTypes['PointEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RevokeApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeApiKeyPayload'] = ResolversParentTypes['RevokeApiKeyPayload']> = {
  apiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RewardCapResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RewardCap'] = ResolversParentTypes['RewardCap']> = {
  maxRewards?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  period?: Resolver<ResolversTypes['CapPeriod'], ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SelectFinalistsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SelectFinalistsPayload'] = ResolversParentTypes['SelectFinalistsPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SetContestTermsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetContestTermsPayload'] = ResolversParentTypes['SetContestTermsPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SetMemberStatusPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetMemberStatusPayload'] = ResolversParentTypes['SetMemberStatusPayload']> = {
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SetProgramStatusPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetProgramStatusPayload'] = ResolversParentTypes['SetProgramStatusPayload']> = {
  program?: Resolver<Maybe<ResolversTypes['Program']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SetTokenPolicyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetTokenPolicyPayload'] = ResolversParentTypes['SetTokenPolicyPayload']> = {
  program?: Resolver<Maybe<ResolversTypes['Program']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SpendPointsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpendPointsPayload'] = ResolversParentTypes['SpendPointsPayload']> = {
  account?: Resolver<Maybe<ResolversTypes['PointAccount']>, ParentType, ContextType>;
  entry?: Resolver<Maybe<ResolversTypes['PointEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type StrikeVotesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StrikeVotesPayload'] = ResolversParentTypes['StrikeVotesPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SubmitContestEntryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SubmitContestEntryPayload'] = ResolversParentTypes['SubmitContestEntryPayload']> = {
  entry?: Resolver<Maybe<ResolversTypes['ContestEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TextContentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TextContent'] = ResolversParentTypes['TextContent']> = {
  kind?: Resolver<ResolversTypes['ContestEntryKind'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TokenPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TokenPolicy'] = ResolversParentTypes['TokenPolicy']> = {
  audience?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  issuer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jwksUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maxLifetimeSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UpdateContestEntryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateContestEntryPayload'] = ResolversParentTypes['UpdateContestEntryPayload']> = {
  entry?: Resolver<Maybe<ResolversTypes['ContestEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateContestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateContestPayload'] = ResolversParentTypes['UpdateContestPayload']> = {
  contest?: Resolver<Maybe<ResolversTypes['Contest']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateLeaderboardPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateLeaderboardPayload'] = ResolversParentTypes['UpdateLeaderboardPayload']> = {
  leaderboard?: Resolver<Maybe<ResolversTypes['Leaderboard']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateMemberPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateMemberPayload'] = ResolversParentTypes['UpdateMemberPayload']> = {
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateProfilePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateProfilePayload'] = ResolversParentTypes['UpdateProfilePayload']> = {
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateProgramPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateProgramPayload'] = ResolversParentTypes['UpdateProgramPayload']> = {
  program?: Resolver<Maybe<ResolversTypes['Program']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateReferralCodePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateReferralCodePayload'] = ResolversParentTypes['UpdateReferralCodePayload']> = {
  referralCode?: Resolver<Maybe<ResolversTypes['ReferralCode']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Url'], any> {
  name: 'Url';
}

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VoidReferralPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VoidReferralPayload'] = ResolversParentTypes['VoidReferralPayload']> = {
  referral?: Resolver<Maybe<ResolversTypes['Referral']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type VotePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VotePayload'] = ResolversParentTypes['VotePayload']> = {
  ballot?: Resolver<Maybe<ResolversTypes['Ballot']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type VotePolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VotePolicy'] = ResolversParentTypes['VotePolicy']> = {
  canBeChanged?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  per?: Resolver<ResolversTypes['VotePeriod'], ParentType, ContextType>;
  votesPerEntry?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  votesPerVoter?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type VoteStrikeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VoteStrike'] = ResolversParentTypes['VoteStrike']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  memberId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VoteStrikeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VoteStrikeConnection'] = ResolversParentTypes['VoteStrikeConnection']> = {
  edges?: Resolver<Array<ResolversTypes['VoteStrikeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type VoteStrikeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VoteStrikeEdge'] = ResolversParentTypes['VoteStrikeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['VoteStrike'], ParentType, ContextType>;
};

export type WithdrawContestEntryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WithdrawContestEntryPayload'] = ResolversParentTypes['WithdrawContestEntryPayload']> = {
  entry?: Resolver<Maybe<ResolversTypes['ContestEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeyConnection?: ApiKeyConnectionResolvers<ContextType>;
  ApiKeyEdge?: ApiKeyEdgeResolvers<ContextType>;
  ApproveReferralPayload?: ApproveReferralPayloadResolvers<ContextType>;
  AttributeReferralPayload?: AttributeReferralPayloadResolvers<ContextType>;
  AwardPointsPayload?: AwardPointsPayloadResolvers<ContextType>;
  Ballot?: BallotResolvers<ContextType>;
  BallotConnection?: BallotConnectionResolvers<ContextType>;
  BallotEdge?: BallotEdgeResolvers<ContextType>;
  BallotVote?: BallotVoteResolvers<ContextType>;
  CancelContestPayload?: CancelContestPayloadResolvers<ContextType>;
  ChannelClicks?: ChannelClicksResolvers<ContextType>;
  ClaimModerationItemsPayload?: ClaimModerationItemsPayloadResolvers<ContextType>;
  ClaimReferralPayload?: ClaimReferralPayloadResolvers<ContextType>;
  CloseLeaderboardPayload?: CloseLeaderboardPayloadResolvers<ContextType>;
  Contest?: ContestResolvers<ContextType>;
  ContestAgreement?: ContestAgreementResolvers<ContextType>;
  ContestChange?: ContestChangeResolvers<ContextType>;
  ContestConnection?: ContestConnectionResolvers<ContextType>;
  ContestEdge?: ContestEdgeResolvers<ContextType>;
  ContestEligibility?: ContestEligibilityResolvers<ContextType>;
  ContestEntriesInState?: ContestEntriesInStateResolvers<ContextType>;
  ContestEntriesOfDay?: ContestEntriesOfDayResolvers<ContextType>;
  ContestEntry?: ContestEntryResolvers<ContextType>;
  ContestEntryAuthor?: ContestEntryAuthorResolvers<ContextType>;
  ContestEntryChange?: ContestEntryChangeResolvers<ContextType>;
  ContestEntryConnection?: ContestEntryConnectionResolvers<ContextType>;
  ContestEntryContent?: ContestEntryContentResolvers<ContextType>;
  ContestEntryEdge?: ContestEntryEdgeResolvers<ContextType>;
  ContestEntryNumbers?: ContestEntryNumbersResolvers<ContextType>;
  ContestModerationNumbers?: ContestModerationNumbersResolvers<ContextType>;
  ContestNumbers?: ContestNumbersResolvers<ContextType>;
  ContestParticipation?: ContestParticipationResolvers<ContextType>;
  ContestPhaseChange?: ContestPhaseChangeResolvers<ContextType>;
  ContestPrize?: ContestPrizeResolvers<ContextType>;
  ContestProblem?: ContestProblemResolvers<ContextType>;
  ContestResult?: ContestResultResolvers<ContextType>;
  ContestRound?: ContestRoundResolvers<ContextType>;
  ContestRoundNumbers?: ContestRoundNumbersResolvers<ContextType>;
  ContestTerms?: ContestTermsResolvers<ContextType>;
  ContestVoteHour?: ContestVoteHourResolvers<ContextType>;
  ContestWindow?: ContestWindowResolvers<ContextType>;
  CreateApiKeyPayload?: CreateApiKeyPayloadResolvers<ContextType>;
  CreateContestEntryPayload?: CreateContestEntryPayloadResolvers<ContextType>;
  CreateContestPayload?: CreateContestPayloadResolvers<ContextType>;
  CreateLeaderboardPayload?: CreateLeaderboardPayloadResolvers<ContextType>;
  CreateProgramPayload?: CreateProgramPayloadResolvers<ContextType>;
  CreateReferralCodePayload?: CreateReferralCodePayloadResolvers<ContextType>;
  CurrencyCode?: GraphQLScalarType;
  DailyReferralStats?: DailyReferralStatsResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DecideModerationPayload?: DecideModerationPayloadResolvers<ContextType>;
  DeductPointsPayload?: DeductPointsPayloadResolvers<ContextType>;
  DisqualifyContestEntryPayload?: DisqualifyContestEntryPayloadResolvers<ContextType>;
  EntryCounts?: EntryCountsResolvers<ContextType>;
  ExtendContestPayload?: ExtendContestPayloadResolvers<ContextType>;
  FinalistPolicy?: FinalistPolicyResolvers<ContextType>;
  HandOverPrizePayload?: HandOverPrizePayloadResolvers<ContextType>;
  HeldBallot?: HeldBallotResolvers<ContextType>;
  HeldBallotConnection?: HeldBallotConnectionResolvers<ContextType>;
  HeldBallotEdge?: HeldBallotEdgeResolvers<ContextType>;
  HoldContestResultPayload?: HoldContestResultPayloadResolvers<ContextType>;
  Invitation?: InvitationResolvers<ContextType>;
  InvitationAdvocate?: InvitationAdvocateResolvers<ContextType>;
  JoinPayload?: JoinPayloadResolvers<ContextType>;
  Leaderboard?: LeaderboardResolvers<ContextType>;
  LeaderboardBackfill?: LeaderboardBackfillResolvers<ContextType>;
  LeaderboardConnection?: LeaderboardConnectionResolvers<ContextType>;
  LeaderboardEdge?: LeaderboardEdgeResolvers<ContextType>;
  LeaderboardRecord?: LeaderboardRecordResolvers<ContextType>;
  LeaderboardRecordConnection?: LeaderboardRecordConnectionResolvers<ContextType>;
  LeaderboardRecordEdge?: LeaderboardRecordEdgeResolvers<ContextType>;
  LeaderboardSeason?: LeaderboardSeasonResolvers<ContextType>;
  LeaderboardSeasonConnection?: LeaderboardSeasonConnectionResolvers<ContextType>;
  LeaderboardSeasonEdge?: LeaderboardSeasonEdgeResolvers<ContextType>;
  LeaderboardVote?: LeaderboardVoteResolvers<ContextType>;
  LinkContent?: LinkContentResolvers<ContextType>;
  Member?: MemberResolvers<ContextType>;
  MemberConnection?: MemberConnectionResolvers<ContextType>;
  MemberEdge?: MemberEdgeResolvers<ContextType>;
  ModerationItem?: ModerationItemResolvers<ContextType>;
  ModerationItemConnection?: ModerationItemConnectionResolvers<ContextType>;
  ModerationItemEdge?: ModerationItemEdgeResolvers<ContextType>;
  ModerationResult?: ModerationResultResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  OfferPrizePayload?: OfferPrizePayloadResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PointAccount?: PointAccountResolvers<ContextType>;
  PointCause?: PointCauseResolvers<ContextType>;
  PointEntry?: PointEntryResolvers<ContextType>;
  PointEntryConnection?: PointEntryConnectionResolvers<ContextType>;
  PointEntryEdge?: PointEntryEdgeResolvers<ContextType>;
  PointPolicy?: PointPolicyResolvers<ContextType>;
  PointTotals?: PointTotalsResolvers<ContextType>;
  PointsByExpiry?: PointsByExpiryResolvers<ContextType>;
  PositiveInt?: GraphQLScalarType;
  PrizeMark?: PrizeMarkResolvers<ContextType>;
  Program?: ProgramResolvers<ContextType>;
  ProgramConnection?: ProgramConnectionResolvers<ContextType>;
  ProgramEdge?: ProgramEdgeResolvers<ContextType>;
  PublishContestPayload?: PublishContestPayloadResolvers<ContextType>;
  PublishResultPayload?: PublishResultPayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RankedSubject?: RankedSubjectResolvers<ContextType>;
  RecordEventResult?: RecordEventResultResolvers<ContextType>;
  RecordEventsPayload?: RecordEventsPayloadResolvers<ContextType>;
  Referral?: ReferralResolvers<ContextType>;
  ReferralAttribution?: ReferralAttributionResolvers<ContextType>;
  ReferralCode?: ReferralCodeResolvers<ContextType>;
  ReferralCodeConnection?: ReferralCodeConnectionResolvers<ContextType>;
  ReferralCodeEdge?: ReferralCodeEdgeResolvers<ContextType>;
  ReferralConnection?: ReferralConnectionResolvers<ContextType>;
  ReferralEdge?: ReferralEdgeResolvers<ContextType>;
  ReferralPerson?: ReferralPersonResolvers<ContextType>;
  ReferralPolicy?: ReferralPolicyResolvers<ContextType>;
  ReferralStep?: ReferralStepResolvers<ContextType>;
  RejectReferralPayload?: RejectReferralPayloadResolvers<ContextType>;
  ReleaseModerationItemsPayload?: ReleaseModerationItemsPayloadResolvers<ContextType>;
  ReleaseVotesPayload?: ReleaseVotesPayloadResolvers<ContextType>;
  ReportContestEntryPayload?: ReportContestEntryPayloadResolvers<ContextType>;
  RestartContestRoundPayload?: RestartContestRoundPayloadResolvers<ContextType>;
  RestoreVotesPayload?: RestoreVotesPayloadResolvers<ContextType>;
  ResultAward?: ResultAwardResolvers<ContextType>;
  ResultEntry?: ResultEntryResolvers<ContextType>;
  ResultEntryConnection?: ResultEntryConnectionResolvers<ContextType>;
  ResultEntryEdge?: ResultEntryEdgeResolvers<ContextType>;
  ResultFile?: ResultFileResolvers<ContextType>;
  ReversePointEntryPayload?: ReversePointEntryPayloadResolvers<ContextType>;
  RevokeApiKeyPayload?: RevokeApiKeyPayloadResolvers<ContextType>;
  RewardCap?: RewardCapResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  SelectFinalistsPayload?: SelectFinalistsPayloadResolvers<ContextType>;
  SetContestTermsPayload?: SetContestTermsPayloadResolvers<ContextType>;
  SetMemberStatusPayload?: SetMemberStatusPayloadResolvers<ContextType>;
  SetProgramStatusPayload?: SetProgramStatusPayloadResolvers<ContextType>;
  SetTokenPolicyPayload?: SetTokenPolicyPayloadResolvers<ContextType>;
  SpendPointsPayload?: SpendPointsPayloadResolvers<ContextType>;
  StrikeVotesPayload?: StrikeVotesPayloadResolvers<ContextType>;
  SubmitContestEntryPayload?: SubmitContestEntryPayloadResolvers<ContextType>;
  TextContent?: TextContentResolvers<ContextType>;
  TokenPolicy?: TokenPolicyResolvers<ContextType>;
  UpdateContestEntryPayload?: UpdateContestEntryPayloadResolvers<ContextType>;
  UpdateContestPayload?: UpdateContestPayloadResolvers<ContextType>;
  UpdateLeaderboardPayload?: UpdateLeaderboardPayloadResolvers<ContextType>;
  UpdateMemberPayload?: UpdateMemberPayloadResolvers<ContextType>;
  UpdateProfilePayload?: UpdateProfilePayloadResolvers<ContextType>;
  UpdateProgramPayload?: UpdateProgramPayloadResolvers<ContextType>;
  UpdateReferralCodePayload?: UpdateReferralCodePayloadResolvers<ContextType>;
  Url?: GraphQLScalarType;
  UserError?: UserErrorResolvers<ContextType>;
  VoidReferralPayload?: VoidReferralPayloadResolvers<ContextType>;
  VotePayload?: VotePayloadResolvers<ContextType>;
  VotePolicy?: VotePolicyResolvers<ContextType>;
  VoteStrike?: VoteStrikeResolvers<ContextType>;
  VoteStrikeConnection?: VoteStrikeConnectionResolvers<ContextType>;
  VoteStrikeEdge?: VoteStrikeEdgeResolvers<ContextType>;
  WithdrawContestEntryPayload?: WithdrawContestEntryPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  atMost?: AtMostDirectiveResolver<any, any, ContextType>;
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  model?: ModelDirectiveResolver<any, any, ContextType>;
  reads?: ReadsDirectiveResolver<any, any, ContextType>;
};
