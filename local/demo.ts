import { existsSync } from 'node:fs';
import { openTable, runningNote } from '../tools/shared/open-table.ts';
import { demoUnfinished, isUnfinished } from '../tools/shared/unfinished.ts';
import { localSettings, runTool } from '../tools/terminal/cli.ts';
import { LocalError } from '../tools/terminal/errors.ts';
import { auditCounters, auditLedger, auditTable } from './demo/audit.ts';
import {
  bringFriend,
  buy,
  type Campaign,
  checkOut,
  expectHistory,
  expectPoints,
  giveBack,
  setUp,
  typeCode,
  waitForHolding,
} from './demo/campaign.ts';
import { playContest } from './demo/contest.ts';
import { createNarrator } from './demo/narrator.ts';
import { auditRanking } from './demo/ranking.ts';
import { playResult } from './demo/result.ts';
import { openStage, type Stage } from './demo/stage.ts';
import { DEV_ISSUER, OPENID_CONFIGURATION_PATH, openIssuer } from './issuer.ts';

const HELP = `npm run demo

Plays a referral campaign and a contest against the running local server, over HTTP alone, as an app, an organizer and a partner's
back end would: join, code, link tap, claim, purchase, holding period, reward, refund, reversal, ranks; entries, moderation, a
vote that is counted, finalists, a final in a storm, votes that are struck, the result, prizes, a recount at home. Tells every
step, checks every number, and ends with what verify:ledger, verify:rankings and verify:contest check; exit status 1 when
anything is off. It makes a program of its own, so it can be repeated.

  PORT       where the server listens (default 4000)
  DATA_DIR   where its data is (default .fanfare)`;

async function main(): Promise<number> {
  const { port, directory } = localSettings();
  const url = `http://127.0.0.1:${port}`;
  await findServer(url, directory);
  const say = createNarrator((line) => console.log(line));
  const started = performance.now();
  await play(await openStage(url, await openIssuer(directory), say), directory);
  const { checked, wrong } = say.result();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    wrong === 0
      ? `\nAll ${checked} checks are right (${seconds} s).`
      : `\n${wrong} of ${checked} checks are WRONG.`,
  );
  return wrong === 0 ? 0 : 1;
}

/** Throws LocalError SERVER_MISSING when there is no Fanfare there or its data is elsewhere, DEMO_UNFINISHED when it is not ready. */
async function findServer(url: string, directory: string): Promise<void> {
  if (isUnfinished(directory)) throw demoUnfinished(directory);
  const answer = await fetch(`${url}${OPENID_CONFIGURATION_PATH}`)
    .then((response) => response.json() as Promise<{ issuer?: string }>)
    .catch(() => undefined);
  if (answer?.issuer !== DEV_ISSUER) {
    throw new LocalError(
      'SERVER_MISSING',
      `No Fanfare server answers at ${url}. Run npm start in another terminal, wait until it says that it is running, and try again; PORT says where it listens.`,
    );
  }
  if (!existsSync(runningNote(directory))) {
    throw new LocalError(
      'SERVER_MISSING',
      `The server at ${url} does not keep its data in ${directory}. Set DATA_DIR to what it was started with.`,
    );
  }
}

async function play(stage: Stage, directory: string): Promise<void> {
  const campaign = await setUp(stage);
  await reward(campaign);
  await cancel(campaign);
  await clawBack(campaign);
  await limit(campaign);
  const { say, code } = campaign;
  say.step('The counters have followed through the stream.');
  const ofCode = { clicks: 4, uniqueClicks: 3, attributed: 3, qualified: 3, rewarded: 2, voided: 2 };
  await auditCounters(stage, code, { ...ofCode, attributed: 4 }, ofCode);
  say.step('So have the rankings: who has earned most.');
  await auditRanking(campaign);
  const contest = await playContest(stage);
  await playResult(contest);
  say.step('The ledger is checked, first as an organizer sees it, then the whole table.');
  await auditLedger(stage);
  const table = await openTable({ ...process.env, TABLE_NAME: undefined, DATA_DIR: directory });
  await auditTable(contest, table).finally(table.close);
}

