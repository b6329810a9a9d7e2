import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type Key, keyText } from '../functions/table/client.ts';

// Writes that meet, as DynamoDB has it and the local engine has not: a transaction that overlaps in time with another write of
// one of its items is cancelled and does not wait; so is a single write that meets a transaction. Two single writes pass.

// biome-ignore lint/suspicious/noExplicitAny: the inputs of all writes.
type Input = any;
type Holder = 'TRANSACTION' | 'WRITE';

export type Overlap = {
  /** Does a write while it holds its items. Throws as the service does when another holds any of them. */
  during<T>(operation: string, input: Input, work: () => Promise<T>): Promise<T>;
};

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);
const META = { $metadata: {}, message: 'Another writer is there.' };

export function createOverlap(): Overlap {
  const holders = new Map<string, Holder[]>();
  return {
    async during(operation, input, work) {
      if (!WRITES.has(operation)) return work();
      const own: Holder = operation === 'TransactWriteItems' ? 'TRANSACTION' : 'WRITE';
      const items = writtenKeys(operation, input).map(keyText);
      const isMet = items.map((item) => meets(own, holders.get(item) ?? []));
      if (isMet.includes(true)) throw refusal(own, isMet);
      for (const item of items) holders.set(item, [...(holders.get(item) ?? []), own]);
      try {
        return await work();
      } finally {
        for (const item of items) release(holders, item, own);
      }
    },
  };
}

const meets = (own: Holder, others: readonly Holder[]) =>
  own === 'TRANSACTION' ? others.length > 0 : others.includes('TRANSACTION');

function release(holders: Map<string, Holder[]>, item: string, own: Holder): void {
  const left = [...(holders.get(item) ?? [])];
  left.splice(left.indexOf(own), 1);
  if (left.length === 0) holders.delete(item);
  else holders.set(item, left);
}

/** The items of a write, those that it only looks at among them. */
export function writtenKeys(operation: string, input: Input): Key[] {
  if (operation !== 'TransactWriteItems') return [input.Key ?? input.Item];
  return input.TransactItems.map(
    ({ Put, Update, Delete, ConditionCheck }: Input) => Put?.Item ?? (Update ?? Delete ?? ConditionCheck).Key,
  );
}

function refusal(own: Holder, isMet: readonly boolean[]): Error {
  if (own === 'WRITE') return new TransactionConflictException(META);
  const CancellationReasons = isMet.map((met) => ({ Code: met ? 'TransactionConflict' : 'None' }));
  return new TransactionCanceledException({ ...META, CancellationReasons });
}
