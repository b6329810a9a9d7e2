import { createReferralCode, updateReferralCode } from '../../functions/features/codes/operations.ts';
import { join, setMemberStatus, updateMember } from '../../functions/features/members/operations.ts';
import {
  attributeReferral,
  claimReferral,
  rejectReferral,
} from '../../functions/features/referrals/operations.ts';
import { referralIdOf } from '../../functions/features/referrals/rules.ts';
import { memberIdOf } from '../../functions/identity/member-id.ts';
import { concurrently } from '../../functions/platform/concurrently.ts';
import { addDays } from '../../functions/platform/time.ts';
import { DEV_ISSUER } from '../issuer.ts';
import { between, nameOf, pick } from './people.ts';
import {
  award,
  type Job,
  memberScope,
  must,
  organizer,
  type Person,
  type Purchase,
  purchase,
  refund,
  type SharedCode,
  spend,
  tap,
  type World,
} from './world.ts';

export const SEED_DAYS = 42;
export const MEMBERS = 300;
/** What happens in the same hours of a day happens side by side. */
const LANES = 8;
/** The member whose token the server prints: an advocate from the first day, with something of everything. */
const STAR = 7;
const REASONS = ['후기 이벤트 참여', 'Birthday gift 🎂', 'Tea tasting survey', '첫 방문 감사'];
const LABELS = ['카카오톡', 'Instagram bio', 'Friends', null];

/** One day of the program, from its start on: people join, share, tap, buy, return, and are given and spend points. */
export async function liveDay(world: World, day: number, dayStart: Date): Promise<void> {
  const during = (from: number, to: number, jobs: Job[]) => inHours(world, dayStart, from, to, jobs);
  await during(0.5, 10, arrivals(world, day));
  await during(10, 11, sharing(world, day));
  await during(11, 16, taps(world));
  await during(16, 19, purchases(world, day));
  await during(19, 21, refunds(world, day));
  await during(21, 22, organizing(world, day));
}

async function inHours(world: World, dayStart: Date, from: number, to: number, jobs: Job[]): Promise<void> {
  const start = dayStart.getTime() + from * 3_600_000;
  const seconds = (to - from) * 3600;
  const times = jobs.map(() => start + between(world.chance, 0, seconds - 1) * 1000).sort((a, b) => a - b);
  const timed = jobs.map((run, place) => ({ run, at: new Date(times[place] ?? start) }));
  await concurrently(timed, LANES, ({ run, at }) => run({ ...world.deps, now: () => at }));
}

function arrivals(world: World, day: number): Job[] {
  const count = Math.round((MEMBERS * (day + 1)) / SEED_DAYS) - world.people.length;
  const [star] = world.codes;
  return Array.from({ length: count }, (_, place) =>
    // In the last days one comes by the star's link each day, so that there is something in every state.
    newcomer(world, day, place === 0 && day >= SEED_DAYS - 5 ? star : undefined),
  );
}

/** Somebody joins; nearly half come by a friend's link, and most of these buy within days. */
function newcomer(world: World, day: number, invited: SharedCode | undefined): Job {
  const { chance, program, people } = world;
  const number = people.length + 1;
  const memberId = memberIdOf(program.id, DEV_ISSUER, `member:${number}`);
  const isReferred = world.codes.length > 0 && (chance() < 0.45 || invited !== undefined);
  const buysFrom =
    chance() < (isReferred ? 0.72 : 0.5) ? day + between(chance, 0, isReferred ? 9 : 4) : undefined;
  const externalId = `cust-${1000 + number}`;
  const person: Person = {
    number,
    memberId,
    externalId,
    scope: memberScope(program, memberId),
    isReferred,
    buysFrom,
  };
  people.push(person);
  const profile = {
    displayName: nameOf(chance),
    visibility: pick(chance, ['FULL', 'FIRST_NAME_AND_INITIAL', 'FIRST_NAME_AND_INITIAL', 'HIDDEN'] as const),
    locale: 'ko-KR',
  };
  const shared = isReferred ? (invited ?? popular(world)) : undefined;
  const follow = shared === undefined ? undefined : tap(world, shared);
  return async (deps) => {
    must(await join(deps, person.scope, profile));
    must(await updateMember(deps, organizer(world), { memberId, externalId }));
    const clickId = await follow?.(deps);
    // A code may be used up or over: then the newcomer stays without an advocate.
    if (shared?.code !== undefined)
      await claimReferral(deps, person.scope, { code: shared.code.code, clickId });
  };
}

/** Codes that have been around for longer are known to more people. */
const popular = ({ chance, codes }: World): SharedCode | undefined =>
  codes[Math.floor(chance() ** 1.7 * codes.length)];

function sharing(world: World, day: number): Job[] {
  const { chance, people, codes } = world;
  const star = people[STAR - 1] as Person;
  if (day === 0) return [star, people[2], people[4]].map((person) => share(world, person as Person, true));
  const jobs = Array.from({ length: between(chance, 1, 2) }, () =>
    share(world, pick(chance, people), chance() < 0.3),
  );
  if (day === 10) jobs.push(share(world, star, false));
  if (day % 12 === 0) jobs.push(switchOff(world, pick(chance, codes.slice(3))));
  return jobs;
}

