import { anyToken, everybody, staff } from '../../support/callers.ts';
import { STAFF, type Surface } from '../../support/surface.ts';

const INVITATION = (memberId: string) => ({
  program: { status: 'ACTIVE', avatarHosts: null, referralPolicy: {}, pointPolicy: {} },
  referralCode: { memberId, active: true, startsAt: null, endsAt: null, usageLimit: null },
});
/** The code of the thing `code`. */
export const CODE = 'OWNERSHIP';
const invitation = (fields: string) => ({
  query: () => `{ invitation(code: "${CODE}") { ${fields} } }`,
  who: () => ({}),
});

export const surface: Surface = {
  access: {
    Query: [
      [everybody, 'invitation'],
      [staff, 'referralCode'],
    ],
    Mutation: [[anyToken, 'createReferralCode updateReferralCode']],
    Member: [[`self ${staff}`, 'referralCodes']],
    ReferralCode: [
      [
        `self ${staff}`,
        'id code label link status active startsAt endsAt usageLimit usageCount usageRemaining dailyStats createdAt',
      ],
    ],
    Invitation: [
      [everybody, 'code status startsAt endsAt programName advocate advocatePoints friendPoints pointName'],
    ],
    InvitationAdvocate: [[everybody, 'publicName avatarUrl']],
    ReferralCodeEdge: [[anyToken, 'cursor node']],
    ReferralCodeConnection: [[anyToken, 'edges pageInfo']],
    CreateReferralCodePayload: [[anyToken, 'referralCode userErrors']],
    UpdateReferralCodePayload: [[anyToken, 'referralCode userErrors']],
  },

  roots: {
    invitation: { args: { code: 'NO-SUCH-CODE' }, select: '{ code }' },
    referralCode: { args: { code: 'NO-SUCH-CODE' }, select: '{ id }' },
  },
  mutations: {
    createReferralCode: {
      least: { code: 'ROOTS', label: 'test', memberId: null },
      ids: { memberId: { code: 'MEMBER_NOT_FOUND' } },
      as: 'friend',
      input: () => ({ code: 'Sun-Tea', usageLimit: 1 }),
      fields: 'referralCode { id code }',
      firstIs: 'PROGRAM_PAUSED',
    },
    updateReferralCode: {
      least: { code: 'NO-SUCH-CODE', label: 'test' },
      as: 'advocate',
      input: ({ code }) => ({ code, label: 'Moon', endsAt: '2026-11-03T00:00:00.000Z' }),
      fields: 'referralCode { id label }',
      firstIs: 'PROGRAM_PAUSED',
      update: async ({ api, member }) => {
        const { referralCode } = await api.mutate(
          'demo',
          'createReferralCode',
          {},
          'referralCode { code }',
          member,
        );
        return {
          target: { code: referralCode.code },
          as: member,
          field: 'referralCode',
          select: 'code label startsAt endsAt usageLimit active usageCount',
          values: {
            label: ['찻잎 🎉', 'Tea leaves', 'م شاي', null],
            startsAt: ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z', null],
            endsAt: ['2027-11-01T00:00:00.000Z', '2027-11-02T00:00:00.000Z', null],
            usageLimit: [1, 1_000_000_000, null],
            active: [false, true],
          },
        };
      },
    },
  },

  lists: {
    'Member.referralCodes': {
      way: ['member(id: $id)'],
      fill: ({ api, slug, member, text }) =>
        api.mutate(slug, 'createReferralCode', { code: `CODE${text}` }, '__typename', member),
    },
  },
  reads: {
    'Query.referralCode': { query: () => `{ referralCode(code: "${CODE.toLowerCase()}") { id } }` },
    'ReferralCode.dailyStats': {
      query: () =>
        `{ referralCode(code: "${CODE}") { dailyStats(from: "2026-11-01", to: "2026-11-30") { attributed } } }`,
    },
    'ReferralCode.usageCount': { query: () => `{ referralCode(code: "${CODE}") { usageCount } }` },
    'Invitation.status': invitation('code status'),
    'InvitationAdvocate.avatarUrl': invitation('advocate { avatarUrl }'),
    'InvitationAdvocate.publicName': invitation('advocate { publicName }'),
    'an invitation with all that is said of it': invitation(
      'code status programName friendPoints advocate { publicName avatarUrl }',
    ),
  },

  things: {
    code: {
      type: 'ReferralCode',
      by: ['advocate', ...STAFF],
      id: async ({ api, slug, advocate }) =>
        (await api.mutate(slug, 'createReferralCode', { code: CODE }, 'referralCode { id }', advocate))
          .referralCode.id,
    },
  },
  bare: {
    ReferralCode: { of: (memberId) => [{ memberId, programId: 'demo', key: 'ABC', code: 'ABC' }] },
    Invitation: { of: (memberId) => [INVITATION(memberId)] },
    InvitationAdvocate: { of: (memberId) => [INVITATION(memberId)] },
  },
  choosing: { 'Query.referralCode(code)': 'the one that reads so' },
};
