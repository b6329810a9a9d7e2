import * as z from 'zod';
import { isSelfContained, isShown } from './characters.ts';
import { accept, type Decision, refuse } from './errors.ts';

// Building blocks for the models of input. Length is counted in code points: what people call characters,
// nearly enough, and the same in every language runtime.

/** Composing makes at most so many code units into one character: longer text has too many, however it is written. */
const CODE_UNITS_PER_CHARACTER = 6;

/**
 * Text of `min` to `max` characters after trimming and composing (NFC): writings that look the same are the same from
 * here on. Refused: halves of characters, control characters other than line breaks, text that shows nothing, and
 * direction marks left open.
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

/**
 * Text that tells one thing from another: an id or a key of the caller's own. U+FFFD stands where somebody before us could
 * not read a byte, so two of them may have become one.
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

/** Text in the one form that `formOf` gives it; refused with `error` where there is none. */
export function canonical(formOf: (text: string) => string | undefined, error: string) {
  return z.string().transform((value, context) => {
    const form = formOf(value);
    if (form !== undefined) return form;
    context.addIssue({ code: 'custom', message: error });
    return z.NEVER;
  });
}

/** Checks input against its model; the refusal INVALID_INPUT names the first field that is wrong. */
export function parseInput<M extends z.ZodType>(model: M, input: unknown): Decision<z.output<M>> {
  const parsed = model.safeParse(input);
  if (parsed.success) return accept(parsed.data);
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map(String);
  return refuse(
    'INVALID_INPUT',
    `${path.join('.') || 'The input'} ${issue?.message ?? 'is not valid'}.`,
    path,
  );
}
