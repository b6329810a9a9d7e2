import http from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type HostSettings,
  hostSettings,
  isLoopback,
  listenAddresses,
  networkUrls,
} from '../../local/hosts.ts';
import { assertPortFree } from '../../local/http.ts';
import { startTestServer } from '../support/http.ts';
import { codeOf } from '../support/machine.ts';

/** Addresses of this machine that others reach it at. */
const others = Object.values(networkInterfaces()).flatMap(
  (list) => list?.filter(({ internal }) => !internal) ?? [],
);
const lan = others.find(({ family }) => family === 'IPv4')?.address;
const lan6 = others.find(({ address }) => /^[23f][0-9a-d]/.test(address) && address.includes(':'))?.address;

const SECRET = 'Bearer the-owner';
const JSON_TYPE = { 'content-type': 'application/json' };

/** The whole front: an API that answers the host it was asked at, pages with a token, a developer's tool, an issuer. */
async function start(settings: HostSettings = {}) {
  const handler = async ({ requestContext }: { requestContext: { domainName: string } }) => ({
    statusCode: 200,
    body: requestContext.domainName,
  });
  const ticks: unknown[] = [];
  const server = await startTestServer({
    ...settings,
    handlers: { graphql: handler, redirect: handler },
    graphiqlHeaders: async () => ({ authorization: SECRET }),
    developerRoutes: { '/dev/tick': async (body) => ({ number: ticks.push(body) }) },
    issuer: { jwks: () => ({ keys: [] }), openidConfiguration: () => ({}) } as never,
  });
  onTestFinished(() => server.close());
  return { ...server, ticks };
}

type Asked = {
  to?: string;
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
};

/** A request whose Host header may say anything, as a browser's does under a name that leads here. */
function ask(
  { port }: { port: number },
  { to = '127.0.0.1', method, path = '/', headers = {}, body }: Asked,
) {
  type Answer = { status: number; headers: http.IncomingHttpHeaders; text: string };
  return new Promise<Answer>((resolve, reject) => {
    const asBrowser = { accept: 'text/html', ...headers };
    const options = { host: to, port, path, agent: false, method: method ?? 'GET', headers: asBrowser };
    const request = http.request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    request.on('error', reject).end(body);
  });
}

const EVERY_ROUTE: Asked[] = [
  { path: '/' },
  { path: '/demo/graphql' },
  { path: '/operator/graphql' },
  { path: '/demo/graphql?query={me{id}}', headers: { accept: 'application/json' } },
  { path: '/demo/graphql', method: 'POST', body: '{}', headers: JSON_TYPE },
  { path: '/demo/graphql', method: 'OPTIONS' },
  { path: '/demo/r/TEA-7' },
  { path: '/demo/r/TEA-7', method: 'HEAD' },
  { path: '/dev/tick', method: 'POST', body: '{}', headers: JSON_TYPE },
  { path: '/dev-issuer/.well-known/jwks.json' },
  { path: '/dev-issuer/.well-known/openid-configuration' },
  { path: '/nowhere' },
];
const under = (host: string | string[], asked: Asked = {}): Asked => ({
  ...asked,
  headers: { ...asked.headers, host },
});

