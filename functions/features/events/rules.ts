import * as z from 'zod';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import { REFERRAL_STATES } from '../../platform/generated/enums.ts';
import type { Refusals } from '../../platform/generated/refusals.ts';
import { derivedId, digest26 } from '../../platform/ids.ts';
import { identifier, text } from '../../platform/input.ts';
import { eventSource, eventType, money } from '../../platform/values.ts';
import { externalId, isNamedOnce, type Member, NOT_NAMED_ONCE } from '../members/rules.ts';
import type { Program } from '../programs/rules.ts';

const LEEWAY_MILLIS = 5 * 60_000;
/** Older than any system that reports events: a clock never set, or a number read in the wrong unit. */
const EARLIEST = new Date('2000-01-01T00:00:00.000Z');

const eventShape = z.object({
  source: eventSource,
  externalEventId: identifier(text(1, 128)),
  type: eventType,
  memberId: z.string().nullish(),
  externalId: externalId.nullish(),
  amount: money.nullish(),
  refundOf: identifier(text(1, 128)).nullish(),
  occurredAt: z
    .date({ error: 'must be an instant such as 2026-11-25T09:30:00.000Z, in the years 0000 to 9999' })
    .nullish(),
});

export const eventInput = eventShape
  .refine(isNamedOnce, NOT_NAMED_ONCE)
  .refine(({ type, amount }) => amount != null || (type !== 'PURCHASE' && type !== 'REFUND'), {
    path: ['amount'],
    error: 'is needed for PURCHASE and REFUND',
  })
  .refine(({ type, refundOf }) => (refundOf != null) === (type === 'REFUND'), {
    path: ['refundOf'],
    error: 'is needed for REFUND, and is for REFUND alone',
  });
export type EventInput = z.infer<typeof eventInput>;

const refundedModel = z.object({
  type: z.string(),
  occurredAt: z.string(),
  /** True when the last of its money went back. No two refunds of one purchase say so. */
  whole: z.boolean(),
});

/** An event as recorded: for ever, so that its id is never taken a second time. */
export const eventModel = z.object({
  id: z.string(),
  programId: z.string(),
  source: z.string(),
  externalEventId: z.string(),
  type: z.string(),
  memberId: z.string(),
  amountMinor: z.int().min(0).nullable(),
  /** The id of the event that a REFUND gives back. */
  refundOf: z.string().nullable(),
  occurredAt: z.string(),
  recordedAt: z.string(),
  recordedBy: z.string(),
  /** Digests of what was sent and how it named the member: they tell the same id with other content. */
  contentHash: z.string(),
  memberHash: z.string(),
  /** What refunds have given back of it so far. */
  refundedMinor: z.int().min(0),
  /** Of a REFUND, what it gives back from: it counts in the season of that event. Null for all others. */
  refunded: refundedModel.nullable().default(null),
  /** The state of the member's referral after the event; null when the event did not move it. */
  referralState: z.enum(REFERRAL_STATES).nullable(),
});
export type Event = z.infer<typeof eventModel>;

/** Why an event is refused. docs/api.md says of each whether it may pass. */
export type EventRefusalCode = Refusals['recordEvents'] | 'INVALID_INPUT';

export type EventDecision<T> = Decision<T, EventRefusalCode>;

export const eventIdOf = (programId: string, source: string, externalEventId: string) =>
  derivedId('event', programId, source, externalEventId);

/** A time that was left out stays left out: it is another each time the event is sent. */
function contentHashOf({ type, amount, refundOf, occurredAt }: EventInput): string {
  const paid = amount == null ? '' : `${amount.amountMinor} ${amount.currency}`;
  return digest26(type, paid, refundOf ?? '', occurredAt?.toISOString() ?? '');
}

const memberHashOf = ({ memberId, externalId }: EventInput) => digest26(memberId ?? '', externalId ?? '');

/** Names of fields. `occurredAt` by exclusion: what is stored does not say whether it was left out. */
function differencesOf(
  input: EventInput,
  known: Event,
  { program, member }: Pick<EventFacts, 'program' | 'member'>,
): string[] {
  const isSameMember = known.memberHash === memberHashOf(input) || known.memberId === member?.id;
  const { amountMinor = null, currency = program.currency } = input.amount ?? {};
  const isSameAmount = amountMinor === known.amountMinor && currency === program.currency;
  const refundOf = input.refundOf == null ? null : eventIdOf(known.programId, known.source, input.refundOf);
  const others = [
    input.type === known.type ? [] : ['type'],
    isSameAmount ? [] : ['amount'],
    refundOf === known.refundOf ? [] : ['refundOf'],
    isSameMember ? [] : ['member'],
  ].flat();
  return others.length > 0 ? others : ['occurredAt'];
}

/**
 * True when a known event was sent again. The member may be named otherwise (by id, by externalId) or, by the
 * same words, be another by now: an externalId can move on, and a retry is a retry all the same.
 */
function isSentAgain(input: EventInput, known: Event, member: Member | undefined): boolean {
  if (known.contentHash !== contentHashOf(input)) return false;
  return known.memberHash === memberHashOf(input) || known.memberId === member?.id;
}

