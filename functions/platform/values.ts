import * as z from 'zod';
import { CURRENCIES } from './currencies.ts';
import type { Stage } from './env.ts';
import { MAX_ADDRESS_LENGTH, webAddressOf } from './hosts.ts';
import { canonical } from './input.ts';

// Values that several features take in.

export const MAX_EVENTS = 100;

/** The system that an event comes from. */
export const eventSource = z
  .string()
  .regex(
    /^[a-z0-9._-]{1,40}$/,
    'must have 1 to 40 lower-case letters a to z, digits, hyphens, underscores and dots',
  );

/** Of an event, of the terms of a referral and of a leaderboard. */
export const eventType = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]{2,39}$/,
    'must have 3 to 40 capital letters A to Z, digits and underscores and begin with a letter',
  );
/** Refunds are taken from what they refund, so nothing is counted by that type. */
export const countedEventType = eventType.refine((type) => type !== 'REFUND', {
  error: 'cannot be REFUND: refunds are taken from what they refund',
});

const address = z
  .string()
  .max(
    MAX_ADDRESS_LENGTH,
    'must have at most 2,048 characters, percent signs and what follows them included',
  );
export const NO_ADDRESS =
  'must be an absolute https:// address of a public host, without user name and password';

/** An address as a deployment of that stage takes it, in its one form. */
export const urlAt = (stage: Stage) =>
  address.pipe(canonical((written) => webAddressOf(written, stage), NO_ADDRESS)).pipe(address);

/** The scalar `Url` has checked what this deployment takes; this model takes what any deployment would. */
export const url = urlAt('local');

const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Codes of CLDR that are regions and no countries of ISO 3166-1. */
const NO_COUNTRIES = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '));

/** ISO 3166-1, and XK for Kosovo. False for what another code stands for today, as GB does for UK. */
const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) &&
  !NO_COUNTRIES.has(code) &&
  REGIONS.of(code) !== undefined &&
  new Intl.Locale(`und-${code}`).region === code;

export const country = z
  .string()
  .refine(isCountry, { error: 'must be the ISO 3166-1 code of a country, such as KR or GB' });

const NO_CURRENCY = 'must be an ISO 4217 code in capital letters, such as USD';
export const currencyCode = z
  .string({ error: NO_CURRENCY })
  .refine((code) => CURRENCIES.has(code), { error: NO_CURRENCY });

/** Small enough that thousands of the largest add up to a number that JavaScript holds exactly. */
const MAX_AMOUNT_MINOR = 1_000_000_000_000;

export const money = z.object({
  amountMinor: z.int().min(0).max(MAX_AMOUNT_MINOR),
  currency: currencyCode,
});

/** What others see of a member or a code; null where there is nothing to see. */
export type Display = { publicName: string | null; avatarUrl: string | null };
