import { beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../../support/api.ts';
import { openCounter, openTeller, type Teller } from './teller.ts';

let api: Api;
let teller: Teller;
const counter = openCounter();
const { newMember } = counter;
beforeAll(() => {
  api = counter.api();
  teller = counter.teller();
});

describe('a reversal', () => {
  test('ALREADY_REVERSED: for an entry that is reversed already', async () => {
    const { entry } = await teller.award(await newMember(), 10);
    await teller.reverse(entry.id);
    expect(await teller.refusalOf('reversePointEntry', { entryId: entry.id })).toEqual({
      code: 'ALREADY_REVERSED',
      field: ['entryId'],
    });
  });

  test('sent twenty times at once under different keys happens once', async () => {
    const member = await newMember();
    const { entry } = await teller.award(member, 10);
    const input = (n: number) => ({ entryId: entry.id, reason: 'Mistake.', idempotencyKey: `rival-${n}` });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => teller.attempt('reversePointEntry', input(n))),
    );
    const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'REVERSED').toSorted();
    expect(codes).toEqual([...Array(19).fill('ALREADY_REVERSED'), 'REVERSED']);
    expect(await teller.balance(member)).toMatchObject({ available: 0, lifetimeEarned: 0, debt: 0 });
  });

  test('NOT_FOUND: for an entry that is not in this program', async () => {
    const abroad = await openTeller(api, 'other');
    const { entry } = await abroad.award(await newMember('other'), 10);
    for (const entryId of [entry.id, `pte_${'0'.repeat(26)}`, '', 'pte_', `${entry.id}#`]) {
      expect(await teller.refusalOf('reversePointEntry', { entryId })).toEqual({
        code: 'NOT_FOUND',
        field: ['entryId'],
      });
    }
  });

  test('INVALID_STATE: for a reversal, and for an entry that the system wrote', async () => {
    const member = await newMember();
    const { entry } = await teller.award(member, 10);
    const reversal = await teller.reverse(entry.id);
    expect(await teller.refusalOf('reversePointEntry', { entryId: reversal.entry.id })).toEqual({
      code: 'INVALID_STATE',
      field: ['entryId'],
    });
  });

  test('of spent points leaves debt, which later awards pay first', async () => {
    const member = await newMember();
    const { entry } = await teller.award(member, 100);
    await teller.spend(member, 70);
    const reversed = await teller.reverse(entry.id);
    expect(reversed.entry).toMatchObject({ availableChange: -30, debtChange: 70 });
    expect(reversed.account).toMatchObject({ available: 0, debt: 70, lifetimeEarned: 0, lifetimeSpent: 70 });
    expect(await teller.refusalOf('spendPoints', { memberId: member, points: 1 })).toMatchObject({
      code: 'INSUFFICIENT_POINTS',
    });
    const paid = await teller.award(member, 50);
    expect(paid.entry).toMatchObject({ points: 50, availableChange: 0, debtChange: -50 });
    expect((await teller.award(member, 25)).account).toMatchObject({
      available: 5,
      debt: 0,
      lifetimeEarned: 75,
    });
  });
});
