import type { Deps } from '../../table/deps.ts';
import { optimistically } from '../../table/optimistic.ts';
import { type Participation, withStruck } from './participation.ts';
import { getParticipation, putParticipation } from './store.ts';

/** Keeps by which decision a member's votes in a contest are struck; null: by none. What was decided last stands. */
export function keepStruck(deps: Deps, read: Participation, struckBy: string | null): Promise<void> {
  const { programId, contestId, memberId } = read;
  return optimistically(async (retry) => {
    const before = retry
      ? await getParticipation(deps, programId, contestId, memberId, { consistent: true })
      : read;
    const after = withStruck(before, struckBy);
    if (after !== before) await deps.table.write(putParticipation(before, after));
  });
}
