import { expect } from 'vitest';
import { boardIdOf } from '../../../functions/features/leaderboards/boards/rules.ts';
import type { SeasonKind } from '../../../functions/platform/generated/enums.ts';
import type { Api, Credential, Data } from '../../support/api.ts';

// A program with people who earn, and its boards as callers see them.

export type Person = { name: string; token: string; memberId: string };
export type Stands = Awaited<ReturnType<typeof openStands>>;

export const RECORD =
  'score rank tiedWithCount percentile lastScoredAt rankChange scoreToNextRank unrankedReason subject { kind subjectId publicName avatarUrl }';
const PAYLOAD =
  'leaderboard { id name subject metric eventType direction seasonKind scoreStep visibleFrom visibleUntil closesAt shards backfill { state startsAt finishedAt membersDone joinedThrough } createdAt }';

/** The payload of a change that is refused, and of one that is made. */
export const refused = (code: string, field: string | null) => ({
  leaderboard: null,
  userErrors: [expect.objectContaining({ code, field: field === null ? null : [field] })],
});
export const accepted = (leaderboard: object) => ({
  leaderboard: expect.objectContaining(leaderboard),
  userErrors: [],
});

let keys = 0;
const nextKey = () => {
  keys += 1;
  return `key-${keys}`;
};

let programs = 0;

/** The stands of a program of its own, in which no other test has anything. */
export async function openFresh(api: Api, settings: object = {}): Promise<Stands> {
  programs += 1;
  return openStands(api, await api.createProgram({ slug: `program-${programs}`, ...settings }));
}

