import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fairPage } from '../functions/features/entries/fair.ts';
import { entryIdOf } from '../functions/features/entries/ids.ts';
import { createContestEntry, submitContestEntry } from '../functions/features/entries/operations.ts';
import { rosterLine } from '../functions/features/entries/roster.ts';
import { vote } from '../functions/features/votes/operations.ts';
import { addDays } from '../functions/platform/time.ts';
import { counterWrite } from '../functions/projection/fold.ts';
import { type Arguments, progress, runTool, UsageError } from '../tools/terminal/cli.ts';
import { admitted, entryItem, must, newMember, openContest } from './contests/contest.ts';
import { countCost } from './contests/count.ts';
import { type VoteCost, voteCosts } from './contests/votes.ts';
import { addNetwork } from './projector/storm.ts';
import type { Load, Settings } from './projector/storms.ts';
import { putAll } from './rankings/events.ts';
import { numberText } from './rankings/report.ts';
import { openStand, type Stand } from './rankings/stand.ts';

// What contests cost: a vote, its way into the tallies, an entry, a page of the feed.

const HELP = `npm run bench:contests [-- --only calls|votes|feed|count] [--seconds N] [--millis N] [--ballots N]

Measures contests on an engine of its own with a file, and compares each number with its budget: what a vote and an entry cost the
API; what a vote costs the projector on one entry, and evenly over 1,000 and 10,000, in bursts of 100, alone and in a storm of 3,200
votes a second from 16 shards, and the same with a live leaderboard; how long the feed of 10,000 entries takes to put in order; what it costs to count a round of many ballots. Each
transaction of the storm takes as long as over a network, and those that meet on an item are cancelled, as in DynamoDB. Exit status 1
when a budget is not kept.

  --only NAME  one part of it
  --seconds N  how long the storm lasts: 2 unless given
  --millis N   how long a transaction takes: 30 unless given
  --ballots N  how many ballots are counted: 100000 unless given

It takes some minutes.`;

type Line = { name: string; value: number; budget?: number };

function show(lines: readonly Line[]): boolean {
  let kept = true;
  for (const { name, value, budget } of lines) {
    const isKept = budget === undefined || value <= budget;
    kept &&= isKept;
    const limit = budget === undefined ? '' : `  (at most ${numberText(budget)})`;
    console.log(`${name.padEnd(58)}${numberText(value).padStart(10)}${limit}${isKept ? '' : '  NOT KEPT'}`);
  }
  return kept;
}

/** The numbers of entries that stand there beside those that are begun. */
const FIRST = 1_001;

async function calls(stand: Stand): Promise<boolean> {
  console.log('\nThe API, in units of the table');
  const { deps } = stand;
  const contest = await openContest(stand, 'calls');
  const dear = await openContest(stand, 'calls with points', { voters: { minimumPoints: 1 } });
  const author = await newMember(stand, 'author');
  const authorId = author.viewer.memberId ?? '';
  const now = deps.now();
  for (const each of [contest, dear]) {
    const entries = [FIRST, FIRST + 1].map((number) => admitted(each, number, authorId, now));
    await putAll(deps, entries.map(entryItem));
    const lines = entries.flatMap((entry) => rosterLine(entry) ?? []);
    await deps.table.transact([
      counterWrite({
        key: lines[0]?.key ?? { PK: '', SK: '' },
        add: Object.assign({}, ...lines.map(({ add }) => add)),
      }),
    ]);
  }
  const voter = await newMember(stand, 'voter');
  const other = await newMember(stand, 'other');
  const entryId = (number: number, of = contest) => entryIdOf({ contestId: of.id, number });
  const during = async (work: () => Promise<unknown>) => (await stand.meters.count.during(work)).bill;
  // What every process keeps in memory is read by the first vote.
  must(await vote(deps, other, { entryId: entryId(FIRST), votes: 1 }));
  const first = await during(async () =>
    must(await vote(deps, voter, { entryId: entryId(FIRST), votes: 1 })),
  );
  const again = await during(async () =>
    must(await vote(deps, voter, { entryId: entryId(FIRST), votes: 1 })),
  );
  const taken = await during(async () =>
    must(await vote(deps, voter, { entryId: entryId(FIRST), votes: 0 })),
  );
  const poor = await during(() => vote(deps, voter, { entryId: entryId(FIRST, dear), votes: 1 }));
  const content = { text: { title: 'An entry', text: 'Words.' } };
  const begin = { contestId: contest.id, content, idempotencyKey: 'one' };
  const begun = await during(async () => must(await createContestEntry(deps, author, begin)));
  const made = must(await createContestEntry(deps, author, begin));
  const handedIn = { entryId: entryIdOf(made), termsVersion: 1, language: 'en' };
  const submitted = await during(async () => must(await submitContestEntry(deps, author, handedIn)));
  return show([
    { name: 'a vote, write units', value: first.writeUnits, budget: 1 },
    { name: '  read units', value: first.readUnits, budget: 1.5 },
    { name: '  trips', value: first.trips, budget: 2 },
    { name: 'the same vote again, write units', value: again.writeUnits, budget: 0 },
    { name: 'a vote that is taken back, write units', value: taken.writeUnits, budget: 1 },
    { name: 'a vote refused for want of points, read units', value: poor.readUnits },
    { name: 'an entry begun, write units', value: begun.writeUnits },
    { name: '  trips', value: begun.trips, budget: 3 },
    { name: 'an entry handed in, write units', value: submitted.writeUnits },
    { name: '  trips', value: submitted.trips, budget: 3 },
  ]);
}

