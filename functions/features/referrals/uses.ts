import type { Write } from '../../table/client.ts';
import type { ReferralCode } from '../codes/rules.ts';
import { addUses } from '../codes/uses.ts';
import { type Referral, type Use, useOf } from './rules.ts';

// What a referral takes of its code's limit, and gives back.

/** A use of a code's limit that is given back or taken again. */
export type UseChange = { use: Use; change: 1 | -1 };

export function useChanges(before: Referral, after: Referral): UseChange[] {
  const [held, holds] = [useOf(before), useOf(after)];
  if (held?.codeKey === holds?.codeKey && held?.limitVersion === holds?.limitVersion) return [];
  return [
    ...(held === undefined ? [] : [{ use: held, change: -1 } as const]),
    ...(holds === undefined ? [] : [{ use: holds, change: 1 } as const]),
  ];
}

/** Nothing when the code has another limit by now, or none. */
export function changeOfUse({ use, change }: UseChange, code: ReferralCode | undefined): Write[] {
  if (code === undefined || code.usageLimit === null) return [];
  return use.limitVersion === code.limitVersion ? [addUses(code, change)] : [];
}
