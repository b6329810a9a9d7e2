import { request } from 'node:http';

export type PlainInit = { method?: string; headers?: Record<string, string>; body?: string | undefined };

/**
 * A request with these headers alone; redirects are not followed. `fetch` says of itself that it is part of a page
 * (`Sec-Fetch-Mode: cors`), which no tap on a link is.
 */
export function plainRequest(
  url: string,
  { method = 'GET', headers = {}, body }: PlainInit = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode: status = 0, rawHeaders } = answer;
        const named: [string, string][] = [];
        for (let at = 0; at < rawHeaders.length; at += 2)
          named.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
        const content = chunks.length === 0 ? null : Buffer.concat(chunks);
        resolve(new Response(content, { status, headers: named }));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
