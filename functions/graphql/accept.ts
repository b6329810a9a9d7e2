import { HttpError } from './errors.ts';

/** Plain JSON, and GraphQL-over-HTTP's own type, by which a client knows that GraphQL answered. */
export const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/**
 * Throws for a caller who takes no answer of ours. Apollo Server notices that only after it has carried the
 * request out: a mutation would be done, and refused.
 */
export function mediaTypeFor(accept: string | undefined): MediaType {
  const type = preferredType(MEDIA_TYPES, accept);
  if (type !== undefined) return type;
  throw new HttpError(
    406,
    'Nothing was done, for the accept header takes no `application/json`. Send `accept: application/json`, or none.',
  );
}

type Range = { name: string; quality: number; index: number };

/**
 * The type that an `accept` header likes best; of equals the one that it names more exactly, then sooner,
 * then the first of `types`. Undefined when it takes none.
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

/** The parts between the signs, trimmed; signs within quotes do not count. */
function elementsOf(text: string, sign: ',' | ';'): string[] {
  const parts = text.match(sign === ',' ? BETWEEN_COMMAS : BETWEEN_SEMICOLONS) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
const BETWEEN_COMMAS = /(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g;
const BETWEEN_SEMICOLONS = /(?:[^;"]|"(?:\\.|[^"\\])*"?)+/g;

const QUALITY = /^(0(\.\d*)?|1(\.0*)?|\.\d+)$/;

/**
 * None for a range in another charset than ours. Other parameters are ignored: JSON has none.
 * https://www.rfc-editor.org/rfc/rfc8259#section-11
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

/** The quality, how exactly the type is named, and where: to be compared in this order. */
function worthOf(type: string, ranges: readonly Range[]): number[] {
  const named = [type, type.replace(/\/.*/, '/*'), '*/*'].map((name) =>
    ranges.filter((range) => range.name === name),
  );
  const vagueness = named.findIndex(({ length }) => length > 0);
  const [best] = (named[vagueness] ?? []).sort((left, right) => right.quality - left.quality);
  return best === undefined ? [0] : [best.quality, -vagueness, -best.index];
}
