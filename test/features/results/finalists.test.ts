import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getContest } from '../../../functions/features/contests/store.ts';
import { beginEntry } from '../../../functions/features/entries/rules.ts';
import { insertContestEntry } from '../../../functions/features/entries/store.ts';
import { emptyBallot } from '../../../functions/features/votes/ballot.ts';
import { ensureBallotSecret, putBallot } from '../../../functions/features/votes/store.ts';
import { memberIdOf } from '../../../functions/identity/member-id.ts';
import { chunk } from '../../../functions/table/client.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import { entryNumbersKey } from '../../../functions/table/keys.ts';
import { update } from '../../../functions/table/writes.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { codes, type Ground, openGround } from '../votes/ground.ts';

// Finalists that the votes choose: counted as due work once the first vote is over.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const votes = { votesPerVoter: 3, votesPerEntry: 3 };
const open = (count: number, settings: object = {}) =>
  openGround(api, { votes, finalists: { count, chosenBy: 'VOTES' }, ...settings });
const finalistsOf = async ({ stage }: Ground): Promise<number[] | null> => {
  const query = 'query ($id: ID!) { contest(id: $id) { finalists { number } } }';
  const { finalists } = (await stage.ask(query, { id: stage.contestId })).contest;
  return finalists?.map(({ number }: Data) => number) ?? null;
};
/** One report is enough where `reportsThatHide` says 1. */
const hide = ({ stage, voter }: Ground, entryId: string) =>
  stage.mutate('reportContestEntry', { entryId, reason: 'STOLEN' }, 'entry { id }', voter);
const tick = () => api.tick(ENTITY.roundCount);
const MINUTE = 60_000;

