import http from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GraphqlHandler } from '../../functions/graphql/server.ts';
import { createGraphqlHandler } from '../../functions/registry/application.ts';
import { BODY_LIMIT_BYTES } from '../../local/http.ts';
import { type Api, startApi } from '../support/api.ts';

// A request is UTF-8, or it is refused: two ids whose bytes are replaced become one.

let api: Api;
let apiKey: string;
let handler: GraphqlHandler;
let member: { token: string; memberId: string };
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  member = await api.join('demo', 'member');
  apiKey = await api.apiKey('demo', ['EVENTS_WRITE', 'MEMBERS_READ']);
  handler = createGraphqlHandler(api.deps);
});
afterAll(() => api.close());

const JSON_TYPE = 'application/json';
const QUERY = JSON.stringify({ query: '{ program { id } }' });
const PROGRAM = { program: { id: 'prg_demo' } };

/** 주문-1 and 주문-2 in EUC-KR. */
const EUC_KR = ['1', '2'].map((digit) => Buffer.from([0xc1, 0xd6, 0xb9, 0xae, 0x2d, digit.charCodeAt(0)]));

/** The body that records an event under an id of these bytes. */
function recording(id: Buffer): Buffer {
  const query =
    'mutation($input: RecordEventsInput!) { recordEvents(input: $input) { results { status } userErrors { code } } }';
  const event = {
    source: 'shop',
    externalEventId: 'PLACE',
    type: 'PURCHASE',
    memberId: member.memberId,
    amount: { amountMinor: 1, currency: 'KRW' },
  };
  const [before = '', after = ''] = JSON.stringify({
    query,
    variables: { input: { events: [event] } },
  }).split('PLACE');
  return Buffer.concat([Buffer.from(before), id, Buffer.from(after)]);
}

type Sent = { body?: Buffer | string; headers?: Record<string, string | string[]>; path?: string };

/** A request as it is on the wire: `fetch` would repair what is tried here. */
function post({ body = QUERY, headers = {}, path = '/demo/graphql' }: Sent) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = http.request(`${api.url}/`, {
      method: 'POST',
      path,
      headers: { 'content-type': JSON_TYPE, 'x-api-key': apiKey, ...headers },
    });
    request.once('error', reject).once('response', async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() });
    });
    request.end(body);
  });
}

/** The same as the gateway may hand it to the function. */
function eventOf(event: Partial<APIGatewayProxyEventV2>): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: 'POST /{program}/graphql',
    rawPath: '/demo/graphql',
    rawQueryString: '',
    headers: { 'content-type': JSON_TYPE, 'x-api-key': apiKey },
    pathParameters: { program: 'demo' },
    requestContext: {
      domainName: 'api.example.com',
      requestId: 'request-1',
      http: {
        method: 'POST',
        path: '/demo/graphql',
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.1',
        userAgent: '',
      },
    } as APIGatewayProxyEventV2['requestContext'],
    isBase64Encoded: false,
    ...event,
  };
}

async function invoke(event: Partial<APIGatewayProxyEventV2>) {
  const answer = await handler(eventOf(event));
  return { status: answer.statusCode ?? 0, text: answer.body ?? '' };
}

