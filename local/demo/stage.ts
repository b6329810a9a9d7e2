import { randomBytes } from 'node:crypto';
import { LocalError, reasonOf } from '../../tools/terminal/errors.ts';
import { DEV_CLOCK_HEADER } from '../dev-clock.ts';
import { DEV_ISSUER, type DevIssuer, JWKS_PATH } from '../issuer.ts';
import { type Caller, createCaller } from './caller.ts';
import type { Narrator } from './narrator.ts';

/** A member, with the app in their hand. */
export type Person = { name: string; subject: string; app: Caller; memberId: string; externalId: string };

/** Where the campaign is played, and by whom. */
export type Stage = {
  url: string;
  slug: string;
  say: Narrator;
  operator: Caller;
  owner: Caller;
  organizer: Caller;
  /** A member's app. */
  app(subject: string): Promise<Caller>;
  /** A back end with an API key. */
  backend(apiKey: string): Caller;
  /** Somebody as of another instant: the server answers as it will then. */
  at(when: Date, subject: string, roles?: string[]): Promise<Caller>;
};

export const TERMS = {
  advocatePoints: 500,
  friendPoints: 300,
  holdingPeriodDays: 7,
};

/** What createProgram is given: a program of its own for every run, so that the demo can be repeated. */
export function programInput(url: string, slug: string) {
  return {
    slug,
    name: 'Fanfare tour',
    timeZone: 'Asia/Seoul',
    locale: 'en',
    currency: 'KRW',
    landingUrl: 'https://shop.example.com/welcome',
    pointPolicy: { pointName: 'leaves', expiryMonths: 12 },
    referralPolicy: { advocatePoints: 100, friendPoints: 100 },
    tokenPolicy: { issuer: DEV_ISSUER, audience: `fanfare-${slug}`, jwksUri: `${url}${JWKS_PATH}` },
  };
}

export async function openStage(url: string, issuer: DevIssuer, say: Narrator): Promise<Stage> {
  const slug = `tour-${randomBytes(4).toString('hex')}`;
  const signedIn = async (program: string, subject: string, roles: string[] = []) => {
    const token = await issuer.issueToken({ subject, audience: `fanfare-${program}`, roles });
    return createCaller(url, program, { authorization: `Bearer ${token}` });
  };
  return {
    url,
    slug,
    say,
    operator: await signedIn('operator', 'operator', ['OPERATOR']),
    owner: await signedIn(slug, 'owner', [`${slug}:OWNER`]),
    organizer: await signedIn(slug, 'organizer', [`${slug}:ORGANIZER`]),
    app: (subject) => signedIn(slug, subject),
    at: async (now, subject, roles = []) => {
      const claims = roles.map((role) => `${slug}:${role}`);
      const token = await issuer.issueToken({ subject, audience: `fanfare-${slug}`, roles: claims, now });
      const headers = { authorization: `Bearer ${token}`, [DEV_CLOCK_HEADER]: now.toISOString() };
      return createCaller(url, slug, headers);
    },
    backend: (apiKey) => createCaller(url, slug, { 'x-api-key': apiKey }),
  };
}

/** Has the server do this program's due work as it will be a number of days from now. */
export async function passDays({ url, slug }: Stage, days: number): Promise<void> {
  const at = new Date(Date.now() + days * 86_400_000 + 60_000).toISOString();
  try {
    const body = JSON.stringify({ program: slug, at });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/dev/tick`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
  } catch (error) {
    throw new LocalError('ANSWER_UNEXPECTED', `POST /dev/tick failed: ${reasonOf(error)}`, { cause: error });
  }
}
