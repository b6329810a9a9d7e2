import type { ReferralCode } from '../../../../functions/features/codes/rules.ts';
import { decideEvent, type Event, type EventInput } from '../../../../functions/features/events/rules.ts';
import { insertEvent } from '../../../../functions/features/events/store.ts';
import { stageEntry } from '../../../../functions/features/points/operations.ts';
import {
  type Account,
  BY_HAND,
  emptyAccount,
  type PointChange,
  type PointEntry,
} from '../../../../functions/features/points/rules.ts';
import { decideClaim } from '../../../../functions/features/referrals/claims.ts';
import {
  type By,
  type Moment,
  momentOf,
  type Referral,
} from '../../../../functions/features/referrals/rules.ts';
import { insertReferral } from '../../../../functions/features/referrals/store.ts';
import { qualify, refund } from '../../../../functions/features/referrals/transitions.ts';
import type { Decision } from '../../../../functions/platform/errors.ts';
import type { ErrorCode } from '../../../../functions/platform/generated/enums.ts';
import { derivedId } from '../../../../functions/platform/ids.ts';
import type { Change } from '../../../../functions/projection/fold.ts';
import type { Item } from '../../../../functions/table/client.ts';
import { itemOf, type Setting } from './program.ts';
import type { FactStep } from './story.ts';

// What members do, twice over: as the changes of items that the product's own rules and stores make of it, for the
// stream, and in plain words, for the model that adds them up.

export type Booked = {
  what: 'POINTS' | 'REFERRAL' | 'PURCHASE';
  memberId: string;
  codeKey: string | null;
  /** How often, and how much in all. */
  count: number;
  amount: number;
  at: string;
  bookedAt: string;
};

export type Book = {
  setting: Setting;
  booked: Booked[];
  accounts: Map<string, Account>;
  awards: { entry: PointEntry; isReversed: boolean }[];
  referrals: { referral: Referral; item: Item; code: ReferralCode; eventId: string; isVoided: boolean }[];
  events: { event: Event; item: Item }[];
  /** How many things were named. */
  names: number;
};

export const newBook = (setting: Setting): Book => ({
  setting,
  booked: [],
  accounts: new Map(),
  awards: [],
  referrals: [],
  events: [],
  names: 0,
});

const PARTNER: By = { actor: 'PARTNER', actorId: 'test' };

const accepted = <T>(decision: Decision<T, ErrorCode>): T => {
  if (!decision.ok) throw new Error(decision.refusal.message);
  return decision.value;
};
const appeared = (after: Item): Change => ({ before: undefined, after });
const pick = <T>(all: readonly T[], n: number) => (all.length === 0 ? undefined : all[n % all.length]);

function nextName(book: Book): string {
  book.names += 1;
  return String(book.names);
}

/** The items of facts, for TTL to remove one. */
export const factItems = ({ referrals, events }: Book): Item[] =>
  [...referrals, ...events].map(({ item }) => item);

/** Does what a step says, if it can be done; gives the changes of items. */
export function enterFact(book: Book, step: FactStep, now: Date): Change[] {
  const { program, memberIds, codes } = book.setting;
  const moment = momentOf(program, now);
  switch (step.kind) {
    case 'AWARD':
      return award(book, pick(memberIds, step.member) ?? '', step.points, now);
    case 'REVERSE':
      return reverse(book, step.award, now);
    case 'REWARD': {
      const memberId = pick(memberIds, step.member);
      const own = codes.filter((code) => code.memberId === memberId);
      const code = pick(own, step.code);
      return code === undefined ? [] : reward(book, code, moment);
    }
    case 'VOID':
      return takeBack(book, step.referral, moment);
    case 'EVENT':
      return report(book, step, pick(memberIds, step.member) ?? '', now);
    case 'REFUND':
      return giveBack(book, step, now);
  }
}

function enter(book: Book, memberId: string, change: PointChange, now: Date) {
  const { program } = book.setting;
  const before = book.accounts.get(memberId) ?? emptyAccount(memberId);
  const entryId = derivedId('pointEntry', program.id, nextName(book));
  const meta = { entryId, cause: BY_HAND, actorId: 'test' };
  const { account, entry, writes } = accepted(stageEntry(program, before, change, meta, now));
  book.accounts.set(memberId, account);
  return { entry, changes: writes.slice(1).map((put) => appeared(itemOf(put))) };
}

function bookPoints(book: Book, memberId: string, amount: number, at: string, now: Date): void {
  const bookedAt = now.toISOString();
  book.booked.push({ what: 'POINTS', memberId, codeKey: null, count: 1, amount, at, bookedAt });
}

function award(book: Book, memberId: string, amount: number, now: Date): Change[] {
  if (!book.setting.members.has(memberId)) return [];
  const { entry, changes } = enter(book, memberId, { kind: 'EARN', points: amount }, now);
  book.awards.push({ entry, isReversed: false });
  bookPoints(book, memberId, amount, now.toISOString(), now);
  return changes;
}