/** Called before anything is read, so that nothing is told of others' events. `sources` null: any source. */
export function checkSource(input: EventInput, sources: readonly string[] | null): EventDecision<EventInput> {
  if (sources === null || sources.includes(input.source)) return accept(input);
  const allowed = sources.length === 0 ? 'no events' : `events of these sources alone: ${sources.join(', ')}`;
  return refuse('SOURCE_NOT_ALLOWED', `This API key may send ${allowed}.`, ['source']);
}

export type EventFacts = {
  program: Program;
  member: Member | undefined;
  /** The event that is recorded under this id, and the one that a refund names. */
  known: Event | undefined;
  purchase: Event | undefined;
  recordedBy: string;
};

/** `purchase` is the refunded purchase with what this refund gives back added up. */
export type Recording = { event: Event; isNew: boolean; purchase: Event | undefined };

/**
 * Decides whether an event is recorded. Refusals, in this order: EVENT_CONFLICT, PROGRAM_PAUSED,
 * MEMBER_NOT_FOUND, CURRENCY_MISMATCH, EVENT_IN_FUTURE, EVENT_TOO_OLD, PURCHASE_NOT_FOUND,
 * REFUND_EXCEEDS_PURCHASE. What was recorded before is told whatever the program is by now.
 */
export function decideEvent(input: EventInput, facts: EventFacts, now: Date): EventDecision<Recording> {
  const { program, member, known } = facts;
  if (known !== undefined) {
    if (isSentAgain(input, known, member)) return accept({ event: known, isNew: false, purchase: undefined });
    const differences = differencesOf(input, known, facts).join(', ');
    return refuse(
      'EVENT_CONFLICT',
      `This source has sent another event under this id. Not the same: ${differences}.`,
      ['externalEventId'],
    );
  }
  if (program.status === 'PAUSED') {
    return refuse('PROGRAM_PAUSED', 'The program is paused. Send the event again when it goes on.');
  }
  if (member === undefined) {
    const field = input.memberId == null ? 'externalId' : 'memberId';
    return refuse('MEMBER_NOT_FOUND', 'This program has no such member.', [field]);
  }
  const possible = checkPossible(input, program, now);
  if (!possible.ok) return possible;
  const event: Event = {
    id: eventIdOf(program.id, input.source, input.externalEventId),
    programId: program.id,
    source: input.source,
    externalEventId: input.externalEventId,
    type: input.type,
    memberId: member.id,
    amountMinor: input.amount?.amountMinor ?? null,
    refundOf: input.refundOf == null ? null : eventIdOf(program.id, input.source, input.refundOf),
    occurredAt: (input.occurredAt ?? now).toISOString(),
    recordedAt: now.toISOString(),
    recordedBy: facts.recordedBy,
    contentHash: contentHashOf(input),
    memberHash: memberHashOf(input),
    refundedMinor: 0,
    refunded: null,
    referralState: null,
  };
  if (event.refundOf === null) return accept({ event, isNew: true, purchase: undefined });
  const purchase = refundedPurchase(event, facts.purchase);
  if (!purchase.ok) return purchase;
  const refund: Event = { ...event, refunded: refundedOf(event, purchase.value) };
  return accept({ event: refund, isNew: true, purchase: purchase.value });
}

function checkPossible(input: EventInput, program: Program, now: Date): EventDecision<void> {
  if (input.amount != null && input.amount.currency !== program.currency) {
    return refuse('CURRENCY_MISMATCH', `Amounts of this program are in ${program.currency}.`, [
      'amount',
      'currency',
    ]);
  }
  if (input.occurredAt != null && input.occurredAt.getTime() > now.getTime() + LEEWAY_MILLIS) {
    return refuse(
      'EVENT_IN_FUTURE',
      'occurredAt is more than 5 minutes in the future. Send the right time, or send the event again when it has come.',
      ['occurredAt'],
    );
  }
  if (input.occurredAt != null && input.occurredAt < EARLIEST) {
    return refuse('EVENT_TOO_OLD', 'occurredAt is before the year 2000, in UTC. Send the right time.', [
      'occurredAt',
    ]);
  }
  return accept(undefined);
}

/**
 * Given the purchase as it is after the refund. Nothing of a free purchase can go back, and after the last of
 * a paid one nothing is left to give: so a refund of 0 never makes it whole, and whoever counts purchases
 * less whole refunds never takes one away twice.
 */
const refundedOf = (refund: Event, { type, occurredAt, amountMinor, refundedMinor }: Event) => ({
  type,
  occurredAt,
  whole: refund.amountMinor !== 0 && refundedMinor === amountMinor,
});

/** The purchase after its refund. Any event with an amount can be refunded, by the member who made it. */
function refundedPurchase(refund: Event, purchase: Event | undefined): EventDecision<Event> {
  const isRefundable =
    purchase !== undefined && purchase.type !== 'REFUND' && purchase.memberId === refund.memberId;
  if (!isRefundable || purchase.amountMinor === null) {
    return refuse(
      'PURCHASE_NOT_FOUND',
      'This source has sent no purchase of this member under that id. Send the refund again after its purchase.',
      ['refundOf'],
    );
  }
  const refundedMinor = purchase.refundedMinor + (refund.amountMinor ?? 0);
  if (refundedMinor > purchase.amountMinor) {
    const rest = purchase.amountMinor - purchase.refundedMinor;
    return refuse('REFUND_EXCEEDS_PURCHASE', `Of this purchase ${rest} can still be refunded.`, [
      'amount',
      'amountMinor',
    ]);
  }
  return accept({ ...purchase, refundedMinor });
}
