import type { DynamoDBRecord } from 'aws-lambda';
import { ENTITIES, type EntityFacts } from '../table/entities.ts';

// Which changes of the table wake the projector: what the list of entities says of each.

const all: readonly EntityFacts[] = Object.values(ENTITIES);
const typesWhere = (isMeant: (entity: EntityFacts) => boolean) => all.filter(isMeant).map(({ type }) => type);

/** Entities by which it is not woken when they appear or change, and when they are removed. */
const SILENT_WHEN_PUT = typesWhere(({ wakes }) => wakes === false);
const SILENT_WHEN_GONE = typesWhere(({ wakes }) => wakes !== true);

/**
 * The filter of the event source: a record passes when either of these fits. A removal has an old image
 * alone.
 */
export const WAKING_PATTERNS = [
  { dynamodb: { NewImage: { et: { S: [{ 'anything-but': SILENT_WHEN_PUT }] } } } },
  { dynamodb: { OldImage: { et: { S: [{ 'anything-but': SILENT_WHEN_GONE }] } } } },
];

/** What that filter does: true for a record that wakes the projector. */
export function wakes({ dynamodb }: Pick<DynamoDBRecord, 'dynamodb'>): boolean {
  const [put, gone] = [dynamodb?.NewImage?.et?.S, dynamodb?.OldImage?.et?.S];
  return (
    (put !== undefined && !SILENT_WHEN_PUT.includes(put)) ||
    (gone !== undefined && !SILENT_WHEN_GONE.includes(gone))
  );
}
