import type { OpenTable } from '../../tools/shared/open-table.ts';
import { checkPublished } from '../../tools/verify/published-results.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { verifyRankings } from '../../tools/verify-rankings.ts';
import { settled } from './settled.ts';
import type { Stage } from './stage.ts';

const REST_MILLIS = 10_000;
const DAY_MILLIS = 86_400_000;

type Counts = {
  clicks: number;
  uniqueClicks: number;
  attributed: number;
  qualified: number;
  rewarded: number;
  voided: number;
};
const COUNTS = 'clicks uniqueClicks attributed qualified rewarded voided';

/** The days that the campaign can have counted on, the holding periods that it skipped included. */
function span(): { from: string; to: string } {
  const day = (offset: number) => new Date(Date.now() + offset * DAY_MILLIS).toISOString().slice(0, 10);
  return { from: day(-2), to: day(30) };
}

function total(days: readonly Counts[]): Counts {
  const sum: Counts = { clicks: 0, uniqueClicks: 0, attributed: 0, qualified: 0, rewarded: 0, voided: 0 };
  for (const day of days) for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += day[name];
  return sum;
}

/** Compares the counters of the program and of a code with what was played. */
export async function auditCounters(
  stage: Stage,
  code: string,
  program: Counts,
  ofCode: Counts,
): Promise<void> {
  const { say, organizer } = stage;
  const ofProgram = async () => {
    const query = `query ($from: Date!, $to: Date!) { dailyReferralStats(from: $from, to: $to) { ${COUNTS} } }`;
    return total((await organizer.ask<{ dailyReferralStats: Counts[] }>(query, span())).dailyReferralStats);
  };
  const daily = async () => {
    const query = `query ($code: String!, $from: Date!, $to: Date!) { referralCode(code: $code) { dailyStats(from: $from, to: $to) { ${COUNTS} } } }`;
    const answer = await organizer.ask<{ referralCode: { dailyStats: Counts[] } }>(query, {
      code,
      ...span(),
    });
    return total(answer.referralCode.dailyStats);
  };
  say.check('the program', await settled(ofProgram, program), program);
  say.check(code, await settled(daily, ofCode), ofCode);
}

type Account = {
  available: number;
  pending: number;
  debt: number;
  lifetimeEarned: number;
  lifetimeSpent: number;
  lifetimeExpired: number;
  availableByExpiry: { points: number }[];
};
type Entry = { number: number; availableChange: number; pendingChange: number; debtChange: number };
type Page = { edges: { node: Entry }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };

const ENTRIES_A_PAGE = 5;

/** Reads every account and every entry of the program as an organizer would, and adds them up. */
export async function auditLedger(stage: Stage): Promise<void> {
  const { say, organizer } = stage;
  const account =
    'available pending debt lifetimeEarned lifetimeSpent lifetimeExpired availableByExpiry { points }';
  const { members } = await organizer.ask<{
    members: { edges: { node: { id: string; displayName: string; points: Account } }[] };
  }>(`{ members(first: 100) { edges { node { id displayName points { ${account} } } } } }`);
  const people = members.edges.map(({ node }) => node);
  for (const { id, displayName, points } of people) {
    const entries = await entriesOf(stage, id);
    if (entries.length === 0) continue;
    const sum = (name: 'availableChange' | 'pendingChange' | 'debtChange') =>
      entries.reduce((all, entry) => all + entry[name], 0);
    const sums = {
      available: sum('availableChange'),
      pending: sum('pendingChange'),
      debt: sum('debtChange'),
    };
    const { available, pending, debt, availableByExpiry } = points;
    say.check(`${displayName}'s ${entries.length} entries add up to`, sums, { available, pending, debt });
    const byExpiry = availableByExpiry.reduce((all, one) => all + one.points, 0);
    if (byExpiry !== available) say.check('  and their balances by expiry to', byExpiry, available);
    const isGapless = entries.every(({ number }, place) => number === entries.length - place);
    if (!isGapless) say.check('  numbered without a gap', isGapless, true);
  }
  const add = (name: keyof Omit<Account, 'availableByExpiry'>) =>
    people.reduce((all, { points }) => all + points[name], 0);
  const wanted = {
    netIssued: add('lifetimeEarned'),
    spent: add('lifetimeSpent'),
    expired: add('lifetimeExpired'),
    pending: add('pending'),
    debt: add('debt'),
    outstanding: add('available'),
  };
  const totals = async () => {
    const query = '{ pointTotals { netIssued spent expired pending debt outstanding } }';
    return { ...(await organizer.ask<{ pointTotals: typeof wanted }>(query)).pointTotals };
  };
  say.check("the program's totals are its members'", await settled(totals, wanted), wanted);
}

/** All entries of a member, newest first, page by page. */
async function entriesOf({ organizer }: Stage, memberId: string): Promise<Entry[]> {
  const query = `query ($id: ID!, $first: Int!, $after: String) { member(id: $id) { points { entries(first: $first, after: $after) {
    edges { node { number availableChange pendingChange debtChange } } pageInfo { hasNextPage endCursor } } } } }`;
  const entries: Entry[] = [];
  let after: string | null = null;
  do {
    const variables: object = { id: memberId, first: ENTRIES_A_PAGE, after };
    const { member }: { member: { points: { entries: Page } } } = await organizer.ask(query, variables);
    const { edges, pageInfo } = member.points.entries;
    entries.push(...edges.map(({ node }) => node));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return entries;
}

/** Runs the checks of the verify tools. While others write, a scan sees the table in motion: they look again. */
export async function auditTable(
  { say, contestId }: Stage & { contestId: string },
  { deps }: OpenTable,
): Promise<void> {
  const soundness = async (what: (checked: number) => string, look: () => Promise<[number, string[]]>) => {
    let checked = 0;
    const problems = await settled(
      async () => {
        const [many, wrong] = await look();
        checked = many;
        return wrong;
      },
      [],
      REST_MILLIS,
    );
    for (const problem of problems) say.note(problem);
    say.check(`things wrong in ${what(checked)}`, problems.length, 0);
  };
  await soundness(
    (items) => `all ${items.toLocaleString('en-US')} items of the table`,
    async () => {
      const found = await verify(deps);
      return [found.read, problemsOf(found)];
    },
  );
  await soundness(
    (boards) => `its ${boards} leaderboards`,
    async () => {
      const { boards, problems } = await verifyRankings(deps);
      return [boards.length, problems];
    },
  );
  await soundness(
    (versions) => `the ${versions} result of the contest, beside its ballots`,
    async () => {
      const { versions, problems } = await checkPublished(deps, { contestId });
      return [versions, problems];
    },
  );
}
