import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../functions/table/client.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { openGround, type Person } from './ground.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const open = (settings: Parameters<typeof openGround>[1] = {}) =>
  openGround(api, { votes: { votesPerVoter: 3, votesPerEntry: 2 }, ...settings });

const ballotItems = async ({ contestId }: { contestId: string }): Promise<Item[]> =>
  (await api.scanAll()).filter(({ PK }) => PK.includes(`#CONTEST#${contestId}#BALLOTS#`));

describe('a vote', () => {
  test('is taken within the window alone, and what stands is answered afterwards', async () => {
    const { stage, entries, vote, codeOf, goTo } = await open();
    expect(await codeOf(entries.a, 1)).toEqual(['VOTING_NOT_OPEN']);
    goTo(10);
    const { ballot } = await vote(entries.a, 2);
    expect(ballot).toMatchObject({ votesLeft: 1, version: 1, state: 'COUNTED', day: null, resetsAt: null });
    expect(ballot.votes).toEqual([
      { entryId: entries.a, votes: 2, votedAt: api.clock.now().toISOString(), entry: { number: 1 } },
    ]);
    goTo(20, -1);
    expect(await codeOf(entries.b, 1)).toEqual([]);
    goTo(20);
    expect(await codeOf(entries.b, 0)).toEqual(['VOTING_CLOSED']);
    expect((await vote(entries.b, 1)).ballot).toMatchObject({ version: 2, votesLeft: 0 });
    await stage.settle();
  });

  test('is given to an entry of the contest alone, within the limits', async () => {
    const { entries, vote, codeOf, voter, goTo } = await open();
    goTo(10);
    expect(await codeOf(entries.a, 3)).toEqual(['ENTRY_LIMIT']);
    expect(await codeOf(entries.a, 2)).toEqual([]);
    expect(await codeOf(entries.b, 2)).toEqual(['NO_VOTES_LEFT']);
    expect(await codeOf(entries.b, 1, voter, { ifVersion: 0 })).toEqual(['STALE_VERSION']);
    expect(await codeOf(entries.b, 1, voter, { ifVersion: 1 })).toEqual([]);
    const nobodys = entries.a.replace(/_\d+$/, '_999');
    expect(await codeOf(nobodys, 1)).toEqual(['ENTRY_NOT_IN_ROUND']);
    // Asked for 0 votes, of which it has none: so it stands.
    expect((await vote(nobodys, 0)).ballot).toMatchObject({ version: 2 });
  });

  test('of 500 at the same moment leaves as many as the budget has', async () => {
    const { stage, ids, vote, ballot, countOf, voter, goTo } = await open();
    goTo(10);
    let sent = 0;
    const refusals = new Set<string>();
    const inTurn = async () => {
      while (sent < 500) {
        sent += 1;
        for (const { code } of (await vote(ids[sent % 4] ?? '', 1)).userErrors) refusals.add(code);
      }
    };
    await Promise.all(Array.from({ length: 50 }, inTurn));
    expect([...refusals]).toEqual(['NO_VOTES_LEFT']);
    expect(await ballot()).toMatchObject({ ballot: { version: 3, votesLeft: 0 } });
    await api.settle();
    const counts = await Promise.all(ids.map((id) => countOf(id)));
    expect(counts.reduce((sum, { votes }) => sum + votes, 0)).toBe(3);
    expect(await Promise.all(ids.map((id) => countOf(id, voter)))).toEqual([null, null, null, null]);
    await stage.settle();
  });

  test('of two at the same moment with the same version is taken once', async () => {
    const { entries, vote, voter, goTo } = await open();
    goTo(10);
    const [one, other] = await Promise.all([
      vote(entries.a, 1, voter, { ifVersion: 0 }),
      vote(entries.b, 1, voter, { ifVersion: 0 }),
    ]);
    const refusals = [...one.userErrors, ...other.userErrors].map(({ code }: Data) => code);
    expect(refusals).toEqual(['STALE_VERSION']);
  });

  test('a millisecond before the close counts also when the stream comes later, and at the close none does', async () => {
    const { stage, entries, vote, codeOf, countOf, goTo } = await open();
    goTo(20, -1);
    await vote(entries.a, 2);
    goTo(20);
    expect(await codeOf(entries.b, 1)).toEqual(['VOTING_CLOSED']);
    goTo(20, 3_600_000);
    await stage.settle();
    expect(await countOf(entries.a)).toEqual({ votes: 2, round: 1, attempt: 1 });
    expect(await countOf(entries.b)).toMatchObject({ votes: 0 });
  });

  test('sent again is answered when the program pauses, the voter is suspended and the contest is called off', async () => {
    const { stage, entries, vote, codeOf, voter, goTo } = await open();
    goTo(10);
    const first = await vote(entries.a, 1);
    const owner = { token: await api.as(stage.slug, 'OWNER') };
    const status = async (value: string) =>
      api.mutate(stage.slug, 'setProgramStatus', { status: value }, 'program { slug }', owner);
    await status('PAUSED');
    expect(await vote(entries.a, 1)).toEqual(first);
    expect(await codeOf(entries.a, 2)).toEqual(['PROGRAM_PAUSED']);
    await status('ACTIVE');
    const member = { memberId: voter.memberId, reason: 'Fraud?' };
    const suspend = (value: string) =>
      stage.mutate('setMemberStatus', { ...member, status: value }, 'member { id }', owner);
    await suspend('SUSPENDED');
    expect(await vote(entries.a, 1)).toEqual(first);
    expect(await codeOf(entries.a, 2)).toEqual(['MEMBER_SUSPENDED']);
    await suspend('ACTIVE');
    await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'No more.' });
    expect(await vote(entries.a, 1)).toEqual({ ...first, ballot: { ...first.ballot, state: 'VOID' } });
    expect(await codeOf(entries.a, 2)).toEqual(['VOTING_CLOSED']);
  });

  test('that was changed and changed back is what was asked last', async () => {
    const { entries, vote, goTo } = await open();
    goTo(10);
    for (const votes of [1, 2, 1, 0, 1])
      expect((await vote(entries.a, votes)).ballot.votes.map((one: Data) => one.votes)).toEqual(
        votes === 0 ? [] : [votes],
      );
  });

  test('keeps where the first one came from, in another form', async () => {
    const { stage, entries, vote, voter, goTo } = await open();
    goTo(10);
    const from = (agent: string) => ({ ...voter, headers: { 'user-agent': agent } });
    await vote(entries.a, 1, from('first'));
    const [before] = await ballotItems(stage);
    await vote(entries.a, 2, from('second'));
    const [after] = await ballotItems(stage);
    expect(after).toMatchObject({ version: 2, address: before?.address, agent: before?.agent });
    expect(JSON.stringify(after)).not.toMatch(/first|127\.0\.0\.1/);
    // The same agent is the same text within a contest, and another elsewhere.
    const other = await stage.join('Other');
    await vote(entries.a, 1, { ...other, headers: { 'user-agent': 'first' } });
    const agents = (await ballotItems(stage)).map(({ agent }) => agent);
    expect(new Set(agents).size).toBe(1);
    const elsewhere = await open();
    elsewhere.goTo(10);
    await elsewhere.vote(elsewhere.entries.a, 1, { ...elsewhere.voter, headers: { 'user-agent': 'first' } });
    expect((await ballotItems(elsewhere.stage))[0]?.agent).not.toBe(agents[0]);
  });
});