describe('the Host header of a request', () => {
  it.each(['127.0.0.1', 'localhost', 'LocalHost', '[::1]'])(
    'may be %s, with any port or none',
    async (name) => {
      const server = await start();
      for (const host of [name, `${name}:${server.port}`, `${name}:1`]) {
        const { status, text } = await ask(server, under(host, { path: '/demo/graphql' }));
        expect([status, text.includes(SECRET)]).toEqual([200, true]);
      }
    },
  );

  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    'evil.example:localhost',
    '127.0.0.1.nip.io',
    'demo@localhost',
    '192.168.1.7',
    '0.0.0.0',
    '::1',
    '[::2]',
  ])('is refused on every route when it is %s', async (host) => {
    const server = await start();
    for (const asked of EVERY_ROUTE) {
      const { status, headers, text } = await ask(
        server,
        under(host, { ...asked, headers: asked.headers ?? {} }),
      );
      expect([asked, status]).toEqual([asked, 421]);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(text).not.toContain(SECRET);
    }
    expect(server.ticks).toEqual([]);
  });

  it.each([
    ['there are two', 'HTTP/1.1\r\nHost: localhost\r\nHost: evil.example'],
    ['it is empty', 'HTTP/1.1\r\nHost: '],
    ['there is none', 'HTTP/1.0'],
  ])('is refused when %s', async (_when, lines) => {
    const server = await start();
    const text = await raw(server.port, `GET /demo/graphql ${lines}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 4(00|21) /);
    expect(text).not.toContain(SECRET);
  });

  it('may be one that ALLOWED_HOSTS names, for the API but not for pages', async () => {
    const server = await start(hostSettings({ ALLOWED_HOSTS: '10.0.2.2, My-Mac.local' }));
    for (const host of ['10.0.2.2:4000', 'my-mac.local', 'MY-MAC.LOCAL:80']) {
      const asked = under(host, { path: '/demo/graphql', method: 'POST', body: '{}', headers: JSON_TYPE });
      expect(await ask(server, asked)).toMatchObject({ status: 200, text: host });
      const page = await ask(server, under(host, { path: '/demo/graphql' }));
      expect([page.status, page.text.includes(SECRET)]).toEqual([403, false]);
    }
  });
});

/** What a server answers to these very bytes, until it closes or nothing more comes. */
async function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    socket.on('error', reject).on('close', () => resolve(text));
  });
}

describe('a page with a token, and a developer route', () => {
  it('cannot be read by a page of another site', async () => {
    const server = await start();
    const headers = { origin: 'https://evil.example' };
    for (const path of ['/', '/demo/graphql', '/dev-issuer/.well-known/jwks.json', '/nowhere']) {
      const { headers: answered } = await ask(server, { path, headers });
      expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('cannot be opened by a preflight', async () => {
    const server = await start();
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    for (const path of ['/', '/dev/tick', '/dev-issuer/.well-known/jwks.json', '/nowhere']) {
      const { status, headers: answered } = await ask(server, { method: 'OPTIONS', path, headers });
      expect([path, status]).toEqual([path, 404]);
      expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    const api = await ask(server, { method: 'OPTIONS', path: '/demo/graphql', headers });
    expect([api.status, api.headers['access-control-allow-methods']]).toEqual([204, 'GET,POST']);
  });

  it('cannot be framed, embedded or cached', async () => {
    const server = await start();
    for (const path of ['/', '/demo/graphql']) {
      const { headers } = await ask(server, { path });
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      });
    }
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', undefined, 415],
    ['a form of text', 'text/plain', undefined, 415],
    ['an upload', 'multipart/form-data; boundary=x', undefined, 415],
    ['no type', undefined, undefined, 415],
    ['a type that only begins so', 'application/jsonp', undefined, 415],
    ['another site', 'application/json', 'https://evil.example', 403],
    ['another port of this machine', 'application/json', 'http://127.0.0.1:1', 403],
    ['a sandboxed frame', 'application/json', 'null', 403],
  ])('accept nothing from %s', async (_who, type, origin, wanted) => {
    const server = await start();
    const headers = {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(origin === undefined ? {} : { origin }),
    };
    const { status } = await ask(server, { method: 'POST', path: '/dev/tick', body: '{"a":1}', headers });
    expect([status, server.ticks]).toEqual([wanted, []]);
  });

  it('accept JSON from a terminal, and from a page of this server', async () => {
    const server = await start();
    const tick = (headers: Record<string, string>) =>
      ask(server, { method: 'POST', path: '/dev/tick', body: '{"a":1}', headers });
    expect((await tick(JSON_TYPE)).status).toBe(200);
    expect((await tick({ 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(200);
    expect((await tick({ ...JSON_TYPE, origin: server.url })).status).toBe(200);
    expect(server.ticks.length).toBe(3);
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host'])(
    'are closed to requests through a tunnel (%s)',
    async (name) => {
      const server = await start();
      for (const asked of EVERY_ROUTE.filter(({ path }) =>
        ['/', '/dev/tick', '/operator/graphql'].includes(path ?? ''),
      )) {
        const { status } = await ask(server, {
          ...asked,
          headers: { ...asked.headers, [name]: '203.0.113.9' },
        });
        expect(status).toBe(403);
      }
      expect(server.ticks).toEqual([]);
    },
  );
});

describe.skipIf(lan === undefined)('HOST', () => {
  const to = lan ?? '';

  it('unset: nobody else in the network reaches the server', async () => {
    const server = await start();
    await expect(ask(server, { to })).rejects.toThrow('ECONNREFUSED');
  });

  it.each(['0.0.0.0', '::', to])(
    '%s: a phone calls the API and opens links, which are made for its address',
    async (host) => {
      const server = await start({ host });
      const name = `${to}:${server.port}`;
      const call = { to, path: '/demo/graphql', method: 'POST', body: '{}', headers: JSON_TYPE };
      expect(await ask(server, call)).toMatchObject({ status: 200, text: name });
      expect(await ask(server, { to, path: '/demo/r/TEA-7' })).toMatchObject({ status: 200, text: name });
      expect((await ask(server, under('evil.example', call))).status).toBe(421);
      expect(networkUrls({ host }, server.port)).toContain(`http://${name}`);
    },
  );

  it.each(['0.0.0.0', '::', to])(
    '%s: a stranger in the network gets no page and no tool, whatever the name',
    async (host) => {
      const server = await start({ host });
      for (const name of [`${to}:${server.port}`, `127.0.0.1:${server.port}`, 'localhost', '[::1]']) {
        for (const asked of EVERY_ROUTE.filter(({ path }) =>
          ['/', '/dev/tick', '/nowhere'].includes(path ?? ''),
        )) {
          const { status, text } = await ask(server, under(name, { ...asked, to }));
          expect([status, text]).toEqual([403, expect.stringContaining(`at ${server.url}: pages there`)]);
        }
        const page = await ask(server, under(name, { to, path: '/demo/graphql' }));
        expect([page.status, page.text.includes(SECRET)]).toEqual([403, false]);
      }
      expect(server.ticks).toEqual([]);
    },
  );

  it.each(['0.0.0.0', '::', to, '127.0.0.1', '::1'])(
    '%s: the machine itself opens pages at 127.0.0.1 as ever',
    async (host) => {
      const server = await start({ host });
      expect((await ask(server, { path: '/demo/graphql' })).text).toContain(SECRET);
      expect((await fetch(server.url)).status).toBe(200);
      await server.close();
      await expect(fetch(server.url)).rejects.toThrow();
    },
  );

  it.skipIf(lan6 === undefined)('::, and an address of IPv6: a phone calls the API there too', async () => {
    for (const host of ['::', lan6]) {
      const server = await start({ host });
      const name = `[${lan6}]:${server.port}`;
      const call = { path: '/demo/graphql', method: 'POST', body: '{}', headers: JSON_TYPE };
      const answered = await ask(server, under(name, { ...call, to: lan6 ?? '' }));
      expect(answered).toMatchObject({ status: 200, text: name });
      expect((await ask(server, { to: lan6 ?? '' })).status).toBe(403);
      expect(networkUrls({ host }, server.port)).toContain(`http://${name}`);
    }
  });

  it('is refused in a sentence when this machine has no such address', async () => {
    expect(await codeOf(start({ host: '203.0.113.9' }))).toBe('HOST_UNUSABLE');
    expect(await codeOf(assertPortFree({ host: '203.0.113.9' }, 0))).toBe('HOST_UNUSABLE');
  });

  it('finds a port that is taken on one of two addresses, and lets the other go', async () => {
    const taken = http.createServer();
    await new Promise<void>((resolve) => taken.listen(0, to, resolve));
    const { port } = taken.address() as { port: number };
    expect(await codeOf(assertPortFree({ host: to }, port))).toBe('PORT_BUSY');
    await assertPortFree({}, port);
    await new Promise((resolve) => taken.close(resolve));
    await assertPortFree({ host: to }, port);
  });
});

