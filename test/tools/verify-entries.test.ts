import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item, Key } from '../../functions/table/client.ts';
import {
  contestEntryKey,
  entryNumbersKey,
  moderationKey,
  participationKey,
} from '../../functions/table/keys.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { openStage, type Person, type Stage } from '../features/entries/stage.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
let stage: Stage;
let ana: Person;
/** Numbers of entries: one that shows, one that waits, one that was reported, one that was taken back. */
const [SHOWN, WAITING, REPORTED, TAKEN] = [1, 2, 3, 4];

beforeAll(async () => {
  api = await startApi();
  stage = await openStage(api, { maxEntriesPerMember: 4, reportsThatHide: 2 });
  ana = await stage.join('Ana');
  await stage.enter(ana);
  await stage.submit(ana, (await stage.begin(ana)).entry.id);
  const reported = await stage.enter(ana);
  for (const name of ['Ben', 'Cem']) {
    const report = { entryId: reported, reason: 'STOLEN' };
    await stage.mutate('reportContestEntry', report, 'entry { id }', await stage.join(name));
  }
  await stage.ofEntry('withdrawContestEntry', { entryId: await stage.enter(ana) }, ana);
  await api.settle();
});
afterAll(() => api.close());

const entry = (number: number): Key => contestEntryKey(stage.slug, stage.contestId, number);
const item = (number: number): Key => moderationKey(stage.slug, `ent_${stage.contestId.slice(4)}_${number}`);
const list = (): Key => participationKey(stage.slug, ana.memberId, stage.contestId);

const problems = async () => problemsOf(await verify(api.deps));

/** What is found while an item is other than it should be; `undefined` removes it. */
async function damaged(key: Key, change: (item: Item) => object | undefined): Promise<string[]> {
  const before = await api.deps.table.get(key, { consistent: true });
  if (before === undefined) throw new Error(`There is no ${key.PK}.`);
  const changed = change(before);
  await api.deps.table.write(changed === undefined ? { delete: key } : { put: { ...before, ...changed } });
  try {
    // A counter follows from the entry, and is told of too.
    return (await problems()).filter((problem) => !problem.startsWith('Counter '));
  } finally {
    await api.deps.table.write({ put: before });
  }
}

test('entries that all went well have nothing wrong, and are counted', async () => {
  expect(await problems()).toEqual([]);
  expect((await verify(api.deps)).entries.entries).toBe(4);
});

describe('a list of an author', () => {
  test.each([
    ['lacks a living entry', { live: [2, 3] }, `is not among the entries of its author`],
    ['has a fallen entry among the living', { live: [1, 2, 3, 4], fallen: [] }, 'WITHDRAWN, and'],
    ['has a living entry among the fallen', { live: [2, 3], fallen: [1, 4] }, 'APPROVED, and'],
    ['has an entry that is not there', { fallen: [4, 9] }, 'which is not there'],
    ['has an entry twice', { live: [1, 1, 2, 3] }, 'has an entry twice'],
    ['has more than a member may', { live: [1, 2, 3, 7, 8] }, 'and the contest takes 4'],
    ['has a key of an entry that is not theirs', { keys: { k: 9 } }, 'a key made entry 9'],
  ])('that %s is told', async (_what, change, told) => {
    expect(await damaged(list(), () => change)).toContainEqual(expect.stringContaining(told));
  });

  test('that is gone is told', async () => {
    const told = await damaged(list(), () => undefined);
    expect(told).toHaveLength(4);
  });
});

describe('the queue of the moderators', () => {
  test('that lacks what waits, or what was hidden, is told', async () => {
    expect(await damaged(item(WAITING), () => undefined)).toEqual([
      expect.stringContaining('waits for SUBMITTED, and the queue of the moderators says nothing'),
    ]);
    expect(await damaged(item(REPORTED), () => undefined)).toEqual([
      expect.stringContaining('is hidden, and nobody is asked to decide'),
    ]);
  });

  test('that holds what does not wait any more is told', async () => {
    expect(await damaged(entry(WAITING), () => ({ waiting: null }))).toEqual([
      expect.stringContaining('waits for nothing, and the queue of the moderators says SUBMITTED'),
    ]);
    expect(await damaged(entry(WAITING), () => undefined)).toContainEqual(
      expect.stringContaining('waits for moderators, and there is no such entry'),
    );
  });

  test.each([
    ['at another revision', { revision: 7 }, 'is in revision 1, and waits in revision 7'],
    ['under another contest', { groupId: 'cst_other' }, 'waits under cst_other'],
    ['with reports that nobody made', { reports: 1 }, 'waits with 1 reports, and there are 0'],
  ])('that holds an entry %s is told', async (_what, change, told) => {
    expect(await damaged(item(WAITING), () => change)).toEqual([expect.stringContaining(told)]);
  });
});

describe('the list of what shows', () => {
  test('that lacks an entry, or holds one that does not show, is told', async () => {
    const { GSI1PK, GSI1SK } = (await api.deps.table.get(entry(SHOWN), { consistent: true })) as Item;
    expect(await damaged(entry(TAKEN), () => ({ GSI1PK, GSI1SK }))).toEqual([
      expect.stringContaining('stands in the list of what shows'),
    ]);
    expect(await damaged(entry(SHOWN), () => ({ state: 'SUBMITTED' }))).toContainEqual(
      expect.stringContaining('stands in the list of what shows'),
    );
  });
});

test('a number past the last that was given is told', async () => {
  const told = await damaged(entryNumbersKey(stage.slug, stage.contestId), () => ({ last: 3 }));
  expect(told).toEqual([expect.stringContaining('past the last that was given, 3')]);
});

test('an entry that cannot be read is told once', async () => {
  const told = await damaged(entry(SHOWN), () => ({ state: 'GONE' }));
  expect(told.filter((problem) => problem.includes('state'))).toHaveLength(1);
});
