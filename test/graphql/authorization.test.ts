import { type DocumentNode, Kind, parse, visit } from 'graphql';
import { describe, expect, test } from 'vitest';
import { objectTypes } from '../../functions/graphql/auth.ts';
import { typeDefs } from '../../functions/graphql/generated/schema.ts';
import type { Viewer } from '../../functions/identity/viewer.ts';
import type { ApiKeyScope, CallerRole } from '../../functions/platform/generated/enums.ts';
import { ownership } from '../../functions/registry/api.ts';
import { createSchema } from '../../functions/registry/application.ts';
import { CALLERS, type Caller } from '../support/callers.ts';
import { ACCESS, accessOf, flaws, merged } from '../support/surfaces.ts';
import { contextOf, emptyTable, probe } from './probe.ts';

const schema = createSchema();
const types = objectTypes(schema);

const ME = `mem_${'1'.repeat(26)}`;
const SOMEBODY = `mem_${'2'.repeat(26)}`;
const viewer = (memberId: string, ...access: CallerRole[]): Partial<Viewer> => ({
  access: new Set<CallerRole>(['PUBLIC', ...access]),
  memberId,
  actorId: memberId,
});
const partner = (scope: ApiKeyScope): Partial<Viewer> => ({
  access: new Set<CallerRole>(['PUBLIC', 'PARTNER']),
  scopes: new Set([scope]),
  actorId: 'key_1',
});

const VIEWERS: Record<Caller, Partial<Viewer>> = {
  anonymous: {},
  member: viewer(SOMEBODY, 'MEMBER'),
  self: viewer(ME, 'MEMBER'),
  judge: viewer(SOMEBODY, 'MEMBER', 'JUDGE'),
  moderator: viewer(SOMEBODY, 'MEMBER', 'MODERATOR'),
  organizer: viewer(SOMEBODY, 'MEMBER', 'ORGANIZER'),
  owner: viewer(SOMEBODY, 'MEMBER', 'OWNER'),
  operator: { access: new Set<CallerRole>(['PUBLIC', 'OPERATOR']), actorId: 'operator' },
  EVENTS_WRITE: partner('EVENTS_WRITE'),
  MEMBERS_READ: partner('MEMBERS_READ'),
  MEMBERS_WRITE: partner('MEMBERS_WRITE'),
  POINTS_READ: partner('POINTS_READ'),
  POINTS_WRITE: partner('POINTS_WRITE'),
};

const BARE = merged('bare');
/** Objects that belong to ME, one for each way of belonging; the fields of other types are asked of an empty object. */
const objectsOf = (name: string) => (ownership.types.has(name) ? BARE[name]?.of(ME) : undefined) ?? [{}];

describe('the access table', () => {
  test('lists every object type, and no other', () => {
    const listed = [...ACCESS.keys()].map((place) => place.split('.')[0] ?? '');
    const names = types.map(({ name }) => name);
    expect(flaws('access', names, [...new Set(listed)])).toEqual([]);
  });

  test.each(types.map((type) => [type.name, type] as const))(
    'lists every field of %s, and no other',
    (name, type) => {
      const fields = Object.keys(type.getFields()).map((field) => `${name}.${field}`);
      const listed = [...accessOf(name).keys()].map((field) => `${name}.${field}`);
      expect(flaws('access', fields, listed)).toEqual([]);
    },
  );

  test('names only kinds of callers that exist', () => {
    const named = [...ACCESS.values()].flatMap((callers) => [...callers]);
    expect(named.filter((caller) => !CALLERS.includes(caller as Caller))).toEqual([]);
  });

  test('has an object of the member’s own for every type that can belong to a member', () => {
    const own = Object.keys(BARE).filter((name) => ownership.types.has(name));
    expect(flaws('bare', [...ownership.types], own)).toEqual([]);
  });
});

