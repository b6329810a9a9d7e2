import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  joined,
  joinInput,
  type Member,
  mayAct,
  memberIdOf,
  memberPatch,
  patched,
  profilePatch,
  publicName,
  updateMemberInput,
  withStatus,
} from '../../../functions/features/members/rules.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const LATER = new Date('2026-03-02T09:00:00.000Z');
const birth = { id: memberIdOf('demo', 'https://issuer.test', 'u1'), programId: 'demo', locale: 'ko-KR' };
const member: Member = joined(birth, { displayName: '김 민지', visibility: 'FULL' }, NOW);

const shown = (displayName: string | null, visibility: Member['visibility'] = 'FIRST_NAME_AND_INITIAL') =>
  publicName({ displayName, visibility });

const segments = (word: string) => [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment);

describe('public name', () => {
  test.each([
    ['Kim Minji', 'Kim M.'],
    ['Ana María López', 'Ana L.'],
    ['  Kim \t Minji ', 'Kim M.'],
    ['김 민지', '김 민.'],
    ['김민지', '김*지'],
    ['남궁민수', '남**수'],
    ['李明', '李*'],
    ['다람쥐클럽', '다람쥐클럽'],
    ['さくら', 'さくら'],
    ['Minji', 'Minji'],
    ['מיכל לוי', 'מיכל ל.'],
    ['Zoé E\u0301milie', 'Zoé E\u0301.'],
    ['Sam 👩‍👩‍👧fan', 'Sam 👩‍👩‍👧.'],
    ['Sam 🇰🇷', 'Sam 🇰🇷.'],
  ])('of %s is %s', (name, expected) => expect(shown(name)).toBe(expected));

  test('is the whole name under FULL and nothing under HIDDEN', () => {
    expect(shown('Kim Minji', 'FULL')).toBe('Kim Minji');
    expect(shown('Kim Minji', 'HIDDEN')).toBeNull();
    expect(shown(null, 'FULL')).toBeNull();
  });

  test('never holds more than the first word and one whole character of the last', () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => !/\s/u.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), (words) => {
        const [first = '', last = ''] = [words[0], words.at(-1)];
        const result = shown(words.join(' ')) ?? '';
        expect(result.startsWith(`${first} `)).toBe(true);
        expect(result.slice(first.length + 1)).toBe(`${segments(last)[0]}.`);
      }),
    );
  });
});

describe('member id', () => {
  test('is the same for the same person and another for another program, issuer or subject', () => {
    expect(memberIdOf('demo', 'https://a', 'u1')).toBe(memberIdOf('demo', 'https://a', 'u1'));
    const others = [
      memberIdOf('other', 'https://a', 'u1'),
      memberIdOf('demo', 'https://b', 'u1'),
      memberIdOf('demo', 'https://a', 'u2'),
      memberIdOf('demo', 'https://', 'au1'),
    ];
    expect(new Set([...others, memberIdOf('demo', 'https://a', 'u1')]).size).toBe(5);
  });
});

describe('a patch', () => {
  test('keeps what it leaves out, clears what it gives as null, and counts a version', () => {
    const after = patched(member, { displayName: null, visibility: 'HIDDEN' }, LATER);
    expect(after).toEqual({
      ...member,
      displayName: null,
      visibility: 'HIDDEN',
      updatedAt: LATER.toISOString(),
      version: 2,
    });
  });

  test('that changes nothing is the same member, so nothing is written', () => {
    expect(patched(member, {}, LATER)).toBe(member);
    expect(patched(member, { displayName: '김 민지', avatarUrl: null }, LATER)).toBe(member);
  });

  test('cannot reach any other attribute of a member', () => {
    const smuggled = { displayName: 'x', status: 'ACTIVE', id: 'mem_other', programId: 'other', version: 0 };
    expect(profilePatch.parse(smuggled)).toEqual({ displayName: 'x' });
    expect(profilePatch.parse({ externalId: 'crm-1' })).toEqual({});
  });

  test.each([
    ['an empty name', { displayName: ' ' }],
    ['a name of 81 characters', { displayName: '가'.repeat(81) }],
    ['a name of two lines', { displayName: 'Kim\nMinji' }],
    ['a name of two lines in another way', { displayName: 'Kim\u2028Minji' }],
    ['a name that does not show', { displayName: '\u200b\u3164' }],
    ['a name that turns the text after it around', { displayName: '\u202Eijnim' }],
    ['an avatar with half a character', { avatarUrl: 'https://cdn.test/\ud83c' }],
    ['an avatar that is not https', { avatarUrl: 'http://cdn.test/a.png' }],
    ['a script for an avatar', { avatarUrl: 'javascript:alert(1)' }],
    ['a locale that is no tag', { locale: 'not a locale' }],
    ['a cleared locale', { locale: null }],
    ['a cleared visibility', { visibility: null }],
    ['an externalId of 129 characters', { externalId: 'x'.repeat(129) }],
    ['an externalId of two lines', { externalId: 'a\nb' }],
  ])('with %s is refused', (_name, patch) => {
    expect(updateMemberInput.safeParse({ memberId: member.id, ...patch }).success).toBe(false);
  });

  test.each([['👩‍👩‍👧 민지'], ['가'.repeat(80)], ['مريم'], ['😀'.repeat(80)]])(
    'with the name %s is taken',
    (displayName) => {
      expect(profilePatch.parse({ displayName })).toEqual({ displayName });
    },
  );
});

test('an externalId is the same in one character and in two', () => {
  expect(memberPatch.parse({ externalId: 'cafe\u0301-\u1112\u1161\u11ab' })).toEqual({
    externalId: 'caf\u00e9-한',
  });
});

describe('a join', () => {
  test('takes the locale of the program and the cautious visibility where none is named', () => {
    const made = joined(birth, joinInput.parse({}), NOW);
    expect(made).toMatchObject({ locale: 'ko-KR', visibility: 'FIRST_NAME_AND_INITIAL', status: 'ACTIVE' });
  });
});

describe('status', () => {
  const suspended = withStatus(member, { status: 'SUSPENDED', by: 'mem_staff', reason: 'Fraud' }, LATER);

  test('a suspension keeps who, when and why', () => {
    expect(suspended).toMatchObject({
      status: 'SUSPENDED',
      statusChangedAt: LATER.toISOString(),
      statusChangedBy: 'mem_staff',
      statusReason: 'Fraud',
      version: 2,
    });
  });

  test('the same status again changes nothing, not even the reason', () => {
    expect(withStatus(suspended, { status: 'SUSPENDED', by: 'x', reason: 'y' }, NOW)).toBe(suspended);
  });

  test.each([
    ['a member of an active program', 'ACTIVE', member, undefined],
    ['a member of a paused program', 'PAUSED', member, 'PROGRAM_PAUSED'],
    ['a suspended member', 'ACTIVE', suspended, 'MEMBER_SUSPENDED'],
    ['somebody who has not joined', 'ACTIVE', undefined, 'NOT_JOINED'],
  ] as const)('%s may act or is told why not', (_who, status, who, code) => {
    const decision = mayAct({ status }, who);
    expect(decision.ok ? undefined : decision.refusal.code).toBe(code);
  });
});
