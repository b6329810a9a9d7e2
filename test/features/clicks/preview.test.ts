import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { isbot } from 'isbot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRedirectHandler } from '../../../functions/entrypoints/handlers/redirect.ts';
import { isPreviewer, previewPage } from '../../../functions/features/clicks/preview.ts';
import type { PlainInit } from '../../../local/plain-request.ts';
import { type Api, startApi } from '../../support/api.ts';

// What chats and feeds show of a link.

const PREVIEWERS: [app: string, userAgent: string][] = [
  ['KakaoTalk', 'facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984'],
  ['Facebook', 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'],
  ['Instagram', 'facebookexternalhit/1.1'],
  ['LINE', 'facebookexternalhit/1.1;line-poker/1.0'],
  ['LINE, as it was', 'linepoker'],
  [
    'iMessage',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
  ],
  ['X', 'Twitterbot/1.0'],
  ['Slack', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
  ['Telegram', 'TelegramBot (like TwitterBot)'],
  ['WhatsApp', 'WhatsApp/2.23.20.0 A'],
  ['Signal', 'WhatsApp/2'],
  ['Viber', 'Viber/13.3.0.5 CFNetwork/1206 Darwin/20.1.0'],
  ['Discord', 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)'],
  ['LinkedIn', 'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)'],
  [
    'Teams',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
  ],
  ['Bluesky', 'Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)'],
  ['Mastodon', 'Mastodon/4.3.0 (http.rb/5.2.0; +https://mastodon.social/) Bot'],
  ['Snapchat', 'Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots'],
  ['Reddit', 'Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)'],
];
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
/** The browsers within the same apps, and whoever else is no previewer. */
const OTHERS: [who: string, userAgent: string][] = [
  ['a phone', `${IPHONE} Safari/604.1`],
  ['KakaoTalk’s browser', `${IPHONE} KAKAOTALK 10.4.5`],
  ['Facebook’s browser', `${IPHONE} [FBAN/FBIOS;FBDV/iPhone14,5;FBAV/450.0;FBLC/ko_KR]`],
  ['Instagram’s browser', `${IPHONE} Instagram 300.0.0.29.110`],
  ['LINE’s browser', `${IPHONE} Safari Line/13.20.0`],
  ['X’s browser', `${IPHONE} Twitter for iPhone/10.1`],
  ['LinkedIn’s browser', `${IPHONE} [LinkedInApp]/9.28`],
  ['Snapchat’s browser', `${IPHONE} Snapchat/12.60.0.25`],
  ['WhatsApp’s browser', `${IPHONE} WhatsApp/24.1`],
  ['Viber’s browser', `${IPHONE} Viber/20.1`],
  ['Google', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
  ['Apple’s search', 'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) (Applebot/0.1)'],
  ['curl', 'curl/8.0'],
];
const KAKAO = PREVIEWERS[0]?.[1] ?? '';
const PICTURE = 'https://cdn.brand.example/minji.png?w=1&h="2"';
const LANDING = 'https://shop.example.com/welcome?from=friend#top';

/** What decides who is answered how. */
const VARY = 'user-agent, sec-purpose, purpose, x-purpose, x-moz, sec-fetch-dest, sec-fetch-mode';

let api: Api;
let advocate: { token: string; memberId: string };
let isBroken = false;
beforeAll(async () => {
  const breakable = (client: DynamoDBClient) =>
    client.middlewareStack.add(
      (next) => async (args) => {
        if (isBroken) throw new Error('The table is not there.');
        return next(args);
      },
      { step: 'initialize' },
    );
  api = await startApi({ client: breakable });
  await api.createProgram();
  advocate = await api.join('demo', 'advocate', { displayName: '김민지', avatarUrl: PICTURE });
  await api.mutate('demo', 'createReferralCode', { code: 'Tea-7' }, 'referralCode { id }', advocate);
});
afterAll(() => api.close());

async function fetchLink(path: string, userAgent = KAKAO, init: PlainInit = {}) {
  const answer = await api.get(path, { ...init, headers: { 'user-agent': userAgent, ...init.headers } });
  const { status, headers } = answer;
  return { status, headers, location: headers.get('location'), body: await answer.text() };
}

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
/** Text of HTML as a reader of it has it. */
const read = (html: string) => html.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name) => SIGNS[name] ?? '');
/** What the page's tags say, by their names. */
function tagsOf(html: string): Record<string, string> {
  const metas = html.matchAll(/<meta (?:name|property)="([^"]*)" content="([^"]*)">/g);
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '';
  const link = /<a href="([^"]*)">/.exec(html)?.[1] ?? '';
  return {
    title: read(title),
    link: read(link),
    ...Object.fromEntries([...metas].map(([, name = '', content = '']) => [name, read(content)])),
  };
}
const shown = async (path: string) => tagsOf((await fetchLink(path)).body);
const clicks = async () => (await api.scanAll()).filter(({ et }) => et === 'CLICK');
const change = (mutation: string, input: object, who: object, slug = 'demo') =>
  api.mutate(slug, mutation, input, '__typename', who);

