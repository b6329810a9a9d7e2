import { describe, expect, test } from 'vitest';
import type { Click } from '../../../functions/features/clicks/rules.ts';
import {
  checkAdvocate,
  decideByHand,
  decideClaim,
  MAX_MOVES,
} from '../../../functions/features/referrals/claims.ts';
import type { Referral } from '../../../functions/features/referrals/rules.ts';
import { qualify } from '../../../functions/features/referrals/transitions.ts';
import {
  aCode,
  aMember,
  aProgram,
  aPurchase,
  claimed,
  claimFacts,
  FREE,
  later,
  memberNamed,
  momentAfter,
} from './samples.ts';

const NOW = momentAfter({});
const refusal = (code: string) => ({ ok: false, refusal: { code } });

function click(firstAt: Date, lastAt = firstAt): Click {
  return {
    id: 'clk',
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    firstChannel: 'QR',
    lastChannel: 'LINE',
  };
}

describe('a claim', () => {
  test('attributes the friend to the code’s owner, under the terms of the day', () => {
    const program = aProgram({ windowDays: 30 });
    const code = aCode('AAAA');
    const { referral } = claimed({
      program,
      code,
      click: click(later({ days: -1 }), later({ minutes: -5 })),
    });
    expect(referral).toMatchObject({
      friendId: memberNamed('friend'),
      advocateId: code.memberId,
      state: 'ATTRIBUTED',
      terms: program.referralPolicy,
      clickedAt: later({ minutes: -5 }).toISOString(),
      channel: 'LINE',
      windowEndsAt: later({ days: 30 }).toISOString(),
      history: [
        {
          state: 'ATTRIBUTED',
          actor: 'FRIEND',
          actorId: memberNamed('friend'),
          reason: 'CLAIMED',
          note: null,
        },
      ],
      version: 1,
    });
  });

  test('takes the first click under FIRST_CLICK', () => {
    const program = aProgram({ attributionModel: 'FIRST_CLICK' });
    const { referral } = claimed({ program, click: click(later({ days: -1 }), later({ minutes: -5 })) });
    expect(referral).toMatchObject({ clickedAt: later({ days: -1 }).toISOString(), channel: 'QR' });
  });

  test('ignores a click older than the window', () => {
    const { referral } = claimed({ program: aProgram({ windowDays: 2 }), click: click(later({ days: -3 })) });
    expect(referral).toMatchObject({ clickedAt: null, channel: null });
  });

  const own = aCode('AAAA', { memberId: memberNamed('friend') });
  test.each([
    ['CODE_NOT_FOUND', { code: undefined }],
    ['CODE_INACTIVE', { code: { ...own, active: false } }],
    ['CODE_NOT_STARTED', { code: { ...own, startsAt: later({ minutes: 1 }).toISOString() } }],
    ['CODE_EXPIRED', { code: { ...own, endsAt: NOW.at } }],
    ['CODE_LIMIT_REACHED', { code: { ...own, usageLimit: 1, uses: 1 } }],
    ['SELF_REFERRAL', { code: own, referral: claimed({ code: aCode('BBBB') }).referral }],
    ['ALREADY_REFERRED', { referral: claimed({ code: aCode('BBBB') }).referral, hasBoughtBefore: true }],
    ['NOT_NEW_CUSTOMER', { hasBoughtBefore: true }],
  ])('is refused %s, before later checks', (code, facts) => {
    expect(decideClaim(claimFacts(facts), NOW)).toMatchObject(refusal(code));
  });

  test('of an existing customer is accepted where the program accepts them', () => {
    const program = aProgram({ newCustomersOnly: false });
    expect(decideClaim(claimFacts({ program, hasBoughtBefore: true }), NOW).ok).toBe(true);
  });

  test('of the same code answers the existing referral, even when the code has ended', () => {
    const { referral } = claimed();
    const code = aCode('AAAA', { active: false });
    expect(decideClaim(claimFacts({ referral, code }), NOW)).toEqual({
      ok: true,
      value: { referral, code: undefined },
    });
  });

  test('of a suspended or missing advocate’s code is refused', () => {
    const check = (owner: Parameters<typeof checkAdvocate>[0]) =>
      checkAdvocate(owner, undefined, 'mem_friend');
    expect(check(aMember('owner')).ok).toBe(true);
    expect(check(aMember('owner', { status: 'SUSPENDED' }))).toMatchObject(refusal('ADVOCATE_UNAVAILABLE'));
    expect(check(undefined)).toMatchObject(refusal('ADVOCATE_UNAVAILABLE'));
  });
});

