import { recordClick } from '../../functions/features/clicks/operations.ts';
import type { ReferralCode } from '../../functions/features/codes/rules.ts';
import { recordEvents } from '../../functions/features/events/operations.ts';
import { awardPoints, spendPoints } from '../../functions/features/points/operations.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import type { Scope } from '../../functions/features/programs/scope.ts';
import { memberIdOf } from '../../functions/identity/member-id.ts';
import { ANONYMOUS } from '../../functions/identity/viewer.ts';
import type { Decision } from '../../functions/platform/errors.ts';
import type { CallerRole, ErrorCode, ShareChannel } from '../../functions/platform/generated/enums.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { DEV_ISSUER } from '../issuer.ts';
import { between, type Chance, pick } from './people.ts';

export type Person = {
  number: number;
  memberId: string;
  externalId: string;
  scope: Scope;
  /** Came by a friend's link. */
  isReferred: boolean;
  /** The day of the first purchase; those without one only look. */
  buysFrom: number | undefined;
};
/** A code that somebody shares; without one when it was refused. */
export type SharedCode = { owner: Person; code: ReferralCode | undefined };
export type Purchase = { id: string; person: Person; amountMinor: number; day: number };

/** The demo's world while it is being made: the program, and everybody and everything in it so far. */
export type World = {
  deps: Deps;
  program: Program;
  chance: Chance;
  people: Person[];
  codes: SharedCode[];
  purchases: Purchase[];
  /** People who may have points to spend. */
  earners: Person[];
  orders: number;
};

/** Something that somebody does, at the time of the clock that it is given. All chance is drawn before it runs. */
export type Job = (deps: Deps) => Promise<void>;

/** The value of something that cannot be refused. */
export function must<T>(decision: Decision<T, ErrorCode>): T {
  if (decision.ok) return decision.value;
  throw new Error(`The demo data could not be made: ${decision.refusal.code} ${decision.refusal.message}`);
}

export const memberScope = (program: Program, memberId: string): Scope => ({
  program,
  viewer: { ...ANONYMOUS, access: new Set<CallerRole>(['PUBLIC', 'MEMBER']), memberId, actorId: memberId },
});

/** Whom the development issuer's organizer token stands for. */
export const organizer = ({ program }: World): Scope => ({
  program,
  viewer: {
    ...ANONYMOUS,
    access: new Set<CallerRole>(['PUBLIC', 'ORGANIZER']),
    memberId: memberIdOf(program.id, DEV_ISSUER, 'organizer'),
    actorId: memberIdOf(program.id, DEV_ISSUER, 'organizer'),
  },
});

/** The brand's shop, which reports purchases. */
const shop = ({ program }: World): Scope => ({
  program,
  viewer: { ...ANONYMOUS, access: new Set<CallerRole>(['PUBLIC', 'PARTNER']), actorId: 'key_demo' },
});

const CHANNELS: readonly ShareChannel[] = [
  ...['KAKAOTALK', 'KAKAOTALK', 'KAKAOTALK', 'INSTAGRAM', 'INSTAGRAM', 'COPY', 'SMS', 'QR', 'X'],
] as ShareChannel[];
const BROWSERS = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 Chrome/141.0 Mobile KAKAOTALK/25.9',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_6) AppleWebKit/605.1.15 Version/19.1 Safari/605.1.15',
];

/** Somebody taps a code's link. */
export function tap(world: World, shared: SharedCode): (deps: Deps) => Promise<string | undefined> {
  const { chance, program } = world;
  const visit = {
    address: `198.51.100.${between(chance, 1, 250)}`,
    userAgent: pick(chance, BROWSERS),
    channel: pick(chance, CHANNELS),
  };
  return async (deps) =>
    shared.code === undefined ? undefined : recordClick(deps, program, shared.code, visit);
}

/** Somebody buys something for 8,000 to 90,000 won, and the shop reports it. */
export function purchase(world: World, person: Person, day: number): Job {
  world.orders += 1;
  const id = `order-${10_000 + world.orders}`;
  const amountMinor = between(world.chance, 8, 90) * 1000;
  world.purchases.push({ id, person, amountMinor, day });
  return (deps) => report(world, deps, { externalEventId: id, type: 'PURCHASE' }, person, amountMinor);
}

/** A purchase is given back, in whole or in part. It will not be given back again. */
export function refund(world: World, bought: Purchase, amountMinor: number): Job {
  world.purchases.splice(world.purchases.indexOf(bought), 1);
  const event = { externalEventId: `refund-of-${bought.id}`, type: 'REFUND', refundOf: bought.id };
  return (deps) => report(world, deps, event, bought.person, amountMinor);
}

type Reported = { externalEventId: string; type: string; refundOf?: string };

async function report(
  world: World,
  deps: Deps,
  event: Reported,
  { externalId }: Person,
  amountMinor: number,
) {
  const amount = { amountMinor, currency: world.program.currency };
  const full = { source: 'shop', ...event, externalId, amount };
  const [result] = must(await recordEvents(deps, shop(world), [full]));
  if (result?.error) throw new Error(`The demo's ${event.externalEventId} was refused: ${result.error.code}`);
}

export function award(world: World, person: Person, points: number, reason: string, name: string): Job {
  world.earners.push(person);
  const { memberId } = person;
  const input = { memberId, points, reason, idempotencyKey: `demo-award-${name}` };
  return async (deps) => void must(await awardPoints(deps, organizer(world), input));
}

/** Whoever has too little is refused, as in life. */
export function spend(world: World, { memberId }: Person, points: number, name: string): Job {
  const input = { memberId, points, reason: '말차 라떼 쿠폰', idempotencyKey: `demo-spend-${name}` };
  return async (deps) => void (await spendPoints(deps, organizer(world), input));
}
