import { HttpError } from './errors.ts';

/** Plain JSON, and what the GraphQL-over-HTTP specification calls its own: of that a client knows that GraphQL gave it. */
export type MediaType = 'application/json' | 'application/graphql-response+json';

const OURS: ReadonlySet<string | undefined> = new Set([
  '*/*',
  'application/*',
  'application/json',
  'application/graphql-response+json',
]);
const ABOVE_ZERO = /^q=(1(\.0*)?|0\.\d*[1-9]\d*)$/;

/**
 * What a caller is answered in, by the `accept` header. Throws for one who takes no answer of ours. Apollo Server notices that too,
 * but only when it has carried the request out: a mutation would be done, and refused. So this is strict where it is in doubt.
 */
export function mediaTypeFor(accept: string | undefined): MediaType {
  const type = preferredType(accept);
  if (type !== undefined) return type;
  throw new HttpError(
    406,
    'Nothing was done, for the accept header takes no `application/json`. Send `accept: application/json`, or none.',
  );
}

/** Undefined for a caller who takes no answer of ours. */
export function preferredType(accept: string | undefined): MediaType | undefined {
  if (accept === undefined || accept === '') return 'application/json';
  // A comma within quotes parts nothing; nobody needs one here.
  if (accept.includes('"')) return undefined;
  const ranges = accept.split(',').map((range) => range.split(';').map((part) => part.trim().toLowerCase()));
  const ours = ranges.filter(([type]) => OURS.has(type));
  const isWanted = ([, ...parameters]: string[]) =>
    parameters.every((parameter) => parameter === 'charset=utf-8' || ABOVE_ZERO.test(parameter));
  if (ours.length === 0 || !ours.every(isWanted)) return undefined;
  const [plain, own] = [
    worthOf('application/json', ours),
    worthOf('application/graphql-response+json', ours),
  ];
  const difference = own.map((part, place) => part - (plain[place] ?? 0)).find((part) => part !== 0) ?? 0;
  return difference > 0 ? 'application/graphql-response+json' : 'application/json';
}

/** What a caller makes of a type: by its quality, then by how exactly it is named, then by its place. */
function worthOf(type: MediaType, ranges: string[][]): number[] {
  const places = [type, 'application/*', '*/*'].map((name) => ranges.findIndex(([of]) => of === name));
  const vagueness = places.findIndex((place) => place >= 0);
  const place = places[vagueness] ?? -1;
  const quality = ranges[place]?.find((part) => part.startsWith('q='))?.slice(2) ?? '1';
  return vagueness < 0 ? [0, 0, 0] : [Number(quality), -vagueness, -place];
}
