import type { ShareChannel } from '../features/clicks/rules.ts';
import type { InvitationStatus } from '../features/codes/invitation.ts';
import type { CodeStatus } from '../features/codes/rules.ts';
import type { EventResult } from '../features/events/operations.ts';
import type { SeasonKind } from '../features/leaderboards/boards/calendar.ts';
import type { BackfillState, Direction } from '../features/leaderboards/boards/rules.ts';
import type { Unranked } from '../features/leaderboards/records/rules.ts';
import type { Member } from '../features/members/rules.ts';
import type { PointEntry } from '../features/points/rules.ts';
import type { Program, ReferralPolicy } from '../features/programs/rules.ts';
import type { ReferralState, ReferralStep } from '../features/referrals/rules.ts';
import type * as Schema from '../graphql/generated/types.ts';
import type { ApiKeyScope, CallerRole } from '../identity/viewer.ts';
import type { RefusalCode } from '../platform/errors.ts';
import type { MetricName } from './metrics.ts';
import type { SubjectKind } from './subjects.ts';

/** Takes two unions of the same members and no others: anything else does not compile. */
type Same<A extends B, B extends C, C = A> = [A, B, C];

/**
 * Every enum of the schema beside the union that our own code has for it. A value that only one of the two knows would
 * be a fault of ours for whoever is the first to ask for it.
 */
export type Enums = [
  Same<Schema.CallerRole, CallerRole>,
  Same<Schema.ApiKeyScope, ApiKeyScope>,
  Same<Schema.ApprovalMode, ReferralPolicy['approvalMode']>,
  Same<Schema.AttributionModel, ReferralPolicy['attributionModel']>,
  Same<Schema.BackfillState, BackfillState>,
  Same<Schema.CapPeriod, NonNullable<ReferralPolicy['cap']>['period']>,
  Same<Schema.ShareChannel, ShareChannel>,
  Same<Schema.ErrorCode, RefusalCode>,
  Same<Schema.InvitationStatus, InvitationStatus>,
  Same<Schema.LeaderboardDirection, Direction>,
  Same<Schema.LeaderboardMetric, MetricName>,
  Same<Schema.LeaderboardSubject, SubjectKind>,
  Same<Schema.MemberStatus, Member['status']>,
  Same<Schema.PointEntryKind, PointEntry['kind']>,
  Same<Schema.PointSource, PointEntry['source']>,
  Same<Schema.ProgramStatus, Program['status']>,
  Same<Schema.RecordEventStatus, EventResult['status']>,
  Same<Schema.ReferralActor, ReferralStep['actor']>,
  Same<Schema.ReferralCodeStatus, CodeStatus>,
  Same<Schema.ReferralState, ReferralState>,
  Same<Schema.ReferralStepReason, ReferralStep['reason']>,
  Same<Schema.SeasonKind, SeasonKind>,
  Same<Schema.UnrankedReason, Unranked>,
  Same<Schema.MemberVisibility, Member['visibility']>,
];