describe('finalists by votes', () => {
  test('are those with most votes, from a minute after the close on, and alone can be voted on in the final', async () => {
    const ground = await open(2);
    const { stage, entries, vote, codeOf, goTo } = ground;
    const other = await stage.join('Other');
    goTo(19);
    await vote(entries.d, 2);
    await vote(entries.b, 1);
    await vote(entries.b, 3, other);
    goTo(20, MINUTE - 1);
    await tick();
    expect(await finalistsOf(ground)).toBeNull();
    goTo(20, MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toEqual([2, 4]);
    goTo(21);
    expect(await codeOf(entries.a, 1)).toEqual(['ENTRY_NOT_IN_ROUND']);
    expect((await vote(entries.d, 1)).ballot).toMatchObject({ round: 2, version: 1 });
  });

  test('of equal votes are those that more voters gave them to, then those that were handed in first', async () => {
    const ground = await open(2);
    const { stage, entries, vote, goTo } = ground;
    const others = await Promise.all(['X', 'Y', 'Z'].map((name) => stage.join(name)));
    goTo(19);
    for (const [who, entryId, count] of [
      [others[0], entries.d, 2],
      [others[1], entries.d, 1],
      [others[2], entries.c, 3],
      [ground.voter, entries.b, 3],
    ] as const)
      expect(codes(await vote(entryId, count, who))).toEqual([]);
    goTo(20, MINUTE);
    await tick();
    // Three votes each: D has two voters; B was handed in before C.
    expect(await finalistsOf(ground)).toEqual([2, 4]);
  });

  test('are counted once the close is over that was put off, of the attempt that a restart began', async () => {
    const ground = await open(1);
    const { stage, entries, vote, goTo, day } = ground;
    goTo(19);
    await vote(entries.a, 3);
    const restart = { contestId: stage.contestId, round: 1, attempt: 1, reason: 'Bots.' };
    expect(codes(await stage.ofContest('restartContestRound', restart))).toEqual([]);
    goTo(19, MINUTE);
    await vote(entries.c, 1);
    const rounds = [{ round: 1, votingClosesAt: new Date(Date.parse(day(21)) - 61 * MINUTE).toISOString() }];
    const extension = { contestId: stage.contestId, rounds, reason: 'Rain.' };
    expect(codes(await stage.ofContest('extendContest', extension))).toEqual([]);
    goTo(20, MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toBeNull();
    goTo(21, -60 * MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toEqual([3]);
  });

  test('leave out entries that are out, and keep those that reports have hidden', async () => {
    const ground = await open(2, { reportsThatHide: 1 });
    const { stage, entries, authors, vote, goTo } = ground;
    goTo(19);
    for (const id of [entries.a, entries.b, entries.c]) await vote(id, 1);
    await hide(ground, entries.c);
    await stage.ofEntry('withdrawContestEntry', { entryId: entries.a }, authors[0] ?? {});
    goTo(20, MINUTE);
    await tick();
    // C is hidden until somebody decides, and is a finalist all the same.
    expect(await finalistsOf(ground)).toEqual([2]);
    expect(await stage.decideOn(entries.c, { decision: 'APPROVE' })).toBeNull();
    expect(await finalistsOf(ground)).toEqual([2, 3]);
  });

  test('that leave before the final make room for the next within five minutes, until a minute before it opens', async () => {
    const ground = await open(2);
    const { stage, entries, authors, vote, goTo } = ground;
    const leave = (place: number) =>
      stage.ofEntry('withdrawContestEntry', { entryId: ground.ids[place] }, authors[place] ?? {});
    goTo(19);
    for (const id of [entries.a, entries.b, entries.c]) await vote(id, 1);
    await vote(entries.d, 1, authors[0]);
    goTo(20, MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toEqual([1, 2]);
    await leave(0);
    expect(await finalistsOf(ground)).toEqual([2]);
    goTo(20, 6 * MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toEqual([2, 3]);
    goTo(21, -3 * MINUTE);
    await tick();
    await leave(1);
    goTo(21, -2 * MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toEqual([3, 4]);
    await leave(2);
    goTo(21, -MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toEqual([4]);
    goTo(21);
    await tick();
    expect(await finalistsOf(ground)).toEqual([4]);
  });

  test('are looked at once more from the ballots on: who was suspended while it was counted and is back has voted', async () => {
    const ground = await open(1);
    const { stage, entries, vote, setStatus, goTo } = ground;
    const other = await stage.join('Other');
    goTo(19);
    await vote(entries.a, 3);
    await vote(entries.b, 1, other);
    goTo(20, MINUTE - 1);
    await setStatus('SUSPENDED');
    goTo(20, MINUTE);
    await tick();
    await setStatus('ACTIVE');
    expect(await finalistsOf(ground)).toEqual([2]);
    goTo(21, -3 * MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toEqual([1]);
  });

  test('that reports have hidden are told to moderators and organizers alone', async () => {
    const ground = await open(1, { reportsThatHide: 1 });
    const { stage, entries, vote, goTo } = ground;
    goTo(19);
    await vote(entries.c, 1);
    await hide(ground, entries.c);
    goTo(20, MINUTE);
    await tick();
    const query = 'query ($id: ID!) { contest(id: $id) { finalists { number isHidden } } }';
    for (const who of [stage.organizer, stage.moderator])
      expect((await stage.ask(query, { id: stage.contestId }, who)).contest.finalists).toEqual([
        { number: 3, isHidden: true },
      ]);
    expect(await finalistsOf(ground)).toEqual([]);
  });

  test('are found behind a hundred that have left, and among many equals by when they were handed in', async () => {
    const ground = await open(3);
    const { stage, goTo, day } = ground;
    const { deps } = api;
    const contest = await getContest(deps, stage.slug, stage.contestId);
    if (contest === undefined) throw new Error('There is a contest.');
    const place = { programId: contest.programId, contestId: contest.id };
    const secret = await ensureBallotSecret(deps, place);
    const content = { kind: 'TEXT' as const, title: 'A film', text: 'Words.', url: null };
    const gone = 120;
    const numbers = Array.from({ length: 300 }, (_, n) => n + 10);
    const items = numbers.flatMap((number, n) => {
      const isGone = n < gone;
      const submittedAt = new Date(Date.parse(day(5)) - n * 1_000).toISOString();
      const entry = beginEntry(contest, { number, authorId: 'mem_author', content }, new Date(day(5)));
      const memberId = memberIdOf(stage.slug, 'https://issuer.example.com', String(number));
      const empty = emptyBallot({ ...place, memberId, round: 1, attempt: 1, period: 'ALL' });
      const votes = { [number]: [isGone ? 2 : 1, Date.parse(day(15))] as [number, number] };
      return [
        insertContestEntry({
          ...entry,
          ...{ state: isGone ? 'WITHDRAWN' : 'APPROVED', shown: content, draft: null, submittedAt },
        }),
        putBallot(secret, empty, { ...empty, votes, version: 1 }),
      ];
    });
    for (const some of chunk(items, 100)) await deps.table.transact(some);
    await deps.table.write(
      update(entryNumbersKey(contest.programId, contest.id), { set: { last: numbers.at(-1) } }),
    );
    goTo(20, MINUTE);
    await tick();
    const { finalists } = (await getContest(deps, stage.slug, stage.contestId)) ?? {};
    // The later the number, the earlier they were handed in.
    expect(finalists).toEqual(numbers.slice(-3));
  });

  test('are none where nobody voted, and are no organizer’s to choose', async () => {
    const ground = await open(2);
    const { stage, entries, goTo } = ground;
    goTo(20);
    const input = { contestId: stage.contestId, entryIds: [entries.a] };
    const chosen = await stage.mutate('selectFinalists', input, 'contest { id }', stage.organizer);
    expect(codes(chosen)).toEqual(['INVALID_STATE']);
    goTo(20, MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toEqual([]);
  });

  test('do not follow from ballots of members who were suspended a moment before the close', async () => {
    const ground = await open(1);
    const { stage, entries, vote, setStatus, goTo } = ground;
    const other = await stage.join('Other');
    goTo(19);
    await vote(entries.a, 3);
    await vote(entries.b, 1, other);
    goTo(20, -1);
    await setStatus('SUSPENDED');
    goTo(20, MINUTE);
    // The strike is due by now and has not been done.
    await tick();
    expect(await finalistsOf(ground)).toEqual([2]);
  });

  test('of a contest that was called off are not counted', async () => {
    const ground = await open(1);
    const { stage, entries, vote, goTo } = ground;
    goTo(19);
    await vote(entries.a, 1);
    await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'No more.' });
    goTo(20, MINUTE);
    await tick();
    expect(await finalistsOf(ground)).toBeNull();
  });
});
