import fc from 'fast-check';
import type { LeaderboardDirection, SeasonKind } from '../../../../functions/platform/generated/enums.ts';
import type { Fault } from '../../../support/faults.ts';

// What can happen in a program whose members are ranked, and to the delivery of its stream.

export const MEMBERS = 5;
const SEASONAL: readonly SeasonKind[] = ['DAY', 'WEEK', 'MONTH', 'YEAR'];

/** Members, awards, referrals, events and shards are named by numbers that are taken modulo how many there are. */
export type FactStep =
  | { kind: 'AWARD'; member: number; points: number }
  | { kind: 'REVERSE'; award: number }
  | { kind: 'REWARD'; member: number; code: number }
  | { kind: 'VOID'; referral: number }
  /** `ago`: how many minutes before it is recorded it happened. */
  | { kind: 'EVENT'; member: number; type: string; amount: number; ago: number }
  | { kind: 'REFUND'; event: number; part: 'HALF' | 'REST' };
export type MemberStep = {
  kind: 'MEMBER';
  /** Who; or whoever it was the last time. */
  member: number | 'LAST';
  /** TURN hides who shows and shows who is hidden. */
  change: 'TURN' | 'SUSPEND' | 'REINSTATE' | 'RENAME' | 'LEAVE' | 'JOIN' | 'JOIN_HIDDEN';
};
export type ClockStep = {
  kind: 'CLOCK';
  to: 'LATER' | 'LAST_MOMENT' | 'NEXT_DAY' | 'NEXT_WEEK' | 'NEXT_MONTH';
  minutes: number;
};
/** TTL removes an item of that kind. */
export type ExpiryStep = { kind: 'EXPIRE'; what: 'RECORD' | 'FACT' | 'MEMBER' | 'HANDOVER'; which: number };
type BoardStep = { kind: 'RAISE' } | { kind: 'CLOSE'; board: number };
export type Delivery = {
  kind: 'DELIVER';
  poller: 0 | 1;
  /** Which shard; or that of the delivery in whose gap this one lies, or another. */
  shard: number | 'SAME' | 'OTHER';
  /** Which border the poller starts again from; null to go on. */
  restartAt: number | null;
  size: number;
  fault: Fault | null;
  /** Which of its writes, counted from 0, the fault meets, and before which of its transactions the gap lies. */
  place: number;
  /** Which of all its calls is never answered. */
  silence: number | null;
  /** What happens between a read and its commit. */
  gap: PlainStep[];
  /** The gap lies within the transaction: whoever writes one of its items there meets it. */
  overlaps: boolean;
  /** The same batch comes a second time. */
  isTwice: boolean;
};
/** The scheduler lists the records of members who have changed as the members are. */
export type RelistStep = Omit<Delivery, 'kind' | 'shard' | 'restartAt' | 'size' | 'isTwice'> & {
  kind: 'RELIST';
};
/** What the projector cannot read: an item as it is written from now on, by DATA or CODE (code.ts). */
export type SpoilStep = {
  kind: 'SPOIL';
  what: 'RECORD' | 'FACT' | 'HANDOVER';
  which: number;
  how: 'CODE' | 'DATA';
};
/** The code is mended, or the items are corrected; what is in quarantine is marked. */
export type MendStep = { kind: 'MEND'; how: 'CODE' | 'DATA' } | { kind: 'REQUEUE' };
type PlainStep = FactStep | MemberStep | ClockStep | Delivery | RelistStep | MendStep;
/** REST: all is delivered undisturbed, and everything is compared. */
export type Step =
  | PlainStep
  | ExpiryStep
  | BoardStep
  | SpoilStep
  | { kind: 'SPLIT'; shard: number }
  | { kind: 'REST' };

/** The boards besides that of the points of all time. */
export type Boards = {
  pointSeason: SeasonKind;
  referrals: { subject: 'MEMBER' | 'REFERRAL_CODE'; seasonKind: SeasonKind };
  events: {
    metric: 'EVENT_AMOUNT' | 'EVENT_COUNT';
    direction: LeaderboardDirection;
    scoreStep: number;
    seasonKind: SeasonKind;
  } | null;
};
export type Story = {
  zone: string;
  /** A moment shortly before something turns: a day, a month, a year, daylight saving. */
  startsAt: string;
  boards: Boards;
  /** The stream's shards at the start, and its first sequence number. */
  shards: number;
  sequence: bigint;
  steps: Step[];
  /** How many there are on a page when the list is read. */
  page: number;
};

