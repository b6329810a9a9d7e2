import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contestLookup } from '../../../functions/features/contests/lookups.ts';
import { getProgram } from '../../../functions/features/programs/store.ts';
import { releasesPending } from '../../../functions/features/votes/counting.ts';
import { carryOutDecision } from '../../../functions/features/votes/decisions/due.ts';
import { waitingOf } from '../../../functions/table/due.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import { lookUpOne } from '../../../functions/table/lookup.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { codes, type Ground, openGround, type Person } from './ground.ts';

// Votes of new members, which wait until an organizer releases them.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const votes = { votesPerVoter: 3, votesPerEntry: 3 };
/** Who joined on the first day is new until the twelfth. */
const open = (settings: Parameters<typeof openGround>[1] = {}) =>
  openGround(api, { votes, holdsNewMembersDays: 12, ...settings });

const release = ({ stage }: Ground, what: object, who: Credential = stage.organizer): Promise<Data> =>
  stage.mutate('releaseVotes', { contestId: stage.contestId, ...what }, 'contest { id }', who);
async function follow({ stage }: Ground): Promise<void> {
  api.clock.advance({ minutes: 1 });
  await stage.settle();
}
const votesOf = async ({ countOf }: Ground, entryId: string) => (await countOf(entryId))?.votes;
const stateOf = async ({ part }: Ground, who?: Person) => (await part('ballot { state }', who)).ballot.state;
async function listOf({ stage }: Ground, page = '', who = stage.organizer): Promise<Data> {
  const query = `query ($id: ID!) { contest(id: $id) { heldBallots${page} {
    edges { node { ballotId memberId member { displayName } joined round attempt day votes heldAt } }
    pageInfo { hasNextPage endCursor } } } }`;
  return (await stage.ask(query, { id: stage.contestId }, who)).contest.heldBallots;
}
const held = async (ground: Ground): Promise<Data[]> =>
  (await listOf(ground)).edges.map(({ node }: Data) => node);

describe('votes of a new member', () => {
  test('are held and do not count, which their voter sees, and count once they are released', async () => {
    const ground = await open({ voteCounts: 'LIVE' });
    const { stage, entries, vote, voter, goTo } = ground;
    goTo(10);
    expect((await vote(entries.a, 2)).ballot).toMatchObject({ state: 'HELD', version: 1, votesLeft: 1 });
    goTo(12);
    // What was decided at the first vote stays.
    expect((await vote(entries.b, 1)).ballot).toMatchObject({ state: 'HELD', version: 2 });
    await stage.settle();
    expect([await votesOf(ground, entries.a), await votesOf(ground, entries.b)]).toEqual([0, 0]);
    const [one, ...others] = await held(ground);
    const { ballot } = await ground.ballot();
    expect(others).toEqual([]);
    expect(one).toEqual({
      ballotId: ballot.id,
      memberId: voter.memberId,
      member: { displayName: 'Voter' },
      joined: ground.day(0).slice(0, 10),
      ...{ round: 1, attempt: 1, day: null, votes: 3 },
      heldAt: ground.day(10),
    });
    expect((await release(ground, { ballotIds: [one?.ballotId] })).userErrors).toEqual([]);
    expect(await stateOf(ground)).toBe('COUNTED');
    await stage.settle();
    expect([await votesOf(ground, entries.a), await votesOf(ground, entries.b)]).toEqual([2, 1]);
    expect(await held(ground)).toEqual([]);
    // What is released stays so.
    expect((await vote(entries.b, 0)).ballot).toMatchObject({ state: 'COUNTED', version: 4 });
  });

  test('count from the first instant on at which the member is new no more', async () => {
    const ground = await open({ votes: { ...votes, per: 'DAY' } });
    const { entries, vote, stage, goTo } = ground;
    const late = await stage.join('Late');
    const joinedAt = api.clock.now().getTime();
    goTo(11);
    expect((await vote(entries.a, 1, late)).ballot.state).toBe('HELD');
    api.clock.set(new Date(joinedAt + 12 * 86_400_000 - 1));
    expect((await vote(entries.b, 1, late)).ballot.state).toBe('HELD');
    goTo(13);
    expect((await vote(entries.a, 1, late)).ballot.state).toBe('COUNTED');
    api.clock.set(new Date(joinedAt + 12 * 86_400_000));
    const other = await open({ holdsNewMembersDays: 0 });
    other.goTo(10);
    expect((await other.vote(other.entries.a, 1)).ballot.state).toBe('COUNTED');
  });

  test('that are struck or suspended besides count when both are over', async () => {
    const ground = await open();
    const { stage, entries, vote, voter, setStatus, goTo } = ground;
    goTo(10);
    await vote(entries.a, 1);
    const named = { contestId: stage.contestId, memberIds: [voter.memberId], reason: 'Bought.' };
    await stage.ofContest('strikeVotes', named);
    await setStatus('SUSPENDED');
    await follow(ground);
    await release(ground, { all: true });
    await follow(ground);
    expect([await stateOf(ground), await held(ground)]).toEqual(['STRUCK', []]);
    await stage.ofContest('restoreVotes', named);
    await follow(ground);
    expect(await stateOf(ground)).toBe('STRUCK');
    await setStatus('ACTIVE');
    await follow(ground);
    expect([await stateOf(ground), await votesOf(ground, entries.a)]).toEqual(['COUNTED', 1]);
  });

  test('that were restored but not released are held still', async () => {
    const ground = await open();
    const { stage, entries, vote, voter, goTo } = ground;
    goTo(10);
    await vote(entries.a, 1);
    const named = { contestId: stage.contestId, memberIds: [voter.memberId], reason: 'Bought.' };
    await stage.ofContest('strikeVotes', named);
    await follow(ground);
    await stage.ofContest('restoreVotes', named);
    await follow(ground);
    expect([await stateOf(ground), (await held(ground)).length]).toEqual(['HELD', 1]);
  });
});

