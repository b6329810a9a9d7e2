import type { LeaderboardMetric } from '../../../platform/generated/enums.ts';
import type { Item } from '../../../table/client.ts';
import type { MetricTerms } from './rules.ts';

/** One thing that a metric counts: immutable once it is there. */
export type Fact = {
  /** Whom it counts for, and the owner, whose listing decides whether it shows. */
  subjectId: string;
  ownerId: string;
  amount: number;
  /** The instant that decides its season, and by which equals are ordered. */
  at: string;
  /** When it was written down. */
  bookedAt: string;
};

/** Something that a leaderboard can add up: in a feature's `metrics.ts`, listed by `registry/catalog.ts`. */
export type Metric = MetricTerms & {
  /** The entity type of the items that hold its facts. */
  entity: string;
  /**
   * Facts are never taken back or changed: what undoes one is another, of the negative amount, at the same
   * instant. So an item's later image begins with all the facts of its earlier one.
   */
  facts: (item: Item, subject: string, eventType: string | null) => Fact[];
  /** The list of GSI1 that all items of an owner stand in, for the backfill. */
  history: (programId: string, ownerId: string) => string;
};

/** What a feature brings, by the names of the schema's enum. */
export type Metrics = Partial<Readonly<Record<LeaderboardMetric, Metric>>>;