const { constantFrom, integer, nat, record, constant, option, array } = fc;

const many = <T>(arbitrary: fc.Arbitrary<T>, minLength: number, maxLength: number) =>
  array(arbitrary, { minLength, maxLength, size: 'max' });

const member = nat(MEMBERS - 1);

const award: fc.Arbitrary<FactStep> = record({
  kind: constant('AWARD'),
  member,
  // Few numbers, so that many are equal; the last is more than a tree holds.
  points: constantFrom(1, 1, 2, 3, 5, 10, 128, 16_500, 300_000_000),
});

const fact: fc.Arbitrary<FactStep> = fc.oneof(
  { weight: 8, arbitrary: award },
  { weight: 2, arbitrary: record({ kind: constant('REVERSE'), award: nat(6) }) },
  { weight: 2, arbitrary: record({ kind: constant('REWARD'), member, code: nat(1) }) },
  { weight: 1, arbitrary: record({ kind: constant('VOID'), referral: nat(4) }) },
  {
    weight: 3,
    arbitrary: record({
      kind: constant('EVENT'),
      member,
      type: constantFrom('PURCHASE', 'PURCHASE', 'PURCHASE', 'REVIEW'),
      amount: constantFrom(0, 5, 5, 10, 12, 20),
      ago: constantFrom(-4, 0, 0, 60, 1_440, 4_320, 64_800),
    }),
  },
  {
    weight: 1,
    arbitrary: record({ kind: constant('REFUND'), event: nat(4), part: constantFrom('HALF', 'REST') }),
  },
);

const memberStep: fc.Arbitrary<MemberStep> = record({
  kind: constant('MEMBER'),
  member: fc.oneof(member, constant('LAST' as const)),
  change: fc.oneof(
    { weight: 3, arbitrary: constant('TURN' as const) },
    { weight: 2, arbitrary: constantFrom('SUSPEND', 'REINSTATE', 'RENAME', 'LEAVE', 'JOIN', 'JOIN_HIDDEN') },
  ),
});

const clock: fc.Arbitrary<ClockStep> = record({
  kind: constant('CLOCK'),
  to: constantFrom('LATER', 'LATER', 'LAST_MOMENT', 'NEXT_DAY', 'NEXT_DAY', 'NEXT_WEEK', 'NEXT_MONTH'),
  minutes: integer({ min: 0, max: 50 }),
});

/** What meets another writer is handed over from then on, for a minute. */
const FAULTS: Fault[] = [
  'CRASH',
  'LOST_ANSWER',
  'CONFLICT',
  'CONFLICT',
  'CONFLICT',
  'CAPACITY',
  'STALE',
  'MIXED',
];

/** What can happen to a process while it is at work. */
const disturbed = (gap: fc.Arbitrary<PlainStep[]>) => ({
  poller: constantFrom<(0 | 1)[]>(0, 1),
  fault: option(constantFrom(...FAULTS), { freq: 2 }),
  place: nat(1),
  silence: fc.oneof({ weight: 7, arbitrary: constant(null) }, { weight: 1, arbitrary: nat(6) }),
  gap,
  overlaps: constantFrom(false, false, true),
});

const deliveryOf = (
  shard: fc.Arbitrary<Delivery['shard']>,
  gap: fc.Arbitrary<PlainStep[]>,
): fc.Arbitrary<Delivery> =>
  record({
    ...disturbed(gap),
    kind: constant('DELIVER'),
    shard,
    restartAt: option(nat(20), { freq: 4 }),
    size: integer({ min: 1, max: 12 }),
    isTwice: constantFrom(false, false, false, true),
  });

const relistOf = (gap: fc.Arbitrary<PlainStep[]>): fc.Arbitrary<RelistStep> =>
  record({ ...disturbed(gap), kind: constant('RELIST') });
const mending: fc.Arbitrary<MendStep> = fc.oneof(
  { weight: 2, arbitrary: constant<MendStep>({ kind: 'REQUEUE' }) },
  {
    weight: 1,
    arbitrary: record({
      kind: constant('MEND'),
      how: constantFrom('CODE', 'DATA'),
    }) as fc.Arbitrary<MendStep>,
  },
);

