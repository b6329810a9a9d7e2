import type { Change, Delta, Projection } from '../../projection/fold.ts';
import type { Item } from '../../table/client.ts';
import { programOf } from '../../table/keys.ts';
import { parseAccount, parseEntry } from './entries.ts';
import { pointTotalsKey } from './lookups.ts';
import { activeDelta, NEVER } from './rules.ts';
import { expiryItem } from './store.ts';

function contributions(item: Item): Delta[] {
  const entry = parseEntry(item);
  const programId = programOf(item);
  if (programId === undefined) return [];
  const { earned, spent, deducted, expired } = entry.totals;
  const add = {
    entries: 1,
    active: activeDelta(entry),
    pending: entry.pendingDelta,
    owed: entry.owedDelta,
    issued: earned - deducted,
    spent,
    expired,
    ...entry.lots,
  };
  return [{ key: pointTotalsKey(programId), add }];
}

export type PointTotals = Record<
  'netIssued' | 'spent' | 'expired' | 'pending' | 'debt' | 'outstanding',
  number
>;

/** As of a month: what lots of earlier months hold has expired, written or not. */
export function pointTotalsOf(counter: Item | undefined, currentMonth: string): PointTotals {
  const number = (name: string) => Number(counter?.[name] ?? 0);
  const over = Object.keys(counter ?? {}).filter((name) => /^\d{6}$/.test(name) && name < currentMonth);
  // Below zero only in a counter from before lots were counted, until it is rebuilt.
  const gone = over.reduce((sum, month) => sum + Math.max(0, number(month)), 0);
  return {
    netIssued: number('issued'),
    spent: number('spent'),
    expired: number('expired') + gone,
    pending: number('pending'),
    debt: number('owed'),
    outstanding: number('active') - gone,
  };
}

/** Due work for each lot that was not there before. */
export function expiryNotes({ before, after }: Change, zoneOf: (programId: string) => string): Item[] {
  const programId = after === undefined ? undefined : programOf(after);
  if (after === undefined || programId === undefined) return [];
  const { memberId, lots } = parseAccount(after);
  const known = before === undefined ? {} : parseAccount(before).lots;
  return Object.keys(lots)
    .filter((month) => known[month] === undefined && month !== NEVER)
    .map((month) => expiryItem(programId, memberId, month, zoneOf(programId)));
}

export const pointProjections: Record<'POINT_ENTRY', Projection> = { POINT_ENTRY: { contributions } };
