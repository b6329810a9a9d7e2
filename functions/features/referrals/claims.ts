import { accept, type Decision, refuse } from '../../platform/errors.ts';
import type { ShareChannel } from '../../platform/generated/enums.ts';
import { addDays } from '../../platform/time.ts';
import type { Click } from '../clicks/rules.ts';
import { isAvailable } from '../codes/invitation.ts';
import { CODE_NOT_FOUND, checkClaimable, checkLimit, type ReferralCode } from '../codes/rules.ts';
import type { Member } from '../members/rules.ts';
import type { Program, ReferralPolicy } from '../programs/rules.ts';
import { attributionsOf } from './attributions.ts';
import { type By, because, type Moment, manually, NOTHING_YET, type Referral, type Why } from './rules.ts';

// Who is referred by whom: the decisions of a claim and of an attribution by hand.

/** Each move starts the window anew and uses a code up. */
export const MAX_MOVES = 5;

export type AttributionFacts = {
  program: Program;
  friendId: string;
  code: ReferralCode | undefined;
  referral: Referral | undefined;
};
export type ClaimFacts = AttributionFacts & {
  /** The click that the friend brings, of this code. */
  click: Click | undefined;
  /** True when an event of the qualifying type was recorded for the friend before. */
  hasBoughtBefore: boolean;
};

/** `code` is undefined when the friend has this referral already and nothing is to be written. */
export type Admission = { referral: Referral; code: ReferralCode | undefined };

/**
 * Decides a friend's claim; what is left to check is the advocate (`checkAdvocate`). Refused, in this order:
 * CODE_NOT_FOUND, CODE_INACTIVE, CODE_NOT_STARTED, CODE_EXPIRED, CODE_LIMIT_REACHED, SELF_REFERRAL,
 * ALREADY_REFERRED, NOT_NEW_CUSTOMER. A claim of a code that the friend was attributed by, now or before, is
 * accepted before all that, unless it moves the referral back.
 */
export function decideClaim(
  facts: ClaimFacts,
  moment: Moment,
): Decision<
  Admission,
  | 'CODE_NOT_FOUND'
  | 'CODE_INACTIVE'
  | 'CODE_NOT_STARTED'
  | 'CODE_EXPIRED'
  | 'CODE_LIMIT_REACHED'
  | 'SELF_REFERRAL'
  | 'ALREADY_REFERRED'
  | 'NOT_NEW_CUSTOMER'
> {
  const { program, friendId, code, referral } = facts;
  if (code === undefined) return CODE_NOT_FOUND;
  const isKnown = referral !== undefined && wasAttributedBy(referral, code);
  if (isKnown && !mayMove(referral, code, facts.click, moment)) return accept({ referral, code: undefined });
  const claimable = checkClaimable(code, moment.now);
  if (!claimable.ok) return claimable;
  if (code.memberId === friendId) return OWN_CODE;
  const touch = touchOf(facts.click, program.referralPolicy, moment);
  if (referral !== undefined && !mayMove(referral, code, facts.click, moment)) return ALREADY_REFERRED;
  if (referral === undefined && program.referralPolicy.newCustomersOnly && facts.hasBoughtBefore) {
    return refuse(
      'NOT_NEW_CUSTOMER',
      'This program welcomes new customers only, and you have bought before. No code can be claimed.',
    );
  }
  const by: By = { actor: 'FRIEND', actorId: friendId };
  return accept({
    referral: attribute(
      facts,
      code,
      touch,
      by,
      because(referral === undefined ? 'CLAIMED' : 'MOVED'),
      moment,
    ),
    code,
  });
}

/**
 * Decides an attribution by hand: the code's switch and dates, and who bought before, do not count. One that
 * was made by hand with this code is accepted before all that; whom a claim referred is referred. Refused, in
 * this order: CODE_NOT_FOUND, CODE_LIMIT_REACHED, MEMBER_NOT_FOUND, SELF_REFERRAL, ALREADY_REFERRED,
 * MEMBER_SUSPENDED.
 */
export function decideByHand(
  facts: AttributionFacts & { friend: Member | undefined },
  by: By,
  note: string,
  moment: Moment,
): Decision<
  Admission,
  | 'CODE_NOT_FOUND'
  | 'CODE_LIMIT_REACHED'
  | 'MEMBER_NOT_FOUND'
  | 'SELF_REFERRAL'
  | 'ALREADY_REFERRED'
  | 'MEMBER_SUSPENDED'
> {
  const { friendId, friend, code, referral } = facts;
  if (code === undefined) return CODE_NOT_FOUND;
  if (referral?.codeKey === code.key && isByHand(referral)) return accept({ referral, code: undefined });
  const free = checkLimit(code);
  if (!free.ok) return free;
  if (friend === undefined)
    return refuse('MEMBER_NOT_FOUND', 'This program has no such member.', ['friendId']);
  if (code.memberId === friendId) return FRIENDS_OWN_CODE;
  if (referral !== undefined) return ALREADY_REFERRED;
  if (friend.status === 'SUSPENDED')
    return refuse('MEMBER_SUSPENDED', 'The friend is suspended. Reinstate the friend first.', ['friendId']);
  return accept({ referral: attribute(facts, code, undefined, by, manually(note), moment), code });
}

