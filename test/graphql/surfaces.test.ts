import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { objectTypes } from '../../functions/graphql/auth.ts';
import { createSchema } from '../../functions/registry/application.ts';
import type { Surface } from '../support/surface.ts';
import { flaws, homeOf, merged, mergedAccess, SURFACES, surfaceOf } from '../support/surfaces.ts';

// What each feature says of itself to the tests of the whole API: once, and in its own file.

const ROOT = join(import.meta.dirname, '../..');

test('every feature has a surface, and every surface a feature', () => {
  const nouns = globSync('*', { cwd: join(ROOT, 'functions/features') });
  const missing = [...nouns, 'base'].map(surfaceOf).filter((file) => !existsSync(join(ROOT, file)));
  expect(missing.map((file) => `${file} is missing: it exports \`surface: Surface\`.`)).toEqual([]);
  expect(SURFACES.map(([file]) => file).sort()).toEqual([...nouns, 'base'].map(surfaceOf).sort());
});

describe('two surfaces', () => {
  const one: Surface = { access: { Member: [['owner', 'id']] }, choosing: { 'Query.member(id)': 'one' } };
  const two: Surface = { access: { Member: [['self', 'name id']] }, choosing: { 'Query.member(id)': 'two' } };
  const both = [
    ['a/surface.ts', one],
    ['b/surface.ts', two],
  ] as const;

  test('are refused when they say the same thing, with the names of both', () => {
    expect(() => merged('choosing', both)).toThrow(
      'Query.member(id) stands in `choosing` of a/surface.ts and of b/surface.ts: one of them has to go.',
    );
    expect(() => mergedAccess(both)).toThrow(
      'Member.id stands in `access` twice, and in b/surface.ts for the second time.',
    );
  });

  test('are merged when they say different things', () => {
    const other: Surface = { access: { Member: [['self', 'name']] }, choosing: { 'Query.node(id)': 'two' } };
    const all = [both[0], ['b/surface.ts', other]] as const;
    expect(Object.keys(merged('choosing', all))).toEqual(['Query.member(id)', 'Query.node(id)']);
    expect([...mergedAccess(all).keys()]).toEqual(['Member.id', 'Member.name']);
  });
});

describe('a line of a surface', () => {
  const fields = objectTypes(createSchema()).flatMap((type) =>
    Object.keys(type.getFields()).map((field) => `${type.name}.${field}`),
  );

  test('belongs to the file of the noun whose SDL declares the field', () => {
    expect(homeOf('Member')).toBe('test/features/members/surface.ts');
    expect(homeOf('Member.points')).toBe('test/features/points/surface.ts');
    expect(homeOf('Query.leaderboard(id)')).toBe('test/features/leaderboards/surface.ts');
    expect(homeOf('Query.node')).toBe('test/graphql/surface.ts');
    expect(fields.filter((place) => !homeOf(place).endsWith('/surface.ts'))).toEqual([]);
  });

  test('stands in that file', () => {
    const astray = SURFACES.flatMap(([file, surface]) =>
      [
        ...mergedAccess([[file, surface]]).keys(),
        ...Object.keys(surface.roots ?? {}).map((name) => `Query.${name}`),
        ...Object.keys(surface.mutations ?? {}).map((name) => `Mutation.${name}`),
        ...Object.keys({ ...surface.lists, ...surface.defaults, ...surface.bare, ...surface.choosing }),
        ...Object.keys(surface.reads ?? {}).filter((name) => fields.includes(name)),
        ...Object.values(surface.things ?? {}).map(({ type }) => type),
      ]
        .filter((place) => homeOf(place) !== file)
        .map((place) => `${place} stands in ${file}, and belongs in ${homeOf(place)}.`),
    );
    expect(astray).toEqual([]);
  });

  test('that is missing, or of nothing, is told with the file to open', () => {
    expect(flaws('mutations', ['join', 'awardPoints'], ['awardPoints', 'claimReferral'])).toEqual([
      'join is missing: write it in `mutations` of test/features/members/surface.ts.',
      'claimReferral is in `mutations` of test/features/referrals/surface.ts, and should not be there.',
    ]);
    expect(flaws('access', ['Member.points'], ['Query.node'])).toEqual([
      'Member.points is missing: write it in `access` of test/features/points/surface.ts.',
      'Query.node is in `access` of test/graphql/surface.ts, and should not be there.',
    ]);
  });
});
