import type { Display } from '../../platform/values.ts';
import type { Program } from '../programs/rules.ts';

// What chats and feeds show of a link before anybody taps it: they fetch it and read the tags of the Open
// Graph protocol. https://ogp.me/

/**
 * Who fetches a link to show it, by user agent. iMessage calls itself Facebook's and Twitter's, Signal
 * WhatsApp's. Not the crawlers of search engines, and not the browsers within the same apps.
 */
const PREVIEWERS =
  /facebookexternalhit|facebot|kakaotalk-scrap|line-?poker|twitterbot|slackbot|telegrambot|discordbot|linkedinbot|skypeuripreview|bluesky cardyb|mastodon\/|snap url preview|redditbot|^(?:whatsapp|viber)\//i;

export const isPreviewer = (userAgent: string): boolean => PREVIEWERS.test(userAgent.trim());

export type Preview = {
  program: Pick<
    Program,
    'name' | 'locale' | 'landingUrl' | 'shareImageUrl' | 'pointPolicy' | 'referralPolicy'
  >;
  advocate: Display;
  /** The link itself, by which a feed knows it again. */
  link: string;
  /** Where a person who meets this page all the same goes on. */
  landing: string;
};

/** A page without sentences: a program may be in any language. */
export function previewPage({ program, advocate, link, landing }: Preview): string {
  const { name, locale, shareImageUrl } = program;
  const title = advocate.publicName === null ? name : `${advocate.publicName} · ${name}`;
  const description = gainOf(program);
  const tags: [attribute: string, key: string, content: string | null][] = [
    ['name', 'description', description],
    ['property', 'og:type', 'website'],
    ['property', 'og:site_name', name],
    ['property', 'og:title', title],
    ['property', 'og:description', description],
    ['property', 'og:url', link],
    ['property', 'og:image', shareImageUrl ?? advocate.avatarUrl],
    // A picture made for it is shown large, an avatar small.
    ['name', 'twitter:card', shareImageUrl === null ? 'summary' : 'summary_large_image'],
  ];
  const metas = tags.flatMap(([attribute, key, content]) =>
    content === null ? [] : [`<meta ${attribute}="${key}" content="${written(content)}">`],
  );
  return `<!doctype html>
<html lang="${written(locale)}">
<head>
<meta charset="utf-8">
<title>${written(title)}</title>
${metas.join('\n')}
</head>
<body><p dir="auto"><a href="${written(landing)}">${written(title)}</a></p></body>
</html>
`;
}

/** What the friend gets; where the link leads, when that is nothing. */
function gainOf({ locale, landingUrl, pointPolicy, referralPolicy }: Preview['program']): string {
  const { friendPoints } = referralPolicy;
  if (friendPoints === 0) return new URL(landingUrl).hostname;
  return `${friendPoints.toLocaleString(locale)} ${pointPolicy.pointName}`;
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, on one line. */
const written = (text: string) =>
  text.replaceAll(/[&<>"']/g, (sign) => ESCAPED[sign] ?? '').replaceAll(/\s+/g, ' ');
