import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../support/api.ts';
import { openApp, SDL } from '../support/app.ts';
import { page, sampleOf } from '../support/samples.ts';

// How docs/apps.md has an invitation come into an app, by its samples as they stand there.

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1';

let api: Api;
let invited: Data;
beforeAll(async () => {
  const app = openApp();
  invited = await app.load('invited.ts');
  app.close();
  api = await startApi();
  await api.createProgram();
  const advocate = await api.join('demo', 'advocate');
  await api.mutate('demo', 'createReferralCode', { code: 'TEA-7' }, 'referralCode { code }', advocate);
});
afterAll(() => api.close());

describe('an invitation', () => {
  const follow = async (path: string) =>
    (await api.get(path, { headers: { 'user-agent': IPHONE } })).headers.get('location') ?? '';

  test('is read from the landing address and from Google Play’s referrer, and its claim has the click', async () => {
    const landed = invited.invitedBy(await follow('/demo/r/TEA-7?ch=line'));
    expect(landed).toEqual({ code: 'TEA-7', clickId: expect.stringMatching(/^clk_/) });
    const store = new URL(invited.playAddress('com.example.fanfare', landed));
    expect(store.searchParams.get('id')).toBe('com.example.fanfare');
    expect(invited.invitedBy(store.searchParams.get('referrer'))).toEqual(landed);
    const friend = await api.join('demo', 'tapped');
    const { referral } = await api.mutate(
      'demo',
      'claimReferral',
      landed,
      'referral { channel state }',
      friend,
    );
    expect(referral).toEqual({ channel: 'LINE', state: 'ATTRIBUTED' });
  });

  test.each([
    ['LAST_CLICK', 'SECOND', undefined],
    ['FIRST_CLICK', 'FIRST', 'ALREADY_REFERRED'],
  ])(
    'among several is claimed in order, and by %s the %s counts',
    async (attributionModel, code, refusal) => {
      const slug = attributionModel.toLowerCase().replace('_', '-');
      await api.createProgram({ slug, referralPolicy: { attributionModel } });
      const landed: Data[] = [];
      for (const name of ['FIRST', 'SECOND']) {
        const advocate = await api.join(slug, name);
        await api.mutate(slug, 'createReferralCode', { code: name }, 'referralCode { code }', advocate);
        landed.push(invited.invitedBy(await follow(`/${slug}/r/${name}`)));
        api.clock.advance({ hours: 1 });
      }
      const friend = await api.join(slug, 'friend');
      const fields = 'referral { code }';
      const [first, second] = landed;
      await api.mutate(slug, 'claimReferral', first, fields, friend);
      const { userErrors } = await api.attempt(slug, 'claimReferral', second, fields, friend);
      expect(userErrors[0]?.code).toBe(refusal);
      const { me } = await api.ok(slug, '{ me { referredBy { code } } }', {}, friend);
      expect(me.referredBy.code).toBe(code);
    },
  );

  test('is absent in an address without one', async () => {
    for (const address of [
      await follow('/demo/r/NO-SUCH'),
      'https://shop.example.com/',
      'utm_source=google-play',
      '',
    ])
      expect(invited.invitedBy(address), address).toBeUndefined();
  });

  test.each([
    'TEA-7.',
    '“TEA-7”',
    'TEA-7)',
    ' tea 7 ',
    'TEA-7로',
    'ＴＥＡ－７！',
    '(TEA–7)',
    'https://api.example.com/demo/r/TEA-7.?ch=line',
    '카톡: https://api.example.com/demo/r/TEA-7%EB%A1%9C 와요',
    'https://shop.example.com/welcome?fanfare_code=TEA-7&fanfare_click=clk_20261126_h415d9rrg063zrfj2z5q1svwa5',
    '(https://shop.example.com/welcome?from=friend&fanfare_code=TEA-7#top)',
    '여기: https://shop.example.com/r/welcome?fanfare_click=clk_1&fanfare_code=TEA-7. 와요',
    'fanfare_code=%EF%BC%B4EA-7',
  ])('typed as %s is found with typedCode', async (typed) => {
    const { invitation } = await api.ok('demo', sampleOf('Invitation'), { code: invited.typedCode(typed) });
    expect(invitation).toMatchObject({ code: 'TEA-7', status: 'CLAIMABLE' });
  });

  test.each(['TEA-7.', '“TEA-7”', 'TEA-7로'])(
    'typed as %s is not found without typedCode, by invitation and by claimReferral',
    async (code) => {
      expect(await api.ok('demo', sampleOf('Invitation'), { code })).toEqual({ invitation: null });
      const friend = await api.join('demo', 'typing');
      const { claimReferral } = await api.ok('demo', sampleOf('Claim'), { input: { code } }, friend);
      expect(claimReferral.userErrors).toMatchObject([{ code: 'CODE_NOT_FOUND' }]);
    },
  );

  test('with another word typed stays another code', () => {
    expect(['TÉA', 'TEA_7', 'TEA.7', 'TEA7é'].map(invited.typedCode)).toEqual([
      'TÉA',
      'TEA_7',
      'TEA.7',
      'TEA7é',
    ]);
  });

  test('has every possible refusal of a claim in its table, and no other', () => {
    const [, table = ''] = /^### What a claim is answered\n([\s\S]*?)^### /m.exec(page) ?? [];
    const rows = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, codes = '']) => codes);
    const told = rows.slice(1).flatMap((codes) => codes.match(/[A-Z_]+/g));
    const { description } = buildSchema(SDL).getMutationType()?.getFields().claimReferral ?? {};
    // What stands in brackets says when.
    const plain = description?.replaceAll(/\([^)]*\)/g, '') ?? '';
    const [, refusals = ''] = /Refused, in this order:([^.]*)\./.exec(plain) ?? [];
    expect(told.sort()).toEqual(refusals.match(/[A-Z_]+/g)?.sort());
  });

  test('has no association with an app on the API’s own host', async () => {
    for (const file of ['apple-app-site-association', 'assetlinks.json'])
      expect((await api.get(`/.well-known/${file}`)).status, file).toBe(404);
  });

  test('opens the app at the button’s address, by the documented association files', () => {
    const [{ appIDs, components }] = JSON.parse(sampleOf('apple-app-site-association')).applinks.details;
    const button = new URL('https://app.example.com/invited?fanfare_code=TEA-7&fanfare_click=clk_1');
    expect(page).toContain('https://app.example.com/invited?fanfare_code=…&fanfare_click=…');
    expect(components).toEqual([{ '/': button.pathname, '?': { fanfare_code: '?*' } }]);
    const [{ target }] = JSON.parse(sampleOf('assetlinks.json'));
    expect(appIDs).toEqual([`ABCDE12345.${target.package_name}`]);
    expect(target.sha256_cert_fingerprints).toEqual([
      expect.stringMatching(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    ]);
  });
});
