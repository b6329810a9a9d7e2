import { anyToken, managers, pointKeys, staff } from '../../support/callers.ts';
import { NOBODY, STAFF, type Surface } from '../../support/surface.ts';

const PROFILE = {
  displayName: ['찻잎 🎉', 'Tea leaves', 'م شاي', null],
  avatarUrl: ['https://cdn.example.com/a.png', 'https://cdn.example.com/b.png', null],
  locale: ['ko-KR', 'en-US'],
  visibility: ['FULL', 'HIDDEN', 'FIRST_NAME_AND_INITIAL'],
};
const PROFILE_FIELDS = 'displayName avatarUrl locale visibility externalId status';

export const surface: Surface = {
  access: {
    Query: [
      [anyToken, 'me'],
      [`${staff} MEMBERS_READ`, 'member members'],
    ],
    Mutation: [
      [anyToken, 'join updateProfile'],
      [staff, 'setMemberStatus'],
      [`${managers} MEMBERS_WRITE`, 'updateMember'],
    ],
    Member: [
      [
        `self ${staff} MEMBERS_READ MEMBERS_WRITE ${pointKeys}`,
        'id displayName avatarUrl locale externalId visibility status joinedAt updatedAt',
      ],
      [`${anyToken} MEMBERS_READ`, 'publicName'],
      [staff, 'statusChangedAt statusChangedBy statusReason'],
    ],
    MemberEdge: [[`${staff} MEMBERS_READ`, 'cursor node']],
    MemberConnection: [[`${staff} MEMBERS_READ`, 'edges pageInfo']],
    JoinPayload: [[anyToken, 'member userErrors']],
    UpdateProfilePayload: [[anyToken, 'member userErrors']],
    UpdateMemberPayload: [[`${managers} MEMBERS_WRITE`, 'member userErrors']],
    SetMemberStatusPayload: [[staff, 'member userErrors']],
  },

  roots: { member: { args: { id: NOBODY }, select: '{ id }' } },
  mutations: {
    join: {
      least: {
        displayName: 'Kim Minji',
        avatarUrl: 'https://shop.example.com/a.png',
        locale: 'ko-KR',
        visibility: 'FULL',
      },
      as: 'friend',
      input: () => ({ displayName: 'Again' }),
      fields: 'member { id }',
      firstIs: null,
    },
    updateProfile: {
      least: { displayName: 'Kim', avatarUrl: null, locale: 'ko-KR', visibility: 'FULL' },
      as: 'friend',
      input: () => ({ displayName: 'Kim', visibility: 'FULL' }),
      fields: 'member { id displayName visibility }',
      firstIs: 'PROGRAM_PAUSED',
      update: ({ member }) => ({
        target: {},
        as: member,
        field: 'member',
        select: PROFILE_FIELDS,
        values: PROFILE,
      }),
    },
    updateMember: {
      least: { memberId: NOBODY, displayName: 'Kim', locale: 'ko-KR', externalId: 'customer-1' },
      ids: { memberId: { code: 'MEMBER_NOT_FOUND' } },
      as: 'partner',
      input: ({ friend }) => ({ memberId: friend.memberId, externalId: 'customer-1' }),
      fields: 'member { id externalId }',
      firstIs: 'PROGRAM_PAUSED',
      update: ({ owner, other }) => ({
        target: { memberId: other.memberId },
        as: owner,
        field: 'member',
        select: PROFILE_FIELDS,
        values: { ...PROFILE, externalId: ['customer-1', '고객 2', null] },
      }),
    },
    setMemberStatus: {
      least: { memberId: NOBODY, status: 'SUSPENDED', reason: 'test' },
      ids: { memberId: { code: 'MEMBER_NOT_FOUND' } },
      as: 'owner',
      input: ({ advocate }) => ({ memberId: advocate.memberId, status: 'SUSPENDED', reason: 'Fraud?' }),
      fields: 'member { id status }',
      firstIs: null,
    },
  },

  lists: { 'Query.members': {} },
  reads: {
    'Query.me': { query: () => '{ me { id } }', who: ({ advocate }) => advocate },
    'Query.member': { query: ({ ids }) => `{ member(id: "${ids.advocate}") { id } }` },
    'Query.member by externalId': { query: () => '{ member(externalId: "customer-1") { id } }' },
  },
  defaults: { JoinInput: 'join(input: { $x }) { userErrors { code } }' },

  things: {
    advocate: { type: 'Member', by: ['advocate', ...STAFF], id: ({ advocate }) => advocate.memberId },
    friend: { type: 'Member', by: ['friend', ...STAFF], id: ({ friend }) => friend.memberId },
  },
  bare: { Member: { of: (id) => [{ id, programId: 'demo' }] } },
  choosing: {
    'Query.member(id)': 'the one of that id',
    'Query.member(externalId)': 'the one whom the brand knows by that id',
  },

  silent: ['member', 'relisting'],
};
