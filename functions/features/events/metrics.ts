import type { Item } from '../../table/client.ts';
import { ENTITY } from '../../table/entities.ts';
import { eventsPartition } from '../../table/keys.ts';
import type { Fact, Metric, Metrics } from '../leaderboards/boards/metric.ts';
import { type Event, eventModel } from './rules.ts';

/** What an event of a type adds, or a refund takes from the season of what it refunds. */
const factsBy =
  (amountOf: (event: Event) => number) =>
  (item: Item, _subject: string, eventType: string | null): Fact[] => {
    const event = eventModel.parse(item);
    const { type, occurredAt } = event.refunded ?? event;
    const amount = amountOf(event);
    if (type !== eventType || amount === 0) return [];
    const { memberId, recordedAt } = event;
    return [{ ownerId: memberId, subjectId: memberId, amount, at: occurredAt, bookedAt: recordedAt }];
  };

const events = { entity: ENTITY.event, subjects: ['MEMBER'], ofEvents: true, history: eventsPartition };

/** An event that was refunded whole no longer counts. */
const eventCount: Metric = {
  ...events,
  countsOnes: true,
  facts: factsBy(({ refunded }) => (refunded === null ? 1 : refunded.whole ? -1 : 0)),
};

/** In the program's minor units, less what was refunded. */
const eventAmount: Metric = {
  ...events,
  countsOnes: false,
  facts: factsBy(({ refunded, amountMinor }) => (refunded === null ? 1 : -1) * (amountMinor ?? 0)),
};

export const eventMetrics = { EVENT_COUNT: eventCount, EVENT_AMOUNT: eventAmount } satisfies Metrics;
