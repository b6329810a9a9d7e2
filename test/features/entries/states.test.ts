import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { accepted, openStage, type Person, refused, type Stage, text } from './stage.ts';

// What becomes of an entry by its author, by moderators, by time and by those who report it, as each of them sees it.

let api: Api;
let stage: Stage;
let ana: Person;
let ben: Person;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function open(settings: object = {}): Promise<void> {
  stage = await openStage(api, { maxEntriesPerMember: 10, ...settings });
  [ana, ben] = [await stage.join('Ana'), await stage.join('Ben')];
}
beforeEach(() => open());
/** Whatever was done: the feed has what can be voted on, counters equal a recount, and lists and queue agree with the entries. */
afterEach(async () => {
  await stage.settle();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  const query = `query ($id: ID!) { contest(id: $id) { allEntries(first: 100) { edges { node { number state isHidden } } } } }`;
  const { contest } = await stage.ask(query, { id: stage.contestId }, stage.moderator);
  const votable = contest.allEntries.edges
    .map(({ node }: Data) => node)
    .filter(({ state, isHidden }: Data) => state === 'APPROVED' && !isHidden);
  expect((await numbersIn('FAIR')).toSorted()).toEqual(votable.map(({ number }: Data) => number).toSorted());
});

const at = (days: number, millis = 0) => new Date(Date.parse(stage.day(days)) + millis);
const change = (who: Person, entryId: string, content: object) =>
  stage.ofEntry('updateContestEntry', { entryId, content }, who);
const withdraw = (who: Person, entryId: string) => stage.ofEntry('withdrawContestEntry', { entryId }, who);
const disqualify = (entryId: string, more: object = {}) =>
  stage.ofEntry(
    'disqualifyContestEntry',
    { entryId, reason: 'RULES', note: 'Bought.', ...more },
    stage.organizer,
  );
const report = (who: Person, entryId: string, more: object = {}) =>
  stage.mutate('reportContestEntry', { entryId, reason: 'STOLEN', ...more }, 'entry { id state }', who);
const waits = async (entryId: string): Promise<Data> =>
  (await stage.queue()).find(({ subject }) => subject?.id === entryId);
const numbersIn = async (order: string): Promise<number[]> => {
  const query = `query ($id: ID!) { contest(id: $id) { entries(order: ${order}, first: 100) { edges { node { number } } } } }`;
  const { contest } = await stage.ask(query, { id: stage.contestId });
  return contest.entries.edges.map(({ node }: Data) => node.number);
};

