import { concurrently } from '../../platform/concurrently.ts';
import { accept, type Decision, Fault, type Refusal, refuse } from '../../platform/errors.ts';
import type { RecordEventStatus, ReferralState } from '../../platform/generated/enums.ts';
import { isId } from '../../platform/ids.ts';
import { parseInput } from '../../platform/input.ts';
import { shortened } from '../../platform/text.ts';
import { MAX_EVENTS } from '../../platform/values.ts';
import type { Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp, lookUpAll } from '../../table/lookup.ts';
import { Contended, optimistically } from '../../table/optimistic.ts';
import { externalIdLookup, memberLookup } from '../members/lookups.ts';
import { isSuspendedAt, type Member, suspendedSince } from '../members/rules.ts';
import type { Scope } from '../programs/scope.ts';
import { firstEventLookup, referralLookup } from '../referrals/lookups.ts';
import { type By, type Moment, momentOf, type Referral, referralIdOf } from '../referrals/rules.ts';
import { checkReferral, checkUnreferred, type Starting, stageTransition } from '../referrals/staging.ts';
import {
  type AdvocateFacts,
  endForFormerCustomer,
  qualifiedBy,
  qualify,
  refund,
  returnTo,
  showsFormerCustomer,
  type Transition,
} from '../referrals/transitions.ts';
import { eventLookup } from './lookups.ts';
import {
  checkSource,
  decideEvent,
  type Event,
  type EventDecision,
  type EventInput,
  type EventRefusalCode,
  eventIdOf,
  eventInput,
  type Recording,
} from './rules.ts';
import { addRefund, insertEvent, insertFirstEvent } from './store.ts';

/** How much of an id a result repeats whose event is malformed: a valid one has at most 128 characters. */
const MAX_REPEATED = 200;
const LANES = 8;
/**
 * After this long no further event is begun. The last one may have to wait its turn for seconds, and the
 * whole call has twenty (infra/stack.ts): an answer that says to send again is better than none.
 */
const BUDGET_MILLIS = 5_000;

export type EventResult = {
  externalEventId: string;
  status: RecordEventStatus;
  referralId: string | null;
  referralState: ReferralState | null;
  error: Refusal<EventRefusalCode> | null;
};

/** An event of the call, its member found. */
type Indexed = { index: number; input: EventInput; memberId: string };

/**
 * Each event has a transaction and a result of its own. Those of one member, and those of all the friends of
 * one advocate, are taken in the order of the list: they would wait for each other at the accounts. Others go
 * side by side. When the table fails midway, or time runs out, the whole call fails; sent again, what was
 * recorded answers DUPLICATE.
 */
export async function recordEvents(
  deps: Deps,
  scope: Scope,
  events: readonly { externalEventId: string }[],
): Promise<Decision<EventResult[], 'INVALID_INPUT'>> {
  if (events.length < 1 || events.length > MAX_EVENTS) {
    return refuse('INVALID_INPUT', `events must hold 1 to ${MAX_EVENTS} events.`, ['events']);
  }
  const parsed = events.map((event) => parseInput(eventInput, event));
  const inputs = parsed.map((event) => (event.ok ? checkSource(event.value, scope.viewer.sources) : event));
  const until = deps.stopwatch() + BUDGET_MILLIS;
  const indexed = await findMembers(deps, scope.program.id, inputs);
  const lanes = await lanesOf(deps, scope.program.id, indexed);
  const results = new Map<number, EventResult>();
  await concurrently(lanes, LANES, async (lane) => {
    for (const { index, input, memberId } of lane) {
      if (deps.stopwatch() > until) throw new Contended();
      const recorded = await record(deps, scope, input, memberId);
      results.set(index, resultOf(input.externalEventId, recorded, index));
    }
  });
  return accept(
    events.map(({ externalEventId }, index) => {
      const recorded = results.get(index);
      if (recorded !== undefined) return recorded;
      const [event, refused] = [parsed[index], inputs[index]];
      if (refused === undefined || refused.ok) throw new Fault(`Event ${index} was left without a result.`);
      const sent = event?.ok ? event.value.externalEventId : shortened(externalEventId, MAX_REPEATED);
      return resultOf(sent, refused, index);
    }),
  );
}

/** The events that are not refused yet. `memberId` is '' where nobody has the externalId. */
async function findMembers(
  deps: Deps,
  programId: string,
  inputs: readonly EventDecision<EventInput>[],
): Promise<Indexed[]> {
  const wellFormed = inputs.flatMap((input, index) => (input.ok ? [{ index, input: input.value }] : []));
  const externalIds = [...new Set(wellFormed.flatMap(({ input }) => input.externalId ?? []))];
  const found = await lookUpAll(
    deps,
    externalIds.map((id) => externalIdLookup(programId, id)),
    { consistent: true },
  );
  const memberIds = new Map(externalIds.map((id, index) => [id, found[index] ?? '']));
  return wellFormed.map(({ index, input }) => {
    const memberId = input.memberId ?? memberIds.get(input.externalId ?? '') ?? '';
    return { index, input, memberId };
  });
}