/** 3,200 votes a second: more than the 2,780 of a hundred thousand on one entry in 36 seconds. */
const STORM: Load = { shards: 16, perSecond: 2 };
const MOST_A_SECOND = 500;
const LOADS: readonly { entries: number; budget?: number; isLive?: true }[] = [
  { entries: 1, budget: 1.1 },
  { entries: 1_000, budget: 1.6 },
  { entries: 10_000 },
  { entries: 1, isLive: true },
  { entries: 1_000, isLive: true },
];

async function votes(stand: Stand, settings: Settings & { hottest: Hottest }): Promise<boolean> {
  console.log('\nA vote, in write units: its ballot, the tallies and the checkpoint');
  let kept = true;
  const author = await newMember(stand, 'author of all');
  for (const { entries, budget, isLive } of LOADS) {
    progress(`${entries} entries`);
    const counts = isLive === true ? 'LIVE' : 'HIDDEN';
    const contest = await openContest(stand, `storm ${entries} ${counts}`, { voteCounts: counts });
    const authorId = author.viewer.memberId ?? '';
    const numbers = Array.from({ length: isLive === true ? entries : 0 }, (_, n) => n + 1);
    const all = numbers.map((number) => admitted(contest, number, authorId, stand.deps.now()));
    await putAll(stand.deps, all.map(entryItem));
    const cost = await voteCosts(stand, contest, entries, STORM, settings);
    progress('');
    kept = show(linesOf(cost, budget)) && kept;
    for (const wrong of cost.played.wrong.slice(0, 5)) console.error(`WRONG  ${wrong}`);
    kept &&= cost.played.wrong.length === 0;
  }
  return kept;
}

function linesOf(
  { entries, isLive, burst, alone, storm, hottest, played }: VoteCost,
  budget: number | undefined,
): Line[] {
  const over = entries === 1 ? 'on one entry' : `evenly over ${numberText(entries)} entries`;
  const name = isLive ? `${over}, with a live leaderboard` : over;
  const { report } = played;
  return [
    { name: `${name}, in a storm`, value: 1 + storm, ...(budget === undefined ? {} : { budget }) },
    { name: '  in bursts of 100', value: 1 + burst },
    { name: '  alone', value: 1 + alone },
    { name: '  write units a second on the hottest item', value: hottest, budget: MOST_A_SECOND },
    { name: '  runs of the projector that failed', value: report.failed, budget: 0 },
    { name: '  batches of the storm that were left', value: report.isDone ? 0 : 1, budget: 0 },
    { name: '  transactions that met others', value: report.lost.transactions },
    { name: '  seconds from a vote to its tally, of 99 in 100', value: report.visible.most / 1_000 },
  ];
}

const FEED = 10_000;
const FEED_MILLIS = 5;

function feed(): boolean {
  console.log('\nThe feed');
  const numbers = new Set(Array.from({ length: FEED }, (_, index) => index + 1));
  const times: number[] = [];
  for (let run = 0; run < 60; run += 1) {
    const begun = performance.now();
    fairPage(numbers, { seed: `viewer ${run}`, after: run % 2 === 0 ? undefined : 1 + run, count: 21 });
    times.push(performance.now() - begun);
  }
  const median = times.toSorted((left, right) => left - right)[times.length / 2] ?? 0;
  return show([
    {
      name: `a page of ${numberText(FEED)} entries, milliseconds (median)`,
      value: median,
      budget: FEED_MILLIS,
    },
  ]);
}