describe('an entry whose author was asked to change it', () => {
  async function asked(): Promise<string> {
    const entryId = await stage.enter(ana);
    await change(ana, entryId, text('Draft'));
    await stage.submit(ana, entryId);
    const { entry } = await stage.begin(ana);
    await stage.submit(ana, entry.id);
    const error = await stage.decideOn(entry.id, {
      decision: 'REQUEST_CHANGES',
      reason: 'UNREADABLE',
      note: 'Louder, please.',
    });
    expect(error).toBeNull();
    return entry.id;
  }

  test('has until the deadline where that is later than two days from then', async () => {
    const entryId = await asked();
    const seen = await stage.seeEntry(entryId, ana);
    expect(seen).toMatchObject({ state: 'CHANGES_REQUESTED', answerBy: stage.day(10), content: null });
    expect(seen.history.at(-1)).toMatchObject({
      action: 'CHANGES_REQUESTED',
      reason: 'UNREADABLE',
      note: 'Louder, please.',
      by: null,
    });
    expect(await stage.seeEntry(entryId, ben)).toBeNull();
    expect(await waits(entryId)).toBeUndefined();
    await change(ana, entryId, text('Louder'));
    expect(await stage.submit(ana, entryId)).toEqual(accepted({ state: 'SUBMITTED', answerBy: null }));
    expect(await waits(entryId)).toMatchObject({ revision: 2, causes: ['SUBMITTED'] });
  });

  test('has two days once the deadline has passed, and is rejected then by itself', async () => {
    const { entry } = await stage.begin(ana);
    await stage.submit(ana, entry.id);
    api.clock.set(at(12));
    await stage.decideOn(entry.id, { decision: 'REQUEST_CHANGES', reason: 'RIGHTS' });
    expect(await stage.seeEntry(entry.id, ana)).toMatchObject({
      answerBy: stage.day(14),
      editableUntil: stage.day(14),
    });
    api.clock.set(at(14, -1));
    await api.tick();
    expect(await change(ana, entry.id, text('In time'))).toEqual(accepted({ state: 'CHANGES_REQUESTED' }));
    api.clock.set(at(14));
    expect(await stage.submit(ana, entry.id)).toEqual(refused('SUBMISSION_CLOSED'));
    expect((await stage.seeEntry(entry.id, ana)).editableUntil).toBeNull();
    await Promise.all([api.tick(), api.tick()]);
    await api.tick();
    const rejected = await stage.seeEntry(entry.id, ana);
    expect(rejected).toMatchObject({ state: 'REJECTED', answerBy: null, isWaiting: false });
    const actions = rejected.history.map(({ action }: Data) => action);
    expect(actions).toEqual(['SUBMITTED', 'CHANGES_REQUESTED', 'EXPIRED']);
    expect((await stage.seeEntry(entry.id, stage.moderator)).history.at(-1).by).toBe('system');
  });

  test('that comes in at the last moment is not rejected by due work that runs late', async () => {
    const { entry } = await stage.begin(ana);
    await stage.submit(ana, entry.id);
    await stage.decideOn(entry.id, { decision: 'REQUEST_CHANGES', reason: 'RIGHTS' });
    api.clock.set(at(10, -1));
    expect(await stage.submit(ana, entry.id)).toEqual(accepted({ state: 'SUBMITTED' }));
    api.clock.set(at(15));
    await api.tick();
    expect(await stage.seeEntry(entry.id, ana)).toMatchObject({ state: 'SUBMITTED' });
  });
});

describe('a change of what shows', () => {
  test('shows once a moderator has admitted it, and not before', async () => {
    const entryId = await stage.enter(ana);
    expect(await change(ana, entryId, text('New'))).toEqual(
      accepted({ state: 'APPROVED', isWaiting: false, revision: 2, draft: { kind: 'TEXT', title: 'New' } }),
    );
    expect(await waits(entryId)).toBeUndefined();
    await stage.submit(ana, entryId);
    expect(await waits(entryId)).toMatchObject({ causes: ['EDITED'], revision: 2 });
    expect((await stage.seeEntry(entryId)).content.title).toBe('A film by Ana');
    expect(await stage.decideOn(entryId, { decision: 'APPROVE' })).toBeNull();
    expect((await stage.seeEntry(entryId)).content.title).toBe('New');
  });

  test.each(['REJECT', 'REQUEST_CHANGES'])(
    'leaves what shows when a moderator decides to %s',
    async (decision) => {
      const entryId = await stage.enter(ana);
      await change(ana, entryId, text('New'));
      await stage.submit(ana, entryId);
      expect(await stage.decideOn(entryId, { decision, reason: 'OFF_TOPIC' })).toBeNull();
      const seen = await stage.seeEntry(entryId, ana);
      expect(seen).toMatchObject({
        state: 'APPROVED',
        isWaiting: false,
        content: { title: 'A film by Ana' },
      });
      expect(seen.draft?.title ?? null).toBe(decision === 'REJECT' ? null : 'New');
      expect(seen.history.at(-1).action).toBe('CHANGE_REJECTED');
    },
  );

  test('that its author takes back to what shows waits no more', async () => {
    const entryId = await stage.enter(ana);
    await change(ana, entryId, text('New'));
    await stage.submit(ana, entryId);
    expect(await change(ana, entryId, text('A film by Ana'))).toEqual(
      accepted({ draft: null, isWaiting: false }),
    );
    expect(await waits(entryId)).toBeUndefined();
  });

  test('is refused from the first millisecond of the vote on', async () => {
    const entryId = await stage.enter(ana);
    await change(ana, entryId, text('New'));
    api.clock.set(at(10, -1));
    expect(await stage.submit(ana, entryId)).toEqual(
      accepted({ isWaiting: true, editableUntil: stage.day(10) }),
    );
    api.clock.set(at(10));
    expect(await change(ana, entryId, text('Newer'))).toEqual(refused('ENTRY_LOCKED', ['entryId']));
    expect(await stage.decideOn(entryId, { decision: 'APPROVE' })).toMatchObject({ code: 'INVALID_STATE' });
    expect(await stage.decideOn(entryId, { decision: 'REJECT', reason: 'OFF_TOPIC' })).toBeNull();
    expect(await stage.seeEntry(entryId)).toMatchObject({
      state: 'APPROVED',
      content: { title: 'A film by Ana' },
    });
  });
});

