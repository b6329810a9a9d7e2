import {
  ConditionFailed,
  Conflict,
  type Item,
  type Key,
  type Page,
  type QueryInput,
  type Table,
  type Write,
} from '../../../../functions/table/client.ts';
import { INDEXES } from '../../../../functions/table/definition.ts';
import { Crash, type Fault, type Faults, LostAnswer, Silence } from '../../../support/faults.ts';

// The table in memory, many times as fast as the engine: a thousand stories take seconds. It knows the expressions that
// the projector uses and throws for any other. The same stories are played on the engine too, only fewer.

const textOf = ({ PK, SK }: Key) => `${PK}\n${SK}`;
const CALM = () => undefined;
const MAX_ATTEMPTS = 8;

export type Memory = {
  table: Table;
  faults: Pick<Faults, 'plan' | 'happened'>;
  /** Puts items that no read can miss. */
  seed(items: readonly Item[]): void;
  /** Every item. */
  all(): Item[];
};

export function createMemory(): Memory {
  const items = new Map<string, Item>();
  /** What each item was before its latest write: what a read may still be answered that did not ask for consistency. */
  const before = new Map<string, Item | undefined>();
  const faults: Memory['faults'] = { plan: CALM, happened: [] };

  function faultOf(operation: string, canHappen: readonly Fault[]): Fault | undefined {
    const planned = faults.plan({ operation, about: '' });
    if (planned === undefined || !canHappen.includes(planned)) return undefined;
    faults.happened.push(planned);
    if (planned === 'SILENCE') throw new Silence(`Nothing was heard of ${operation}.`);
    if (planned === 'CRASH') throw new Crash(`The process ended before ${operation}.`);
    return planned;
  }

  function keep(key: Key, item: Item | undefined): void {
    before.set(textOf(key), items.get(textOf(key)));
    if (item === undefined) items.delete(textOf(key));
    else items.set(textOf(key), item);
  }

  const batchGet: Table['batchGet'] = async (keys, options = {}) => {
    if (keys.length === 0) return [];
    const fault = faultOf('BatchGetItem', options.consistent ? ['SILENCE'] : ['SILENCE', 'STALE', 'MIXED']);
    return keys.map((key, place) => {
      const isStale = fault === 'STALE' || (fault === 'MIXED' && place % 2 === 1);
      return isStale && before.has(textOf(key)) ? before.get(textOf(key)) : items.get(textOf(key));
    });
  };

  function apply(writes: readonly Write[]): void {
    const keys = writes.map((one) => textOf(keyOf(one)));
    if (new Set(keys).size < keys.length) throw new Error('A transaction cannot write an item twice.');
    const found = keys.map((key) => items.get(key));
    const failed = writes.flatMap((one, place) => (holds(one, found[place]) ? [] : [place]));
    if (failed.length > 0) throw new ConditionFailed(failed);
    for (const [place, one] of writes.entries()) {
      if (!('check' in one)) keep(keyOf(one), written(one, found[place]));
    }
  }

  const transact: Table['transact'] = async (writes, { onConflict } = {}) => {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const fault = faultOf('TransactWriteItems', [...OF_WRITES, 'CONFLICT', 'CAPACITY']);
      // The first write is the one that met another, as the other fault layer has it.
      if (fault === 'CONFLICT' && onConflict === 'TELL') throw new Conflict([0]);
      // The client sends again what was refused for a conflict or for the load.
      if (fault === 'CONFLICT' || fault === 'CAPACITY') continue;
      return answered(writes, fault);
    }
    throw new Error('The transaction was refused each time.');
  };

  function answered(writes: readonly Write[], fault: Fault | undefined): void {
    apply(writes);
    if (fault === 'LOST_ANSWER') throw new LostAnswer('It was applied and its answer was lost.');
  }

  const query: Table['query'] = async (input) => {
    faultOf('Query', ['SILENCE']);
    return pageOf([...items.values()], input);
  };
  const get: Table['get'] = async (key) => {
    faultOf('GetItem', ['SILENCE']);
    return items.get(textOf(key));
  };
  const write: Table['write'] = async (one) => answered([one], faultOf(operationOf(one), OF_WRITES));
  return {
    // The projector and the readers use nothing else of a table.
    table: { name: 'memory', get, batchGet, query, write, transact } as unknown as Table,
    faults,
    seed: (seeds) => {
      for (const item of seeds) items.set(textOf(item), clean(item));
    },
    all: () => [...items.values()],
  };
}

