import type { Write } from '../../table/client.ts';
import { ENTITY } from '../../table/entities.ts';
import { dueIndex, memberStatusKey } from '../../table/keys.ts';
import type { Member } from './rules.ts';

/** So long a request may still act for a member who was suspended a moment ago. */
const IN_FLIGHT_MILLIS = 60_000;

/**
 * Has what a member has made follow a change of their status, once every request is over that saw the one before. Written in one
 * transaction with the change, and over what was due before.
 */
export function statusDue(
  { id, programId, version }: Pick<Member, 'id' | 'programId' | 'version'>,
  now: Date,
): Write {
  const key = memberStatusKey(programId, id);
  const dueAt = new Date(now.getTime() + IN_FLIGHT_MILLIS).toISOString();
  return {
    put: {
      ...key,
      ...dueIndex(key, dueAt, ENTITY.memberStatus),
      et: ENTITY.memberStatus,
      memberId: id,
      version,
    },
  };
}
