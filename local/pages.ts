import type { ApiResponse } from './api-event.ts';

/** A link on the index page. */
export type PageLink = { label: string; href: string };

/**
 * Nothing but this server may be asked for anything: the page must work with no network, and must not leak a
 * token.
 */
const OWN_CONTENT_ONLY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:";

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
        season { key startsAt endsAt }
        seasons(first: 5) { edges { node { key } } }
        totalCount
        asOf
        top(first: 3) {
          edges { node { rank score movement subject { publicName } } }
        }
        me { rank score percentile toNextRank }
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

function html(text: string): ApiResponse {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': OWN_CONTENT_ONLY };
  return { status: 200, headers, body: Buffer.from(text) };
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