describe('a link that a chat app fetches for a preview', () => {
  test.each(PREVIEWERS)('has a title and a picture for %s, and counts no click', async (_app, userAgent) => {
    expect(isPreviewer(userAgent)).toBe(true);
    const { status, headers, location, body } = await fetchLink('/demo/r/tea7?ch=kakaotalk', userAgent);
    expect([status, location]).toEqual([200, null]);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('vary')).toBe(VARY);
    expect(tagsOf(body)).toEqual({
      title: '김*지 · 달빛찻집',
      link: 'https://shop.example.com/welcome?from=friend&fanfare_code=Tea-7#top',
      description: '300 leaves',
      'og:type': 'website',
      'og:site_name': '달빛찻집',
      'og:title': '김*지 · 달빛찻집',
      'og:description': '300 leaves',
      'og:url': `${api.url}/demo/r/Tea-7?ch=kakaotalk`,
      'og:image': 'https://cdn.brand.example/minji.png?w=1&h=%222%22',
      'twitter:card': 'summary',
    });
    expect(await clicks()).toEqual([]);
  });

  test.each(OTHERS)('redirects %s to the program’s page as usual', async (_who, userAgent) => {
    expect(isPreviewer(userAgent)).toBe(false);
    const { status, headers, location, body } = await fetchLink('/demo/r/tea7', userAgent);
    expect([status, new URL(location ?? '').searchParams.get('fanfare_code'), body]).toEqual([
      302,
      'Tea-7',
      '',
    ]);
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['no-store', VARY]);
    const isPerson = !isbot(userAgent);
    expect((location ?? '').includes('fanfare_click')).toBe(isPerson);
  });

  test('answers HEAD with the same headers and no page', async () => {
    const { status, headers, body } = await fetchLink('/demo/r/tea7', KAKAO, { method: 'HEAD' });
    expect([status, headers.get('content-type'), body]).toEqual([200, 'text/html; charset=utf-8', '']);
  });

  test('has a canonical address with its code only, whatever was added to it or misspelt', async () => {
    for (const path of [
      '/demo/r/TEA-7.',
      '/demo/r/tea7/',
      '/demo/r/tea7?ch=myspace',
      '/demo/r/tea7?ch="><x>',
    ])
      expect((await shown(path))['og:url']).toBe(`${api.url}/demo/r/Tea-7`);
  });

  test('has the gateway’s own host over https, whatever a header says', async () => {
    const handler = createRedirectHandler({ ...api.deps, env: { ...api.deps.env, stage: 'prod' } });
    const event = {
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
      pathParameters: { program: 'demo', code: 'TEA-7/' },
      requestContext: {
        domainName: 'api.example.com',
        http: { method: 'GET', sourceIp: '203.0.113.1', userAgent: KAKAO },
        requestId: 'r',
      },
    } as unknown as APIGatewayProxyEventV2;
    const { statusCode, body } = await handler(event);
    expect([statusCode, tagsOf(body ?? '')['og:url']]).toEqual([200, 'https://api.example.com/demo/r/Tea-7']);
    expect(body).not.toContain('evil');
  });
});