/** The stands of a program: everybody in it by name, and the boards. The program has to be there. */
export async function openStands(api: Api, slug = 'demo') {
  const organizer: Credential = { token: await api.as(slug, 'ORGANIZER') };
  const people = new Map<string, Person>();

  function of(name: string): Person {
    const found = people.get(name);
    if (found === undefined) throw new Error(`Nobody is called ${name}.`);
    return found;
  }

  async function join(name: string, settings: object = {}): Promise<Person> {
    const input = { displayName: name, visibility: 'FULL', ...settings };
    const person = { name, ...(await api.join(slug, name, input)) };
    people.set(name, person);
    return person;
  }

  /** The name of somebody by the id of the member. */
  const nameOf = (memberId: string) =>
    [...people.values()].find((person) => person.memberId === memberId)?.name ?? memberId;

  /** Points for somebody; the id of the entry. */
  async function award(name: string, points: number): Promise<string> {
    const input = { memberId: of(name).memberId, points, reason: 'Tea.', idempotencyKey: nextKey() };
    return (await api.mutate(slug, 'awardPoints', input, 'entry { id }', organizer)).entry.id;
  }

  async function reverse(entryId: string): Promise<string> {
    const input = { entryId, reason: 'A mistake.', idempotencyKey: nextKey() };
    return (await api.mutate(slug, 'reversePointEntry', input, 'entry { id }', organizer)).entry.id;
  }

  /** Something that happened to somebody, told by the shop; its id. */
  async function happen(name: string, settings: object = {}): Promise<string> {
    const externalEventId = nextKey();
    const amount = { amountMinor: 1_000, currency: 'KRW' };
    const base = { source: 'shop', externalEventId, type: 'PURCHASE', memberId: of(name).memberId, amount };
    const events = [{ ...base, ...settings }];
    const fields = 'results { status error { code message } }';
    const { results } = await api.mutate(slug, 'recordEvents', { events }, fields, organizer);
    if (results[0].status !== 'RECORDED') throw new Error(JSON.stringify(results[0]));
    return externalEventId;
  }

  const refund = (name: string, refundOf: string, amountMinor = 1_000) =>
    happen(name, { type: 'REFUND', refundOf, amount: { amountMinor, currency: 'KRW' } });

  /** A new member comes by somebody's code and buys; the referral is rewarded when seven days are over. */
  async function refer(code: string, friend: string): Promise<string> {
    await join(friend);
    await api.mutate(slug, 'claimReferral', { code }, '__typename', of(friend));
    const order = await happen(friend);
    api.clock.advance({ days: 7, seconds: 1 });
    await api.tick();
    await api.drain();
    return order;
  }

  const change = (verb: string, input: object, who = organizer): Promise<Data> =>
    api.attempt(slug, verb, input, PAYLOAD, who);

  /** The payload of a board of points being made, with one key unless another is given. */
  const createPoints = (settings: object = {}) =>
    change('createLeaderboard', {
      name: 'Points',
      metric: 'POINTS_EARNED',
      idempotencyKey: 'one',
      ...settings,
    });

  /** New members, each with points, a second after one another. */
  async function enter(scores: readonly (readonly [name: string, points: number])[]): Promise<void> {
    for (const [name, points] of scores) {
      await join(name);
      await award(name, points);
      api.clock.advance({ seconds: 1 });
    }
    await api.drain();
  }

  /** A new board that has counted all there is: its id. Four minutes pass. */
  async function make(settings: object): Promise<string> {
    const { leaderboard } = await api.mutate(
      slug,
      'createLeaderboard',
      { name: 'Test', metric: 'POINTS_EARNED', idempotencyKey: nextKey(), ...settings },
      PAYLOAD,
      organizer,
    );
    api.clock.advance({ minutes: 4 });
    await api.tick();
    await api.drain();
    return leaderboard.id;
  }

  /** The boards that somebody sees in the list of them. */
  async function boards(who: Credential = organizer): Promise<Data[]> {
    const query = '{ leaderboards(first: 100) { edges { node { id name metric seasonKind } } } }';
    const { leaderboards } = await api.ok(slug, query, {}, who);
    return leaderboards.edges.map(({ node }: Data) => node);
  }

  /** What is asked of a board, for an organizer unless somebody else asks. Null when they see none. */
  async function seeBoard(id: string, fields: string, who: Credential = organizer): Promise<Data> {
    const query = `query($id: ID!) { leaderboard(id: $id) { ${fields} } }`;
    return (await api.ok(slug, query, { id }, who)).leaderboard;
  }

  /** What is asked of a board's current season, or of another. Null when who asks sees no such board. */
  async function see(
    id: string,
    fields: string,
    { who = organizer, season, on }: { who?: Credential; season?: string; on?: string } = {},
  ): Promise<Data> {
    const query = `query($id: ID!, $season: String, $on: Date) { leaderboard(id: $id) { season(key: $season, on: $on) { ${fields} } } }`;
    const { leaderboard } = await api.ok(slug, query, { id, season, on }, who);
    return leaderboard === null ? null : leaderboard.season;
  }

  /** The list of a board, as 'rank name score', in pages of a size; 'nobody' for those whom the caller may not know. */
  async function list(
    id: string,
    { first = 100, season, who }: { first?: number; season?: string; who?: Credential } = {},
  ): Promise<string[]> {
    const lines: string[] = [];
    for (let after: string | null = null; ; ) {
      const top = `top(first: ${first}, after: ${JSON.stringify(after)}) { edges { node { rank score subject { subjectId } } } pageInfo { hasNextPage endCursor } }`;
      const asked = { ...(who && { who }), ...(season !== undefined && { season }) };
      const page: Data = (await see(id, top, asked)).top;
      for (const { node } of page.edges)
        lines.push(
          `${node.rank} ${node.subject === null ? 'nobody' : nameOf(node.subject.subjectId)} ${node.score}`,
        );
      if (!page.pageInfo.hasNextPage) return lines;
      after = page.pageInfo.endCursor;
    }
  }

  /** Somebody's record on a board, as an organizer sees it unless another asks. */
  async function recordOf(
    id: string,
    name: string,
    asked: { who?: Credential; season?: string } = {},
  ): Promise<Data> {
    return (await see(id, `record(subjectId: "${of(name).memberId}") { ${RECORD} }`, asked)).record;
  }

  return {
    slug,
    organizer,
    of,
    join,
    nameOf,
    award,
    reverse,
    happen,
    refund,
    refer,
    change,
    createPoints,
    enter,
    make,
    boards,
    seeBoard,
    see,
    list,
    recordOf,
    /** The board that every program has. */
    pointsBoard: (season: Extract<SeasonKind, 'ALL_TIME' | 'MONTH'> = 'ALL_TIME') =>
      boardIdOf(slug, `default POINTS_EARNED ${season}`),
    referralsBoard: (season: Extract<SeasonKind, 'ALL_TIME' | 'MONTH'> = 'ALL_TIME') =>
      boardIdOf(slug, `default REFERRALS_REWARDED ${season}`),
    setVisibility: (name: string, visibility: string) =>
      api.mutate(slug, 'updateProfile', { visibility }, '__typename', of(name)),
    setStatus: (name: string, status: string) =>
      api.mutate(
        slug,
        'setMemberStatus',
        { memberId: of(name).memberId, status, reason: 'Spam.' },
        '__typename',
        organizer,
      ),
  };
}