/** Events that would wait for each other, together: those of a member, and of the friends of an advocate. */
async function lanesOf(deps: Deps, programId: string, indexed: readonly Indexed[]): Promise<Indexed[][]> {
  const memberIds = [...new Set(indexed.map(({ memberId }) => memberId))].filter((id) => isId('member', id));
  // One member alone waits for nobody.
  const friends = memberIds.length > 1 ? memberIds : [];
  const referrals = await lookUpAll(
    deps,
    friends.map((id) => referralLookup(programId, id)),
  );
  const advocates = new Map(friends.map((id, index) => [id, referrals[index]?.advocateId]));
  return [...Map.groupBy(indexed, ({ memberId }) => advocates.get(memberId) ?? memberId).values()];
}

function resultOf(externalEventId: string, recorded: EventDecision<Recording>, index: number): EventResult {
  if (!recorded.ok) {
    const { code, message, field } = recorded.refusal;
    const error = { code, message, field: ['events', String(index), ...(field ?? [])] };
    return { externalEventId, status: 'REJECTED', referralId: null, referralState: null, error };
  }
  const { event, isNew } = recorded.value;
  return {
    externalEventId,
    status: isNew ? 'RECORDED' : 'DUPLICATE',
    referralId: event.referralState === null ? null : referralIdOf(event.memberId),
    referralState: event.referralState,
    error: null,
  };
}

async function record(
  deps: Deps,
  scope: Scope,
  input: EventInput,
  memberId: string,
): Promise<EventDecision<Recording>> {
  const { program, viewer } = scope;
  const isMember = isId('member', memberId);
  const eventId = eventIdOf(program.id, input.source, input.externalEventId);
  const purchaseId = eventIdOf(program.id, input.source, input.refundOf ?? input.externalEventId);
  const wanted = {
    known: eventLookup(program.id, eventId),
    purchase: eventLookup(program.id, purchaseId),
    member: isMember ? memberLookup(program.id, memberId) : undefined,
    referral: isMember ? referralLookup(program.id, memberId) : undefined,
    hasFirst: isMember ? firstEventLookup(program.id, memberId, input.type) : undefined,
  };
  return optimistically(async () => {
    const found = await lookUp(deps, wanted, { consistent: true });
    const { known, referral } = found;
    const member = memberOf(found.member, input);
    const before = input.refundOf == null ? undefined : found.purchase;
    const facts = { program, member, known, purchase: before, recordedBy: viewer.actorId };
    const moment = momentOf(program, deps.now());
    const decided = decideEvent(input, facts, moment.now);
    if (!decided.ok || !decided.value.isNew) return decided;
    const follows = await consequences(deps, scope, decided.value, { member, referral }, moment);
    const event: Event = { ...decided.value.event, referralState: follows.state };
    const writes = [insertEvent(event), ...follows.writes];
    if (found.hasFirst !== true && event.refundOf === null) writes.push(insertFirstEvent(event));
    if (before !== undefined && decided.value.purchase !== undefined)
      writes.push(addRefund(before, decided.value.purchase));
    await deps.table.transact(writes);
    return accept({ ...decided.value, event });
  });
}

/** The externalId may have moved on to another member since it was looked up. */
function memberOf(member: Member | undefined, { externalId }: EventInput): Member | undefined {
  return externalId == null || member?.externalId === externalId ? member : undefined;
}

type Concerned = { member: Member | undefined; referral: Referral | undefined };

/** What follows from an event for the referral that its member was brought by. */
async function consequences(
  deps: Deps,
  scope: Scope,
  recording: Recording,
  { member, referral }: Concerned,
  moment: Moment,
): Promise<{ writes: Write[]; state: ReferralState | null }> {
  const { program, viewer } = scope;
  const { event, purchase } = recording;
  const isQualifying = purchase === undefined && event.type === program.referralPolicy.qualifyingEventType;
  // A claim at this moment is either before the event, which then qualifies it, or after it.
  if (referral === undefined)
    return { writes: isQualifying ? [checkUnreferred(program.id, event.memberId)] : [], state: null };
  const by: By = { actor: viewer.access.has('PARTNER') ? 'PARTNER' : 'ORGANIZER', actorId: viewer.actorId };
  const move = moveBy(recording, { member, referral }, by, moment);
  if (move === undefined) {
    const mayMove = isQualifying && referral.state === 'ATTRIBUTED';
    return { writes: mayMove ? [checkReferral(referral)] : [], state: null };
  }
  const { start, decide } = move;
  const starting: Starting = { before: referral, start };
  const staged = await stageTransition(deps, program, starting, decide, { actorId: viewer.actorId, moment });
  return { writes: staged.writes, state: staged.referral.state };
}

type Move = { start: Referral; decide: (advocate: AdvocateFacts) => Transition };

function moveBy(
  { event, purchase }: Recording,
  { member, referral }: Concerned & { referral: Referral },
  by: By,
  moment: Moment,
): Move | undefined {
  const always = (transition: Transition | undefined): Move | undefined =>
    transition === undefined ? undefined : { start: referral, decide: () => transition };
  if (purchase !== undefined) {
    const { id: purchaseId, amountMinor, refundedMinor } = purchase;
    return always(refund(referral, { purchaseId, amountMinor: amountMinor ?? 0, refundedMinor }, by, moment));
  }
  const fact = { ...event, eventId: event.id };
  if (showsFormerCustomer(referral, fact)) return always(endForFormerCustomer(referral, by, moment));
  if (member === undefined || isSuspendedAt(suspendedSince(member), event.occurredAt)) return undefined;
  const attribution = qualifiedBy(referral, fact);
  if (attribution === undefined) return undefined;
  const start = returnTo(referral, attribution, by, moment);
  return { start, decide: (advocate) => qualify(start, fact, advocate, by, moment) };
}