describe('a contest that shows entries before they are looked at', () => {
  beforeEach(() => open({ admission: 'AFTER_SHOWING', reportsThatHide: 2 }));

  test('shows them when they are handed in, and a moderator decides afterwards', async () => {
    const { entry } = await stage.begin(ana);
    expect(await stage.submit(ana, entry.id)).toEqual(
      accepted({ state: 'APPROVED', isWaiting: true, draft: null }),
    );
    expect(await stage.seeEntry(entry.id)).toMatchObject({ content: { title: 'A film' } });
    await change(ana, entry.id, text('New'));
    await stage.submit(ana, entry.id);
    expect((await stage.seeEntry(entry.id)).content.title).toBe('New');
    expect(await waits(entry.id)).toMatchObject({ causes: ['SUBMITTED'], revision: 2 });
    expect(await stage.decideOn(entry.id, { decision: 'REQUEST_CHANGES', reason: 'RIGHTS' })).toBeNull();
    expect(await stage.seeEntry(entry.id, ben)).toBeNull();
    // What was asked to be changed is looked at before it shows again.
    await change(ana, entry.id, text('Better'));
    expect(await stage.submit(ana, entry.id)).toEqual(accepted({ state: 'SUBMITTED' }));
  });

  test('has its feed and its list of the latest follow each decision', async () => {
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C', 'D', 'E']) {
      const { entry } = await stage.begin(await stage.join(name));
      api.clock.advance({ seconds: 1 });
      await stage.submit({ ...(await stage.join(name)) }, entry.id);
      ids.push(entry.id);
    }
    await report(ana, ids[0] ?? '');
    await report(ben, ids[0] ?? '');
    await disqualify(ids[1] ?? '');
    await stage.decideOn(ids[2] ?? '', { decision: 'REJECT', reason: 'RIGHTS' });
    await stage.decideOn(ids[3] ?? '', { decision: 'APPROVE' });
    await stage.settle();
    expect((await numbersIn('FAIR')).toSorted()).toEqual([4, 5]);
    expect(await numbersIn('NEWEST')).toEqual([5, 4, 2]);
    await stage.decideOn(ids[0] ?? '', { decision: 'APPROVE' });
    await stage.settle();
    expect((await numbersIn('FAIR')).toSorted()).toEqual([1, 4, 5]);
  });
});

