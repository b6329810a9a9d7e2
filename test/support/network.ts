import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to a request. CUT_BEFORE: the connection ends before the API has it. CUT_AFTER: the API has carried it out, and
 * nothing of the answer comes. CUT_WITHIN: half of the answer comes. A number: the gateway answers with that status itself.
 */
export type Trouble = 'CUT_BEFORE' | 'CUT_AFTER' | 'CUT_WITHIN' | number;

export type Sent = {
  method: string;
  headers: http.IncomingHttpHeaders;
  /** The document and the variables, from the body or from the address. */
  query: string;
  variables: Record<string, unknown>;
  /** Of the answer; undefined while there is none. */
  status?: number;
};

export type Network = Awaited<ReturnType<typeof startNetwork>>;

/** The way to the API: an HTTP proxy that shows what was sent and where connections are cut. */
export async function startNetwork(api: { url: string }) {
  const network = {
    url: '',
    sent: [] as Sent[],
    /** For the next requests, one after another; undefined lets one pass. */
    troubles: [] as (Trouble | undefined)[],
    /** What requests wait for on their way, when set. */
    held: undefined as Promise<void> | undefined,
    /** Keeps requests on their way until the answer is called. */
    hold: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      network.held = promise;
      return () => {
        network.held = undefined;
        resolve();
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = http.createServer((request, response) => {
    handOn(request, response).catch(() => response.destroy());
  });

  async function handOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    const sent = sentBy(request, body);
    network.sent.push(sent);
    const trouble = network.troubles.shift();
    await network.held;
    if (trouble === 'CUT_BEFORE') return void response.destroy();
    if (typeof trouble === 'number') {
      // As API Gateway's own answers are, by HTTP/2: without a reason.
      sent.status = trouble;
      response.writeHead(trouble, '', { 'content-type': 'application/json' }).end('{"message":"Trouble."}');
      return;
    }
    const answered = await fetch(`${api.url}${request.url}`, {
      method: sent.method,
      headers: new Headers(forwarded(request.headers)),
      ...(sent.method === 'POST' && { body: String(body) }),
    });
    const answer = Buffer.from(await answered.arrayBuffer());
    if (trouble === 'CUT_AFTER') return void response.destroy();
    sent.status = answered.status;
    response.writeHead(answered.status, {
      ...Object.fromEntries(answered.headers),
      'content-length': answer.length,
    });
    if (trouble === undefined) return void response.end(answer);
    response.write(answer.subarray(0, answer.length / 2), () => response.destroy());
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  network.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return network;
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function sentBy({ method = '', headers, url = '' }: IncomingMessage, body: Buffer): Sent {
  const parameters = new URL(url, 'http://network').searchParams;
  const { query, variables = {} } =
    method === 'GET'
      ? { query: parameters.get('query'), variables: JSON.parse(parameters.get('variables') ?? '{}') }
      : JSON.parse(String(body));
  return { method, headers, query, variables };
}

/** Without those that belong to one connection. */
function forwarded(headers: http.IncomingHttpHeaders): Record<string, string> {
  const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers;
  return Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, String(value)]));
}
