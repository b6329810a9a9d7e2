import * as z from 'zod';
import { linkedWord } from '../../platform/characters.ts';
import { SHARE_CHANNELS, type ShareChannel } from '../../platform/generated/enums.ts';
import { ID_PREFIX } from '../../platform/ids.ts';
import { addDays } from '../../platform/time.ts';
import type { ReferralPolicy } from '../programs/rules.ts';

const channel = z.enum(SHARE_CHANNELS);

/** What a link's `ch` names, in any case and width, whatever a message added to it; OTHER for the rest. */
export function channelOf(named: string | undefined): ShareChannel {
  return channel.safeParse(linkedWord(named ?? '')?.toUpperCase()).data ?? 'OTHER';
}

/** The attribute of a click, and of a day's counter, that counts a channel. */
export const channelAttribute = (shared: ShareChannel) => `ch_${shared}` as const;

/** What one visitor did with one code on one day of the program's zone. */
export const clickModel = z.object({
  id: z.string(),
  firstAt: z.string(),
  lastAt: z.string(),
  firstChannel: channel,
  lastChannel: channel,
});
export type Click = z.infer<typeof clickModel>;

const CLICK_ID = new RegExp(`^${ID_PREFIX.click}_(\\d{4})(\\d{2})(\\d{2})_([0-9a-hjkmnp-tv-z]{26})$`);

/** A click's id says its day and its visitor, so the item is found with the code and nothing is looked up. */
export function clickIdOf(day: string, visitor: string): string {
  return `${ID_PREFIX.click}_${day.replaceAll('-', '')}_${visitor}`;
}

/** Undefined for text that never was the id of a click. */
export function parseClickId(id: string | null | undefined): { day: string; visitor: string } | undefined {
  const [, year, month, day, visitor] = CLICK_ID.exec(id ?? '') ?? [];
  return visitor === undefined ? undefined : { day: `${year}-${month}-${day}`, visitor };
}

/** How long a click is kept after its window: a claim may come late, an organizer may ask what happened. */
const KEPT_DAYS = 30;
/** A click is kept for this long at the least: no window is shorter than a day. */
export const LEAST_KEPT_DAYS = KEPT_DAYS + 1;

export function forgottenAt(policy: Pick<ReferralPolicy, 'windowDays'>, now: Date): Date {
  return addDays(now, policy.windowDays + KEPT_DAYS);
}

/** True for a parameter of a query that a landing page would take for ours. */
const isOurs = (part: string): boolean =>
  [...new URLSearchParams(part).keys()].some((name) => name === 'fanfare_code' || name === 'fanfare_click');

/**
 * The program's landing address with what the landing page needs for a claim. Its host, path, query and
 * fragment stay as they are, but for what would be taken for ours: the settings may hold the copied address
 * of a link that was followed. Always ASCII, as a header needs, whatever script it was written in.
 */
export function landingAddress(
  landingUrl: string,
  code: string | undefined,
  clickId: string | undefined,
): string {
  const address = new URL(landingUrl);
  const query = address.search.slice(1).split('&');
  const theirs = query.filter((part) => !isOurs(part));
  if (code === undefined && theirs.length === query.length) return address.href;
  const ours = new URLSearchParams(code === undefined ? {} : { fanfare_code: code });
  if (code !== undefined && clickId !== undefined) ours.set('fanfare_click', clickId);
  address.search = [...theirs, `${ours}`].filter((part) => part !== '').join('&');
  return address.href;
}