function share(world: World, owner: Person, isVanity: boolean): Job {
  const { chance } = world;
  const shared: SharedCode = { owner, code: undefined };
  const draw = chance();
  const isFirst = world.codes.length < 3;
  world.codes.push(shared);
  const label = isFirst ? 'Instagram bio' : pick(chance, LABELS);
  const usageLimit = !isFirst && draw < 0.15 ? between(chance, 2, 5) : null;
  const daysGood = !isFirst && draw > 0.88 ? between(chance, 7, 20) : null;
  return async (deps) => {
    const made = await createReferralCode(deps, owner.scope, {
      ...(isVanity ? { code: `TEA-${owner.number}` } : {}),
      label,
      usageLimit,
      endsAt: daysGood === null ? null : addDays(deps.now(), daysGood),
    });
    if (made.ok) shared.code = made.value;
  };
}

const switchOff =
  (world: World, { code }: SharedCode): Job =>
  async (deps) => {
    if (code !== undefined)
      await updateReferralCode(deps, organizer(world), { code: code.code, active: false });
  };

function taps(world: World): Job[] {
  return Array.from({ length: between(world.chance, 12, 28) }, () => {
    const shared = popular(world);
    const follow = shared === undefined ? undefined : tap(world, shared);
    return async (deps) => void (await follow?.(deps));
  });
}

function purchases(world: World, day: number): Job[] {
  const { chance, people } = world;
  const firsts = people.filter(({ buysFrom }) => buysFrom === day);
  const customers = people.filter(({ buysFrom }) => buysFrom !== undefined && buysFrom < day);
  const regulars =
    customers.length === 0
      ? []
      : Array.from({ length: between(chance, 4, 10) }, () => pick(chance, customers));
  return [...firsts, ...regulars].map((person) => purchase(world, person, day));
}

/** What some purchases come to: mostly any of the last ten days, now and then a referred friend's. */
function refunds(world: World, day: number): Job[] {
  const { chance } = world;
  const jobs: Job[] = [];
  if (chance() < 0.4) {
    const bought = recent(world, day, 0, 10);
    const part = chance() < 0.3 ? 0.5 : 1;
    if (bought !== undefined) jobs.push(refund(world, bought, bought.amountMinor * part));
  }
  if (day > 8 && day % 6 === 0) {
    const bought = recent(world, day, 2, 10, ({ person }) => person.isReferred);
    if (bought !== undefined) jobs.push(refund(world, bought, bought.amountMinor));
  }
  if (day === 36) jobs.push(...spendThenReturn(world, day));
  return jobs;
}

function recent(
  world: World,
  day: number,
  least: number,
  most: number,
  fits: (bought: Purchase) => boolean = () => true,
): Purchase | undefined {
  const found = world.purchases.filter(
    (bought) => day - bought.day >= least && day - bought.day <= most && fits(bought),
  );
  return found[Math.floor(world.chance() * found.length)];
}

/** A friend who spent the reward and then gives the purchase back owes points. */
function spendThenReturn(world: World, day: number): Job[] {
  const bought = recent(world, day, 9, 14, isReward);
  if (bought === undefined) return [];
  const spent = spend(world, bought.person, 250, `${day}-before-return`);
  const returned = refund(world, bought, bought.amountMinor);
  return [async (deps) => spent(deps).then(() => returned(deps))];
}

const isReward = ({ person, amountMinor, day }: Purchase) =>
  person.isReferred && person.buysFrom === day && amountMinor >= 20_000;

function organizing(world: World, day: number): Job[] {
  const { chance, people, earners, codes } = world;
  const star = people[STAR - 1] as Person;
  const jobs: Job[] = [];
  for (let n = between(chance, 1, 3); n > 0; n -= 1) {
    const points = between(chance, 5, 60) * 10;
    jobs.push(award(world, pick(chance, people), points, pick(chance, REASONS), `${day}-${n}`));
  }
  if (day > 14) earners.push(pick(chance, codes).owner);
  for (let n = between(chance, 1, 3); n > 0; n -= 1) {
    jobs.push(spend(world, pick(chance, earners), between(chance, 5, 30) * 10, `${day}-${n}`));
  }
  if (day === 12) jobs.push(award(world, star, 150, 'Tea tasting survey', 'star'));
  if (day === 26 || day === 38) jobs.push(spend(world, star, 400, `star-${day}`));
  if (day === 15 || day === 29) jobs.push(attributeByHand(world));
  if (day === 20) jobs.push(suspend(world, people[12] as Person));
  const suspicious = day === 25 || day === 35 ? recent(world, day, 0, 3, isReward) : undefined;
  if (suspicious !== undefined) jobs.push(reject(world, suspicious.person));
  return jobs;
}

const suspend =
  (world: World, { memberId }: Person): Job =>
  async (deps) => {
    const input = { memberId, status: 'SUSPENDED', reason: '같은 후기 반복 게시' };
    must(await setMemberStatus(deps, organizer(world), input));
  };

const reject =
  (world: World, { memberId }: Person): Job =>
  async (deps) => {
    const input = { referralId: referralIdOf(memberId), reason: 'Same household as the advocate' };
    await rejectReferral(deps, organizer(world), input);
  };

function attributeByHand(world: World): Job {
  const { chance, people, codes } = world;
  const friend = pick(
    chance,
    people.filter(({ isReferred, number }) => !isReferred && number !== STAR),
  );
  const [first] = codes;
  const input = {
    code: first?.code?.code ?? '',
    friendId: friend.memberId,
    reason: '매장에서 친구 소개로 가입',
  };
  return async (deps) => void (await attributeReferral(deps, organizer(world), input));
}
