import type { Stage } from './env.ts';

// Which addresses a deployment takes from its callers.

/** The developer's own machine. */
export const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const MAX_HOST_LENGTH = 253;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Last labels of names that mean something on a machine or in a network of one's own, and nothing on the internet. */
const PRIVATE_DOMAINS: ReadonlySet<string> = new Set([
  'arpa',
  'corp',
  'home',
  'internal',
  'intranet',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'private',
]);

/**
 * True for a host's full name on the internet: no address in numbers, of whatever notation, no name of one label, none that is
 * of use in a private network alone, no dot at the end. `hostname` is as `URL` gives it: in lower case and ASCII. Where the name
 * leads is not looked up: whoever calls the host asks that of the address it resolves to.
 */
export function isPublicHost(hostname: string): boolean {
  const labels = hostname.split('.');
  const top = labels.at(-1) ?? '';
  return (
    hostname.length <= MAX_HOST_LENGTH &&
    labels.length >= 2 &&
    labels.every((label) => LABEL.test(label)) &&
    /^[a-z]/.test(top) &&
    !PRIVATE_DOMAINS.has(top)
  );
}

/** The host that somebody wrote, as `URL` gives it; undefined for anything else than a public host alone. */
export function publicHostOf(written: string): string | undefined {
  if (written.length > MAX_HOST_LENGTH || /[\s/\\?#@:]/.test(written)) return undefined;
  const address = `https://${written}`;
  if (!URL.canParse(address)) return undefined;
  const { hostname } = new URL(address);
  return isPublicHost(hostname) ? hostname : undefined;
}

/** What `URL` would forgive (spaces, backslashes, half a character) is refused: a header or a page may not. */
const WRITTEN = /^https?:\/\/[^\s\\\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]+$/iu;
const USER_INFO = /^[^/]*\/\/[^/?#]*@/;

/** True for an absolute https:// address of a public host, without user info. The developer's own machine takes itself as well, also in http. */
export function isWebAddress(address: string, stage: Stage): boolean {
  if (!WRITTEN.test(address) || USER_INFO.test(address) || !URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (stage === 'local' && LOOPBACK.has(hostname)) return true;
  return protocol === 'https:' && isPublicHost(hostname);
}
