import type { Log } from '../platform/log.ts';
import { ENTITY } from '../table/entities.ts';
import { type Effect, effectOf, entityOf, type Projections, type StreamRecord } from './fold.ts';
import { UnknownHere, Unreadable } from './unreadable.ts';

// Stream records into what they change, one by one: what cannot be read must not hold up what can.

/** What a record changes, or why that is not known. */
export type Mapped = {
  sequenceNumber: string;
  record: StreamRecord;
  effect?: Effect;
  /** What is to be logged of it. */
  say?: (log: Log) => void;
  failure?: { error: unknown };
};

const ENTITIES: ReadonlySet<unknown> = new Set(Object.values(ENTITY));

/** Undefined for a record that nothing follows from. Never throws. */
export function mapRecord(projections: Projections, record: StreamRecord): Mapped | undefined {
  const { sequenceNumber } = record;
  const entity = entityOf(record);
  const isKnown = ENTITIES.has(entity) || projections.has(entity);
  const image = record.after ?? record.before;
  if (record.expired || image?.et === undefined) return undefined;
  try {
    if (!isKnown) throw new UnknownHere('Nothing is known of items of that type.');
    const effect = effectOf(projections, record);
    assertNumbers(effect);
    return effect && { sequenceNumber, record, effect };
  } catch (error) {
    return { sequenceNumber, record, failure: { error } };
  }
}

/** An amount that is no number would be refused with all that is written beside it. */
function assertNumbers(effect: Effect | undefined): void {
  const { deltas = [], dated = [] } = effect ?? {};
  const all = [...deltas.map(({ add }) => add), ...dated.flatMap(({ add, dayStart }) => [add, dayStart])];
  const numbers = all.flatMap((amounts) => Object.values(amounts));
  if (!numbers.every(Number.isFinite)) throw new Unreadable('It adds what is no number.');
}
