import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRedirectHandler } from '../../../functions/entrypoints/handlers/redirect.ts';
import { memberKey } from '../../../functions/table/keys.ts';
import { type Api, startApi } from '../../support/api.ts';
import { clickOf, IPHONE, LANDING, openFollower } from './follower.ts';

type Follower = Awaited<ReturnType<typeof openFollower>>;

let api: Api;
let advocate: Follower['advocate'];
let codeOf: Follower['codeOf'];
let follow: Follower['follow'];
let clicks: Follower['clicks'];
beforeAll(async () => {
  api = await startApi();
  ({ advocate, codeOf, follow, clicks } = await openFollower(api));
});
afterAll(() => api.close());

const withCode = (code: string) => `https://shop.example.com/welcome?from=friend&fanfare_code=${code}#top`;

describe('a referral link', () => {
  test('redirects to the program’s page with the code and a click id, and is never cached', async () => {
    const code = await codeOf({ code: 'Sun-Day' });
    const { status, location, headers, body } = await follow('/demo/r/sunday?ch=kakaotalk');
    expect(status).toBe(302);
    const clickId = clickOf(location);
    expect(clickId).toMatch(/^clk_20261102_[0-9a-z]{26}$/);
    expect(location).toBe(
      `https://shop.example.com/welcome?from=friend&fanfare_code=${code}&fanfare_click=${clickId}#top`,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toBe('');
  });

  test('redirects HEAD and crawlers with the code and counts nothing', async () => {
    const code = await codeOf({ code: 'CRAWLED' });
    const wanted = 'https://shop.example.com/welcome?from=friend&fanfare_code=CRAWLED#top';
    expect(await follow(`/demo/r/${code}`, IPHONE, { method: 'HEAD' })).toMatchObject({
      status: 302,
      location: wanted,
    });
    expect(await follow(`/demo/r/${code}`, 'Mozilla/5.0 (compatible; Yeti/1.1)')).toMatchObject({
      status: 302,
      location: wanted,
    });
    expect(await clicks(code)).toEqual([]);
  });

  test.each([
    ['Sec-Purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['sec-purpose', 'prefetch;anonymous-client-ip'],
    ['Sec-Purpose', 'PREFETCH; prerender'],
    ['Purpose', 'prefetch'],
    ['Purpose', 'Preview'],
    ['X-Moz', 'prefetch'],
    ['X-Purpose', 'preview'],
    ['X-Purpose', 'instant'],
    ['X-PURPOSE', ': preview'],
  ])('prefetched by a browser, %s: %s, redirects with the code and counts nothing', async (name, value) => {
    await codeOf({ code: 'AHEAD' });
    const wanted = 'https://shop.example.com/welcome?from=friend&fanfare_code=AHEAD#top';
    // What another header says does not hide it.
    const others = { 'sec-purpose': 'document', purpose: 'navigate', 'x-moz': '' };
    for (const headers of [{ [name]: value }, { ...others, [name.toLowerCase()]: value }])
      expect(await follow('/demo/r/AHEAD', IPHONE, { headers })).toMatchObject({
        status: 302,
        location: wanted,
      });
    expect(await clicks('AHEAD')).toEqual([]);
  });

  test.each([
    ['image', 'no-cors'],
    ['script', 'no-cors'],
    ['empty', 'cors'],
    ['iframe', 'navigate'],
    ['object', 'navigate'],
    ['iframe', undefined],
    [undefined, 'no-cors'],
  ])(
    'that a page loads as a subresource, as %s by %s, redirects with the code and counts nothing',
    async (dest, mode) => {
      await codeOf({ code: 'STUFFED' });
      const said = { 'sec-fetch-dest': dest, 'sec-fetch-mode': mode, 'sec-fetch-user': '?1' };
      const headers = Object.fromEntries(
        Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      );
      expect((await follow('/demo/r/STUFFED', IPHONE, { headers })).location).toBe(withCode('STUFFED'));
      expect(await clicks('STUFFED')).toEqual([]);
    },
  );

  test('fetched by a Node script with a phone’s user agent counts nothing', async () => {
    await codeOf({ code: 'FETCHED' });
    const headers = { 'user-agent': IPHONE };
    const answer = await fetch(`${api.url}/demo/r/FETCHED`, { redirect: 'manual', headers });
    expect(answer.headers.get('location')).toBe(withCode('FETCHED'));
    expect(await clicks('FETCHED')).toEqual([]);
  });

  test('opened by a browser is a click, whether a person tapped it or a page led there', async () => {
    await codeOf({ code: 'OPENED' });
    const opening = { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };
    for (const headers of [
      opening,
      { ...opening, 'sec-fetch-user': '?1', 'sec-fetch-site': 'cross-site' },
      { ...opening, 'sec-fetch-site': 'none' },
    ])
      expect(clickOf((await follow('/demo/r/OPENED', IPHONE, { headers })).location)).toMatch(/^clk_/);
    expect(await clicks('OPENED')).toEqual([expect.objectContaining({ ch_OTHER: 3 })]);
  });

  test.each([
    ['a full stop', 'TEA-7.'],
    ['an ellipsis', 'TEA-7…'],
    ['a comma', 'TEA-7,'],
    ['marks', 'TEA-7!?;:'],
    ['a bracket', 'TEA-7)'],
    ['brackets of all kinds', 'TEA-7%5D%7D%3E)'],
    ['the rest of a Markdown link', 'TEA-7](https://api.example.com/demo/r/TEA-7)'],
    ['signs of Markdown', 'TEA-7**_~%60%7C'],
    ['a tag of HTML', 'TEA-7%3C/a%3E'],
    ['quotes', 'TEA-7%22%27'],
    ['quotes of print', 'TEA-7”’»'],
    ['a slash', 'TEA-7/'],
    ['slashes', 'TEA-7//'],
    ['an encoded slash', 'TEA-7%2F'],
    ['a backslash', 'TEA-7%5C'],
    ['a blank', 'TEA-7%20'],
    ['a blank and a word', 'TEA-7%20지금'],
    ['a line break', 'TEA-7%0A%0D%09'],
    ['a hyphen', 'TEA-7-'],
    ['a dash', 'TEA-7—'],
    ['a Chinese full stop and a sentence', 'TEA-7。快来看 ABC'],
    ['a Japanese bracket and a word', 'TEA-7」と'],
    ['signs of full width', 'TEA-7），！'],
    ['a Korean particle', 'TEA-7로'],
    ['an Arabic comma', 'TEA-7،'],
    ['an emoji', 'TEA-7🍵👨‍👩‍👧'],
    ['zero-width signs', '\u200bTEA-7\u200b\u200d\ufeff'],
    ['a direction mark and a stop', 'TEA-7\u2069.'],
    ['a soft hyphen', 'TEA\u00ad-7.'],
    ['other writing of the code', 'ｔｅａ‐７。'],
    ['a thousand signs', `TEA-7${'.'.repeat(1_000)}`],
  ])('keeps its code when a message adds %s', async (_what, written) => {
    await codeOf({ code: 'TEA-7' });
    for (const method of ['GET', 'HEAD']) {
      const { status, location } = await follow(`/demo/r/${written}?ch=qr`, IPHONE, { method });
      expect([status, new URL(location).searchParams.get('fanfare_code')]).toEqual([302, 'TEA-7']);
      expect(clickOf(location) === null).toBe(method === 'HEAD');
    }
  });

  test.each([
    ['TEA_7'],
    ['TEA.7'],
    ['TEA/7'],
    ['TEAé-7'],
    ['TEA🍵7'],
    ['TEA²'],
    ['TEA%27s'],
    ['/TEA'],
    ['.TEA'],
    ['TEA\u0301'],
    ['%EF%BF%BDTEA'],
    ['TEA.%EF%BF%BD'],
    ['TEA%2520'],
  ])('is not confused with another code that it begins with: %s', async (written) => {
    await codeOf({ code: 'TEA' });
    expect(await follow(`/demo/r/${written}`)).toMatchObject({ status: 302, location: LANDING });
  });

  test('of an ended or unknown code redirects without attribution', async () => {
    const soon = new Date(api.clock.now().getTime() + 60_000).toISOString();
    await codeOf({ code: 'OVER', endsAt: soon });
    api.clock.advance({ minutes: 1 });
    await codeOf({ code: 'FULL-UP', usageLimit: 1 });
    await api.mutate(
      'demo',
      'claimReferral',
      { code: 'FULL-UP' },
      'referral { id }',
      await api.join('demo', 'friend'),
    );
    await codeOf({ code: 'SWITCHED-OFF' });
    await api.mutate(
      'demo',
      'updateReferralCode',
      { code: 'SWITCHED-OFF', active: false },
      'referralCode { status }',
      advocate,
    );
    for (const code of ['OVER', 'FULL-UP', 'SWITCHED-OFF', 'NEVER-THERE', 'a', '민지', '%F0%9F%8D%B5']) {
      expect(await follow(`/demo/r/${code}`)).toMatchObject({ status: 302, location: LANDING });
    }
    for (const code of ['OVER', 'FULL-UP', 'SWITCHED-OFF']) expect(await clicks(code)).toEqual([]);
  });

  test('of a code before its start redirects with the code, and counts clicks from its start', async () => {
    const startsAt = new Date(api.clock.now().getTime() + 60_000).toISOString();
    await codeOf({ code: 'TOO-EARLY', startsAt });
    expect((await follow('/demo/r/TOO-EARLY')).location).toBe(withCode('TOO-EARLY'));
    expect(await clicks('TOO-EARLY')).toEqual([]);
    api.clock.advance({ minutes: 1 });
    expect(clickOf((await follow('/demo/r/TOO-EARLY')).location)).toMatch(/^clk_/);
  });

  test('of a suspended advocate redirects without attribution and counts nothing, until the reinstatement', async () => {
    const organizer = { token: await api.as('demo', 'ORGANIZER') };
    const owner = await api.join('demo', 'suspended');
    const startsAt = new Date(api.clock.now().getTime() + 3_600_000).toISOString();
    for (const settings of [{ code: 'BAD-OWNER' }, { code: 'BAD-LATER', startsAt }])
      await api.mutate('demo', 'createReferralCode', settings, 'referralCode { code }', owner);
    const become = (status: string) =>
      api.mutate(
        'demo',
        'setMemberStatus',
        { memberId: owner.memberId, status, reason: 'Spam.' },
        'member { id }',
        organizer,
      );
    const land = async () => (await follow('/demo/r/BAD-OWNER')).location;
    const bound = (settings: object) => expect.objectContaining(settings);
    expect(clickOf(await land())).toMatch(/^clk_/);
    await become('SUSPENDED');
    for (const [userAgent, init] of [[IPHONE], [IPHONE, { method: 'HEAD' }], ['curl/8']] as const)
      for (const code of ['BAD-OWNER', 'BAD-LATER'])
        expect((await follow(`/demo/r/${code}`, userAgent, init)).location).toBe(LANDING);
    const { invitation } = await api.ok('demo', '{ invitation(code: "BAD-OWNER") { status } }');
    expect(invitation.status).toBe('ADVOCATE_UNAVAILABLE');
    expect(await clicks('BAD-OWNER')).toEqual([bound({ ch_OTHER: 1 })]);
    await become('ACTIVE');
    expect(clickOf(await land())).toMatch(/^clk_/);
    expect(await clicks('BAD-OWNER')).toEqual([bound({ ch_OTHER: 2 })]);
  });

  test('of an advocate whom another process suspended loses attribution within 30 seconds', async () => {
    const owner = await api.join('demo', 'suspended-elsewhere');
    await api.mutate('demo', 'createReferralCode', { code: 'ELSEWHERE' }, 'referralCode { code }', owner);
    expect(clickOf((await follow('/demo/r/ELSEWHERE')).location)).toMatch(/^clk_/);
    await api.deps.table.write({
      update: memberKey('demo', owner.memberId),
      set: 'SET #status = :status',
      names: { '#status': 'status' },
      values: { ':status': 'SUSPENDED' },
    });
    api.clock.advance({ minutes: 0.5 });
    expect((await follow('/demo/r/ELSEWHERE')).location).toBe(LANDING);
  });

  test('of a paused program redirects with code and click id, which a claim may use after the pause', async () => {
    await api.createProgram({ slug: 'pausing', landingUrl: 'https://shop.example.com/pausing' });
    const member = await api.join('pausing', 'advocate');
    await api.mutate('pausing', 'createReferralCode', { code: 'PAUSED' }, 'referralCode { code }', member);
    const friend = await api.join('pausing', 'friend');
    const owner = { token: await api.as('pausing', 'OWNER') };
    const become = (status: string) =>
      api.mutate('pausing', 'setProgramStatus', { status }, 'program { id }', owner);
    await become('PAUSED');
    const clickId = clickOf((await follow('/pausing/r/PAUSED?ch=line')).location);
    expect(clickId).toMatch(/^clk_/);
    const claim = () =>
      api.attempt('pausing', 'claimReferral', { code: 'PAUSED', clickId }, 'referral { channel }', friend);
    expect((await claim()).userErrors[0]?.code).toBe('PROGRAM_PAUSED');
    await become('ACTIVE');
    expect((await claim()).referral).toEqual({ channel: 'LINE' });
  });

  test('redirects to a page with a Korean address, with a code and without', async () => {
    await api.createProgram({ slug: 'korean', landingUrl: 'https://shop.example.com/친구' });
    const page = 'https://shop.example.com/%EC%B9%9C%EA%B5%AC';
    expect(await follow('/korean/r/NEVER-THERE')).toMatchObject({ status: 302, location: page });
    const member = await api.join('korean', 'minji');
    await api.mutate('korean', 'createReferralCode', { code: 'MIN-JI' }, 'referralCode { code }', member);
    expect((await follow('/korean/r/MIN-JI')).location).toMatch(`${page}?fanfare_code=MIN-JI`);
  });

  const eventOf = (program: string, code: string) =>
    ({
      headers: {},
      pathParameters: { program, code },
      requestContext: {
        http: { method: 'GET', sourceIp: '203.0.113.1', userAgent: IPHONE },
        requestId: 'r',
      },
    }) as unknown as APIGatewayProxyEventV2;

  // The gateway may hand on such bytes as they came, or what they were replaced by.
  test.each([
    ['/demo/r/%C3%28', 'demo', ['%C3%28', '\ufffd(', 'Ã(']],
    ['/demo/r/%', 'demo', ['%']],
    ['/demo/r/%E0%A4%A', 'demo', ['%E0%A4%A', '\ufffd%A']],
    ['/demo/r/TEA%FF', 'demo', ['TEA%FF', 'TEA\ufffd', 'TEA\ud83c']],
    ['/%FF/r/TEA', '%FF', ['TEA']],
    ['/demo%C3%28/r/TEA', 'demo\ufffd(', ['TEA']],
  ])(
    'with bytes that are not UTF-8, %s, is answered as an unknown link, by server and function',
    async (path, program, codes) => {
      await codeOf({ code: 'TEA' });
      const handler = createRedirectHandler(api.deps);
      const wanted = program === 'demo' ? { status: 302, location: LANDING } : { status: 404, location: '' };
      expect(await follow(path)).toMatchObject(wanted);
      for (const code of codes) {
        const { statusCode, headers } = await handler(eventOf(program, code));
        expect({ status: statusCode, location: headers?.location ?? '' }).toEqual(wanted);
      }
    },
  );

  test.each([
    ['//evil.example'],
    ['%2F%2Fevil.example'],
    ['https:%2F%2Fevil.example'],
    ['%5C%5Cevil.example'],
    ['@evil.example'],
    ['%0D%0ALocation:%20https:%2F%2Fevil.example'],
    ['%00'],
    ['..%2F..%2Fevil'],
    ['%252F%252Fevil.example'],
    ['x?ch=https://evil.example&landingUrl=https://evil.example'],
    ['x?url=//evil.example'],
    ['%E0%A4%A'],
    ['x'.repeat(5_000)],
  ])('to %s never redirects to another host', async (code) => {
    const { status, location, headers } = await follow(`/demo/r/${code}`);
    // The front itself refuses what is no path of ours.
    if (status === 302) expect(location).toBe(LANDING);
    else expect(status).toBe(404);
    expect([...headers.values()].join(' ')).not.toContain('evil');
  });

  test.each([['nosuch'], ['Demo'], ['operator'], ['demo%2F..'], ['x'.repeat(200)]])(
    'of no program, %s, answers 404 in plain text',
    async (slug) => {
      const { status, headers, body } = await follow(`/${slug}/r/CODE`);
      expect(status).toBe(404);
      expect(headers.get('location')).toBeNull();
      expect(headers.get('content-type')).toMatch(/^text\/plain/);
      expect(body).toBe('There is nothing here. Please check the link.\n');
    },
  );
});

describe('a click', () => {
  test('is one item for a visitor, a code and a day, with its hits by channel', async () => {
    const code = await codeOf({ code: 'ITEMS' });
    const first = clickOf((await follow(`/demo/r/${code}?ch=qr`)).location);
    api.clock.advance({ minutes: 1 });
    expect(clickOf((await follow(`/demo/r/${code}?ch=line`)).location)).toBe(first);
    expect(clickOf((await follow(`/demo/r/${code}?ch=myspace`)).location)).toBe(first);
    const [item, ...more] = await clicks(code);
    expect(more).toEqual([]);
    expect(item).toMatchObject({
      id: first,
      ch_QR: 1,
      ch_LINE: 1,
      ch_OTHER: 1,
      firstChannel: 'QR',
      lastChannel: 'OTHER',
    });
    expect(clickOf((await follow(`/demo/r/${code}`, `${IPHONE} KAKAOTALK 10.4.5`)).location)).not.toBe(first);
    expect(await clicks(code)).toHaveLength(2);
  });

  test.each([
    ['LAST_CLICK', 'later', { channel: 'SMS' }],
    ['FIRST_CLICK', 'first', { channel: 'LINE' }],
  ])(
    'counts for its own channel, and by %s the referral has the channel of the %s click',
    async (attributionModel, which, wanted) => {
      const slug = `channel-${which}`;
      await api.createProgram({ slug, referralPolicy: { attributionModel } });
      const member = await api.join(slug, 'advocate');
      await api.mutate(slug, 'createReferralCode', { code: 'TAPPED' }, 'referralCode { code }', member);
      const taps = [];
      for (const channel of ['line', 'line', 'sms']) {
        taps.push(clickOf((await follow(`/${slug}/r/TAPPED?ch=${channel}`)).location));
        api.clock.advance({ minutes: 1 });
      }
      const [clickId] = new Set(taps);
      const friend = await api.join(slug, 'friend');
      const claim = () =>
        api.mutate(slug, 'claimReferral', { code: 'TAPPED', clickId }, 'referral { channel }', friend);
      expect((await claim()).referral).toEqual(wanted);
      // A tap after the claim counts, and changes nothing of the referral.
      await follow(`/${slug}/r/TAPPED?ch=qr`);
      expect((await claim()).referral).toEqual(wanted);
      await api.drain();
      const query = `{ referralCode(code: "TAPPED") { dailyStats(from: "2026-11-01", to: "2027-01-31") { clicks uniqueClicks clicksByChannel { channel clicks } } } }`;
      const { referralCode } = await api.ok(slug, query, {}, { token: await api.as(slug, 'ORGANIZER') });
      expect(referralCode.dailyStats).toEqual([
        {
          clicks: 4,
          uniqueClicks: 1,
          clicksByChannel: [
            { channel: 'LINE', clicks: 2 },
            { channel: 'QR', clicks: 1 },
            { channel: 'SMS', clicks: 1 },
          ],
        },
      ]);
    },
  );

  test('with bytes that are not UTF-8 redirects as usual, without storing replacement characters', async () => {
    const code = await codeOf({ code: 'NO-UTF8' });
    const land = (await follow(`/demo/r/${code}?ch=%C1%D6&%FF=1`)).location;
    expect(land).toContain('fanfare_code=NO-UTF8');
    const handler = createRedirectHandler(api.deps);
    // As a gateway may hand it on, that replaced the bytes itself.
    const event = (code: string, ch: string) =>
      ({
        headers: {},
        pathParameters: { program: 'demo', code },
        queryStringParameters: { ch },
        requestContext: {
          http: { method: 'GET', sourceIp: '203.0.113.1', userAgent: IPHONE },
          requestId: 'r',
        },
      }) as unknown as APIGatewayProxyEventV2;
    expect((await handler(event(code, '\ufffd\ufffd'))).headers?.location).toContain('fanfare_code=NO-UTF8');
    expect((await handler(event(`${code}\ufffd`, 'qr'))).headers?.location).toBe(LANDING);
    const hits = await clicks(code);
    expect(hits.reduce((sum, { ch_OTHER }) => sum + Number(ch_OTHER), 0)).toBe(2);
    expect(JSON.stringify(await api.scanAll())).not.toMatch(/\ufffd|%FF|%C1/);
  });

  test('keeps its channel whatever a message adds to the link', async () => {
    const code = await codeOf({ code: 'CHANNELS' });
    for (const added of ['.', ')', '%20', '/', '」', '로', '\u200b', '%22)', '。快来'])
      await follow(`/demo/r/${code}?ch=line${added}`);
    for (const other of ['line.me', 'line,qr', 'line_x', 'line%FF', 'x'.repeat(300)])
      await follow(`/demo/r/${code}?ch=${other}`);
    expect(await clicks(code)).toEqual([expect.objectContaining({ ch_LINE: 9, ch_OTHER: 5 })]);
  });

  test('is counted on its day in the program’s zone, for the code and for the program', async () => {
    const code = await codeOf({ code: 'COUNTED' });
    api.clock.set(new Date('2026-11-20T14:59:00.000Z'));
    const before = clickOf((await follow(`/demo/r/${code}?ch=qr`)).location);
    await follow(`/demo/r/${code}?ch=qr`);
    api.clock.set(new Date('2026-11-20T15:00:00.000Z'));
    const after = clickOf((await follow(`/demo/r/${code}?ch=sms`)).location);
    expect([before?.slice(0, 12), after?.slice(0, 12)]).toEqual(['clk_20261120', 'clk_20261121']);
    expect(before?.slice(12)).not.toBe(after?.slice(12));
    await api.drain();
    const days = 'clicks uniqueClicks clicksByChannel { channel clicks } day';
    const query = `{ referralCode(code: "COUNTED") { dailyStats(from: "2026-11-01", to: "2026-11-30") { ${days} } } dailyReferralStats(from: "2026-11-20", to: "2026-11-21") { ${days} } }`;
    const wanted = [
      { day: '2026-11-20', clicks: 2, uniqueClicks: 1, clicksByChannel: [{ channel: 'QR', clicks: 2 }] },
      { day: '2026-11-21', clicks: 1, uniqueClicks: 1, clicksByChannel: [{ channel: 'SMS', clicks: 1 }] },
    ];
    const organizer = { token: await api.as('demo', 'ORGANIZER') };
    expect(await api.ok('demo', query, {}, organizer)).toEqual({
      referralCode: { dailyStats: wanted },
      dailyReferralStats: wanted,
    });
  });

  test('stores neither the address nor the user agent, and expires', async () => {
    const code = await codeOf({ code: 'PRIVATE' });
    await follow(`/demo/r/${code}`);
    const items = (await api.scanAll()).filter(({ et }) => et === 'CLICK' || et === 'VISITOR_SALT');
    const text = JSON.stringify(items);
    expect(text).not.toContain('127.0.0.1');
    expect(text).not.toContain('Mozilla');
    const seconds = api.clock.now().getTime() / 1000;
    const [click] = items.filter(({ codeKey }) => codeKey === 'PR1VATE');
    expect(Number(click?.ttl)).toBe(seconds + 120 * 86_400);
    for (const { ttl } of items.filter(({ et }) => et === 'VISITOR_SALT')) {
      expect(Number(ttl)).toBeLessThanOrEqual(seconds + 2 * 86_400);
    }
  });

  test('of each of a hundred concurrent visitors is counted once, on a day without a salt yet', async () => {
    const code = await codeOf({ code: 'RUSH-HOUR' });
    api.clock.advance({ days: 1 });
    await Promise.all(
      Array.from({ length: 100 }, (_, place) => follow(`/demo/r/${code}`, `${IPHONE} phone ${place}`)),
    );
    await Promise.all(Array.from({ length: 100 }, () => follow(`/demo/r/${code}`, `${IPHONE} phone 0`)));
    const items = await clicks(code);
    expect(items).toHaveLength(100);
    expect(items.reduce((sum, { ch_OTHER }) => sum + Number(ch_OTHER), 0)).toBe(200);
  });
});
