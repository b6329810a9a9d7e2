import { describe, expect, test } from 'vitest';
import { isPerson, opensPage } from '../../../functions/features/clicks/operations.ts';
import {
  channelOf,
  clickIdOf,
  landingAddress,
  parseClickId,
} from '../../../functions/features/clicks/rules.ts';

test.each([
  ['instagram', 'INSTAGRAM'],
  ['KakaoTalk', 'KAKAOTALK'],
  ['x', 'X'],
  ['myspace', 'OTHER'],
  ['', 'OTHER'],
  [undefined, 'OTHER'],
  ['instagram,x', 'OTHER'],
  ['__proto__', 'OTHER'],
])('the channel parameter %j is %s', (named, channel) => {
  expect(channelOf(named)).toBe(channel);
});

describe('a click id', () => {
  const visitor = '0123456789abcdefghjkmnpqrs';

  test('has its day and its visitor', () => {
    expect(parseClickId(clickIdOf('2026-11-02', visitor))).toEqual({ day: '2026-11-02', visitor });
  });

  test.each([
    [null],
    [undefined],
    [''],
    ['clk_20261102_'],
    [`clk_2026-11-02_${visitor}`],
    [`clk_20261102_${visitor}#CLICK`],
    [`clk_20261102_${visitor.toUpperCase()}`],
  ])('is not read from %j', (text) => {
    expect(parseClickId(text)).toBeUndefined();
  });
});

describe('the landing address of a link', () => {
  test.each([
    ['https://shop.example.com', 'https://shop.example.com/?fanfare_code=MIN-JI&fanfare_click=clk_1'],
    [
      'https://shop.example.com/a?b=c%20d&e',
      'https://shop.example.com/a?b=c%20d&e&fanfare_code=MIN-JI&fanfare_click=clk_1',
    ],
    [
      'https://shop.example.com/a?#top',
      'https://shop.example.com/a?fanfare_code=MIN-JI&fanfare_click=clk_1#top',
    ],
    [
      'https://shop.example.com/#/join?x=1',
      'https://shop.example.com/?fanfare_code=MIN-JI&fanfare_click=clk_1#/join?x=1',
    ],
  ])('for %s keeps its own path, query and fragment', (landingUrl, address) => {
    expect(landingAddress(landingUrl, 'MIN-JI', 'clk_1')).toBe(address);
  });

  test('is unchanged without a code', () => {
    const landingUrl = 'https://shop.example.com/welcome?from=friend#top';
    expect(landingAddress(landingUrl, undefined, 'clk_1')).toBe(landingUrl);
  });

  test.each([
    ['?fanfare_code=EVIL&a=1&fanfare_click=E', '?a=1&fanfare_code=MIN-JI&fanfare_click=clk_1', '?a=1'],
    ['?fanfare_code=EVIL', '?fanfare_code=MIN-JI&fanfare_click=clk_1', ''],
    ['?%66anfare_code=EVIL&b=%20', '?b=%20&fanfare_code=MIN-JI&fanfare_click=clk_1', '?b=%20'],
    ['?fanfare_codes=1', '?fanfare_codes=1&fanfare_code=MIN-JI&fanfare_click=clk_1', '?fanfare_codes=1'],
  ])('drops parameters copied from a followed link: %s', (query, withCode, without) => {
    const at = (search: string) => `https://shop.example.com/${search}#top`;
    expect(landingAddress(at(query), 'MIN-JI', 'clk_1')).toBe(at(withCode));
    expect(landingAddress(at(query), undefined, 'clk_1')).toBe(at(without));
  });

  test.each([[undefined], ['MIN-JI']])('is ASCII in a header in any script, with the code %s', (code) => {
    expect(landingAddress('https://예시.example/친구?말=차#위', code, undefined)).toMatch(
      /^https:\/\/xn--vv4b11d[!-~]+$/,
    );
  });
});

const MOBILE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 13; SM-S918N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36';
const tap = (userAgent: string) => ({ method: 'GET', userAgent, opensPage: true });