describe('the host settings', () => {
  it.each(['fanfare', 'x86_64-conda-linux-gnu', 'http://127.0.0.1', '127.0.0.1:4000', '300.0.0.1', '*'])(
    'refuse HOST=%s in a sentence',
    (HOST) => expect(() => hostSettings({ HOST })).toThrow(`not '${HOST}'. Unset it`),
  );

  it.each(['http://my-mac.local', 'my-mac.local:4000', 'ä.example', '*'])(
    'refuse ALLOWED_HOSTS=%s in a sentence',
    (name) => {
      expect(() => hostSettings({ ALLOWED_HOSTS: `good,${name}` })).toThrow(`not '${name}'`);
    },
  );

  it('take empty variables as not set', () => {
    expect(hostSettings({ HOST: '', ALLOWED_HOSTS: ' ' })).toEqual({ host: undefined, allowedHosts: [] });
    expect(listenAddresses({})).toEqual(['127.0.0.1']);
    expect([{}, { host: '127.0.0.1' }, { host: '::1' }].map((one) => networkUrls(one, 1))).toEqual([
      [],
      [],
      [],
    ]);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.255.3.4', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['::ffff:192.168.1.7', false],
    ['192.168.1.7', false],
    ['127.evil.example', false],
    [undefined, false],
  ])('accept %s as an address of this machine only: %s', (address, wanted) => {
    expect(isLoopback(address)).toBe(wanted);
  });
});
