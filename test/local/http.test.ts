import { once } from 'node:events';
import http from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Context } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RequestError } from '../../functions/platform/errors.ts';
import type { Log } from '../../functions/platform/log.ts';
import { BODY_LIMIT_BYTES } from '../../local/http.ts';
import { openIssuer } from '../../local/issuer.ts';
import { startTestServer, type TestServerOptions } from '../support/http.ts';
import { codeOf, temporaryDirectory } from '../support/machine.ts';

const directory = temporaryDirectory();

async function start(options: Partial<TestServerOptions> = {}) {
  const server = await startTestServer({ handlers: {}, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** A server whose functions note the event and answer the result. */
async function startRecording(result: APIGatewayProxyResultV2 | undefined = { statusCode: 200, body: '{}' }) {
  const calls: { event: APIGatewayProxyEventV2; context: Context }[] = [];
  const handler = async (event: APIGatewayProxyEventV2, context: Context) => {
    calls.push({ event, context });
    return result as APIGatewayProxyResultV2;
  };
  const server = await start({ handlers: { graphql: handler, redirect: handler } });
  return { ...server, calls };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (url: string, body: BodyInit, headers: Record<string, string> = JSON_TYPE) =>
  fetch(`${url}/demo/graphql`, { method: 'POST', body, headers });

describe('the gateway event of a request', () => {
  it('is a payload-2.0 event of the route', async () => {
    const { url, calls } = await startRecording();
    const body = JSON.stringify({ query: '{ me { displayName } } # 한국어 🎉' });
    await fetch(`${url}/demo/graphql?a=1&b=x%20y&a=2`, {
      method: 'POST',
      body,
      headers: { ...JSON_TYPE, 'X-Api-Key': 'fk_1', 'User-Agent': 'app/1', Cookie: 'one=1; two=2' },
    });
    const { event, context } = calls[0] as (typeof calls)[number];
    const host = url.replace('http://', '');
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /{program}/graphql',
      rawPath: '/demo/graphql',
      rawQueryString: 'a=1&b=x%20y&a=2',
      queryStringParameters: { a: '1,2', b: 'x y' },
      pathParameters: { program: 'demo' },
      cookies: ['one=1', 'two=2'],
      headers: {
        host,
        'x-api-key': 'fk_1',
        'content-type': 'application/json',
        'x-forwarded-for': '127.0.0.1',
      },
      body,
      isBase64Encoded: false,
    });
    expect(event.requestContext).toMatchObject({
      domainName: host,
      http: {
        method: 'POST',
        path: '/demo/graphql',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'app/1',
      },
      routeKey: event.routeKey,
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    });
    expect(context.awsRequestId).toBe(event.requestContext.requestId);
    expect(Object.keys(event.headers)).toEqual(Object.keys(event.headers).map((name) => name.toLowerCase()));
  });

  it('of a query by GET has its route and unchanged query, and no body', async () => {
    const { url, calls } = await startRecording();
    await fetch(`${url}/demo/graphql?query=%7Bme%7Bid%7D%7D&variables=%7B%22a%22%3A%22%EC%A3%BC%22%7D`);
    expect(calls[0]?.event).toMatchObject({
      routeKey: 'GET /{program}/graphql',
      rawQueryString: 'query=%7Bme%7Bid%7D%7D&variables=%7B%22a%22%3A%22%EC%A3%BC%22%7D',
      pathParameters: { program: 'demo' },
      isBase64Encoded: false,
    });
    expect(calls[0]?.event.body).toBeUndefined();
  });

  it.each(['GET', 'HEAD'])('has the program and the decoded code of a %s of a link', async (method) => {
    const { url, calls } = await startRecording({
      statusCode: 302,
      headers: { Location: 'https://shop.example/' },
    });
    const response = await fetch(`${url}/demo/r/caf%C3%A9%2F1?ch=instagram`, { method, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://shop.example/']);
    expect(calls[0]?.event).toMatchObject({
      routeKey: `${method} /{program}/r/{code+}`,
      rawPath: '/demo/r/café/1',
      pathParameters: { program: 'demo', code: 'café/1' },
      queryStringParameters: { ch: 'instagram' },
      isBase64Encoded: false,
    });
    expect(calls[0]?.event.body).toBeUndefined();
  });

  it('has the whole rest of a link’s path as its code, as the gateway’s greedy path parameter does', async () => {
    const { url, calls } = await startRecording();
    for (const rest of ['TEA-7/', 'TEA-7//', 'TEA-7/a%2Fb', '/TEA-7']) await fetch(`${url}/demo/r/${rest}`);
    const codes = calls.map(({ event }) => event.pathParameters?.code);
    expect(codes).toEqual(['TEA-7/', 'TEA-7//', 'TEA-7/a/b', '/TEA-7']);
  });

  it('is made also for a path with non-ASCII bytes, as for its percent-encoded form', async () => {
    const { url, port, calls } = await startRecording({ statusCode: 302 });
    /** The first line of the answer, and where it leads to. */
    const first = async (line: string) => {
      const socket = connect(port, '127.0.0.1');
      const [answer] = await Promise.all([
        text(socket),
        socket.end(Buffer.from(`${line} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 'latin1')),
      ]);
      return [answer.split('\r\n')[0], /^location: (.*)\r$/im.exec(answer)?.[1]];
    };
    const latin1 = (written: string) => Buffer.from(written).toString('latin1');
    for (const [written, encoded] of [
      ['/demo/r/TEA-7\xff', '/demo/r/TEA-7%FF'],
      ['/demo/r/TEA-7\xff?ch=\xc1\xa0&x=%20', '/demo/r/TEA-7%FF?ch=%C1%A0&x=%20'],
      [latin1('/demo/r/TEA-7로🍵'), '/demo/r/TEA-7%EB%A1%9C%F0%9F%8D%B5'],
    ] as const) {
      for (const method of ['GET', 'HEAD'])
        expect(await first(`${method} ${written}`)).toEqual(['HTTP/1.1 308 Permanent Redirect', encoded]);
      expect((await fetch(`${url}${encoded}`, { redirect: 'manual' })).status).toBe(302);
    }
    expect(calls.map(({ event }) => event.pathParameters?.code)).toEqual([
      'TEA-7%FF',
      'TEA-7%FF',
      'TEA-7로🍵',
    ]);
    // Nowhere else.
    for (const written of ['//evil.example/\xff', '/\\evil.example/\xff', 'http://evil.example/\xff', '\xff'])
      expect(await first(`GET ${written}`)).toEqual(['HTTP/1.1 400 Bad Request', undefined]);
  });

  it('has a text body in base64 when its bytes are not UTF-8', async () => {
    const { url, calls } = await startRecording();
    await post(url, new Uint8Array([0x22, 0xc1, 0xd6, 0x22]));
    expect(calls[0]?.event).toMatchObject({ body: 'IsHWIg==', isBase64Encoded: true });
  });

  it('has query bytes that are not UTF-8 unchanged, in every form of the query', async () => {
    const { url, calls } = await startRecording();
    await fetch(`${url}/demo/r/CODE?ch=%C1%D6&%FF=1&a=%EC%A3%BC+x&b&a==&&100%`);
    expect(calls[0]?.event).toMatchObject({
      rawQueryString: 'ch=%C1%D6&%FF=1&a=%EC%A3%BC+x&b&a==&&100%',
      queryStringParameters: { ch: '%C1%D6', '%FF': '1', a: '주 x,=', b: '', '100%': '' },
    });
  });

  it('has a binary body in base64', async () => {
    const { url, calls } = await startRecording();
    await post(url, new Uint8Array([0, 255, 1]), { 'content-type': 'application/octet-stream' });
    expect(calls[0]?.event).toMatchObject({ body: 'AP8B', isBase64Encoded: true });
  });
});

describe('the response of npm start’s server', () => {
  it('has the result’s status, headers, cookies and decoded body', async () => {
    const body = Buffer.from('안녕').toString('base64');
    const headers = { 'Content-Type': 'text/plain', 'X-Count': 3 };
    const { url } = await startRecording({
      statusCode: 201,
      headers,
      cookies: ['a=1', 'b=2'],
      body,
      isBase64Encoded: true,
    });
    const response = await post(url, '{}');
    expect([response.status, response.headers.get('x-count'), await response.text()]).toEqual([
      201,
      '3',
      '안녕',
    ]);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('is JSON with status 200 when the result has no status', async () => {
    const { url } = await startRecording('{"data":1}');
    const response = await post(url, '{}');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.json()).toEqual({ data: 1 });
  });

  it('is a 500 in GraphQL form with the request id when the function fails, and is logged', async () => {
    const logged: unknown[] = [];
    const log = {
      info() {},
      warn() {},
      error: (...line: unknown[]) => logged.push(line),
      with: () => log,
    } as Log;
    const failing = async () => Promise.reject(new Error('the secret reason'));
    const { url } = await start({ log, handlers: { graphql: failing } });
    const response = await post(url, '{}');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('secret');
    const { code, requestId } = JSON.parse(text).errors[0].extensions;
    expect(code).toBe('INTERNAL_SERVER_ERROR');
    expect(logged).toEqual([
      ['The graphql function failed.', { requestId, error: new Error('the secret reason') }],
    ]);
  });

  it('is 404 for an address or a method without a route', async () => {
    const { url, calls } = await startRecording();
    const asked = [
      fetch(`${url}/demo`),
      fetch(`${url}/demo/r/`),
      fetch(`${url}/demo/r`),
      fetch(`${url}/demo/x/r/a`),
      fetch(`${url}/demo/graphql`, { method: 'PUT' }),
    ];
    expect((await Promise.all(asked)).map((response) => response.status)).toEqual([404, 404, 404, 404, 404]);
    expect(calls).toEqual([]);
  });

  it('is the function’s own for path bytes that are not UTF-8, passed on unchanged', async () => {
    const { url, calls } = await startRecording();
    for (const address of ['/demo/r/%C3%28', '/demo/r/%', '/demo/r/%E0%A4%A', '/%ff/r/CODE'])
      expect((await fetch(`${url}${address}`)).status, address).toBe(200);
    expect((await fetch(`${url}/%ff/graphql`, { method: 'POST', body: '{}' })).status).toBe(200);
    expect(calls.map(({ event }) => event.pathParameters)).toEqual([
      { program: 'demo', code: '%C3%28' },
      { program: 'demo', code: '%' },
      { program: 'demo', code: '%E0%A4%A' },
      { program: '%ff', code: 'CODE' },
      { program: '%ff' },
    ]);
  });
});

describe('the body limit', () => {
  it('admits a body of exactly 1 MiB', async () => {
    const { url, calls } = await startRecording();
    expect((await post(url, 'x'.repeat(BODY_LIMIT_BYTES))).status).toBe(200);
    expect(calls[0]?.event.body).toHaveLength(BODY_LIMIT_BYTES);
  });

  it('refuses one byte more with 413 in JSON, without calling a function', async () => {
    const { url, calls } = await startRecording();
    const response = await post(url, 'x'.repeat(BODY_LIMIT_BYTES + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(calls).toEqual([]);
  });
});

describe('a page of another origin', () => {
  it('may call the API after a preflight', async () => {
    const { url, calls } = await startRecording();
    const asking = { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${url}/demo/graphql`, { method: 'OPTIONS', headers: asking });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe(
      'authorization,content-type,x-api-key,apollographql-client-name,apollographql-client-version',
    );
    expect(calls).toEqual([]);
    const response = await post(url, '{}', { ...JSON_TYPE, origin: 'http://localhost:3000' });
    expect(response.headers.get('access-control-expose-headers')).toBe('retry-after');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const origin = { origin: 'http://localhost:3000' };
    const queried = await fetch(`${url}/demo/graphql?query={me{id}}`, { headers: origin });
    expect(queried.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('the routes of npm start alone', () => {
  it('serve the development issuer’s configuration and keys', async () => {
    const issuer = await openIssuer(path.join(directory, 'issuer'));
    const { url } = await start({ issuer });
    const configuration = await (await fetch(`${url}/dev-issuer/.well-known/openid-configuration`)).json();
    expect(configuration).toMatchObject({ issuer: 'https://dev-issuer.fanfare.invalid' });
    expect(await (await fetch(configuration.jwks_uri)).json()).toEqual(issuer.jwks());
  });

  it('pass the JSON of a POST to a developer route, and return its answer', async () => {
    const { url } = await start({
      developerRoutes: {
        '/dev/echo': async (body) => {
          if (body === 0) throw new RequestError('BAD_USER_INPUT', 'Send something else.');
          return { got: body };
        },
      },
    });
    const echo = (body: string) => fetch(`${url}/dev/echo`, { method: 'POST', body, headers: JSON_TYPE });
    expect(await (await echo('{"a":1}')).json()).toEqual({ got: { a: 1 } });
    expect((await echo('not JSON')).status).toBe(400);
    expect((await (await echo('0')).json()).errors).toMatchObject([{ message: 'Send something else.' }]);
    expect((await fetch(`${url}/dev/echo`)).status).toBe(404);
  });
});

describe('starting and closing the server', () => {
  it('reports a port in use', async () => {
    const { startHttp } = await import('../../local/http.ts');
    const { port } = await start();
    const handler = async () => '';
    const log = { info() {}, warn() {}, error() {}, with: () => log } as Log;
    expect(await codeOf(startHttp({ port, log, handlers: { graphql: handler, redirect: handler } }))).toBe(
      'PORT_BUSY',
    );
  });

  it('answers running requests, then closes every kept-alive connection', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const graphql = async () => {
      reach();
      await held;
      return '{"late":true}';
    };
    const server = await start({ handlers: { graphql } });
    const idle = connect(server.port, '127.0.0.1');
    await once(idle, 'connect');
    const agent = new http.Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const answered = new Promise<string>((resolve, reject) => {
      const request = http.request(`${server.url}/demo/graphql`, { method: 'POST', agent }, (response) => {
        response.setEncoding('utf8').once('data', resolve);
      });
      request.once('error', reject).end('{}');
    });
    await reached;
    const closed = server.close();
    release();
    expect(await answered).toBe('{"late":true}');
    await closed;
    await expect(fetch(server.url)).rejects.toThrow();
    idle.destroy();
  });
});
