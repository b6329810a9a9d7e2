import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ENTITY } from '../../../functions/table/entities.ts';
import type { ResultFiles } from '../../../tools/verify/result-ballots.ts';
import { checkResult } from '../../../tools/verify/result-files.ts';
import { readKeys } from '../../../tools/verify/result-signature.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { type Ground, openGround } from '../votes/ground.ts';

// The files of a published result: in the bucket by due work, downloaded by whoever may read the contest.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const MINUTE = 60_000;
const votes = { votesPerVoter: 9, votesPerEntry: 9 };
const tick = () => api.tick(ENTITY.roundCount);
const file = () => api.tick(ENTITY.contestResult);

const resultOf = async ({ stage }: Ground, fields: string): Promise<Data> =>
  (await stage.ask(`query ($id: ID!) { contest(id: $id) { result { ${fields} } } }`, { id: stage.contestId }))
    .contest.result;
async function publish({ stage }: Ground, version = 1): Promise<void> {
  const input = { contestId: stage.contestId, version };
  const { userErrors } = await stage.mutate('publishResult', input, 'result { id }', stage.organizer);
  expect(userErrors).toEqual([]);
}
/** A contest with a ballot, whose vote is over. */
async function closed(): Promise<Ground> {
  const ground = await openGround(api, { votes });
  ground.goTo(19);
  await ground.vote(ground.entries.a, 4);
  await api.drain();
  ground.goTo(20, MINUTE);
  return ground;
}
/** Everything of a result, as a stranger downloads it. */
async function download(ground: Ground): Promise<Map<string, Uint8Array>> {
  const { files } = await resultOf(ground, 'files { name url sha256 }');
  const got = await Promise.all(
    files.map(async ({ name, url }: Data): Promise<[string, Uint8Array]> => {
      const answer = await fetch(url);
      expect([name, answer.status]).toEqual([name, 200]);
      return [name, new Uint8Array(await answer.arrayBuffer())];
    }),
  );
  return new Map(got);
}
const filesOf = (files: ReadonlyMap<string, Uint8Array>): ResultFiles => ({
  names: async () => [...files.keys()],
  open: async function* (name: string) {
    yield files.get(name) ?? new Uint8Array();
  },
});
async function check(ground: Ground, files: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const answer = await api.get(`/${ground.stage.slug}/result-keys`);
  const keys = readKeys(await answer.text());
  if (keys === undefined) throw new Error('The route of keys answers no JWKS.');
  return (await checkResult(filesOf(files), keys, () => undefined)).problems;
}
const json = (files: ReadonlyMap<string, Uint8Array>) =>
  JSON.parse(Buffer.from(files.get('result.json') ?? []).toString());
const linesOf = (files: ReadonlyMap<string, Uint8Array>): Data[] =>
  [...files]
    .filter(([name]) => name.startsWith('ballots-'))
    .flatMap(([, bytes]) => gunzipSync(bytes).toString().split('\n').slice(0, -1))
    .map((line) => JSON.parse(line));

describe('the files of a result', () => {
  test('are downloaded by anybody, are what the signature says, and hold each voter’s receipt', async () => {
    const ground = await openGround(api, {
      votes,
      finalists: { count: 2, chosenBy: 'VOTES' },
      prizes: [{ fromRank: 1, toRank: 2, kind: 'POINTS', points: 100, title: 'Gold' }],
    });
    const { entries, vote, goTo, setStatus, stage, ballot } = ground;
    const [other, fake] = [await stage.join('Other'), await stage.join('Fake')];
    goTo(19);
    await vote(entries.a, 4);
    await vote(entries.b, 3, other);
    await vote(entries.c, 2, other);
    await vote(entries.d, 9, fake);
    const { receipt: first } = (await ballot()).ballot;
    await setStatus('SUSPENDED', fake);
    goTo(19, 2 * MINUTE);
    await api.settle();
    goTo(20, MINUTE);
    await tick();
    goTo(21, -3 * MINUTE);
    await tick();
    goTo(21, MINUTE);
    await vote(entries.b, 2);
    await vote(entries.a, 2, other);
    await vote(entries.a, 0, other);
    const { receipt: second } = (await ballot()).ballot;
    await api.drain();
    goTo(25, MINUTE);
    await tick();
    await publish(ground);
    expect(await resultOf(ground, 'files { name }')).toEqual({ files: null });
    await file();
    api.clock.advance({ minutes: 1 });
    const files = await download(ground);
    expect(files.size).toBe(130);
    expect(await check(ground, files)).toEqual([]);
    const { rounds, entries: all, previous } = json(files);
    expect(previous).toBeNull();
    expect(rounds[0].finalists.numbers).toEqual([1, 2]);
    expect(rounds[0].entries).toContainEqual({ number: 4, votes: 0, voters: 0, held: 0, struck: 9 });
    expect(all.map(({ number, rank, prizes }: Data) => [number, rank, prizes.length])).toEqual([
      [1, null, 0],
      [2, 1, 1],
      [3, null, 0],
      [4, null, 0],
    ]);
    const lines = linesOf(files);
    expect(lines.find((line) => line.ballot === first)).toMatchObject({ state: 'COUNTED', votes: { 1: 4 } });
    expect(lines.find((line) => line.ballot === second)).toMatchObject({ state: 'COUNTED', votes: { 2: 2 } });
    expect(lines.filter(({ votes: given }) => Object.keys(given).length === 0)).toHaveLength(1);
    expect(JSON.stringify([...files.values()].map((bytes) => Buffer.from(bytes).toString()))).not.toContain(
      'mem_',
    );
  });

  test('tell whoever changes one byte of them', async () => {
    const ground = await closed();
    await tick();
    await publish(ground);
    await file();
    const files = await download(ground);
    expect(await check(ground, files)).toEqual([]);
    for (const [name, bytes] of files) {
      const changed = Uint8Array.from(bytes);
      const place = Math.floor(changed.length / 2);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect((await check(ground, new Map([...files, [name, changed]]))).join(), name).toContain(name);
    }
  });

  test('are signed once, whatever fails and however often it is tried', async () => {
    const ground = await closed();
    await tick();
    await publish(ground);
    const { bucket, signer } = api.deps;
    const sign = vi.spyOn(signer, 'sign');
    const put = vi.spyOn(bucket, 'put');
    for (const calls of [1, 2]) {
      for (let call = 1; call < calls; call += 1) put.mockImplementationOnce(bucket.put);
      put.mockRejectedValueOnce(new Error('away'));
      await file();
      expect(await resultOf(ground, 'files { name }')).toEqual({ files: null });
      api.clock.advance({ minutes: 10 });
    }
    await Promise.all([file(), file()]);
    expect(sign).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
    api.clock.advance({ minutes: 1 });
    expect(await check(ground, await download(ground))).toEqual([]);
  });

  test('of a count that could not write them are written when it goes on, and count each ballot once', async () => {
    const ground = await closed();
    const put = vi.spyOn(api.deps.bucket, 'put');
    put.mockRejectedValueOnce(new Error('away'));
    await tick();
    vi.restoreAllMocks();
    for (let minute = 0; minute < 3; minute += 1) {
      api.clock.advance({ minutes: 2 });
      await tick();
    }
    await publish(ground);
    await file();
    api.clock.advance({ minutes: 1 });
    const files = await download(ground);
    expect(await check(ground, files)).toEqual([]);
    expect(json(files).entries[0]).toMatchObject({ number: 1, rank: 1, votes: 4 });
  });
});
