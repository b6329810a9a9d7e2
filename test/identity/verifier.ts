import { expect } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { verifyToken } from '../../functions/identity/tokens.ts';
import type { Stage, TokenSettings } from '../../functions/platform/env.ts';
import type { Log } from '../../functions/platform/log.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { makeKey, startJwks } from './issuer.ts';

export const ISSUER = 'https://issuer.example/pool';
export const AUDIENCE = 'fanfare-demo';
export const START = Date.parse('2031-05-05T12:00:00.000Z');

/** Verifies tokens of an issuer whose keys and answers a test sets, by a clock that stands still. */
export async function startVerifier() {
  const [key, ellipticKey, strangerKey] = await Promise.all([
    makeKey('one'),
    makeKey('two', 'ES256'),
    makeKey('one'),
  ]);
  const jwks = await startJwks();
  const state: { now: number; logged: string[]; deps: Deps } = {
    now: START,
    logged: [],
    deps: makeDeps(),
  };

  function makeDeps(stage: Stage = 'local'): Deps {
    const keep = (message: string, fields?: object) =>
      void state.logged.push(JSON.stringify({ message, ...fields }));
    const log: Log = { info: keep, warn: keep, error: keep, with: () => log };
    const env = {
      tableName: 'unused',
      stage,
      logLevel: 'SILENT',
      dynamodbEndpoint: undefined,
      operator: undefined,
    } as const;
    return createDeps(env, { now: () => new Date(state.now), log });
  }

  /** Begins a test: nothing is known of the issuer, who publishes two keys. */
  function reset(): void {
    Object.assign(jwks.state, { keys: [key, ellipticKey], fetches: 0, paths: [], instead: undefined });
    Object.assign(state, { now: START, logged: [], deps: makeDeps() });
  }

  const seconds = () => Math.floor(state.now / 1000);
  const claims = (more: object = {}) => ({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'user-1',
    exp: seconds() + 3600,
    ...more,
  });
  const verify = (token: string, jwksUri = jwks.uri, more: Partial<TokenSettings> = {}) =>
    verifyToken(state.deps, token, { issuer: ISSUER, audience: AUDIENCE, jwksUri, ...more });

  /** What a refused token is answered. */
  const errorOf = (token: string, jwksUri?: string) =>
    verify(token, jwksUri).then(
      () => expect.unreachable('The token was accepted.'),
      (thrown) => thrown,
    );
  /** The refusal's sentence; fails for anything but RequestError UNAUTHENTICATED. */
  async function sentenceOf(token: string, jwksUri?: string): Promise<string> {
    const error = await errorOf(token, jwksUri);
    expect(error).toMatchObject({ name: 'RequestError', code: 'UNAUTHENTICATED' });
    return error.message;
  }

  return {
    key,
    ellipticKey,
    strangerKey,
    jwks,
    state,
    makeDeps,
    reset,
    seconds,
    claims,
    verify,
    errorOf,
    sentenceOf,
  };
}