/**
 * The last check of either: a suspended advocate brings nobody, and nobody brings whom they were brought by.
 * `broughtBy` is the advocate's own referral. Refused: ADVOCATE_UNAVAILABLE, MUTUAL_REFERRAL.
 */
export function checkAdvocate(
  advocate: Member | undefined,
  broughtBy: Referral | undefined,
  friendId: string,
): Decision<void, 'ADVOCATE_UNAVAILABLE' | 'MUTUAL_REFERRAL'> {
  if (!isAvailable(advocate?.status)) {
    return refuse(
      'ADVOCATE_UNAVAILABLE',
      'The owner of this code cannot take part at the moment. Use the code of another member.',
      ['code'],
    );
  }
  const broughtByFriend =
    broughtBy !== undefined && attributionsOf(broughtBy).some(({ advocateId }) => advocateId === friendId);
  if (broughtByFriend) return REFER_EACH_OTHER;
  return accept(undefined);
}

const OWN_CODE = refuse('SELF_REFERRAL', 'This is your own code. Use the code of whoever invited you.', [
  'code',
]);
const FRIENDS_OWN_CODE = refuse(
  'SELF_REFERRAL',
  'This is the code of the friend. Use the code of whoever invited the friend.',
  ['code'],
);
/** Two members never bring each other, whatever became of the first referral and wherever it moved. */
export const REFER_EACH_OTHER = refuse(
  'MUTUAL_REFERRAL',
  'The owner of this code was referred by the friend. Of two members one refers the other: use the code of another member.',
  ['code'],
);
const ALREADY_REFERRED = refuse(
  'ALREADY_REFERRED',
  'The friend has been referred already, and this does not change by whom: `Member.referredBy` shows it.',
);

const wasAttributedBy = (referral: Referral, code: ReferralCode) =>
  attributionsOf(referral).some(({ codeKey }) => codeKey === code.key);

/** True when an organizer attributed the friend: nobody else can have done so before, and it never moves. */
const isByHand = ({ history }: Referral) => history[0]?.actor === 'ORGANIZER';

type Touch = { at: string; channel: ShareChannel };

/** What a click says by a model: its first touch or its latest. None when it is older than the window. */
function touchOf(click: Click | undefined, policy: ReferralPolicy, moment: Moment): Touch | undefined {
  if (click === undefined) return undefined;
  const touch =
    policy.attributionModel === 'FIRST_CLICK'
      ? { at: click.firstAt, channel: click.firstChannel }
      : { at: click.lastAt, channel: click.lastChannel };
  const oldest = addDays(moment.now, -policy.windowDays).toISOString();
  return touch.at >= oldest ? touch : undefined;
}

/**
 * True when a click takes the friend over from the present code: until the referral qualifies or its window
 * ends, the later click wins (FIRST_CLICK: the earlier). The terms are those that the referral was made
 * under, whatever the program's are by now. A code without a click never takes over, and what an organizer
 * attributed by hand stays.
 */
function mayMove(referral: Referral, code: ReferralCode, click: Click | undefined, moment: Moment): boolean {
  if (referral.codeKey === code.key) return false;
  const touch = touchOf(click, referral.terms, moment);
  if (touch === undefined || referral.state !== 'ATTRIBUTED' || referral.windowEndsAt <= moment.at)
    return false;
  if (referral.moves >= MAX_MOVES || isByHand(referral)) return false;
  const present = referral.clickedAt ?? referral.attributedAt;
  return referral.terms.attributionModel === 'FIRST_CLICK' ? touch.at < present : touch.at > present;
}

/** Under the program's present policy. The history goes on from what was before. */
function attribute(
  { program, friendId, referral: before }: AttributionFacts,
  code: ReferralCode,
  touch: Touch | undefined,
  by: By,
  why: Why,
  moment: Moment,
): Referral {
  const terms = program.referralPolicy;
  return {
    ...NOTHING_YET,
    programId: program.id,
    friendId,
    advocateId: code.memberId,
    code: code.code,
    codeKey: code.key,
    limitVersion: code.usageLimit === null ? null : code.limitVersion,
    state: 'ATTRIBUTED',
    terms,
    clickedAt: touch?.at ?? null,
    channel: touch?.channel ?? null,
    attributedAt: moment.at,
    windowEndsAt: addDays(moment.now, terms.windowDays).toISOString(),
    otherAttributions: before === undefined ? [] : attributionsOf(before),
    moves: before === undefined ? 0 : before.moves + 1,
    days: { attributed: moment.day, qualified: null, rewarded: null, voided: null },
    history: [...(before?.history ?? []), { at: moment.at, state: 'ATTRIBUTED', ...by, ...why }],
    version: (before?.version ?? 0) + 1,
  };
}
