import fc from 'fast-check';
import {
  type GraphQLInputObjectType,
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSchema } from '../../functions/registry/application.ts';
import { type Api, type Data, startApi } from '../support/api.ts';
import { runsOf, seedOf } from '../support/runs.ts';
import type { Update } from '../support/surface.ts';
import { homeOf, merged } from '../support/surfaces.ts';

// An update changes what is given and nothing else: no default may come back, at no depth.

const schema = createSchema();
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
const changes = mutations.filter(({ name }) => /^(update|set)[A-Z]/.test(name));
const updates = changes.filter(({ name }) => name.startsWith('update'));

const inputOf = (name: string) =>
  schema.getType(`${name[0]?.toUpperCase()}${name.slice(1)}Input`) as GraphQLInputObjectType;

/** The inputs that an input is made of, itself among them. */
function partsOf(type: GraphQLInputObjectType, known = new Set<GraphQLInputObjectType>()) {
  if (known.has(type)) return known;
  known.add(type);
  for (const field of Object.values(type.getFields())) {
    const inner = getNamedType(field.type);
    if (isInputObjectType(inner)) partsOf(inner, known);
  }
  return known;
}

test.each(changes)('$name takes no input with a default', ({ args }) => {
  const inputs = args.map(({ type }) => getNamedType(type)).filter(isInputObjectType);
  const fields = inputs.flatMap((input) =>
    [...partsOf(input)].flatMap((part) =>
      Object.values(part.getFields()).map((field) => ({ place: `${part.name}.${field.name}`, ...field })),
    ),
  );
  expect(fields.length).toBeGreaterThan(0);
  const defaults = fields.filter(({ defaultValue }) => defaultValue !== undefined);
  expect(defaults.map(({ place }) => place)).toEqual([]);
  expect(args.filter(({ defaultValue }) => defaultValue !== undefined)).toEqual([]);
});

type Path = string[];
type Place = { path: Path; type: GraphQLInputObjectType; isPart: boolean };

/** Every place of an update that may be left out. A part all of whose fields may be is an update of its own. */
function placesOf(type: GraphQLInputObjectType, above: Path = []): Place[] {
  return Object.values(type.getFields()).flatMap((field) => {
    if (isNonNullType(field.type)) return [];
    const path = [...above, field.name];
    const inner = field.type;
    const isPart =
      isInputObjectType(inner) && !Object.values(inner.getFields()).some((one) => isRequiredInputField(one));
    return [{ path, type, isPart }, ...(isPart ? placesOf(inner, path) : [])];
  });
}

/** The fields that the description of an input says null is for. */
const clearable = ({ description }: GraphQLInputObjectType) =>
  (description ?? '')
    .split(/[.;]\s/)
    .filter((sentence) => sentence.startsWith('Null'))
    .flatMap((sentence) => [...sentence.matchAll(/`(\w+)`/g)].map(([, name]) => name));

const inputAt = (path: Path, value: unknown): object =>
  path.reduceRight((inner, name) => ({ [name]: inner }), value) as object;
const valueAt = (state: Data, path: Path) => path.reduce((inner, name) => inner[name], state);
const withValue = (state: Data, [name = '', ...rest]: Path, value: unknown): Data => ({
  ...state,
  [name]: rest.length === 0 ? value : withValue(state[name], rest, value),
});

let api: Api;
const subjects: Record<string, Update> = {};
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({
    slug: 'demo',
    avatarHosts: ['cdn.example.com'],
    referralPolicy: {
      attributionModel: 'FIRST_CLICK',
      windowDays: 30,
      qualifyingEventType: 'SIGNED_UP',
      minimumAmount: { amountMinor: 1_000, currency: 'KRW' },
      holdingPeriodDays: 3,
      cap: { maxRewards: 5, period: 'MONTH' },
      approvalMode: 'MANUAL',
      newCustomersOnly: false,
    },
  });
  const member = await api.join('demo', 'member');
  const other = await api.join('demo', 'other');
  const owner = { token: await api.as('demo', 'OWNER') };
  for (const [name, mutation] of Object.entries(merged('mutations'))) {
    const subject = await mutation.update?.({ api, owner, member, other });
    if (subject !== undefined) subjects[name] = subject;
  }
});
afterAll(() => api.close());

const subjectOf = (name: string) => subjects[name] as Update;

async function update(name: string, patch: object) {
  const { target, as, field, select } = subjectOf(name);
  return api.attempt('demo', name, { ...target, ...patch }, `${field} { ${select} }`, as);
}
/** The thing as it is: an update that gives nothing answers it. */
async function read(name: string): Promise<Data> {
  const payload = await update(name, {});
  expect(payload.userErrors).toEqual([]);
  return payload[subjectOf(name).field];
}
const goodValues = (name: string, path: Path, state: Data): unknown[] => {
  const values = subjectOf(name).values[path.join('.')] ?? [];
  return typeof values === 'function' ? values(valueAt(state, path)) : values;
};

