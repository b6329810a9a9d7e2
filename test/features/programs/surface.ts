import { DEV_ISSUER } from '../../../local/issuer.ts';
import { anyKey, anyToken, everybody, managers } from '../../support/callers.ts';
import { STAFF, type Surface } from '../../support/surface.ts';

const settings = {
  name: 'Roots',
  locale: 'en-US',
  landingUrl: 'https://shop.example.com/',
  avatarHosts: ['shop.example.com'],
  shareImageUrl: 'https://shop.example.com/card.png',
  pointPolicy: { pointName: 'points', expiryMonths: 12 },
  referralPolicy: {
    qualifyingEventType: 'PURCHASE',
    minimumAmount: { amountMinor: 1, currency: 'KRW' },
    advocatePoints: 1,
    friendPoints: 1,
    cap: { maxRewards: 1, period: 'MONTH' },
  },
};
const tokenPolicy = {
  issuer: 'https://issuer.example',
  audience: 'roots',
  jwksUri: 'https://issuer.example/keys',
  maxLifetimeSeconds: 3_600,
};
const created = (slug: string) => ({
  slug,
  name: 'Again',
  timeZone: 'Asia/Seoul',
  locale: 'ko-KR',
  currency: 'KRW',
  landingUrl: 'https://shop.example.com/',
  pointPolicy: { pointName: 'leaves', expiryMonths: 12 },
  referralPolicy: { advocatePoints: 500, friendPoints: 300, approvalMode: 'MANUAL' as const },
  tokenPolicy: { issuer: 'http://127.0.0.1:4000', audience: `fanfare-${slug}` },
});
const anyone = `${anyToken} operator ${anyKey}`;

export const surface: Surface = {
  access: {
    Query: [
      [anyone, 'program'],
      ['operator', 'programs'],
    ],
    Mutation: [
      [`${managers} operator`, 'setProgramStatus'],
      ['owner operator', 'updateProgram'],
      ['operator', 'createProgram setTokenPolicy'],
    ],
    Program: [
      [
        anyone,
        'id slug name timeZone locale currency landingUrl avatarHosts shareImageUrl status pointPolicy referralPolicy createdAt updatedAt',
      ],
      ['owner operator', 'tokenPolicy'],
    ],
    TokenPolicy: [['owner operator', 'issuer audience jwksUri maxLifetimeSeconds']],
    PointPolicy: [[everybody, 'pointName expiryMonths']],
    ReferralPolicy: [
      [
        everybody,
        'attributionModel windowDays qualifyingEventType minimumAmount holdingPeriodDays advocatePoints friendPoints cap approvalMode newCustomersOnly',
      ],
    ],
    RewardCap: [[everybody, 'maxRewards period']],
    ProgramEdge: [['operator', 'cursor node']],
    ProgramConnection: [['operator', 'edges pageInfo']],
    CreateProgramPayload: [['operator', 'program userErrors']],
    UpdateProgramPayload: [['owner operator', 'program userErrors']],
    SetTokenPolicyPayload: [['operator', 'program userErrors']],
    SetProgramStatusPayload: [[`${managers} operator`, 'program userErrors']],
  },

  mutations: {
    createProgram: {
      least: { slug: 'roots', timeZone: 'Asia/Seoul', currency: 'KRW', ...settings, tokenPolicy },
      as: 'operator',
      at: 'operator',
      input: ({ slug }) => created(`${slug}-b`),
      fields: 'program { slug }',
      firstIs: null,
    },
    updateProgram: {
      least: settings,
      as: 'owner',
      input: () => ({ name: 'New' }),
      fields: 'program { name }',
      firstIs: null,
      update: ({ owner }) => ({
        target: {},
        as: owner,
        field: 'program',
        select: `name locale landingUrl avatarHosts shareImageUrl timeZone status pointPolicy { pointName expiryMonths } referralPolicy {
      attributionModel windowDays qualifyingEventType minimumAmount { amountMinor currency } holdingPeriodDays
      advocatePoints friendPoints cap { maxRewards period } approvalMode newCustomersOnly
    }`,
        values: {
          name: ['찻잎 🎉', 'Tea leaves', 'م شاي'],
          locale: ['en-US', 'ko-KR'],
          landingUrl: ['https://shop.example.com/a', 'https://shop.example.com/b'],
          avatarHosts: [['a.example.com'], ['*.example.com', 'b.example.com'], null],
          shareImageUrl: ['https://cdn.example.com/a.png', 'https://other.example.com/b.png', null],
          'pointPolicy.pointName': ['원두', 'beans'],
          'pointPolicy.expiryMonths': [1, 36, null],
          'referralPolicy.attributionModel': ['LAST_CLICK', 'FIRST_CLICK'],
          'referralPolicy.windowDays': [1, 365],
          'referralPolicy.qualifyingEventType': ['PURCHASE', 'SIGNED_UP'],
          'referralPolicy.minimumAmount': [
            { amountMinor: 0, currency: 'KRW' },
            { amountMinor: 7, currency: 'KRW' },
            null,
          ],
          'referralPolicy.holdingPeriodDays': [0, 90],
          'referralPolicy.advocatePoints': [0, 1_000_000],
          'referralPolicy.friendPoints': [0, 1_000_000],
          'referralPolicy.cap': [{ maxRewards: 1, period: 'DAY' }, { maxRewards: 9, period: 'YEAR' }, null],
          'referralPolicy.approvalMode': ['AUTOMATIC', 'MANUAL'],
          'referralPolicy.newCustomersOnly': [true, false],
        },
      }),
    },
    setTokenPolicy: {
      // Of no program's form: another policy would shut out everybody who asks after it.
      least: { ...tokenPolicy, issuer: 'none' },
      as: 'operator',
      input: ({ slug }, api) => ({
        issuer: DEV_ISSUER,
        audience: `fanfare-${slug}`,
        jwksUri: `${api.jwksUri}?again`,
        maxLifetimeSeconds: 2_592_000,
      }),
      fields: 'program { tokenPolicy { audience jwksUri } }',
      firstIs: null,
    },
    setProgramStatus: {
      least: { status: 'ACTIVE' },
      as: 'owner',
      input: () => ({ status: 'PAUSED' }),
      fields: 'program { status }',
      firstIs: null,
    },
  },

  lists: { 'Query.programs': { node: 'slug' } },

  defaults: {
    ReferralPolicyInput: `createProgram(input: { slug: "nulls", name: "x", timeZone: "Asia/Seoul", locale: "ko-KR", currency: "KRW",
        landingUrl: "https://shop.example.com/", pointPolicy: { pointName: "x" },
        tokenPolicy: { issuer: "https://issuer.example", audience: "x" },
        referralPolicy: { advocatePoints: 1, friendPoints: 1, $x } }) { userErrors { code } }`,
    TokenPolicyInput: `createProgram(input: {
      slug: "x", name: "x", timeZone: "UTC", locale: "en", currency: "KRW", landingUrl: "https://shop.example"
      pointPolicy: { pointName: "x" }, referralPolicy: { advocatePoints: 1, friendPoints: 1 }
      tokenPolicy: { issuer: "x", audience: "x", $x }
    }) { userErrors { code } }`,
  },

  things: {
    program: {
      type: 'Program',
      by: ['advocate', 'friend', 'stranger', 'JUDGE', ...STAFF, 'OPERATOR'],
      id: ({ slug }) => `prg_${slug}`,
    },
  },
};