describe('every caller is answered as the access table says', () => {
  test.each(types.map((type) => [type.name, type] as const))('for every field of %s', async (name, type) => {
    const wrong: string[] = [];
    for (const [fieldName, allowed] of accessOf(name)) {
      for (const caller of CALLERS) {
        for (const object of objectsOf(name)) {
          const { table, calls } = emptyTable();
          const answer = await probe(schema, type, fieldName, {
            object,
            context: contextOf(table, VIEWERS[caller]),
          });
          const refusal = caller === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
          const isRefused = answer.code === 'UNAUTHENTICATED' || answer.code === 'FORBIDDEN';
          const place = `${name}.${fieldName} for ${caller}`;
          if (isRefused === allowed.has(caller))
            wrong.push(`${place}: ${isRefused ? 'refused' : 'answered'}`);
          if (isRefused && answer.code !== refusal) wrong.push(`${place}: ${answer.code}`);
          if (isRefused && (answer.data !== null || calls() > 0))
            wrong.push(`${place}: refused, and yet resolved`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** The SDL with another `@auth`: `change` gives the words of the new one, '' for none, undefined to leave it alone. */
function changedAuth(change: (place: string, directive: string) => string | undefined): DocumentNode {
  const directives = (place: string, node: { directives?: readonly { name: { value: string } }[] }) => {
    const rest = (node.directives ?? []).filter(({ name }) => name.value !== 'auth');
    const words = change(place, rest.length === (node.directives ?? []).length ? '' : '@auth');
    if (words === undefined) return undefined;
    const [made] = parse(`type T ${words} { f: Int }`).definitions;
    return {
      ...node,
      directives: [...rest, ...(made?.kind === Kind.OBJECT_TYPE_DEFINITION ? (made.directives ?? []) : [])],
    };
  };
  return visit(typeDefs, {
    ObjectTypeDefinition(type) {
      const fields = (type.fields ?? []).map(
        (field) => directives(`${type.name.value}.${field.name.value}`, field) ?? field,
      );
      return { ...(directives(type.name.value, type) ?? type), fields } as typeof type;
    },
  });
}

const marked = (where: (place: string) => boolean) => {
  const places: string[] = [];
  changedAuth((place, directive) => {
    if (directive !== '' && where(place)) places.push(place);
    return undefined;
  });
  return places;
};

describe('the server refuses to start', () => {
  test.each(marked((place) => /^(Query|Mutation)\./.test(place)))('when %s loses its @auth', (place) => {
    const without = changedAuth((one) => (one === place ? '' : undefined));
    expect(() => createSchema(without)).toThrow(`${place} has no @auth`);
  });

  test.each(marked((place) => !place.includes('.')))('when the type %s loses its @auth', (name) => {
    const without = changedAuth((one) => (one === name ? '' : undefined));
    expect(() => createSchema(without)).toThrow(new RegExp(`^${name}\\.\\w+ has no @auth`));
  });

  test('when a root field leaves its @auth to the root type', () => {
    const moved = changedAuth((place) => {
      if (place === 'Query') return '@auth(requires: [PUBLIC])';
      return place === 'Query.apiKeys' ? '' : undefined;
    });
    expect(() => createSchema(moved)).toThrow('Query.apiKeys has no @auth');
  });

  test.each([
    '@auth(requires: [OWNR])',
    '@auth(requires: "OWNER")',
    '@auth(requires: OWNER)',
    '@auth(requires: [null])',
    '@auth(requires: [OWNER], scopes: [POINTS])',
    '@auth(requires: [OWNER], scopes: POINTS_READ)',
  ])('when an @auth requirement is not a list of known words: %s', (words) => {
    const misspelt = changedAuth((place) => (place === 'Query.apiKeys' ? words : undefined));
    expect(() => createSchema(misspelt)).toThrow(/^@auth of apiKeys must have a list of/);
  });

  test('when SELF may read a type without a rule for its owner', () => {
    const open = changedAuth((place) => (place === 'ApiKey' ? '@auth(requires: [SELF])' : undefined));
    expect(() => createSchema(open)).toThrow(/no feature says .* whom a ApiKey belongs to/);
  });

  test('never with the SDL as it stands', () => {
    expect(() => createSchema(changedAuth(() => undefined))).not.toThrow();
  });
});
