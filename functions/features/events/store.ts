import type { Write } from '../../table/client.ts';
import { ENTITY } from '../../table/entities.ts';
import { eventKey, eventsPartition, firstEventKey } from '../../table/keys.ts';
import { insert, update } from '../../table/writes.ts';
import type { Event } from './rules.ts';

export const insertEvent = (event: Event): Write =>
  insert({
    ...eventKey(event.programId, event.id),
    GSI1PK: eventsPartition(event.programId, event.memberId),
    GSI1SK: `${event.occurredAt}#${event.id}`,
    et: ENTITY.event,
    ...event,
  });

/** Fails when another refund has come in since `before` was read. */
export const addRefund = (before: Event, after: Event): Write =>
  update(
    eventKey(before.programId, before.id),
    { set: { refundedMinor: after.refundedMinor } },
    { equal: { refundedMinor: before.refundedMinor } },
  );

/** Notes that a member has had an event of a type: what makes somebody no new customer. */
export const insertFirstEvent = (event: Event): Write =>
  insert({
    ...firstEventKey(event.programId, event.memberId, event.type),
    et: ENTITY.firstEvent,
    eventId: event.id,
    recordedAt: event.recordedAt,
  });
