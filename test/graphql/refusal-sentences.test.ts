import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSchema } from '../../functions/registry/application.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { isAllowed } from '../support/surfaces.ts';
import { documentOf, MUTATIONS } from './roots.ts';

// Whatever is wrong with an input, its caller is told in a plain sentence that names the field.

const schema = createSchema();
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

/** Wrong for nearly every field: what is no text, no number, no choice, out of every range. */
const WRONG: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  37,
  2_147_483_647,
  9_007_199_254_740_991,
  1e300,
  '',
  ' ',
  '-5',
  'ko_KR',
  '\u202e가',
  'a\ufffd\u0000',
  '가'.repeat(10_000),
  [],
  [null],
  ['', ''],
  Array.from({ length: 101 }, () => 'x.example.com'),
  {},
  { amountMinor: -1, currency: 'KRW' },
  { amountMinor: 10 ** 13, currency: 'KRW' },
  { maxRewards: 1_000_001, period: 'DAY' },
];

/** Phrases of the library that checks inputs, signs in place of words, and what we say of a model that says nothing. */
const NO_SENTENCE =
  /is not as its description asks|of another kind|undefined|∞|Invalid (input|option|string|element|key|number|date)|Too (small|big)|\breceived\b|[Ee]xpected (string|number|int|boolean|object|array|date|one of)|Unrecognized|[<>]=/;

let api: Api;
let owner: Credential;
let operator: Credential;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  await api.join('demo', 'owner');
  owner = { token: await api.as('demo', 'OWNER') };
  operator = { token: await api.operator() };
});
afterAll(() => api.close());

type Path = (string | number)[];
const withWrong = (value: unknown, [name, ...rest]: Path, wrong: unknown): unknown => {
  if (name === undefined) return wrong;
  if (typeof name === 'number')
    return ((value as unknown[]) ?? [{}]).map((one) => withWrong(one, rest, wrong));
  const object = (value ?? {}) as Record<string, unknown>;
  return { ...object, [name]: withWrong(object[name], rest, wrong) };
};

/** What an input needs, of those whose parts are texts and addresses. */
const leastOf = (type: GraphQLInputObjectType) =>
  Object.fromEntries(
    Object.values(type.getFields())
      .filter(isRequiredInputField)
      .map(({ name, type: of }) => [
        name,
        getNamedType(of).name === 'Url' ? 'https://shop.example.com/' : 'a',
      ]),
  );

/** An input in which nothing stands beside the path where only one of several may be given. */
function withoutRivals(value: unknown, type: GraphQLInputType, [name, ...rest]: Path): unknown {
  const own = getNullableType(type);
  if (!isInputObjectType(own) || typeof name !== 'string') return value;
  const object = (value ?? leastOf(own)) as Record<string, unknown>;
  const field = own.getFields()[name];
  const inner = field === undefined ? undefined : withoutRivals(object[name], field.type, rest);
  return own.isOneOf ? { [name]: inner } : { ...object, [name]: inner };
}

/** The path of every field of an input, and of the fields of its parts. */
function pathsOf(type: GraphQLInputType): Path[] {
  const own = getNullableType(type);
  if (isListType(own)) return pathsOf(own.ofType).map((path) => [0, ...path]);
  if (!isInputObjectType(own)) return [];
  const fields: GraphQLInputField[] = Object.values(own.getFields());
  return fields.flatMap(({ name, type: inner }) => [
    [name],
    ...pathsOf(inner).map((path) => [name, ...path]),
  ]);
}

type Told = { code: string; message: string; field: string[] | null };

/** True when what was told names the field at a path, whichever item of a list it is of. */
const isAbout = (field: readonly (string | number)[] | null, path: Path) =>
  path.filter((part) => part !== 0).join() === field?.filter((part) => !/^\d+$/.test(String(part))).join();

test.each(mutations)('wrong input of $name is explained in plain sentences', async (mutation) => {
  const { name, args } = mutation;
  const [argument] = args;
  const good = MUTATIONS[name]?.args.input;
  const document = documentOf(schema, name);
  const credential = isAllowed(`Mutation.${name}`, 'owner') ? owner : operator;
  for (const path of argument === undefined ? [] : pathsOf(argument.type)) {
    const input = argument === undefined ? good : withoutRivals(good, argument.type, path);
    const answers = await Promise.all(
      WRONG.map((wrong) => api.send('demo', document, { input: withWrong(input, path, wrong) }, credential)),
    );
    let isTold = false;
    for (const { body } of answers) {
      for (const { message, extensions } of body.errors ?? []) {
        expect([message, extensions.code]).toEqual([message, 'BAD_USER_INPUT']);
        expect(message).not.toMatch(NO_SENTENCE);
        isTold ||= message.includes(['input', ...path].join('.').replaceAll('.0', '[0]'));
      }
      const payload = body.data?.[name] ?? {};
      const results: { error: Told | null }[] = payload.results ?? [];
      const told: Told[] = [...(payload.userErrors ?? []), ...results.flatMap(({ error }) => error ?? [])];
      for (const { code, message, field } of told) {
        expect(message).toMatch(/^\S.*\.$/s);
        expect(message).not.toMatch(NO_SENTENCE);
        if (code === 'INVALID_INPUT') expect(message).toContain(field?.at(-1));
        isTold ||= isAbout(field, path);
      }
    }
    expect([path, isTold]).toEqual([path, true]);
  }
});
