import type { Catalog } from '../features/leaderboards/boards/catalog.ts';
import type { Metric } from '../features/leaderboards/boards/metric.ts';
import type { Subject } from '../features/leaderboards/boards/subject.ts';
import { METRICS } from './metrics.ts';
import { SUBJECTS } from './subjects.ts';

/** What leaderboards can add up and rank, as they are given it. */
export const catalog: Catalog = {
  metricOf: (name) => (METRICS as Record<string, Metric>)[name],
  subjectOf: (kind) => (SUBJECTS as Record<string, Subject>)[kind],
};
