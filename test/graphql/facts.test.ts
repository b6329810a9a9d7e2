import { buildASTSchema, parse, print } from 'graphql';
import { describe, expect, test } from 'vitest';
import { plugin, withoutFacts } from '../../codegen-facts-plugin.ts';
import { typeDefs } from '../../functions/graphql/generated/schema.ts';

// Facts about fields: what the generator makes of `@reads` and `@atMost`.

const DIRECTIVES = `
  directive @reads(trips: Int! = 1, ifGiven: [ReadsIfGiven!]! = []) on FIELD_DEFINITION | OBJECT
  input ReadsIfGiven { argument: String!, trips: Int!, brings: [String!]! = [] }
  directive @atMost(items: Int, bytes: Int) on FIELD_DEFINITION`;
const generated = (sdl: string) =>
  plugin(buildASTSchema(parse(`${DIRECTIVES}\n${sdl}`), { assumeValidSDL: true }));

describe('the generator of facts', () => {
  test('writes what is said of fields and types, with what is left out as the directive says', () => {
    const text = generated(`
      type Query { one(id: ID): One @reads(ifGiven: [{ argument: "id", trips: 2 }]) }
      type One @reads(trips: 3) { name: String @atMost(bytes: 7) }`);
    expect(text).toContain('"Query.one": {"trips":1,"ifGiven":[{"argument":"id","trips":2,"brings":[]}]},');
    expect(text).toContain('"One": {"trips":3,"ifGiven":[]},');
    expect(text).toContain('"One.name": {"bytes":7},');
  });

  test.each([
    [
      'an argument that the directive does not take',
      '@reads(trip: 1)',
      /@reads of Query\.one .* trip: .*trips/,
    ],
    ['a value of another kind', '@reads(trips: "two")', /trips/],
    ['a word that a case does not take', '@reads(ifGiven: [{ arg: "id", trips: 2 }])', /ifGiven/],
  ])('refuses %s', (_what, directive, message) => {
    expect(() => generated(`type Query { one(id: ID): String ${directive} }`)).toThrow(message);
  });
});

test('the document that is served says nothing of facts, and all else', () => {
  expect(print(typeDefs)).not.toMatch(/@reads|@atMost|@model|ReadsIfGiven/);
  const document = parse(
    `${DIRECTIVES} type Query { one: String @reads @deprecated, two: Int @atMost(items: 1) }`,
  );
  expect(print(withoutFacts(document))).toBe('type Query {\n  one: String @deprecated\n  two: Int\n}');
});
