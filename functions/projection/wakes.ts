import type { DynamoDBRecord } from 'aws-lambda';
import { ENTITY } from '../table/keys.ts';

// Which changes of the table wake the projector. It is not woken by what it writes itself and nothing follows
// from, or it would run for ever; the records of leaderboards must wake it, for their trees follow from them.

const OWN = [ENTITY.counter, ENTITY.datedCounter, ENTITY.dayStart, ENTITY.checkpoint];
/**
 * Nothing follows from these either: whoever guesses codes, joins or hides must not keep it busy, and a pair
 * comes with its referral.
 */
const NOT_PROJECTED = [ENTITY.wrongCodes, ENTITY.referralPair, ENTITY.member, ENTITY.relisting];
/**
 * What is in quarantine wakes it: it speaks of what comes there, applies what is marked, and speaks of what
 * TTL removes.
 */
const BESIDE_QUARANTINE = [ENTITY.quarantinePart];

/** Entities by which it is not woken when they appear or change. */
const SILENT_WHEN_PUT: readonly string[] = [...OWN, ...NOT_PROJECTED, ...BESIDE_QUARANTINE];
/** Nor when they are removed: what was handed over is added once, when it appears. */
const SILENT_WHEN_GONE: readonly string[] = [...SILENT_WHEN_PUT, ENTITY.handover];

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