const OF_WRITES: readonly Fault[] = ['CRASH', 'SILENCE', 'LOST_ANSWER'];
const operationOf = (one: Write): string =>
  'put' in one ? 'PutItem' : 'update' in one ? 'UpdateItem' : 'DeleteItem';

/** A page of a partition of the table or of an index. */
function pageOf(items: readonly Item[], input: QueryInput): Page {
  const index = INDEXES.find(({ name }) => name === input.index);
  const [partition, sort] = index === undefined ? ['PK', 'SK'] : [index.partitionKey, index.sortKey];
  const [from, to] = input.between ?? ['', '\uffff'];
  const direction = input.newestFirst === true ? -1 : 1;
  const placeOf = (item: Record<string, unknown>) => [item[sort], item.PK, item.SK].join('\n');
  const compare = (one: Record<string, unknown>, other: Record<string, unknown>) =>
    placeOf(one) === placeOf(other) ? 0 : direction * (placeOf(one) < placeOf(other) ? -1 : 1);
  const isAsked = (item: Item) => {
    const at = String(item[sort]);
    return at.startsWith(input.prefix ?? '') && at >= from && at <= to;
  };
  const found = items
    .filter((item) => item[partition] === input.partition && isAsked(item))
    .filter((item) => input.after === undefined || compare(item, input.after) > 0)
    .sort(compare)
    .slice(0, input.limit);
  const end = found.length < input.limit ? undefined : found.at(-1);
  const names = ['PK', 'SK', partition, sort];
  return { items: found, last: end && Object.fromEntries(names.map((name) => [name, String(end[name])])) };
}

const keyOf = (one: Write): Key =>
  'put' in one ? one.put : 'update' in one ? one.update : 'delete' in one ? one.delete : one.check;

/** An item as the table gives it back. */
const clean = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as Item;

function holds({ condition, names = {}, values = {} }: Write, item: Item | undefined): boolean {
  if (condition === undefined) return true;
  const absent = /^attribute_not_exists\(([#\w]+)\)$/.exec(condition)?.[1];
  if (absent !== undefined) return item?.[names[absent] ?? absent] === undefined;
  const [, name = '', value = ''] = /^(#\w+) = (:\w+)$/.exec(condition) ?? [];
  if (name === '') throw new Error(`The table in memory does not know the condition ${condition}.`);
  return item !== undefined && item[names[name] ?? ''] === values[value];
}

function written(one: Write, item: Item | undefined): Item | undefined {
  if ('put' in one) return clean(one.put);
  if (!('update' in one)) return undefined;
  const { update, set, names = {}, values = {} } = one;
  const [, sets = '', adds = ''] = /^SET (.+?)(?: ADD (.+))?$/.exec(set) ?? [];
  if (sets === '') throw new Error(`The table in memory does not know the update ${set}.`);
  const after: Item = { ...item, PK: update.PK, SK: update.SK };
  // Not the comma of if_not_exists.
  for (const part of sets.split(/, (?=#)/)) {
    const [name = '', value = ''] = part.split(' = ');
    const attribute = names[name] ?? '';
    const [, once] = /^if_not_exists\(.+, (.+)\)$/.exec(value) ?? [];
    after[attribute] = once === undefined ? values[value] : (after[attribute] ?? values[once]);
  }
  for (const part of adds === '' ? [] : adds.split(', ')) {
    const [name = '', value = ''] = part.split(' ');
    const attribute = names[name] ?? '';
    after[attribute] = Number(after[attribute] ?? 0) + Number(values[value]);
  }
  return after;
}
