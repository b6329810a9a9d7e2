import { beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../../support/api.ts';
import { openCounter, openTeller, type Teller, VERBS } from './teller.ts';

let api: Api;
let teller: Teller;
const counter = openCounter();
const { newMember } = counter;
beforeAll(() => {
  api = counter.api();
  teller = counter.teller();
});

describe('an idempotency key', () => {
  test('sent again with the same input has the first answer, whatever happened since', async () => {
    const member = await newMember();
    const input = { memberId: member, points: 40, reason: '생일 선물 🎂', idempotencyKey: '키-1' };
    const first = await teller.attempt('awardPoints', input);
    api.clock.advance({ days: 1 });
    await teller.spend(member, 15);
    const again = await teller.attempt('awardPoints', input);
    expect(again.entry).toEqual(first.entry);
    expect(again.account.available).toBe(25);
    expect((await teller.entries(member)).edges).toHaveLength(2);
  });

  test('sent fifty times at once writes one entry, and all get it as answer', async () => {
    const member = await newMember();
    await teller.award(member, 100);
    for (const verb of VERBS) {
      const input = { memberId: member, points: 7, reason: 'Once.', idempotencyKey: `fifty-${verb}` };
      const answers = await Promise.all(Array.from({ length: 50 }, () => teller.attempt(verb, input)));
      expect(new Set(answers.map(({ entry }) => entry.id)).size).toBe(1);
      expect(answers.every(({ entry, userErrors }) => entry.points === 7 && userErrors.length === 0)).toBe(
        true,
      );
    }
    expect((await teller.balance(member)).available).toBe(93);
    expect((await teller.entries(member)).edges).toHaveLength(4);
  });

  test('of a reversal sent fifty times at once reverses once, and all get it as answer', async () => {
    const member = await newMember();
    const { entry } = await teller.award(member, 100);
    const input = { entryId: entry.id, reason: 'Mistake.', idempotencyKey: 'fifty-reverse' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => teller.attempt('reversePointEntry', input)),
    );
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(new Set(answers.map((answer) => answer.entry.id)).size).toBe(1);
    expect((await teller.balance(member)).available).toBe(0);
  });

  test('IDEMPOTENCY_CONFLICT: with other points, reason, member or mutation', async () => {
    const member = await newMember();
    const input = { memberId: member, points: 40, reason: 'First.', idempotencyKey: 'conflict' };
    await teller.attempt('awardPoints', input);
    const conflict = { code: 'IDEMPOTENCY_CONFLICT', field: ['idempotencyKey'] };
    expect(await teller.refusalOf('awardPoints', { ...input, points: 41 })).toEqual(conflict);
    expect(await teller.refusalOf('awardPoints', { ...input, reason: 'Second.' })).toEqual(conflict);
    expect(await teller.refusalOf('awardPoints', { ...input, memberId: await newMember() })).toEqual(
      conflict,
    );
    expect(await teller.refusalOf('spendPoints', input)).toEqual(conflict);
    expect(await teller.refusalOf('deductPoints', input)).toEqual(conflict);
    const { entry } = await teller.award(member, 1);
    expect(
      await teller.refusalOf('reversePointEntry', { entryId: entry.id, idempotencyKey: 'conflict' }),
    ).toEqual(conflict);
  });

  test('IDEMPOTENCY_CONFLICT: when a reversal has used it', async () => {
    const member = await newMember();
    const [one, other] = [await teller.award(member, 40), await teller.award(member, 50)];
    const input = { entryId: one.entry.id, reason: 'Mistake.', idempotencyKey: 'reversal' };
    const reversed = await teller.attempt('reversePointEntry', input);
    const conflict = { code: 'IDEMPOTENCY_CONFLICT', field: ['idempotencyKey'] };
    expect(await teller.refusalOf('reversePointEntry', { ...input, entryId: other.entry.id })).toEqual(
      conflict,
    );
    expect(await teller.refusalOf('reversePointEntry', { ...input, reason: 'Other words.' })).toEqual(
      conflict,
    );
    for (const verb of VERBS) {
      expect(
        await teller.refusalOf(verb, { memberId: member, points: 1, idempotencyKey: 'reversal' }),
      ).toEqual(conflict);
    }
    expect(await teller.attempt('reversePointEntry', input)).toEqual(reversed);
  });

  test('of one program may be used again in another', async () => {
    const abroad = await openTeller(api, 'other');
    const [here, there] = [await newMember(), await newMember('other')];
    await teller.award(here, 1, { idempotencyKey: 'shared' });
    expect((await abroad.award(there, 2, { idempotencyKey: 'shared' })).account.available).toBe(2);
  });
});
