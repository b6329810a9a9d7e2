// The callers that the access lines of the surfaces name, and the sets of them that many lines share.

/** Everybody who can call. `self` owns the object that is asked; all others, whatever their role, do not. */
export const CALLERS = [
  'anonymous',
  'member',
  'self',
  'judge',
  'moderator',
  'organizer',
  'owner',
  'operator',
  'EVENTS_WRITE',
  'MEMBERS_READ',
  'MEMBERS_WRITE',
  'POINTS_READ',
  'POINTS_WRITE',
] as const;
export type Caller = (typeof CALLERS)[number];

export const everybody = CALLERS.join(' ');
export const anyToken = 'member self judge moderator organizer owner';
export const anyKey = 'EVENTS_WRITE MEMBERS_READ MEMBERS_WRITE POINTS_READ POINTS_WRITE';
export const staff = 'moderator organizer owner';
export const managers = 'organizer owner';
export const pointKeys = 'POINTS_READ POINTS_WRITE';