const someShard = nat(5);
const inTheGap: fc.Arbitrary<PlainStep> = fc.oneof(
  { weight: 3, arbitrary: deliveryOf(fc.oneof(someShard, constant('SAME' as const)), constant([])) },
  { weight: 1, arbitrary: relistOf(constant([])) },
  { weight: 1, arbitrary: memberStep },
  { weight: 1, arbitrary: fact },
  { weight: 1, arbitrary: clock },
);
/**
 * Two steps at the most. With three somebody could leave, come back hidden and be seen to by another process, all between
 * one read and its commit; their version begins anew, so the commit would take them for who they were.
 */
const gap = fc.oneof(constant<PlainStep[]>([]), many(inTheGap, 1, 2));
const delivery = deliveryOf(someShard, gap);
const relist = relistOf(gap);

const rare: fc.Arbitrary<Step> = fc.oneof(
  record({
    kind: constant('EXPIRE'),
    what: constantFrom('RECORD', 'RECORD', 'FACT', 'MEMBER', 'HANDOVER'),
    which: nat(9),
  }),
  record({ kind: constant('SPLIT'), shard: nat(3) }),
  constant<Step>({ kind: 'RAISE' }),
  constant<Step>({ kind: 'REST' }),
  record({ kind: constant('CLOSE'), board: nat(3) }),
);

/** Midnight passes while the stream is behind: what was before it and what came after are on their way at once. */
const night: fc.Arbitrary<Step[]> = fc
  .tuple(
    many(fact, 2, 4),
    many(delivery, 1, 3),
    constant<Step[]>([{ kind: 'CLOCK', to: 'NEXT_DAY', minutes: 5 }]),
    many(fact, 1, 3),
    many(delivery, 3, 6),
    constantFrom<Step[][]>([], [{ kind: 'REST' }]),
  )
  .map((parts) => parts.flat());

const calm = (shard: fc.Arbitrary<Delivery['shard']>) =>
  deliveryOf(shard, constant([])).map(
    (step): Delivery => ({ ...step, fault: null, silence: null, restartAt: null, size: 25 }),
  );

/** A process reads a node before midnight and adds to it when another has begun the node's next day. */
const overtaken: fc.Arbitrary<Step[]> = fc
  .tuple(
    many(award, 1, 3),
    award,
    calm(someShard),
    calm(someShard),
    many(award, 1, 2),
    many(calm(constant('OTHER')), 2, 3),
    many(delivery, 0, 2),
  )
  .map(([before, late, first, outer, next, inner, after]) => [
    // Whoever was met is forgotten, so that nothing is handed over.
    { kind: 'CLOCK', to: 'LATER', minutes: 2 },
    ...before,
    { kind: 'REST' },
    late,
    first,
    // Nobody changes meanwhile, so that this gap may be longer than others.
    {
      ...outer,
      place: 0,
      gap: [{ kind: 'CLOCK', to: 'NEXT_DAY', minutes: 0 }, ...next, ...inner],
    },
    ...after,
  ]);

/** Somebody changes, and changes again while the projector makes a record, or the scheduler is about the first change. */
const wavering: fc.Arbitrary<Step[]> = fc
  .tuple(
    memberStep,
    memberStep.map((step) => ({ ...step, member: 'LAST' as const })),
    fc.oneof(deliveryOf(constant('SAME'), constant([])), relistOf(constant([]))),
    fc.oneof(deliveryOf(someShard, constant([])), relistOf(constant([]))),
  )
  .map(([first, second, inner, outer]) => [first, { ...outer, gap: [second, inner] }]);

/** Somebody changes around the end of a season, which the scheduler meets on either side of it. */
const turning: fc.Arbitrary<Step[]> = fc.tuple(
  fact,
  delivery,
  memberStep,
  fc.oneof(relist, clock),
  constantFrom<Step>(
    { kind: 'CLOCK', to: 'NEXT_DAY', minutes: 1 },
    { kind: 'CLOCK', to: 'NEXT_WEEK', minutes: 0 },
    { kind: 'CLOCK', to: 'NEXT_MONTH', minutes: 2 },
  ),
  relist,
  memberStep.map((step): Step => ({ ...step, member: 'LAST' })),
  relist,
);
/** Each try of a record that cannot be read is a transaction: something may happen before any of them. */
const troubledDelivery: fc.Arbitrary<Delivery> = fc
  .tuple(delivery, nat(8), many(fc.oneof<fc.Arbitrary<PlainStep>[]>(mending, inTheGap), 0, 1))
  .map(([step, place, gap]) => ({ ...step, place, gap }));

