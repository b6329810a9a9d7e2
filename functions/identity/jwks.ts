import dns from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { assertIsJwks, type Jwks } from 'aws-jwt-verify/jwk';
import type { Stage } from '../platform/env.ts';
import { Fault } from '../platform/errors.ts';
import { isIssuerAddress, isPublicAddress, LOOPBACK } from '../platform/hosts.ts';

const TIMEOUT_MILLIS = 3_000;
const MAX_BYTES = 262_144;

/** Tries twice: one lost packet must not refuse everybody until the next try. */
export async function fetchJwks(jwksUri: string, stage: Stage): Promise<Jwks> {
  if (!isIssuerAddress(jwksUri, stage)) throw new Fault('This address is not allowed in this stage.');
  const body = await fetchText(jwksUri).catch(() => fetchText(jwksUri));
  const jwks = JSON.parse(body);
  assertIsJwks(jwks);
  return jwks;
}

// Neither `fetch`, which cannot be told what to connect to, nor the library's fetcher: it speaks https only,
// which a developer's own issuer does not, and reads answers of any size.
async function fetchText(address: string): Promise<string> {
  const response = await get(address);
  try {
    // Also a redirect: it could lead anywhere.
    if (response.statusCode !== 200) throw new Fault(`The answer is ${response.statusCode}.`);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of response) {
      bytes += part.byteLength;
      if (bytes > MAX_BYTES) throw new Fault(`The answer is over ${MAX_BYTES} bytes.`);
      parts.push(part);
    }
    return Buffer.concat(parts).toString();
  } finally {
    response.destroy();
  }
}

function get(address: string): Promise<IncomingMessage> {
  const { protocol, hostname } = new URL(address);
  const client = protocol === 'https:' ? https : http;
  const options = {
    headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'fanfare' },
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    // A connection of its own: one that is kept belongs to a name that may lead elsewhere by now.
    agent: false as const,
    autoSelectFamily: true,
    ...(LOOPBACK.has(hostname) ? {} : { lookup: lookupPublic }),
  };
  return new Promise((resolve, reject) => {
    client.get(address, options, resolve).on('error', reject);
  });
}

/**
 * Refuses a name that leads to a private address. The connection itself uses this look-up: a second one could
 * be answered otherwise.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) =>
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const isPublic = addresses.every(({ address }) => isPublicAddress(address));
    return isPublic
      ? callback(null, addresses)
      : callback(new Fault('The name leads into a private network.'), []);
  });
