import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contest } from '../../../functions/features/contests/model.ts';
import type { RoundNow } from '../../../functions/features/contests/schedule.ts';
import {
  type Ballot,
  ballotIdOf,
  beginBallot,
  castVote,
  checkVoting,
  emptyBallot,
  followVoter,
  isStandingVote,
  MAX_ENTRIES,
  readBallotId,
  releaseBallot,
  resetsAt,
  type Slot,
  slotAt,
  stateOf,
  type Vote,
  votesLeft,
  votesOf,
} from '../../../functions/features/votes/ballot.ts';
import { countsIdOf, readCountsId, tallyLines } from '../../../functions/features/votes/counts.ts';
import { parseBallot, putBallot, receiptOf } from '../../../functions/features/votes/store.ts';
import { digest26 } from '../../../functions/platform/ids.ts';
import { startOfDay } from '../../../functions/platform/time.ts';
import type { Item } from '../../../functions/table/client.ts';
import { BALLOT_SHARDS } from '../../../functions/table/keys.ts';
import { sizeOfItem, WRITE_UNIT_BYTES } from '../../../tools/shared/item-size.ts';
import { runsOf, seedOf } from '../../support/runs.ts';
import { contestWith, MEMBER, PROGRAM, policy } from './samples.ts';

const SEED = 20_261_126;
const bounds = (runs: number) => ({ ...seedOf(SEED), numRuns: runsOf(runs) });
const OPENS = '2026-11-10T00:00:00.000Z';
const CLOSES = '2026-11-20T00:00:00.000Z';
const WINDOW = { opensAt: OPENS, closesAt: CLOSES };
const DURING = new Date('2026-11-12T12:00:00.000Z');
const justBefore = (at: string) => new Date(Date.parse(at) - 1);

const slotIn = (contest: Contest, now: Date): Slot => {
  const slot = slotAt(contest, MEMBER, now);
  if (slot === undefined) throw new Error('No vote has opened.');
  return slot;
};
const usedIn = ({ votes }: Ballot, isStanding: (number: number) => boolean) =>
  Object.entries(votes)
    .filter(([number]) => isStanding(Number(number)))
    .reduce((sum, [, [count]]) => sum + count, 0);

