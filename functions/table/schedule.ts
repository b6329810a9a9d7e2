// What the schedule and its function have to agree on, beside the kinds themselves (keys.ts).

/** What a rule of the schedule sends: the kind whose work is to be done. One that names none means all. */
export type Tick = { kind?: string };

/** The line that a run ends with, once for each kind. Metrics are made of it. */
export const DUE_REPORT = 'Did due work.';
