import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDeps } from '../../../functions/entrypoints/deps.ts';
import {
  acceptsEntries,
  nextPhaseOf,
  openRound,
  phaseOf,
  scheduleAt,
} from '../../../functions/features/contests/schedule.ts';
import { cachedContest } from '../../../functions/features/contests/store.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { addFaults, type Faults, script } from '../../support/faults.ts';
import { CONTEST, type Office, openOffice, refused } from './office.ts';
import { day, NOW, TEXTS } from './samples.ts';

// Several organizers at the same moment, limits that are reached by several at once, and what other processes know.

let api: Api;
let office: Office;
let faults: Faults;

beforeAll(async () => {
  api = await startApi();
  faults = addFaults(api.client, api.engine.endpoint);
});
beforeEach(async () => {
  api.clock.set(NOW);
  office = await openOffice(api);
});
afterAll(() => api.close());

const isDone = ({ userErrors }: Data) => userErrors.length === 0;
const codesOf = (payloads: Data[]) =>
  payloads.flatMap(({ userErrors }) => userErrors.map(({ code }: Data) => code)).sort();

describe('two organizers at the same moment', () => {
  test('lose no change of a draft', async () => {
    const contestId = await office.draft();
    const changes = [{ title: 'Leaves' }, { brief: 'Tea.' }, { tags: ['tea'] }, { access: 'MEMBERS' }];
    const made = await Promise.all([
      ...changes.map((one) => office.change('updateContest', { contestId, ...one })),
      office.setTerms(contestId, 'ko'),
      office.setTerms(contestId, 'en'),
    ]);
    expect(made.every(isDone)).toBe(true);
    const seen = await office.see(contestId, 'title brief tags access languages');
    expect(seen).toEqual({
      ...Object.assign({}, ...changes),
      languages: expect.arrayContaining(['ko', 'en']),
    });
    expect(await office.stored(contestId)).toMatchObject({ version: 7, termsVersion: 2 });
  });

  test('publish a contest once', async () => {
    const contestId = await office.ready();
    const made = await Promise.all([1, 2, 3].map(() => office.change('publishContest', { contestId })));
    expect(made.every(isDone)).toBe(true);
    expect(new Set(made.map(({ contest }) => JSON.stringify(contest))).size).toBe(1);
    expect(await office.count()).toMatchObject({ drafts: 0, open: 1 });
  });

  test('who publish it and call it off leave it called off, and counted as it is', async () => {
    for (let n = 0; n < 4; n += 1) {
      const contestId = await office.ready();
      const [publish, cancel] = await Promise.all([
        office.change('publishContest', { contestId }),
        office.change('cancelContest', { contestId, reason: 'No.' }),
      ]);
      expect(isDone(cancel)).toBe(true);
      if (!isDone(publish)) expect(publish).toEqual(refused('INVALID_STATE', 'contestId'));
      const { status, publishedAt } = await office.see(contestId);
      expect([status, publishedAt !== null]).toEqual(['CANCELED', isDone(publish)]);
      expect(await office.count()).toMatchObject({ drafts: 0, open: 0 });
    }
  });

  test('who publish and change a draft leave what one of them saw', async () => {
    const contestId = await office.ready();
    const [update, publish] = await Promise.all([
      office.change('updateContest', { contestId, submission: null }),
      office.change('publishContest', { contestId }),
    ]);
    expect(codesOf([update, publish])).toEqual([isDone(update) ? 'CONTEST_NOT_READY' : 'INVALID_STATE']);
    expect((await office.see(contestId)).status).toBe(isDone(update) ? 'DRAFT' : 'OPEN');
  });

  test('who put a date off leave the later one, and a change for each that was later then', async () => {
    const contestId = await office.published();
    const to = [day(17), day(18), day(19)];
    const made = await Promise.all(
      to.map((resultsAt, n) =>
        office.change('extendContest', { contestId, resultsAt, reason: `Rain ${n}.` }),
      ),
    );
    const codes = codesOf(made);
    expect(codes).toEqual(codes.map(() => 'INVALID_INPUT'));
    const { changes } = await office.see(contestId);
    expect(changes).toHaveLength(3 - codes.length);
    expect(changes.at(-1).to).toBe(day(19));
    const chain = changes.map(({ from }: Data) => from);
    expect(chain).toEqual([day(16), ...changes.slice(0, -1).map((one: Data) => one.to)]);
  });

  test('restart a round once', async () => {
    const contestId = await office.published();
    api.clock.set(new Date(day(6)));
    const made = await Promise.all(
      ['Bots.', 'Bots.', 'Friends.'].map((reason) =>
        office.change('restartContestRound', { contestId, round: 1, attempt: 1, reason }),
      ),
    );
    const { changes } = await office.see(contestId);
    expect(changes).toHaveLength(1);
    expect(codesOf(made)).toEqual(
      changes[0].reason === 'Bots.' ? ['INVALID_STATE'] : ['INVALID_STATE', 'INVALID_STATE'],
    );
  });

  test('make one contest by one key', async () => {
    const input = { title: 'Tea', idempotencyKey: 'k' };
    const made = await Promise.all([1, 2, 3].map(() => office.change('createContest', input)));
    expect(made.every(isDone)).toBe(true);
    expect(new Set(made.map(({ contest }) => contest.id)).size).toBe(1);
    expect(await office.count()).toMatchObject({ drafts: 1 });
  });
});

