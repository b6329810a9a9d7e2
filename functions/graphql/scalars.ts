import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTimeISO, GraphQLLocalDate, GraphQLPositiveInt, GraphQLSafeInt } from 'graphql-scalars';
import { CURRENCIES } from '../platform/currencies.ts';
import type { Stage } from '../platform/env.ts';
import { storedAddress } from '../platform/hosts.ts';
import { urlAt } from '../platform/values.ts';

type Reading = {
  name: string;
  /** For the client: what must be given. */
  sentence: string;
  /** What was given as it is used; undefined for what does not fit, because throwing is expensive. */
  read(given: unknown): unknown;
  serialize(value: unknown): unknown;
  /**
   * A bad value of a variable gives an Unfit instead of an error: a list of a megabyte would take seconds.
   */
  isTolerant?: true;
};

/** Refuses what does not fit in one sentence; in a document, also with its place there. */
const scalarOf = ({ name, sentence, read, serialize, isTolerant }: Reading) =>
  new GraphQLScalarType({
    name,
    serialize,
    parseValue: (given) => {
      const value = read(given);
      if (value !== undefined) return value;
      if (isTolerant) return new Unfit(given, sentence);
      throw new GraphQLError(sentence);
    },
    parseLiteral: (node) => {
      const value = read(writtenIn(node));
      if (value !== undefined) return value;
      throw new GraphQLError(sentence, { nodes: node });
    },
  });

/** The text or the whole number that a document says; undefined for anything else. */
function writtenIn(node: ValueNode): string | number | undefined {
  if (node.kind === Kind.STRING) return node.value;
  return node.kind === Kind.INT ? Number(node.value) : undefined;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const YEAR_0 = Date.parse('0000-01-01T00:00:00.000Z');
const YEAR_10000 = Date.parse('9999-12-31T23:59:59.999Z') + 1;

/** True for a day that there is: the 30th of February is read as one of March. */
function isDay(text: string): boolean {
  const midnight = DAY.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(`${text}T`);
}

/** Instants are stored as text that sorts, which holds for years of four digits only. */
function readInstant(given: unknown): Date | undefined {
  if (typeof given !== 'string') return undefined;
  const written = given.toUpperCase();
  const [, day] = INSTANT.exec(written) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const at = Date.parse(written);
  return at >= YEAR_0 && at < YEAR_10000 ? new Date(at) : undefined;
}

const DateTime = scalarOf({
  name: 'DateTime',
  sentence:
    'DateTime must be an instant such as "2026-11-21T08:30:00.000Z", in the years 0000 to 9999, in UTC.',
  read: readInstant,
  serialize: (value) => GraphQLDateTimeISO.serialize(value),
  isTolerant: true,
});

const CalendarDate = scalarOf({
  name: 'Date',
  sentence: 'Date must be a day of the calendar such as "2026-11-21".',
  read: (given) => (typeof given === 'string' && isDay(given) ? given : undefined),
  serialize: (value) => GraphQLLocalDate.serialize(value),
});

const PositiveInt = scalarOf({
  name: 'PositiveInt',
  sentence: 'PositiveInt must be a whole number from 1 to 1,000,000,000, such as 100.',
  read: (given) =>
    Number.isInteger(given) && Number(given) >= 1 && Number(given) <= 1_000_000_000 ? given : undefined,
  serialize: (value) => GraphQLPositiveInt.serialize(value),
});

const SafeInt = scalarOf({
  name: 'SafeInt',
  sentence: 'SafeInt must be a whole number within ±(2^53 − 1), such as 15000.',
  read: (given) => (Number.isSafeInteger(given) ? given : undefined),
  serialize: (value) => GraphQLSafeInt.serialize(value),
  isTolerant: true,
});

const CurrencyCode = scalarOf({
  name: 'CurrencyCode',
  sentence: 'CurrencyCode must be an ISO 4217 code in capital letters, such as "USD".',
  read: (given) => (typeof given === 'string' && CURRENCIES.has(given) ? given : undefined),
  serialize: String,
  isTolerant: true,
});

function createUrl(stage: Stage): GraphQLScalarType {
  const url = urlAt(stage);
  return scalarOf({
    name: 'Url',
    sentence:
      'Url must be an absolute https:// address of a public host, such as "https://example.com/a.png", without user name and password, of at most 2,048 characters, percent signs and what follows them included.',
    read: (given) => url.safeParse(given).data,
    serialize: (value) => storedAddress(String(value)),
  });
}

/**
 * A value of a variable that its scalar refuses. `assertVariables` refuses the request for it, unless it
 * stands in an event, which is refused alone.
 */
export class Unfit {
  readonly value: unknown;
  readonly message: string;
  constructor(value: unknown, message: string) {
    this.value = value;
    this.message = message;
  }
}

/** The scalars of schema/base.graphql, as a deployment of that stage reads them. */
export const createScalars = (stage: Stage) => ({
  DateTime,
  Date: CalendarDate,
  PositiveInt,
  SafeInt,
  Url: createUrl(stage),
  CurrencyCode,
});
