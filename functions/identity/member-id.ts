import { derivedId } from '../platform/ids.ts';

/** The id that a person has in a program: decided by who they are to the issuer, so it needs no look-up. */
export function memberIdOf(programId: string, issuer: string, subject: string): string {
  return derivedId('member', programId, issuer, subject);
}
