import { describe, expect, test } from 'vitest';
import {
  checkTerms,
  checkTokenPolicy,
  createProgramInput,
  type Deployment,
  decideCreateProgram,
  decideUpdateProgram,
  isSlug,
  type Program,
  programModel,
  updateProgramInput,
} from '../../../functions/features/programs/rules.ts';
import { isIssuerAddress } from '../../../functions/platform/hosts.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const LATER = new Date('2026-03-02T09:00:00.000Z');
const INPUT = {
  slug: 'demo',
  name: '데모 ☕ Fans',
  timeZone: 'Asia/Seoul',
  locale: 'ko-KR',
  currency: 'KRW',
  landingUrl: 'https://demo.example/welcome',
  pointPolicy: { pointName: '콩' },
  referralPolicy: { advocatePoints: 500, friendPoints: 300 },
  tokenPolicy: { issuer: 'https://issuer.example/pool', audience: 'fanfare-demo' },
};
const PROD: Deployment = { stage: 'prod', operator: { issuer: 'https://ops.example', audience: 'ops' } };
const program = decideCreateProgram(createProgramInput.parse(INPUT), NOW);

type Tokens = Partial<Program['tokenPolicy']>;
const withTokens = (tokens: Tokens): Program => ({
  ...program,
  tokenPolicy: { ...program.tokenPolicy, ...tokens },
});
const codeOf = (settings: Program, deployment = PROD) => {
  const decision = checkTokenPolicy(settings.tokenPolicy, deployment, ['tokenPolicy']);
  return decision.ok ? undefined : decision.refusal;
};

describe('the input of a program', () => {
  test('gets the defaults of the schema', () => {
    expect(program.referralPolicy).toEqual({
      attributionModel: 'LAST_CLICK',
      windowDays: 90,
      qualifyingEventType: 'PURCHASE',
      minimumAmount: null,
      holdingPeriodDays: 14,
      advocatePoints: 500,
      friendPoints: 300,
      cap: null,
      approvalMode: 'AUTOMATIC',
      newCustomersOnly: true,
    });
    expect(program.pointPolicy.expiryMonths).toBeNull();
    expect(program).toMatchObject({ id: 'demo', status: 'ACTIVE', version: 1 });
  });

  const policy = INPUT.referralPolicy;
  test.each([
    ['a slug in capitals', { slug: 'Demo' }],
    ['a slug of 2 characters', { slug: 'ab' }],
    ['a slug of 33 characters', { slug: 'a'.repeat(33) }],
    ['a slug with a key delimiter', { slug: 'demo#x' }],
    ['a reserved slug', { slug: 'operator' }],
    ['no name', { name: '  ' }],
    ['a name of 81 characters', { name: '가'.repeat(81) }],
    ['an unknown zone', { timeZone: 'Asia/Atlantis' }],
    ['an offset for a zone', { timeZone: '+09:00' }],
    ['an instant with an offset for a zone', { timeZone: '2026-01-01T00:00+05:30' }],
    ['an instant with a zone for a zone', { timeZone: '2026-01-01T00:00+09:00[Asia/Seoul]' }],
    ['an unknown currency', { currency: 'BTC' }],
    ['a locale that is no tag', { locale: '한국어' }],
    ['a landing page without TLS', { landingUrl: 'http://demo.example' }],
    ['a landing page without slashes', { landingUrl: 'https:demo.example' }],
    ['a landing page with a backslash', { landingUrl: 'https:/\\demo.example' }],
    ['a landing page with a space', { landingUrl: 'https://demo.example/a b' }],
    ['a landing page with NUL', { landingUrl: 'https://demo.example/\0' }],
    ['a landing page with half a character', { landingUrl: 'https://demo.example/\ud83c' }],
    ['a landing page in a private network', { landingUrl: 'https://10.0.0.1/' }],
    ['a landing page with a password', { landingUrl: 'https://me:secret@demo.example/' }],
    ['no host for pictures', { avatarHosts: [] }],
    ['21 hosts for pictures', { avatarHosts: Array.from({ length: 21 }, (_, host) => `h${host}.example`) }],
    ['an address for a host', { avatarHosts: ['https://cdn.example'] }],
    ['a host with a port', { avatarHosts: ['cdn.example:443'] }],
    ['a private host for pictures', { avatarHosts: ['cdn.internal'] }],
    ['every host of a domain for pictures', { avatarHosts: ['*.com'] }],
    ['a star alone', { avatarHosts: ['*'] }],
    ['a star in a host', { avatarHosts: ['cdn-*.example.com'] }],
    ['no text for a host', { avatarHosts: [null] }],
    ['37 months of expiry', { pointPolicy: { pointName: 'p', expiryMonths: 37 } }],
    ['0 months of expiry', { pointPolicy: { pointName: 'p', expiryMonths: 0 } }],
    ['a window of 0 days', { referralPolicy: { ...policy, windowDays: 0 } }],
    ['a holding period of 91 days', { referralPolicy: { ...policy, holdingPeriodDays: 91 } }],
    ['negative points', { referralPolicy: { ...policy, friendPoints: -1 } }],
    ['half a point', { referralPolicy: { ...policy, friendPoints: 0.5 } }],
    ['refunds that qualify', { referralPolicy: { ...policy, qualifyingEventType: 'REFUND' } }],
    ['a cap of 0', { referralPolicy: { ...policy, cap: { maxRewards: 0, period: 'MONTH' } } }],
  ])('with %s is refused', (_name, change) => {
    expect(createProgramInput.safeParse({ ...INPUT, ...change }).success).toBe(false);
  });

  test('is normalized: composed names, and zones, locales and hosts in their usual form', () => {
    const written = {
      name: '데모'.normalize('NFD'),
      timeZone: 'asia/seoul',
      locale: 'ko-kr',
      avatarHosts: ['CDN.Example.com', '*.例え.jp', 'cdn.example.com'],
      pointPolicy: { pointName: '콩'.normalize('NFD') },
    };
    expect(createProgramInput.parse({ ...INPUT, ...written })).toMatchObject({
      name: '데모',
      timeZone: 'Asia/Seoul',
      locale: 'ko-KR',
      avatarHosts: ['cdn.example.com', '*.xn--r8jz45g.jp'],
      pointPolicy: { pointName: '콩' },
    });
  });

  test('has the same digest for the same meaning, and as before picture hosts were added', () => {
    const digest = (input: object) => decideCreateProgram(createProgramInput.parse(input), NOW).createdFrom;
    expect(digest({ ...INPUT, timeZone: 'ASIA/SEOUL', locale: 'KO-kr' })).toBe(digest(INPUT));
    expect(digest({ ...INPUT, name: INPUT.name.normalize('NFD') })).toBe(digest(INPUT));
    expect(digest({ ...INPUT, avatarHosts: null })).toBe(digest(INPUT));
    expect(digest({ ...INPUT, avatarHosts: ['cdn.example'] })).toBe('a0nzfswx1sqbe9zf78qws26sj8');
    expect(digest(INPUT)).toBe('negpadaxkkb7ztps47gdwny4er');
    expect(digest({ ...INPUT, shareImageUrl: null })).toBe(digest(INPUT));
    expect(digest({ ...INPUT, shareImageUrl: 'https://cdn.example/a.png' })).not.toBe(digest(INPUT));
  });

  test('has the digest from before token lifetimes were added, unless one is given', () => {
    const digest = (tokens: object) =>
      decideCreateProgram(
        createProgramInput.parse({ ...INPUT, tokenPolicy: { ...INPUT.tokenPolicy, ...tokens } }),
        NOW,
      ).createdFrom;
    expect(digest({ maxLifetimeSeconds: 86_400 })).toBe('negpadaxkkb7ztps47gdwny4er');
    expect(digest({ maxLifetimeSeconds: 3_600 })).not.toBe('negpadaxkkb7ztps47gdwny4er');
    expect(digest({ jwksUri: 'https://a.example/x' })).toBe('21bwvngg29hvcaey5j10t59k8t');
  });

  test('has the same digest for the same text and another for another text', () => {
    const digest = (input: object) => decideCreateProgram(createProgramInput.parse(input), NOW).createdFrom;
    expect(digest({ ...INPUT, referralPolicy: { ...policy, windowDays: 90 } })).toBe(digest(INPUT));
    expect(digest({ ...INPUT, name: 'Demo' })).not.toBe(digest(INPUT));
  });
});

