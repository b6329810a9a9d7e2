import { counting } from '../functions/registry/stream.ts';
import type { Deps } from '../functions/table/deps.ts';
import { createRecount, type RecountReport } from './rebuild/recount-counters.ts';
import { AWS_AND_EXIT_STATUS } from './shared/help.ts';
import { handoversOnTheirWay } from './shared/on-its-way.ts';
import { openTable } from './shared/open-table.ts';
import { isQuarantined, toldOf } from './shared/quarantine.ts';
import { scanPages } from './shared/scan.ts';
import { progress, runTool } from './terminal/cli.ts';
import { createContestCheck } from './verify/contests.ts';
import { createDueCheck } from './verify/due.ts';
import { createEntryCheck } from './verify/entries.ts';
import { createEventCheck } from './verify/events.ts';
import { createItemCheck } from './verify/items.ts';
import { createKeyCheck } from './verify/keys.ts';
import { createLedgerCheck } from './verify/points.ts';
import { createPrizeCheck } from './verify/prizes.ts';
import { createReferralCheck } from './verify/referrals.ts';
import { createVoteCheck } from './verify/votes.ts';

const HELP = `npm run verify:ledger

Reads the whole table and checks that every item can be read, every invariant of the points ledger, that every referral's points are where its state
says, that events and idempotency keys are those of the sources and clients of the API keys that used them, that refunds
add up, that contests are counted and have their terms, that entries of contests agree with the lists of their authors and with what waits for
moderators, that no ballot has more than its policy gives and those of suspended members are struck, that points of prizes are those that published
results give, that the scheduler will find what waits for a moment, and that the projected counters equal a recount. Clicks of more than a month ago may be forgotten, so their days are not
recounted. What waits in quarantine (npm run requeue) is missing from the counters, and so may be the notes of points that expire; how
much waits is said.
Prints what it checked; exit status 1 when anything is wrong.

Works on the local data (DATA_DIR, default .fanfare), beside a running server or without one; or on the table that
TABLE_NAME names, with the AWS credentials of the environment. Let the stream come to rest first: while it is
behind, counters differ from a recount, and notes of points that expire are missing, without being wrong. What one
shard of the stream has handed over to another and that one has yet to add is counted and told.

${AWS_AND_EXIT_STATUS}`;

/** What is checked in one pass: each takes every item, in any order, and then says what it found. */
const CHECKS = {
  items: createItemCheck,
  ledger: createLedgerCheck,
  referrals: createReferralCheck,
  events: createEventCheck,
  keys: createKeyCheck,
  contests: createContestCheck,
  entries: createEntryCheck,
  due: createDueCheck,
  votes: createVoteCheck,
  prizes: createPrizeCheck,
};
type Name = keyof typeof CHECKS;
const NAMES = Object.keys(CHECKS) as Name[];
type Reports = { [N in Name]: ReturnType<ReturnType<(typeof CHECKS)[N]>['report']> };

export type Verification = Reports & {
  read: number;
  /** Records of the stream in quarantine: what they change is in no counter. */
  waiting: number;
  counters: RecountReport;
};

/** Reads every item once and runs all the checks. `onPage` is told how many items were read so far. */
export async function verify(
  deps: Deps,
  onPage: (read: number) => void = () => undefined,
): Promise<Verification> {
  const checks = NAMES.map((name) => ({ name, check: CHECKS[name]() }));
  const recount = createRecount(counting, deps.now());
  let [read, waiting] = [0, 0];
  for await (const page of scanPages(deps.table)) {
    for (const item of page) {
      for (const { check } of checks) check.add(item);
      recount.add(item);
    }
    read += page.length;
    waiting += page.filter(isQuarantined).length;
    onPage(read);
  }
  const reports = Object.fromEntries(checks.map(({ name, check }) => [name, check.report()])) as Reports;
  return { ...reports, read, waiting, counters: recount.report() };
}

/** Everything that is wrong, a sentence each; empty when all is well. */
export function problemsOf(found: Verification): string[] {
  const { counters } = found;
  const differences = counters.discrepancies.map(
    ({ PK, SK, name, counted, recounted }) =>
      `Counter ${PK} ${SK}: ${name} is ${counted} and a recount says ${recounted}.`,
  );
  // An item that cannot be read is found by each check that reads it.
  const problems = NAMES.flatMap((name) => found[name].problems);
  return [...new Set([...problems, ...counters.unreadable, ...differences])];
}

async function main(): Promise<number> {
  const { deps, where, close } = await openTable();
  try {
    const found = await verify(deps, (read) => progress(`${read} items read`));
    progress('');
    const { books } = found.ledger;
    const say = (label: string, text: string) => console.log(`  ${label.padEnd(12)}${text}`);
    console.log(`Checked ${where}: ${found.read} items.`);
    say('accounts', `${found.ledger.accounts}: each balance is the sum of its lots and of its entries`);
    say('entries', `${found.ledger.entries}: numbers without gaps, nothing settled or reversed twice`);
    say(
      'books',
      `issued ${books.issued} - spent ${books.redeemed} - expired ${books.expired} = held ${books.heldActive} - owed ${books.owed}; pending ${books.heldPending}`,
    );
    say('referrals', `${found.referrals.referrals}: each has the points that its state says, and no other`);
    say('events', `${found.events.events}: each has the id of its source, and refunds add up`);
    say('API keys', `${found.keys.keys}: each used its own sources, and its client's idempotency keys`);
    say('contests', `${found.contests.contests}: each has its terms, and each program counts its own`);
    say(
      'contests',
      `${found.entries.entries} entries: each in its author's list, and in the queue while it waits`,
    );
    say(
      'due',
      `${found.due.waiting}: each stands where the scheduler finds it, and each lot that expires does`,
    );
    say('ballots', `${found.votes.ballots}: each within its policy, and struck where its voter is suspended`);
    say('prizes', `${found.prizes.prizes} of points: each given by a published result, to who won it`);
    const { counters, forgotten } = found.counters;
    const unknown =
      forgotten === 0 ? '' : `; ${forgotten} numbers of clicks that are forgotten by now were left out`;
    say('counters', `${counters}: each equals a recount${unknown}`);
    const onItsWay = await handoversOnTheirWay(deps);
    if (onItsWay > 0)
      say('on its way', `${onItsWay} handovers: counters lack what the projector has yet to add`);
    if (found.waiting > 0) say('quarantine', `${toldOf(found.waiting)} See npm run requeue.`);
    const problems = problemsOf(found);
    for (const problem of problems) console.error(`WRONG  ${problem}`);
    console.log(problems.length === 0 ? 'All is well.' : `${problems.length} things are wrong.`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

if (import.meta.main) await runTool(HELP, {}, main);
