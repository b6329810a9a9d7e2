import { createHmac } from 'node:crypto';
import { isbot } from 'isbot';
import { digest26 } from '../../platform/ids.ts';
import { dayOf } from '../../platform/time.ts';
import { ConditionFailed } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import type { ReferralCode } from '../codes/rules.ts';
import type { Program } from '../programs/rules.ts';
import { isPreviewer } from './preview.ts';
import { channelOf, clickIdOf, forgottenAt } from './rules.ts';
import { addHit, ensureSalt } from './store.ts';

const TAP_BYTES = 9;

/** What is known of whoever taps a link. The address and the user agent are neither stored nor logged. */
export type Tap = {
  address: string;
  userAgent: string;
  /** `ch` of the link. */
  channel: string | undefined;
};
/** A request for a link, which may be no tap. */
export type Visit = Tap & {
  method: string;
  opensPage: boolean;
};

/** The headers in which browsers, and browsers within apps, have said that they fetch ahead. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;
const FETCHES_AHEAD = /prefetch|prerender|preview|instant/i;

/**
 * What browsers say of a page that is opened in a window or a tab of its own; pictures, scripts, frames and
 * `fetch` say otherwise, and no page can make them say this. https://www.w3.org/TR/fetch-metadata/
 */
const OPENING = { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' } as const;

/** The headers that tell people's taps from other requests. */
export const TELLING_HEADERS = ['user-agent', ...PURPOSES, ...Object.keys(OPENING)];

/**
 * True unless a request says that it opens no page before somebody's eyes: it fetches ahead of a tap that may
 * never come, or is part of another page. Older browsers, those in some apps, and any browser without https
 * say nothing and are believed.
 */
export function opensPage(headers: Readonly<Record<string, string | undefined>>): boolean {
  if (PURPOSES.some((name) => FETCHES_AHEAD.test(headers[name] ?? ''))) return false;
  return Object.entries(OPENING).every(([name, opening]) => {
    const said = headers[name]?.trim() ?? '';
    return said === '' || said === opening;
  });
}

/**
 * True for a person's tap: a GET that opens a page, by no crawler or link previewer. Whoever names no user
 * agent is a program; the browsers inside apps name one and are people.
 */
export function isPerson({ method, userAgent, opensPage }: Omit<Visit, 'address' | 'channel'>): boolean {
  if (method !== 'GET' || !opensPage) return false;
  return userAgent.trim() !== '' && !isbot(userAgent) && !isPreviewer(userAgent);
}

/** Gives the id of the click. */
export async function recordClick(
  deps: Deps,
  program: Program,
  code: ReferralCode,
  tap: Tap,
): Promise<string> {
  const now = deps.now();
  const day = dayOf(now, program.timeZone);
  const salt = await ensureSalt(deps, program.id, day);
  const hash = createHmac('sha256', salt).update(`${tap.address}\n${tap.userAgent}`).digest('hex');
  const visitor = digest26(hash);
  const hit = {
    programId: program.id,
    codeKey: code.key,
    day,
    visitor,
    channel: channelOf(tap.channel),
    at: now.toISOString(),
    tap: Buffer.from(deps.random(TAP_BYTES)).toString('base64url'),
    forgottenAt: forgottenAt(program.referralPolicy, now),
  };
  try {
    await deps.table.write(addHit(hit));
  } catch (error) {
    // It was counted, the answer was lost, and the AWS SDK sent it again.
    if (!(error instanceof ConditionFailed)) throw error;
  }
  return clickIdOf(day, visitor);
}