describe('the limit of contests', () => {
  const create = (n: number) => office.change('createContest', { title: 'Tea', idempotencyKey: `rush ${n}` });

  test('lets in no 201st draft of several at once, and answers a lost answer at the limit', async () => {
    const first = await create(0);
    await office.setCount({ drafts: 197 });
    const made = await Promise.all([1, 2, 3, 4, 5].map(create));
    expect(codesOf(made)).toEqual(['TOO_MANY_CONTESTS', 'TOO_MANY_CONTESTS']);
    expect(await office.count()).toMatchObject({ drafts: 200 });
    const before = await office.all();
    expect(await create(0)).toEqual(first);
    expect(await create(9)).toEqual(refused('TOO_MANY_CONTESTS'));
    expect(await office.all()).toEqual(before);
    await office.done('cancelContest', { contestId: first.contest.id, reason: 'No.' });
    expect(isDone(await create(9))).toBe(true);
  });

  test('lets in no 51st open contest of several at once, and leaves drafts as they are', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => office.ready()));
    await office.setCount({ open: 48 });
    const publish = (contestId: string) => office.change('publishContest', { contestId });
    const made = await Promise.all(ids.map(publish));
    expect(codesOf(made)).toEqual(['TOO_MANY_CONTESTS', 'TOO_MANY_CONTESTS']);
    expect(await office.count()).toMatchObject({ drafts: 2, open: 50 });
    const place = (done: boolean) => ids[made.findIndex((one) => isDone(one) === done)] ?? '';
    const before = await office.all();
    expect(await publish(place(true))).toEqual(made.find(isDone));
    expect(await publish(place(false))).toEqual(refused('TOO_MANY_CONTESTS'));
    expect(await office.all()).toEqual(before);
    await office.done('cancelContest', { contestId: place(true), reason: 'No.' });
    expect(isDone(await publish(place(false)))).toBe(true);
  });

  test('of open ones stops no draft, and of drafts no publishing', async () => {
    const contestId = await office.ready();
    await office.setCount({ drafts: 200, open: 49 });
    expect(isDone(await office.change('publishContest', { contestId }))).toBe(true);
    expect(await office.count()).toMatchObject({ drafts: 199, open: 50 });
    expect(isDone(await create(1))).toBe(true);
  });

  test('is that of a program, whatever another has', async () => {
    await office.draft();
    await office.setCount({ drafts: 200 });
    const other = await openOffice(api);
    expect(await other.draft()).toMatch(/^cst_/);
  });
});

