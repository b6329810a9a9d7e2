import * as z from 'zod';
import { isSelfContained, isShown } from './characters.ts';
import { accept, type Decision, refuse } from './errors.ts';

// Building blocks for the models of input. Length is counted in code points: what people call characters,
// nearly enough, and the same in every language runtime.

/** Composing makes at most so many code units into one character. */
const CODE_UNITS_PER_CHARACTER = 6;

/**
 * Text of `min` to `max` characters after trimming and composing (NFC): writings that look the same are the
 * same from here on. Refused: halves of characters, control characters other than line breaks, text that
 * shows nothing, and direction marks left open.
 */
export function text(min: number, max: number) {
  const length = { error: `must have ${min} to ${max} characters`, abort: true };
  return (
    z
      .string()
      .trim()
      // Composing takes time by the square of the length, where somebody stacks marks.
      .refine((value) => value.length <= max * CODE_UNITS_PER_CHARACTER, length)
      .normalize('NFC')
      .refine((value) => [...value].length >= min && [...value].length <= max, length)
      .refine((value) => value.isWellFormed(), {
        error: 'must not contain half a character (a surrogate without its other one)',
      })
      .refine((value) => !/\p{Cc}/u.test(value.replaceAll(/[\n\r\t]/g, '')), {
        error: 'must not contain control characters',
      })
      .refine(isShown, { error: 'must show something' })
      .refine(isSelfContained, {
        error: 'must close the direction marks that it opens, each on its own line',
      })
  );
}

/** The same on one line: a line break in a name, a title or an id is a mistake, or an attempt to look like something else. */
export const line = (min: number, max: number) =>
  text(min, max).refine((value) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value), { error: 'must stand on one line' });

/**
 * Text that tells one thing from another: an id or a key of the caller's own. U+FFFD stands where somebody
 * before us could not read a byte, so two of them may have become one.
 */
export const identifier = (model: z.ZodString) =>
  model.refine(isReadable, { error: 'must not contain U+FFFD, which stands for lost bytes: send UTF-8' });

/** True for text of whole characters, none of which stands for bytes that were lost. */
export const isReadable = (value: string) => value.isWellFormed() && !value.includes('\uFFFD');

export const idempotencyKey = identifier(text(1, 128));
/** Short enough that a ledger entry with it and three years of lots stays below 1 KB, one write unit. */
export const reason = text(1, 100);

/** A BCP 47 language tag, in its canonical form: `ko-kr` is `ko-KR`. */
export const locale = canonical(canonicalLocale, 'must be a BCP 47 tag such as ko-KR');

function canonicalLocale(tag: string): string | undefined {
  try {
    return tag.length > 35 ? undefined : Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** A value that may be left out or null, and is null then. */
export const optional = <M extends z.ZodType>(model: M) =>
  model.nullish().transform((value): z.output<M> | null => value ?? null);

/** Text, trimmed, in the one form that `formOf` gives it; refused with `error` where there is none. */
export function canonical(formOf: (text: string) => string | undefined, error: string) {
  return z
    .string()
    .trim()
    .transform((value, context) => {
      const form = formOf(value);
      if (form !== undefined) return form;
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    });
}

/** A shape none of whose models takes undefined by itself: a default would put back what was changed. */
type Kept<S> = { [K in keyof S]: undefined extends z.input<S[K]> ? never : S[K] };

/** The model of an update: each field may be left out and then stays; null is for what may be absent. */
export const patchOf = <S extends Record<string, z.ZodType>>(shape: S & Kept<S>) =>
  z.object<S>(shape).partial();

type Parsed<M extends z.ZodType> = Decision<z.output<M>, 'INVALID_INPUT'>;

/** Checks input against its model; the refusal INVALID_INPUT names the first field that is wrong. */
export function parseInput<M extends z.ZodType>(model: M, input: unknown): Parsed<M> {
  return parse(model, input, ({ message }) => message);
}

/** The same for an update, where null is refused with the advice to leave the field out. */
export function parseUpdate<M extends z.ZodType>(model: M, input: unknown): Parsed<M> {
  return parse(model, input, (issue) =>
    issue.input === null ? 'must not be null: leave it out to keep the present one' : issue.message,
  );
}

function parse<M extends z.ZodType>(
  model: M,
  input: unknown,
  problemOf: (issue: z.core.$ZodIssue) => string,
): Parsed<M> {
  const parsed = model.safeParse(input, { error: expectation, reportInput: true });
  if (parsed.success) return accept(parsed.data);
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map(String);
  const problem = issue === undefined ? UNFIT : problemOf(issue);
  return refuse('INVALID_INPUT', `${path.join('.') || 'The input'} ${problem}.`, path);
}

const UNFIT = 'is not as its description asks';
const KINDS: Partial<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  date: 'a date and time',
  object: 'an object',
  string: 'text',
};
const UNITS: Partial<Record<string, string>> = { string: 'characters', array: 'items' };

/** Where a model has no words of its own: the rest of a sentence that begins with the field. */
function expectation(issue: z.core.$ZodRawIssue): string {
  const { schema } = issue;
  if (schema instanceof z.ZodNumber) {
    const kind = schema.isInt ? 'a whole number' : 'a number';
    return `must be ${kind} from ${written(schema.minValue)} to ${written(schema.maxValue)}`;
  }
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? 'of another kind'}`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.join(' or ')}`;
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return UNFIT;
  const unit = UNITS[issue.origin] ?? '';
  if (schema instanceof z.ZodString && schema.minLength !== null && schema.maxLength !== null)
    return `must have ${written(schema.minLength)} to ${written(schema.maxLength)} ${unit}`;
  const bound =
    issue.code === 'too_small' ? `at least ${written(issue.minimum)}` : `at most ${written(issue.maximum)}`;
  const isOne = (issue.code === 'too_small' ? issue.minimum : issue.maximum) === 1;
  return `must have ${bound} ${isOne ? unit.replace(/s$/, '') : unit}`.trimEnd();
}

const written = (value: number | bigint | null) => value?.toLocaleString('en');
