import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../../support/api.ts';

// The operations of docs/contests.md as they stand there, played in their order.

const page = readFileSync('docs/contests.md', 'utf8');
const operations = new Map(
  [...page.matchAll(/```graphql\n((?:query|mutation) (\w+)[\s\S]*?)```/g)].map(([, text = '', name = '']) => [
    name,
    text,
  ]),
);

let api: Api;
beforeAll(async () => {
  api = await startApi();
  api.clock.set(new Date('2027-02-20T09:00:00.000Z'));
  await api.createProgram({ slug: 'demo' });
});
afterAll(() => api.close());

/** Plays one as of a moment; throws for an error, expects no refusal. */
async function play(name: string, at: string, token: string, variables: object = {}): Promise<Data> {
  api.clock.set(new Date(at));
  const { body } = await api.send('demo', operations.get(name) ?? name, variables, { token });
  expect([name, body.errors]).toEqual([name, undefined]);
  const [payload] = Object.values<Data>(body.data);
  expect([name, payload.userErrors ?? []]).toEqual([name, []]);
  return payload;
}

describe('docs/contests.md', () => {
  test('leads from a draft to the final by its operations, each played once', async () => {
    const played: string[] = [];
    const staff = async (role: string, name: string, at: string, variables: object = {}) => {
      api.clock.set(new Date(at));
      played.push(name);
      return play(name, at, await api.as('demo', role), variables);
    };
    const { contest } = await staff('ORGANIZER', 'Draft', '2027-03-01T09:00:00Z');
    const contestId = contest.id;
    await staff('ORGANIZER', 'Write', '2027-03-01T09:05:00Z', { contestId });
    const { contest: ready } = await staff('ORGANIZER', 'Terms', '2027-03-01T09:06:00Z', { contestId });
    expect(ready.problems).toEqual([]);
    const { contest: published } = await staff('ORGANIZER', 'Publish', '2027-03-01T09:07:00Z', { contestId });
    expect(published).toMatchObject({ phase: 'ANNOUNCED', nextPhase: { phase: 'SUBMISSION' } });

    const member = async (who: string, name: string, at: string, variables: object) => {
      api.clock.set(new Date(at));
      played.push(name);
      const { token } = await api.join('demo', who);
      return play(name, at, token, variables);
    };
    const { entry } = await member('author', 'Enter', '2027-03-03T00:00:00Z', { contestId });
    expect(entry.contest.terms).toMatchObject({ language: 'en', version: 1 });
    const entryId = entry.id;
    await member('author', 'HandIn', '2027-03-03T00:01:00Z', { entryId });
    const { edges } = await staff('MODERATOR', 'Waiting', '2027-03-04T00:00:00Z', { contestId });
    const itemId = edges[0].node.id;
    const { results } = await staff('MODERATOR', 'Admit', '2027-03-04T00:01:00Z', { itemId });
    expect(results).toEqual([{ itemId, error: null }]);
    const { ballot } = await member('voter', 'Vote', '2027-03-12T00:00:00Z', { entryId });
    expect(ballot).toMatchObject({ version: 1, state: 'COUNTED', votesLeft: 2 });
    api.clock.set(new Date('2027-03-20T00:02:00Z'));
    await api.tick();
    const went = await member('voter', 'WhoGoesOn', '2027-03-20T00:03:00Z', { contestId });
    expect(went).toMatchObject({ phase: 'INTERMISSION', finalists: [{ id: entryId }] });
    await api.drain();
    const { numbers } = await staff('ORGANIZER', 'Numbers', '2027-03-20T00:05:00Z', { contestId });
    expect(numbers).toMatchObject({
      entries: { byDay: [{ day: '2027-03-03', entries: 1 }] },
      moderation: { waiting: 0, oldestSince: null },
      rounds: [{ round: 1, votes: 1, ballots: 1 }],
    });
    expect(played).toEqual([...operations.keys()]);
  });
});
