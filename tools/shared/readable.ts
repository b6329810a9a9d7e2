import * as z from 'zod';
import type { Program } from '../../functions/features/programs/rules.ts';
import { cachedProgram } from '../../functions/features/programs/store.ts';
import type { Item, Key } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { programKey } from '../../functions/table/keys.ts';
import { LocalError } from '../terminal/errors.ts';

/** What a tool says that would have to count an item which cannot be read. `unreadable` names the item and why. */
export const corrupt = (unreadable: string): LocalError =>
  new LocalError(
    'DATA_CORRUPT',
    `An item cannot be read, so nothing can be recounted and nothing was written. It is ${unreadable}`,
  );

/** What an item says. Throws LocalError DATA_CORRUPT when it cannot be read. */
export function readable<T>(item: Item, parse: (item: Item) => T): T {
  try {
    return parse(item);
  } catch (error) {
    throw corrupt(unreadableItem(item, error));
  }
}

/** The program; undefined when it is not there. Throws LocalError DATA_CORRUPT when it cannot be read. */
export async function readableProgram(deps: Deps, slug: string): Promise<Program | undefined> {
  const key: Key = programKey(slug);
  return cachedProgram(deps, slug).catch((error: unknown) => {
    throw error instanceof z.ZodError ? corrupt(unreadableItem(key, error)) : error;
  });
}

/** Which item cannot be read and why, on one line, for a person at a terminal. */
export function unreadableItem({ PK, SK }: Key, error: unknown): string {
  const why =
    error instanceof z.ZodError
      ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
      : error instanceof Error
        ? error.message
        : String(error);
  return `${PK} ${SK}: ${why}`;
}