/** Besides one for each entry. */
const READ_UNITS_A_BALLOT = 0.06;
const HEAP_MB = 256;
const FINALISTS = 10;

async function count(stand: Stand, ballots: number): Promise<boolean> {
  console.log('\nThe count of a round');
  const now = stand.deps.now();
  const voting = { opensAt: addDays(now, -1), closesAt: addDays(now, 5) };
  const rounds = [
    { voting, finalists: { count: FINALISTS, chosenBy: 'VOTES' } },
    { voting: { opensAt: addDays(now, 6), closesAt: addDays(now, 8) } },
  ];
  const contest = await openContest(stand, 'count', { rounds, resultsAt: addDays(now, 9) });
  const cost = await countCost(stand, contest, ballots);
  const name = `${numberText(ballots)} ballots of one vote each`;
  return show([
    {
      name: `${name}, read units`,
      value: cost.readUnits,
      budget: ballots * READ_UNITS_A_BALLOT + cost.entries,
    },
    { name: '  write units in all', value: cost.writeUnits },
    { name: '  MB of files', value: cost.fileBytes / 1_048_576 },
    { name: '  MB that were held more than before', value: cost.heap / 1_048_576, budget: HEAP_MB },
    { name: '  read units of a look at who goes on, afterwards', value: cost.lookUnits },
    { name: '  seconds on this machine', value: cost.seconds },
    { name: '  finalists that are missing', value: FINALISTS - cost.finalists, budget: 0 },
  ]);
}

type Hottest = { begin(): void; end(seconds: number): number };

/** Counts the write units of transactions by item. Each write of one costs two units for each KB; those of tallies have one. */
function hottestItem(client: DynamoDBClient): Hottest {
  let units = new Map<string, number>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (context.commandName !== 'TransactWriteItemsCommand') return answer;
      const { TransactItems = [] } = args.input as { TransactItems?: { Update?: { Key?: unknown } }[] };
      for (const { Update } of TransactItems) {
        if (Update === undefined) continue;
        const key = JSON.stringify(Update.Key);
        units.set(key, (units.get(key) ?? 0) + 2);
      }
      return answer;
    },
    { step: 'initialize', name: 'hottest', priority: 'low' },
  );
  return {
    begin: () => {
      units = new Map();
    },
    end: (seconds) => Math.max(0, ...units.values()) / seconds,
  };
}

async function main({ values }: Arguments): Promise<number> {
  const only = String(values.only ?? '');
  if (!['', 'calls', 'votes', 'feed', 'count'].includes(only))
    throw new UsageError(`--only must be calls, votes, feed or count, not '${only}'.`);
  const number = (name: string, usual: number, most: number) => {
    const value = Number(values[name] ?? usual);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new UsageError(`--${name} must be a number from 1 to ${most}, not '${values[name]}'.`);
    return value;
  };
  const [seconds, networkMillis] = [number('seconds', 2, 600), number('millis', 30, 1_000)];
  const stand = await openStand();
  let millis = 0;
  addNetwork(stand.deps.table.client, () => millis);
  const hottest = hottestItem(stand.deps.table.client);
  const withNetwork = async <T>(work: () => Promise<T>) => {
    millis = networkMillis;
    try {
      return await work();
    } finally {
      millis = 0;
    }
  };
  const settings = { isDirect: false, seconds, batchSize: 100, windowMillis: 0, withNetwork, hottest };
  const is = (part: string) => only === '' || only === part;
  try {
    let kept = true;
    if (is('calls')) kept = (await calls(stand)) && kept;
    if (is('votes')) kept = (await votes(stand, settings)) && kept;
    if (is('feed')) kept = feed() && kept;
    if (is('count')) kept = (await count(stand, number('ballots', 100_000, 10_000_000))) && kept;
    console.log(kept ? '\nEvery budget was kept.' : '\nA budget was NOT kept.');
    return kept ? 0 : 1;
  } finally {
    await stand.close();
  }
}

await runTool(
  HELP,
  {
    only: { type: 'string' },
    seconds: { type: 'string' },
    millis: { type: 'string' },
    ballots: { type: 'string' },
  },
  main,
);
