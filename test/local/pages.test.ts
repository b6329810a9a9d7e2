import { parse, validate } from 'graphql';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { assertCost } from '../../functions/graphql/cost.ts';
import { assertTrips } from '../../functions/graphql/trips.ts';
import { createSchema } from '../../functions/registry/application.ts';
import { FIRST_QUERY, graphiqlPage } from '../../local/pages.ts';
import { startTestServer } from '../support/http.ts';

const BROWSER = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

let page: string;
beforeAll(async () => {
  page = (await graphiqlPage('demo', { authorization: 'Bearer abc' })).body.toString('utf8');
});

describe('the GraphiQL page', () => {
  it('loads no script, style, font or frame of another server', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|source)[^>]{0,200}\s(src|href)=["']?(https?:)?\/\//i);
    expect(page).not.toMatch(/url\(\s*\\?["']?(https?:)?\/\//i);
    expect(page).not.toMatch(/@import\s+(url\()?\\?["'](https?:)?\/\//i);
    expect(page).not.toMatch(/(import|importScripts|fetch)\(\s*\\?["'`](https?:)?\/\//);
    expect(page).not.toMatch(/unpkg\.com|jsdelivr\.net|cdnjs\.|esm\.sh|googleapis\.com/i);
  });

  it('has a headers editor that begins with the given ones, and asks the program’s address', () => {
    const options = /querySelector\('#root'\),\s*(\{.*\}),\s*\);/.exec(page.slice(-2_000))?.[1];
    const { endpoint, headers, title } = JSON.parse(options ?? '{}');
    expect({ endpoint, title }).toEqual({ endpoint: '/demo/graphql', title: 'Fanfare · demo' });
    expect(JSON.parse(headers)).toEqual({ authorization: 'Bearer abc' });
  });

  it('is served for a program, with a policy that limits the browser to this server', async () => {
    const server = await startTestServer({ handlers: {}, graphiqlHeaders: async (program) => ({ program }) });
    onTestFinished(() => server.close());
    const response = await fetch(`${server.url}/demo/graphql`, BROWSER);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self' [^/*]*$/);
    expect(await response.text()).toContain(String.raw`\"program\": \"demo\"`);
    expect((await fetch(`${server.url}/%3Cscript%3E/graphql`, BROWSER)).status).toBe(404);
  });

  it.each([
    [
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    ],
    ['application/json'],
    ['*/*'],
    ['text/html;q=0'],
    ['text/html;q=0, */*'],
    ['application/json, text/html;q=0.9'],
    ['application/json;a="text/html"'],
    ['text/html2'],
  ])('is not sent to API clients, nor is its token: accept %s', async (accept) => {
    const server = await startTestServer({
      handlers: { graphql: async () => ({ statusCode: 200, body: '{"data":{}}' }) },
      graphiqlHeaders: async () => ({ authorization: 'secret' }),
    });
    onTestFinished(() => server.close());
    const response = await fetch(`${server.url}/demo/graphql?query=%7Bme%7Bid%7D%7D`, {
      headers: { accept },
    });
    expect([response.status, await response.json()]).toEqual([200, { data: {} }]);
  });

  it('does not exist for an unknown program', async () => {
    const server = await startTestServer({ handlers: {}, graphiqlHeaders: async () => undefined });
    onTestFinished(() => server.close());
    expect((await fetch(`${server.url}/nosuch/graphql`, BROWSER)).status).toBe(404);
  });
});

describe('the index page', () => {
  it('links to the given addresses, as escaped text', async () => {
    const links = [{ label: '<GraphiQL> & "more"', href: '/demo/graphql' }];
    const server = await startTestServer({ handlers: {}, links });
    onTestFinished(() => server.close());
    const text = await (await fetch(server.url)).text();
    expect(text).toContain('<a href="/demo/graphql">&lt;GraphiQL&gt; &amp; &quot;more&quot;</a>');
    for (const accept of ['text/html;q=0', 'application/json', 'text/html;q=0, */*'])
      expect((await fetch(server.url, { headers: { accept } })).status).toBe(404);
  });
});

it('GraphiQL begins with a query that is valid and within the limits', async () => {
  const schema = createSchema();
  const document = parse(FIRST_QUERY);
  expect(validate(schema, document)).toEqual([]);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('The query stands first.');
  assertTrips(schema, document, operation);
  await assertCost({ schema, document, operation, variables: {} }, async () => 500);
});