/** A friend buys and keeps the purchase: both get their points when the holding period is over. */
async function reward(campaign: Campaign): Promise<void> {
  const { say, advocate, shop } = campaign;
  const emma = await bringFriend(campaign, 'Emma', 2);
  await buy(campaign, emma, 45_000, 2);
  await expectPoints(campaign, advocate, { available: 0, pending: 500, debt: 0 });
  await expectPoints(campaign, emma, { available: 0, pending: 300, debt: 0 });
  await waitForHolding(campaign);
  await expectPoints(campaign, advocate, { available: 500, pending: 0, debt: 0 });
  await expectPoints(campaign, emma, { available: 300, pending: 0, debt: 0 });
  await checkOut(campaign, 400, 2);
  await expectPoints(campaign, advocate, { available: 100, pending: 0, debt: 0 });
  const input = { memberId: advocate.memberId, points: 101, reason: 'Teapot', idempotencyKey: 'too-much' };
  say.check(
    'paying with 101 points is refused',
    await shop.attempt('spendPoints', input),
    'INSUFFICIENT_POINTS',
  );
}

/** A purchase that is given back inside the holding period takes the promised points away. */
async function cancel(campaign: Campaign): Promise<void> {
  const diego = await bringFriend(campaign, 'Diego');
  const order = await buy(campaign, diego, 30_000);
  await expectPoints(campaign, campaign.advocate, { available: 100, pending: 500, debt: 0 });
  campaign.say.step('Diego gives everything back inside the holding period.');
  await giveBack(campaign, diego, order, 30_000);
  await expectPoints(campaign, campaign.advocate, { available: 100, pending: 0, debt: 0 });
  await expectPoints(campaign, diego, { available: 0, pending: 0, debt: 0 });
}

/** A purchase that is given back after the reward was paid and spent leaves a debt, which the next earning pays. */
async function clawBack(campaign: Campaign): Promise<void> {
  const { say, advocate, organizer } = campaign;
  const hana = await bringFriend(campaign, 'Hana');
  const order = await buy(campaign, hana, 60_000);
  await waitForHolding(campaign);
  await expectPoints(campaign, advocate, { available: 600, pending: 0, debt: 0 });
  await checkOut(campaign, 550);
  say.step('Hana gives her purchase back after all: the rewards are reversed.');
  await giveBack(campaign, hana, order, 60_000);
  await expectPoints(campaign, advocate, { available: 0, pending: 0, debt: 450 });
  await expectHistory(campaign, hana, ['ATTRIBUTED', 'PENDING', 'REWARDED', 'VOIDED']);
  await expectPoints(campaign, hana, { available: 0, pending: 0, debt: 0 });
  say.step('The organizer awards 지우 600 points for a review; what she owes is paid first.');
  const { memberId } = advocate;
  const input = { memberId, points: 600, reason: 'A review with photos', idempotencyKey: 'review-1' };
  await organizer.run('awardPoints', input, 'entry { id }');
  await expectPoints(campaign, advocate, { available: 150, pending: 0, debt: 0 });
}

/** A code for one friend admits one. */
async function limit(campaign: Campaign): Promise<void> {
  const { say, advocate } = campaign;
  say.step('지우 makes a code for one friend only. Noor and Ida both try it.');
  const { referralCode } = await advocate.app.run<{ referralCode: { code: string } }>(
    'createReferralCode',
    { usageLimit: 1 },
    'referralCode { code }',
  );
  say.check('Noor is', await typeCode(campaign, 'Noor', referralCode.code), 'ACCEPTED');
  say.check('Ida is refused', await typeCode(campaign, 'Ida', referralCode.code), 'CODE_LIMIT_REACHED');
}

if (import.meta.main) await runTool(HELP, {}, main);
