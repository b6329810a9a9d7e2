import { eventMetrics } from '../features/events/metrics.ts';
import { pointMetrics } from '../features/points/metrics.ts';
import { referralMetrics } from '../features/referrals/metrics.ts';

/** What a leaderboard can add up. A new metric adds its file here, and its name to the schema's enum. */
export const METRICS = { ...pointMetrics, ...referralMetrics, ...eventMetrics };
export type MetricName = keyof typeof METRICS;
