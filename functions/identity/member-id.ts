import { derivedId } from '../platform/ids.ts';

/** Decided by who a person is to the issuer, so it needs no look-up. */
export function memberIdOf(programId: string, issuer: string, subject: string): string {
  return derivedId('member', programId, issuer, subject);
}