/** Something cannot be read, goes on to change, is mended or not, and is requeued or not. */
const trouble: fc.Arbitrary<Step[]> = fc
  .tuple(
    record({
      kind: constant('SPOIL' as const),
      what: constantFrom<SpoilStep['what'][]>('RECORD', 'FACT', 'HANDOVER'),
      which: nat(9),
      how: constantFrom<SpoilStep['how'][]>('CODE', 'DATA'),
    }),
    many<Step>(fc.oneof<fc.Arbitrary<Step>[]>(fact, memberStep, relist), 1, 3),
    many<Step>(troubledDelivery, 1, 3),
    many<Step>(fc.oneof(mending, troubledDelivery), 0, 4),
  )
  .map(([spoil, ...parts]) => [spoil, ...parts.flat()]);

const scene: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 8, arbitrary: many(fact, 1, 4) },
  { weight: 10, arbitrary: delivery.map((step) => [step]) },
  { weight: 3, arbitrary: memberStep.map((step) => [step]) },
  { weight: 3, arbitrary: clock.map((step) => [step]) },
  { weight: 3, arbitrary: rare.map((step) => [step]) },
  { weight: 4, arbitrary: relist.map((step) => [step]) },
  { weight: 1, arbitrary: wavering },
  { weight: 1, arbitrary: turning },
  { weight: 2, arbitrary: night },
  { weight: 1, arbitrary: trouble },
);

const boards: fc.Arbitrary<Boards> = record({
  pointSeason: constantFrom(...SEASONAL),
  referrals: record({
    subject: constantFrom('MEMBER', 'REFERRAL_CODE'),
    seasonKind: constantFrom<SeasonKind[]>('ALL_TIME', ...SEASONAL),
  }),
  events: option(
    record({
      metric: constantFrom('EVENT_AMOUNT', 'EVENT_COUNT'),
      direction: constantFrom<LeaderboardDirection[]>('HIGHEST_FIRST', 'LOWEST_FIRST'),
      scoreStep: constantFrom(1, 5),
      seasonKind: constantFrom<SeasonKind[]>('ALL_TIME', ...SEASONAL),
    }),
    { freq: 4 },
  ),
});

const START: readonly { zone: string; startsAt: string }[] = [
  { zone: 'Asia/Seoul', startsAt: '2026-12-31T14:30:00.000Z' },
  { zone: 'Asia/Seoul', startsAt: '2027-02-27T14:40:00.000Z' },
  // Daylight saving ends on the first of November and begins on the fourteenth of March.
  { zone: 'America/New_York', startsAt: '2026-11-01T03:40:00.000Z' },
  { zone: 'America/New_York', startsAt: '2027-03-14T04:30:00.000Z' },
  { zone: 'Pacific/Kiritimati', startsAt: '2026-12-30T09:40:00.000Z' },
  { zone: 'Pacific/Kiritimati', startsAt: '2026-11-08T03:00:00.000Z' },
];

const storyOf = (scenes: fc.Arbitrary<Step[][]>): fc.Arbitrary<Story> =>
  record({
    place: constantFrom(...START),
    boards,
    shards: constantFrom(2, 3),
    // Near a power of ten, where a number has more digits than the one before it.
    sequence: constantFrom(2n, 92n, 985n, 9_007_199_254_740_980n, 99_999_999_999_999_999_990n),
    steps: scenes.map((all) => all.flat()),
    page: integer({ min: 1, max: 4 }),
  }).map(({ place, ...told }) => ({ ...place, ...told }));

export const story = storyOf(many(scene, 6, 36));
/** Stories in which much cannot be read. */
export const troubles = storyOf(
  many(
    fc.oneof(
      trouble,
      delivery.map((step): Step[] => [step]),
      night,
    ),
    2,
    8,
  ),
);
/** Stories of nothing but nights, for what goes wrong there alone. */
export const nights = storyOf(many(fc.oneof(night, overtaken), 2, 6));
