import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../functions/table/client.ts';
import { contestCountKey, contestKey, contestTermsKey } from '../../functions/table/keys.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { type Office, openOffice } from '../features/contests/office.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
let office: Office;
let draft: string;
let open: string;
beforeAll(async () => {
  api = await startApi();
  office = await openOffice(api);
  draft = await office.draft();
  open = await office.published();
  const gone = await office.published();
  await office.done('cancelContest', { contestId: gone, reason: 'No.' });
  await office.setTerms(draft, 'en');
  await office.setTerms(draft, 'fr');
  await office.setTerms(draft, 'fr', { rules: 'Soyez gentils.', rights: 'La montrer.' });
  await office.setTerms(draft, 'en', {});
});
afterAll(() => api.close());

type Key = { PK: string; SK: string };
const read = async (key: Key): Promise<Item> => {
  const item = await api.deps.table.get(key, { consistent: true });
  if (item === undefined) throw new Error(`There is no ${key.PK} ${key.SK}.`);
  return item;
};

/** What is found while an item is other than it was written; `undefined` removes it. */
async function problemsWith(key: Key, change: object | undefined): Promise<string[]> {
  const { table } = api.deps;
  const item = await read(key);
  await table.write(change === undefined ? { delete: key } : { put: { ...item, ...change } });
  const found = problemsOf(await verify(api.deps));
  await table.write({ put: item });
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  return found;
}

const COUNT = () => contestCountKey(office.slug);
const counts = (drafts: number, open: number, has: string) =>
  `${COUNT().PK} COUNT: counts ${drafts} drafts and ${open} open contests, and there are ${has}.`;

test('contests that are counted and have their terms have nothing wrong', async () => {
  const found = await verify(api.deps);
  expect(problemsOf(found)).toEqual([]);
  expect(found.contests.contests).toBe(3);
});

describe('of contests it is reported', () => {
  test('that their count is another than they are, or is not there', async () => {
    expect(await problemsWith(COUNT(), { drafts: 2 })).toEqual([counts(2, 1, '1 and 1')]);
    expect(await problemsWith(COUNT(), { open: 0 })).toEqual([counts(1, 0, '1 and 1')]);
    expect(await problemsWith(COUNT(), undefined)).toEqual([counts(0, 0, '1 and 1')]);
  });

  test('that one is of another status than it is counted as', async () => {
    const key = contestKey(office.slug, open);
    expect(await problemsWith(key, { status: 'PUBLISHED' })).toEqual([counts(1, 1, '1 and 0')]);
    expect(await problemsWith(key, { status: 'COUNTED' })).toEqual([]);
    expect(await problemsWith(contestKey(office.slug, draft), undefined)).toEqual([counts(1, 1, '0 and 1')]);
  });

  test('that the terms of a language are gone, or are of another one', async () => {
    const key = contestTermsKey(office.slug, draft, 3);
    expect(await problemsWith(key, undefined)).toEqual([
      `${key.PK} TERMS#3: has no terms, and the contest has fr there.`,
    ]);
    expect(await problemsWith(key, { language: 'de' })).toEqual([
      `${key.PK} TERMS#3: has de terms, and the contest has fr there.`,
    ]);
  });

  test('not that terms are there which no contest has any more', async () => {
    expect(await problemsWith(contestTermsKey(office.slug, draft, 1), undefined)).toEqual([]);
  });

  test('that one or its terms cannot be read', async () => {
    const key = contestKey(office.slug, open);
    const told = (await problemsWith(key, { version: 0 })).join('\n');
    expect(told).toContain(`${key.PK} CONTEST: version: `);
    const terms = contestTermsKey(office.slug, draft, 3);
    expect((await problemsWith(terms, { rules: 5 })).join('\n')).toContain(`${terms.PK} TERMS#3: rules: `);
  });
});
