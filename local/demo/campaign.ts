import { randomUUID } from 'node:crypto';
import { plainRequest } from '../plain-request.ts';
import type { Caller } from './caller.ts';
import { type Person, passDays, programInput, type Stage, TERMS } from './stage.ts';

/** A campaign in progress: the advocate's code and the shop's back end are there. */
export type Campaign = Stage & { shop: Caller; advocate: Person; code: string; link: string; orders: number };

/** The operator, the owner and the advocate make ready. */
export async function setUp(stage: Stage): Promise<Campaign> {
  const { url, slug, say, operator, owner } = stage;
  say.step(`The operator creates a program: ${slug}.`);
  await operator.run('createProgram', programInput(url, slug), 'program { id }');

  say.step("The owner sets the terms of referrals and makes an API key for the shop's back end.");
  const fields = 'advocatePoints friendPoints holdingPeriodDays';
  const { program } = await owner.run<{ program: { referralPolicy: object } }>(
    'updateProgram',
    { referralPolicy: { ...TERMS, minimumAmount: KRW(20_000) } },
    `program { referralPolicy { ${fields} } }`,
  );
  say.check('the terms', { ...program.referralPolicy }, TERMS);
  const scopes = ['EVENTS_WRITE', 'MEMBERS_READ', 'MEMBERS_WRITE', 'POINTS_READ', 'POINTS_WRITE'];
  const key = { name: 'Shop', scopes, sources: ['shop'] };
  const { secret } = await owner.run<{ secret: string }>('createApiKey', key, 'secret');
  const shop = stage.backend(secret);

  say.step('지우 joins in the app and makes a code of her own words.');
  const advocate = await join(stage, '지우', 'jiwoo');
  const { referralCode } = await advocate.app.run<{ referralCode: { code: string; link: string } }>(
    'createReferralCode',
    { code: 'JIWOO-TEA', label: 'Instagram bio' },
    'referralCode { code link }',
  );
  say.note(`her link: ${referralCode.link}`);
  const preview = { 'user-agent': 'facebookexternalhit/1.1' };
  const { status } = await fetch(referralCode.link, { redirect: 'manual', headers: preview });
  say.check('a messenger previews it, which is not a click', status, 200);
  const own = await advocate.app.attempt('claimReferral', { code: referralCode.code });
  say.check('claiming her own code is refused', own, 'SELF_REFERRAL');
  return { ...stage, shop, advocate, ...referralCode, orders: 0 };
}

async function join({ app }: Stage, name: string, subject: string): Promise<Person> {
  const caller = await app(subject);
  const { member } = await caller.run<{ member: { id: string } }>(
    'join',
    { displayName: name },
    'member { id }',
  );
  return { name, subject, app: caller, memberId: member.id, externalId: `cust-${subject}` };
}

/** A friend taps the link, joins and claims; the landing page has handed the code and the click id to the app. */
export async function bringFriend(campaign: Campaign, name: string, taps = 1): Promise<Person> {
  const { say, shop, code } = campaign;
  say.step(`${name} taps 지우's link on Instagram${taps > 1 ? ', twice' : ''}, joins and claims the code.`);
  let landing = new URL('about:blank');
  for (let tap = 0; tap < taps; tap += 1) landing = await follow(campaign, name);
  const landed = [landing.host, landing.searchParams.get('fanfare_code')];
  say.check('the link lands on', landed, ['shop.example.com', code]);
  const friend = await join(campaign, name, name.toLowerCase());
  const claim = {
    code: landing.searchParams.get('fanfare_code'),
    clickId: landing.searchParams.get('fanfare_click'),
  };
  const { referral } = await friend.app.run<{ referral: { state: string; channel: string } }>(
    'claimReferral',
    claim,
    'referral { state channel }',
  );
  say.check('the referral', referral, { state: 'ATTRIBUTED', channel: 'INSTAGRAM' });
  const { memberId, externalId } = friend;
  await shop.run('updateMember', { memberId, externalId }, 'member { id }');
  return friend;
}

/** Where a tap on the link leads. Each friend has a phone of their own. */
async function follow({ say, link }: Campaign, name: string): Promise<URL> {
  const headers = { 'user-agent': `Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) ${name}` };
  const answer = await plainRequest(`${link}?ch=instagram`, { headers });
  if (answer.status !== 302) say.check('the link answers', answer.status, 302);
  return new URL(answer.headers.get('location') ?? 'about:blank');
}

