import type { Write } from '../../table/client.ts';
import { ENTITY } from '../../table/entities.ts';
import { contestEndKey, dueIndex, roundCountKey } from '../../table/keys.ts';
import { insert } from '../../table/writes.ts';
import type { Contest } from './model.ts';
import { countableFrom, later } from './schedule.ts';

/**
 * Has the votes of each round counted from which finalists follow, once its vote is over. Written in one transaction with the
 * publication; where the close is put off, the count finds that out when it falls due.
 */
export function countsDue(contest: Contest): Write[] {
  const { programId, id: contestId } = contest;
  return contest.rounds.flatMap(({ voting, finalists }, index) => {
    if (voting === null || finalists?.chosenBy !== 'VOTES') return [];
    const round = index + 1;
    const key = roundCountKey(programId, contestId, round);
    const due = dueIndex(key, countableFrom(voting), ENTITY.roundCount);
    const facts = { programId, contestId, round, shards: 0, pass: 1, countedAt: null, version: 1 };
    return [insert({ ...key, ...due, et: ENTITY.roundCount, ...facts })];
  });
}

/** So long it can be asked after the end of a contest where its votes came from. */
const TRACED_MILLIS = 30 * 86_400_000;

/** Has the origins of a contest's votes forgotten. Written in one transaction with the end of a contest that was published. */
export function endDue({ programId, id, publishedAt }: Contest, now: Date): Write[] {
  if (publishedAt === null) return [];
  const key = contestEndKey(programId, id);
  const due = dueIndex(key, later(now.toISOString(), TRACED_MILLIS), ENTITY.contestEnd);
  return [insert({ ...key, ...due, et: ENTITY.contestEnd, contestId: id })];
}
