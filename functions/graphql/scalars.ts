import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLLocalDate, GraphQLPositiveInt, GraphQLSafeInt } from 'graphql-scalars';
import { currencyCode, urlAt } from '../features/programs/rules.ts';
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

function toCurrency(value: unknown): string {
  const parsed = currencyCode.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GraphQLError('CurrencyCode must be an ISO 4217 code in capital letters, such as USD.');
}

const CurrencyCode = new GraphQLScalarType({
  name: 'CurrencyCode',
  serialize: String,
  parseValue: toCurrency,
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

/** Instants are stored as text that sorts, which holds for years of four digits only. */
function inFourDigitYears(parsed: unknown): Date {
  const instant = parsed as Date;
  const year = instant.getUTCFullYear();
  if (year >= 0 && year <= 9999) return instant;
  throw new GraphQLError('DateTime must be in the years 0000 to 9999, in UTC.');
}

const isoDateTime = named('DateTime', GraphQLDateTimeISO);
const DateTime = new GraphQLScalarType({
  ...isoDateTime.toConfig(),
  parseValue: (value) => inFourDigitYears(isoDateTime.parseValue(value)),
  parseLiteral: (node, variables) => inFourDigitYears(isoDateTime.parseLiteral(node, variables)),
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
 * where it stands in what is refused alone. In a document it fails as any other does.
 */
const tolerant = (scalar: GraphQLScalarType) =>
  new GraphQLScalarType({
    ...scalar.toConfig(),
    parseValue: (value) => {
      try {
        return scalar.parseValue(value);
      } catch (error) {
        return new Unfit(value, error instanceof Error ? error.message : '');
      }
    },
  });

/** The scalars of schema/base.graphql, as a deployment of that stage reads them. */
export const createScalars = (stage: Stage) => ({
  DateTime: tolerant(DateTime),
  Date: named('Date', GraphQLLocalDate),
  PositiveInt,
  SafeInt: tolerant(GraphQLSafeInt),
  Url: createUrl(stage),
  CurrencyCode: tolerant(CurrencyCode),
});
