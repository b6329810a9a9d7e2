import { objectTypes } from '../../functions/graphql/auth.ts';
import { createSchema } from '../../functions/registry/application.ts';
import type { List } from './surface.ts';
import { flaws, isAllowed, merged } from './surfaces.ts';

// The lists of the schema, as the surfaces describe them.

/** Every connection of the schema, as `Type.field`. */
export const CONNECTIONS = objectTypes(createSchema()).flatMap((type) =>
  Object.values(type.getFields())
    .filter((field) => /Connection!?$/.test(String(field.type)))
    .map((field) => `${type.name}.${field.name}`),
);

export const LISTS: Record<string, List> = merged('lists');

/** What is wrong with fields of which lists are some: those are told to be missing in `lists`. */
export const flawsOfFields = (
  heading: 'reads' | 'defaults',
  wanted: readonly string[],
  said: readonly string[],
) => {
  const isList = (place: string) => CONNECTIONS.includes(place);
  const missing = wanted.filter((place) => isList(place) && !said.includes(place));
  return [
    ...flaws('lists', missing, []),
    ...flaws(
      heading,
      wanted.filter((place) => !isList(place)),
      said.filter((place) => !isList(place)),
    ),
  ];
};

export const isOfRoot = (place: string) => place.startsWith('Query.');
/** A list that belongs to no program. */
export const isOperators = (place: string) => isOfRoot(place) && !isAllowed(place, 'owner');

/** The way to a list: its names from the root, and a query of it with `asked` behind its name. */
export function queryOf(place: string, asked: string): { query: string; path: string[] } {
  const { way = [], args } = LISTS[place] ?? {};
  const [, name = ''] = place.split('.');
  const whole = asked.startsWith('(') ? asked.replace('(', `(${args}, `) : `(${args})${asked}`;
  const query = [...way, `${name}${args === undefined ? asked : whole}`].reduceRight(
    (inner, field) => `${field} { ${inner} }`,
  );
  return { query: `{ ${query} }`, path: [...way.map((field) => field.replace(/\(.*/, '')), name] };
}
