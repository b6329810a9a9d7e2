import { BlockList, isIP } from 'node:net';
import type { Stage } from './env.ts';

// Which addresses a deployment takes from its callers.

export const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const MAX_HOST_LENGTH = 253;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Last labels that mean something on a machine or in a private network, and nothing on the internet. */
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
 * True for a host's full name on the internet: no address in numbers, of whatever notation, no name of one
 * label, none for private networks, no dot at the end. `hostname` is as `URL` gives it, in lower case and
 * ASCII. Where the name leads is not looked up: whoever calls the host asks `isPublicAddress` of the address.
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

/** Not of the internet at large: https://www.iana.org/assignments/iana-ipv4-special-registry */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/**
 * The same within 2000::/3, all that the internet has, and what leads to IPv4 through a tunnel:
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

function networks(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

const special4 = networks('ipv4', SPECIAL_IPV4);
const special6 = networks('ipv6', SPECIAL_IPV6);
const global6 = networks('ipv6', ['2000::/3']);

/** None of this machine, of a private network or of the cloud's own services. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special4.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

/** The host that somebody wrote, as `URL` gives it; undefined for anything else than a public host alone. */
export function publicHostOf(written: string): string | undefined {
  if (written.length > MAX_HOST_LENGTH || /[\s/\\?#@:]/.test(written)) return undefined;
  const address = `https://${written}`;
  if (!URL.canParse(address)) return undefined;
  const { hostname } = new URL(address);
  return isPublicHost(hostname) ? hostname : undefined;
}

const ANY_SUBDOMAIN = '*.';

/** The same for `*.example.com`, which names every host below that one. */
export function publicHostPatternOf(written: string): string | undefined {
  const prefix = written.startsWith(ANY_SUBDOMAIN) ? ANY_SUBDOMAIN : '';
  const host = publicHostOf(written.slice(prefix.length));
  return host === undefined ? undefined : prefix + host;
}

/** True for an address on one of the hosts that the patterns name. */
export function isOnHosts(patterns: readonly string[], address: string): boolean {
  const { hostname } = new URL(address);
  return patterns.some((host) =>
    host.startsWith(ANY_SUBDOMAIN) ? hostname.endsWith(host.slice(1)) : hostname === host,
  );
}

/** In characters, both as an address is written and as it is kept. */
export const MAX_ADDRESS_LENGTH = 2_048;

/**
 * Refuses what `URL` forgives and a header or a page may not: spaces, backslashes, a third slash, half a
 * character.
 */
const WRITTEN = /^https?:\/\/(?!\/)[^\s\\\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]+$/iu;
const USER_INFO = /^[^/]*\/\/[^/?#]*@/;

/**
 * The one form of an address that somebody wrote: in ASCII, without what ends an attribute of a page or
 * begins an element. Undefined for anything but an absolute https:// address of a public host without user
 * info; the developer's own machine takes itself as well, also by http.
 * https://url.spec.whatwg.org/#url-serializing
 */
export function webAddressOf(written: string, stage: Stage): string | undefined {
  if (!WRITTEN.test(written) || USER_INFO.test(written) || !URL.canParse(written)) return undefined;
  const { protocol, hostname, href } = new URL(written);
  const isOwn = stage === 'local' && LOOPBACK.has(hostname);
  return isOwn || (protocol === 'https:' && isPublicHost(hostname)) ? href : undefined;
}

/** In the form that an address is given now: once they were stored as they were written. */
export function storedAddress(stored: string): string {
  if (!URL.canParse(stored)) return stored;
  const { href } = new URL(stored);
  return href.length <= MAX_ADDRESS_LENGTH ? href : stored;
}

/** True for an address that an issuer or its keys may have: in plain ASCII, as a token's `iss` must be. */
export const isIssuerAddress = (address: string, stage: Stage): boolean =>
  /^[!-~]+$/.test(address) && webAddressOf(address, stage) !== undefined;
