import fc from 'fast-check';
import type { VotePolicy } from '../../../../functions/features/contests/model.ts';
import type { Fault } from '../../../support/faults.ts';

// What can happen around the votes of a contest, in any order.

export const VOTERS = 4;
/** Of which each of the first three voters has two. */
export const ENTRIES = 6;

export type VoteStep = {
  kind: 'VOTE';
  process: number;
  voter: number;
  entry: number;
  votes: number;
  /** The version that is known to whoever votes. */
  isVersioned: boolean;
  fault: Fault | null;
  /** Reads that did not ask for the latest are answered as it was a moment before. */
  isStale: boolean;
  /** What happens before the ballot is written. */
  gap: Step[];
};
export type StrikeStep = {
  kind: 'STRIKE';
  process: number;
  fault: Fault | null;
  isTwice: boolean;
  passing: number;
  /** After so many looks at the clock its time is over. */
  looks: number;
  gap: Step[];
};
export type DecideStep = {
  kind: 'STRIKE_VOTES' | 'RESTORE';
  process: number;
  voters: (number | 'UNDER_WAY')[];
  reason: number;
  fault: Fault | null;
};
export type ReleaseStep = {
  kind: 'RELEASE';
  process: number;
  what: 'ALL' | 'ENTRY' | 'BALLOTS';
  /** Of the entry, or of the voter whose ballots are meant. */
  which: number;
  fault: Fault | null;
};
export type CountStep = {
  kind: 'COUNT';
  process: number;
  fault: Fault | null;
  isTwice: boolean;
  /** After so many looks at the clock its time is over. */
  looks: number;
};
export type DeliverStep = {
  kind: 'DELIVER';
  poller: number;
  shard: number;
  size: number;
  isTwice: boolean;
  /** Which of the borders before it begins from; null goes on where the last ended. */
  restartAt: number | null;
  fault: Fault | null;
};
export type Step =
  | VoteStep
  | StrikeStep
  | CountStep
  | DecideStep
  | ReleaseStep
  | DeliverStep
  | { kind: 'STATUS'; voter: number | 'UNDER_WAY'; status: 'SUSPENDED' | 'ACTIVE' }
  | { kind: 'FALL'; entry: number; how: 'WITHDRAW' | 'DISQUALIFY' }
  | { kind: 'HIDE'; entry: number }
  | { kind: 'DECIDE'; entry: number; decision: 'APPROVE' | 'REJECT' }
  | { kind: 'RESTART' }
  | { kind: 'EXTEND'; hours: number }
  | { kind: 'FINALISTS'; entries: number[] }
  | { kind: 'CLOCK'; by: 'SECOND' | 'MOMENT' | 'MINUTE' | 'DAY' | 'BEFORE_NEXT' | 'NEXT' | 'LAST_LOOK' };

export type Story = {
  zone: string;
  policy: VotePolicy;
  rounds: number;
  /** The votes choose who goes on, and not an organizer. */
  isByVotes: boolean;
  /** Votes of members who joined less than so many days before are held. */
  holdsDays: number;
  /** Everybody sees how many votes entries have. */
  isLive: boolean;
  shards: number;
  sequence: bigint;
  /** What all that is drawn at random follows from: which partitions hold whose ballots. */
  chance: number;
  steps: Step[];
};

export const CALM_STRIKE: StrikeStep = {
  ...{ kind: 'STRIKE', process: 0, fault: null, isTwice: false, passing: 0, looks: 99, gap: [] },
};

const index = (count: number) => fc.integer({ min: 0, max: count - 1 });
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
/** One call in five meets one. */
const fault = (...faults: Fault[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...faults) });
/** The first ones more often than others, so that stories come back to them. */
const mostly = (count: number) => fc.oneof(index(2), index(count));

