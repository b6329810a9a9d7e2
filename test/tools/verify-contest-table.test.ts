import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { filesOf } from '../../functions/features/results/files.ts';
import { parseResult } from '../../functions/features/results/versions.ts';
import { packGiven } from '../../functions/features/votes/ballot.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { openPodium, type Podium, points } from '../features/results/podium.ts';
import { type Api, startApi } from '../support/api.ts';
import { temporaryDirectory } from '../support/machine.ts';

// verify:contest on a table: a contest whose result is published and filed, with the ballots of two voters.

const directory = temporaryDirectory();
const at = (name: string) => path.join(directory, name);

let api: Api;
let podium: Podium;
let contestId: string;
beforeAll(async () => {
  api = await startApi();
  podium = await openPodium(api, [points(1, 1, 300)], [5, 4, 3, 1]);
  const { stage, entries, vote } = podium;
  contestId = stage.contestId;
  const other = await stage.join('Other');
  await vote(entries.b, 7, other);
  await podium.count();
  await podium.publish();
  await podium.pay();
  await api.tick(ENTITY.contestResult);
});
afterAll(() => api.close());

type Ended = { status: number | null; out: string; err: string };
async function run(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const { name, endpoint } = await api.bucketServer();
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, '../../tools/verify-contest.ts'), ...args],
    {
      env: {
        PATH: process.env.PATH,
        TABLE_NAME: api.deps.env.tableName,
        DYNAMODB_ENDPOINT: api.engine.endpoint,
        RESULTS_BUCKET: name,
        RESULTS_ENDPOINT: endpoint,
        ...env,
      },
    },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (some) => {
    out += some;
  });
  child.stderr.on('data', (some) => {
    err += some;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, out, err })));
}
const place = () => `${podium.stage.slug}/${contestId}`;

const itemsOf = async (et: string): Promise<Item[]> => (await api.scanAll()).filter((item) => item.et === et);
const itemOf = async (et: string, isWanted: (item: Item) => boolean = () => true): Promise<Item> => {
  const item = (await itemsOf(et)).find(isWanted);
  if (item === undefined) throw new Error(`There is no ${et}.`);
  return item;
};
/** Writes over an item until the end of the test. */
async function plant(item: Item, change: object): Promise<void> {
  await api.deps.table.write({ put: { ...item, ...change } });
  onTestFinished(() => api.deps.table.write({ put: item }));
}
async function take(item: Item): Promise<void> {
  await api.deps.table.write({ delete: { PK: item.PK, SK: item.SK } });
  onTestFinished(() => api.deps.table.write({ put: item }));
}
const result = async () => parseResult(await itemOf(ENTITY.contestResult));
const fileNamed = async (name: string) => {
  const file = filesOf(await result())?.find((one) => one.name === name);
  if (file === undefined) throw new Error(`There is no ${name}.`);
  return file;
};
/** The name of a file that has ballots. */
async function fullFile(): Promise<string> {
  const [round] = (await result()).rounds;
  const shard = round?.files.findIndex(({ lines }) => lines > 0) ?? 0;
  return `ballots-1-${String(shard).padStart(2, '0')}.ndjson.gz`;
}
async function putFile(name: string, bytes: Uint8Array): Promise<void> {
  const { bucket } = api.deps;
  const { key } = await fileNamed(name);
  const before = (await bucket.get(key)) ?? new Uint8Array();
  const as = { contentType: 'application/octet-stream' };
  await bucket.put(key, bytes, as);
  onTestFinished(() => bucket.put(key, before, as));
}

