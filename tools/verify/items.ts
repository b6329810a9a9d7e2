import { PARSERS } from '../../functions/registry/entities.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITIES, type EntityName } from '../../functions/table/entities.ts';
import { unreadableItem } from '../shared/readable.ts';

export type ItemReport = { problems: string[] };

const PARSER_OF_TYPE = new Map(
  (Object.keys(ENTITIES) as EntityName[]).map((name) => [ENTITIES[name].type as string, PARSERS[name]]),
);

/** Checks that every item whose store checks what it reads can be read. */
export function createItemCheck(): { add(item: Item): void; report(): ItemReport } {
  const problems: string[] = [];
  return {
    add(item) {
      try {
        PARSER_OF_TYPE.get(String(item.et))?.(item);
      } catch (error) {
        problems.push(unreadableItem(item, error));
      }
    },
    report: () => ({ problems }),
  };
}
