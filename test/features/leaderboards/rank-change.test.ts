import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { openFresh, type Stands } from './boards.ts';

// Ranks gained and lost since the day began in the program's zone.

let api: Api;
let stands: Stands;
let id: string;
let stories = 0;
/** Noon of the first day in Seoul. */
let noon: number;
const DAY_MILLIS = 86_400_000;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  stories += 1;
  noon = Date.parse('2026-11-02T03:00:00.000Z') + stories * 10 * DAY_MILLIS;
  api.clock.set(new Date(noon));
  stands = await openFresh(api);
  id = stands.pointsBoard();
  await stands.enter([
    ['ann', 40],
    ['bob', 30],
    ['cat', 20],
    ['dan', 10],
  ]);
});
afterAll(() => api.close());

/** Noon of a later day; the stream is at rest before it. */
async function onDay(days: number, millis = 0): Promise<void> {
  await api.drain();
  api.clock.set(new Date(noon + days * DAY_MILLIS + millis));
}

/** Who moved how far, by each of the ways to ask, which must say the same. */
async function moved(): Promise<Record<string, number | null>> {
  await api.drain();
  const { top } = await stands.see(
    id,
    'top(first: 100) { edges { node { rankChange subject { subjectId } } } }',
  );
  const listed = top.edges.map(({ node }: Data) => [stands.nameOf(node.subject.subjectId), node.rankChange]);
  for (const [name, rankChange] of listed) {
    const fields = `record(subjectId: "${stands.of(name).memberId}") { rankChange } around(subjectId: "${stands.of(name).memberId}", above: 0, below: 0) { rankChange }`;
    expect([name, await stands.see(id, fields)]).toEqual([
      name,
      { record: { rankChange }, around: [{ rankChange }] },
    ]);
  }
  return Object.fromEntries(listed);
}