describe('another process', () => {
  /** Another instance on the same table, with a memory of its own. */
  const another = () => createDeps(api.deps.env, { table: api.deps.table, now: api.clock.now });

  test('with a copy of 30 seconds has the same dates at every moment, before a change of them holds and after', async () => {
    const id = await office.published();
    const { deps } = api;
    const end = Date.parse(day(12));
    api.clock.set(new Date(end - 61_000));
    const processes = Array.from({ length: 4 }, another);
    const knownBy = async (process: typeof deps) => {
      const contest = await cachedContest(process, office.slug, id);
      if (contest === undefined) throw new Error('The contest is gone.');
      const now = api.clock.now();
      return {
        phase: phaseOf(contest, now),
        open: openRound(contest, now)?.attempt,
        accepts: acceptsEntries(contest, now),
        ...scheduleAt(contest, now.toISOString()),
      };
    };
    // Each has read the contest at another moment before it is changed.
    for (const process of processes) {
      await knownBy(process);
      api.clock.set(new Date(api.clock.now().getTime() + 200));
    }
    const changedAt = api.clock.now().getTime();
    const input = { rounds: [{ round: 1, votingClosesAt: day(12.5) }], reason: 'Rain.' };
    await office.done('extendContest', { contestId: id, ...input });
    await office.done('restartContestRound', { contestId: id, round: 1, attempt: 1, reason: 'Bots.' });
    const attempts: (number | undefined)[] = [];
    for (const millis of [0, 1, 29_999, 30_000, 31_000, 59_999, 60_000, 60_001, 61_000, 90_000]) {
      api.clock.set(new Date(changedAt + millis));
      const [first, ...rest] = await Promise.all(processes.map(knownBy));
      for (const other of rest) expect(other, `after ${millis}`).toEqual(first);
      attempts.push(first?.open);
      expect(first?.phase).toBe('VOTING');
    }
    expect(attempts).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2]);
  });

  test('sees a change of a contest within 30 seconds, and the one that made it at once', async () => {
    const id = await office.published();
    const other = another();
    const status = async (process: typeof other) => (await cachedContest(process, office.slug, id))?.status;
    expect(await status(other)).toBe('OPEN');
    await office.done('cancelContest', { contestId: id, reason: 'No.' });
    expect([await status(api.deps), await status(other)]).toEqual(['CANCELED', 'OPEN']);
    api.clock.advance({ seconds: 30 });
    expect(await status(other)).toBe('CANCELED');
  });

  test('names the next phase as it is by the change that it knows of', async () => {
    const id = await office.published();
    api.clock.set(new Date(Date.parse(day(11)) - 90_000));
    const next = async () => {
      const contest = await cachedContest(api.deps, office.slug, id);
      return contest && nextPhaseOf(contest, api.clock.now());
    };
    expect(await next()).toEqual({ phase: 'INTERMISSION', at: day(12) });
    const input = { rounds: [{ round: 1, votingClosesAt: day(12.5) }], reason: 'Rain.' };
    await office.done('extendContest', { contestId: id, ...input });
    expect(await next()).toEqual({ phase: 'INTERMISSION', at: day(12.5) });
  });
});

describe('terms that were set a moment ago', () => {
  test('are answered also where a read does not know of them yet', async () => {
    const contestId = await office.draft();
    faults.plan = ({ operation, about }) =>
      operation === 'GetItem' && about.includes('TERMS#') ? 'STALE' : undefined;
    const input = { contestId, language: 'ko', ...TEXTS };
    const asked = `${CONTEST} terms { version rules }`;
    const terms = { version: 1, rules: TEXTS.rules };
    expect((await office.done('setContestTerms', input, asked)).terms).toEqual(terms);
    expect((await office.done('setContestTerms', input, asked)).terms).toEqual(terms);
    faults.plan = () => undefined;
    expect(faults.happened).toContain('STALE');
  });

  test('are written once when the answer was lost', async () => {
    const contestId = await office.draft();
    const input = { contestId, language: 'ko', ...TEXTS };
    faults.plan = script('TransactWriteItems', 'LOST_ANSWER');
    await api
      .attempt(office.slug, 'setContestTerms', input, 'contest { id }', office.organizer)
      .catch(() => undefined);
    faults.plan = () => undefined;
    expect((await office.done('setContestTerms', input)).languages).toEqual(['ko']);
    expect(await office.stored(contestId)).toMatchObject({ termsVersion: 1 });
  });
});
