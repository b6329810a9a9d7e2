import type { ApiKeyScope, CallerRole, VerifiedClaim } from '../platform/generated/enums.ts';
/**
 * Who asks, in one program (or at the operator's address): worked out once per request, before any field is
 * read.
 */
export type Viewer = {
  /** Everything the caller is, PUBLIC included; SELF is decided object by object. */
  access: ReadonlySet<CallerRole>;
  /** What the caller's API key may do; empty without one. */
  scopes: ReadonlySet<ApiKeyScope>;
  /** The client whose API key it is; undefined without one. A client's keys share its idempotency keys. */
  client: string | undefined;
  /** The sources whose events the caller may send; null: any. */
  sources: readonly string[] | null;
  /** The id that the caller's token has as a member of this program, whether or not they have joined. */
  memberId: string | undefined;
  /** What the token's issuer has verified of them; empty without a token. */
  verified: ReadonlySet<VerifiedClaim>;
  /** Who is recorded as having done something: `mem_…`, `key_…`, `operator` or `anonymous`. */
  actorId: string;
  /** The subject of the operator's token, for the log. */
  subject?: string;
  /** Where the request came from. Neither stored nor logged: votes keep HMACs of it. */
  origin?: { address: string; userAgent: string };
};

export const ANONYMOUS: Viewer = {
  access: new Set<CallerRole>(['PUBLIC']),
  scopes: new Set<ApiKeyScope>(),
  client: undefined,
  sources: null,
  memberId: undefined,
  verified: new Set<VerifiedClaim>(),
  actorId: 'anonymous',
};

/** True for those who run the program: what they do is not bound by a member's own limits. */
export function isOrganizer(viewer: Viewer): boolean {
  return viewer.access.has('ORGANIZER') || viewer.access.has('OWNER');
}

/** True for those who run contests, judge or moderate them: whether they may take part is for its rules to say. */
export const isStaff = (viewer: Viewer): boolean => isModerator(viewer) || viewer.access.has('JUDGE');

/** True for those who run the program or keep order in it: they see what its members hide from each other. */
export const isModerator = (viewer: Viewer): boolean => isOrganizer(viewer) || viewer.access.has('MODERATOR');
