import { countDays, MAX_DAYS } from '../../platform/arguments.ts';
import { toEpochSeconds } from '../../platform/time.ts';
import type { Item, Key, Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import {
  counterKey,
  dayPeriod,
  dueIndex,
  firstEventKey,
  programOf,
  referralKey,
  referralPairKey,
  referralsPartition,
  reviewPartition,
  rewardCapKey,
  wrongCodesKey,
} from '../../table/keys.ts';
import { type Lookup, lookUpAll, lookUpOne, lookup } from '../../table/lookup.ts';
import { absent, increment, insert, replace, take, unchanged, update } from '../../table/writes.ts';
import { attributionsOf } from './attributions.ts';
import { type DailyReferralStats, hasAnything, parseDay, type Span } from './days.ts';
import {
  packAttribution,
  packStep,
  packTerms,
  unpackAttributions,
  unpackSteps,
  unpackTerms,
} from './packing.ts';
import {
  friendIdOf,
  type Moment,
  NOTHING_YET,
  type Referral,
  referralModel,
  waitsForReview,
} from './rules.ts';
import type { CapChange } from './transitions.ts';
import { type Hour, KEPT_MILLIS, MAX_WRONG_CODES } from './wrong-codes.ts';

// A referral is kept small (packing.ts): its people stand in its keys alone, and what is null, false or zero
// is left out.

export function parseReferral(item: Item): Referral {
  const [, programId, friendId = ''] = /^P#([^#]+)#MEM#([^#]+)$/.exec(item.PK) ?? [];
  const [, advocateId] = /#MEM#([^#]+)#REFERRALS$/.exec(String(item.GSI1PK)) ?? [];
  const {
    a: attributed,
    q: qualified = null,
    r: rewarded = null,
    v: voided = null,
  } = item.days as Record<string, unknown>;
  return referralModel.parse({
    ...NOTHING_YET,
    ...item,
    programId,
    friendId,
    advocateId,
    terms: unpackTerms(item.terms),
    otherAttributions: unpackAttributions(item.otherAttributions ?? [], item.terms),
    days: { attributed, qualified, rewarded, voided },
    history: unpackSteps(item.history, friendId),
  });
}

function toItem(referral: Referral, moment: Moment): Item {
  const { programId, friendId, advocateId, terms, otherAttributions, days, history, ...rest } = referral;
  const key = referralKey(programId, friendId);
  const kept = Object.entries(rest).filter(([, value]) => value !== null && value !== false && value !== 0);
  const booked = { a: days.attributed, q: days.qualified, r: days.rewarded, v: days.voided };
  return {
    ...key,
    et: ENTITY.referral,
    GSI1PK: referralsPartition(programId, advocateId),
    GSI1SK: `${referral.attributedAt}#${friendId}`,
    ...waitingIndex(key, referral, moment),
    ...Object.fromEntries(kept),
    terms: packTerms(terms),
    ...(otherAttributions.length === 0
      ? undefined
      : { otherAttributions: otherAttributions.map((other) => packAttribution(other, terms)) }),
    days: Object.fromEntries(Object.entries(booked).filter(([, day]) => day !== null)),
    history: history.map(packStep),
  };
}

/** When time brings the referral on; null when it waits for nothing any more. */
export const waitsUntil = ({ state, windowEndsAt, holdUntil }: Referral): string | null =>
  state === 'ATTRIBUTED' ? windowEndsAt : state === 'PENDING' ? holdUntil : null;

function waitingIndex(
  key: Key,
  referral: Referral,
  moment: Moment,
): { GSI2PK: string; GSI2SK: string } | undefined {
  const until = waitsUntil(referral);
  if (until === null) return undefined;
  if (!waitsForReview(referral, moment)) return dueIndex(key, until, ENTITY.referral);
  return { GSI2PK: reviewPartition(referral.programId), GSI2SK: until };
}

/** As stored; `waitsForReview` says what should be. */
export const isInReview = (item: Item) => item.GSI2PK === reviewPartition(programOf(item) ?? '');

export const insertReferral = (referral: Referral, moment: Moment): Write => insert(toItem(referral, moment));

export const replaceReferral = (before: Referral, after: Referral, moment: Moment): Write =>
  replace(toItem(after, moment), before.version);

/**
 * Fails when the advocate was brought by the friend. Nothing where the friend was attributed to the advocate
 * before: a pair stays for ever, as attributions do.
 */
export function takePair(before: Referral | undefined, after: Referral): Write[] {
  const { programId, friendId, advocateId } = after;
  if (
    before !== undefined &&
    attributionsOf(before).some((attribution) => attribution.advocateId === advocateId)
  )
    return [];
  const pair = { ...referralPairKey(programId, friendId, advocateId), et: ENTITY.referralPair, friendId };
  // A claim that is sent twice at the same moment finds its own.
  return [take(pair, { friendId })];
}

/** `max` is the cap of the referral's terms. Fails when the period has as many rewards already. */
export function addToRewards(referral: Referral, { period, change }: CapChange, max: number): Write {
  const key = rewardCapKey(referral.programId, referral.advocateId, period);
  const set = { et: ENTITY.rewardCap };
  if (change === 1) return increment(key, { rewards: { by: 1, limit: max } }, set);
  return update(key, { set, add: { rewards: -1 } }, { atLeast: { rewards: 1 } });
}

export async function getReferral(
  deps: Deps,
  programId: string,
  friendId: string,
  options: { consistent?: boolean } = {},
): Promise<Referral | undefined> {
  return lookUpOne(deps, lookup(referralKey(programId, friendId), parseReferral), options);
}

/** In the order of the ids. */
export async function getReferrals(
  deps: Deps,
  programId: string,
  friendIds: readonly string[],
): Promise<(Referral | undefined)[]> {
  return lookUpAll(
    deps,
    friendIds.map((id) => lookup(referralKey(programId, id), parseReferral)),
  );
}

export async function getReferralByNodeId(
  deps: Deps,
  scope: { program: { id: string } },
  id: string,
): Promise<Referral | undefined> {
  const friendId = friendIdOf(id);
  return friendId === undefined ? undefined : getReferral(deps, scope.program.id, friendId);
}

export function listReferrals(
  deps: Deps,
  programId: string,
  advocateId: string,
  page: PageRequest,
): Promise<Connection<Referral>> {
  const list = {
    index: 'GSI1',
    partition: referralsPartition(programId, advocateId),
    newestFirst: true,
  } as const;
  return listConnection(deps, list, page, parseReferral);
}

/** Longest waiting first. */
export async function listReferralsAwaitingApproval(
  deps: Deps,
  programId: string,
  page: PageRequest,
): Promise<Connection<Referral>> {
  const list = { index: 'GSI2', partition: reviewPartition(programId) } as const;
  const keys = await listConnection(deps, list, page, ({ PK, SK }) => ({ PK, SK }));
  const items = await deps.table.batchGet(keys.edges.map(({ node }) => node));
  // The queue lags the items: one that was decided a moment ago is left out.
  const edges = keys.edges.flatMap(({ cursor }, index) => {
    const item = items[index];
    return item !== undefined && isInReview(item) ? [{ cursor, node: parseReferral(item) }] : [];
  });
  return { edges, pageInfo: keys.pageInfo };
}

const PROGRAM_COUNTERS = 'PROGRAM';
const codeCounters = (codeKey: string) => `CODE#${codeKey}`;

export const usesKey = (programId: string, codeKey: string): Key =>
  counterKey(programId, codeCounters(codeKey), 'ALL');

/** The two counters that something of a code on a day counts in. */
export const dayKeys = (programId: string, codeKey: string, day: string): Key[] => [
  counterKey(programId, codeCounters(codeKey), dayPeriod(day)),
  counterKey(programId, PROGRAM_COUNTERS, dayPeriod(day)),
];

/** Oldest first; days on which nothing happened are left out. */
export const getDaysOfCode = (deps: Deps, programId: string, codeKey: string, span: Span) =>
  getDays(deps, programId, codeCounters(codeKey), span);

export const getDaysOfProgram = (deps: Deps, programId: string, span: Span) =>
  getDays(deps, programId, PROGRAM_COUNTERS, span);

async function getDays(
  deps: Deps,
  programId: string,
  counters: string,
  { from, to }: Span,
): Promise<DailyReferralStats[]> {
  countDays({ from, to });
  const { items } = await deps.table.query({
    partition: counterKey(programId, counters, '').PK,
    between: [dayPeriod(from), dayPeriod(to)],
    limit: MAX_DAYS,
  });
  return items.map((item) => parseDay(item, item.SK.slice(dayPeriod('').length))).filter(hasAnything);
}

export const getReferralItem = (deps: Deps, { PK, SK }: Key): Promise<Item | undefined> =>
  deps.table.get({ PK, SK }, { consistent: true });

export const checkNoFirstEvent = (programId: string, memberId: string, type: string): Write =>
  absent(firstEventKey(programId, memberId, type));

export const checkReferral = ({ programId, friendId, version }: Referral): Write =>
  unchanged(referralKey(programId, friendId), version);

export const checkUnreferred = (programId: string, friendId: string): Write =>
  absent(referralKey(programId, friendId));

export const wrongCodesLookup = (programId: string, memberId: string, hour: Hour): Lookup<number> => ({
  key: wrongCodesKey(programId, memberId, hour.name),
  parse: (item) => Number(item?.count ?? 0),
});

/** Fails when there are as many as may be. */
export const countWrongCode = (programId: string, memberId: string, hour: Hour): Write =>
  increment(
    wrongCodesKey(programId, memberId, hour.name),
    { count: { by: 1, limit: MAX_WRONG_CODES } },
    {
      et: ENTITY.wrongCodes,
      ttl: toEpochSeconds(new Date(hour.endsAt.getTime() + KEPT_MILLIS)),
    },
  );
