import type { Board } from '../../../../functions/features/leaderboards/boards/rules.ts';
import type { Booked } from './book.ts';

// What the boards must say, added up from the facts alone: no tree, no stream, and no code of the product.

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in a zone. */
export function dayIn(zone: string, at: string): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(zone, format);
  return format.format(new Date(at));
}

const DAY_MILLIS = 86_400_000;

/** The week is that of its Thursday. https://en.wikipedia.org/wiki/ISO_week_date */
function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MILLIS);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MILLIS));
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function seasonIn(kind: Board['seasonKind'], zone: string, at: string): string {
  const day = dayIn(zone, at);
  if (kind === 'ALL_TIME') return 'ALL';
  if (kind === 'WEEK') return weekOf(day);
  return day.slice(0, { YEAR: 4, MONTH: 7, DAY: 10 }[kind]);
}

/** True when a season has ended or its board has closed: seasons sort by time. */
export const isPast = (board: Board, zone: string, season: string, now: string): boolean =>
  (board.closesAt !== null && board.closesAt <= now) || season < seasonIn(board.seasonKind, zone, now);

/** What a fact adds to whom on a board. */
function share(board: Board, fact: Booked): { subjectId: string; amount: number } | undefined {
  const what = { POINTS_EARNED: 'POINTS', REFERRALS_REWARDED: 'REFERRAL' }[board.metric] ?? 'PURCHASE';
  if (fact.what !== what) return undefined;
  const amount = board.metric === 'EVENT_COUNT' ? fact.count : fact.amount;
  const subjectId = board.subject === 'REFERRAL_CODE' ? (fact.codeKey ?? '') : fact.memberId;
  return amount === 0 ? undefined : { subjectId, amount };
}

export type Sum = {
  subjectId: string;
  ownerId: string;
  score: number;
  reachedAt: number;
  /** The score when the day of now began. */
  dayStartScore: number;
};

/** The sums of a board: by season, then by subject. */
export function sumsOf(
  board: Board,
  zone: string,
  booked: readonly Booked[],
  now: Date,
): Map<string, Map<string, Sum>> {
  const today = dayIn(zone, now.toISOString());
  const seasons = new Map<string, Map<string, Sum>>();
  for (const fact of booked) {
    const part = share(board, fact);
    if (part === undefined || (board.closesAt !== null && fact.bookedAt >= board.closesAt)) continue;
    const { subjectId, amount } = part;
    const key = seasonIn(board.seasonKind, zone, fact.at);
    const sums = seasons.get(key) ?? new Map<string, Sum>();
    seasons.set(key, sums);
    const sum = sums.get(subjectId) ?? {
      subjectId,
      ownerId: fact.memberId,
      score: 0,
      reachedAt: 0,
      dayStartScore: 0,
    };
    sums.set(subjectId, {
      ...sum,
      score: sum.score + amount,
      reachedAt: Math.max(sum.reachedAt, Date.parse(fact.at)),
      dayStartScore: sum.dayStartScore + (dayIn(zone, fact.bookedAt) < today ? amount : 0),
    });
  }
  return seasons;
}

const MOST = 2 ** 28 - 1;
const fits = (score: number, scale: number) => score > 0 && score % scale === 0 && score / scale <= MOST;

export type Expected = {
  score: number;
  reachedAt: number;
  listed: boolean;
  rank: number | null;
  tiedWithCount: number | null;
  percentile: number | null;
  rankChange: number | null;
  gap: number | null;
};
export type Standings = {
  records: Record<string, Expected>;
  /** Best first. */
  order: string[];
  unfit: number;
  /** The units of the ranked, now and when the day began. */
  units: number[];
  dayStartUnits: number[];
};

/** Sorts the sums of a season, by brute force. `isListed` and `wasListed` say it of now and of the day's beginning. */
export function standingsOf(
  { scale, direction }: Board,
  sums: readonly Sum[],
  isListed: (sum: Sum) => boolean,
  wasListed: (sum: Sum) => boolean,
): Standings {
  const ranked = sums.filter((sum) => isListed(sum) && fits(sum.score, scale));
  const atDayStart = sums.filter((sum) => wasListed(sum) && fits(sum.dayStartScore, scale));
  const isBetter = (one: number, other: number) =>
    direction === 'HIGHEST_FIRST' ? one > other : one < other;
  const rankOf = ({ score }: Sum) => 1 + ranked.filter((other) => isBetter(other.score, score)).length;
  const rankAtDayStart = ({ dayStartScore }: Sum) =>
    1 + atDayStart.filter((other) => isBetter(other.dayStartScore, dayStartScore)).length;

  function expected(sum: Sum): Expected {
    const { score, reachedAt } = sum;
    const known = { score, reachedAt, listed: isListed(sum) };
    if (!fits(score, scale))
      return { ...known, rank: null, tiedWithCount: null, percentile: null, rankChange: null, gap: null };
    const rank = rankOf(sum);
    const others = ranked.filter((other) => other !== sum);
    const better = others.filter((other) => isBetter(other.score, score)).map((other) => other.score);
    const moved = ranked.includes(sum) && atDayStart.includes(sum);
    return {
      ...known,
      rank,
      tiedWithCount: others.filter((other) => other.score === score).length,
      percentile: (100 * (others.length + 1 - better.length)) / (others.length + 1),
      rankChange: moved ? rankAtDayStart(sum) - rank : null,
      gap: better.length === 0 ? null : Math.min(...better.map((other) => Math.abs(other - score))),
    };
  }

  const order = [...ranked].sort((one, other) => {
    if (one.score !== other.score) return isBetter(one.score, other.score) ? -1 : 1;
    if (one.reachedAt !== other.reachedAt) return one.reachedAt - other.reachedAt;
    return one.subjectId < other.subjectId ? -1 : 1;
  });
  return {
    records: Object.fromEntries(sums.map((sum) => [sum.subjectId, expected(sum)])),
    order: order.map(({ subjectId }) => subjectId),
    unfit: sums.filter(({ score }) => score > 0 && !fits(score, scale)).length,
    units: ranked.map(({ score }) => score / scale),
    dayStartUnits: atDayStart.map(({ dayStartScore }) => dayStartScore / scale),
  };
}

/** How many of some units lie under each node of a tree, by '<level> <prefix>' and digit. */
export function nodesOf(units: readonly number[]): Map<string, Record<string, number>> {
  const nodes = new Map<string, Record<string, number>>();
  for (const unit of units) {
    const digits = [128 ** 3, 128 ** 2, 128, 1].map((worth) => Math.floor(unit / worth) % 128);
    for (const [level, digit] of digits.entries()) {
      const prefix = digits.slice(0, level).reduce((sum, each) => sum * 128 + each, 0);
      const name = `${level} ${prefix}`;
      const node = nodes.get(name) ?? {};
      node[digit.toString(16)] = (node[digit.toString(16)] ?? 0) + 1;
      nodes.set(name, node);
    }
  }
  return nodes;
}