describe('a click counts', () => {
  test.each([
    ['Safari', `${MOBILE} Safari/604.1`],
    ['KakaoTalk on an iPhone', `${MOBILE} KAKAOTALK 10.4.5`],
    ['KakaoTalk on Android', `${ANDROID};KAKAOTALK 2410350`],
    [
      'Instagram',
      `${MOBILE} Instagram 300.0.0.20.103 (iPhone14,5; iOS 16_6; en_US; en; scale=3.00; 1170x2532; 511114223)`,
    ],
    ['Facebook', `${MOBILE} [FBAN/FBIOS;FBAV/438.0.0.30.118;FBBV/523423]`],
    ['LINE', `${MOBILE} Safari Line/13.16.0`],
    ['NAVER', `${ANDROID} NAVER(inapp; search; 1000; 12.5.3)`],
    ['TikTok', `${ANDROID} trill_2022903010 JsSdk/1.0 NetType/WIFI BytedanceWebview/d8a21c6`],
    ['WeChat', `${MOBILE} MicroMessenger/8.0.16(0x18001042) NetType/WIFI Language/zh_CN`],
    [
      'a phone whose name ends in bot',
      'Mozilla/5.0 (Linux; Android 10; CUBOT_X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99 Mobile Safari/537.36',
    ],
  ])('in %s', (_app, userAgent) => {
    expect(isPerson(tap(userAgent))).toBe(true);
  });
});

describe('a request counts no click', () => {
  test.each([
    ['Facebook’s preview', 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'],
    ['WhatsApp’s preview', 'WhatsApp/2.23.20.0 A'],
    ['Viber’s preview', 'Viber/13.3.0.5 CFNetwork/1206 Darwin/20.1.0'],
    [
      'KakaoTalk’s preview',
      'facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984',
    ],
    ['LINE’s preview', 'facebookexternalhit/1.1;line-poker/1.0'],
    [
      'iMessage’s preview',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
    ],
    ['Telegram’s preview', 'TelegramBot (like TwitterBot)'],
    ['X’s preview', 'Twitterbot/1.0'],
    ['Slack’s preview', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    ['Discord’s preview', 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)'],
    ['Google', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    ['NAVER’s crawler', 'Mozilla/5.0 (compatible; Yeti/1.1; +http://naver.me/spd)'],
    ['curl', 'curl/8.0'],
    ['who names no user agent', ' '],
  ])('for %s', (_crawler, userAgent) => {
    expect(isPerson(tap(userAgent))).toBe(false);
  });

  test('for HEAD and for what opens no page', () => {
    expect(isPerson({ ...tap(MOBILE), method: 'HEAD' })).toBe(false);
    expect(isPerson({ ...tap(MOBILE), opensPage: false })).toBe(false);
  });
});

describe('a request opens a page (navigation)', () => {
  test.each([
    ['that says nothing, as older browsers and some in apps do', {}],
    ['that a person made', { dest: 'document', mode: 'navigate', user: '?1', site: 'none' }],
    ['that a script of another page made, as link shorteners do', { dest: 'document', mode: 'navigate' }],
    ['of a browser that says only how', { mode: 'navigate' }],
    ['of a browser that says only what for', { dest: 'document' }],
    ['whose headers a proxy emptied', { dest: ' ', mode: '' }],
  ])('%s', (_what, said) => {
    expect(opensPage(fetchHeaders(said))).toBe(true);
  });

  test.each([
    ...['audio', 'embed', 'empty', 'fencedframe', 'font', 'frame', 'iframe', 'image', 'manifest', 'object'],
    ...['report', 'script', 'serviceworker', 'style', 'track', 'video', 'worker', 'webidentity', 'some-day'],
    ...['document, iframe', 'documents'],
  ])('but not for Sec-Fetch-Dest: %s', (dest) => {
    for (const mode of ['navigate', 'no-cors', undefined])
      expect(opensPage(fetchHeaders({ dest, mode, user: '?1' }))).toBe(false);
  });

  test.each(['cors', 'nested-navigate', 'no-cors', 'same-origin', 'websocket'])(
    'but not for Sec-Fetch-Mode: %s',
    (mode) => {
      for (const dest of ['document', undefined]) expect(opensPage(fetchHeaders({ dest, mode }))).toBe(false);
    },
  );

  test('but not when it is a prefetch, whatever else it says', () => {
    const opening = fetchHeaders({ dest: 'document', mode: 'navigate' });
    expect(opensPage({ ...opening, 'sec-purpose': 'prefetch;prerender' })).toBe(false);
  });
});

const fetchHeaders = (said: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(said).map(([name, value]) => [`sec-fetch-${name}`, value]));
