import { recordClick } from '../../functions/features/clicks/operations.ts';
import type { Channel } from '../../functions/features/clicks/rules.ts';
import { createReferralCode } from '../../functions/features/codes/operations.ts';
import type { ReferralCode } from '../../functions/features/codes/rules.ts';
import { recordEvents } from '../../functions/features/events/operations.ts';
import { join, updateMember } from '../../functions/features/members/operations.ts';
import { memberIdOf } from '../../functions/features/members/rules.ts';
import { awardPoints, spendPoints } from '../../functions/features/points/operations.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import { claimReferral } from '../../functions/features/referrals/operations.ts';
import { createScheduler } from '../../functions/features/scheduler.ts';
import type { Scope } from '../../functions/identity/scope.ts';
import { ANONYMOUS, type Access, type Viewer } from '../../functions/identity/viewer.ts';
import { createDeps, type Deps } from '../../functions/platform/deps.ts';
import type { Decision } from '../../functions/platform/errors.ts';
import { addDays } from '../../functions/platform/time.ts';
import { DEV_ISSUER } from '../issuer.ts';
import { between, type Chance, chanceOf, nameOf, pick } from './people.ts';
import { createDemoProgram } from './program.ts';

export const SEED_DAYS = 42;
const MEMBERS = 300;
const CHANNELS: Channel[] = ['KAKAOTALK', 'INSTAGRAM', 'COPY', 'SMS', 'QR', 'X'];
const PHONES = ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Mobile/15E148', 'Mozilla/5.0 (Linux; Android 16) Chrome/142.0 Mobile Safari/537.36'];
const REASONS = ['후기 이벤트 참여', 'Birthday gift 🎂', 'Tea tasting survey', '첫 방문 감사'];

type Person = { number: number; memberId: string; scope: Scope };
/** The demo's world while it is being made: a clock that we set, and everybody so far. */
type World = {
  deps: Deps;
  program: Program;
  chance: Chance;
  setClock: (to: Date) => void;
  people: Person[];
  codes: ReferralCode[];
  purchases: { id: string; externalId: string; amountMinor: number; day: number }[];
  events: number;
};

/**
 * Fills the demo program with 300 members and six weeks of codes, clicks, claims, purchases, refunds, awards and spends, all
 * through the product's own operations with the clock set back, so that every number is one that the product made.
 */
export async function seedDemo(given: Deps, jwksUri: string, onProgress: (text: string) => void): Promise<void> {
  const today = given.now();
  let now = addDays(today, -SEED_DAYS);
  const deps = createDeps(given.env, { table: given.table, now: () => now, log: given.log });
  const program = await createDemoProgram(deps, jwksUri);
  const world: World = {
    deps,
    program,
    chance: chanceOf(20_261_121),
    setClock: (to) => {
      now = to;
    },
    people: [],
    codes: [],
    purchases: [],
    events: 0,
  };
  const scheduler = createScheduler(deps);
  for (let day = 0; day < SEED_DAYS; day += 1) {
    onProgress(`Making the demo program's data: day ${day + 1} of ${SEED_DAYS}, ${world.people.length} members`);
    await liveDay(world, day, addDays(today, day - SEED_DAYS));
    world.setClock(addDays(today, day - SEED_DAYS + 1));
    await scheduler(() => Number.POSITIVE_INFINITY);
  }
}

async function liveDay(world: World, day: number, morning: Date): Promise<void> {
  const { chance } = world;
  const minutes = (count: number) => world.setClock(new Date(morning.getTime() + count * 60_000));
  minutes(10);
  const wanted = Math.round((MEMBERS * (day + 1)) / SEED_DAYS) - world.people.length;
  for (let n = 0; n < wanted; n += 1) await newcomer(world);
  minutes(600);
  for (let n = between(chance, 1, 4); n > 0; n -= 1) await shareCode(world);
  minutes(700);
  for (let n = between(chance, 10, 25); n > 0; n -= 1) await click(world);
  minutes(800);
  for (let n = between(chance, 6, 14); n > 0; n -= 1) await purchase(world, pick(chance, world.people), day);
  minutes(900);
  if (chance() < 0.35) await refund(world, day);
  for (let n = between(chance, 1, 3); n > 0; n -= 1) await award(world, day, n);
  if (chance() < 0.6) await spend(world, day);
}

function must<T>(decision: Decision<T>): T {
  if (!decision.ok) throw new Error(`The demo data could not be made: ${decision.refusal.code} ${decision.refusal.message}`);
  return decision.value;
}

