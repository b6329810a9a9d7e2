import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildASTSchema, buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { typeDefs } from '../../functions/graphql/generated/schema.ts';
import { ROOT, terminal } from './processes.ts';

const { directory, tool } = terminal();
const PUBLISHED = readFileSync(path.join(ROOT, 'docs/schema.graphql'), 'utf8');

describe('npm run schema', { timeout: 60_000 }, () => {
  it('writes the published schema to a file and prints its path', async () => {
    const file = path.join(directory, 'written.graphql');
    const { status, stdout, stderr } = await tool('local/schema.ts', { directory, args: [file] });
    expect([status, stdout, stderr]).toEqual([0, `The schema is in ${file}.\n`, '']);
    expect(readFileSync(file, 'utf8')).toBe(PUBLISHED);
  });

  it('prints the schema and nothing else when no file is named', async () => {
    const { status, stdout, stderr } = await tool('local/schema.ts', { directory });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(PUBLISHED);
  });

  it.each([
    ['in a directory that is not there', 'nowhere/schema.graphql'],
    ['that is a directory', '.'],
  ])('says in a sentence that it cannot write to a file %s', async (_what, file) => {
    const { status, stdout, stderr } = await tool('local/schema.ts', {
      directory,
      args: [path.join(directory, file)],
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^The schema cannot be written to '.*' \(.*\)\. Name a file .*\.\n$/);
  });
});

describe('the published schema', () => {
  it('is the schema that the server answers, descriptions included', () => {
    const text = (schema: ReturnType<typeof buildSchema>) => printSchema(lexicographicSortSchema(schema));
    expect(text(buildSchema(PUBLISHED))).toBe(text(buildASTSchema(typeDefs)));
  });

  it('says who may call each field, in words as in @auth', () => {
    expect(PUBLISHED).toContain('Who may call: organizers; owners; API keys with POINTS_WRITE.');
    expect(PUBLISHED).toContain(
      'AwardPointsPayload! @auth(requires: [ORGANIZER, OWNER], scopes: [POINTS_WRITE])',
    );
  });

  it('has no blanks at the end of a line', () => {
    expect(PUBLISHED).not.toMatch(/[ \t]$/m);
  });
});
