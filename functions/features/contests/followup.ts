import type { Write } from '../../table/client.ts';
import { ENTITY } from '../../table/entities.ts';
import { contestEndKey, dueIndex, roundCountKey, voteHoursKey } from '../../table/keys.ts';
import { insert, update } from '../../table/writes.ts';
import type { Contest } from './model.ts';
import { countableFrom, decidedSchedule, firstReading, hasResultToCome, later } from './schedule.ts';

/**
 * Has the votes of each round counted once its vote is over. Written in one transaction with the publication; where the close is put
 * off, the count finds that out when it falls due.
 */
export function countsDue(contest: Contest): Write[] {
  return contest.rounds.flatMap(({ voting }, index) => {
    if (voting === null) return [];
    const { key, facts } = countOf(contest, index + 1);
    const due = dueIndex(key, countableFrom(voting), ENTITY.roundCount);
    return [insert({ ...key, ...due, ...facts, wanted: 1, version: 1 })];
  });
}

/** A count that has not begun. */
const countOf = ({ programId, id: contestId }: Contest, round: number) => ({
  key: roundCountKey(programId, contestId, round),
  facts: {
    et: ENTITY.roundCount,
    ...{ programId, contestId, round, shards: 0, pass: 1, summedAt: null, countedAt: null },
  },
});

/** True from the close of the last vote until the result is published: what is decided now may change it. */
function isCountable(contest: Contest, now: Date): boolean {
  const closesAt = decidedSchedule(contest).rounds.at(-1)?.voting?.closesAt;
  return hasResultToCome(contest) && closesAt !== undefined && closesAt <= now.toISOString();
}

/**
 * Has the last round counted anew, once every request is over that may still write: for a transaction with what may change the result
 * after the last vote. Nothing before its close: what was decided then is known when it is counted.
 */
export function recountDue(contest: Contest, now: Date): Write[] {
  if (!isCountable(contest, now)) return [];
  const { key, facts } = countOf(contest, contest.rounds.length);
  const due = dueIndex(key, countableFrom({ closesAt: now.toISOString() }), ENTITY.roundCount);
  return [update(key, { set: due, setOnce: facts, add: { wanted: 1, version: 1 } })];
}

/**
 * Has the votes of a contest read by the hour while they are given, from its first round on: each begins the next when it is over. Written
 * in one transaction with the publication.
 */
export function hoursDue(contest: Contest): Write[] {
  const voting = contest.rounds[0]?.voting ?? null;
  return voting === null ? [] : [beginHours(contest, { round: 1, attempt: 1, dueAt: firstReading(voting) })];
}

/** An attempt of a round whose votes are read from a moment on. */
export type HoursToBegin = { round: number; attempt: number; dueAt: string };

export function beginHours(
  { programId, id: contestId }: Pick<Contest, 'programId' | 'id'>,
  { dueAt, ...attempt }: HoursToBegin,
): Write {
  const of = { contestId, ...attempt };
  const key = voteHoursKey(programId, of);
  const readings = { at: [], votes: [], ballots: [] };
  const due = dueIndex(key, dueAt, ENTITY.voteHours);
  return insert({ ...key, ...due, et: ENTITY.voteHours, programId, ...of, ...readings, version: 1 });
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
