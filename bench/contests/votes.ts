import { randomBytes } from 'node:crypto';
import type { Contest } from '../../functions/features/contests/model.ts';
import { type Ballot, emptyBallot } from '../../functions/features/votes/ballot.ts';
import { putBallot } from '../../functions/features/votes/store.ts';
import type { Change } from '../../functions/projection/fold.ts';
import { projectionsWith } from '../../functions/registry/stream.ts';
import { createStorm } from '../projector/storm.ts';
import { type Load, type Played, play, type Settings, withClock } from '../projector/storms.ts';
import { BATCH, sequence } from '../rankings/events.ts';
import { randomFrom } from '../rankings/reference.ts';
import type { Stand } from '../rankings/stand.ts';

// What votes cost once they are in their ballots: ballots of new voters, as the stream brings them.

/** Ballots of ever new voters for entries drawn evenly. */
function ballotsOf({ deps }: Stand, contest: Contest, entries: number, run: number): () => Change {
  const random = randomFrom(entries + run);
  const secret = new Uint8Array(32).fill(7);
  const trace = randomBytes(12).toString('base64url');
  let voters = run * 1_000_000;
  return () => {
    voters += 1;
    const number = 1 + Math.floor(random() * entries);
    const slot = {
      programId: contest.programId,
      contestId: contest.id,
      memberId: `mem_${String(voters).padStart(26, '0')}`,
      round: 1,
      attempt: 1,
      period: 'ALL',
    };
    const before = emptyBallot(slot);
    const votes = { [number]: [1, deps.now().getTime()] } as Ballot['votes'];
    const traces = { joined: '2026-10-01', address: trace, agent: trace };
    const isLive = contest.voteCounts === 'LIVE';
    const write = putBallot(secret, before, { ...before, ...traces, isLive, votes, version: 1 });
    if (!('put' in write)) throw new Error('A ballot is put.');
    return { before: undefined, after: write.put };
  };
}

export type VoteCost = {
  entries: number;
  isLive: boolean;
  /** Write units of the projector for one vote: in batches of a hundred, alone, and in a storm. */
  burst: number;
  alone: number;
  storm: number;
  /** Write units a second on the item that was written most in the storm. */
  hottest: number;
  played: Played;
};

const BURSTS = 4;
const ALONE = 10;
let runs = 0;

export async function voteCosts(
  stand: Stand,
  contest: Contest,
  entries: number,
  load: Load,
  settings: Settings & { hottest: { begin(): void; end(seconds: number): number } },
): Promise<VoteCost> {
  runs += 1;
  const next = ballotsOf(stand, contest, entries, runs);
  const deps = withClock(stand);
  const projections = projectionsWith(
    () => ({ boards: [], derived: [], timeZone: stand.program.timeZone }),
    deps.now(),
  );
  const costOf = async (batches: number, size: number) => {
    let units = 0;
    for (let batch = 0; batch < batches; batch += 1) {
      runs += 1;
      const own = { ...settings, shards: 1 };
      const storm = createStorm(
        deps,
        projections,
        new Map(),
        sequence(900_000n + BigInt(runs) * 1_000n),
        own,
      );
      for (let n = 0; n < size; n += 1) storm.arrive(next(), 0);
      units += (await stand.meters.count.during(storm.run)).bill.writeUnits;
    }
    return units / batches / size;
  };
  const burst = await costOf(BURSTS, BATCH);
  const alone = await costOf(ALONE, 1);
  settings.hottest.begin();
  const played = await play(stand, load, settings, next);
  const hottest = settings.hottest.end(Math.max(played.report.seconds, settings.seconds));
  const votes = played.sent * BATCH;
  const lost = played.report.lost.writeUnits;
  return {
    entries,
    isLive: contest.voteCounts === 'LIVE',
    burst,
    alone,
    storm: (played.writeUnits + lost) / votes,
    hottest,
    played,
  };
}
