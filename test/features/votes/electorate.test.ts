import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getProgram } from '../../../functions/features/programs/store.ts';
import { strikeBallots } from '../../../functions/features/votes/due.ts';
import { memberStatusKey } from '../../../functions/table/keys.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { nextKey } from '../entries/stage.ts';
import { openGround } from './ground.ts';

// Who may vote, and on what.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const votes = { votesPerVoter: 3, votesPerEntry: 2 };
const open = (settings: Parameters<typeof openGround>[1] = {}) => openGround(api, { votes, ...settings });

describe('a voter', () => {
  test('has been a member for as long as the contest says, to the millisecond', async () => {
    const { stage, entries, codeOf, goTo } = await open({ voters: { memberForDays: 2 } });
    goTo(10);
    const late = await stage.join('Late');
    goTo(12, -1);
    expect(await codeOf(entries.a, 1, late)).toEqual(['NOT_ELIGIBLE']);
    goTo(12);
    expect(await codeOf(entries.a, 1, late)).toEqual([]);
  });

  test('has the points that the contest asks for', async () => {
    const { stage, entries, codeOf, voter, goTo } = await open({ voters: { minimumPoints: 10 } });
    goTo(10);
    const award = (points: number) =>
      stage.mutate(
        'awardPoints',
        { memberId: voter.memberId, points, reason: 'test', idempotencyKey: nextKey() },
        'entry { id }',
        stage.organizer,
      );
    expect(await codeOf(entries.a, 1)).toEqual(['NOT_ELIGIBLE']);
    await award(9);
    expect(await codeOf(entries.a, 1)).toEqual(['NOT_ELIGIBLE']);
    await award(1);
    expect(await codeOf(entries.a, 1)).toEqual([]);
  });

  test('has an address that the issuer verified, where the contest asks for it', async () => {
    const { stage, entries, codeOf, voter, goTo } = await open({
      voters: { verifiedClaim: 'EMAIL_VERIFIED' },
    });
    goTo(10);
    const verified = {
      token: await api.token(stage.slug, { subject: 'Voter', claims: { email_verified: true } }),
    };
    expect(await codeOf(entries.a, 1, voter)).toEqual(['NOT_ELIGIBLE']);
    expect(await codeOf(entries.a, 1, verified)).toEqual([]);
  });

  test('is none of the staff, unless the contest lets them', async () => {
    for (const [staffMayTakePart, wanted] of [
      [false, ['NOT_ELIGIBLE']],
      [true, []],
    ]) {
      const { stage, entries, codeOf, goTo } = await open({ voters: { staffMayTakePart } });
      goTo(10);
      for (const role of ['JUDGE', 'MODERATOR', 'ORGANIZER', 'OWNER']) {
        const who = { token: await api.as(stage.slug, role) };
        await api.mutate(stage.slug, 'join', {}, 'member { id }', who);
        expect([role, await codeOf(entries.a, 1, who)]).toEqual([role, wanted]);
      }
    }
  });

  test('who joined a moment ago may vote, and who did not join may not', async () => {
    const { stage, entries, codeOf, goTo } = await open();
    goTo(10);
    const token = await api.token(stage.slug, { subject: 'new' });
    expect(await codeOf(entries.a, 1, { token })).toEqual(['NOT_JOINED']);
    await api.mutate(stage.slug, 'join', {}, 'member { id }', { token });
    expect(await codeOf(entries.a, 1, { token })).toEqual([]);
  });

  test('who is suspended loses what they gave in every contest that runs a minute later, and has it back after', async () => {
    const one = await open();
    const { stage, entries, vote, ballot, countOf, setStatus, goTo } = one;
    goTo(10);
    await vote(entries.a, 2);
    const other = await stage.join('Other');
    await vote(entries.a, 1, other);
    await setStatus('SUSPENDED');
    await stage.settle();
    expect((await countOf(entries.a)).votes).toBe(3);
    api.clock.advance({ minutes: 1 });
    await stage.settle();
    expect((await countOf(entries.a)).votes).toBe(1);
    expect(await ballot()).toMatchObject({ ballot: { state: 'STRUCK', version: 2 } });
    await setStatus('ACTIVE');
    api.clock.advance({ minutes: 1 });
    await stage.settle();
    expect((await countOf(entries.a)).votes).toBe(3);
    expect(await ballot()).toMatchObject({ ballot: { state: 'COUNTED', version: 3 } });
  });

  test('who is back keeps their votes, also when a strike that began before was slow', async () => {
    const { stage, entries, vote, ballot, countOf, setStatus, voter, goTo } = await open();
    goTo(10);
    await vote(entries.a, 2);
    await setStatus('SUSPENDED');
    api.clock.advance({ minutes: 1 });
    const { promise: goesOn, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: stands, resolve: stand } = Promise.withResolvers<void>();
    const { table } = api.deps;
    const slow = {
      ...api.deps,
      table: {
        ...table,
        write: async (one: Parameters<typeof table.write>[0]) => {
          stand();
          await goesOn;
          await table.write(one);
        },
      },
    };
    const program = await getProgram(api.deps, stage.slug);
    const note = await table.get(memberStatusKey(program?.id ?? '', voter.memberId ?? ''));
    if (program === undefined || note === undefined) throw new Error('Nothing is due.');
    const strike = strikeBallots(slow, program, note, () => false);
    await stands;
    await setStatus('ACTIVE');
    api.clock.advance({ minutes: 1 });
    await stage.settle();
    goOn();
    await strike;
    await stage.settle();
    expect(await ballot()).toMatchObject({ ballot: { state: 'COUNTED' } });
    expect((await countOf(entries.a)).votes).toBe(2);
  });
});

