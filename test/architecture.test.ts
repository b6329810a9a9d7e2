import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const GENERATED = 'functions/graphql/generated/types.ts';

type Import = { from: string; to: string; isType: boolean };

/** Every import of the product's own sources: a file of ours as its path, a package by its name. */
const imports: Import[] = globSync('{functions,tools,bench,local,infra}/**/*.ts', { cwd: ROOT })
  .filter((file) => !file.includes('/generated/'))
  .flatMap((from) => {
    const source = readFileSync(join(ROOT, from), 'utf8');
    const found = source.matchAll(
      /(?:^|\n)\s*(?:import|export)\s([^;]*?)from '([^']+)'|import\('([^']+)'\)/g,
    );
    return [...found].map(([, what = '', one, two]) => {
      const target = one ?? two ?? '';
      const isOurs = target.startsWith('.');
      return {
        from,
        to: isOurs ? normalize(relative(ROOT, join(ROOT, dirname(from), target))) : target,
        isType: what.startsWith('type '),
      };
    });
  });

const breaches = (where: (from: string) => boolean, allowed: (to: string, from: string) => boolean) =>
  imports
    .filter(({ from, to }) => where(from) && !allowed(to, from))
    .map(({ from, to }) => `${from} -> ${to}`);

const featureOf = (path: string) => /^functions\/features\/([^/]+)\//.exec(path)?.[1];
const PURE_TOO = [
  'functions/features/contests/changes.ts',
  'functions/features/contests/eligibility.ts',
  'functions/features/contests/model.ts',
  'functions/features/contests/schedule.ts',
  'functions/features/entries/decisions.ts',
  'functions/features/entries/model.ts',
  'functions/features/entries/participation.ts',
  'functions/features/results/ranks.ts',
  'functions/features/results/sums.ts',
  'functions/features/votes/ballot.ts',
  'functions/features/codes/invitation.ts',
  'functions/features/points/lots.ts',
  'functions/features/leaderboards/boards/calendar.ts',
  'functions/projection/count-tree.ts',
  'functions/features/referrals/attributions.ts',
  'functions/features/referrals/claims.ts',
  'functions/features/referrals/packing.ts',
  'functions/features/referrals/transitions.ts',
  'functions/features/referrals/wrong-codes.ts',
];
const isRules = (path: string) =>
  PURE_TOO.includes(path) || /^functions\/features\/([^/]+\/){1,2}rules\.ts$/.test(path);

test('the scan for imports finds the imports of the sources', () => {
  expect(imports.length).toBeGreaterThan(200);
});

test('rules import zod, the platform and other rules only', () => {
  const pure = (to: string) =>
    to === 'zod' ||
    to === 'node:util' ||
    to === 'functions/identity/viewer.ts' ||
    to.startsWith('functions/platform/') ||
    isRules(to);
  const impure = new Set(['functions/platform/log.ts']);
  expect(breaches(isRules, (to) => pure(to) && !impure.has(to))).toEqual([]);
});

/** What else of a feature decides nothing and asks nobody: it maps what it is given to keys, items, counts and edits. */
const MAPPING =
  /^functions\/features\/([^/]+\/){1,2}(projection|metrics|subject|lookups|entries|days|tree|ranks|bookings|catalog|ids|seasons|roster|counts)\.ts$/;

