import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { countsDue } from '../../functions/features/contests/followup.ts';
import type { Contest } from '../../functions/features/contests/model.ts';
import { countableFrom } from '../../functions/features/contests/schedule.ts';
import { cachedContest, forgetContest } from '../../functions/features/contests/store.ts';
import { countRound } from '../../functions/features/results/due.ts';
import { emptyBallot } from '../../functions/features/votes/ballot.ts';
import { ensureBallotSecret, putBallot } from '../../functions/features/votes/store.ts';
import { memberIdOf } from '../../functions/identity/member-id.ts';
import type { Bucket } from '../../functions/platform/bucket.ts';
import { concurrently } from '../../functions/platform/concurrently.ts';
import { chunk, type Item, type Table, TRANSACTION_LIMIT } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { entryNumbersKey } from '../../functions/table/keys.ts';
import { progress } from '../../tools/terminal/cli.ts';
import { putAll } from '../rankings/events.ts';
import type { Stand } from '../rankings/stand.ts';
import { admitted, entryItem, newMember } from './contest.ts';

// What a count of a round costs: of ballots with one vote each, over a thousand entries.

export type CountCost = {
  entries: number;
  readUnits: number;
  writeUnits: number;
  seconds: number;
  /** What the process held more at its fullest than before, in bytes. */
  heap: number;
  finalists: number;
  /** Of the files of ballots. */
  fileBytes: number;
  /** What it costs to look once more, five minutes later, who goes on. */
  lookUnits: number;
};

const ENTRIES = 1_000;
const AT_ONCE = 8;
const LOOK_MILLIS = 300_000;

/** `contest` has a first round whose finalists the votes choose. */
export async function countCost(stand: Stand, contest: Contest, ballots: number): Promise<CountCost> {
  const { deps, program } = stand;
  const author = (await newMember(stand, 'author of the counted')).viewer.memberId ?? '';
  const entries = Array.from({ length: ENTRIES }, (_, n) => admitted(contest, n + 1, author, deps.now()));
  await putAll(deps, entries.map(entryItem));
  const numbers = { ...entryNumbersKey(program.id, contest.id), et: ENTITY.entryNumbers, last: ENTRIES };
  await deps.table.write({ put: numbers });
  await fill(deps, contest, ballots);
  const [due] = countsDue(contest);
  const voting = contest.rounds[0]?.voting;
  if (due === undefined || !('put' in due) || voting == null) throw new Error('The contest has no count.');
  const before = held();
  let [fullest, lookedMillis] = [before, 0];
  const look = () => {
    const begun = performance.now();
    fullest = Math.max(fullest, held());
    lookedMillis += performance.now() - begun;
  };
  // Their bytes are counted and let go, so that the memory that is measured is the count's.
  let fileBytes = 0;
  const bucket: Bucket = {
    put: async (_key, bytes) => {
      fileBytes += bytes.length;
      look();
    },
    get: async () => undefined,
  };
  const table: Table = {
    ...deps.table,
    query: async (input) => {
      const page = await deps.table.query(input);
      look();
      return page;
    },
  };
  const over = { ...deps, table, bucket, now: () => new Date(countableFrom(voting)) };
  const begun = performance.now();
  const { bill } = await stand.meters.count.during(() => countRound(over, program, due.put, () => false));
  const seconds = (performance.now() - begun - lookedMillis) / 1_000;
  const later = { ...over, now: () => new Date(over.now().getTime() + LOOK_MILLIS) };
  const between = await stand.meters.count.during(() => countRound(later, program, due.put, () => false));
  forgetContest(deps, program.id, contest.id);
  const after = await cachedContest(deps, program.id, contest.id);
  return {
    ...{ entries: ENTRIES, seconds, readUnits: bill.readUnits, writeUnits: bill.writeUnits },
    ...{
      heap: fullest - before,
      lookUnits: between.bill.readUnits,
      finalists: after?.finalists?.length ?? 0,
      fileBytes,
    },
  };
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Bytes that something holds on to; what nothing does is cleared away first. */
function held(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Each voter gives one vote; entry n has about as many as n. */
async function fill(deps: Deps, contest: Contest, count: number): Promise<void> {
  const { programId, id: contestId } = contest;
  const secret = await ensureBallotSecret(deps, { programId, contestId });
  const at = Date.parse(contest.rounds[0]?.voting?.opensAt ?? '') + 1;
  const ballotOf = (n: number): Item => {
    const memberId = memberIdOf(programId, 'https://issuer.example.com', String(n));
    const number = Math.ceil(ENTRIES * Math.sqrt(((n * 7_919) % count) / count)) || 1;
    const empty = emptyBallot({ programId, contestId, memberId, round: 1, attempt: 1, period: 'ALL' });
    const traces = { joined: '2026-01-01', address: 'A'.repeat(16), agent: 'B'.repeat(16) };
    const write = putBallot(secret, empty, { ...empty, ...traces, votes: { [number]: [1, at] }, version: 1 });
    if (!('put' in write)) throw new Error('A ballot is put.');
    return write.put;
  };
  const numbers = Array.from({ length: count }, (_, n) => n);
  let done = 0;
  await concurrently(chunk(numbers, TRANSACTION_LIMIT), AT_ONCE, async (part) => {
    await putAll(deps, part.map(ballotOf));
    done += part.length;
    progress(`${done} of ${count} ballots`);
  });
  progress('');
}
