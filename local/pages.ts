import type { ApiResponse } from './api-event.ts';

/** A link on the index page. */
export type PageLink = { label: string; href: string };

/**
 * A page may hold an owner's token. It asks nothing but this server, so it also works with no network; no page frames or
 * embeds it, no cache keeps it, and no other address learns where it is.
 */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

/** The index page, with a link for each address. */
export function indexPage(links: readonly PageLink[]): ApiResponse {
  const items = links.map(
    ({ label, href }) => `<li><a href="${escapeHtml(href)}">${escapeHtml(label)}</a></li>`,
  );
  return html(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Fanfare</title>
<style>body { font: 16px/1.6 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem }</style>
</head>
<body>
<h1>Fanfare</h1>
<p>The API of brand advocacy programs runs here. A program's GraphQL address is <code>/{program}/graphql</code>.</p>
<ul>${items.join('\n')}</ul>
</body>
</html>`);
}

/** What the editor begins with; it works for whoever the page opens as. */
export const FIRST_QUERY = `# The credential is in the Headers tab below.
# npm run -s token -- --as member:7 prints that of a member, whose own ranks stand in "me".

{
  program {
    name
    timeZone
    currency
  }
  leaderboards {
    edges {
      node {
        id
        name
        seasons(first: 5) { edges { node { key totalCount } } }
        season {
          key
          startsAt
          endsAt
          totalCount
          updatedAt
          top(first: 3) {
            edges { node { rank score rankChange subject { publicName } } }
          }
          me { rank score percentile scoreToNextRank }
        }
      }
    }
  }
}
`;

/** GraphiQL for one GraphQL address. `headers` is what its header editor begins with. */
export async function graphiqlPage(program: string, headers: Record<string, string>): Promise<ApiResponse> {
  // It holds the whole of GraphiQL, 9 MB of it, so it is read when the page is first asked for.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return html(
    renderGraphiQL({
      title: `Fanfare · ${program}`,
      endpoint: `/${program}/graphql`,
      headers: JSON.stringify(headers, null, 2),
      defaultQuery: FIRST_QUERY,
    }),
  );
}

const html = (text: string): ApiResponse => ({ status: 200, headers: PAGE_HEADERS, body: Buffer.from(text) });

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
