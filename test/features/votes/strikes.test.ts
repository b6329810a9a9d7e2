import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getProgram } from '../../../functions/features/programs/store.ts';
import { carryOutDecision } from '../../../functions/features/votes/decisions/due.ts';
import { vote as castVote } from '../../../functions/features/votes/operations.ts';
import { waitingOf } from '../../../functions/table/due.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { codes, type Ground, openGround, type Person } from './ground.ts';
import { member } from './model/acting.ts';
import { openVote } from './surface.ts';

// Votes that an organizer strikes and restores.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const votes = { votesPerVoter: 3, votesPerEntry: 3 };
const open = (settings: Parameters<typeof openGround>[1] = {}) => openGround(api, { votes, ...settings });

type Decide = { who?: Credential; members?: string[]; reason?: string };
const decideBy =
  (name: 'strikeVotes' | 'restoreVotes') =>
  ({ stage, voter }: Ground, { who = stage.organizer, members, reason = 'Bought.' }: Decide = {}) => {
    const memberIds = members ?? [voter.memberId];
    return stage.mutate(name, { contestId: stage.contestId, memberIds, reason }, 'contest { id }', who);
  };
const strike = decideBy('strikeVotes');
const restore = decideBy('restoreVotes');

/** What was decided up to now is carried out and projected. */
async function follow({ stage }: Ground): Promise<void> {
  api.clock.advance({ minutes: 1 });
  await stage.settle();
}
const votesOf = async ({ countOf, entries }: Ground) => (await countOf(entries.a))?.votes;
const stateOf = async ({ ballot }: Ground) => (await ballot()).ballot.state;
const listOf = async ({ stage }: Ground, page = ''): Promise<Data[]> => {
  const query = `query ($id: ID!) { contest(id: $id) { strikes${page} { edges { node {
    memberId member { displayName } reason at by } } pageInfo { hasNextPage endCursor } } } }`;
  const { strikes } = (await stage.ask(query, { id: stage.contestId }, stage.organizer)).contest;
  return strikes.edges.map(({ node }: Data) => node);
};
const named = (strikes: Data[]) => strikes.map(({ memberId, reason }) => [memberId, reason]);

describe('votes that are struck', () => {
  test('count no more a minute later, and again a minute after they were restored', async () => {
    const ground = await open({ voteCounts: 'LIVE' });
    const { entries, vote, stage, goTo } = ground;
    goTo(10);
    await vote(entries.a, 2);
    await vote(entries.a, 1, await stage.join('Other'));
    expect((await strike(ground)).userErrors).toEqual([]);
    await stage.settle();
    expect([await votesOf(ground), await stateOf(ground)]).toEqual([3, 'COUNTED']);
    await follow(ground);
    expect([await votesOf(ground), await stateOf(ground)]).toEqual([1, 'STRUCK']);
    expect((await restore(ground)).userErrors).toEqual([]);
    await follow(ground);
    expect([await votesOf(ground), await stateOf(ground)]).toEqual([3, 'COUNTED']);
  });

  test('of all rounds, attempts and days are, and those that are given after it too', async () => {
    const ground = await open({ votes: { ...votes, per: 'DAY' } });
    const { entries, vote, part, stage, goTo } = ground;
    goTo(10);
    await vote(entries.a, 1);
    goTo(11);
    await vote(entries.a, 1);
    const restart = { contestId: stage.contestId, round: 1, attempt: 1, reason: 'Again.' };
    await stage.ofContest('restartContestRound', restart);
    await strike(ground);
    expect((await vote(entries.a, 2)).ballot.state).toBe('COUNTED');
    await follow(ground);
    expect((await vote(entries.a, 3)).ballot).toMatchObject({ attempt: 2, state: 'STRUCK', version: 1 });
    goTo(12);
    expect((await vote(entries.a, 1)).ballot.state).toBe('STRUCK');
    await restore(ground);
    await follow(ground);
    const { ballots } = await part('ballots { edges { node { attempt day state } } }');
    expect(ballots.edges.map(({ node }: Data) => node.state)).toEqual(['COUNTED', 'COUNTED', 'VOID', 'VOID']);
    expect(await votesOf(ground)).toBe(4);
  });

  test('are those of one contest alone', async () => {
    const ground = await open();
    const { stage, entries, vote, voter, goTo } = ground;
    goTo(10);
    await vote(entries.a, 1);
    const place = { api, slug: stage.slug, owner: { token: await api.as(stage.slug, 'OWNER') } };
    const other = await openVote(place, 'other', ground.authors[0] as Person);
    await vote(other.entryId, 1, voter);
    await strike(ground);
    await follow(ground);
    const query = 'query ($id: ID!) { contest(id: $id) { participation { ballot { state } } } }';
    const { contest } = await stage.ask(query, { id: other.contestId }, voter);
    expect([await stateOf(ground), contest.participation.ballot.state]).toEqual(['STRUCK', 'COUNTED']);
  });

  test('stay struck when their voter is suspended and comes back, and the other way round', async () => {
    const ground = await open();
    const { entries, vote, setStatus, goTo } = ground;
    goTo(10);
    await vote(entries.a, 1);
    await strike(ground);
    await setStatus('SUSPENDED');
    await follow(ground);
    await setStatus('ACTIVE');
    await follow(ground);
    expect(await stateOf(ground)).toBe('STRUCK');
    await setStatus('SUSPENDED');
    await restore(ground);
    await follow(ground);
    expect([await stateOf(ground), await votesOf(ground)]).toEqual(['STRUCK', 0]);
    await setStatus('ACTIVE');
    await follow(ground);
    expect([await stateOf(ground), await votesOf(ground)]).toEqual(['COUNTED', 1]);
  });

  test('do not count when finalists are chosen, though no ballot says so yet', async () => {
    const ground = await open({ finalists: { count: 1, chosenBy: 'VOTES' } });
    const { stage, entries, vote, goTo } = ground;
    goTo(10);
    await vote(entries.a, 3);
    await vote(entries.b, 1, await stage.join('Other'));
    goTo(20, 30_000);
    await strike(ground);
    goTo(20, 60_000);
    await api.tick(ENTITY.roundCount);
    const query = 'query ($id: ID!) { contest(id: $id) { finalists { number } } }';
    const { contest } = await stage.ask(query, { id: stage.contestId });
    expect([contest.finalists, await stateOf(ground)]).toEqual([[{ number: 2 }], 'COUNTED']);
  });
});

