import * as z from 'zod';
import { accept, type Decision, refuse } from './errors.ts';

// Building blocks for the models of input. Length is counted in code points: what people call characters,
// nearly enough, and the same in every language runtime.

/** Text of `min` to `max` characters after trimming; control characters other than line breaks are refused. */
export function text(min: number, max: number) {
  return z
    .string()
    .trim()
    .refine((value) => [...value].length >= min && [...value].length <= max, {
      error: `must have ${min} to ${max} characters`,
    })
    .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value.replaceAll(/[\n\r\t]/g, '')), {
      error: 'must not contain control characters',
    });
}

export const idempotencyKey = text(1, 128);
/** Short enough that a ledger entry with it and three years of lots stays below 1 KB, one write unit. */
export const reason = text(1, 100);

/** A BCP 47 language tag. */
export const locale = z.string().refine(isLocale, { error: 'must be a BCP 47 tag such as ko-KR' });

function isLocale(tag: string): boolean {
  try {
    return tag.length <= 35 && Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
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