describe('rankChange', () => {
  test('is null on the day on which a record begins, and 0 on the next when nothing happens', async () => {
    expect(await moved()).toEqual({ ann: null, bob: null, cat: null, dan: null });
    await onDay(1);
    expect(await moved()).toEqual({ ann: 0, bob: 0, cat: 0, dan: 0 });
  });

  test('is the number of ranks gained or lost since the day start, whoever caused it', async () => {
    await onDay(1);
    await stands.award('dan', 25);
    expect(await moved()).toEqual({ ann: 0, dan: 2, bob: -1, cat: -1 });
    await stands.award('cat', 30);
    expect(await moved()).toEqual({ cat: 2, ann: -1, dan: 1, bob: -2 });
    // To a tie: both have the better rank.
    await stands.award('bob', 20);
    expect(await moved()).toEqual({ cat: 2, bob: 1, ann: -2, dan: 0 });
  });

  test('starts anew each day, also after a day on which nothing happened', async () => {
    await onDay(1);
    await stands.award('dan', 25);
    await onDay(2);
    expect(await moved()).toEqual({ ann: 0, dan: 0, bob: 0, cat: 0 });
    await onDay(5);
    await stands.award('bob', 20);
    expect(await moved()).toEqual({ bob: 2, ann: -1, dan: -1, cat: 0 });
    await onDay(6);
    expect(await moved()).toEqual({ bob: 0, ann: 0, dan: 0, cat: 0 });
  });

  test('counts from the day start in the program’s zone, to the millisecond', async () => {
    // Midnight in Seoul is 15:00 in UTC, twelve hours after noon.
    const half = DAY_MILLIS / 2;
    await onDay(0, half - 1);
    await stands.award('dan', 25);
    expect(await moved()).toEqual({ ann: null, dan: null, bob: null, cat: null });
    await onDay(0, half);
    expect(await moved()).toEqual({ ann: 0, dan: 0, bob: 0, cat: 0 });
    await stands.award('cat', 30);
    expect(await moved()).toEqual({ cat: 3, ann: -1, dan: -1, bob: -1 });
    await onDay(0, half + DAY_MILLIS - 1);
    expect(await moved()).toEqual({ cat: 3, ann: -1, dan: -1, bob: -1 });
    await onDay(0, half + DAY_MILLIS);
    expect(await moved()).toEqual({ cat: 0, ann: 0, dan: 0, bob: 0 });
  });

  test('is a loss for those below a new member, whose own is null', async () => {
    await onDay(1);
    await stands.join('eve');
    await stands.award('eve', 35);
    expect(await moved()).toEqual({ ann: 0, eve: null, bob: -1, cat: -1, dan: -1 });
  });

  test('includes reversals', async () => {
    const entry = await stands.award('dan', 25);
    await onDay(1);
    await stands.reverse(entry);
    expect(await moved()).toEqual({ ann: 0, bob: 1, cat: 1, dan: -2 });
  });

  test('is null for a record that lost its rank, and when it returns on a later day', async () => {
    await stands.join('eve');
    const entry = await stands.award('eve', 35);
    await onDay(1);
    await stands.reverse(entry);
    expect(await moved()).toEqual({ ann: 0, bob: 1, cat: 1, dan: 1 });
    expect((await stands.recordOf(id, 'eve')).rankChange).toBeNull();
    await onDay(2);
    await stands.award('eve', 35);
    expect(await moved()).toEqual({ ann: 0, eve: null, bob: -1, cat: -1, dan: -1 });
  });

  test('is 0 for changes that cancel each other within the day', async () => {
    await onDay(1);
    await stands.reverse(await stands.award('dan', 100));
    expect(await moved()).toEqual({ ann: 0, bob: 0, cat: 0, dan: 0 });
  });

  test('of members below includes hiding and showing of those above', async () => {
    await onDay(1);
    await stands.setVisibility('bob', 'HIDDEN');
    await api.tick();
    expect(await moved()).toEqual({ ann: 0, cat: 1, dan: 1 });
    await onDay(2);
    expect(await moved()).toEqual({ ann: 0, cat: 0, dan: 0 });
    await stands.award('dan', 100);
    await stands.setVisibility('bob', 'FULL');
    await api.tick();
    expect(await moved()).toEqual({ dan: 2, ann: -1, bob: null, cat: -2 });
    await onDay(3);
    expect(await moved()).toEqual({ dan: 0, ann: 0, bob: 0, cat: 0 });
  });

  test('is null for all in a season that begins that day, and as usual on its later days', async () => {
    const monthly = stands.pointsBoard('MONTH');
    await api.drain();
    const season = await stands.see(monthly, 'endsAt');
    const begin = Date.parse(season.endsAt);
    id = monthly;
    api.clock.set(new Date(begin));
    await stands.award('bob', 1);
    await stands.award('ann', 2);
    expect(await moved()).toEqual({ ann: null, bob: null });
    api.clock.set(new Date(begin + DAY_MILLIS));
    await stands.award('bob', 5);
    expect(await moved()).toEqual({ bob: 1, ann: -1 });
  });

  test('is 0 in a finished season, unless something still counts in it', async () => {
    const daily = await stands.make({ metric: 'EVENT_COUNT', eventType: 'VISIT', seasonKind: 'DAY' });
    const visit = (name: string, occurredAt: string) =>
      stands.happen(name, { type: 'VISIT', amount: null, occurredAt });
    const happened = api.clock.now().toISOString();
    const season = await stands.see(daily, 'key');
    await visit('ann', happened);
    await visit('ann', happened);
    await visit('bob', happened);
    await onDay(1);
    const seen = async () => {
      await api.drain();
      const fields = 'top { edges { node { rank rankChange subject { subjectId } } } }';
      const { top } = await stands.see(daily, fields, { season: season.key });
      return top.edges.map(({ node }: Data) => [
        stands.nameOf(node.subject.subjectId),
        node.rank,
        node.rankChange,
      ]);
    };
    expect(await seen()).toEqual([
      ['ann', 1, 0],
      ['bob', 2, 0],
    ]);
    await visit('bob', happened);
    await visit('bob', happened);
    expect(await seen()).toEqual([
      ['bob', 1, 1],
      ['ann', 2, -1],
    ]);
    await onDay(9);
    expect((await seen()).map(([, , rankChange]: Data) => rankChange)).toEqual([0, 0]);
  });
});
