import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkResult, filesIn } from '../../tools/verify/result-files.ts';
import { type ResultKeys, readKeys } from '../../tools/verify/result-signature.ts';
import { type Contest, FINAL_VOTES, on, organizerOn, STRUCK } from './contest.ts';
import { passDays } from './stage.ts';

// What comes of a contest: its count, its publication, its prize, and the recount of somebody who does not believe it.

const PRIZE = 3_000;

export async function playResult(contest: Contest): Promise<void> {
  await count(contest);
  await pay(contest);
  const folder = await mkdtemp(path.join(tmpdir(), 'fanfare-demo-'));
  await recount(contest, folder).finally(() => rm(folder, { recursive: true }));
}

type Line = { rank: number | null; number: number; votes: number; struck: number };
type Result = { version: number; differences: number; entries: { edges: { node: Line }[] } };

async function count(contest: Contest): Promise<void> {
  const { say, contestId } = contest;
  say.step(
    'The final is counted: the ballots themselves, not the running counts. The organizer publishes it.',
  );
  // What was struck at the close may have it counted anew.
  for (const days of [20.01, 20.02]) await passDays(contest, days);
  const organizer = await organizerOn(contest, 21);
  const fields = 'version differences entries(first: 100) { edges { node { rank number votes struck } } }';
  const { countedResult: counted } = (
    await organizer.ask<{ contest: { countedResult: Result } }>(
      `{ contest(id: "${contestId}") { countedResult { ${fields} } } }`,
    )
  ).contest;
  const lines = counted.entries.edges.map(({ node }) => node);
  const ranked = lines.filter(({ rank }) => rank !== null);
  say.check(
    'the places',
    ranked.map(({ rank, number, votes }) => `${rank}. film ${number} with ${votes} votes`),
    Object.values(FINAL_VOTES).map((votes, index) => `${index + 1}. film ${index + 1} with ${votes} votes`),
  );
  say.check(
    'votes that do not count, of each',
    ranked.map(({ struck }) => struck),
    [STRUCK, STRUCK],
  );
  say.check('films of which the running counts say otherwise', counted.differences, 0);
  const { version } = counted;
  const stale = { contestId, version: version + 1 };
  say.check('another version is', await organizer.attempt('publishResult', stale), 'STALE_VERSION');
  const published = await organizer.run<{ result: { version: number } }>(
    'publishResult',
    { contestId, version },
    'result { version }',
  );
  say.check('what everybody sees from now on is version', published.result.version, version);
}

async function pay(contest: Contest): Promise<void> {
  const { say } = contest;
  say.step('Ana has won 3,000 leaves: they are booked by themselves, once, however often it is tried.');
  for (const days of [21.01, 21.02]) await passDays(contest, days);
  const ana = await on(contest, 21.05, 'author-0');
  type Points = {
    available: number;
    entries: { edges: { node: { points: number; cause: { kind: string } } }[] };
  };
  const { me } = await ana.ask<{ me: { points: Points } }>(
    '{ me { points { available entries(first: 5) { edges { node { points cause { kind } } } } } } }',
  );
  say.check('her leaves', me.points.available, PRIZE);
  const booked = me.points.entries.edges.map(({ node }) => `${node.points} for ${node.cause.kind}`);
  say.check('what they are for', booked, [`${PRIZE} for CONTEST_PRIZE`]);
}

async function recount(contest: Contest, folder: string): Promise<void> {
  const { say, url, slug, contestId } = contest;
  say.step(
    '민준 does not believe it. He downloads every ballot, under receipts that only voters know, and recounts.',
  );
  const loser = await on(contest, 21.05, 'author-1');
  const { result } = (
    await loser.ask<{ contest: { result: { files: { name: string; url: string }[] | null } } }>(
      `{ contest(id: "${contestId}") { result { files { name url } } } }`,
    )
  ).contest;
  const files = result.files ?? [];
  for (const file of files)
    await writeFile(path.join(folder, file.name), Buffer.from(await (await fetch(file.url)).arrayBuffer()));
  const keys = readKeys(await (await fetch(`${url}/${slug}/result-keys`)).text()) ?? new Map();
  const check = async (by: ResultKeys) => (await checkResult(filesIn(folder), by)).problems;
  say.check('files', files.length, 130);
  const found = await check(keys);
  for (const problem of found) say.note(problem);
  say.check('things wrong in them and in their signature', found.length, 0);
  const script = path.join(import.meta.dirname, '../../docs/recount.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder]);
  const expected = Object.values(FINAL_VOTES).map(
    (votes, index) => `${index + 1}. entry ${index + 1}: ${votes} votes of ${votes} voters`,
  );
  say.check('docs/recount.mjs says', stdout.trim().split('\n'), expected);
  say.step('Somebody else changes one byte of one file, and sends it around.');
  const name = 'ballots-2-07.ndjson.gz';
  const bytes = await readFile(path.join(folder, name));
  bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
  await writeFile(path.join(folder, name), bytes);
  say.check('whoever checks it is told', await check(keys), [
    `${name}: its SHA-256 is not the one that result.json says.`,
  ]);
  say.note(`to have the files: npm run verify:contest -- ${contestId} --save FOLDER`);
}