describe('a strike', () => {
  test('that is sent again with the same reason writes nothing, and with another changes the reason', async () => {
    const ground = await open();
    const waiting = async () => (await waitingOf(api.deps, ENTITY.voteDecision, ground.stage.slug)).length;
    await strike(ground, { reason: 'Bought.' });
    const before = await listOf(ground);
    expect(await waiting()).toBe(1);
    await follow(ground);
    await strike(ground, { reason: 'Bought.' });
    expect([await listOf(ground), await waiting()]).toEqual([before, 0]);
    await strike(ground, { reason: 'Bots.' });
    expect(await waiting()).toBe(1);
    expect(named(await listOf(ground))).toEqual([[ground.voter.memberId, 'Bots.']]);
    await restore(ground);
    await restore(ground);
    expect(await listOf(ground)).toEqual([]);
  });

  test('is listed for organizers, latest first, page by page', async () => {
    const ground = await open();
    const { stage } = ground;
    const people = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((name) => stage.join(name)));
    const [a, b, c, d, e] = people.map(({ memberId }) => memberId) as [
      string,
      string,
      string,
      string,
      string,
    ];
    await strike(ground, { members: [a, b, c], reason: 'First.' });
    api.clock.advance({ seconds: 1 });
    await strike(ground, { members: [d, e], reason: 'Second.' });
    await restore(ground, { members: [b] });
    const all = await listOf(ground);
    expect(named(all)).toEqual([
      [d, 'Second.'],
      [e, 'Second.'],
      [a, 'First.'],
      [c, 'First.'],
    ]);
    expect(all[0]).toMatchObject({
      member: { displayName: 'D' },
      at: expect.any(String),
      by: expect.any(String),
    });
    const query = `query ($id: ID!, $after: String) { contest(id: $id) { strikes(first: 2, after: $after) {
      edges { node { memberId } } pageInfo { hasNextPage endCursor } } } }`;
    const seen: string[][] = [];
    let after = null;
    for (let pages = 0; pages < 4; pages += 1) {
      const { strikes }: Data = (await stage.ask(query, { id: stage.contestId, after }, stage.organizer))
        .contest;
      seen.push(strikes.edges.map(({ node }: Data) => node.memberId));
      if (!strikes.pageInfo.hasNextPage) break;
      after = strikes.pageInfo.endCursor;
    }
    // Who was restored is missing from a page, and the next goes on behind.
    expect(seen).toEqual([[d, e], [a], [c]]);
  });

  test('is refused where it has nothing to strike, and strikes nobody then', async () => {
    const ground = await open();
    const { stage, voter, goTo } = ground;
    const foreign = await (await open()).stage.join('Foreign');
    for (const unknown of [foreign.memberId, 'mem_1', ''])
      expect((await strike(ground, { members: [voter.memberId, unknown] })).userErrors).toMatchObject([
        { code: 'MEMBER_NOT_FOUND', field: ['memberIds', '1'] },
      ]);
    expect(await listOf(ground)).toEqual([]);
    for (const input of [{ members: [] }, { members: ['a', 'a'] }, { reason: ' ' }])
      expect(codes(await strike(ground, input))).toEqual(['INVALID_INPUT']);
    const many = Array.from({ length: 51 }, (_, n) => `mem_${n}`);
    expect(codes(await strike(ground, { members: many }))).toEqual(['INVALID_INPUT']);
    await expect(strike(ground, { who: stage.moderator })).rejects.toThrow('FORBIDDEN');
    await expect(strike(ground, { who: voter })).rejects.toThrow('FORBIDDEN');
    goTo(12);
    await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'No.' });
    for (const decide of [strike, restore]) expect(codes(await decide(ground))).toEqual(['INVALID_STATE']);
    const { contest } = await stage.ofContest('createContest', { title: 'T', idempotencyKey: 'draft' });
    const inContest = (contestId: string) => strike({ ...ground, stage: { ...stage, contestId } });
    expect(codes(await inContest(contest.id))).toEqual(['INVALID_STATE']);
    expect(codes(await inContest('cst_1'))).toEqual(['NOT_FOUND']);
  });

  test('at the same moment as a vote strikes it, whichever comes first', async () => {
    const ground = await open();
    const { stage, entries, voter, goTo } = ground;
    goTo(10);
    const program = await getProgram(api.deps, stage.slug);
    if (program === undefined) throw new Error('There is a program.');
    // The vote has read that nobody is struck, and is written when all is over.
    const { promise: goesOn, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: stands, resolve: stand } = Promise.withResolvers<void>();
    const { table } = api.deps;
    const write = async (one: Parameters<typeof table.write>[0]) => {
      stand();
      await goesOn;
      await table.write(one);
    };
    const slow = { ...api.deps, table: { ...table, write } };
    const scope = { program, viewer: member(voter.memberId) };
    await ground.vote(entries.b, 1, await stage.join('First'));
    const cast = castVote(slow, scope, { entryId: entries.a, votes: 2 });
    await stands;
    await strike(ground);
    await stage.settle();
    goOn();
    expect(await cast).toMatchObject({ ok: true, value: { ballot: { state: 'COUNTED', struck: false } } });
    await follow(ground);
    expect([await stateOf(ground), await votesOf(ground)]).toEqual(['STRUCK', 0]);
  });

  test('and a restoration at once leave ballots as what was kept last says', async () => {
    const ground = await open();
    const { entries, vote, goTo } = ground;
    goTo(10);
    await vote(entries.a, 1);
    for (let turn = 0; turn < 3; turn += 1) {
      const both = [strike(ground, { reason: `Turn ${turn}` }), restore(ground), strike(ground)];
      for (const { userErrors } of await Promise.all(both)) expect(userErrors).toEqual([]);
      const isStruck = (await listOf(ground)).length > 0;
      await follow(ground);
      expect(await stateOf(ground)).toBe(isStruck ? 'STRUCK' : 'COUNTED');
      expect(await votesOf(ground)).toBe(isStruck ? 0 : 1);
    }
  });

  test.each(['write', 'query', 'batchGet'] as const)(
    'whose %s was slow does not undo what was decided after it',
    async (call) => {
      const ground = await open();
      const { stage, entries, vote, goTo } = ground;
      goTo(10);
      await vote(entries.a, 1);
      await strike(ground);
      api.clock.advance({ minutes: 1 });
      const program = await getProgram(api.deps, stage.slug);
      const [due] = await waitingOf(api.deps, ENTITY.voteDecision, stage.slug);
      if (program === undefined || due === undefined) throw new Error('Something is due.');
      // What it read is answered as it was before the restoration, or its write comes after that.
      const { promise: goesOn, resolve: goOn } = Promise.withResolvers<void>();
      const { promise: stands, resolve: stand } = Promise.withResolvers<void>();
      const { table } = api.deps;
      let left = call === 'batchGet' ? 3 : 1;
      const slowly =
        (work: (...args: never[]) => Promise<unknown>, isRead: boolean) =>
        async (...args: never[]) => {
          left -= 1;
          if (left !== 0) return work(...args);
          const answer = isRead ? await work(...args) : undefined;
          stand();
          await goesOn;
          return isRead ? answer : work(...args);
        };
      const slow = { ...table, [call]: slowly(table[call], call !== 'write') };
      const carried = carryOutDecision({ ...api.deps, table: slow }, program, due, () => false);
      await stands;
      await restore(ground);
      await follow(ground);
      goOn();
      await carried;
      await stage.settle();
      expect([await stateOf(ground), await votesOf(ground)]).toEqual(['COUNTED', 1]);
    },
  );

  test('of a contest that was called off meanwhile is dropped', async () => {
    const ground = await open();
    const { stage, entries, vote, goTo } = ground;
    goTo(10);
    await vote(entries.a, 1);
    await strike(ground);
    await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'No.' });
    const waiting = async () => (await waitingOf(api.deps, ENTITY.voteDecision, stage.slug)).length;
    expect(await waiting()).toBe(1);
    await follow(ground);
    expect(await waiting()).toBe(0);
    const { ballots } = await ground.part('ballots { edges { node { state version } } }');
    expect(ballots.edges).toEqual([{ node: { state: 'VOID', version: 1 } }]);
  });
});