const viewerOf = (memberId: string): Viewer => ({
  ...ANONYMOUS,
  access: new Set<Access>(['PUBLIC', 'MEMBER']),
  memberId,
  actorId: memberId,
});

const organizer = (world: World): Scope => ({
  program: world.program,
  viewer: { ...ANONYMOUS, access: new Set<Access>(['PUBLIC', 'ORGANIZER']), actorId: 'organizer' },
});

/** Somebody joins; two in five come by a friend's link. Their customer number is what purchases are reported by. */
async function newcomer(world: World): Promise<void> {
  const { deps, program, chance, people } = world;
  const number = people.length + 1;
  const memberId = memberIdOf(program.id, DEV_ISSUER, `member:${number}`);
  const scope: Scope = { program, viewer: viewerOf(memberId) };
  const visibility = pick(chance, ['FULL', 'FIRST_NAME_AND_INITIAL', 'FIRST_NAME_AND_INITIAL', 'HIDDEN'] as const);
  must(await join(deps, scope, { displayName: nameOf(chance), visibility, locale: 'ko-KR' }));
  must(await updateMember(deps, organizer(world), { memberId, externalId: `cust-${1000 + number}` }));
  people.push({ number, memberId, scope });
  if (world.codes.length > 0 && chance() < 0.4) {
    const code = pick(chance, world.codes);
    const clickId = await tap(world, code);
    await claimReferral(deps, scope, { code: code.code, clickId });
  }
}

async function shareCode(world: World): Promise<void> {
  const { deps, chance } = world;
  const person = pick(chance, world.people);
  const vanity = chance() < 0.3 ? { code: `TEA-${person.number}-${between(chance, 10, 99)}` } : {};
  const label = pick(chance, ['카카오톡', 'Instagram bio', 'Friends', null]);
  const made = await createReferralCode(deps, person.scope, { ...vanity, label });
  if (made.ok) world.codes.push(made.value);
}

async function click(world: World): Promise<void> {
  if (world.codes.length > 0) await tap(world, pick(world.chance, world.codes));
}

function tap(world: World, code: ReferralCode): Promise<string> {
  const { chance } = world;
  const address = `198.51.100.${between(chance, 1, 250)}`;
  const visit = { method: 'GET', address, userAgent: pick(chance, PHONES), purpose: '', channel: pick(chance, CHANNELS) };
  return recordClick(world.deps, world.program, code, visit);
}

async function purchase(world: World, person: Person, day: number): Promise<void> {
  const { deps, program, chance } = world;
  world.events += 1;
  const id = `order-${10_000 + world.events}`;
  const externalId = `cust-${1000 + person.number}`;
  const amountMinor = between(chance, 8, 90) * 1000;
  const event = {
    source: 'shop',
    externalEventId: id,
    type: 'PURCHASE',
    externalId,
    amount: { amountMinor, currency: program.currency },
  };
  must(await recordEvents(deps, organizer(world), [event]));
  world.purchases.push({ id, externalId, amountMinor, day });
}

async function refund(world: World, day: number): Promise<void> {
  const recent = world.purchases.filter((one) => one.day >= day - 10);
  const bought = recent[Math.floor(world.chance() * recent.length)];
  if (bought === undefined) return;
  world.purchases.splice(world.purchases.indexOf(bought), 1);
  const event = {
    source: 'shop',
    externalEventId: `refund-of-${bought.id}`,
    type: 'REFUND',
    externalId: bought.externalId,
    refundOf: bought.id,
    amount: { amountMinor: bought.amountMinor, currency: world.program.currency },
  };
  must(await recordEvents(world.deps, organizer(world), [event]));
}

async function award(world: World, day: number, n: number): Promise<void> {
  const { memberId } = pick(world.chance, world.people);
  const points = between(world.chance, 5, 60) * 10;
  const reason = pick(world.chance, REASONS);
  must(await awardPoints(world.deps, organizer(world), { memberId, points, reason, idempotencyKey: `demo-award-${day}-${n}` }));
}

async function spend(world: World, day: number): Promise<void> {
  const { memberId } = pick(world.chance, world.people);
  // Whoever has too little is refused, as in life.
  await spendPoints(world.deps, organizer(world), {
    memberId,
    points: between(world.chance, 5, 30) * 10,
    reason: '말차 라떼 쿠폰',
    idempotencyKey: `demo-spend-${day}`,
  });
}