const entry = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 50 }));
/** What happens to a ballot: a vote, or an entry that leaves the contest. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('VOTE' as const),
      number: entry,
      votes: fc.integer({ min: 0, max: 6 }),
      isHidden: fc.boolean(),
      isOwn: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
      ifVersion: fc.option(fc.integer({ min: 0, max: 8 }), { freq: 8 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('FALL' as const), number: fc.integer({ min: 3, max: 50 }) }),
  },
);

describe('a ballot', () => {
  test('holds no more than its policy gives, whatever is sent and whatever leaves the contest', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(policy, fc.array(step, { minLength: 10, maxLength: 120, size: 'max' }), (votes, steps) => {
        const contest = contestWith([WINDOW], { votes });
        const fallen = new Set<number>();
        const isStanding = (number: number) => !fallen.has(number);
        let ballot = emptyBallot(slotIn(contest, DURING));
        for (const one of steps) {
          if (one.kind === 'FALL') {
            fallen.add(one.number);
            continue;
          }
          const { number, isHidden, isOwn, ifVersion } = one;
          const isVotable = isStanding(number) && !isHidden;
          const vote: Vote = {
            contest,
            ballot,
            number,
            votes: one.votes,
            isOwn,
            isVotable,
            isStanding,
            ifVersion,
          };
          if (isStandingVote(vote)) {
            seen.add('STANDS');
            continue;
          }
          const cast = castVote(vote, DURING);
          if (!cast.ok) {
            seen.add(cast.refusal.code);
            continue;
          }
          const after = cast.value;
          const present = ballot.votes[number]?.[0] ?? 0;
          seen.add(one.votes > present ? 'MORE' : 'FEWER');
          expect(after.version).toBe(ballot.version + 1);
          expect(after.votes[number]?.[0] ?? 0).toBe(one.votes);
          expect(isOwn).toBe(false);
          if (!votes.canBeChanged) expect(one.votes).toBeGreaterThan(present);
          if (one.votes > present) expect(isVotable).toBe(true);
          // What was given to others stays as it was, unless they have left.
          for (const [other, count] of Object.entries(ballot.votes))
            if (Number(other) !== number && isStanding(Number(other)))
              expect(after.votes[other]).toEqual(count);
          expect(usedIn(after, isStanding)).toBeLessThanOrEqual(votes.votesPerVoter);
          expect(votesLeft(votes, after, isStanding)).toBe(votes.votesPerVoter - usedIn(after, isStanding));
          expect(Object.keys(after.votes).length).toBeLessThanOrEqual(MAX_ENTRIES);
          for (const [count] of Object.values(after.votes)) {
            expect(count).toBeGreaterThan(0);
            expect(count).toBeLessThanOrEqual(votes.votesPerEntry);
          }
          expect(isStandingVote({ ballot: after, number, votes: one.votes })).toBe(true);
          ballot = after;
        }
      }),
      bounds(200),
    );
    expect([...seen].sort()).toEqual(
      [
        ['STANDS', 'MORE', 'FEWER', 'STALE_VERSION', 'OWN_ENTRY', 'ENTRY_NOT_IN_ROUND', 'ENTRY_LIMIT'],
        ['NO_VOTES_LEFT', 'INVALID_STATE'],
      ]
        .flat()
        .sort(),
    );
  });

  const given = (contest: Contest, votes: Record<number, number>): Ballot => ({
    ...emptyBallot(slotIn(contest, DURING)),
    votes: Object.fromEntries(Object.entries(votes).map(([number, count]) => [number, [count, 0]])),
    version: 1,
  });
  const cast = (contest: Contest, ballot: Ballot, number: number, votes: number, more: Partial<Vote> = {}) =>
    castVote(
      {
        ...{ contest, ballot, number, votes, ifVersion: null, isOwn: false, isVotable: true },
        ...{ isStanding: () => true, ...more },
      },
      DURING,
    );
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [index + 1, 1]));

  test('has at most 40 entries, and room for another once one has left the contest', () => {
    const contest = contestWith([WINDOW], { votes: { votesPerVoter: 60, votesPerEntry: 2 } });
    const full = given(contest, many(MAX_ENTRIES));
    expect(cast(contest, full, 41, 1)).toMatchObject({ ok: false, refusal: { code: 'ENTRY_LIMIT' } });
    expect(cast(contest, full, 40, 2).ok).toBe(true);
    expect(cast(contest, full, 40, 0).ok).toBe(true);
    const oneHasLeft = { isStanding: (number: number) => number !== 7 };
    const after = cast(contest, full, 41, 1, oneHasLeft);
    expect(after.ok && Object.keys(after.value.votes)).toHaveLength(MAX_ENTRIES);
    expect(after.ok && after.value.votes[7]).toBeUndefined();
  });

  test('can take votes back of an entry that shows no more, and give it none', () => {
    const contest = contestWith([WINDOW]);
    const ballot = given(contest, { 1: 1 });
    expect(cast(contest, ballot, 1, 0, { isVotable: false }).ok).toBe(true);
    expect(cast(contest, ballot, 1, 2, { isVotable: false })).toMatchObject({
      refusal: { code: 'ENTRY_NOT_IN_ROUND' },
    });
  });

  test('with 40 entries is one write unit', () => {
    const contest = contestWith([WINDOW], { votes: { per: 'DAY', votesPerVoter: 1_000, votesPerEntry: 40 } });
    const slot = { ...slotIn(contest, DURING), attempt: 41, period: '2026-11-12' };
    const numbers = Array.from({ length: MAX_ENTRIES }, (_, index) => 999_999_900 + index);
    const full: Ballot = {
      ...emptyBallot(slot),
      votes: Object.fromEntries(numbers.map((number) => [number, [25, DURING.getTime() + 789]])),
      suspended: true,
      version: 9_999,
    };
    const traces = { joined: '2026-11-01', address: 'x'.repeat(16), agent: 'y'.repeat(16) };
    expect(sizeOfItem(itemOf({ ...full, ...traces }))).toBeLessThan(WRITE_UNIT_BYTES);
  });

  test.each([
    ['suspended', { suspended: true, struck: false }],
    ['struck', { suspended: false, struck: true }],
    ['both', { suspended: true, struck: true }],
  ])('whose voter is %s adds nothing, and the same again when that is over', (_, status) => {
    const contest = contestWith([WINDOW]);
    const ballot = given(contest, { 1: 2, 51: 1 });
    expect(tallyLines(ballot).map(({ add }) => add)).toEqual([{ v1: 2, n: 1 }, { v51: 1 }]);
    const after = followVoter(ballot, status);
    expect([after.version, stateOf({ contest, ballot: after }, DURING), tallyLines(after)]).toEqual([
      2,
      'STRUCK',
      [],
    ]);
    const back = followVoter(after, { suspended: false, struck: false });
    expect(tallyLines(back)).toEqual(tallyLines(ballot));
  });

  test('is written anew when it follows its voter, though it says so already', () => {
    const ballot = given(contestWith([WINDOW]), { 1: 2 });
    expect(followVoter(ballot, { suspended: false, struck: false })).toEqual({ ...ballot, version: 2 });
  });

  test('is held where its voter joined too short a time before its first vote, to the millisecond', () => {
    const contest = contestWith([WINDOW], { holdsNewMembersDays: 2 });
    const joinedAt = new Date(DURING.getTime() - 2 * 86_400_000).toISOString();
    const ballot = given(contest, { 1: 1 });
    expect(beginBallot(ballot, contest, joinedAt, DURING)).toBe(ballot);
    const held = beginBallot(ballot, contest, joinedAt, justBefore(DURING.toISOString()));
    expect([held.state, held.heldAt, tallyLines(held)]).toEqual([
      'HELD',
      justBefore(DURING.toISOString()).toISOString(),
      [],
    ]);
    const open = { ...contest, holdsNewMembersDays: 0 };
    expect(beginBallot(ballot, open, DURING.toISOString(), DURING)).toBe(ballot);
  });

  test('that is held adds its votes once it is released, unless its voter is struck', () => {
    const contest = contestWith([WINDOW]);
    const ballot = given(contest, { 1: 2 });
    const held: Ballot = { ...ballot, state: 'HELD', heldAt: DURING.toISOString() };
    expect(releaseBallot(held)).toEqual({ ...ballot, version: 2 });
    expect(releaseBallot(ballot)).toBe(ballot);
    const struck = releaseBallot({ ...held, struck: true });
    expect([stateOf({ contest, ballot: struck }, DURING), tallyLines(struck)]).toEqual(['STRUCK', []]);
  });

  test('shows votes in the order of the entries’ numbers', () => {
    const ballot = given(contestWith([WINDOW]), { 10: 1, 9: 1, 100: 1 });
    expect(votesOf(ballot).map(({ number }) => number)).toEqual([9, 10, 100]);
  });
});

const SECRET = new Uint8Array(32).fill(7);
function itemOf(ballot: Ballot): Item {
  const write = putBallot(SECRET, { ...ballot, version: 0 }, ballot);
  if (!('put' in write)) throw new Error('A ballot is put.');
  return write.put;
}

describe('the item of a ballot', () => {
  const entries = fc.dictionary(
    fc.integer({ min: 1, max: 999_999_999 }).map(String),
    fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 0, max: Date.parse('2200-01-01') })),
    { noNullPrototype: true },
  );
  const slot = fc.record({
    programId: fc.constant(PROGRAM),
    contestId: fc.constant('cst_01arz3ndektsv4rrffq69g5fav'),
    memberId: fc.integer({ min: 0, max: 1_000_000 }).map((number) => `mem_${digest26(String(number))}`),
    round: fc.integer({ min: 1, max: 2 }),
    attempt: fc.integer({ min: 1, max: 41 }),
    period: fc.constantFrom('ALL', '2026-11-12', '2026-12-31'),
  });

  test('is read back as it was', () => {
    fc.assert(
      fc.property(slot, entries, (place, votes) => {
        const traces = { joined: '2026-11-01', address: 'x', agent: 'y' };
        const ballot: Ballot = { ...emptyBallot(place), votes, version: 4, ...traces };
        expect(parseBallot(itemOf(ballot))).toEqual(ballot);
      }),
      bounds(200),
    );
  });

  test('stands in a list while the ballot is held, and in none otherwise', () => {
    const ballot: Ballot = { ...emptyBallot(SLOT), version: 1 };
    const held: Ballot = { ...ballot, state: 'HELD', heldAt: DURING.toISOString(), struck: true };
    const item = itemOf(held);
    expect(parseBallot(item)).toEqual(held);
    expect(item.GSI1SK).toBe(`${DURING.toISOString()}#${item.SK}`);
    expect(itemOf(ballot)).not.toHaveProperty('GSI1PK');
  });

  test('of a later attempt stands after those of earlier ones, of ten attempts too', () => {
    const contest = contestWith([WINDOW]);
    const sorts = [1, 2, 9, 10, 11, 40].map(
      (attempt) => itemOf({ ...emptyBallot({ ...slotIn(contest, DURING), attempt }), version: 1 }).SK,
    );
    expect(sorts.toSorted()).toEqual(sorts);
  });

  test('has its voter’s id in a node id that is read back', () => {
    fc.assert(
      fc.property(slot, (place) => {
        const { programId: _, ...named } = place;
        expect(readBallotId(ballotIdOf(place))).toEqual(named);
      }),
      bounds(200),
    );
    for (const text of ['', 'bal_1', `${ballotIdOf({ ...SLOT, attempt: 100 })}`, `${ballotIdOf(SLOT)}x`])
      expect(readBallotId(text)).toBeUndefined();
  });

  test('is spread evenly over the partitions of its contest', () => {
    const counts = new Array<number>(BALLOT_SHARDS).fill(0);
    const voters = 64 * 200;
    for (let voter = 0; voter < voters; voter += 1) {
      const ballot = { ...emptyBallot({ ...SLOT, memberId: `mem_${digest26(String(voter))}` }), version: 1 };
      const shard = Number(/#BALLOTS#(\d+)$/.exec(itemOf(ballot).PK)?.[1]);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    // Six standard deviations of a fair die.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(6 * Math.sqrt(200));
  });

  test('stands in the same partition as all others of its voter', () => {
    const places = [1, 2, 3].flatMap((attempt) =>
      ['ALL', '2026-11-12'].map(
        (period) => itemOf({ ...emptyBallot({ ...SLOT, attempt, period }), version: 1 }).PK,
      ),
    );
    expect(new Set(places).size).toBe(1);
  });
});

const SLOT: Slot = {
  programId: PROGRAM,
  contestId: 'cst_01arz3ndektsv4rrffq69g5fav',
  memberId: MEMBER,
  round: 1,
  attempt: 1,
  period: 'ALL',
};

test('the id of counts is read back', () => {
  fc.assert(
    fc.property(
      fc.record({
        contestId: fc.constant(SLOT.contestId),
        number: fc.integer({ min: 1, max: 999_999_999 }),
        round: fc.integer({ min: 1, max: 2 }),
        attempt: fc.integer({ min: 1, max: 41 }),
      }),
      (named) => void expect(readCountsId(countsIdOf(named))).toEqual(named),
    ),
    bounds(200),
  );
});

describe('a receipt', () => {
  const receipts = (secret: Uint8Array) =>
    ['a', 'b', 'c'].flatMap((name) =>
      [1, 2].flatMap((round) =>
        [1, 2, 12].flatMap((attempt) =>
          ['ALL', '2026-11-11', '2026-11-12'].map((period) =>
            receiptOf(secret, { ...SLOT, memberId: `mem_${digest26(name)}`, round, attempt, period }),
          ),
        ),
      ),
    );

  test('is another one for each voter, round, attempt and day, and the same each time', () => {
    const all = receipts(SECRET);
    expect(new Set(all).size).toBe(all.length);
    expect(receipts(SECRET)).toEqual(all);
    for (const one of all) expect(one).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  });

  test('cannot be worked out without the contest’s secret', () => {
    const other = new Set(receipts(new Uint8Array(32).fill(8)));
    const guesses = [
      digest26(MEMBER),
      digest26('receipt', MEMBER, '1', '1', 'ALL'),
      digest26(JSON.stringify(['receipt', MEMBER, '1', '1', 'ALL'])),
    ];
    const own = receiptOf(SECRET, SLOT);
    expect(guesses).not.toContain(own);
    expect(receipts(SECRET).filter((one) => other.has(one))).toEqual([]);
  });
});

describe('votes by day', () => {
  /** Zones whose midnight is skipped on some day, with that day. */
  const SKIPPED = [
    ['America/Sao_Paulo', '2018-11-04'],
    ['Africa/Cairo', '2026-04-24'],
    ['Asia/Beirut', '2026-03-29'],
  ] as const;
  const roundOf = (contest: Contest, now: Date): RoundNow => {
    const open = checkVoting(contest, slotAt(contest, MEMBER, now), now);
    if (!open.ok) throw new Error(open.refusal.message);
    return open.value;
  };
  const days = (timeZone: string, from: string, to: string) =>
    contestWith(
      [
        {
          opensAt: startOfDay(from, timeZone).toISOString(),
          closesAt: startOfDay(to, timeZone).toISOString(),
        },
      ],
      { timeZone, votes: { per: 'DAY' } },
    );

  test.each(SKIPPED)(
    'in %s belong to the day %s from its first instant on, which is no midnight',
    (zone, day) => {
      const next = (plus: number) => new Date(Date.parse(day) + plus * 86_400_000).toISOString().slice(0, 10);
      const contest = days(zone, next(-2), next(3));
      const starts = startOfDay(day, zone);
      const clock = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' });
      expect(Number(clock.format(starts))).toBe(1);
      expect(slotIn(contest, new Date(starts.getTime() - 1)).period).toBe(next(-1));
      expect(slotIn(contest, starts).period).toBe(day);
      expect(resetsAt(contest, roundOf(contest, starts), next(-1))).toBe(starts.toISOString());
      expect(resetsAt(contest, roundOf(contest, starts), day)).toBe(startOfDay(next(1), zone).toISOString());
    },
  );

  test('have a next moment at which the day is another one, and none before', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Asia/Seoul',
      'America/St_Johns',
      'Pacific/Chatham',
      ...SKIPPED.map(([name]) => name),
    );
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 9 * 86_400_000 }), (timeZone, after) => {
        const contest = contestWith([WINDOW], { timeZone, votes: { per: 'DAY' } });
        const now = new Date(Date.parse(OPENS) + after);
        const { period } = slotIn(contest, now);
        const resets = resetsAt(contest, roundOf(contest, now), period);
        if (resets === null) {
          expect(slotIn(contest, justBefore(CLOSES)).period).toBe(period);
          return;
        }
        expect(resets > now.toISOString() && resets < CLOSES).toBe(true);
        expect(slotIn(contest, justBefore(resets)).period).toBe(period);
        expect(slotIn(contest, new Date(resets)).period > period).toBe(true);
      }),
      bounds(300),
    );
  });

  test('are not reset at the close, nor where the round has one ballot', () => {
    const contest = days('UTC', '2026-11-10', '2026-11-12');
    const last = new Date('2026-11-11T23:59:59.999Z');
    expect(resetsAt(contest, roundOf(contest, last), '2026-11-11')).toBeNull();
    expect(slotIn(contest, new Date('2026-11-13T00:00:00.000Z')).period).toBe('2026-11-11');
    const whole = contestWith([WINDOW]);
    expect(resetsAt(whole, roundOf(whole, DURING), 'ALL')).toBeNull();
  });
});

