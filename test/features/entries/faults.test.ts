import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { addFaults, byChance, type Faults, script } from '../../support/faults.ts';
import { openStage, type Person, type Stage, text } from './stage.ts';

vi.mock('../../../functions/table/retry.ts', () => import('../../support/no-wait.ts'));

// Every way in which an entry is written, when the process dies, an answer is lost, or others write at the same moment.

let api: Api;
let faults: Faults;
let stage: Stage;
let ana: Person;
let ben: Person;
beforeEach(async () => {
  api = await startApi();
  faults = addFaults(api.client, api.engine.endpoint);
  stage = await openStage(api, { maxEntriesPerMember: 3, reportsThatHide: 2 });
  [ana, ben] = [await stage.join('Ana'), await stage.join('Ben')];
});
afterEach(async () => {
  faults.plan = () => undefined;
  faults.overlaps = false;
  await api.settle();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  await api.close();
});

type Way = {
  /** What is there before it. */
  begin: () => Promise<string>;
  name: string;
  input: (entryId: string) => object;
  fields: string;
  who: () => { token?: string };
};
const SEEN = 'entry { id state revision isWaiting }';
const RESULTS = 'results { itemId error { code } }';
const drafted = async () => (await stage.begin(ana)).entry.id as string;
const submitted = async () => {
  const entryId = await drafted();
  await stage.submit(ana, entryId);
  return entryId;
};
const shown = () => stage.enter(ana);
const own = { fields: SEEN, who: () => ana };
const WAYS: Record<string, Way> = {
  'a beginning': {
    ...own,
    begin: drafted,
    name: 'createContestEntry',
    input: () => ({ contestId: stage.contestId, content: text('Second'), idempotencyKey: 'second' }),
  },
  'a change': {
    ...own,
    begin: shown,
    name: 'updateContestEntry',
    input: (entryId) => ({ entryId, content: text('Other') }),
  },
  'a submission': {
    ...own,
    begin: drafted,
    name: 'submitContestEntry',
    input: (entryId) => ({ entryId, termsVersion: 1, language: 'en' }),
  },
  'a withdrawal': {
    ...own,
    begin: submitted,
    name: 'withdrawContestEntry',
    input: (entryId) => ({ entryId }),
  },
  'a report': {
    begin: shown,
    name: 'reportContestEntry',
    input: (entryId) => ({ entryId, reason: 'STOLEN' }),
    fields: 'entry { id state }',
    who: () => ben,
  },
  'a disqualification': {
    begin: shown,
    name: 'disqualifyContestEntry',
    input: (entryId) => ({ entryId, reason: 'RIGHTS' }),
    fields: SEEN,
    who: () => stage.organizer,
  },
  'an approval': {
    begin: submitted,
    name: 'decideModeration',
    input: (entryId) => ({ decisions: [{ itemId: `mod_${entryId}`, revision: 1, decision: 'APPROVE' }] }),
    fields: RESULTS,
    who: () => stage.moderator,
  },
  'a rejection': {
    begin: submitted,
    name: 'decideModeration',
    input: (entryId) => ({
      decisions: [{ itemId: `mod_${entryId}`, revision: 1, decision: 'REJECT', reason: 'RIGHTS' }],
    }),
    fields: RESULTS,
    who: () => stage.moderator,
  },
};

