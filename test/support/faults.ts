import { createHash } from 'node:crypto';
import {
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { createOverlap, writtenKeys } from '../../bench/overlap.ts';
import { createDynamoClient, type Key } from '../../functions/table/client.ts';
import { createPast, type Past } from './past.ts';

/**
 * What can happen to a call.
 * CONFLICT: a write meets a transaction on the same item. THROTTLED, CAPACITY: refused for the load; a transaction is
 * cancelled for it. UNPROCESSED: a BatchGet reads half of what it was asked for. STALE: a read that did not ask for
 * consistency answers each item as it was before its latest write; on an index too. MIXED: a BatchGet answers every second
 * item so. LOST_ANSWER: a write is applied, and the answer does not come. SENT_AGAIN: the same, and the SDK sends the write again
 * by itself, as it does until it gives up. SILENCE: nothing is heard of a call until its time is over, and a write is not
 * applied. CRASH: the process ends before the call is sent.
 */
export type Fault =
  | 'CONFLICT'
  | 'THROTTLED'
  | 'CAPACITY'
  | 'UNPROCESSED'
  | 'STALE'
  | 'MIXED'
  | 'LOST_ANSWER'
  | 'SENT_AGAIN'
  | 'SILENCE'
  | 'CRASH';

export type Call = {
  /** 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'. */
  operation: string;
  /** The items or the partition that it is about, as text. */
  about: string;
};

/** Says what happens to a call; undefined lets it pass. What cannot happen to it (a stale write) is passed over. */
export type Plan = (call: Call) => Fault | undefined;

export type Faults = {
  plan: Plan;
  /** True while writes that overlap in time on an item are refused, as the service does it. */
  overlaps: boolean;
  /** What has happened, in its order. */
  readonly happened: Fault[];
  /** Every call that was made, whether anything happened to it or not. */
  readonly calls: Call[];
  /** Lets everything pass while the work is done. */
  quietly<T>(work: () => Promise<T>): Promise<T>;
};

const CALM: Plan = () => undefined;

/** The answer that never came, of a write that was applied or of a call that was not carried out, as the SDK tells of both. */
export class LostAnswer extends Error {
  override name = 'TimeoutError';
}
export class Silence extends Error {
  override name = 'TimeoutError';
}
/** The process that ended: the table's own code does not know it. */
export class Crash extends Error {
  override name = 'Crash';
}

// biome-ignore lint/suspicious/noExplicitAny: the inputs and outputs of all operations.
type Loose = any;

/**
 * Puts a fault layer before a client: what a real table does and the engine never does. Calls pass until a plan is set.
 * It stands outside the SDK's own retries: what it throws is what is left when those have given up.
 */
export function addFaults(client: DynamoDBClient, endpoint: string): Faults {
  const past = createPast(createDynamoClient(endpoint));
  const overlap = createOverlap();
  const losing = loseFirstAnswers(client);
  const faults: Faults = {
    plan: CALM,
    overlaps: false,
    happened: [],
    calls: [],
    async quietly(work) {
      const { plan } = faults;
      faults.plan = CALM;
      try {
        return await work();
      } finally {
        faults.plan = plan;
      }
    },
  };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = args.input as Loose;
      const call = callOf(context.commandName ?? '', input);
      if (call === undefined) return next(args);
      faults.calls.push(call);
      const planned = faults.plan(call);
      const fault = planned !== undefined && canHappen(planned, call, input) ? planned : undefined;
      if (fault !== undefined) faults.happened.push(fault);
      if (fault === 'SENT_AGAIN') losing.add(context);
      const send = () => meet(fault, call, input, past, (changed) => next({ ...args, input: changed }));
      if (!faults.overlaps) return send();
      return overlap.during(call.operation, input, send).catch((error: unknown) => {
        if (isConflict(error) && fault !== 'CONFLICT') faults.happened.push('CONFLICT');
        throw error;
      });
    },
    { step: 'initialize', name: 'faults', priority: 'low' },
  );
  return faults;
}

/**
 * Loses the first answer of the calls whose context is put in, within the SDK's own retries. A transaction that comes again with
 * the token of the first is answered as that was, which the service does and the engine does not.
 */
function loseFirstAnswers(client: DynamoDBClient): WeakSet<object> {
  const losing = new WeakSet<object>();
  const answered = new WeakMap<object, { token: unknown; answer: Loose }>();
  client.middlewareStack.add(
    (next: Loose, context) => async (args: Loose) => {
      const { ClientRequestToken: token } = JSON.parse(args.request.body);
      const before = answered.get(context);
      if (before !== undefined && token !== undefined) {
        if (token !== before.token) throw new Error('The SDK sent a transaction again under another token.');
        return before.answer;
      }
      const answer = await next(args);
      if (!losing.has(context) || before !== undefined) return answer;
      answered.set(context, { token, answer });
      throw new LostAnswer('The answer was lost, and the SDK will ask again.');
    },
    { step: 'finalizeRequest', name: 'lostAnswers', priority: 'low' },
  );
  return losing;
}

const isConflict = (error: unknown) =>
  error instanceof TransactionConflictException ||
  (error instanceof TransactionCanceledException &&
    error.CancellationReasons?.some(({ Code }) => Code === REASONS.CONFLICT) === true);

