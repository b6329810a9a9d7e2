import { type Audit, serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';

// The audits of the GraphQL-over-HTTP specification: every MUST, SHOULD and MAY, of a caller without a credential.

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
});
afterAll(() => api.close());

const url = () => `${api.url}/demo/graphql`;
const audits = serverAudits({ url });

const outcomeOf = async ({ fn }: Audit) => {
  const result = await fn();
  return result.status === 'ok' ? 'ok' : result.reason;
};

test('the audits of graphql-http are those of the GraphQL over HTTP specification', () => {
  expect(audits.filter(({ name }) => /^(MUST|SHOULD)/.test(name)).length).toBeGreaterThan(35);
});

describe('an audit of GraphQL over HTTP passes, by POST and by its own rules for GET:', () => {
  test.each(audits.map((audit): [string, string, Audit] => [audit.id, audit.name, audit]))(
    '%s %s',
    async (_id, _name, audit) => expect(await outcomeOf(audit)).toBe('ok'),
  );
});

describe('an audit of GraphQL over HTTP passes also when its request is sent by GET:', () => {
  let asGet = 0;
  /** The request of an audit, its parameters in the address. Any that has none is sent as it is. */
  const byGet: typeof fetch = async (address, init = {}) => {
    const parameters = parametersOf(init.body);
    if (parameters === undefined) return fetch(address, init);
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) query.set(name, textOf(name, value));
    const { 'content-type': _type, ...headers } = (init.headers ?? {}) as Record<string, string>;
    asGet += 1;
    return fetch(`${address}?${query}`, { headers });
  };
  afterAll(() => expect(asGet).toBeGreaterThan(35));

  // A text is what it is in an address, so one that should be refused for its type cannot be sent there; a GET has no content type.
  const OF_BODIES =
    /on (object|number|boolean|array|string) \{(query|operationName)\}|content-type is not supplied/;
  const OF_GET = serverAudits({ url, fetchFn: byGet }).filter(({ name }) => !OF_BODIES.test(name));
  test.each(OF_GET.map((audit): [string, string, Audit] => [audit.id, audit.name, audit]))(
    '%s %s',
    async (_id, _name, audit) => expect(await outcomeOf(audit)).toBe('ok'),
  );
});

function parametersOf(body: unknown): Record<string, unknown> | undefined {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/** A parameter as it stands in an address, where an empty name is what null is in a body. */
function textOf(name: string, value: unknown): string {
  if (name === 'operationName') return String(value ?? '');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