describe('a preview shows of the advocate', () => {
  test('what everyone may see', async () => {
    const friend = await api.join('demo', 'shown', { visibility: 'FULL' });
    await change('createReferralCode', { code: 'SHOWN' }, friend);
    for (const displayName of [
      '가'.repeat(80),
      'مرحبا بكم',
      '👩‍🚀 & <script>alert(1)</script>',
      `"'><img src=x>`,
    ]) {
      await change('updateProfile', { displayName }, friend);
      const { title, 'og:title': ogTitle, 'og:image': image } = await shown('/demo/r/SHOWN');
      expect([title, ogTitle, image]).toEqual([
        `${displayName} · 달빛찻집`,
        `${displayName} · 달빛찻집`,
        undefined,
      ]);
    }
    await change('updateProfile', { displayName: null }, friend);
    expect((await shown('/demo/r/SHOWN')).title).toBe('달빛찻집');
  });

  test('nothing while they hide', async () => {
    const shy = await api.join('demo', 'shy', { displayName: 'Shy One', avatarUrl: PICTURE });
    await change('createReferralCode', { code: 'SHY' }, shy);
    expect((await shown('/demo/r/SHY')).title).toBe('Shy O. · 달빛찻집');
    await change('updateProfile', { visibility: 'HIDDEN' }, shy);
    const { body } = await fetchLink('/demo/r/SHY');
    expect(tagsOf(body)).toMatchObject({ title: '달빛찻집', 'og:description': '300 leaves' });
    expect(body).not.toMatch(/Shy|minji/);
  });

  test('no picture from a host that the program does not allow', async () => {
    await api.createProgram({ slug: 'hosts' });
    const member = await api.join('hosts', 'advocate', { displayName: '김민지', avatarUrl: PICTURE });
    await change('createReferralCode', { code: 'HOSTS' }, member, 'hosts');
    const owner = { token: await api.as('hosts', 'OWNER') };
    await change('updateProgram', { avatarHosts: ['other.example'] }, owner, 'hosts');
    expect(await shown('/hosts/r/HOSTS')).not.toHaveProperty('og:image');
  });
});

test('the program’s picture replaces every advocate’s in previews, and is large', async () => {
  const card = 'https://cdn.brand.example/카드.png?a=1&b=2';
  const kept = 'https://cdn.brand.example/%EC%B9%B4%EB%93%9C.png?a=1&b=2';
  await api.createProgram({ slug: 'card', shareImageUrl: card });
  const owner = { token: await api.as('card', 'OWNER') };
  const member = await api.join('card', 'advocate', { displayName: '김민지', avatarUrl: PICTURE });
  await change('createReferralCode', { code: 'CARD' }, member, 'card');
  expect(await api.ok('card', '{ program { shareImageUrl } }', {}, member)).toEqual({
    program: { shareImageUrl: kept },
  });
  const large = { 'og:image': kept, 'twitter:card': 'summary_large_image' };
  expect(await shown('/card/r/CARD')).toMatchObject(large);
  await change('updateProfile', { visibility: 'HIDDEN' }, member, 'card');
  expect(await shown('/card/r/CARD')).toMatchObject({ title: '달빛찻집', ...large });
  await change('updateProfile', { visibility: 'FULL' }, member, 'card');
  await change('updateProgram', { shareImageUrl: null }, owner, 'card');
  expect(await shown('/card/r/CARD')).toMatchObject({
    'og:image': expect.stringContaining('minji.png'),
    'twitter:card': 'summary',
  });
});

