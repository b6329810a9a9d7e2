import { createHmac } from 'node:crypto';
import { isbot } from 'isbot';
import type { Deps } from '../../platform/deps.ts';
import { digest26 } from '../../platform/ids.ts';
import { dayOf } from '../../platform/time.ts';
import { ConditionFailed } from '../../table/client.ts';
import type { ReferralCode } from '../codes/rules.ts';
import type { Program } from '../programs/rules.ts';
import { isPreviewer } from './preview.ts';
import { channelOf, clickIdOf, forgottenAt } from './rules.ts';
import { countHit, loadSalt } from './store.ts';

const TAP_BYTES = 9;

/** What is known of whoever follows a link. The address and the user agent are neither stored nor logged. */
export type Visit = {
  method: string;
  address: string;
  userAgent: string;
  /** What the request says that it is for: one that fetches ahead of a tap, which may never come, says so. */
  purpose: string;
  /** `ch` of the link. */
  channel: string | undefined;
};

/** The headers in which browsers, and browsers within apps, have said that they fetch ahead. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;
const FETCHES_AHEAD = /prefetch|prerender|preview|instant/i;

/** What a request says that it is for, in whichever header. */
export const purposeOf = (headers: Readonly<Record<string, string | undefined>>): string =>
  PURPOSES.map((name) => headers[name] ?? '').join(' ');

/**
 * True for a person's tap: a GET that no crawler, link previewer or prefetch makes. Whoever names no user agent is a
 * program; the browsers inside apps name one and are people.
 */
export function isPerson(visit: Pick<Visit, 'method' | 'userAgent' | 'purpose'>): boolean {
  if (visit.method !== 'GET' || FETCHES_AHEAD.test(visit.purpose)) return false;
  const { userAgent } = visit;
  return userAgent.trim() !== '' && !isbot(userAgent) && !isPreviewer(userAgent);
}

/** Counts a person's tap on a code's link and gives the click's id. One trip, two for the day's first in this process. */
export async function recordClick(
  deps: Deps,
  program: Program,
  code: ReferralCode,
  visit: Visit,
): Promise<string> {
  const now = deps.now();
  const day = dayOf(now, program.timeZone);
  const salt = await loadSalt(deps, program.id, day);
  const hash = createHmac('sha256', salt).update(`${visit.address}\n${visit.userAgent}`).digest('hex');
  const visitor = digest26(hash);
  const hit = {
    programId: program.id,
    codeKey: code.key,
    day,
    visitor,
    channel: channelOf(visit.channel),
    at: now.toISOString(),
    tap: Buffer.from(deps.random(TAP_BYTES)).toString('base64url'),
    forgottenAt: forgottenAt(program.referralPolicy, now),
  };
  try {
    await deps.table.write(countHit(hit));
  } catch (error) {
    // It was counted, the answer was lost, and the SDK sent it again.
    if (!(error instanceof ConditionFailed)) throw error;
  }
  return clickIdOf(day, visitor);
}
