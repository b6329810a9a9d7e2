import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { LOOPBACK } from '../tools/engine/process.ts';
import { UsageError } from '../tools/terminal/cli.ts';

// Where the local front listens, under which names it is asked, and who may open what holds an owner's token. A page of the
// internet can point a name of its own at this machine; the Host header then still says that name.

export type HostSettings = {
  /** An address to listen on besides 127.0.0.1. */
  host?: string | undefined;
  /** Names that requests may come under besides this machine's own, in small letters and without a port. */
  allowedHosts?: readonly string[] | undefined;
};

const NAME = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/;
const HOST_HEADER = /^(.+?)(:\d{1,5})?$/;
const LOOPBACK_NAMES = ['localhost', LOOPBACK, '[::1]'];
const EVERYWHERE = ['0.0.0.0', '::'];
/** What a proxy or a tunnel adds to a request that it passes on. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host'];

/** Reads HOST and ALLOWED_HOSTS. Throws UsageError. */
export function hostSettings(env: Record<string, string | undefined> = process.env): HostSettings {
  const host = env.HOST || undefined;
  if (host !== undefined && isIP(host) === 0) {
    throw new UsageError(
      `HOST must be an address of this machine, such as 0.0.0.0 for all that it has, not '${host}'. Unset it to listen on ${LOOPBACK} alone.`,
    );
  }
  const allowedHosts = (env.ALLOWED_HOSTS ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const wrong = allowedHosts.find((name) => !NAME.test(name));
  if (wrong !== undefined) {
    throw new UsageError(
      `ALLOWED_HOSTS must be names without a port, apart by commas, such as 10.0.2.2,my-mac.local, not '${wrong}'.`,
    );
  }
  return { host, allowedHosts };
}

/** True for an address that only this machine itself can ask from, or be asked at. */
export function isLoopback(address: string | undefined): boolean {
  const plain = (address ?? '').replace(/^::ffff:/, '');
  return plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

/** The addresses to listen on: 127.0.0.1 always, because the pages and the issuer's keys are there. */
export const listenAddresses = ({ host = LOOPBACK }: HostSettings): string[] =>
  host === LOOPBACK || EVERYWHERE.includes(host) ? [host] : [LOOPBACK, host];

const inUrl = (address: string) => (isIP(address) === 6 ? `[${address}]` : address);
const interfaces = () => Object.values(networkInterfaces()).flatMap((list) => list ?? []);

/** What to type on a phone in the same network: the server's addresses there. None when it listens for this machine alone. */
export function networkUrls({ host }: HostSettings, port: number): string[] {
  if (host === undefined || isLoopback(host)) return [];
  const own = interfaces().filter(
    ({ internal, family }) => !internal && (host === '::' || family === 'IPv4'),
  );
  // Link-local addresses need the name of a network card, which browsers do not take.
  const all = own.map(({ address }) => address).filter((address) => !address.startsWith('fe80:'));
  return (EVERYWHERE.includes(host) ? all : [host]).map((address) => `http://${inUrl(address)}:${port}`);
}

/** The name that a request came under, in small letters and without its port; undefined when there is not exactly one. */
function hostName({ headersDistinct: { host } }: IncomingMessage): string | undefined {
  const name = host?.length === 1 ? HOST_HEADER.exec(host[0] ?? '')?.[1]?.toLowerCase() : undefined;
  return name !== undefined && NAME.test(name) ? name : undefined;
}

/** True when the request came under a name of this machine, or one that ALLOWED_HOSTS names. */
export function isOurs(request: IncomingMessage, { host, allowedHosts = [] }: HostSettings): boolean {
  const name = hostName(request);
  if (name === undefined) return false;
  if (LOOPBACK_NAMES.includes(name) || allowedHosts.includes(name)) return true;
  return (
    host !== undefined && !isLoopback(host) && interfaces().some(({ address }) => inUrl(address) === name)
  );
}

/** True when whoever asks sits at this machine, and asks it directly by one of its loopback names. */
export function isFromHere(request: IncomingMessage): boolean {
  const { headers, socket } = request;
  return (
    isLoopback(socket.remoteAddress) &&
    LOOPBACK_NAMES.includes(hostName(request) ?? '') &&
    FORWARDED.every((name) => headers[name] === undefined)
  );
}

/** True when a page of another site sent the request; a program that is no browser names no origin. */
export const isCrossSite = ({ headers: { origin, host } }: IncomingMessage): boolean =>
  origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase()}`;