function reverse(book: Book, n: number, now: Date): Change[] {
  const done = pick(book.awards, n);
  if (done === undefined || done.isReversed) return [];
  done.isReversed = true;
  const { memberId, points, createdAt } = done.entry;
  bookPoints(book, memberId, 0 - points, createdAt, now);
  return enter(book, memberId, { kind: 'REVERSE', entry: done.entry }, now).changes;
}

function bookReferral(book: Book, code: ReferralCode, count: 1 | -1, at: string, bookedAt: string): void {
  const { memberId, key: codeKey } = code;
  book.booked.push({ what: 'REFERRAL', memberId, codeKey, count, amount: count, at, bookedAt });
}

/** A friend comes by a code and buys: two changes of one item. */
function reward(book: Book, code: ReferralCode, moment: Moment): Change[] {
  const { program } = book.setting;
  const friendId = derivedId('member', program.id, 'friend', nextName(book));
  const facts = { program, friendId, code, referral: undefined, click: undefined, hasBoughtBefore: false };
  const { referral: brought } = accepted(decideClaim(facts, moment));
  const eventId = derivedId('event', program.id, nextName(book));
  const purchase = { eventId, type: 'PURCHASE', amountMinor: 100, occurredAt: moment.at };
  const { referral } = qualify(
    brought,
    purchase,
    { rewardsInPeriod: 0, suspendedSince: null },
    PARTNER,
    moment,
  );
  const [before, item] = [brought, referral].map((one) => itemOf(insertReferral(one, moment)));
  if (before === undefined || item === undefined) return [];
  book.referrals.push({ referral, item, code, eventId, isVoided: false });
  bookReferral(book, code, 1, moment.at, moment.at);
  return [appeared(before), { before, after: item }];
}

function takeBack(book: Book, n: number, moment: Moment): Change[] {
  const done = pick(book.referrals, n);
  if (done === undefined || done.isVoided) return [];
  done.isVoided = true;
  const { referral, item: before, code, eventId } = done;
  const fact = { purchaseId: eventId, amountMinor: 100, refundedMinor: 100 };
  const voided = refund(referral, fact, PARTNER, moment)?.referral;
  if (voided === undefined) throw new Error('This referral cannot be voided.');
  bookReferral(book, code, -1, referral.rewardedAt ?? '', moment.at);
  return [{ before, after: itemOf(insertReferral(voided, moment)) }];
}

type Purchase = Pick<Booked, 'memberId' | 'count' | 'amount' | 'at'>;

function bookPurchase(book: Book, type: string, purchase: Purchase, now: Date): void {
  if (type !== 'PURCHASE') return;
  book.booked.push({ what: 'PURCHASE', codeKey: null, ...purchase, bookedAt: now.toISOString() });
}

/** Records an event of a member, or a refund of `purchase`. */
function record(
  book: Book,
  memberId: string,
  amountMinor: number,
  more: Pick<EventInput, 'type' | 'occurredAt' | 'refundOf'>,
  purchase: Event | undefined,
  now: Date,
) {
  const { program, members } = book.setting;
  const amount = { amountMinor, currency: program.currency };
  const input = { source: 'till', externalEventId: nextName(book), memberId, amount, ...more };
  const facts = { program, member: members.get(memberId), known: undefined, purchase, recordedBy: 'test' };
  const recording = accepted(decideEvent(input, facts, now));
  return { ...recording, item: itemOf(insertEvent(recording.event)) };
}

function report(book: Book, step: FactStep & { kind: 'EVENT' }, memberId: string, now: Date): Change[] {
  if (!book.setting.members.has(memberId)) return [];
  const { type, amount, ago } = step;
  const occurredAt = new Date(now.getTime() - ago * 60_000);
  const { event, item } = record(book, memberId, amount, { type, occurredAt }, undefined, now);
  book.events.push({ event, item });
  bookPurchase(book, type, { memberId, count: 1, amount, at: occurredAt.toISOString() }, now);
  return [appeared(item)];
}

/** A refund, and the purchase that says how much of it went back. */
function giveBack(book: Book, step: FactStep & { kind: 'REFUND' }, now: Date): Change[] {
  const done = pick(book.events, step.event);
  if (done === undefined || !book.setting.members.has(done.event.memberId)) return [];
  const { event, item: before } = done;
  const { memberId, type, occurredAt: at } = event;
  const left = (event.amountMinor ?? 0) - event.refundedMinor;
  const amount = step.part === 'REST' ? left : Math.floor(left / 2);
  const more = { type: 'REFUND', occurredAt: now, refundOf: event.externalEventId };
  const { item, purchase } = record(book, memberId, amount, more, event, now);
  if (purchase === undefined) throw new Error('This refund is of nothing.');
  const isLast = amount > 0 && amount === left;
  bookPurchase(book, type, { memberId, count: isLast ? -1 : 0, amount: 0 - amount, at }, now);
  done.event = purchase;
  done.item = itemOf(insertEvent(purchase));
  return [appeared(item), { before, after: done.item }];
}
