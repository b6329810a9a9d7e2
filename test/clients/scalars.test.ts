import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { buildSchema, isScalarType, isSpecifiedScalarType } from 'graphql';
import { expect, test } from 'vitest';
import { page, samplesOf } from '../support/samples.ts';

// docs/apps.md against the published schema: how code generators are told of the scalars.

const ROOT = join(import.meta.dirname, '../..');
const SCHEMA = join(ROOT, 'docs/schema.graphql');
const scalars = Object.values(buildSchema(readFileSync(SCHEMA, 'utf8')).getTypeMap())
  .filter((type) => isScalarType(type) && !isSpecifiedScalarType(type))
  .map(({ name }) => name)
  .sort();

/** The rows of the table: of each scalar its types in TypeScript, Swift and Kotlin. */
const rows = [...page.matchAll(/^\| `(\w+)` \| .* \| `(\w+)` \| `(\w+)` \| `(\w+)` \|$/gm)].map(
  ([, name = '', typescript = '', swift = '', kotlin = '']) => ({ name, typescript, swift, kotlin }),
);
const samples = samplesOf(page.slice(page.indexOf('\n## Scalars\n')));
const sample = (language: string) => samples.find((one) => one.language === language)?.text ?? '';

test('the table of scalars in docs/apps.md has every scalar of the schema', () => {
  expect(rows.map(({ name }) => name)).toEqual(scalars);
});

test('the TypeScript settings type every scalar as the table says, in answers and in inputs', async () => {
  const { config } = await import(`data:text/javascript,${encodeURIComponent(sample('ts'))}`);
  const output = 'types.ts';
  const [file] = await generate(
    { schema: SCHEMA, silent: true, generates: { [output]: { plugins: ['typescript'], config } } },
    false,
  );
  const generated = /export type Scalars = \{([\s\S]*?)\n\};/.exec(file?.content ?? '')?.[1] ?? '';
  for (const { name, typescript } of rows)
    expect(generated).toContain(`${name}: { input: ${typescript}; output: ${typescript}; }`);
});

test('the Swift sample maps exactly the scalars that are not text', () => {
  const changed = [...sample('swift').matchAll(/typealias (\w+) = (\w+)/g)].map(([, name, type]) => [
    name,
    type,
  ]);
  const numbers = rows.filter(({ swift }) => swift !== 'String');
  expect(changed).toEqual(numbers.map(({ name, swift }) => [name, swift]));
});

test('the Kotlin sample maps every scalar as the table says', () => {
  const mapped = [...sample('kotlin').matchAll(/mapScalarToKotlin(\w+)\("(\w+)"\)/g)];
  expect(mapped.map(([, type, name]) => [name, type])).toEqual(
    rows.map(({ name, kotlin }) => [name, kotlin]),
  );
});