function refused({ status, text }: { status: number; text: string }, sentence: RegExp, wanted = 400) {
  const { errors, data } = JSON.parse(text);
  expect([status, data]).toEqual([wanted, undefined]);
  expect(errors).toEqual([
    { message: expect.stringMatching(sentence), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
}
const answered = ({ status, text }: { status: number; text: string }) =>
  expect([status, JSON.parse(text)]).toMatchObject([200, { data: PROGRAM }]);

const base64 = (body: Buffer | string) => ({
  body: Buffer.from(body).toString('base64'),
  isBase64Encoded: true,
});
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

describe('a request body that is not UTF-8', () => {
  test('is refused, so that two event ids that differ in invalid bytes are never confused', async () => {
    const before = await api.scanAll();
    for (const id of EUC_KR) {
      refused(await post({ body: recording(id) }), /Send it in UTF-8/);
      refused(
        await post({ body: recording(id), headers: { 'content-type': `${JSON_TYPE}; charset=UTF-8` } }),
        /UTF-8/,
      );
      refused(await invoke(base64(recording(id))), /Send it in UTF-8/);
    }
    expect(await api.scanAll()).toEqual(before);
  });

  test.each<[string, number[]]>([
    ['a byte that begins nothing', [0xff]],
    ['a character that is cut short', [0xec, 0xa3]],
    ['a half of a character', [0xed, 0xa0, 0x80]],
    ['a character that is written too long', [0xc0, 0x80]],
    ['a character past the last', [0xf5, 0x80, 0x80, 0x80]],
    ['Latin-1', [0xe9]],
    ['UTF-16', [...Buffer.from('가', 'utf16le'), 0xff, 0xfe]],
  ])('is refused when it has %s', async (_what, bytes) => {
    const body = recording(Buffer.from(bytes));
    refused(await post({ body }), /Send it in UTF-8/);
    refused(await invoke(base64(body)), /Send it in UTF-8/);
  });

  test('is refused when it is UTF-16', async () => {
    refused(await post({ body: Buffer.from(`\ufeff${QUERY}`, 'utf16le') }), /Send it in UTF-8/);
  });

  test('is refused when it is text with half a surrogate pair', async () => {
    refused(await invoke({ body: QUERY.replace('id', '\ud83c') }), /Send it in UTF-8/);
  });

  test('is not confused with other scripts in UTF-8, which are answered', async () => {
    const body = Buffer.from(JSON.stringify({ query: '{ program { id } } # 한국어 🎉 مرحبا é \ufffd' }));
    answered(await post({ body }));
    answered(await invoke(base64(body)));
  });
});

describe('a request body with a content-encoding', () => {
  test.each([
    ['gzip', gzipSync(QUERY)],
    ['GZIP', gzipSync(QUERY)],
    ['br', brotliCompressSync(QUERY)],
    ['deflate', deflateSync(QUERY)],
    ['identity, gzip', gzipSync(QUERY)],
    ['gzip', Buffer.from(QUERY)],
    ['unheard-of', Buffer.from(QUERY)],
  ])('is refused with 415, which names what is accepted: %s', async (coding, body) => {
    const headers = { 'content-type': JSON_TYPE, 'x-api-key': apiKey, 'content-encoding': coding };
    refused(await post({ body, headers }), /Send the body uncompressed/, 415);
    refused(await invoke({ ...base64(body), headers }), /Send the body uncompressed/, 415);
    const { headers: answered = {} } = await handler(eventOf({ headers, body: QUERY }));
    expect(answered).toMatchObject({ 'accept-encoding': 'identity', 'cache-control': 'no-store' });
  });

  test.each(['identity', 'Identity', '', 'identity, identity'])(
    'is answered when the encoding is none: %j',
    async (coding) => {
      const headers = { 'content-type': JSON_TYPE, 'x-api-key': apiKey, 'content-encoding': coding };
      answered(await post({ headers }));
      answered(await invoke({ body: QUERY, headers }));
    },
  );
});

test('a byte order mark is skipped once, at the start of a body only', async () => {
  const body = Buffer.concat([BOM, Buffer.from(QUERY)]);
  answered(await post({ body }));
  answered(await invoke(base64(body)));
  answered(await invoke({ body: `\ufeff${QUERY}` }));
  refused(await invoke({ body: `\ufeff\ufeff${QUERY}` }), /must be JSON/);
  refused(await invoke({ body: `${QUERY}\ufeff` }), /must be JSON/);
});

describe('a request body in broken base64 is refused:', () => {
  const whole = Buffer.from(QUERY).toString('base64');
  test.each([
    ['cut short', whole.slice(0, -3)],
    ['with a strange sign', `${whole.slice(0, 8)}!${whole.slice(8)}`],
    ['with a blank', `${whole.slice(0, 8)} ${whole.slice(8)}`],
    ['of the alphabet for addresses', Buffer.from('{"a":"??>>??"}').toString('base64url')],
    ['with something behind it', `${whole}====`],
    ['that is none', QUERY],
  ])('%s', async (_what, body) => {
    refused(await invoke({ body, isBase64Encoded: true }), /no base64/);
  });

  test('but an empty one is an empty body', async () => {
    refused(await invoke({ body: '', isBase64Encoded: true }), /must be JSON/);
  });
});

describe('a content-type header', () => {
  test.each([
    'charset=euc-kr',
    'charset="EUC-KR"',
    'CHARSET=utf-16',
    'charset=iso-8859-1',
    'charset=',
    'charset',
    'a=b; charset = latin1',
    'charset=utf-8; charset=euc-kr',
  ])('with %s is refused', async (parameter) =>
    refused(
      await post({ headers: { 'content-type': `${JSON_TYPE}; ${parameter}` } }),
      /another charset than UTF-8/,
    ),
  );

  test.each([
    '',
    ';',
    '; charset=utf-8',
    ';charset="UTF-8"',
    '; Charset=utf8 ',
    '; odata=none',
    ' ; charset=utf-8;',
  ])('that names nothing but UTF-8 is accepted: %s', async (rest) =>
    answered(await post({ headers: { 'content-type': JSON_TYPE + rest } })),
  );

  test.each([
    [[JSON_TYPE, JSON_TYPE]],
    [[`${JSON_TYPE}; charset=utf-8`, 'text/plain']],
    [[`${JSON_TYPE}; charset=utf-8`, `${JSON_TYPE}; charset=euc-kr`]],
  ])('that is sent twice is refused: %s', async (values) =>
    refused(
      await invoke({ headers: { 'content-type': values.join(',') }, body: QUERY }),
      /application\/json/,
    ),
  );
});

describe('a request address', () => {
  test.each(['a=%FF', '%C1%D6=1', 'a=%ED%A0%80', 'a=%EC%A3'])(
    'with %s in its query is refused',
    async (query) => {
      refused(await post({ path: `/demo/graphql?${query}` }), /Send it in UTF-8/);
      refused(await invoke({ body: QUERY, rawQueryString: query }), /Send it in UTF-8/);
    },
  );

  test.each(['a=%EC%A3%BC', 'a=100%', '%', '%zz', '%2', '%EF%BF%BD', 'a=+', '%25FF'])(
    'with %s in its query is accepted',
    async (query) => {
      answered(await post({ path: `/demo/graphql?${query}` }));
      answered(await invoke({ body: QUERY, rawQueryString: query }));
    },
  );

  test('with invalid bytes in its path names no program', async () => {
    expect((await post({ path: '/d%FFemo/graphql' })).status).toBe(404);
    const { status, text } = await invoke({ body: QUERY, pathParameters: { program: 'd\ufffdemo' } });
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([404, 'PROGRAM_NOT_FOUND']);
  });
});

describe('a body over the limit is refused with 413 in GraphQL form, whatever its size:', () => {
  const sized = (bytes: number) => QUERY + ' '.repeat(bytes - QUERY.length);

  test('but a body at the limit is answered', async () => {
    answered(await post({ body: sized(BODY_LIMIT_BYTES) }));
    answered(await invoke({ body: sized(BODY_LIMIT_BYTES) }));
    answered(await invoke(base64(sized(BODY_LIMIT_BYTES))));
  });

  test.each([
    ['one byte more', BODY_LIMIT_BYTES + 1],
    ['5 MB and one byte', 5_000_001],
    ['what Lambda would not take', 7_000_000],
    ['what the gateway would not take', 25_000_000],
  ])('%s', async (_what, bytes) => {
    refused(await post({ body: sized(bytes) }), /larger than 1048576 bytes/, 413);
    refused(await invoke({ body: sized(bytes) }), /larger than 1048576 bytes/, 413);
    refused(await invoke(base64(sized(bytes))), /larger than 1048576 bytes/, 413);
  });

  test('a body sent in chunks without a length', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const request = http.request(`${api.url}/demo/graphql`, {
        method: 'POST',
        headers: { 'content-type': JSON_TYPE, 'transfer-encoding': 'chunked' },
      });
      request.once('error', reject).once('response', ({ statusCode = 0 }) => resolve(statusCode));
      for (let piece = 0; piece < 30; piece += 1) request.write(Buffer.alloc(100_000, 'x'));
      request.end();
    });
    expect(status).toBe(413);
  });
});