type EventResult = { status: string; referralState: string | null };

/** The shop reports an event of a member: the results of sending it so many times. */
async function report({ shop }: Campaign, event: object, times = 1): Promise<EventResult[]> {
  const results: EventResult[] = [];
  for (let time = 0; time < times; time += 1) {
    const payload = await shop.run<{ results: EventResult[] }>(
      'recordEvents',
      { events: [{ source: 'shop', ...event }] },
      'results { status referralState }',
    );
    results.push(...payload.results);
  }
  return results;
}

const KRW = (amountMinor: number) => ({ amountMinor, currency: 'KRW' });

/** A friend buys; gives the order's id. */
export async function buy(campaign: Campaign, friend: Person, won: number, times = 1): Promise<string> {
  const { say } = campaign;
  campaign.orders += 1;
  const id = `order-${campaign.orders}`;
  const again = times > 1 ? ', and sends the report again to be sure' : '';
  say.step(`${friend.name} buys tea for ${won.toLocaleString('en-US')} won. The shop reports it${again}.`);
  const event = { externalEventId: id, type: 'PURCHASE', externalId: friend.externalId, amount: KRW(won) };
  const results = await report(campaign, event, times);
  const wanted = Array.from({ length: times }, (_, time) => (time === 0 ? 'RECORDED' : 'DUPLICATE'));
  const statuses = results.map(({ status }) => status);
  say.check('the event', statuses, wanted);
  say.check('the referral', results[0]?.referralState, 'PENDING');
  return id;
}

export async function giveBack(
  campaign: Campaign,
  friend: Person,
  order: string,
  won: number,
): Promise<void> {
  const { externalId } = friend;
  const event = {
    externalEventId: `${order}-refund`,
    type: 'REFUND',
    refundOf: order,
    externalId,
    amount: KRW(won),
  };
  const [result] = await report(campaign, event);
  campaign.say.check('the referral', result?.referralState, 'VOIDED');
}

/** Checks every state that the referral of a friend has been in, as an organizer sees it. */
export async function expectHistory(
  { say, organizer }: Stage,
  { memberId }: Person,
  states: string[],
): Promise<void> {
  type Referred = { member: { referredBy: { history: { state: string }[] } } };
  const query = 'query ($id: ID!) { member(id: $id) { referredBy { history { state } } } }';
  const { member } = await organizer.ask<Referred>(query, { id: memberId });
  const history = member.referredBy.history.map(({ state }) => state);
  say.check('its history', history, states);
}

/** Checks what a member's app shows. */
export async function expectPoints(
  { say }: Stage,
  { name, app }: Person,
  points: { available: number; pending: number; debt: number },
): Promise<void> {
  const { me } = await app.ask<{ me: { points: object } }>('{ me { points { available pending debt } } }');
  say.check(`${name} has`, { ...me.points }, points);
}

/** The holding period of everything that is pending passes. */
export async function waitForHolding(campaign: Campaign): Promise<void> {
  const days = TERMS.holdingPeriodDays;
  campaign.say.step(`${days} days pass without a refund (the server does the work that is due then).`);
  await passDays(campaign, days);
}

/** The shop's checkout takes points, twice with one key: a request that was sent again takes them once. */
export async function checkOut(campaign: Campaign, points: number, times = 1): Promise<void> {
  const { say, shop, advocate } = campaign;
  const again = times > 1 ? ' (sent twice with one key: one entry)' : '';
  say.step(`지우 pays with ${points} points at the checkout${again}.`);
  const input = { memberId: advocate.memberId, points, reason: 'Matcha latte', idempotencyKey: randomUUID() };
  const entries: string[] = [];
  for (let time = 0; time < times; time += 1) {
    const { entry } = await shop.run<{ entry: { id: string } }>('spendPoints', input, 'entry { id }');
    entries.push(entry.id);
  }
  if (times > 1) say.check('entries made', new Set(entries).size, 1);
}

/** Joins without a link, and tries a code typed by hand. Gives what the claim came to. */
export async function typeCode(campaign: Campaign, name: string, code: string): Promise<string> {
  const friend = await join(campaign, name, name.toLowerCase());
  return friend.app.attempt('claimReferral', { code });
}
