import { codeSubject } from '../features/codes/subject.ts';
import { contestEntrySubject } from '../features/entries/subject.ts';
import { eventMetrics } from '../features/events/metrics.ts';
import type { Catalog } from '../features/leaderboards/boards/catalog.ts';
import type { DerivedBoards } from '../features/leaderboards/boards/derived.ts';
import type { Metric } from '../features/leaderboards/boards/metric.ts';
import type { Subject } from '../features/leaderboards/boards/subject.ts';
import { memberSubject } from '../features/members/subject.ts';
import { pointMetrics } from '../features/points/metrics.ts';
import { referralMetrics } from '../features/referrals/metrics.ts';
import { voteBoards } from '../features/votes/boards.ts';
import type { LeaderboardMetric, LeaderboardSubject } from '../platform/generated/enums.ts';

/** What a leaderboard can add up. */
export const METRICS: Readonly<Record<Exclude<LeaderboardMetric, 'CONTEST_VOTES'>, Metric>> = {
  ...pointMetrics,
  ...referralMetrics,
  ...eventMetrics,
};

/** What a leaderboard can rank. */
export const SUBJECTS: Readonly<Record<LeaderboardSubject, Subject>> = {
  MEMBER: memberSubject,
  REFERRAL_CODE: codeSubject,
  CONTEST_ENTRY: contestEntrySubject,
};

/** Boards that nobody makes. */
export const DERIVED: readonly DerivedBoards[] = [voteBoards];

/** Both, as leaderboards are given them. */
export const catalog: Catalog = {
  metricOf: (name) => (METRICS as Record<string, Metric>)[name],
  subjectOf: (kind) => (SUBJECTS as Record<string, Subject>)[kind],
  derived: DERIVED,
};