describe('a report', () => {
  beforeEach(() => open({ reportsThatHide: 2 }));

  test('counts once for each member, however often and however closely it is sent', async () => {
    const entryId = await stage.enter(ana);
    const both = await Promise.all([report(ben, entryId), report(ben, entryId)]);
    for (const one of both)
      expect(one).toEqual({ entry: { id: entryId, state: 'APPROVED' }, userErrors: [] });
    await report(ben, entryId, { reason: 'OTHER', note: 'Again.' });
    expect(await waits(entryId)).toMatchObject({ causes: ['REPORTED'], reportCount: 1 });
    expect(await report(ana, entryId)).toEqual(refused('OWN_ENTRY', ['entryId']));
  });

  test('that is one too many hides the entry until a moderator decides, and is answered by that', async () => {
    const entryId = await stage.enter(ana);
    const cem = await stage.join('Cem');
    const both = await Promise.all([report(ben, entryId), report(cem, entryId)]);
    expect(both.map(({ userErrors }) => userErrors)).toEqual([[], []]);
    expect(both.filter(({ entry }) => entry === null)).toHaveLength(1);
    expect(await stage.seeEntry(entryId, ben)).toBeNull();
    expect(await stage.seeEntry(entryId, ana)).toMatchObject({ isHidden: true, state: 'APPROVED' });
    expect(await report(await stage.join('Dee'), entryId)).toEqual(refused('NOT_FOUND'));
    expect(await stage.decideOn(entryId, { decision: 'APPROVE' })).toBeNull();
    expect(await stage.seeEntry(entryId)).toMatchObject({ state: 'APPROVED' });
    expect((await stage.seeEntry(entryId, ana)).history.map(({ action }: Data) => action)).toEqual([
      'SUBMITTED',
      'APPROVED',
      'HIDDEN',
      'KEPT',
    ]);
    // They have been answered: the same members have nothing to add.
    await report(ben, entryId);
    await report(cem, entryId);
    expect(await waits(entryId)).toBeUndefined();
    await report(await stage.join('Eve'), entryId);
    expect(await waits(entryId)).toMatchObject({ reportCount: 1 });
  });

  test('stays in the queue at the present revision whatever the author does, until it is decided', async () => {
    const entryId = await stage.enter(ana);
    await report(ben, entryId);
    await change(ana, entryId, text('New'));
    expect(await waits(entryId)).toMatchObject({ causes: ['REPORTED'], revision: 2, reportCount: 1 });
    await report(await stage.join('Cem'), entryId);
    await change(ana, entryId, text('Newer'));
    expect(await waits(entryId)).toMatchObject({ causes: ['REPORTED'], revision: 3, reportCount: 2 });
    await stage.submit(ana, entryId);
    expect((await waits(entryId)).causes.toSorted()).toEqual(['EDITED', 'REPORTED']);
    await change(ana, entryId, text('A film by Ana'));
    const item = await waits(entryId);
    expect(item).toMatchObject({ causes: ['REPORTED'], revision: 4 });
    const decision = { itemId: item.id, revision: item.revision, decision: 'APPROVE' };
    expect((await stage.decide([decision])).results[0].error).toBeNull();
    expect(await stage.seeEntry(entryId)).toMatchObject({ content: { title: 'A film by Ana' } });
  });

  test('of members who may not vote are looked at, and do not take an entry out of sight', async () => {
    await open({ reportsThatHide: 1, voters: { memberForDays: 3 } });
    const entryId = await stage.enter(ana);
    expect((await report(ben, entryId)).userErrors).toEqual([]);
    await report(await stage.join('Sock'), entryId);
    expect(await stage.seeEntry(entryId)).not.toBeNull();
    expect(await waits(entryId)).toMatchObject({ causes: ['REPORTED'], reportCount: 2 });
    const grown = await stage.join('Grown');
    api.clock.set(at(3, 1_000));
    await report(grown, entryId);
    expect(await stage.seeEntry(entryId)).toBeNull();
  });

  test('of an entry that its author takes back at the same moment leaves nothing in the queue', async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      const entryId = await stage.enter(ana, text(`Film ${turn}`));
      const [reported, taken] = await Promise.all([report(ben, entryId), withdraw(ana, entryId)]);
      expect(taken.userErrors).toEqual([]);
      expect(reported.userErrors.map(({ code }: Data) => code)).toEqual(
        reported.entry === null ? ['NOT_FOUND'] : [],
      );
      expect(await waits(entryId)).toBeUndefined();
    }
  });

  test('of what was taken back, or never showed, finds nothing', async () => {
    const entryId = await stage.enter(ana);
    await withdraw(ana, entryId);
    expect(await report(ben, entryId)).toEqual(refused('NOT_FOUND', ['entryId']));
    const { entry } = await stage.begin(ana);
    expect(await report(ben, entry.id)).toEqual(refused('NOT_FOUND', ['entryId']));
    expect(await report(ben, entry.id, { reason: 'OTHER' })).toEqual(refused('INVALID_INPUT', ['note']));
  });

  test('of a disqualified entry can take it out of sight, and never back into the contest', async () => {
    const entryId = await stage.enter(ana);
    await disqualify(entryId);
    await report(ben, entryId);
    expect(await stage.decideOn(entryId, { decision: 'REQUEST_CHANGES', reason: 'RIGHTS' })).toMatchObject({
      code: 'INVALID_STATE',
    });
    expect(await stage.seeEntry(entryId)).toMatchObject({ state: 'DISQUALIFIED' });
    expect(await stage.decideOn(entryId, { decision: 'REJECT', reason: 'RIGHTS' })).toBeNull();
    expect(await stage.seeEntry(entryId)).toBeNull();
  });

  test('that have hidden an entry keep it hidden when it is disqualified, until a moderator has looked at it', async () => {
    await open({ reportsThatHide: 1 });
    const entryId = await stage.enter(ana);
    await report(ben, entryId);
    expect(await disqualify(entryId)).toEqual(accepted({ state: 'DISQUALIFIED', isHidden: true }));
    await stage.settle();
    expect(await stage.seeEntry(entryId)).toBeNull();
    expect(await waits(entryId)).toMatchObject({ causes: ['REPORTED'] });
    expect(await stage.decideOn(entryId, { decision: 'APPROVE' })).toBeNull();
    expect(await stage.seeEntry(entryId)).toMatchObject({ state: 'DISQUALIFIED' });
    expect(await waits(entryId)).toBeUndefined();
  });
});

