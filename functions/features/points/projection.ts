import type { Item } from '../../table/client.ts';
import type { Change, Delta, Projection } from '../../table/fold.ts';
import { counterKey, programOf } from '../../table/keys.ts';
import { accountOf, parseEntry } from './entries.ts';
import { activeDelta, NEVER } from './rules.ts';
import { expiryItem } from './store.ts';

/** The program's points in total, and what each total is made of. */
export const POINT_TOTALS = { subject: 'POINTS', period: 'ALL' } as const;

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
  };
  return [{ key: counterKey(programId, POINT_TOTALS.subject, POINT_TOTALS.period), add }];
}

/** Notes for the sweeper: a lot that was not there before must be swept when its month is over in the program's zone. */
export function expiryNotes({ before, after }: Change, zoneOf: (programId: string) => string): Item[] {
  const programId = after === undefined ? undefined : programOf(after);
  if (after === undefined || programId === undefined) return [];
  const { memberId, lots } = accountOf(after);
  const known = before === undefined ? {} : accountOf(before).lots;
  return Object.keys(lots)
    .filter((month) => known[month] === undefined && month !== NEVER)
    .map((month) => expiryItem(programId, memberId, month, zoneOf(programId)));
}

export const pointProjections: Record<'POINT_ENTRY', Projection> = { POINT_ENTRY: { contributions } };