const status = fc.record({
  kind: fc.constant('STATUS' as const),
  voter: mostly(VOTERS),
  status: fc.constantFrom('SUSPENDED' as const, 'ACTIVE' as const),
});
const decide = fc.record({
  kind: fc.constantFrom('STRIKE_VOTES' as const, 'STRIKE_VOTES' as const, 'RESTORE' as const),
  process: index(2),
  voters: fc.array(mostly(VOTERS), { minLength: 1, maxLength: 2 }),
  reason: index(2),
  fault: fault('CRASH', 'LOST_ANSWER', 'SILENCE'),
});
const release = fc.record({
  kind: fc.constant('RELEASE' as const),
  process: index(2),
  what: fc.constantFrom('ALL' as const, 'ENTRY' as const, 'BALLOTS' as const),
  which: mostly(VOTERS),
  fault: fault('CRASH', 'LOST_ANSWER', 'SILENCE'),
});
const fall = fc.record({
  kind: fc.constant('FALL' as const),
  entry: mostly(ENTRIES),
  how: fc.constantFrom('WITHDRAW' as const, 'DISQUALIFY' as const),
});
const deliver = fc.record({
  kind: fc.constant('DELIVER' as const),
  poller: index(2),
  shard: index(4),
  size: fc.integer({ min: 1, max: 12 }),
  isTwice: fc.boolean(),
  restartAt: rarely(fc.nat(20)),
  fault: fault('CRASH', 'LOST_ANSWER', 'SILENCE', 'CONFLICT'),
});
const clock = fc.record({
  kind: fc.constant('CLOCK' as const),
  by: fc.constantFrom(
    ...([
      'SECOND',
      'SECOND',
      'MOMENT',
      'MOMENT',
      'MINUTE',
      'MINUTE',
      'DAY',
      'BEFORE_NEXT',
      'NEXT',
      'NEXT',
    ] as const),
  ),
});
const vote = (gap: fc.Arbitrary<Step[]>) =>
  fc.record({
    kind: fc.constant('VOTE' as const),
    process: index(2),
    voter: mostly(VOTERS),
    entry: mostly(ENTRIES),
    votes: fc.integer({ min: 0, max: 4 }),
    isVersioned: fc.integer({ min: 0, max: 2 }).map((draw) => draw === 0),
    fault: fault('CRASH', 'LOST_ANSWER', 'SILENCE', 'LOST_ANSWER'),
    isStale: fc.boolean(),
    gap,
  });
const none = fc.constant<Step[]>([]);
const between: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: vote(none) },
    { weight: 2, arbitrary: status },
    { weight: 1, arbitrary: decide },
    { weight: 1, arbitrary: release },
    { weight: 1, arbitrary: fc.constant<Step>(CALM_STRIKE) },
    { weight: 1, arbitrary: fall },
    { weight: 1, arbitrary: deliver },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'CLOCK', by: 'SECOND' }) },
  ),
  { maxLength: 2 },
);
/** The member whose ballots are struck or given back changes once more. */
const turned = fc
  .constantFrom('SUSPENDED' as const, 'ACTIVE' as const)
  .map((status): Step => ({ kind: 'STATUS', voter: 'UNDER_WAY', status }));
const decidedAnew = fc
  .constantFrom('STRIKE_VOTES' as const, 'RESTORE' as const)
  .map((kind): Step => ({ ...{ kind, process: 0, voters: ['UNDER_WAY'], reason: 0, fault: null } }));
/** The same, and their ballots follow before those that began first go on. */
const overtaken = fc
  .oneof(turned, decidedAnew)
  .map((change): Step[] => [change, { kind: 'CLOCK', by: 'MINUTE' }, CALM_STRIKE]);
const strike = fc.record({
  kind: fc.constant('STRIKE' as const),
  process: index(2),
  fault: fault('CRASH', 'LOST_ANSWER', 'SILENCE'),
  isTwice: fc.boolean(),
  passing: index(3),
  looks: fc.oneof(fc.constant(99), index(3), index(12)),
  gap: fc.oneof(none, between, fc.tuple(turned), fc.tuple(decidedAnew), overtaken),
});

const count = fc.record({
  kind: fc.constant('COUNT' as const),
  process: index(2),
  fault: fault('CRASH', 'LOST_ANSWER', 'SILENCE'),
  isTwice: fc.boolean(),
  looks: fc.oneof(fc.constant(99), index(16)),
});
const finalists = fc.record({
  kind: fc.constant('FINALISTS' as const),
  entries: fc.uniqueArray(index(ENTRIES), { minLength: 1, maxLength: 4 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 14,
    arbitrary: vote(fc.oneof({ weight: 3, arbitrary: none }, { weight: 1, arbitrary: between })),
  },
  { weight: 4, arbitrary: status },
  { weight: 3, arbitrary: decide },
  { weight: 2, arbitrary: release },
  { weight: 6, arbitrary: strike },
  { weight: 2, arbitrary: fall },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('HIDE' as const), entry: index(ENTRIES) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('DECIDE' as const),
      entry: index(ENTRIES),
      decision: fc.constantFrom('APPROVE' as const, 'REJECT' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'RESTART' }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('EXTEND' as const), hours: fc.integer({ min: 1, max: 30 }) }),
  },
  { weight: 2, arbitrary: finalists },
  { weight: 2, arbitrary: count },
  { weight: 7, arbitrary: clock },
  { weight: 7, arbitrary: deliver },
);