describe('an entry that was taken back', () => {
  test('is out for ever, frees its place, and can be taken back again', async () => {
    await open({ maxEntriesPerMember: 1 });
    const entryId = await stage.enter(ana);
    expect(await stage.begin(ana)).toEqual(refused('TOO_MANY_ENTRIES'));
    const taken = await withdraw(ana, entryId);
    expect(taken).toEqual(accepted({ state: 'WITHDRAWN', editableUntil: null }));
    expect(await withdraw(ana, entryId)).toEqual(taken);
    expect(await stage.seeEntry(entryId)).toBeNull();
    expect(await change(ana, entryId, text('Back'))).toEqual(refused('INVALID_STATE', ['entryId']));
    expect(await stage.submit(ana, entryId)).toEqual(refused('INVALID_STATE', ['entryId']));
    expect(await disqualify(entryId)).toEqual(refused('INVALID_STATE', ['entryId']));
    expect((await stage.begin(ana)).userErrors).toEqual([]);
    const query = `query ($id: ID!) { contest(id: $id) { participation { entriesLeft entries { number state } } } }`;
    expect((await stage.ask(query, { id: stage.contestId }, ana)).contest.participation).toEqual({
      entriesLeft: 0,
      entries: [
        { number: 1, state: 'WITHDRAWN' },
        { number: 2, state: 'DRAFT' },
      ],
    });
    expect((await stage.ask(query, { id: stage.contestId })).contest.participation).toBeNull();
  });

  test('can be so while the vote runs, and in a contest that was called off', async () => {
    const entryId = await stage.enter(ana);
    const other = await stage.enter(ben);
    api.clock.set(at(11));
    expect(await withdraw(ana, entryId)).toEqual(accepted({ state: 'WITHDRAWN' }));
    await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'Rain.' });
    expect(await withdraw(ben, other)).toEqual(accepted({ state: 'WITHDRAWN' }));
    expect(await stage.begin(ana)).toEqual(refused('SUBMISSION_CLOSED'));
  });
});
