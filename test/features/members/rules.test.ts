import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkAvatar,
  checkMayAct,
  decideJoin,
  decideSetMemberStatus,
  decideUpdateMember,
  decideUpdateProfile,
  joinInput,
  MAX_VISIBILITY_CHANGES,
  type Member,
  memberPatch,
  profilePatch,
  updateMemberInput,
} from '../../../functions/features/members/rules.ts';
import { memberIdOf } from '../../../functions/identity/member-id.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const LATER = new Date('2026-03-02T09:00:00.000Z');
const birth = { id: memberIdOf('demo', 'https://issuer.test', 'u1'), programId: 'demo', locale: 'ko-KR' };
const member: Member = decideJoin(birth, { displayName: '김 민지', visibility: 'FULL' }, NOW);

describe('a member id', () => {
  test('is the same for a person in a program, and different for another program, issuer or subject', () => {
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

describe('a patch of a member', () => {
  test('keeps absent fields, clears null fields, and counts a version', () => {
    const after = decideUpdateMember(member, { displayName: null, visibility: 'HIDDEN' }, LATER);
    expect(after).toEqual({
      ...member,
      displayName: null,
      visibility: 'HIDDEN',
      updatedAt: LATER.toISOString(),
      version: 2,
    });
  });

  test('that changes nothing returns the same member, so nothing is written', () => {
    expect(decideUpdateMember(member, {}, LATER)).toBe(member);
    expect(decideUpdateMember(member, { displayName: '김 민지', avatarUrl: null }, LATER)).toBe(member);
  });

  test('cannot change any other attribute of a member', () => {
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
    ['a name that overrides and ends it', { displayName: '\u202Eijnim\u202C' }],
    ['a name that ends what it did not begin', { displayName: 'Minji\u2069' }],
    ['a name of blanks that Unicode calls signs', { displayName: '\u2800\u2800' }],
    ['an avatar with a user and a password', { avatarUrl: 'https://me:secret@cdn.test/a.png' }],
    ['an avatar in a private network', { avatarUrl: 'https://10.0.0.1/a.png' }],
    ['an externalId that shows nothing', { externalId: '\u200B' }],
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

  test.each([
    ['👩‍👩‍👧 민지'],
    ['가'.repeat(80)],
    ['مريم'],
    ['😀'.repeat(80)],
    ['می‌خواهم'],
    ['\u2068Kim\u2069'],
  ])('with the name %s is accepted', (displayName) => {
    expect(profilePatch.parse({ displayName })).toEqual({ displayName });
  });
});

describe('a picture of a member', () => {
  const some = { avatarHosts: ['cdn.example.com', '*.pictures.example'] };
  const codeOf = (
    program: { avatarHosts: string[] | null },
    wanted: string | null | undefined,
    present: string | null = null,
  ) => {
    const checked = checkAvatar(program, wanted, present);
    return checked.ok ? undefined : checked.refusal;
  };

  test.each([
    ['https://cdn.example.com/a.png'],
    ['https://CDN.example.com:8443/a.png'],
    ['https://a.pictures.example/a.png'],
    ['https://a.b.pictures.example/a.png'],
  ])('on a host of the program is accepted: %s', (avatarUrl) =>
    expect(codeOf(some, avatarUrl)).toBeUndefined(),
  );

  test.each([
    ['https://other.example.com/a.png'],
    ['https://a.cdn.example.com/a.png'],
    ['https://cdn.example.com.evil.example/a.png'],
    ['https://pictures.example/a.png'],
    ['https://evilpictures.example/a.png'],
    ['https://evil.example/cdn.example.com'],
    ['https://evil.example?.pictures.example'],
    ['https://evil.example#.pictures.example'],
  ])('on another host is refused, with the allowed hosts: %s', (avatarUrl) => {
    expect(codeOf(some, avatarUrl)).toEqual({
      code: 'INVALID_INPUT',
      message: 'avatarUrl must be on a host of this program: cdn.example.com, *.pictures.example.',
      field: ['avatarUrl'],
    });
  });

  test('may be on any host where the program names none, and may always be cleared or kept', () => {
    const old = 'https://old.example/a.png';
    expect(codeOf({ avatarHosts: null }, old)).toBeUndefined();
    expect(codeOf(some, null, old)).toBeUndefined();
    expect(codeOf(some, undefined, old)).toBeUndefined();
    expect(codeOf(some, old, old)).toBeUndefined();
    expect(codeOf(some, old, 'https://older.example/a.png')?.code).toBe('INVALID_INPUT');
  });
});

test('an externalId is the same in composed and decomposed form', () => {
  expect(memberPatch.parse({ externalId: 'cafe\u0301-\u1112\u1161\u11ab' })).toEqual({
    externalId: 'caf\u00e9-한',
  });
});

describe('a join', () => {
  test('a join without locale and visibility takes the program’s locale and the cautious visibility', () => {
    const made = decideJoin(birth, joinInput.parse({}), NOW);
    expect(made).toMatchObject({ locale: 'ko-KR', visibility: 'FIRST_NAME_AND_INITIAL', status: 'ACTIVE' });
  });
});

describe('the status of a member', () => {
  const suspended = decideSetMemberStatus(
    member,
    { status: 'SUSPENDED', by: 'mem_staff', reason: 'Fraud' },
    LATER,
  );

  test('of a suspended member keeps who, when and why', () => {
    expect(suspended).toMatchObject({
      status: 'SUSPENDED',
      statusChangedAt: LATER.toISOString(),
      statusChangedBy: 'mem_staff',
      statusReason: 'Fraud',
      version: 2,
    });
  });

  test('set again changes nothing, not even the reason', () => {
    expect(decideSetMemberStatus(suspended, { status: 'SUSPENDED', by: 'x', reason: 'y' }, NOW)).toBe(
      suspended,
    );
  });

  test.each([
    ['a member of an active program', 'ACTIVE', member, undefined],
    ['a member of a paused program', 'PAUSED', member, 'PROGRAM_PAUSED'],
    ['a suspended member', 'ACTIVE', suspended, 'MEMBER_SUSPENDED'],
    ['somebody who has not joined', 'ACTIVE', undefined, 'NOT_JOINED'],
  ] as const)('%s allows acting or gives the reason why not', (_who, status, who, code) => {
    const decision = checkMayAct({ status }, who);
    expect(decision.ok ? undefined : decision.refusal.code).toBe(code);
  });
});

describe('a member’s own changes of visibility', () => {
  const SEOUL = { timeZone: 'Asia/Seoul' };
  const VISIBLE = ['FULL', 'FIRST_NAME_AND_INITIAL', 'HIDDEN'] as const;
  const dayIn = (at: Date) => new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 10);

  test('are at most four on a day of the program, whatever else and whoever else changes the member', () => {
    const step = fc.record({
      visibility: fc.option(fc.constantFrom(...VISIBLE), { nil: undefined }),
      displayName: fc.option(fc.constantFrom('Kim', 'Lee'), { nil: undefined }),
      minutes: fc.integer({ min: 0, max: 500 }),
      byOrganizer: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const made = new Map<string, number>();
        let [now, state] = [NOW, member];
        for (const { visibility, displayName, minutes, byOrganizer } of steps) {
          now = new Date(now.getTime() + minutes * 60_000);
          const patch = memberPatch.parse({ visibility, displayName });
          if (byOrganizer) {
            state = decideUpdateMember(state, patch, now);
            continue;
          }
          const decided = decideUpdateProfile(state, patch, SEOUL, now);
          const turns = visibility !== undefined && visibility !== state.visibility;
          const before = made.get(dayIn(now)) ?? 0;
          expect(decided.ok).toBe(!turns || before < MAX_VISIBILITY_CHANGES);
          if (!decided.ok) continue;
          const { visibilityChanges: _, ...changed } = decided.value;
          const { visibilityChanges: __, ...wanted } = decideUpdateMember(state, patch, now);
          expect(changed).toEqual(wanted);
          if (turns) made.set(dayIn(now), before + 1);
          state = decided.value;
        }
      }),
      { numRuns: 500 },
    );
  });

  const turned = (times: number, now: Date): Member => {
    let state = member;
    for (let turn = 0; turn < times; turn += 1) {
      const decided = decideUpdateProfile(
        state,
        { visibility: state.visibility === 'HIDDEN' ? 'FULL' : 'HIDDEN' },
        SEOUL,
        now,
      );
      if (!decided.ok) throw new Error(decided.refusal.message);
      state = decided.value;
    }
    return state;
  };

  test('are allowed again from the program’s next midnight on, and the refusal says so', () => {
    // 2026-03-01T14:59 is a minute before midnight in Seoul.
    const late = new Date('2026-03-01T14:59:00.000Z');
    const refusal = decideUpdateProfile(turned(4, late), { visibility: 'HIDDEN' }, SEOUL, late);
    expect(refusal).toEqual({
      ok: false,
      refusal: {
        code: 'TOO_MANY_VISIBILITY_CHANGES',
        message:
          'You have changed your visibility 4 times today. It can be changed again from 2026-03-01T15:00:00.000Z on.',
        field: ['visibility'],
      },
    });
    const next = new Date('2026-03-01T15:00:00.000Z');
    expect(decideUpdateProfile(turned(4, late), { visibility: 'HIDDEN' }, SEOUL, next)).toMatchObject({
      ok: true,
      value: { visibilityChanges: { day: '2026-03-02', count: 1 } },
    });
  });

  test('are counted also by a clock behind the one that began the day', () => {
    const ahead = turned(4, new Date('2026-03-01T15:00:01.000Z'));
    const behind = new Date('2026-03-01T14:59:59.000Z');
    expect(decideUpdateProfile(ahead, { visibility: 'HIDDEN' }, SEOUL, behind)).toMatchObject({
      ok: false,
      refusal: { message: expect.stringContaining('2026-03-02T15:00:00.000Z') },
    });
  });

  test('are not counted when nothing changes, or something else does', () => {
    const spent = turned(4, NOW);
    expect(decideUpdateProfile(spent, { visibility: spent.visibility }, SEOUL, NOW)).toEqual({
      ok: true,
      value: spent,
    });
    expect(decideUpdateProfile(spent, { displayName: 'Lee' }, SEOUL, NOW)).toMatchObject({ ok: true });
    expect(
      decideUpdateProfile(spent, { displayName: 'Lee', visibility: 'HIDDEN' }, SEOUL, NOW),
    ).toMatchObject({
      ok: false,
    });
  });
});
