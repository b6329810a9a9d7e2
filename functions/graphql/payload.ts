import type { Decision, Refusal } from '../platform/errors.ts';
import type { ErrorCode } from '../platform/generated/enums.ts';
import { shortened } from '../platform/text.ts';
import { MAX_ERROR_TEXT } from './errors.ts';

/** The answer of a mutation: its fields when it was accepted, nulls and one userError when it was refused. */
export type Payload<P extends object> = { [K in keyof P]: P[K] | null } & { userErrors: UserErrorRow[] };
type UserErrorRow = { code: Refusal['code']; message: string; field: string[] | null };

function userErrorOf(refusal: Refusal): UserErrorRow {
  return {
    code: refusal.code,
    message: shortened(refusal.message, MAX_ERROR_TEXT),
    field: refusal.field === undefined ? null : [...refusal.field],
  };
}

/** The answer of a mutation of many: a result for each with its own error, or one userError for them all. */
export function toResults<R extends { error: Refusal | null }>(decision: Decision<R[], ErrorCode>) {
  if (!decision.ok) return { results: [], userErrors: [userErrorOf(decision.refusal)] };
  const results = decision.value.map((result) => ({
    ...result,
    error: result.error === null ? null : userErrorOf(result.error),
  }));
  return { results, userErrors: [] };
}

export function toPayload<T, P extends object>(
  decision: Decision<T, ErrorCode>,
  shape: (value: T) => P,
): Payload<P> {
  if (decision.ok) return { ...shape(decision.value), userErrors: [] };
  // A field that is absent is null to GraphQL.
  return { userErrors: [userErrorOf(decision.refusal)] } as unknown as Payload<P>;
}
