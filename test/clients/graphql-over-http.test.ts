import { type Audit, serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';

// The audits of the GraphQL-over-HTTP specification: every MUST and SHOULD, of a caller without a credential.

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
});
afterAll(() => api.close());

const url = () => `${api.url}/demo/graphql`;
const audits = serverAudits({ url }).filter(({ name }) => /^(MUST|SHOULD)/.test(name));

const outcomeOf = async ({ fn }: Audit) => {
  const result = await fn();
  return result.status === 'ok' ? 'ok' : result.reason;
};

test('the audits are those of the specification', () => {
  expect(audits.length).toBeGreaterThan(35);
});

describe('an audit holds:', () => {
  test.each(audits.map((audit): [string, string, Audit] => [audit.id, audit.name, audit]))(
    '%s %s',
    async (_id, _name, audit) => expect(await outcomeOf(audit)).toBe('ok'),
  );
});
