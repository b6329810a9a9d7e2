import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLLocalDate, GraphQLPositiveInt, GraphQLSafeInt } from 'graphql-scalars';
import { urlAt } from '../features/programs/rules.ts';
import { CURRENCIES } from '../platform/currencies.ts';
import type { Stage } from '../platform/env.ts';
import { storedAddress } from '../platform/hosts.ts';

function createUrl(stage: Stage): GraphQLScalarType {
  const url = urlAt(stage);
  const parseValue = (value: unknown): string => {
    const parsed = url.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new GraphQLError(
      'Url must be an absolute https:// address of a public host, without user name and password, of at most 2,048 characters, percent signs and what follows them included.',
    );
  };
  return new GraphQLScalarType({
    name: 'Url',
    serialize: (value) => storedAddress(String(value)),
    parseValue,
  });
}

const isCurrency = (value: unknown) => typeof value === 'string' && CURRENCIES.has(value);
const NO_CURRENCY = 'CurrencyCode must be an ISO 4217 code in capital letters, such as USD.';
const CurrencyCode = new GraphQLScalarType({
  name: 'CurrencyCode',
  serialize: String,
  parseValue: (value) => {
    if (isCurrency(value)) return value;
    throw new GraphQLError(NO_CURRENCY);
  },
});

/** Numbers only: the library would also take the text '5'. */
function toPositiveInt(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1_000_000_000)
    return value;
  throw new GraphQLError('PositiveInt must be a whole number from 1 to 1,000,000,000.');
}

const PositiveInt = new GraphQLScalarType({
  ...GraphQLPositiveInt.toConfig(),
  parseValue: toPositiveInt,
  parseLiteral: (node) =>
    toPositiveInt('value' in node && node.kind === 'IntValue' ? Number(node.value) : undefined),
});

/** The library's scalar under the name that our schema has for it: variables are declared by that name. */
const named = (name: string, scalar: GraphQLScalarType) =>
  new GraphQLScalarType({ ...scalar.toConfig(), name });

const INSTANT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const YEAR_0 = Date.parse('0000-01-01T00:00:00.000Z');
const YEAR_10000 = Date.parse('9999-12-31T23:59:59.999Z') + 1;

/** True for an instant of a day that there is. They are stored as text that sorts, which holds for years of four digits only. */
function isInstant(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const written = value.toUpperCase();
  const [, day] = INSTANT.exec(written) ?? [];
  const at = day === undefined ? Number.NaN : Date.parse(written);
  if (!(at >= YEAR_0 && at < YEAR_10000)) return false;
  return new Date(`${day}T00:00:00.000Z`).toISOString().startsWith(`${day}T`);
}

const isoDateTime = named('DateTime', GraphQLDateTimeISO);
const NO_INSTANT =
  'DateTime must be an instant such as 2026-11-21T08:30:00.000Z, in the years 0000 to 9999, in UTC.';
function toInstant(value: unknown): Date {
  if (isInstant(value)) return isoDateTime.parseValue(value) as Date;
  throw new GraphQLError(NO_INSTANT);
}
const DateTime = new GraphQLScalarType({
  ...isoDateTime.toConfig(),
  parseValue: toInstant,
  parseLiteral: (node) => toInstant(node.kind === 'StringValue' ? node.value : undefined),
});

/** A value of a variable that its scalar does not take. */
export class Unfit {
  readonly value: unknown;
  readonly message: string;
  constructor(value: unknown, message: string) {
    this.value = value;
    this.message = message;
  }
}

/**
 * The scalar, which of a variable's value gives an Unfit rather than fail: `assertVariables` refuses the request for it, but
 * where it stands in what is refused alone. In a document it fails as any other does. To fail is dear, so `isFit` asks first:
 * one list of a megabyte would take seconds.
 */
const tolerant = (scalar: GraphQLScalarType, isFit: (value: unknown) => boolean, message: string) =>
  new GraphQLScalarType({
    ...scalar.toConfig(),
    parseValue: (value) => (isFit(value) ? scalar.parseValue(value) : new Unfit(value, message)),
  });

/** The scalars of schema/base.graphql, as a deployment of that stage reads them. */
export const createScalars = (stage: Stage) => ({
  DateTime: tolerant(DateTime, isInstant, NO_INSTANT),
  Date: named('Date', GraphQLLocalDate),
  PositiveInt,
  SafeInt: tolerant(
    GraphQLSafeInt,
    Number.isSafeInteger,
    'SafeInt must be a whole number within ±(2^53 − 1).',
  ),
  Url: createUrl(stage),
  CurrencyCode: tolerant(CurrencyCode, isCurrency, NO_CURRENCY),
});
