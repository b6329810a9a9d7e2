import type { Program, ReferralPolicy } from '../../../functions/features/programs/rules.ts';

// What becomes of a friend, told a second time and without any order of reports: what was done when it was done, and of each
// purchase when it happened. Minutes count from the start.

export const ADVOCATES = 3;
const MAX_MOVES = 5;
const DAY = 24 * 60;
const CLOCKS_DIFFER_MINUTES = 5;

/** What happens when it is done, and nobody can report late. */
export type Deed =
  | { do: 'tap'; code: number; at: number }
  | { do: 'claim'; code: number; tapped: boolean; at: number }
  | { do: 'suspend'; who: number | 'FRIEND'; at: number }
  | { do: 'settle'; at: number };
/** What a partner reports, some time after it happened. */
export type Purchase = {
  at: number;
  type: 'PURCHASE' | 'VISIT';
  amountMinor: number;
  /** How much of it goes back, as a part; null: nothing does. */
  refunded: number | null;
};
export type History = {
  /** The policy at first, and that from a minute on. */
  policies: [ReferralPolicy, ReferralPolicy];
  changedAt: number;
  deeds: Deed[];
  purchases: Purchase[];
};

const policyAt = ({ policies, changedAt }: History, at: number): ReferralPolicy =>
  policies[at < changedAt ? 0 : 1];
export const programAt = (program: Program, history: History, at: number): Program => ({
  ...program,
  timeZone: 'UTC',
  referralPolicy: policyAt(history, at),
});
export const refundOf = ({ amountMinor, refunded }: Purchase) => Math.round(amountMinor * (refunded ?? 0));

type Span = { code: number; from: number; until: number; touch: number; terms: ReferralPolicy };
type Click = { first: number; last: number };

const touchBy = (click: Click | undefined, policy: ReferralPolicy, at: number): number | undefined => {
  if (click === undefined) return undefined;
  const touch = policy.attributionModel === 'FIRST_CLICK' ? click.first : click.last;
  return touch >= at - policy.windowDays * DAY ? touch : undefined;
};

function suspensions({ deeds }: History): Map<number | 'FRIEND', number> {
  const since = new Map<number | 'FRIEND', number>();
  for (const deed of deeds) if (deed.do === 'suspend' && !since.has(deed.who)) since.set(deed.who, deed.at);
  return since;
}

/** To whom the friend was attributed from when on. */
function spansOf(history: History): Span[] {
  const since = suspensions(history);
  const isOut = (who: number | 'FRIEND', at: number) => (since.get(who) ?? Number.POSITIVE_INFINITY) <= at;
  const spans: Span[] = [];
  const clicks = new Map<string, Click>();
  const latest = new Map<number, string>();
  for (const deed of history.deeds) {
    if (deed.do === 'tap') {
      // A visitor's taps of a day are one click.
      const name = `${deed.code} ${Math.floor(deed.at / DAY)}`;
      clicks.set(name, { first: clicks.get(name)?.first ?? deed.at, last: deed.at });
      latest.set(deed.code, name);
    }
    if (deed.do !== 'claim' || isOut('FRIEND', deed.at) || isOut(deed.code, deed.at)) continue;
    const { at, code } = deed;
    const click = deed.tapped ? clicks.get(latest.get(code) ?? '') : undefined;
    const present = spans.at(-1);
    if (present !== undefined) {
      const touch = touchBy(click, present.terms, at);
      if (touch === undefined || present.code === code || present.until <= at) continue;
      if (spans.length > MAX_MOVES) continue;
      const isFirst = present.terms.attributionModel === 'FIRST_CLICK';
      if (isFirst ? touch >= present.touch : touch <= present.touch) continue;
    }
    const terms = policyAt(history, at);
    const touch = touchBy(click, terms, at) ?? at;
    spans.push({ code, from: at, until: at + terms.windowDays * DAY, touch, terms });
  }
  return spans;
}

/** What the advocates and the friend have in the end. */
export type Outcome = { advocates: number[]; friend: number };
const NOTHING: Outcome = { advocates: Array.from({ length: ADVOCATES }, () => 0), friend: 0 };

/**
 * What everybody has when all is reported, by the purchase that is reported first of those that qualify: the place of each that
 * does, and its outcome. None when no purchase qualifies, or when a new friend turns out to be none.
 */
export function outcomesOf(history: History): Map<number, Outcome> {
  const spans = spansOf(history);
  const since = suspensions(history);
  const outcomes = new Map<number, Outcome>();
  const [first] = spans;
  const isFormer = history.purchases.some(
    ({ type, at }) => type === 'PURCHASE' && at < (first?.from ?? 0) - CLOCKS_DIFFER_MINUTES,
  );
  if (first?.terms.newCustomersOnly === true && isFormer) return outcomes;
  for (const [place, purchase] of history.purchases.entries()) {
    const { at, amountMinor } = purchase;
    const span = spans.findLast(({ from }) => from <= at);
    const least = span?.terms.minimumAmount?.amountMinor ?? 0;
    if (span === undefined || purchase.type !== 'PURCHASE' || at > span.until || amountMinor < least)
      continue;
    if ((since.get('FRIEND') ?? at + 1) <= at) continue;
    const rest = amountMinor - refundOf(purchase);
    const isVoid = purchase.refunded !== null && (rest <= 0 || rest < least);
    const advocate = (since.get(span.code) ?? at + 1) <= at ? 0 : span.terms.advocatePoints;
    const advocates = NOTHING.advocates.map((none, who) => (who === span.code ? advocate : none));
    outcomes.set(place, isVoid ? NOTHING : { advocates, friend: span.terms.friendPoints });
  }
  return outcomes;
}

/** What everybody has when the purchases are reported in this order. */
export function outcomeOf(history: History, reported: readonly number[]): Outcome {
  const outcomes = outcomesOf(history);
  const first = reported.find((place) => outcomes.has(place));
  return first === undefined ? NOTHING : (outcomes.get(first) ?? NOTHING);
}