describe('a ballot', () => {
  test('is there before the first vote, and not before the first opening', async () => {
    const { entries, vote, ballot, goTo, part } = await open();
    expect(await ballot()).toEqual({ ballot: null });
    goTo(10);
    const { ballot: empty } = await ballot();
    expect(empty).toMatchObject({ version: 0, votes: [], votesLeft: 3, state: 'COUNTED', receipt: null });
    const { ballot: after } = await vote(entries.a, 1);
    expect(after.id).toBe(empty.id);
    goTo(26);
    expect((await part('ballots { edges { node { id votesLeft } } }')).ballots.edges).toEqual([
      { node: { id: after.id, votesLeft: 2 } },
    ]);
  });

  test('is found by no id of a day that there is not, nor of a round or an attempt that has not been', async () => {
    const { stage, vote, entries, voter, goTo } = await open();
    goTo(10);
    const { id } = (await vote(entries.a, 1)).ballot;
    const found = async (name: string) =>
      (await stage.ask(`{ node(id: "${name}") { ... on Ballot { version resetsAt day } } }`, {}, voter)).node;
    expect(await found(id)).toMatchObject({ version: 1 });
    const base = id.replace(/_1_1_ALL$/, '');
    for (const rest of ['_1_1_2026-99-99', '_1_1_0000-00-00', '_1_1_2026-02-30', '_1_2_ALL', '_2_1_ALL'])
      expect(await found(`${base}${rest}`)).toBeNull();
  });

  test('has a receipt from its first vote on, which stays when the votes are changed and taken back', async () => {
    const { entries, vote, goTo, part } = await open();
    goTo(10);
    const { receipt } = (await vote(entries.a, 1)).ballot;
    expect(receipt).toMatch(/^[0-9a-z]{26}$/);
    expect((await vote(entries.a, 2)).ballot.receipt).toBe(receipt);
    expect((await vote(entries.a, 0)).ballot).toMatchObject({ receipt, votes: [] });
    expect((await part('ballot { receipt }')).ballot).toEqual({ receipt });
  });

  test('that nobody has voted on yet is looked for, and refused a vote, without a write', async () => {
    const { stage, entries, ballot, part, codeOf, goTo } = await open();
    goTo(10);
    const before = await api.scanAll();
    expect((await ballot()).ballot).toMatchObject({ version: 0, receipt: null });
    expect((await part('ballots { edges { node { id } } }')).ballots.edges).toEqual([]);
    expect(await codeOf(entries.a, 3)).toEqual(['ENTRY_LIMIT']);
    expect(await codeOf(entries.a, 0)).toEqual([]);
    expect(await codeOf(entries.a, 1, stage.organizer)).toEqual(['NOT_JOINED']);
    expect(await api.scanAll()).toEqual(before);
  });

  test('of each day is one of its own', async () => {
    const { entries, vote, codeOf, part, goTo } = await open({
      votes: { votesPerVoter: 1, votesPerEntry: 1, per: 'DAY' },
      timeZone: 'America/Sao_Paulo',
    });
    goTo(11);
    // It is midnight in São Paulo at 3 o'clock UTC.
    const midnight = new Date(`${api.clock.now().toISOString().slice(0, 10)}T03:00:00.000Z`).getTime();
    api.clock.set(new Date(midnight - 1));
    const { ballot } = await vote(entries.a, 1);
    expect(ballot).toMatchObject({ votesLeft: 0, resetsAt: new Date(midnight).toISOString() });
    expect(await codeOf(entries.b, 1)).toEqual(['NO_VOTES_LEFT']);
    api.clock.set(new Date(midnight));
    const { ballot: next } = await vote(entries.a, 1);
    expect(next).toMatchObject({ votesLeft: 0, version: 1 });
    expect([ballot.day < next.day, ballot.receipt === next.receipt]).toEqual([true, false]);
    const { ballots } = await part('ballots(first: 1) { edges { node { day } } pageInfo { hasNextPage } }');
    expect(ballots).toEqual({ edges: [{ node: { day: next.day } }], pageInfo: { hasNextPage: true } });
  });

  test('is nobody’s but its voter’s', async () => {
    const { stage, entries, vote, authors, voter, goTo } = await open();
    goTo(10);
    const { ballot } = await vote(entries.a, 1);
    const query = 'query ($id: ID!) { node(id: $id) { ... on Ballot { receipt } } }';
    const [author] = authors;
    for (const who of [author, stage.organizer, stage.moderator])
      expect(await stage.ask(query, { id: ballot.id }, who)).toEqual({ node: null });
    expect(await stage.ask(query, { id: ballot.id }, voter)).toEqual({ node: { receipt: ballot.receipt } });
  });

  test('takes no 41st entry', async () => {
    const { stage, entries, vote, voter, goTo } = await open({
      votes: { votesPerVoter: 60, votesPerEntry: 2 },
      maxEntriesPerMember: 50,
    });
    const many = await Promise.all(['E', 'F', 'G', 'H'].map((name) => stage.join(name)));
    const [author = voter] = many;
    const of = async (one: Person) => {
      const own: string[] = [];
      for (let turn = 0; turn < 10; turn += 1) own.push(await stage.enter(one));
      return own;
    };
    const numbers = (await Promise.all(many.map(of))).flat();
    await stage.settle();
    goTo(10);
    for (const id of numbers) expect((await vote(id, 1)).userErrors).toEqual([]);
    expect((await vote(entries.a, 1)).userErrors).toMatchObject([
      { code: 'ENTRY_LIMIT', field: ['entryId'] },
    ]);
    await stage.ofEntry('withdrawContestEntry', { entryId: numbers[0] }, author);
    await stage.settle();
    expect((await vote(entries.a, 1, voter)).ballot.votes).toHaveLength(40);
    const [item] = await ballotItems(stage);
    expect(Object.keys(item?.votes as object)).toHaveLength(40);
  });
});
