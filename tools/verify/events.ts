import { type Event, eventIdOf, eventModel } from '../../functions/features/events/rules.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { programOf } from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';

export type EventReport = { events: number; problems: string[] };

/** A purchase and what refunds gave back of it: by what it says, and by what they say. */
type Refunded = { purchase: Event | undefined; source: string | undefined; refunds: number };

/**
 * Checks, over items given in any order, that each event has the one id that its source and its own id may have, and that
 * refunds are of a purchase of the same source and add up to what the purchase says.
 */
export function createEventCheck(): { add(item: Item): void; report(): EventReport } {
  const refunded = new Map<string, Refunded>();
  const problems: string[] = [];
  let events = 0;
  const change = (place: string, how: (before: Refunded) => Partial<Refunded>) => {
    const before = refunded.get(place) ?? { purchase: undefined, source: undefined, refunds: 0 };
    refunded.set(place, { ...before, ...how(before) });
  };
  return {
    add(item) {
      if (item.et !== ENTITY.event) return;
      events += 1;
      try {
        const event = eventModel.parse(item);
        const program = programOf(item) ?? '';
        if (event.id !== eventIdOf(program, event.source, event.externalEventId))
          problems.push(`${program}/${event.id}: not the id of an event of ${event.source}.`);
        if (event.refundedMinor > 0) change(`${program}/${event.id}`, () => ({ purchase: event }));
        const { refundOf, source } = event;
        const amount = event.amountMinor ?? 0;
        if (refundOf === null || amount === 0) return;
        change(`${program}/${refundOf}`, (before) => {
          if (before.source !== undefined && before.source !== source)
            problems.push(`${program}/${refundOf}: refunded by ${before.source} and ${source}.`);
          return { source, refunds: before.refunds + amount };
        });
      } catch (error) {
        problems.push(unreadableItem(item, error));
      }
    },
    report() {
      for (const [place, one] of refunded) compare(place, one, problems);
      return { events, problems };
    },
  };
}

function compare(place: string, { purchase, source, refunds }: Refunded, problems: string[]): void {
  const said = purchase?.refundedMinor ?? 0;
  if (said !== refunds) problems.push(`${place}: ${said} were refunded, and its refunds say ${refunds}.`);
  if (purchase !== undefined && source !== undefined && purchase.source !== source)
    problems.push(`${place}: of ${purchase.source}, and refunded by ${source}.`);
}