const clockTo = (by: (Step & { kind: 'CLOCK' })['by']): Step => ({ kind: 'CLOCK', by });
const all: Step = {
  ...{ kind: 'DELIVER', poller: 0, shard: 0, size: 99, isTwice: false, restartAt: null, fault: null },
};
/** An entry leaves, everybody knows it a minute later, and what it was given is given to others. */
const freed = fc
  .tuple(vote(none), fall, vote(none), vote(none))
  .map(([first, gone, ...others]): Step[] => [
    { ...first, entry: gone.entry },
    ...[gone, all, all, all, clockTo('MINUTE'), ...others],
  ]);
const votes = fc.array(vote(none), { minLength: 3, maxLength: 3 });
/** The first vote comes to its end, a voter is suspended or struck at the last moment, and the second is opened. */
const final = fc
  .tuple(votes, fc.oneof(status, decide), finalists, fc.tuple(count, between, count), votes)
  .map(([first, turn, chosen, [one, meanwhile, other], second]): Step[] => [
    ...[clockTo('NEXT'), ...first, turn, clockTo('NEXT'), chosen, clockTo('MINUTE')],
    ...[one, ...meanwhile, other, clockTo('LAST_LOOK'), one, clockTo('NEXT'), ...second],
  ]);
/** Given, changed, and changed back. */
const back = vote(none).map((one): Step[] => [
  one,
  { ...one, votes: (one.votes + 1) % 3 },
  { ...one, isVersioned: false },
]);

/** A voter's standing changes once more while their ballots follow, and those that came later may follow first. */
const turns = fc
  .tuple(vote(none), fc.oneof(decide, status), fc.oneof(fc.tuple(turned), overtaken))
  .map(([one, first, gap]): Step[] => [
    { ...one, fault: null },
    first.kind === 'STATUS' ? { ...first, voter: one.voter } : { ...first, voters: [one.voter], fault: null },
    ...[clockTo('MINUTE'), { ...CALM_STRIKE, gap }],
  ]);

/** Votes are released, and time is over before all are. */
const partly = fc
  .tuple(votes, release, index(8))
  .map(([given, one, looks]): Step[] => [
    ...given,
    { ...one, what: 'ALL' },
    ...[clockTo('MINUTE'), { ...CALM_STRIKE, looks }, clockTo('MINUTE')],
  ]);

/** Two taps at the same moment, of which one knows the version before the other. */
const taps = fc
  .tuple(vote(none), vote(none))
  .map(([one, other]): Step[] => [
    { ...one, isVersioned: true, fault: null, gap: [{ ...other, voter: one.voter, fault: null }] },
  ]);

export const story: fc.Arbitrary<Story> = fc.record({
  zone: fc.constantFrom('UTC', 'Asia/Seoul', 'America/Sao_Paulo'),
  policy: fc
    .record({
      votesPerVoter: fc.integer({ min: 1, max: 6 }),
      per: fc.constantFrom('ROUND' as const, 'DAY' as const),
      votesPerEntry: fc.integer({ min: 1, max: 3 }),
      canBeChanged: fc.integer({ min: 0, max: 3 }).map((draw) => draw > 0),
    })
    .map((given) => ({ ...given, votesPerEntry: Math.min(given.votesPerEntry, given.votesPerVoter) })),
  rounds: fc.integer({ min: 1, max: 2 }),
  isByVotes: fc.boolean(),
  holdsDays: fc.constantFrom(0, 43),
  isLive: fc.boolean(),
  shards: fc.integer({ min: 1, max: 3 }),
  // Their digits grow in number, so that they are no text to compare.
  sequence: fc.constantFrom(90n, 995n, 1_000n),
  chance: fc.nat(999),
  steps: fc
    .array(
      fc.oneof(
        { weight: 20, arbitrary: step.map((one) => [one]) },
        { weight: 1, arbitrary: freed },
        { weight: 1, arbitrary: final },
        { weight: 1, arbitrary: back },
        { weight: 1, arbitrary: taps },
        { weight: 1, arbitrary: turns },
        { weight: 1, arbitrary: partly },
      ),
      { minLength: 20, maxLength: 50, size: 'max' },
    )
    .map((all) => all.flat()),
});
