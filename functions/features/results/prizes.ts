import * as z from 'zod';
import { chunk, type Item, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { contestPrizeKey, dueIndex, prizePaymentKey } from '../../table/keys.ts';
import { type Lookup, lookUpAll, lookup } from '../../table/lookup.ts';
import { insert, replace, update } from '../../table/writes.ts';
import type { Contest } from '../contests/model.ts';
import { memberLookup } from '../members/lookups.ts';
import type { Member } from '../members/rules.ts';
import { winnersOf, withAwards } from './awards.ts';
import { type Line, type Mark, markModel } from './model.ts';
import type { Named } from './versions.ts';

// What of prizes stands in the table beside the versions and the ledger: the payment of a version, and what became of an award that no
// entry of points tells of.

const paymentModel = z.object({
  programId: z.string(),
  contestId: z.string(),
  resultVersion: z.int().min(1),
  /** How many awards need not be looked at again, from the first on. */
  done: z.int().min(0),
  /** When all were paid or left; null while some wait. */
  paidAt: z.string().nullable(),
  version: z.int().min(1),
});
/** The points that a published version gives, and how far they are booked. */
export type Payment = z.infer<typeof paymentModel>;

export const parsePayment = (item: Item): Payment => paymentModel.parse(item);

const keyOfPayment = ({ programId, contestId }: Pick<Payment, 'programId' | 'contestId'>) =>
  prizePaymentKey(programId, contestId);

/** Has the points of a version booked. Written in one transaction with its publication. */
export function paymentDue({ programId, id: contestId, prizes }: Contest, resultVersion: number, now: Date) {
  if (!prizes.some(({ kind }) => kind === 'POINTS')) return [];
  const payment: Payment = { programId, contestId, resultVersion, done: 0, paidAt: null, version: 1 };
  const key = keyOfPayment(payment);
  const due = dueIndex(key, now.toISOString(), ENTITY.prizePayment);
  return [insert({ ...key, ...due, et: ENTITY.prizePayment, ...payment })];
}

export const setDone = (before: Payment, done: number): Write =>
  update(
    keyOfPayment(before),
    { set: { done, version: before.version + 1 } },
    { equal: { version: before.version } },
  );

/** Nothing of it is due any more. */
export const putPaid = (before: Payment, done: number, paidAt: string): Write =>
  replace(
    {
      ...keyOfPayment(before),
      et: ENTITY.prizePayment,
      ...before,
      ...{ done, paidAt, version: before.version + 1 },
    },
    before.version,
  );

export type Marked = Pick<Mark, 'programId' | 'contestId' | 'number' | 'prize'>;

export const parseMark = (item: Item): Mark => markModel.parse(item);

const keyOfMark = ({ programId, contestId, number, prize }: Marked) =>
  contestPrizeKey(programId, contestId, number, prize);

export const markLookup = (marked: Marked): Lookup<Mark | undefined> => lookup(keyOfMark(marked), parseMark);

/** `before` may be of an award that another version made. */
export function putMark(before: Mark | undefined, after: Mark): Write {
  const version = before?.version ?? 0;
  return replace({ ...keyOfMark(after), et: ENTITY.contestPrize, ...after, version: version + 1 }, version);
}

/** A mark that says nothing yet. */
export const newMark = ({ programId, contestId, number, prize }: Marked, since: number): Mark => ({
  ...{ programId, contestId, number, prize, since },
  ...{ leftAt: null, offered: null, handedOver: null, version: 1 },
});

/** Whether a member gets what they have won without anybody's decision. */
export const isPayable = (member: Member | undefined): boolean => member?.status === 'ACTIVE';

const MEMBERS_AT_ONCE = 400;

/** The lines with what each has won, by what its author is at this moment. */
export async function awarded(
  deps: Deps,
  { programId, prizes }: Contest,
  { resultVersion: version }: Named,
  lines: readonly Line[],
): Promise<Line[]> {
  const payable = new Set<string>();
  for (const ids of chunk(winnersOf(lines, prizes), MEMBERS_AT_ONCE)) {
    const lookups = ids.map((id) => memberLookup(programId, id));
    const members = await lookUpAll(deps, lookups, { consistent: true });
    for (const [place, id] of ids.entries()) if (isPayable(members[place])) payable.add(id);
  }
  return withAwards(lines, prizes, { version, payable });
}
