import type { Campaign } from './campaign.ts';
import { settled } from './settled.ts';

type Row = { rank: number; score: number; subject: { subjectId: string } };
type Board = { id: string; metric: string; seasonKind: string };
type Season = { top: { edges: { node: Row }[] }; me: { rank: number } };
type Person = { id: string; displayName: string; points: { lifetimeEarned: number } };

/** Compares a board with a sort of all members by what their accounts say they earned; then the advocate hides for a while. */
export async function auditRanking(campaign: Campaign): Promise<void> {
  const { say, advocate, organizer } = campaign;
  const boardId = await pointsBoardOf(campaign);
  const { members } = await organizer.ask<{ members: { edges: { node: Person }[] } }>(
    '{ members(first: 100) { edges { node { id displayName points { lifetimeEarned } } } } }',
  );
  const people = members.edges.map(({ node }) => node).filter(({ points }) => points.lifetimeEarned > 0);
  const names = new Map(people.map(({ id, displayName }) => [id, displayName]));
  const top = 'top(first: 100) { edges { node { rank score subject { subjectId } } } }';
  const query = `query ($id: ID!) { leaderboard(id: $id) { season { ${top} me { rank } } } }`;
  const look = async () => {
    const { leaderboard } = await organizer.ask<{ leaderboard: { season: Season } }>(query, { id: boardId });
    const rows = leaderboard.season.top.edges.map(({ node }) => node);
    return rows
      .map(({ rank, score, subject }) => line(rank, names.get(subject.subjectId) ?? subject.subjectId, score))
      .sort();
  };
  const sorted = sortedByHand(people);
  say.check('as sorting all accounts says', await settled(look, sorted), sorted);

  say.step('지우 hides from the boards. Her own app still tells her where she stands.');
  await advocate.app.run('updateProfile', { visibility: 'HIDDEN' }, 'member { id }');
  const others = sortedByHand(people.filter(({ id }) => id !== advocate.memberId));
  say.check('the others move up', await settled(look, others), others);
  const answer = await advocate.app.ask<{ leaderboard: { season: Season } }>(query, { id: boardId });
  const own = sorted.findIndex((text) => text.includes('지우')) + 1;
  say.check('her own rank', answer.leaderboard.season.me.rank, own);
  await advocate.app.run('updateProfile', { visibility: 'FULL' }, 'member { id }');
  say.check('shown again, she is back in her place', await settled(look, sorted), sorted);
}

const line = (rank: number, name: string, score: number) => `${rank}. ${name} ${score}`;

/** What a board of points must say, its equals by name. */
function sortedByHand(people: readonly Person[]): string[] {
  const scores = people.map(({ points }) => points.lifetimeEarned);
  const rankOf = (own: number) => 1 + scores.filter((score) => score > own).length;
  return people
    .map(({ displayName, points }) => line(rankOf(points.lifetimeEarned), displayName, points.lifetimeEarned))
    .sort();
}

async function pointsBoardOf({ organizer }: Campaign): Promise<string> {
  const query = '{ leaderboards { edges { node { id metric seasonKind } } } }';
  const { leaderboards } = await organizer.ask<{ leaderboards: { edges: { node: Board }[] } }>(query);
  const boards = leaderboards.edges.map(({ node }) => node);
  const board = boards.find(
    ({ metric, seasonKind }) => metric === 'POINTS_EARNED' && seasonKind === 'ALL_TIME',
  );
  if (board === undefined) throw new Error('The program has no board of points of all time.');
  return board.id;
}
