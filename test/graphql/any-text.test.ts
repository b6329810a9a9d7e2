import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ID_PREFIX } from '../../functions/platform/ids.ts';
import { createSchema } from '../../functions/registry/application.ts';
import type { Item } from '../../functions/table/client.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { isAllowed } from '../support/surfaces.ts';
import { documentOf, QUERIES, ROOTS } from './roots.ts';

// Any text, in any place that takes text: it is answered or refused, and never a fault of ours.

const TEXTS: Record<string, string> = {
  nothing: '',
  'a space': ' ',
  'a character': 'x',
  'more than a key of the table can hold': 'x'.repeat(3_000),
  'many bytes in few characters': '한'.repeat(700),
  'an end of text': 'a\u0000b',
  'half a character': '\ud83c',
  'other scripts': '김민지 🎉 مرحبا é',
  'a right-to-left override': '\u202egnp.exe',
  'an end of a direction': 'abc\u2069',
  'blanks that are no spaces': '\u2800\u3164\u200b',
  'full width': 'ＡＢＣ－１２３',
  'decomposed syllables': '김민지'.normalize('NFD'),
  'marks that take long to compose': '\u0301\u0323'.repeat(20_000),
  'line breaks': 'a\r\nb',
  'a key of the table': 'P#other#MEM#x',
  'an expression of the table': '#pk = :pk OR attribute_exists(PK)',
  'a name of every object': '__proto__',
  'another such': 'constructor',
  markup: '<script>alert(1)</script>',
  'a path': '../../operator',
  'a number': '1e400',
};

const schema = createSchema();
let api: Api;
let owner: Credential;
let operator: Credential;
let otherProgram: Item[];
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  await api.createProgram({ slug: 'other' });
  await api.join('demo', 'owner');
  owner = { token: await api.as('demo', 'OWNER') };
  operator = { token: await api.operator() };
  otherProgram = await api.scanAll('P#other');
});
afterAll(() => api.close());

type Path = (string | number)[];

/** The places of all texts in a value. */
function texts(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string' || value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value as object).flatMap(([name, part]) => texts(part, [...path, name]));
}

function replaced(value: unknown, [head, ...rest]: Path, text: string): unknown {
  if (head === undefined) return text;
  if (Array.isArray(value)) return value.with(Number(head), replaced(value[Number(head)], rest, text));
  return { ...(value as object), [head]: replaced((value as Record<string, unknown>)[head], rest, text) };
}

const CASES = Object.entries(ROOTS).flatMap(([name, { args }]) =>
  texts(args).map((path) => [`${name} at ${path.join('.')}`, name, path] as const),
);

async function ask(name: string, path: Path, text: string) {
  const variables = replaced(ROOTS[name]?.args, path, text) as object;
  const isOperators = !isAllowed(`${name in QUERIES ? 'Query' : 'Mutation'}.${name}`, 'owner');
  return api.send('demo', documentOf(schema, name), variables, isOperators ? operator : owner);
}

test('most requests have text fields', () => {
  expect(CASES.length).toBeGreaterThan(60);
});

describe('any text is answered or refused, never an internal error:', () => {
  test.each(CASES)('%s', async (_case, name, path) => {
    for (const [what, text] of Object.entries(TEXTS)) {
      // Codes that do not exist are counted by the hour.
      api.clock.advance({ hours: 1 });
      const { status, body } = await ask(name, path, text);
      const codes = (body.errors ?? []).map(({ extensions }) => extensions.code);
      expect([what, [200, 400].includes(status), codes.filter((code) => code !== 'BAD_USER_INPUT')]).toEqual([
        what,
        true,
        [],
      ]);
    }
  });
});

describe('any text after the prefix of an id finds nothing:', () => {
  test.each(Object.values(ID_PREFIX))('%s_', async (prefix) => {
    for (const [what, text] of Object.entries(TEXTS)) {
      const { status, body } = await ask('node', ['id'], `${prefix}_${text}`);
      expect([what, status, body]).toEqual([what, 200, { data: { node: null } }]);
    }
  });
});

test('no text has written to another program, and every item is valid', async () => {
  const others = await api.scanAll('P#other');
  expect(others).toEqual(otherProgram);
  expect((await api.send('demo', '{ program { id } }', {}, owner)).status).toBe(200);
});
