import { eventMetrics } from '../features/events/metrics.ts';
import type { Metric } from '../features/leaderboards/boards/metric.ts';
import { pointMetrics } from '../features/points/metrics.ts';
import { referralMetrics } from '../features/referrals/metrics.ts';
import type { LeaderboardMetric } from '../platform/generated/enums.ts';

/** What a leaderboard can add up. */
export const METRICS: Readonly<Record<LeaderboardMetric, Metric>> = {
  ...pointMetrics,
  ...referralMetrics,
  ...eventMetrics,
};
