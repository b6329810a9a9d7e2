import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Cause,
  checkClaim,
  claimItem,
  claimOf,
  itemIdOf,
  type ModerationItem,
  releaseItem,
  subjectOf,
  withCauses,
  withReport,
} from '../../../functions/features/moderation/rules.ts';

const NOW = new Date('2026-11-02T00:00:00.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const WAITING = {
  programId: 'prg',
  kind: 'CONTEST_ENTRY' as const,
  subjectId: 'ent_1',
  groupId: 'cst_1',
  revision: 1,
  at: NOW.toISOString(),
};
const item = (causes: Cause[] = ['SUBMITTED']): ModerationItem => {
  const made = withCauses(undefined, WAITING, causes);
  if (made === undefined) throw new Error('Nothing waits.');
  return made;
};
const claimed = (by: string, now = NOW): ModerationItem => {
  const claim = claimItem(item(), by, now);
  if (!claim.ok) throw new Error(claim.refusal.message);
  return claim.value;
};

describe('an item', () => {
  test('is there exactly while something of its thing waits, and keeps its place and its claim', () => {
    const causes = fc.subarray<Cause>(['EDITED', 'REPORTED', 'SUBMITTED']);
    const step = fc.record({ causes, revision: fc.integer({ min: 1, max: 3 }), isReport: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let present: ModerationItem | undefined;
        for (const [index, { causes: wanted, revision, isReport }] of steps.entries()) {
          const before = present;
          const waiting = { ...WAITING, revision, at: later(index).toISOString() };
          present = isReport ? withReport(before, waiting, true) : withCauses(before, waiting, wanted);
          if (!isReport) {
            expect(present?.causes.toSorted() ?? []).toEqual(wanted);
            if (present !== undefined) expect(withCauses(present, waiting, wanted)).toBe(present);
            if (present !== undefined) expect(present.revision).toBe(revision);
          } else expect(present?.causes).toContain('REPORTED');
          if (before === undefined || present === undefined) continue;
          expect([present.since, present.claim]).toEqual([before.since, before.claim]);
          expect(present.version - before.version).toBe(present === before ? 0 : 1);
          expect(present.reports - before.reports).toBe(isReport ? 1 : 0);
        }
      }),
    );
  });
});

describe('a claim', () => {
  test('is for ten minutes and to the millisecond', () => {
    const held = claimed('ana');
    const last = new Date(NOW.getTime() + 599_999);
    expect(claimOf(held, last)?.by).toBe('ana');
    expect(claimOf(held, later(600))).toBeNull();
    expect(checkClaim(held, 'ben', last).ok).toBe(false);
    expect(checkClaim(held, 'ben', later(600)).ok).toBe(true);
    expect(checkClaim(held, 'ana', last).ok).toBe(true);
  });

  test('that is made again runs anew once a minute of it is over', () => {
    const held = claimed('ana');
    const again = (seconds: number) => {
      const claim = claimItem(held, 'ana', later(seconds));
      return claim.ok ? claim.value : undefined;
    };
    expect(again(60)).toBe(held);
    expect(again(61)?.claim?.until).toBe(later(661).toISOString());
  });

  test('is given back by whoever has it alone', () => {
    const held = claimed('ana');
    expect(releaseItem(held, 'ben', NOW)).toBe(held);
    expect(releaseItem(held, 'ana', later(600))).toBe(held);
    const free = releaseItem(held, 'ana', NOW);
    expect(free.claim).toBeNull();
    expect(releaseItem(free, 'ana', NOW)).toBe(free);
  });
});

test('the id of an item is that of its thing with a prefix', () => {
  expect(subjectOf(itemIdOf('ent_0123_7'))).toBe('ent_0123_7');
  for (const id of [
    '',
    'mod_',
    'ent_0123_7',
    'mod_ent',
    `mod_ent_${'0'.repeat(81)}`,
    'mod_ent_0\n',
    'mod_ENT_0',
  ])
    expect(subjectOf(id)).toBeUndefined();
});
