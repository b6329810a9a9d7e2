import { eventKey } from '../../table/keys.ts';
import type { Lookup } from '../../table/lookup.ts';
import type { Event } from './rules.ts';
import { parseEvent } from './store.ts';

export const eventLookup = (programId: string, eventId: string): Lookup<Event | undefined> => ({
  key: eventKey(programId, eventId),
  parse: parseEvent,
});
