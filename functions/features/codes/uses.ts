import type { Write } from '../../table/client.ts';
import { codeKey } from '../../table/keys.ts';
import { update } from '../../table/writes.ts';
import type { ReferralCode } from './rules.ts';

// Uses of a code's limit, for the transactions of those who take and give them back.

/**
 * Fails when the settings have changed since the code was read and when the limit is reached: N is exactly N,
 * however many claim at once.
 */
export const addUseWithinLimit = (code: ReferralCode): Write =>
  update(
    codeKey(code.programId, code.key),
    { set: { limitVersion: code.limitVersion }, add: { uses: 1 } },
    { equal: { version: code.version }, below: { uses: code.usageLimit ?? 0 } },
  );

/** Gives a use back, or takes it again, past the limit if need be. Fails when another limit counts by now. */
export const addUses = (code: ReferralCode, change: 1 | -1): Write =>
  update(
    codeKey(code.programId, code.key),
    { add: { uses: change } },
    { equal: { limitVersion: code.limitVersion }, atLeast: { uses: change === 1 ? 0 : 1 } },
  );