describe('the settings of a program', () => {
  test('take an amount in the program’s own currency', () => {
    const minimumAmount = { amountMinor: 10, currency: 'USD' };
    const terms = (amount: object) =>
      checkTerms({ ...program, referralPolicy: { ...program.referralPolicy, minimumAmount, ...amount } });
    expect(terms({})).toMatchObject({
      refusal: { code: 'CURRENCY_MISMATCH', field: ['referralPolicy', 'minimumAmount', 'currency'] },
    });
    expect(terms({ minimumAmount: { amountMinor: 10, currency: 'KRW' } }).ok).toBe(true);
  });

  test.each<[string, Tokens, string]>([
    ['a plain http issuer', { issuer: 'http://issuer.example' }, 'issuer'],
    ['an issuer that is no address', { issuer: 'issuer' }, 'issuer'],
    ['an issuer with a query', { issuer: 'https://issuer.example?x=1' }, 'issuer'],
    ['an issuer with half a character', { issuer: 'https://issuer.example/\ud83c' }, 'issuer'],
    ['keys at half a character', { jwksUri: 'https://issuer.example/\ud83c' }, 'jwksUri'],
    ['plain http keys', { jwksUri: 'http://127.0.0.1:4000/jwks.json' }, 'jwksUri'],
    ['keys in a file', { jwksUri: 'file:///etc/passwd' }, 'jwksUri'],
    ['a password in the address', { jwksUri: 'https://me:secret@issuer.example/jwks.json' }, 'jwksUri'],
    ['an issuer on this machine', { issuer: 'https://127.0.0.1' }, 'issuer'],
    ['an issuer on this machine by name', { issuer: 'https://localhost:8443' }, 'issuer'],
    ['keys on this machine', { jwksUri: 'https://localhost/jwks.json' }, 'jwksUri'],
    ['keys on this machine in IPv6', { jwksUri: 'https://[::1]/jwks.json' }, 'jwksUri'],
    ['keys on this machine in a hexadecimal number', { jwksUri: 'https://0x7f.1/' }, 'jwksUri'],
    ['keys on this machine in one number', { jwksUri: 'https://2130706433/' }, 'jwksUri'],
    ['keys on this machine in octal numbers', { jwksUri: 'https://0177.0.0.1/' }, 'jwksUri'],
    ['keys on this machine in wide letters', { jwksUri: 'https://ｌｏｃａｌｈｏｓｔ/' }, 'jwksUri'],
    ['keys on this machine with a dot at the end', { jwksUri: 'https://localhost./' }, 'jwksUri'],
    ['keys on any machine', { jwksUri: 'https://0/' }, 'jwksUri'],
    ['keys of the cloud’s own service', { jwksUri: 'https://169.254.170.2/v2/credentials' }, 'jwksUri'],
    ['keys in a network of one’s own', { jwksUri: 'https://keys.corp/' }, 'jwksUri'],
    ['the operator’s own tokens', { issuer: 'https://ops.example', audience: 'ops' }, 'audience'],
  ])('with %s are refused', (_name, tokens, field) => {
    expect(codeOf(withTokens(tokens))).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['tokenPolicy', field],
    });
  });

  test('may use the operator’s issuer under another audience', () => {
    expect(codeOf(withTokens({ issuer: 'https://ops.example' }))).toBeUndefined();
  });

  test('accept plain http only on a developer’s machine', () => {
    const local = withTokens({ jwksUri: 'http://127.0.0.1:4000/dev-issuer/.well-known/jwks.json' });
    expect(codeOf(local, { ...PROD, stage: 'local' })).toBeUndefined();
    expect(codeOf(local, { ...PROD, stage: 'dev' })?.code).toBe('INVALID_INPUT');
    expect(isIssuerAddress('http://[::1]:4000/jwks', 'local')).toBe(true);
    expect(isIssuerAddress('http://169.254.169.254/latest/meta-data', 'local')).toBe(false);
    expect(isIssuerAddress('http://localhost.example/jwks', 'local')).toBe(false);
  });
});