describe('a link that is not an invitation', () => {
  const SUSPENDED = { status: 'SUSPENDED', reason: 'test' };

  test('has no preview: the chat app is redirected as people are', async () => {
    const organizer = { token: await api.as('demo', 'ORGANIZER') };
    await change('createReferralCode', { code: 'OFF' }, advocate);
    await change('updateReferralCode', { code: 'OFF', active: false }, advocate);
    const gone = await api.join('demo', 'gone', { displayName: 'Gone Girl' });
    await change('createReferralCode', { code: 'GONE' }, gone);
    await change('setMemberStatus', { memberId: gone.memberId, ...SUSPENDED }, organizer);
    for (const code of ['OFF', 'NO-SUCH', 'a', '%E0%A4%A'])
      expect(await fetchLink(`/demo/r/${code}`)).toMatchObject({ status: 302, location: LANDING, body: '' });
    const { status, body, location } = await fetchLink('/demo/r/GONE');
    expect([status, body]).toEqual([302, '']);
    expect(location).not.toContain('Girl');
    expect(await fetchLink('/nobody/r/TEA-7')).toMatchObject({ status: 404 });
  });

  test('is redirected in a paused program too', async () => {
    await api.createProgram({ slug: 'paused' });
    const member = await api.join('paused', 'advocate');
    await change('createReferralCode', { code: 'PAUSED' }, member, 'paused');
    const owner = { token: await api.as('paused', 'OWNER') };
    await change('setProgramStatus', { status: 'PAUSED' }, owner, 'paused');
    expect(await fetchLink('/paused/r/PAUSED')).toMatchObject({ status: 302 });
  });

  test('is redirected also when the table cannot say', async () => {
    await fetchLink('/demo/r/tea7');
    try {
      isBroken = true;
      const { status, location } = await fetchLink('/demo/r/tea7');
      expect([status, location]).toEqual([
        302,
        'https://shop.example.com/welcome?from=friend&fanfare_code=Tea-7#top',
      ]);
    } finally {
      isBroken = false;
    }
  });
});

describe('the page of a preview', () => {
  const PROGRAM = {
    name: 'Moon Tea',
    locale: 'en-US',
    landingUrl: 'https://shop.example.com/welcome',
    shareImageUrl: null,
    pointPolicy: { pointName: 'points', expiryMonths: null },
    referralPolicy: { friendPoints: 1_234_567 } as never,
  };
  const page = (program: object = {}, advocate: object = {}) =>
    previewPage({
      program: { ...PROGRAM, ...program },
      advocate: { publicName: 'Kim M.', avatarUrl: null, ...advocate },
      link: 'https://api.example.com/moon/r/TEA-7',
      landing: 'https://shop.example.com/welcome?fanfare_code=TEA-7',
    });
  const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

  test('holds any text, escaped', () => {
    const sign = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '&lt;',
      '`',
      '\n',
      '-->',
      '</title>',
      '\u202e',
      '\0',
    );
    const unit = fc.oneof(sign, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
    const text = fc.string({ unit, minLength: 1, maxLength: 80 });
    const bare = page().match(/</g)?.length;
    fc.assert(
      fc.property(text, text, text, (name, publicName, pointName) => {
        const html = page({ name, pointPolicy: { pointName, expiryMonths: null } }, { publicName });
        expect(html.match(/</g)?.length).toBe(bare);
        const tags = tagsOf(html);
        expect(tags['og:title']).toBe(oneLine(`${publicName} · ${name}`));
        expect(tags['og:site_name']).toBe(oneLine(name));
        expect(tags['og:description']).toBe(oneLine(`1,234,567 ${pointName}`));
      }),
    );
  });

  test('formats numbers in the program’s language, and says where the link leads without a reward for the friend', () => {
    expect(tagsOf(page({ locale: 'de-DE' }))['og:description']).toBe('1.234.567 points');
    const referralPolicy = { friendPoints: 0 };
    expect(tagsOf(page({ referralPolicy }))['og:description']).toBe('shop.example.com');
  });
});
