import { beforeAll, describe, expect, test } from 'vitest';
import { openCounter, type Teller, VERBS } from './teller.ts';

let teller: Teller;
const counter = openCounter();
const { newMember } = counter;
beforeAll(() => {
  teller = counter.teller();
});

let count = 0;
const newName = () => {
  count += 1;
  return `고객-${count} 🍵`;
};
const input = (externalId: string, more: object = {}) => {
  count += 1;
  return { externalId, points: 5, reason: 'Tea.', idempotencyKey: `theirs-${count}`, ...more };
};
/** Gives a member the brand's own id, or takes it away. */
const name = (memberId: string, externalId: string | null) =>
  counter.api().mutate('demo', 'updateMember', { memberId, externalId }, 'member { id }', teller.credential);
async function named(externalId: string, points = 100): Promise<string> {
  const memberId = await newMember();
  await name(memberId, externalId);
  if (points > 0) await teller.award(memberId, points);
  return memberId;
}

describe('points of a member named by externalId', () => {
  test.each(VERBS)('are moved by %s as by memberId', async (verb) => {
    const externalId = newName();
    const memberId = await named(externalId);
    const { account, userErrors } = await teller.attempt(verb, input(externalId));
    expect(userErrors).toEqual([]);
    expect(account).toMatchObject({ available: verb === 'awardPoints' ? 105 : 95 });
    expect(await teller.balance(memberId)).toEqual(account);
  });

  test('are found in composed and decomposed form, and with blanks around it', async () => {
    const externalId = `갑-${newName()}`;
    await named(externalId, 0);
    const one = input(externalId);
    const first = await teller.attempt('awardPoints', one);
    const again = await teller.attempt('awardPoints', {
      ...one,
      externalId: ` ${externalId.normalize('NFD')} `,
    });
    expect(again).toEqual(first);
  });

  test.each(VERBS)('%s is INVALID_INPUT with both ids and with none', async (verb) => {
    const externalId = newName();
    const memberId = await named(externalId);
    const wrong = { code: 'INVALID_INPUT', field: ['memberId'] };
    expect(await teller.refusalOf(verb, input(externalId, { memberId }))).toEqual(wrong);
    expect(await teller.refusalOf(verb, input(externalId, { externalId: null }))).toEqual(wrong);
    expect(await teller.refusalOf(verb, input(externalId, { externalId: undefined }))).toEqual(wrong);
    expect(await teller.refusalOf(verb, input('two\nlines'))).toEqual({
      code: 'INVALID_INPUT',
      field: ['externalId'],
    });
  });

  test.each(VERBS)('%s is MEMBER_NOT_FOUND for an externalId unknown in this program', async (verb) => {
    const externalId = newName();
    const abroad = await newMember('other');
    const boss = { token: await counter.api().as('other', 'ORGANIZER') };
    await counter
      .api()
      .mutate('other', 'updateMember', { memberId: abroad, externalId }, 'member { id }', boss);
    const nobody = { code: 'MEMBER_NOT_FOUND', field: ['externalId'] };
    expect(await teller.refusalOf(verb, input(externalId))).toEqual(nobody);
    const memberId = await named(externalId);
    await name(memberId, null);
    expect(await teller.refusalOf(verb, input(externalId))).toEqual(nobody);
  });

  test('are not spent while the member is suspended, and the error names the externalId field', async () => {
    const externalId = newName();
    const memberId = await named(externalId);
    const suspend = { memberId, status: 'SUSPENDED', reason: 'Fraud?' };
    await counter.api().mutate('demo', 'setMemberStatus', suspend, 'member { id }', teller.credential);
    expect(await teller.refusalOf('spendPoints', input(externalId))).toEqual({
      code: 'MEMBER_SUSPENDED',
      field: ['externalId'],
    });
  });
});

describe('a request by externalId sent again', () => {
  test.each(VERBS)(
    '%s answers the first entry when the id belongs to another member or to nobody by now',
    async (verb) => {
      const externalId = newName();
      const memberId = await named(externalId);
      const one = input(externalId);
      const first = await teller.attempt(verb, one);
      await name(memberId, null);
      expect(await teller.attempt(verb, one)).toEqual(first);
      const other = await named(externalId);
      expect(await teller.attempt(verb, one)).toEqual(first);
      expect(await teller.balance(other)).toMatchObject({ available: 100 });
      expect(await teller.balance(memberId)).toEqual(first.account);
    },
  );

  test('is IDEMPOTENCY_CONFLICT when it names the member in another way', async () => {
    const externalId = newName();
    const memberId = await named(externalId);
    const { externalId: _, ...rest } = input(externalId);
    await teller.attempt('awardPoints', { ...rest, externalId });
    const conflict = { code: 'IDEMPOTENCY_CONFLICT', field: ['idempotencyKey'] };
    expect(await teller.refusalOf('awardPoints', { ...rest, memberId })).toEqual(conflict);
    expect(await teller.refusalOf('awardPoints', { ...rest, externalId: newName() })).toEqual(conflict);
    expect(await teller.refusalOf('spendPoints', { ...rest, externalId })).toEqual(conflict);
  });

  test('twenty times while the id changes hands moves points of one member, once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const externalId = newName();
      const [before, after] = [await named(externalId, 0), await newMember()];
      const one = input(externalId);
      const moves = async () => {
        await name(before, null);
        await name(after, externalId);
      };
      const send = () => teller.attempt('awardPoints', one);
      const answers = await Promise.all([...Array.from({ length: 20 }, send), moves()]);
      const ids = new Set(answers.flatMap((answer) => answer?.entry?.id ?? []));
      const held = await Promise.all([before, after].map(async (id) => (await teller.balance(id)).available));
      expect(held.reduce((sum, active) => sum + active, 0)).toBe(ids.size * 5);
      expect(ids.size).toBeLessThanOrEqual(1);
      expect((await send()).userErrors).toEqual([]);
    }
  });
});