describe('a vote is taken', () => {
  const two = contestWith([
    WINDOW,
    { opensAt: '2026-11-25T00:00:00.000Z', closesAt: '2026-11-30T00:00:00.000Z' },
  ]);
  const answer = (contest: Contest, at: Date) => {
    const open = checkVoting(contest, slotAt(contest, MEMBER, at), at);
    return open.ok ? open.value.number : open.refusal.code;
  };

  test('from the instant of the opening to the last millisecond before the close', () => {
    const moments: [Date, unknown][] = [
      [justBefore(OPENS), 'VOTING_NOT_OPEN'],
      [new Date(OPENS), 1],
      [justBefore(CLOSES), 1],
      [new Date(CLOSES), 'VOTING_NOT_OPEN'],
      [justBefore('2026-11-25T00:00:00.000Z'), 'VOTING_NOT_OPEN'],
      [new Date('2026-11-25T00:00:00.000Z'), 2],
      [justBefore('2026-11-30T00:00:00.000Z'), 2],
      [new Date('2026-11-30T00:00:00.000Z'), 'VOTING_CLOSED'],
    ];
    for (const [at, wanted] of moments) expect([at, answer(two, at)]).toEqual([at, wanted]);
  });

  test('of a contest that was called off at no moment, and no opening is promised', () => {
    for (const at of [justBefore(OPENS), DURING, new Date(CLOSES)])
      expect(answer({ ...two, status: 'CANCELED' }, at)).toBe('VOTING_CLOSED');
    expect(answer({ ...two, status: 'DRAFT' }, DURING)).toBe('VOTING_NOT_OPEN');
  });
});
