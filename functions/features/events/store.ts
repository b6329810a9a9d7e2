import type { Item, Write } from '../../table/client.ts';
import { ENTITY, eventKey, eventsPartition, firstEventKey } from '../../table/keys.ts';
import { type Event, eventModel } from './rules.ts';

export const parseEvent = (item: Item | undefined) =>
  item === undefined ? undefined : eventModel.parse(item);

export const insertEvent = (event: Event): Write => ({
  put: {
    ...eventKey(event.programId, event.id),
    GSI1PK: eventsPartition(event.programId, event.memberId),
    GSI1SK: `${event.occurredAt}#${event.id}`,
    et: ENTITY.event,
    ...event,
  },
  condition: 'attribute_not_exists(PK)',
});

/** Adds a refund up on its purchase, unless another refund has come in since it was read. */
export const addRefund = (before: Event, after: Event): Write => ({
  update: eventKey(before.programId, before.id),
  set: 'SET #refunded = :after',
  condition: '#refunded = :before',
  names: { '#refunded': 'refundedMinor' },
  values: { ':after': after.refundedMinor, ':before': before.refundedMinor },
});

/** Notes that a member has had an event of a type: what makes somebody no new customer. */
export const insertFirstEvent = (event: Event): Write => ({
  put: {
    ...firstEventKey(event.programId, event.memberId, event.type),
    et: ENTITY.firstEvent,
    eventId: event.id,
    recordedAt: event.recordedAt,
  },
  condition: 'attribute_not_exists(PK)',
});