describe('a release', () => {
  /** Ten new members, the first half of whom vote for A, and all for B. */
  async function many(ground: Ground): Promise<Person[]> {
    const { stage, entries, vote, goTo } = ground;
    const people = await Promise.all(Array.from({ length: 10 }, (_, n) => stage.join(`New ${n}`)));
    goTo(10);
    for (const [index, who] of people.entries()) {
      if (index < 5) await vote(entries.a, 1, who);
      await vote(entries.b, 1, who);
      api.clock.advance({ seconds: 1 });
    }
    await stage.settle();
    return people;
  }

  test('of an entry is of those who gave it a vote, a minute later, and may be sent again', async () => {
    const ground = await open();
    const people = await many(ground);
    const { stage, entries } = ground;
    for (let turn = 0; turn < 2; turn += 1)
      expect((await release(ground, { entryId: entries.a })).userErrors).toEqual([]);
    await stage.settle();
    expect(await votesOf(ground, entries.b)).toBe(0);
    await follow(ground);
    expect([await votesOf(ground, entries.a), await votesOf(ground, entries.b)]).toEqual([5, 5]);
    const left = people.slice(5).map(({ memberId }) => memberId);
    expect((await held(ground)).map(({ memberId }) => memberId).sort()).toEqual(left.sort());
  });

  test('of all is of those that were held by then: who votes after it is held anew', async () => {
    const ground = await open();
    await many(ground);
    const { stage, entries, vote } = ground;
    await release(ground, { all: true });
    api.clock.advance({ seconds: 1 });
    expect((await vote(entries.b, 1)).ballot.state).toBe('HELD');
    await follow(ground);
    expect(await votesOf(ground, entries.b)).toBe(10);
    expect((await held(ground)).map(({ memberId }) => memberId)).toEqual([ground.voter.memberId]);
    await follow(ground);
    expect(await stateOf(ground)).toBe('HELD');
    expect(await waitingOf(api.deps, ENTITY.voteDecision, stage.slug)).toEqual([]);
  });

  test('goes on where time was over, and is known to be pending until it is whole', async () => {
    const ground = await open();
    await many(ground);
    const { stage, entries, goTo } = ground;
    const program = await getProgram(api.deps, stage.slug);
    const contest =
      program &&
      (await lookUpOne(api.deps, contestLookup(program.id, stage.contestId), { consistent: true }));
    if (program === undefined || contest === undefined) throw new Error('There is a contest.');
    expect(await releasesPending(api.deps, contest)).toBe(false);
    await release(ground, { all: true });
    expect(await releasesPending(api.deps, contest)).toBe(true);
    goTo(11);
    const [due] = await waitingOf(api.deps, ENTITY.voteDecision, program.id);
    if (due === undefined) throw new Error('Something is due.');
    let looks = 4;
    await carryOutDecision(api.deps, program, due, () => {
      looks -= 1;
      return looks < 0;
    });
    const left = (await held(ground)).length;
    expect([left > 0, left < 10, await releasesPending(api.deps, contest)]).toEqual([true, true, true]);
    await follow(ground);
    expect([await held(ground), await votesOf(ground, entries.b)]).toEqual([[], 10]);
    expect(await releasesPending(api.deps, contest)).toBe(false);
  });

  test('that was asked for before the count is waited for, and what is held then does not count', async () => {
    const ground = await open({ finalists: { count: 1, chosenBy: 'VOTES' }, holdsNewMembersDays: 3_650 });
    const { stage, entries, vote, goTo } = ground;
    const other = await stage.join('Other');
    goTo(10);
    await vote(entries.a, 3);
    await vote(entries.b, 2, other);
    goTo(20, 30_000);
    await release(ground, { entryId: entries.b });
    goTo(20, 60_000);
    await api.tick(ENTITY.roundCount);
    const chosen = async () => {
      const query = 'query ($id: ID!) { contest(id: $id) { finalists { number } } }';
      return (await stage.ask(query, { id: stage.contestId })).contest.finalists;
    };
    expect(await chosen()).toBeNull();
    goTo(20, 120_000);
    await api.tick(ENTITY.voteDecision);
    await api.tick(ENTITY.roundCount);
    expect(await chosen()).toEqual([{ number: 2 }]);
  });

  test('at the same moment as votes loses none of them', async () => {
    const ground = await open();
    const { stage, entries, vote, goTo } = ground;
    goTo(10);
    const { ballot } = await vote(entries.a, 1);
    const both = [release(ground, { ballotIds: [ballot.id] }), vote(entries.b, 1), vote(entries.c, 1)];
    for (const { userErrors } of await Promise.all(both)) expect(userErrors).toEqual([]);
    await stage.settle();
    expect(await stateOf(ground)).toBe('COUNTED');
    const counts = [entries.a, entries.b, entries.c].map((id) => votesOf(ground, id));
    expect(await Promise.all(counts)).toEqual([1, 1, 1]);
  });

  test('names one thing, of this contest, and is an organizer’s', async () => {
    const ground = await open();
    const { stage, entries, vote, voter, goTo } = ground;
    const other = await open();
    goTo(10);
    const { ballot } = await vote(entries.a, 1);
    const empty = (await ground.part('ballot { id }', ground.authors[0])).ballot.id;
    for (const what of [{}, { all: false }, { ballotIds: [] }, { all: true, entryId: entries.a }])
      expect(codes(await release(ground, what))).toEqual(['INVALID_INPUT']);
    for (const unknown of [
      '',
      'bal_1',
      empty,
      ballot.id.replace(/^bal_\w{26}/, 'bal_00000000000000000000000000'),
    ])
      expect((await release(ground, { ballotIds: [ballot.id, unknown] })).userErrors).toMatchObject([
        { code: 'NOT_FOUND', field: ['ballotIds', '1'] },
      ]);
    for (const entryId of ['', 'ent_1', other.entries.a, entries.a.replace(/_1$/, '_99')])
      expect((await release(ground, { entryId })).userErrors).toMatchObject([
        { code: 'NOT_FOUND', field: ['entryId'] },
      ]);
    expect(await stateOf(ground)).toBe('HELD');
    for (const who of [stage.moderator, voter]) {
      await expect(release(ground, { all: true }, who)).rejects.toThrow('FORBIDDEN');
      await expect(listOf(ground, '', who)).rejects.toThrow('FORBIDDEN');
    }
    await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'No.' });
    expect(codes(await release(ground, { all: true }))).toEqual(['INVALID_STATE']);
  });
});

test('ballots that are held are listed latest first, page by page, each once', async () => {
  const ground = await open();
  const { stage, entries, vote, goTo } = ground;
  const people = await Promise.all(Array.from({ length: 25 }, (_, n) => stage.join(`New ${n}`)));
  goTo(10);
  for (const [index, who] of people.entries()) {
    await vote(entries.a, 1, who);
    // Some at the same instant.
    if (index % 3 > 0) api.clock.advance({ seconds: 1 });
  }
  const seen: Data[] = [];
  let page = '(first: 4)';
  for (let pages = 1; ; pages += 1) {
    const { edges, pageInfo } = await listOf(ground, page);
    seen.push(...edges.map(({ node }: Data) => node));
    if (!pageInfo.hasNextPage) {
      expect(pages).toBe(7);
      break;
    }
    page = `(first: 4, after: "${pageInfo.endCursor}")`;
  }
  expect(new Set(seen.map(({ memberId }) => memberId)).size).toBe(25);
  expect(seen).toHaveLength(25);
  const times = seen.map(({ heldAt }) => heldAt);
  expect(times).toEqual(times.toSorted().toReversed());
});