async function meet(
  fault: Fault | undefined,
  call: Call,
  input: Loose,
  past: Past,
  send: (input: Loose) => Promise<Loose>,
): Promise<Loose> {
  if (fault === 'CRASH') throw new Crash(`The process ended before ${call.operation}.`);
  if (fault === 'SILENCE') throw new Silence(`Nothing was heard of ${call.operation}.`);
  if (fault === 'CONFLICT' || fault === 'THROTTLED' || fault === 'CAPACITY')
    throw refusal(fault, call, input);
  if (fault === 'UNPROCESSED') return halfRead(input, send);
  const changed = WRITES.has(call.operation) ? changedBy(call.operation, input) : [];
  const applied = changed.length === 0 ? undefined : await past.remember(tableOf(input), changed);
  const answer = await send(input);
  applied?.();
  if (fault === 'STALE') answer.output = past.stale(call.operation, input, answer.output);
  if (fault === 'MIXED')
    answer.output = past.stale(call.operation, input, answer.output, (place) => place % 2 === 1);
  if (fault === 'LOST_ANSWER') throw new LostAnswer(`${call.operation} was applied and its answer was lost.`);
  return answer;
}

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);
const READS = new Set(['GetItem', 'BatchGetItem', 'Query']);

function callOf(commandName: string, input: Loose): Call | undefined {
  const operation = commandName.replace(/Command$/, '');
  if (!WRITES.has(operation) && !READS.has(operation)) return undefined;
  if (operation === 'Query') return { operation, about: String(input.ExpressionAttributeValues[':pk']) };
  return { operation, about: keysOf(operation, input).map(textOf).join(' | ') };
}

const textOf = ({ PK, SK }: Key) => `${PK} ${SK}`;

function tableOf(input: Loose): string {
  if (input.TransactItems === undefined) return input.TableName;
  const [{ Put, Update, Delete, ConditionCheck }] = input.TransactItems;
  return (Put ?? Update ?? Delete ?? ConditionCheck).TableName;
}

function keysOf(operation: string, input: Loose): Key[] {
  if (operation === 'BatchGetItem')
    return Object.values(input.RequestItems as Loose).flatMap((one: Loose) => one.Keys);
  return writtenKeys(operation, input);
}

/** The items that a write changes: not those that it only looks at. */
const changedBy = (operation: string, input: Loose): Key[] =>
  keysOf(operation, input).filter((_, place) => input.TransactItems?.[place].ConditionCheck === undefined);

function canHappen(fault: Fault, { operation }: Call, input: Loose): boolean {
  if (fault === 'CONFLICT' || fault === 'LOST_ANSWER' || fault === 'SENT_AGAIN') return WRITES.has(operation);
  if (fault === 'UNPROCESSED') return operation === 'BatchGetItem';
  if (fault === 'MIXED' && operation !== 'BatchGetItem') return false;
  if (fault !== 'STALE' && fault !== 'MIXED') return true;
  const consistent =
    operation === 'BatchGetItem'
      ? Object.values(input.RequestItems as Loose).some((one: Loose) => one.ConsistentRead === true)
      : input.ConsistentRead === true;
  return READS.has(operation) && !consistent;
}

const META = { $metadata: {}, message: 'By the fault layer.' };
const REASONS = {
  CONFLICT: 'TransactionConflict',
  THROTTLED: 'ThrottlingError',
  CAPACITY: 'ProvisionedThroughputExceeded',
};

function refusal(fault: keyof typeof REASONS, { operation }: Call, input: Loose): Error {
  if (operation === 'TransactWriteItems') {
    // The last write is the one that met it, or of a conflict the first; the service says 'None' of the others.
    const CancellationReasons = input.TransactItems.map((_: Loose, place: number) => ({
      Code: place === (fault === 'CONFLICT' ? 0 : input.TransactItems.length - 1) ? REASONS[fault] : 'None',
    }));
    return new TransactionCanceledException({ ...META, CancellationReasons });
  }
  if (fault === 'CONFLICT') return new TransactionConflictException(META);
  return fault === 'THROTTLED'
    ? new ThrottlingException(META)
    : new ProvisionedThroughputExceededException(META);
}

async function halfRead(input: Loose, send: (input: Loose) => Promise<Loose>): Promise<Loose> {
  const [tableName, request] = Object.entries(input.RequestItems as Loose)[0] as [string, Loose];
  const half = Math.floor(request.Keys.length / 2);
  const unread = { [tableName]: { ...request, Keys: request.Keys.slice(half) } };
  // The service takes no empty request, so of one key nothing is read at all.
  if (half === 0)
    return {
      output: { $metadata: {}, Responses: { [tableName]: [] }, UnprocessedKeys: unread },
      response: {},
    };
  const answer = await send({
    ...input,
    RequestItems: { [tableName]: { ...request, Keys: request.Keys.slice(0, half) } },
  });
  answer.output.UnprocessedKeys = unread;
  return answer;
}

/** The faults of one operation, call by call; then calm. `undefined` lets a call pass. */
export function script(operation: string, ...faults: (Fault | undefined)[]): Plan {
  const left = [...faults];
  return (call) => (call.operation === operation ? left.shift() : undefined);
}

/**
 * Faults by chance, each as often as its rate says. What happens to a call depends on the seed, on what the call is about
 * and on how often that was called before: not on what runs beside it, so a run can be had again.
 */
export function byChance(seed: number, rates: Partial<Record<Fault, number>>): Plan {
  const seen = new Map<string, number>();
  return ({ operation, about }) => {
    const name = `${operation} ${about}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    let draw = createHash('sha256').update(`${seed} ${name} ${count}`).digest().readUInt32BE(0) / 2 ** 32;
    for (const [fault, rate] of Object.entries(rates) as [Fault, number][]) {
      if (draw < rate) return fault;
      draw -= rate;
    }
    return undefined;
  };
}
