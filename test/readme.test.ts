import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildASTSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { typeDefs } from '../functions/graphql/generated/schema.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: ROOT })];

test('every GraphQL example of the README is valid', () => {
  const schema = buildASTSchema(typeDefs);
  const examples = [...read('README.md').matchAll(/```graphql\n([\s\S]*?)```/g)].map(
    ([, text]) => text ?? '',
  );
  expect(examples.length).toBeGreaterThan(5);
  for (const example of examples) expect(validate(schema, parse(example)), example).toEqual([]);
});

test('every link between the pages leads to a file that is there', () => {
  for (const page of pages) {
    const links = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    for (const target of links.filter((one) => !/^https?:/.test(one))) {
      expect(existsSync(join(ROOT, dirname(page), target)), `${page} links to ${target}`).toBe(true);
    }
  }
});

test('every npm command that the pages name exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const page of pages) {
    const named = [...read(page).matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name ?? '');
    for (const name of named) expect(scripts, `${page} names npm run ${name}`).toHaveProperty([name]);
  }
});

test('CI calls exactly the test command of the README', () => {
  const command = 'npm ci && npm test';
  expect(read('README.md')).toContain(`\n${command}\n`);
  expect(read('.ci/run').split('\n')).toContain(command);
});
