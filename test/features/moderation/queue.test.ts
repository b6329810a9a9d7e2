import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ENTITY } from '../../../functions/table/entities.ts';
import { sizeOfItem } from '../../../tools/shared/item-size.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { openStage, type Person, type Stage, text } from '../entries/stage.ts';

// The queue as moderators work through it: what waits, whose it is, and what becomes of what they decide.

let api: Api;
let stage: Stage;
let ana: Person;
let other: Credential;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function open(settings: object = {}): Promise<void> {
  stage = await openStage(api, { maxEntriesPerMember: 60, ...settings });
  ana = await stage.join('Ana');
  other = { token: await api.token(stage.slug, { subject: 'another', roles: ['MODERATOR'] }) };
}
beforeEach(() => open());

async function waiting(title = 'A film', author: Person = ana): Promise<string> {
  const { entry } = await stage.begin(author, text(title));
  await stage.submit(author, entry.id);
  return `mod_${entry.id}`;
}
const SELECT = 'results { itemId item { id claimedBy claimedUntil } error { code field message } }';
const claim = (itemIds: string[], who: Credential = stage.moderator) =>
  stage.mutate('claimModerationItems', { itemIds }, SELECT, who);
const release = (itemIds: string[], who: Credential = stage.moderator) =>
  stage.mutate('releaseModerationItems', { itemIds }, SELECT, who);
const codesOf = ({ results }: Data): (string | undefined)[] => results.map(({ error }: Data) => error?.code);
const approval = (itemId: string, more: object = {}) => ({
  itemId,
  revision: 1,
  decision: 'APPROVE',
  ...more,
});
const rejection = (itemId: string, more: object = {}) => ({
  itemId,
  revision: 1,
  decision: 'REJECT',
  reason: 'RIGHTS',
  ...more,
});
const stateOf = async (itemId: string) => (await stage.seeEntry(itemId.slice(4), ana)).state;