describe('an entry', () => {
  test('is not voted on by its author, nor when it has fallen', async () => {
    const { stage, entries, authors, codeOf, goTo } = await open();
    const [author] = authors;
    goTo(10);
    expect(await codeOf(entries.a, 1, author)).toEqual(['OWN_ENTRY']);
    expect(await codeOf(entries.b, 1, author)).toEqual([]);
    await stage.ofEntry('withdrawContestEntry', { entryId: entries.a }, author ?? {});
    await stage.settle();
    expect(await codeOf(entries.a, 1, author)).toEqual(['OWN_ENTRY']);
  });

  test('that was admitted a moment ago is voted on, though no memory has it', async () => {
    const window = (days: number) => new Date(api.clock.now().getTime() + days * 86_400_000).toISOString();
    const { stage, entries, codeOf, goTo } = await open({
      submission: { opensAt: window(0), closesAt: window(15) },
      resultsAt: window(30),
      maxEntriesPerMember: 2,
    });
    goTo(10);
    expect(await codeOf(entries.a, 1)).toEqual([]);
    const author = await stage.join('Late');
    const draft = (await stage.begin(author)).entry.id;
    expect(await codeOf(draft, 1)).toEqual(['ENTRY_NOT_IN_ROUND']);
    const late = await stage.enter(author);
    expect(await codeOf(late, 1, author)).toEqual(['OWN_ENTRY']);
    expect(await codeOf(late, 1)).toEqual([]);
  });

  test('that was taken back is not voted on, and its votes are free again', async () => {
    const { stage, entries, authors, vote, codeOf, ballot, goTo } = await open();
    const [author = {}] = authors;
    goTo(10);
    await vote(entries.a, 2);
    await vote(entries.b, 1);
    expect(await codeOf(entries.c, 2)).toEqual(['NO_VOTES_LEFT']);
    await stage.ofEntry('withdrawContestEntry', { entryId: entries.a }, author);
    await stage.settle();
    // What was given in the last 90 seconds counts as used in what is shown, until the roster must have it.
    api.clock.advance({ minutes: 1 });
    expect(await ballot()).toMatchObject({ ballot: { votesLeft: 2 } });
    expect(await codeOf(entries.a, 1)).toEqual(['ENTRY_NOT_IN_ROUND']);
    const { ballot: after } = await vote(entries.c, 2);
    expect(after).toMatchObject({ votesLeft: 0 });
    expect(after.votes.map(({ entryId }: Data) => entryId)).toEqual([entries.b, entries.c]);
  });

  test('that is hidden is given nothing, keeps what it has, and can be taken from', async () => {
    const { stage, entries, vote, codeOf, ballot, goTo } = await open({ reportsThatHide: 1 });
    goTo(10);
    await vote(entries.a, 1);
    const reporter = await stage.join('Reporter');
    await stage.ofEntry('reportContestEntry', { entryId: entries.a, reason: 'STOLEN' }, reporter);
    await stage.settle();
    api.clock.advance({ minutes: 2 });
    expect(await codeOf(entries.a, 2)).toEqual(['ENTRY_NOT_IN_ROUND']);
    expect((await ballot()).ballot).toMatchObject({ votesLeft: 2, votes: [{ votes: 1, entry: null }] });
    expect(await codeOf(entries.a, 0)).toEqual([]);
  });

  test('of another contest or program has no vote here', async () => {
    const one = await open();
    const other = await open();
    other.goTo(10);
    expect(await one.codeOf(other.entries.a, 1)).toEqual(['NOT_FOUND']);
    for (const id of ['', 'ent_1', one.stage.contestId])
      expect(await one.codeOf(id, 1)).toEqual(['NOT_FOUND']);
  });

  test('has counts while it stands in the round that is open, and others have none', async () => {
    const { stage, entries, authors, vote, countOf, goTo } = await open({ voteCounts: 'LIVE' });
    const [author = {}, second = {}] = authors;
    expect(await countOf(entries.b)).toBeNull();
    const { entry } = await stage.begin(await stage.join('Drafts'));
    goTo(10);
    await vote(entries.b, 2);
    await stage.ofEntry('withdrawContestEntry', { entryId: entries.a }, author);
    await stage.settle();
    expect(await countOf(entries.b, {})).toEqual({ votes: 2, round: 1, attempt: 1 });
    expect(await countOf(entries.c, second)).toMatchObject({ votes: 0 });
    for (const id of [entries.a, entry.id]) expect(await countOf(id)).toBeNull();
  });

  test('has counts that nobody but organizers sees where they are hidden, by any way', async () => {
    const { stage, entries, authors, vote, voter, goTo } = await open();
    goTo(10);
    await vote(entries.a, 2);
    await stage.settle();
    const query = '{ contestEntry(id: "$id") { counts { id } } }'.replace('$id', entries.a);
    const { id } = (await stage.ask(query, {}, stage.organizer)).contestEntry.counts;
    const node = (who: object) =>
      stage.ask(`{ node(id: "${id}") { ... on EntryCounts { votes } } }`, {}, who);
    expect(await node(stage.organizer)).toEqual({ node: { votes: 2 } });
    for (const who of [voter, authors[0] ?? {}, stage.moderator])
      expect(await node(who)).toEqual({ node: null });
  });
});
