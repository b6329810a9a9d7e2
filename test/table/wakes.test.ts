import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { WAKING_PATTERNS, wakes } from '../../functions/projection/wakes.ts';
import { ENTITY } from '../../functions/table/entities.ts';

type Images = { before?: string; after?: string };
const record = ({ before, after }: Images): Pick<DynamoDBRecord, 'dynamodb'> => ({
  dynamodb: {
    ...(before === undefined ? {} : { OldImage: { et: { S: before } } }),
    ...(after === undefined ? {} : { NewImage: { et: { S: after } } }),
  },
});

/** The rules of event filtering, as far as the patterns use them. */
function fits(pattern: object, value: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const found = (value as Record<string, unknown> | undefined)?.[name];
    if (!Array.isArray(wanted)) return typeof found === 'object' && found !== null && fits(wanted, found);
    return wanted.some((rule) => found !== undefined && !rule['anything-but'].includes(found));
  });
}

const SILENT: string[] = [
  ENTITY.counter,
  ENTITY.datedCounter,
  ENTITY.dayStart,
  ENTITY.checkpoint,
  ENTITY.wrongCodes,
  ENTITY.referralPair,
  ENTITY.member,
  ENTITY.relisting,
  ENTITY.quarantinePart,
];

describe('the projector', () => {
  test.each(Object.values(ENTITY))('is woken by %s or not, as by the deployed filter', (entity) => {
    const changes = [{ after: entity }, { before: entity, after: entity }, { before: entity }];
    const awake = changes.map((change) => wakes(record(change)));
    const goes = !SILENT.includes(entity);
    expect(awake).toEqual([goes, goes, goes && entity !== ENTITY.handover]);
    expect(awake).toEqual(
      changes.map((change) => WAKING_PATTERNS.some((pattern) => fits(pattern, record(change)))),
    );
  });

  test('is woken by a hand-over and not by its removal', () => {
    expect(wakes(record({ before: ENTITY.handover, after: ENTITY.handover }))).toBe(true);
    expect(wakes(record({ before: ENTITY.handover }))).toBe(false);
  });

  test('is not woken by an item without a type', () => {
    expect(wakes({ dynamodb: { NewImage: { n: { N: '1' } } } })).toBe(false);
    expect(wakes({})).toBe(false);
  });
});