describe('the queue', () => {
  test('has what waits longest first, and what its filters ask for', async () => {
    await open({ reportsThatHide: 9 });
    const first = await waiting('First');
    const shown = await stage.enter(ana, text('Shown'));
    api.clock.advance({ seconds: 1 });
    const input = { entryId: shown, reason: 'STOLEN' };
    await stage.mutate('reportContestEntry', input, 'entry { id }', await stage.join('Ben'));
    api.clock.advance({ seconds: 1 });
    const last = await waiting('Last');
    const idsOf = (items: Data[]) => items.map(({ id }) => id);
    expect(idsOf(await stage.queue())).toEqual([first, `mod_${shown}`, last]);
    expect(idsOf(await stage.queue({ cause: 'REPORTED' }))).toEqual([`mod_${shown}`]);
    expect(idsOf(await stage.queue({ cause: 'EDITED' }))).toEqual([]);
    expect(await stage.queue({ groupId: stage.contestId })).toHaveLength(3);
    expect(await stage.queue({ groupId: 'cst_other' })).toEqual([]);
    await claim([first], other);
    await claim([last]);
    expect(idsOf(await stage.queue({ unclaimed: true }))).toEqual([`mod_${shown}`, last]);
    expect(await stage.queue({ unclaimed: false })).toHaveLength(3);
  });

  test('has items of less than 700 bytes, so that with the longest names too a change of one is one unit of its index', async () => {
    const item = await waiting('A film');
    await claim([item]);
    for (const found of await api.scanAll())
      if (found.et === ENTITY.moderationItem) expect(sizeOfItem(found)).toBeLessThan(700);
  });

  test('has pages that go on behind what a filter leaves out', async () => {
    const ids = [await waiting('1'), await waiting('2'), await waiting('3')];
    await claim([ids[0] ?? '', ids[1] ?? ''], other);
    const query = `query ($after: String) { moderationQueue(kind: CONTEST_ENTRY, unclaimed: true, first: 2, after: $after) {
      edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
    const one = (await stage.ask(query, {}, stage.moderator)).moderationQueue;
    expect([one.edges, one.pageInfo.hasNextPage]).toEqual([[], true]);
    const two = (await stage.ask(query, { after: one.pageInfo.endCursor }, stage.moderator)).moderationQueue;
    expect(two.edges).toEqual([{ node: { id: ids[2] } }]);
  });
});

describe('a claim', () => {
  test('is one moderator’s for ten minutes by the clock', async () => {
    const item = await waiting();
    const until = new Date(api.clock.now().getTime() + 600_000).toISOString();
    const [mine] = (await claim([item])).results;
    expect(mine).toMatchObject({ error: null, item: { id: item, claimedUntil: until } });
    expect(codesOf(await claim([item], other))).toEqual(['CLAIMED']);
    expect(codesOf(await stage.decide([approval(item)], other))).toEqual(['CLAIMED']);
    api.clock.set(new Date(Date.parse(until) - 1));
    expect(codesOf(await stage.decide([approval(item)], other))).toEqual(['CLAIMED']);
    api.clock.set(new Date(until));
    expect((await stage.queue())[0]).toMatchObject({ claimedBy: null, claimedUntil: null });
    expect(codesOf(await claim([item], other))).toEqual([undefined]);
    expect(codesOf(await stage.decide([approval(item)]))).toEqual(['CLAIMED']);
  });

  test('of two at the same moment goes to one of them', async () => {
    const item = await waiting();
    const both = await Promise.all([claim([item]), claim([item], other)]);
    expect(both.flatMap(codesOf).toSorted()).toEqual(['CLAIMED', undefined]);
  });

  test('is given back by whoever has it, and stays with them when another gives it back', async () => {
    const item = await waiting();
    await claim([item]);
    expect((await release([item], other)).results[0].item.claimedBy).not.toBeNull();
    expect((await release([item])).results[0].item.claimedBy).toBeNull();
    expect(codesOf(await claim([item], other))).toEqual([undefined]);
  });

  test('takes 1 to 50 items, each once', async () => {
    const none = `mod_ent_${'0'.repeat(26)}_`;
    const many = (count: number) => Array.from({ length: count }, (_, index) => `${none}${index + 1}`);
    expect(codesOf(await claim(many(50)))).toEqual(Array(50).fill('NOT_FOUND'));
    for (const ids of [[], many(51), [`${none}1`, `${none}1`]])
      for (const run of [claim, release])
        expect(await run(ids)).toEqual({
          results: [],
          userErrors: [expect.objectContaining({ code: 'INVALID_INPUT', field: ['itemIds'] })],
        });
  });
});

describe('decisions', () => {
  test('are 1 to 50 of a request, and each stands for itself', async () => {
    const ids: string[] = [];
    for (let turn = 0; turn < 50; turn += 1) ids.push(await waiting(`${turn}`));
    const all = ids.map((id, index) =>
      index % 10 === 3
        ? approval(id, { revision: 2 })
        : index % 10 === 5
          ? approval(id, { note: '' })
          : approval(id),
    );
    const { results } = await stage.decide(all);
    expect(results.map(({ itemId }: Data) => itemId)).toEqual(ids);
    expect(results.map(({ error }: Data) => error?.code)).toEqual(
      ids.map((_, index) => ({ 3: 'STALE_VERSION', 5: 'INVALID_INPUT' })[index % 10]),
    );
    expect(await stage.queue()).toHaveLength(10);
    // Sent again they are answered the same.
    expect((await stage.decide(all)).results).toEqual(results);
    const tooMany = await stage.decide([...all, approval(`mod_ent_${'0'.repeat(26)}_1`)]);
    expect(tooMany).toMatchObject({
      results: [],
      userErrors: [{ code: 'INVALID_INPUT', field: ['decisions'] }],
    });
  });

  test('are refused with what is wrong with them', async () => {
    await open({ admissionChecklist: ['Sound', 'No faces'] });
    const item = await waiting();
    const refused = async (decision: object) => (await stage.decide([decision])).results[0].error;
    expect(await refused(approval(item, { checked: ['Sound'] }))).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['checked'],
      message: expect.stringContaining('No faces'),
    });
    expect(await refused(approval(item, { reason: 'RIGHTS' }))).toMatchObject({ field: ['reason'] });
    expect(await refused({ itemId: item, revision: 1, decision: 'REJECT' })).toMatchObject({
      field: ['reason'],
    });
    expect(await refused(rejection(item, { reason: 'RULES' }))).toMatchObject({ field: ['note'] });
    expect(await refused(approval(item, { checked: ['No faces', 'Sound'] }))).toBeNull();
    expect(await stateOf(item)).toBe('APPROVED');
  });

  test('of what its author has changed since are stale', async () => {
    const item = await waiting();
    await stage.ofEntry('updateContestEntry', { entryId: item.slice(4), content: text('Other') }, ana);
    expect((await stage.decide([approval(item)])).results[0].error).toMatchObject({
      code: 'STALE_VERSION',
      field: ['revision'],
    });
    expect((await stage.queue())[0]).toMatchObject({ id: item, revision: 2 });
    expect(codesOf(await stage.decide([approval(item, { revision: 2 })]))).toEqual([undefined]);
  });

  test('are not for a moderator’s own entry', async () => {
    await open({
      entrants: { staffMayTakePart: true },
    });
    const { memberId } = await api
      .mutate(stage.slug, 'join', {}, 'member { id }', stage.moderator)
      .then(({ member }) => ({ memberId: member.id as string }));
    const own: Person = { name: 'M', token: stage.moderator.token ?? '', memberId };
    const item = await waiting('Own', own);
    expect((await stage.decide([approval(item)])).results[0].error).toMatchObject({ code: 'OWN_ENTRY' });
    // Nor is it kept from others by a claim.
    expect(codesOf(await claim([item]))).toEqual(['OWN_ENTRY']);
    expect(codesOf(await stage.decide([approval(item)], other))).toEqual([undefined]);
  });

  test('of two moderators at the same moment, in opposite ways, come to one of them whole', async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      const item = await waiting(`${turn}`);
      const both = await Promise.all([
        stage.decide([approval(item)]),
        stage.decide([rejection(item, { note: 'No.' })], other),
      ]);
      expect(both.flatMap(codesOf).filter((code) => code === undefined)).toHaveLength(1);
      const isApproved = codesOf(both[0])[0] === undefined;
      const seen = await stage.seeEntry(item.slice(4), ana);
      expect(seen.state).toBe(isApproved ? 'APPROVED' : 'REJECTED');
      expect(seen.history).toHaveLength(2);
      expect(await stage.queue()).toEqual([]);
    }
  });

  test('that were made are answered again to whoever made them, also after what the author did since', async () => {
    const item = await waiting();
    await stage.decide([approval(item)]);
    await stage.ofEntry('withdrawContestEntry', { entryId: item.slice(4) }, ana);
    expect(codesOf(await stage.decide([approval(item)]))).toEqual([undefined]);
    expect(codesOf(await stage.decide([approval(item)], other))).toEqual(['NOT_FOUND']);
    expect(codesOf(await stage.decide([rejection(item)]))).toEqual(['NOT_FOUND']);
    expect(await stateOf(item)).toBe('WITHDRAWN');
  });
});
