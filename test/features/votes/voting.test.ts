import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { openStage, type Person, type Stage } from '../entries/stage.ts';

// Votes, through the API.

const BALLOT = `ballot { id round attempt day state votesLeft resetsAt receipt version
  votes { entryId votes votedAt entry { number } } }`;

let api: Api;
let stage: Stage;
let voter: Person;
let ids: string[];

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const open = async (votes: object = {}) => {
  stage = await openStage(api);
  await stage.ofContest('cancelContest', { contestId: stage.contestId, reason: 'Another one is used.' });
  const [start, day] = [api.clock.now().getTime(), 86_400_000];
  const at = (days: number) => new Date(start + days * day).toISOString();
  stage = await openStage(api, {
    submission: { opensAt: at(0), closesAt: at(10) },
    rounds: [{ voting: { opensAt: at(10), closesAt: at(20) }, votes }],
  });
  const authors = await Promise.all(['A', 'B', 'C', 'D'].map((name) => stage.join(name)));
  ids = [];
  for (const author of authors) ids.push(await stage.enter(author));
  voter = await stage.join('Voter');
  await stage.settle();
};
const begin = () => api.clock.advance({ days: 10 });
const vote = (
  entryId: string | undefined,
  votes: number,
  who: Person = voter,
  more: object = {},
): Promise<Data> => stage.mutate('vote', { entryId, votes, ...more }, BALLOT, who);
const codes = ({ userErrors }: Data) => userErrors.map(({ code }: Data) => code);

describe('a vote', () => {
  beforeEach(() => open({ votesPerVoter: 3, votesPerEntry: 2 }));

  test('is taken within the window alone, and what stands is answered afterwards', async () => {
    expect(codes(await vote(ids[0], 1))).toEqual(['VOTING_NOT_OPEN']);
    begin();
    const { ballot } = await vote(ids[0], 2);
    expect(ballot).toMatchObject({ votesLeft: 1, version: 1, state: 'COUNTED', day: null, resetsAt: null });
    expect(ballot.votes).toEqual([
      { entryId: ids[0], votes: 2, votedAt: api.clock.now().toISOString(), entry: { number: 1 } },
    ]);
    api.clock.advance({ days: 9, hours: 23, minutes: 59 });
    api.clock.set(new Date(Date.parse(stage.day(20)) - 1));
    expect(codes(await vote(ids[1], 1))).toEqual([]);
    api.clock.advance({ seconds: 1 });
    expect(codes(await vote(ids[1], 0))).toEqual(['VOTING_CLOSED']);
    expect((await vote(ids[1], 1)).ballot).toMatchObject({ version: 2, votesLeft: 0 });
  });

  test('is given to an entry of the contest alone, within the limits', async () => {
    begin();
    expect(codes(await vote(ids[0], 3))).toEqual(['ENTRY_LIMIT']);
    expect(codes(await vote(ids[0], 2))).toEqual([]);
    expect(codes(await vote(ids[1], 2))).toEqual(['NO_VOTES_LEFT']);
    expect(codes(await vote(ids[1], 1, voter, { ifVersion: 0 }))).toEqual(['STALE_VERSION']);
    expect(codes(await vote(ids[1], 1, voter, { ifVersion: 1 }))).toEqual([]);
    const nobodys = ids[0]?.replace(/_\d+$/, '_999');
    expect(codes(await vote(nobodys, 1))).toEqual(['ENTRY_NOT_IN_ROUND']);
  });

  test('of 500 at the same moment leaves as many as the budget has', async () => {
    begin();
    const all = await Promise.all(Array.from({ length: 40 }, (_, index) => vote(ids[index % 4], 1)));
    expect(all.flatMap(codes).every((code) => code === 'NO_VOTES_LEFT')).toBe(true);
    await api.settle();
    const counts = await Promise.all(
      ids.map(async (id) => {
        const query = 'query ($id: ID!) { contestEntry(id: $id) { counts { votes round attempt } } }';
        const seen = await stage.ask(query, { id }, stage.organizer);
        expect((await stage.ask(query, { id }, voter)).contestEntry).toEqual({ counts: null });
        return seen.contestEntry.counts.votes;
      }),
    );
    expect(counts.reduce((sum, votes) => sum + votes, 0)).toBe(3);
  });
});