/** Sends a mutation that may end in an error of the request: its payload, or the code. */
async function run({ name, input, fields, who }: Way, entryId: string): Promise<Data> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code } } }`;
  const { body } = await api.send(stage.slug, query, { input: input(entryId) }, who());
  return body.errors?.[0]?.extensions.code ?? body.data[name];
}
const stored = async () =>
  (await api.scanAll()).filter(({ et }) =>
    /^(CONTEST_ENTRY|PARTICIPATION|MODERATION_ITEM|ENTRY_REPORT)$/.test(String(et)),
  );

describe.each(Object.entries(WAYS))('%s', (_what, way) => {
  test('of a process that dies before it writes leaves all as it was, and is done when it is sent again', async () => {
    const entryId = await way.begin();
    const before = await stored();
    faults.plan = script('TransactWriteItems', 'CRASH');
    expect(await run(way, entryId)).toBe('INTERNAL_SERVER_ERROR');
    expect(await stored()).toEqual(before);
    const done = await run(way, entryId);
    expect(done.userErrors).toEqual([]);
    expect(await stored()).not.toEqual(before);
    expect(await run(way, entryId)).toEqual(done);
  });

  test('that the table has no room for in this second is THROTTLED, leaves all as it was, and is done when it is sent again', async () => {
    const entryId = await way.begin();
    const before = await stored();
    faults.plan = ({ operation }) => (operation === 'TransactWriteItems' ? 'CAPACITY' : undefined);
    expect(await run(way, entryId)).toBe('THROTTLED');
    expect(await stored()).toEqual(before);
    faults.plan = () => undefined;
    expect((await run(way, entryId)).userErrors).toEqual([]);
  });

  test('whose answer was lost is answered as done when it is sent again', async () => {
    const entryId = await way.begin();
    faults.plan = script('TransactWriteItems', 'LOST_ANSWER');
    expect(await run(way, entryId)).toBe('THROTTLED');
    const after = await stored();
    const again = await run(way, entryId);
    expect(again.userErrors).toEqual([]);
    for (const { error } of again.results ?? []) expect(error).toBeNull();
    expect(await stored()).toEqual(after);
  });

  test('that meets another write, and is sent twice at the same moment, is done once', async () => {
    const entryId = await way.begin();
    faults.overlaps = true;
    faults.plan = script('TransactWriteItems', 'CONFLICT');
    // Nobody waits here between two attempts, so that one may give up: then it is sent again, as it says.
    const settled = async (): Promise<Data> => {
      const answer = await run(way, entryId);
      return answer === 'THROTTLED' ? settled() : answer;
    };
    const both = await Promise.all([settled(), settled()]);
    expect(both[1]).toEqual(both[0]);
    expect(both[0].userErrors).toEqual([]);
  });

  test('is not wrong because of stale reads', async () => {
    const entryId = await way.begin();
    faults.plan = () => 'STALE';
    const done = await run(way, entryId);
    expect(done.userErrors).toEqual([]);
    expect(await run(way, entryId)).toEqual(done);
  });
});

test('entries that many act on at the same moment, with faults by chance, agree with their lists and the queue', async () => {
  for (const seed of [1, 2, 3]) {
    const ids = [];
    for (const name of ['A', 'B', 'C']) {
      const author = await stage.join(`${name}${seed}`);
      const { entry } = await stage.begin(author);
      await stage.submit(author, entry.id);
      ids.push({ author, id: entry.id as string });
    }
    faults.overlaps = true;
    faults.plan = byChance(seed, { CONFLICT: 0.1, LOST_ANSWER: 0.1, CRASH: 0.1, STALE: 0.2 });
    const act = (name: string, who: { token?: string }, id: string) => {
      const way = Object.values(WAYS).find((one) => one.name === name) as Way;
      return run({ ...way, who: () => who }, id);
    };
    await Promise.all(
      ids.flatMap(({ author, id }) => [
        run(WAYS['an approval'] as Way, id),
        run(WAYS['a rejection'] as Way, id),
        act('updateContestEntry', author, id),
        act('submitContestEntry', author, id),
        act('reportContestEntry', ben, id),
        act('reportContestEntry', ana, id),
      ]),
    );
    await Promise.all(
      ids.flatMap(({ author, id }) => [
        act('withdrawContestEntry', author, id),
        act('reportContestEntry', ben, id),
        act('disqualifyContestEntry', stage.organizer, id),
        run(WAYS['an approval'] as Way, id),
      ]),
    );
    faults.plan = () => undefined;
    expect(problemsOf(await verify(api.deps)).filter((told) => !told.startsWith('Counter '))).toEqual([]);
  }
});
