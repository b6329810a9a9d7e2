import { DUE_KINDS, ENTITY } from './entities.ts';

// What the schedule and its function have to agree on.

/** Each is done every minute by a rule of its own: the due work of a kind, or the heartbeat. */
export const TICK_KINDS = [...DUE_KINDS, ENTITY.heartbeat] as const;
export type TickKind = (typeof TICK_KINDS)[number];

/** What a rule of the schedule sends. One that names no kind means all due work. */
export type Tick = { kind?: string };

/** The line that a run ends with, once for each kind. Metrics are made of it. */
export const DUE_REPORT = 'Did due work.';
