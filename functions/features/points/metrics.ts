import { ENTITY } from '../../table/entities.ts';
import { entriesPartition } from '../../table/keys.ts';
import type { Metric, Metrics } from '../leaderboards/boards/metric.ts';
import { parseEntry } from './entries.ts';

/** A reversal counts against the season of what it undoes; spending and expiry do not count. */
const pointsEarned: Metric = {
  entity: ENTITY.pointEntry,
  subjects: ['MEMBER'],
  ofEvents: false,
  countsOnes: false,
  facts: (item) => {
    const { memberId, totals, createdAt, reversesAt } = parseEntry(item);
    if (totals.earned === 0) return [];
    const at = reversesAt ?? createdAt;
    return [{ ownerId: memberId, subjectId: memberId, amount: totals.earned, at, bookedAt: createdAt }];
  },
  history: entriesPartition,
};

export const pointMetrics = { POINTS_EARNED: pointsEarned } satisfies Metrics;