describe('verify:contest, on a table', { timeout: 60_000 }, () => {
  test('ends with 0 where all is well, of all contests and of one', async () => {
    const all = await run([]);
    expect([all.status, all.err]).toEqual([0, '']);
    expect(all.out).toContain('1 published versions of 1 contests.');
    expect(all.out).toContain(`${place()}, version 1: rounds 1, entries with a rank 4, ballots 2\n`);
    expect(all.out).toContain('version 1: compared with 2 ballots of the last round in the table\n');
    const one = await run([contestId]);
    expect([one.status, one.out]).toEqual([0, all.out]);
  });

  test('keeps the files that the offline mode takes, and names the one of which a byte is another', async () => {
    const saved = await run([contestId, '--save', at('saved')]);
    expect([saved.status, saved.err]).toEqual([0, '']);
    expect(saved.out).toContain(`The files of the latest version are in ${at('saved')}.`);
    expect(readdirSync(at('saved'))).toHaveLength(66);
    writeFileSync(at('keys.json'), await (await api.get(`/${podium.stage.slug}/result-keys`)).text());
    const offline = ['--file', at('saved'), '--keys', at('keys.json')];
    expect(await run(offline)).toMatchObject({ status: 0, err: '' });
    writeFileSync(at('saved/ballots-1-07.ndjson.gz'), 'x');
    const changed = await run(offline);
    expect([changed.status, changed.err]).toEqual([
      1,
      'WRONG  ballots-1-07.ndjson.gz: its SHA-256 is not the one that result.json says.\n',
    ]);
    expect(await run([contestId, '--save', at('saved')])).toMatchObject({
      status: 2,
      err: expect.stringContaining(`--save: ${at('saved')} is not empty.`),
    });
  });

  test('tells a line of the table that was changed, and one that is gone', async () => {
    const lines = await itemOf(ENTITY.resultLines);
    const packed = (lines.lines as unknown[][]).map((line) => [...line]);
    const [first = []] = packed;
    const rank = first.indexOf(1, 4);
    first[rank] = 2;
    await plant(lines, { lines: packed });
    const changed = await run([contestId]);
    expect(changed.status).toBe(1);
    expect(changed.err).toMatch(
      /^WRONG {2}\S+, version 1: result\.json: entries\.\d\.\w+ is 1, and by the table 2\.$/m,
    );
    await plant(lines, { lines: packed.slice(1) });
    expect((await run([contestId])).err).toMatch(
      /result\.json: entries\.\d is \{.*, and by the table missing\./,
    );
  });

  test('tells sums of the table that are others', async () => {
    const sums = await itemOf(ENTITY.ballotSums, ({ numbers }) => (numbers as number[]).length > 0);
    const [one = 0, ...more] = sums.struck as number[];
    await plant(sums, { struck: [one + 5, ...more] });
    const { status, err } = await run([contestId]);
    expect(status).toBe(1);
    expect(err).toMatch(/result\.json: rounds\.1\.entries\.\d\.struck is 0, and by the table 5\./);
  });

  test('tells a file that is missing in the bucket, and one that has other bytes', async () => {
    const stored = parseResult(await itemOf(ENTITY.contestResult));
    const shard = Number((await fullFile()).slice(10, 12));
    const files = stored.rounds[0]?.files.map((one, place) =>
      place === shard ? { ...one, sha256: 'a'.repeat(64) } : one,
    );
    await plant(await itemOf(ENTITY.contestResult), { rounds: [{ ...stored.rounds[0], files }] });
    const missing = await run([contestId]);
    expect(missing.status).toBe(1);
    expect(missing.err).toContain(`WRONG  ${place()}, version 1: ${await fullFile()}: is missing.`);
  });

  test.each(['result.json', 'result.jws'])('tells a %s in the bucket that has another byte', async (name) => {
    const before = (await api.deps.bucket.get((await fileNamed(name)).key)) ?? new Uint8Array();
    const bytes = Uint8Array.from(before);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await putFile(name, bytes);
    const { status, err } = await run([contestId]);
    expect([status, err]).toEqual([1, expect.stringContaining(`${place()}, version 1: ${name}: `)]);
  });

  test('tells that the key of the signature is none of the keys of the table', async () => {
    const key = await itemOf(ENTITY.resultKey);
    await take(key);
    const { status, err } = await run([contestId]);
    expect([status, err]).toEqual([
      1,
      `WRONG  ${place()}, version 1: result.jws: is signed with the key "${key.kid}", which is not among the keys.\n`,
    ]);
  });

  test('tells a version without files that nothing waits to write, and not one that is due', async () => {
    const stored = await itemOf(ENTITY.contestResult);
    await plant(stored, { filedAt: null });
    const stuck = await run([contestId]);
    expect([stuck.status, stuck.err]).toEqual([
      1,
      `WRONG  ${place()}, version 1: was published at ${stored.publishedAt}, and has no files, and nothing waits to write them.\n`,
    ]);
    await plant(stored, {
      filedAt: null,
      GSI2PK: 'DUE#CONTEST_RESULT#0',
      GSI2SK: String(stored.publishedAt),
    });
    const due = await run([contestId]);
    expect([due.status, due.err]).toEqual([0, '']);
    expect(due.out).toContain(`was published at ${stored.publishedAt}, and has no files yet: they are due`);
    const unsaved = await run([contestId, '--save', at('none')]);
    expect([unsaved.status, unsaved.err]).toEqual([
      1,
      `WRONG  No files are there yet to be kept in ${at('none')}.\n`,
    ]);
  });

  test('tells a contest whose published version is not there', async () => {
    const stored = await itemOf(ENTITY.contestResult);
    await take(stored);
    expect(await run([contestId])).toMatchObject({
      status: 1,
      err: `WRONG  ${place()}: says that its result is published, and none is there.\n`,
    });
  });

  describe('compares ballots while the secret stands, and', () => {
    const isOfVoter = ({ SK }: Item) => SK.startsWith(podium.voter.memberId);
    const ballot = () => itemOf(ENTITY.ballot, isOfVoter);

    test('tells one that has other votes in the table, one that is gone there, and one that is new', async () => {
      const stored = await ballot();
      const closed = Date.parse(podium.day(19)) + 1;
      await plant(stored, { votes: { 1: packGiven([2, closed]) } });
      const changed = await run([contestId]);
      expect([changed.status, changed.err]).toEqual([
        1,
        expect.stringMatching(
          /ballots-1-\d\d\.ndjson\.gz: the ballot \w{26} has the votes \{"1":5.*\}, and in the table \{"1":2\}\.\n$/,
        ),
      ]);
      await take(stored);
      expect((await run([contestId])).err).toMatch(/the ballot \w{26} is not in the table\.\n$/);
      await api.deps.table.write({ put: stored });
      const other = { ...stored, SK: stored.SK.replace(/\w{26}/, 'z'.repeat(26)) };
      await api.deps.table.write({ put: other });
      onTestFinished(() => api.deps.table.write({ delete: { PK: other.PK, SK: other.SK } }));
      expect((await run([contestId])).err).toMatch(/lacks the ballot \w{26}, which is in the table\.\n$/);
    });

    test('tells one that counts otherwise, and never whose it is', async () => {
      await plant(await ballot(), { struck: true });
      // What its voter is decides, as in a count.
      expect((await run([contestId])).status).toBe(0);
      await plant({ ...(await ballot()), struck: undefined }, { state: 'HELD', heldAt: podium.day(19) });
      const held = await run([contestId]);
      expect([held.status, held.err]).toEqual([
        1,
        expect.stringMatching(/the ballot \w{26} is COUNTED, and in the table HELD\.\n$/),
      ]);
      expect(held.err).not.toContain(podium.voter.memberId);
    });

    test('explains one whose voter was suspended after the count', async () => {
      const member = await itemOf(ENTITY.member, ({ id }) => id === podium.voter.memberId);
      await plant(member, { status: 'SUSPENDED', statusChangedAt: podium.day(28) });
      await plant(await ballot(), { suspended: true });
      const explained = await run([contestId]);
      expect([explained.status, explained.err]).toEqual([0, '']);
      expect(explained.out).toContain('; 1 count otherwise by now, as they may');
      await plant(member, { status: 'SUSPENDED', statusChangedAt: podium.day(3) });
      expect(await run([contestId])).toMatchObject({
        status: 1,
        err: expect.stringMatching(/is COUNTED, and in the table STRUCK\.\n$/),
      });
    });

    test('says when nothing leads to them any more', async () => {
      await take(await itemOf(ENTITY.contestSecret));
      const { status, out } = await run([contestId]);
      expect([status, out]).toEqual([
        0,
        expect.stringContaining(
          'not compared with the ballots of the table, to which nothing leads any more',
        ),
      ]);
    });
  });

  test.each([
    ['an id that is none', ['contest-1'], {}, 2, 'contest-1 is not the id of a contest.'],
    ['two ids', ['a', 'b'], {}, 2, 'or one ID, or nothing.'],
    ['a folder and no id', ['--save', 'there'], {}, 2, 'Say of which contest'],
    ['no bucket', [], { RESULTS_BUCKET: '' }, 2, 'Set RESULTS_BUCKET, too'],
    ['a contest that is not there', [`cst_${'0'.repeat(26)}`], {}, 1, 'There is no contest cst_0'],
    [
      'a bucket that does not answer',
      [],
      { RESULTS_ENDPOINT: 'http://127.0.0.1:1' },
      1,
      'does not answer as it should',
    ],
  ])('says what is wrong with %s', async (_what, args, env, status, expected) => {
    expect(await run(args, env)).toMatchObject({ status, err: expect.stringContaining(expected) });
  });

  test('ends with 1 for a contest that is not published, and with 0 for one without a vote', async () => {
    const { stage, count, publish } = await openPodium(api, [], []);
    expect(await run([stage.contestId])).toMatchObject({
      status: 1,
      err: `WRONG  ${stage.contestId} has no published result.\n`,
    });
    await count();
    await publish();
    await api.tick(ENTITY.contestResult);
    const { status, out, err } = await run([stage.contestId]);
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('version 1: nobody voted in the last round');
  });
});