describe('a claim of another code', () => {
  const other = aCode('BBBB');
  const firstClick = click(later({ days: -1 }));
  const lastModel = claimed({ click: firstClick }).referral;
  const firstModel = claimed({
    program: aProgram({ attributionModel: 'FIRST_CLICK' }),
    click: firstClick,
  }).referral;
  const LATER = momentAfter({ days: 1 });
  const claimOther = (referral: Referral, at: Date | undefined, moment = LATER) =>
    decideClaim(
      claimFacts({
        program: aProgram({ attributionModel: referral.terms.attributionModel }),
        code: other,
        referral,
        click: at === undefined ? undefined : click(at),
      }),
      moment,
    );

  test('moves the attribution to a later click, and starts the window anew', () => {
    const moved = claimOther(lastModel, later({ minutes: 5 }));
    expect(moved).toMatchObject({
      ok: true,
      value: {
        code: other,
        referral: {
          codeKey: 'BBBB',
          advocateId: other.memberId,
          attributedAt: LATER.at,
          windowEndsAt: later({ days: 91 }).toISOString(),
          moves: 1,
          version: 2,
          history: [{ reason: 'CLAIMED' }, { reason: 'MOVED', actor: 'FRIEND' }],
        },
      },
    });
  });

  test.each([
    ['LAST_CLICK', 'the same moment', lastModel, later({ days: -1 })],
    ['LAST_CLICK', 'an earlier click', lastModel, later({ days: -2 })],
    ['LAST_CLICK', 'no click', lastModel, undefined],
    ['FIRST_CLICK', 'a later click', firstModel, later({ minutes: 5 })],
    ['FIRST_CLICK', 'no click', firstModel, undefined],
  ])('under %s with %s is refused', (_model, _what, referral, at) => {
    expect(claimOther(referral, at)).toMatchObject(refusal('ALREADY_REFERRED'));
  });

  test('is decided by the model at the time of the referral, whatever the program’s is by now', () => {
    const spanning = { ...click(later({ days: -2 })), lastAt: later({ minutes: 5 }).toISOString() };
    const claimUnder = (attributionModel: 'LAST_CLICK' | 'FIRST_CLICK', referral: Referral) =>
      decideClaim(
        claimFacts({ program: aProgram({ attributionModel }), code: other, referral, click: spanning }),
        LATER,
      );
    expect(claimUnder('FIRST_CLICK', lastModel).ok).toBe(true);
    expect(claimUnder('LAST_CLICK', firstModel).ok).toBe(true);
  });

  test('moves the attribution to an earlier click under FIRST_CLICK', () => {
    expect(claimOther(firstModel, later({ days: -2 })).ok).toBe(true);
  });

  test('is compared with the time of the claim where the first code had no click', () => {
    const typed = claimed().referral;
    expect(claimOther(typed, later({ minutes: -1 }))).toMatchObject(refusal('ALREADY_REFERRED'));
    expect(claimOther(typed, later({ minutes: 1 })).ok).toBe(true);
  });

  test('is refused when the referral has qualified, and when its window has ended', () => {
    const qualified = qualify(
      lastModel,
      aPurchase(),
      FREE,
      { actor: 'PARTNER', actorId: 'key_1' },
      LATER,
    ).referral;
    expect(claimOther(qualified, later({ minutes: 5 }))).toMatchObject(refusal('ALREADY_REFERRED'));
    const late = momentAfter({ days: 90 });
    expect(claimOther(lastModel, later({ days: 89 }), late)).toMatchObject(refusal('ALREADY_REFERRED'));
  });

  test('moves the attribution at most five times', () => {
    expect(claimOther({ ...lastModel, moves: MAX_MOVES - 1 }, later({ minutes: 5 })).ok).toBe(true);
    expect(claimOther({ ...lastModel, moves: MAX_MOVES }, later({ minutes: 5 }))).toMatchObject(
      refusal('ALREADY_REFERRED'),
    );
  });

  test('does not move an organizer’s attribution', () => {
    const facts = { ...claimFacts(), friend: aMember('friend') };
    const byHand = decideByHand(facts, { actor: 'ORGANIZER', actorId: 'mem_o' }, 'She called.', NOW);
    if (!byHand.ok) throw new Error(byHand.refusal.code);
    expect(claimOther(byHand.value.referral, later({ minutes: 5 }))).toMatchObject(
      refusal('ALREADY_REFERRED'),
    );
  });
});

describe('an attribution by hand', () => {
  const by = { actor: 'ORGANIZER', actorId: 'mem_o' } as const;
  const friend = aMember('friend');
  const decide = (facts: object) =>
    decideByHand({ ...claimFacts(), friend, ...facts }, by, 'She called.', NOW);

  test('ignores the switch and the dates of the code', () => {
    const code = aCode('AAAA', { active: false, endsAt: NOW.at });
    expect(decide({ code })).toMatchObject({
      ok: true,
      value: {
        referral: {
          history: [{ actor: 'ORGANIZER', actorId: 'mem_o', reason: 'MANUAL', note: 'She called.' }],
        },
      },
    });
  });

  const own = aCode('AAAA', { memberId: friend.id });
  const referred = claimed({ code: aCode('BBBB') }).referral;
  const suspended = aMember('friend', { status: 'SUSPENDED' });
  test.each([
    ['CODE_NOT_FOUND', { code: undefined, friend: undefined }],
    ['CODE_LIMIT_REACHED', { code: { ...own, usageLimit: 1, uses: 1 }, friend: undefined }],
    ['MEMBER_NOT_FOUND', { code: own, friend: undefined }],
    ['SELF_REFERRAL', { code: own, referral: referred, friend: suspended }],
    ['ALREADY_REFERRED', { referral: referred, friend: suspended }],
    ['MEMBER_SUSPENDED', { friend: suspended }],
  ])('is refused %s, before later checks', (code, facts) => {
    expect(decide(facts)).toMatchObject(refusal(code));
  });
});
