import { HttpError } from './errors.ts';

const OURS: ReadonlySet<string | undefined> = new Set([
  '*/*',
  'application/*',
  'application/json',
  'application/graphql-response+json',
]);
const ABOVE_ZERO = /^q=(1(\.0*)?|0\.\d*[1-9]\d*)$/;

/**
 * Throws for a caller whose `accept` header takes no answer of ours. Apollo Server notices that too, but only when it has carried
 * the request out: a mutation would be done, and refused. So this is strict where it is in doubt.
 */
export function assertAcceptable(accept: string | undefined): void {
  if (accept === undefined || accept === '' || takesOurs(accept)) return;
  throw new HttpError(
    406,
    'Nothing was done, for the accept header takes no `application/json`. Send `accept: application/json`, or none.',
  );
}

function takesOurs(accept: string): boolean {
  // A comma within quotes parts nothing; nobody needs one here.
  if (accept.includes('"')) return false;
  const ranges = accept.split(',').map((range) => range.split(';').map((part) => part.trim().toLowerCase()));
  const ours = ranges.filter(([type]) => OURS.has(type));
  const isWanted = ([, ...parameters]: string[]) =>
    parameters.every((parameter) => parameter === 'charset=utf-8' || ABOVE_ZERO.test(parameter));
  return ours.length > 0 && ours.every(isWanted);
}