test('projections, metrics, subjects, lookups and what they share take from other rooms keys, parsers and arithmetic alone', () => {
  const given = (to: string) =>
    to === 'zod' ||
    to === 'functions/table/keys.ts' ||
    to === 'functions/table/entities.ts' ||
    to === 'functions/table/lookup.ts' ||
    to === 'functions/table/seal.ts' ||
    to === 'functions/identity/viewer.ts' ||
    /^functions\/projection\/(count-tree|dated|unreadable)\.ts$/.test(to) ||
    (to.startsWith('functions/platform/') && to !== 'functions/platform/log.ts') ||
    /^functions\/features\/([^/]+\/){1,2}store\.ts$/.test(to) ||
    MAPPING.test(to) ||
    isRules(to);
  const values = imports.filter(({ from, to, isType }) => !isType && MAPPING.test(from) && !given(to));
  expect(values.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

/** What the registry hands on of a feature, by the names of its files; checks of verify are registered by the tools. */
const REGISTERED = /^functions\/features\/(.+\/)?(resolvers|projection|metrics|subject|boards|due)\.ts$/;

test('every file by which a feature takes part in something is registered', () => {
  const files = globSync('functions/features/**/*.ts', { cwd: ROOT }).filter((file) => REGISTERED.test(file));
  const registered = new Set(
    imports.filter(({ from }) => from.startsWith('functions/registry/')).map(({ to }) => to),
  );
  expect(files.length).toBeGreaterThan(15);
  expect(files.filter((file) => !registered.has(file))).toEqual([]);
  const checks = globSync('tools/verify/*.ts', { cwd: ROOT });
  const called = new Set(imports.filter(({ from }) => from.startsWith('tools/')).map(({ to }) => to));
  expect(checks.filter((file) => !called.has(file))).toEqual([]);
});

test('a feature imports only features that stand before it in docs/architecture.md', () => {
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const [, list = ''] =
    /A feature imports only features that stand before it in this list: ([\s\S]*?)\. Within/.exec(page) ?? [];
  const order: readonly string[] = list.replace(/\([^)]*\)/g, '').match(/[a-z]+/g) ?? [];
  expect([...order].sort()).toEqual(globSync('*', { cwd: join(ROOT, 'functions/features') }).sort());
  const up = imports.filter(({ from, to }) => {
    const [below, above] = [featureOf(from), featureOf(to)];
    return below && above && order.indexOf(above) > order.indexOf(below);
  });
  expect(up.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('the AWS SDK is imported in table/, projection/, tools/, bench/, local/ and what has the files of results alone', () => {
  const home =
    /^((functions\/table|functions\/projection|tools|bench|local)\/|functions\/platform\/(bucket|presign|signer)\.ts$)/;
  expect(
    breaches(
      (from) => !home.test(from),
      (to) => !to.startsWith('@aws-sdk/'),
    ),
  ).toEqual([]);
});

test('GraphQL and its generated types are imported in graphql/, registry/ and resolvers.ts alone', () => {
  const home = (from: string) =>
    /^functions\/(graphql|registry)\//.test(from) || from.endsWith('/resolvers.ts');
  const graphql = (to: string) =>
    to === 'graphql' || to === GENERATED || to.startsWith('@apollo/') || to.startsWith('graphql-');
  expect(
    breaches(
      (from) => from.startsWith('functions/') && !home(from),
      (to) => !graphql(to),
    ),
  ).toEqual([]);
});

test('a feature never reaches into another feature’s store', () => {
  const foreignStore = (to: string, from: string) =>
    /\/store\.ts$/.test(to) && featureOf(to) !== featureOf(from);
  const inFeature = (from: string) => featureOf(from) !== undefined;
  expect(breaches(inFeature, (to, from) => !foreignStore(to, from))).toEqual([]);
});

test('no request path scans the table: only the tools know how', () => {
  const scanning = globSync('{functions,tools}/**/*.ts', { cwd: ROOT }).filter((file) =>
    /\bScan(Command|CommandInput|Input)?\b|\bpaginateScan\b/.test(
      readFileSync(join(ROOT, file), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, ''),
    ),
  );
  expect(scanning).toEqual(['tools/shared/scan.ts']);
});

test('functions import nothing from tools, bench, local, infra and tests', () => {
  expect(
    breaches(
      (from) => from.startsWith('functions/'),
      (to) => !/^(tools|bench|infra|local|test)\//.test(to),
    ),
  ).toEqual([]);
});

test('the Lambdas import only packages listed as dependencies, not development ones', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const nameOf = (to: string) =>
    to
      .split('/')
      .slice(0, to.startsWith('@') ? 2 : 1)
      .join('/');
  const known = (to: string) =>
    /^(functions|node:)/.test(to) || nameOf(to) in dependencies || ['aws-lambda'].includes(nameOf(to));
  expect(breaches((from) => from.startsWith('functions/'), known)).toEqual([]);
});

const sources = globSync('{functions,tools,bench,local,infra,test,schema,docs}/**/*.{ts,graphql,md}', {
  cwd: ROOT,
});

test('docs/architecture.md names files that are there', () => {
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const named = [...page.matchAll(/`([a-z/-]+\.(?:ts|graphql|md))`/g)].map(([, name]) => name ?? '');
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((name) => !sources.some((source) => `/${source}`.endsWith(`/${name}`)))).toEqual([]);
});

/** The folders at the top, and the rooms in those that have some: files beside the rooms are a room too. */
const FOLDER = /^[^/]+/;
const ROOM = /^functions\/features\/[^/]+|^(functions|tools)\/[^/]+(?=\/)|^[^/]+/;

test.each([
  ['folders', FOLDER],
  ['rooms', ROOM],
])('no two %s import each other', (_, room) => {
  const isOurs = (path: string) => /^(functions|tools|local|bench|infra|test)\//.test(path);
  const roomOf = (path: string) => room.exec(path)?.[0];
  const arrows = new Set(
    imports
      .filter(({ to }) => isOurs(to) && to !== GENERATED)
      .map(({ from, to }) => `${roomOf(from)} -> ${roomOf(to)}`),
  );
  const mutual = [...arrows].filter((arrow) => {
    const [from, to] = arrow.split(' -> ');
    return from !== to && arrows.has(`${to} -> ${from}`);
  });
  expect(arrows.size).toBeGreaterThan(4);
  expect(mutual).toEqual([]);
});
