import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packGiven } from '../../functions/features/votes/ballot.ts';
import type { Item } from '../../functions/table/client.ts';
import { createVoteCheck } from '../../tools/verify/votes.ts';
import { type Ground, openGround } from '../features/votes/ground.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
let ground: Ground;
let items: Item[];
beforeAll(async () => {
  api = await startApi();
  ground = await openGround(api, { votes: { votesPerVoter: 3, votesPerEntry: 2 } });
  const { stage, entries, vote, goTo } = ground;
  goTo(10);
  await vote(entries.a, 2);
  await vote(entries.b, 1);
  await vote(entries.b, 1, await stage.join('Other'));
  items = await api.scanAll();
});
afterAll(() => api.close());

function check(all: readonly Item[]): string[] {
  const votes = createVoteCheck();
  for (const item of all) votes.add(item);
  return votes.report().problems;
}
/** The items with those of one kind changed. */
const damaged = (change: (item: Item) => Item) => check(items.map(change));
const isOfVoter = ({ et, SK }: Item) => et === 'BALLOT' && SK.startsWith(ground.voter.memberId);
const ofVoter = (change: (item: Item) => object) => (item: Item) =>
  isOfVoter(item) ? ({ ...item, ...change(item) } as Item) : item;
const isVoter = ({ et, id }: Item) => et === 'MEMBER' && id === ground.voter.memberId;
const suspended = () => items.map((item) => (isVoter(item) ? { ...item, status: 'SUSPENDED' } : item));

describe('the check of votes', () => {
  test('finds nothing wrong in what was voted', () => {
    expect(check(items)).toEqual([]);
    expect(check(items.toReversed())).toEqual([]);
  });

  test('tells a ballot that has more than its policy gives', () => {
    const votes = { 1: packGiven([2, 0]), 2: packGiven([2, 0]) };
    expect(damaged(ofVoter(() => ({ votes })))).toEqual([
      expect.stringContaining('has 4 votes, and its policy gives 3.'),
    ]);
  });

  test('tells an entry that was given more than its policy lets it', () => {
    expect(damaged(ofVoter(() => ({ votes: { 1: packGiven([3, 0]) } })))).toEqual([
      expect.stringContaining('gives entry 1 3 votes, and its policy at most 2.'),
    ]);
  });

  test('does not count votes of entries that have left', () => {
    const votes = { 1: packGiven([2, 0]), 2: packGiven([2, 0]) };
    const left = (item: Item) =>
      item.et === 'CONTEST_ENTRY' && item.number === 1 ? { ...item, state: 'WITHDRAWN' } : item;
    expect(damaged((item) => left(ofVoter(() => ({ votes }))(item)))).toEqual([]);
  });

  test('tells a ballot in the partition of another voter', () => {
    const elsewhere = ({ PK }: Item) => ({
      PK: PK.replace(/\d+$/, (shard) => `${(Number(shard) + 1) % 64}`),
    });
    expect(damaged(ofVoter(elsewhere))).toEqual([
      expect.stringContaining('does not stand in the partition of its voter.'),
    ]);
  });

  test('tells a ballot that is struck, and one that is not, against what the member is', () => {
    expect(damaged(ofVoter(() => ({ suspended: true })))).toEqual([
      expect.stringContaining('is struck, and its voter is not suspended.'),
    ]);
    expect(check(suspended())).toEqual([
      expect.stringContaining('is not struck, and its voter is suspended.'),
    ]);
  });

  test('waits for the note of a change, and leaves contests alone that are over', () => {
    const { PK } = items.find(isVoter) ?? { PK: '' };
    const note = { PK, SK: 'STATUS', et: 'MEMBER_STATUS', memberId: ground.voter.memberId, version: 2 };
    expect(check([...suspended(), note])).toEqual([]);
    const over = suspended().map((item) => (item.et === 'CONTEST' ? { ...item, status: 'PUBLISHED' } : item));
    expect(check(over)).toEqual([]);
  });

  test('tells a ballot that is of no round, and one that cannot be read', () => {
    expect(damaged(ofVoter(({ SK }) => ({ SK: SK.replace('#1#', '#2#') })))).toEqual([
      expect.stringContaining('is of no round of a contest.'),
    ]);
    expect(damaged(ofVoter(() => ({ votes: 'none' })))).toHaveLength(1);
  });
});
