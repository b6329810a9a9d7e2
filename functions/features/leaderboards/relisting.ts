import type { Write } from '../../table/client.ts';
import { ENTITY } from '../../table/entities.ts';
import { dueIndex, relistingKey } from '../../table/keys.ts';

/** A member who has come into lists or left them, as of a version of theirs. */
export type Relisted = { id: string; programId: string; version: number };

/**
 * Has a member's records follow the member, as soon as the scheduler runs. Written in one transaction with
 * the change of the member, so that neither is there without the other, and over what was due before.
 */
export function relistingDue({ id, programId, version }: Relisted, now: Date): Write {
  const key = relistingKey(programId, id);
  return {
    put: {
      ...key,
      ...dueIndex(key, now.toISOString(), ENTITY.relisting),
      et: ENTITY.relisting,
      memberId: id,
      version,
    },
  };
}
