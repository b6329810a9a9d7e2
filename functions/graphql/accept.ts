import { HttpError } from './errors.ts';

/**
 * Plain JSON, and what the GraphQL-over-HTTP specification calls its own: of that a client knows that GraphQL
 * gave it.
 */
export const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/**
 * What a caller is answered in, by the `accept` header. Throws for one who takes no answer of ours. Apollo
 * Server notices that too, but only when it has carried the request out: a mutation would be done, and
 * refused.
 */
export function mediaTypeFor(accept: string | undefined): MediaType {
  const type = preferredType(MEDIA_TYPES, accept);
  if (type !== undefined) return type;
  throw new HttpError(
    406,
    'Nothing was done, for the accept header takes no `application/json`. Send `accept: application/json`, or none.',
  );
}

/** What a header says of one type, of all that begin alike, or of all. */
type Range = { name: string; quality: number; index: number };

/**
 * The one of the types that an `accept` header likes best; of equals the one that it names more exactly, then
 * sooner, then the first of the types. Undefined when it takes none of them.
 * https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
export function preferredType<T extends string>(
  types: readonly T[],
  accept: string | undefined,
): T | undefined {
  const elements = elementsOf(accept ?? '', ',');
  if (elements.length === 0) return types[0];
  const ranges = elements.flatMap(rangeOf);
  const worths = types.map((type) => ({ type, worth: worthOf(type, ranges) }));
  const wanted = worths.filter(({ worth: [quality = 0] }) => quality > 0);
  const [best] = wanted.sort(
    (left, right) =>
      right.worth.map((part, index) => part - (left.worth[index] ?? 0)).find((part) => part !== 0) ?? 0,
  );
  return best?.type;
}

/** What stands between the signs, but for those within quotes, without blanks around it. */
function elementsOf(text: string, sign: ',' | ';'): string[] {
  const parts = text.match(sign === ',' ? BETWEEN_COMMAS : BETWEEN_SEMICOLONS) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
const BETWEEN_COMMAS = /(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g;
const BETWEEN_SEMICOLONS = /(?:[^;"]|"(?:\\.|[^"\\])*"?)+/g;

const QUALITY = /^(0(\.\d*)?|1(\.0*)?|\.\d+)$/;

/**
 * None for a range in another charset than ours. Any other parameter says nothing: JSON has none, so that
 * with one and without are the same. https://www.rfc-editor.org/rfc/rfc8259#section-11
 */
function rangeOf(element: string, index: number): Range[] {
  const [name = '', ...parameters] = elementsOf(element.toLowerCase(), ';');
  const parameterOf = (wanted: string) =>
    parameters.find((parameter) => parameter.startsWith(`${wanted}=`))?.slice(wanted.length + 1);
  const charset = parameterOf('charset')?.replaceAll('"', '') ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') return [];
  const quality = parameterOf('q') ?? '1';
  return [{ name, quality: QUALITY.test(quality) ? Number(quality) : 0, index }];
}

/** What a header makes of a type: its quality, then how exactly it names the type, then where. */
function worthOf(type: string, ranges: readonly Range[]): number[] {
  const named = [type, type.replace(/\/.*/, '/*'), '*/*'].map((name) =>
    ranges.filter((range) => range.name === name),
  );
  const vagueness = named.findIndex(({ length }) => length > 0);
  const [best] = (named[vagueness] ?? []).sort((left, right) => right.quality - left.quality);
  return best === undefined ? [0] : [best.quality, -vagueness, -best.index];
}