test('every update mutation of the schema is tested, with each of its fields', () => {
  const names = updates.map(({ name }) => name);
  const missing = names.filter((name) => subjects[name] === undefined);
  expect(
    missing.map((name) => `${name} is missing: write its \`update\` in ${homeOf(`Mutation.${name}`)}.`),
  ).toEqual([]);
  expect(Object.keys(subjects).sort()).toEqual(names.sort());
  for (const { name } of updates) {
    const fields = placesOf(inputOf(name)).filter(({ isPart }) => !isPart);
    expect(Object.keys(subjectOf(name).values).sort()).toEqual(
      fields.map(({ path }) => path.join('.')).sort(),
    );
  }
});

const PLACES = updates.flatMap(({ name }) =>
  placesOf(inputOf(name)).map((place) => ({ ...place, name, at: place.path.join('.') })),
);

describe('null in an update', () => {
  test.each(PLACES.filter(({ type, path }) => clearable(type).includes(path.at(-1))))(
    'clears a field that its input says null clears: $at in $name',
    async ({ name, path }) => {
      await update(name, inputAt(path, goodValues(name, path, await read(name))[0]));
      const before = await read(name);
      expect(valueAt(before, path)).not.toBeNull();
      expect((await update(name, inputAt(path, null))).userErrors).toEqual([]);
      expect(await read(name)).toEqual(withValue(before, path, null));
    },
  );

  test.each(PLACES.filter(({ type, path }) => !clearable(type).includes(path.at(-1))))(
    'is refused, with what to do, for a field that cannot be absent: $at in $name',
    async ({ name, path, at }) => {
      const before = await read(name);
      expect((await update(name, inputAt(path, null))).userErrors).toEqual([
        {
          code: 'INVALID_INPUT',
          message: `${at} must not be null: leave it out to keep the present one.`,
          field: path,
        },
      ]);
      expect(await read(name)).toEqual(before);
    },
  );

  test.each(updates)('is described by the input of $name and of its parts', ({ name }) => {
    for (const { type } of placesOf(inputOf(name)))
      expect(type.description).toMatch(/nothing else can be null/i);
  });
});

describe.each(updates)('$name', ({ name }) => {
  const fields = placesOf(inputOf(name)).filter(({ isPart }) => !isPart);

  test('changes exactly the given fields, at any depth', async () => {
    const choice = fc.record(
      Object.fromEntries(fields.map(({ path }) => [path.join('.'), fc.nat({ max: 3 })])),
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(choice, async (chosen) => {
        // Members change their visibility so often a day and no more.
        api.clock.advance({ days: 1 });
        const before = await read(name);
        let patch: Data = {};
        let after = before;
        for (const { path } of fields) {
          const index = chosen[path.join('.')];
          if (index === undefined) continue;
          const values = goodValues(name, path, before);
          const value = values[index % values.length];
          patch = inOne(patch, inputAt(path, value));
          after = withValue(after, path, value);
        }
        const payload = await update(name, patch);
        expect(payload.userErrors).toEqual([]);
        expect(payload[subjectOf(name).field]).toEqual(after);
        expect(await read(name)).toEqual(after);
      }),
      { numRuns: runsOf(30), ...seedOf(9) },
    );
  });

  test('of different fields at the same moment loses none', async () => {
    api.clock.advance({ days: 1 });
    for (let from = 0; from < fields.length; from += 5) {
      const together = fields.slice(from, from + 5);
      const before = await read(name);
      const patches = together.map(({ path }) => {
        const values = goodValues(name, path, before);
        const isOther = (value: unknown) => JSON.stringify(value) !== JSON.stringify(valueAt(before, path));
        return { path, value: values.find(isOther) ?? values[0] };
      });
      const payloads = await Promise.all(
        patches.map(({ path, value }) => update(name, inputAt(path, value))),
      );
      expect(payloads.flatMap(({ userErrors }) => userErrors)).toEqual([]);
      const after = patches.reduce((state, { path, value }) => withValue(state, path, value), before);
      expect(await read(name)).toEqual(after);
    }
  });
});

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Two inputs in one, also where both give fields of the same part. */
function inOne(one: Data, two: Data): Data {
  const both = { ...one };
  for (const [name, value] of Object.entries(two))
    both[name] = isObject(both[name]) && isObject(value) ? inOne(both[name], value) : value;
  return both;
}
