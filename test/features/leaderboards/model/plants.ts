import { vi } from 'vitest';
import type { Item, Write } from '../../../../functions/table/client.ts';
import { ENTITY } from '../../../../functions/table/entities.ts';
import type { Plant } from './run.ts';

// Mistakes that a projector could make, each made on its way to the table or from the stream.

const isPutOf = (entity: string) => (one: Write) => 'put' in one && one.put.et === entity;
const isCheckpoint = isPutOf(ENTITY.checkpoint);
const isHandover = isPutOf(ENTITY.handover);

/** The same write, whatever it finds. */
function regardless(one: Write): Write {
  if ('put' in one) return { put: one.put };
  if (!('update' in one)) return one;
  const { update, set, names = {}, values = {} } = one;
  const words = new Set(set.split(/[\s,]+/));
  const used = (all: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(all).filter(([word]) => words.has(word)));
  return { update, set, names: used(names) as Record<string, string>, values: used(values) };
}

const unconditional = (isMeant: (one: Write) => boolean): Plant => ({
  transact: (writes) => writes.map((one) => (isMeant(one) ? regardless(one) : one)),
});
const without = (isMeant: (one: Write, writes: readonly Write[]) => boolean): Plant => ({
  transact: (writes) => writes.filter((one) => !isMeant(one, writes)),
});

const asksOf = (condition: string) => (one: Write) =>
  'update' in one && one.update.SK === 'NODE' && one.condition === condition;

export const plants = {
  'writes its checkpoint without a condition': unconditional(isCheckpoint),
  'adds a record’s new image and does not take the old one away': {
    records: (records) =>
      records.map((record) => {
        if (record.dynamodb?.NewImage?.et?.S !== ENTITY.record) return record;
        const { OldImage: _, ...rest } = record.dynamodb;
        return { ...record, dynamodb: rest };
      }),
  },
  'counts TTL’s removals': {
    records: (records) =>
      records.map((record) => {
        const { userIdentity: _, ...rest } = record as typeof record & { userIdentity?: unknown };
        return rest;
      }),
  },
  'writes a record over whatever is there': unconditional(isPutOf(ENTITY.record)),
  'makes a record and does not ask whether its member still is as it was read': without(
    (one, writes) => 'check' in one && writes.some(isCheckpoint),
  ),
  'hides a record and does not ask whether its member still is as it was read': without(
    (one, writes) => 'check' in one && !writes.some(isCheckpoint),
  ),
  'moves its checkpoint and does not hand over': without(isHandover),
  'takes a transaction of which nothing was heard for one that was carried out': { isTrusting: true },
  'hands over and does not move its checkpoint': without(
    (one, writes) => isCheckpoint(one) && writes.some(isHandover),
  ),
  'adds only the last of what came of an item in a lane': {
    records: (records) =>
      records.filter(({ dynamodb }, place) => {
        const { PK, SK, et } = dynamodb?.NewImage ?? {};
        const isSame = ({ dynamodb: other }: (typeof records)[number]) =>
          other?.NewImage?.PK?.S === PK?.S && other?.NewImage?.SK?.S === SK?.S;
        return et?.S !== ENTITY.handover || records.findLastIndex(isSame) === place;
      }),
  },
} satisfies Record<string, Plant>;

type Days = Record<string, Record<string, { add?: object; at?: number }>>;
const withoutDayStarts = (item: Item): Item => ({
  ...item,
  days: Object.fromEntries(
    Object.entries((item.days ?? {}) as Days).map(([day, nodes]) => [
      day,
      Object.fromEntries(
        Object.entries(nodes).map(([name, { add = {}, at }]) => [
          name,
          at === undefined ? { add } : { add, at },
        ]),
      ),
    ]),
  ),
});

const isRemoval = (one: Write) => 'delete' in one && one.delete.PK.startsWith('QUARANTINE#');

/** Those that show where something cannot be read. */
export const troublePlants = {
  'moves its checkpoint over what it cannot read and keeps nothing': without(isPutOf(ENTITY.quarantine)),
  'applies what was requeued and leaves it in quarantine': without(isRemoval),
  'takes what was requeued out of quarantine and does not apply it': without(
    (one, writes) => writes.some(isRemoval) && !isRemoval(one) && !isCheckpoint(one),
  ),
} satisfies Record<string, Plant>;

/** Those that show in a movement, when midnight passes. */
export const nightPlants = {
  'does not keep what a node was when the day began': without(isPutOf(ENTITY.dayStart)),
  'does not add what comes late to the day start': without(
    (one) => 'update' in one && one.update.SK === 'NODE#MORNING',
  ),
  'makes a node and does not ask whether there is one': unconditional(asksOf('attribute_not_exists(#day)')),
  'begins a node’s day and does not ask whether it was changed since': unconditional(
    asksOf('#writes = :read_writes'),
  ),
  'adds to a node and does not ask whether its day is over': unconditional(asksOf('#day = :read_day')),
  'hands over what was added and not what belongs before the day': {
    transact: (writes) =>
      writes.map((one) => (isHandover(one) && 'put' in one ? { put: withoutDayStarts(one.put) } : one)),
  },
} satisfies Record<string, Plant>;

/** Compares sequence numbers as text; calendars go on to use numbers. */
export function compareAsText(): void {
  const { BigInt: number } = globalThis;
  vi.spyOn(globalThis, 'BigInt').mockImplementation(((value: string | number) =>
    typeof value === 'string' ? value : number(value)) as unknown as BigIntConstructor);
}
