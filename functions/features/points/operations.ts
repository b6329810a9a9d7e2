import * as z from 'zod';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import type { ErrorCode, PointCauseKind } from '../../platform/generated/enums.ts';
import { digest26, isId } from '../../platform/ids.ts';
import { idempotencyKey, reason } from '../../platform/input.ts';
import { monthOf } from '../../platform/time.ts';
import type { Item, Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import { getClientOf } from '../keys/operations.ts';
import { externalIdLookup, memberLookup } from '../members/lookups.ts';
import type { Member } from '../members/rules.ts';
import { externalId, isNamedOnce, NOT_NAMED_ONCE, refuseUnknownMember } from '../members/rules.ts';
import { operation } from '../programs/operation.ts';
import type { Program } from '../programs/rules.ts';
import type { Scope } from '../programs/scope.ts';
import { isEntry, keyedEntryId, parseEntry, reverseEntryId } from './entries.ts';
import { accountLookup, entryOrNoteLookup } from './lookups.ts';
import {
  type Account,
  activePoints,
  BY_HAND,
  type ChangeRefusal,
  decideChange,
  emptyAccount,
  type Months,
  NEVER,
  type PointCause,
  type PointChange,
  type PointEntry,
} from './rules.ts';
import { entryWrites, getAccount, getEntry, getEntryOrNote, insertKeyUse } from './store.ts';

/** What is written down about an entry besides its effect. */
export type EntryMeta = {
  entryId: string;
  cause: PointCause;
  actorId: string;
  reason?: string;
  inputHash?: string;
};
export type Staged = { account: Account; entry: PointEntry; writes: Write[] };
export type Posted = { account: Account; entry: PointEntry };

export function monthsOf(program: Program, now: Date): Months {
  const { expiryMonths } = program.pointPolicy;
  return {
    current: monthOf(now, program.timeZone),
    earnedGoodThrough: expiryMonths === null ? NEVER : monthOf(now, program.timeZone, expiryMonths),
  };
}

/** How many points a member can spend; none without an account. */
export const spendableOf = (account: Account | undefined, program: Program, now: Date): number =>
  account === undefined ? 0 : activePoints(account, monthsOf(program, now).current);

/**
 * For the caller's own transaction: the account, conditional on the version that was read, and the entry,
 * conditional on being new. Refusals as `decideChange`.
 */
export function stageEntry<P extends PointChange>(
  program: Program,
  account: Account,
  change: P,
  meta: EntryMeta,
  now: Date,
): Decision<Staged, ChangeRefusal<P['kind']>> {
  const decided = decideChange(account, change, monthsOf(program, now));
  if (!decided.ok) return decided;
  const { account: after, effect } = decided.value;
  const entry: PointEntry = {
    ...effect,
    id: meta.entryId,
    memberId: account.memberId,
    number: after.version,
    kind: change.kind,
    cause: meta.cause,
    actorId: meta.actorId,
    reason: meta.reason ?? null,
    inputHash: meta.inputHash ?? null,
    createdAt: now.toISOString(),
  };
  return accept({ account: after, entry, writes: entryWrites(program.id, account, after, entry) });
}

const movementInput = z
  .object({
    memberId: z.string().nullish(),
    externalId: externalId.nullish(),
    points: z.int().min(1).max(1_000_000_000),
    reason,
    idempotencyKey,
  })
  .refine(isNamedOnce, NOT_NAMED_ONCE);
type Movement = z.infer<typeof movementInput>;
type MovementKind = 'EARN' | 'DEDUCT' | 'SPEND';
type MovementRefusal<K extends MovementKind, C extends ErrorCode> =
  | C
  | ChangeRefusal<K>
  | 'MEMBER_NOT_FOUND'
  | 'PROGRAM_PAUSED'
  | 'IDEMPOTENCY_CONFLICT';

export const awardPoints = movement('EARN', accept);
export const deductPoints = movement('DEDUCT', accept);
export const spendPoints = movement('SPEND', (member, field) =>
  member.status === 'SUSPENDED'
    ? refuse('MEMBER_SUSPENDED', 'The member is suspended and cannot spend points.', field)
    : accept(member),
);

/**
 * Sent again it answers the entry that is there, also when the externalId is another member's by now.
 */
function movement<K extends MovementKind, C extends ErrorCode = never>(
  kind: K,
  check: (member: Member, field: string[]) => Decision<Member, C>,
) {
  return operation(movementInput, async (deps, scope, input) => {
    const { program, viewer } = scope;
    const { externalId, points, reason, idempotencyKey } = input;
    const field = [externalId == null ? 'memberId' : 'externalId'];
    const meta: EntryMeta = {
      entryId: keyedEntryId(program.id, idempotencyKey, viewer.client),
      cause: BY_HAND,
      actorId: viewer.actorId,
      reason,
      inputHash: movementHash(kind, input),
    };
    return post(deps, scope, input, meta, { kind, points }, (member) =>
      // The externalId may have moved on between the reads.
      member === undefined || (externalId != null && member.externalId !== externalId)
        ? refuseUnknownMember(field)
        : check(member, field),
    );
  });
}

/** What makes two requests one: how they name the member counts, for an externalId may be another's later. */
const movementHash = (kind: MovementKind, { memberId, externalId, points, reason }: Movement) =>
  externalId == null
    ? digest26(kind, memberId ?? '', String(points), reason)
    : digest26(kind, 'externalId', externalId, String(points), reason);

async function namedId(
  deps: Deps,
  programId: string,
  { memberId, externalId }: Movement,
): Promise<string | undefined> {
  if (externalId == null) return memberId != null && isId('member', memberId) ? memberId : undefined;
  const claim = { memberId: externalIdLookup(programId, externalId) };
  return (await lookUp(deps, claim, { consistent: true })).memberId;
}

const reversalInput = z.object({
  entryId: z.string(),
  reason,
  idempotencyKey,
});

/**
 * Undoes an entry that was made by hand; those of referrals are undone by what happens to the referral, and
 * those of prizes stand as the result does. What it undoes must be in the account that it is taken from, so
 * nothing may be read stale. The reversal's id comes from the entry that it undoes, so its idempotency key is
 * an item of its own.
 */
export const reversePointEntry = operation(reversalInput, async (deps, scope, input) => {
  const { program, viewer } = scope;
  const { entryId, reason, idempotencyKey } = input;
  const entry = await getEntry(deps, program.id, entryId);
  if (entry === undefined) return refuse('NOT_FOUND', 'This program has no such entry.', ['entryId']);
  const { kind, causeId } = entry.cause;
  if (kind !== 'MANUAL') return refuseSystemEntry(kind, causeId);
  const meta: EntryMeta = {
    entryId: reverseEntryId(program.id, entryId),
    cause: BY_HAND,
    actorId: viewer.actorId,
    reason,
    inputHash: digest26('REVERSE', entryId, idempotencyKey, reason),
  };
  const noteId = keyedEntryId(program.id, idempotencyKey, viewer.client);
  const wanted = {
    reversal: entryOrNoteLookup(program.id, meta.entryId),
    note: entryOrNoteLookup(program.id, noteId),
    account: accountLookup(program.id, entry.memberId),
  };
  return optimistically(async () => {
    const { reversal, note, account } = await lookUp(deps, wanted, { consistent: true });
    const known = await sentBefore(deps, scope, meta, { reversal, note, noteId });
    if (known !== undefined) return replay(deps, program, known, account, meta);
    if (note !== undefined) return conflict();
    if (reversal !== undefined)
      return refuse('ALREADY_REVERSED', 'This entry has been reversed already.', ['entryId']);
    if (program.status === 'PAUSED') return paused();
    const staged = stageEntry(program, account, { kind: 'REVERSE', entry }, meta, deps.now());
    if (staged.ok) {
      await deps.table.transact([
        ...staged.value.writes,
        insertKeyUse(program.id, noteId, staged.value.entry),
      ]);
    }
    return staged;
  });
});

type Reversed = { reversal: Item | undefined; note: Item | undefined; noteId: string };

/**
 * The reversal that the caller has sent before; one of the same words by somebody else is none. Reversal and
 * note are written together but not read at one moment, so either may have been missed.
 */
async function sentBefore(
  deps: Deps,
  scope: Scope,
  { entryId, inputHash }: EntryMeta,
  { reversal, note, noteId }: Reversed,
): Promise<Item | undefined> {
  const read = (id: string) => getEntryOrNote(deps, scope.program.id, id);
  if (note !== undefined) return note.inputHash === inputHash ? (reversal ?? read(entryId)) : undefined;
  if (reversal === undefined || reversal.inputHash !== inputHash) return undefined;
  const isOwn = (await read(noteId))?.inputHash === inputHash || (await isOfClient(deps, scope, reversal));
  return isOwn ? reversal : undefined;
}

type SystemKind = Exclude<PointCauseKind, 'MANUAL'>;

function refuseSystemEntry(kind: SystemKind, causeId: string | null) {
  const remedy = remedyOf(kind, causeId);
  return refuse('INVALID_STATE', `Only entries made by hand can be reversed by hand. ${remedy}`, ['entryId']);
}

function remedyOf(kind: SystemKind, causeId: string | null): string {
  switch (kind) {
    case 'REFERRAL_ADVOCATE':
    case 'REFERRAL_FRIEND':
      return `This one is of the referral ${causeId}: take its points back with \`voidReferral\`, or with \`rejectReferral\` while they are pending.`;
    case 'CONTEST_PRIZE':
      return `This one is a prize of the contest's entry ${causeId}, and stands as the result does: take points away with \`deductPoints\`.`;
    case 'EXPIRY':
      return 'Points that have expired do not come back: give new ones with `awardPoints`.';
  }
}

async function post<K extends MovementKind, C extends ErrorCode>(
  deps: Deps,
  scope: Scope,
  named: Movement,
  meta: EntryMeta,
  change: { kind: K; points: number },
  check: (member: Member | undefined) => Decision<Member, C | 'MEMBER_NOT_FOUND'>,
): Promise<Decision<Posted, MovementRefusal<K, C>>> {
  const { program } = scope;
  const round = async (consistent: boolean): Promise<Decision<Posted, MovementRefusal<K, C>>> => {
    const memberId = await namedId(deps, program.id, named);
    const wanted = {
      entry: entryOrNoteLookup(program.id, meta.entryId),
      shared: entryOrNoteLookup(program.id, keyedEntryId(program.id, named.idempotencyKey)),
      account: memberId === undefined ? undefined : accountLookup(program.id, memberId),
      member: memberId === undefined ? undefined : memberLookup(program.id, memberId),
    };
    const found = await lookUp(deps, wanted, { consistent });
    const { member, account = emptyAccount('') } = found;
    const known = found.entry ?? (await ownFromBefore(deps, scope, found.shared));
    if (known !== undefined) return replay(deps, program, known, account, meta);
    if (program.status === 'PAUSED') return paused();
    const checked = check(member);
    const staged = checked.ok ? stageEntry(program, account, change, meta, deps.now()) : checked;
    if (staged.ok) await deps.table.transact(staged.value.writes);
    // A refusal must not rest on a stale read: an award may have come a moment ago.
    return staged.ok || consistent ? staged : round(true);
  };
  return optimistically(round);
}

/**
 * An entry from earlier versions, when all API keys of a program shared one set of idempotency keys: it must
 * not be made a second time. What other clients made there is nothing to this one.
 */
async function ownFromBefore(deps: Deps, scope: Scope, shared: Item | undefined): Promise<Item | undefined> {
  return shared !== undefined && isEntry(shared) && (await isOfClient(deps, scope, shared))
    ? shared
    : undefined;
}

async function isOfClient(deps: Deps, scope: Scope, { actorId }: Item): Promise<boolean> {
  const { client } = scope.viewer;
  return client !== undefined && (await getClientOf(deps, scope, String(actorId))) === client;
}

const paused = () => refuse('PROGRAM_PAUSED', 'The program is paused. Try again when it goes on.');

const conflict = () =>
  refuse(
    'IDEMPOTENCY_CONFLICT',
    'This idempotency key was used before with other input. Use a new key for a new request.',
    ['idempotencyKey'],
  );

/** The answer to a request whose key is used already. */
async function replay(
  deps: Deps,
  program: Program,
  known: Item,
  account: Account,
  meta: EntryMeta,
): Promise<Decision<Posted, 'IDEMPOTENCY_CONFLICT'>> {
  if (!isEntry(known) || known.inputHash !== meta.inputHash) return conflict();
  const entry = parseEntry(known);
  if (account.memberId === entry.memberId && account.version >= entry.number)
    return accept({ entry, account });
  // The account was read before the entry was written, or is another member's: read it as it is.
  return accept({ entry, account: await getAccount(deps, program.id, entry.memberId) });
}
