import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { WAKING_PATTERNS, wakes } from '../../functions/projection/wakes.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { SURFACES } from '../support/surfaces.ts';

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

/** The surface that an entity is silent in. */
const SILENT = new Map(
  SURFACES.flatMap(([file, { silent = [] }]) =>
    silent.map((name) => [ENTITY[name] as string, file] as const),
  ),
);

describe('the projector', () => {
  test.each(Object.values(ENTITY))('is woken by %s or not, as by the deployed filter', (entity) => {
    const changes = [{ after: entity }, { before: entity, after: entity }, { before: entity }];
    const awake = changes.map((change) => wakes(record(change)));
    const file = SILENT.get(entity);
    const goes = file === undefined;
    expect(
      awake,
      goes
        ? `${entity} is \`wakes: true\`, or is named in \`silent\` of the surface of its feature (test/features/<noun>/surface.ts).`
        : `${entity} is in \`silent\` of ${file}: \`wakes: false\` in functions/table/entities.ts.`,
    ).toEqual([goes, goes, goes && entity !== ENTITY.handover]);
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
