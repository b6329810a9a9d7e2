import { eventKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { type Event, eventModel } from './rules.ts';

export const eventLookup = (programId: string, eventId: string): Lookup<Event | undefined> =>
  lookup(eventKey(programId, eventId), (item) => eventModel.parse(item));
