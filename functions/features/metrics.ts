import { eventMetrics } from './events/metrics.ts';
import type { Metric } from './leaderboards/metric.ts';
import { pointMetrics } from './points/metrics.ts';
import { referralMetrics } from './referrals/metrics.ts';

/** What a leaderboard can add up. A new metric adds its file here, and its name to the schema's enum. */
export const METRICS = { ...pointMetrics, ...referralMetrics, ...eventMetrics };
export type MetricName = keyof typeof METRICS;

export const metricOf = (name: string): Metric | undefined => (METRICS as Record<string, Metric>)[name];