describe('a change of a program’s settings', () => {
  test('changes given fields, in policies too, keeps the rest and counts a version', () => {
    const change = { name: 'New', pointPolicy: { expiryMonths: 12 }, referralPolicy: { windowDays: 30 } };
    const after = decideUpdateProgram(program, updateProgramInput.parse(change), LATER);
    expect(after).toEqual({
      ...program,
      name: 'New',
      pointPolicy: { ...program.pointPolicy, expiryMonths: 12 },
      referralPolicy: { ...program.referralPolicy, windowDays: 30 },
      updatedAt: LATER.toISOString(),
      version: 2,
    });
  });

  test('sets the picture hosts, clears them with null, and keeps them when absent', () => {
    const change = (before: Program, input: object) =>
      decideUpdateProgram(before, updateProgramInput.parse(input), LATER);
    const some = change(program, { avatarHosts: ['cdn.example'] });
    expect(some.avatarHosts).toEqual(['cdn.example']);
    expect(change(some, { name: 'New' }).avatarHosts).toEqual(['cdn.example']);
    expect(change(some, { avatarHosts: ['CDN.example'] })).toBe(some);
    expect(change(some, { avatarHosts: null }).avatarHosts).toBeNull();
    expect(change(program, { avatarHosts: null })).toBe(program);
  });

  test('to the present values changes nothing', () => {
    expect(decideUpdateProgram(program, {}, LATER)).toBe(program);
    expect(
      decideUpdateProgram(program, { status: 'ACTIVE', pointPolicy: { ...program.pointPolicy } }, LATER),
    ).toBe(program);
    expect(decideUpdateProgram(program, { pointPolicy: {}, referralPolicy: { cap: null } }, LATER)).toBe(
      program,
    );
  });
});

test('a program stored without a token lifetime has one of a day', () => {
  const { maxLifetimeSeconds: _, ...tokenPolicy } = program.tokenPolicy;
  expect(programModel.parse({ ...program, tokenPolicy }).tokenPolicy.maxLifetimeSeconds).toBe(86_400);
});

test('a program stored without picture hosts allows every host', () => {
  const { avatarHosts: _, ...old } = program;
  expect(programModel.parse(old).avatarHosts).toBeNull();
});

test('a program stored without a picture has none', () => {
  const { shareImageUrl: _, ...old } = program;
  expect(programModel.parse(old).shareImageUrl).toBeNull();
});

test('a program is looked up only by a valid slug', () => {
  expect(isSlug('demo')).toBe(true);
  for (const text of ['', 'de', 'Demo', 'demo#MEM', 'operator', '__proto__', 'demo\n'])
    expect(isSlug(text)).toBe(false);
});
