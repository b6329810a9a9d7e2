import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isLeafType,
  isUnionType,
  parse,
  print,
} from 'graphql';
import { boardIdOf } from '../../functions/features/leaderboards/boards/rules.ts';
import { createSchema } from '../../functions/registry/application.ts';

// A minimal valid request for every root field. The ids are well formed and nobody's, so a caller who is let in meets
// an empty answer or a refusal of the business, and changes nothing that another request builds on.

const NOBODY = `mem_${'0'.repeat(26)}`;
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
const movement = { memberId: NOBODY, points: 1, reason: 'test', idempotencyKey: 'test' };
const review = { referralId: `ref_${'0'.repeat(26)}`, reason: 'test' };
const page = { first: 1, after: null };
/** A board that every program has, so that what is asked of one is looked at. */
const monthly = boardIdOf('demo', 'default POINTS_EARNED MONTH');
const span = { from: '2026-11-01', to: '2026-11-02' };

export type Root = { args: Record<string, unknown>; select: string };

/** What has to be given, or is worth asking. All other queries are made from the schema. */
const WITH_ARGUMENTS: Record<string, Root> = {
  node: { args: { id: NOBODY }, select: '{ id }' },
  member: { args: { id: NOBODY }, select: '{ id }' },
  referral: { args: { id: review.referralId }, select: '{ id }' },
  invitation: { args: { code: 'NO-SUCH-CODE' }, select: '{ code }' },
  referralCode: { args: { code: 'NO-SUCH-CODE' }, select: '{ id }' },
  dailyReferralStats: { args: span, select: '{ day }' },
  leaderboard: { args: { id: monthly }, select: '{ id season { top { edges { cursor } } } }' },
};

/** A root field that needs no argument, and the least that can be asked of it. */
function leastOf({ type, args }: GraphQLField<unknown, unknown>): Root {
  const named = getNamedType(type);
  const fields = isCompositeType(named) && !isUnionType(named) ? Object.values(named.getFields()) : [];
  const isList = fields.some(({ name }) => name === 'edges');
  const leaf = fields.find((field) => isLeafType(getNamedType(field.type)));
  return {
    args: args.some(({ name }) => name === 'first') ? page : {},
    select: isList ? '{ edges { cursor } }' : leaf === undefined ? '' : `{ ${leaf.name} }`,
  };
}

const queries = Object.values(createSchema().getQueryType()?.getFields() ?? {});
export const QUERIES: Record<string, Root> = Object.fromEntries(
  queries.map((field) => [field.name, WITH_ARGUMENTS[field.name] ?? leastOf(field)]),
);

const input = (fields: object): Root => ({
  args: { input: fields },
  select: '{ userErrors { code field message } }',
});

export const MUTATIONS: Record<string, Root> = {
  createProgram: input({ slug: 'roots', timeZone: 'Asia/Seoul', currency: 'KRW', ...settings, tokenPolicy }),
  updateProgram: input(settings),
  // Of no program's form: another policy would shut out everybody who asks after it.
  setTokenPolicy: input({ ...tokenPolicy, issuer: 'none' }),
  setProgramStatus: input({ status: 'ACTIVE' }),
  join: input({
    displayName: 'Kim Minji',
    avatarUrl: 'https://shop.example.com/a.png',
    locale: 'ko-KR',
    visibility: 'FULL',
  }),
  updateProfile: input({ displayName: 'Kim', avatarUrl: null, locale: 'ko-KR', visibility: 'FULL' }),
  updateMember: input({ memberId: NOBODY, displayName: 'Kim', locale: 'ko-KR', externalId: 'customer-1' }),
  setMemberStatus: input({ memberId: NOBODY, status: 'SUSPENDED', reason: 'test' }),
  createApiKey: input({ name: 'test', scopes: ['POINTS_READ'] }),
  revokeApiKey: input({ apiKeyId: `key_${'0'.repeat(26)}` }),
  awardPoints: input(movement),
  deductPoints: input(movement),
  spendPoints: input(movement),
  reversePointEntry: input({ entryId: `pte_${'0'.repeat(26)}`, reason: 'test', idempotencyKey: 'test' }),
  createReferralCode: input({ code: 'ROOTS', label: 'test', memberId: null }),
  updateReferralCode: input({ code: 'NO-SUCH-CODE', label: 'test' }),
  claimReferral: input({ code: 'NO-SUCH-CODE', clickId: 'clk_none' }),
  attributeReferral: input({ code: 'NO-SUCH-CODE', friendId: NOBODY, reason: 'test' }),
  createLeaderboard: input({
    name: 'Roots',
    metric: 'EVENT_COUNT',
    eventType: 'PURCHASE',
    idempotencyKey: 'roots',
    visibleFrom: null,
    visibleUntil: null,
  }),
  updateLeaderboard: input({ leaderboardId: `lbd_${'0'.repeat(26)}`, name: 'Roots', visibleFrom: null }),
  closeLeaderboard: input({ leaderboardId: `lbd_${'0'.repeat(26)}` }),
  approveReferral: input(review),
  rejectReferral: input(review),
  voidReferral: input(review),
  recordEvents: {
    args: {
      input: {
        events: [
          {
            source: 'shop',
            externalEventId: 'order-1',
            type: 'REFUND',
            memberId: NOBODY,
            amount: { amountMinor: 1, currency: 'KRW' },
            refundOf: 'order-0',
          },
        ],
      },
    },
    select: '{ results { status error { code field message } } userErrors { code field message } }',
  },
};

export const ROOTS: Record<string, Root> = { ...QUERIES, ...MUTATIONS };

/** The document of a root field that takes its arguments as variables of the same names. */
export function documentOf(schema: GraphQLSchema, name: string): string {
  const operation = name in MUTATIONS ? 'mutation' : 'query';
  const type = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  const field = type?.getFields()[name] as GraphQLField<unknown, unknown>;
  const declared = field.args.map((argument) => `$${argument.name}: ${argument.type}`);
  const passed = field.args.map((argument) => `${argument.name}: $${argument.name}`);
  const list = (parts: string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  return print(parse(`${operation}${list(declared)} { ${name}${list(passed)} ${ROOTS[name]?.select} }`));
}
