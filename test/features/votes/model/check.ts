import { expect } from 'vitest';
import { entryIdOf } from '../../../../functions/features/entries/ids.ts';
import { readRoster } from '../../../../functions/features/entries/roster.ts';
import { ballotsIn, tallyKey, votesIn } from '../../../../functions/features/votes/counts.ts';
import { vote } from '../../../../functions/features/votes/operations.ts';
import { parseBallot } from '../../../../functions/features/votes/store.ts';
import { counting } from '../../../../functions/registry/stream.ts';
import { createRecount } from '../../../../tools/rebuild/recount-counters.ts';
import { createRankingCheck } from '../../../../tools/verify/leaderboards.ts';
import { authorOf, scopeFor } from './acting.ts';
import { ballotsOf, checkHeld, slotOf } from './ballots.ts';
import { checkCounted } from './count.ts';
import { decisionsDue } from './decisions.ts';
import { checkResult } from './result.ts';
import type { Run } from './run.ts';
import { ENTRIES, VOTERS } from './story.ts';
import { truthOf } from './vote.ts';

/** What holds when everything has come to rest. */
export async function checkAtRest(run: Run): Promise<void> {
  const { stage, program, contest, memberIds, told } = run;
  const suspended = new Set<string>();
  const struck = new Set<string>();
  for (const memberId of memberIds) {
    const { isSuspended, isStruck } = await truthOf(run, memberId);
    if (isSuspended) suspended.add(memberId);
    if (isStruck) struck.add(memberId);
  }
  expect(decisionsDue(run), 'every decision about votes is carried out').toEqual([]);

  const recount = createRecount(counting, stage.now());
  for (const item of stage.all()) recount.add(item);
  const { discrepancies, unreadable } = recount.report();
  expect([discrepancies, unreadable], 'counters equal a recount').toEqual([[], []]);

  const rankings = createRankingCheck(stage.now());
  for (const item of stage.all()) rankings.add(item);
  const { boards, problems } = rankings.report();
  expect(problems, 'the leaderboards of the contest say what the tallies do').toEqual([]);
  if (boards.some(({ records }) => records > 0)) run.seen.add('RANKED');
  expect(boards.length > 0 && !told.isLive, 'hidden counts have no leaderboard').toBe(false);

  const ballots = ballotsOf(run);
  const { fallen, votable } = await truthOf(run, memberIds[0] ?? '');
  const sums = new Map<string, number>();
  const counted = new Map<string, number>();
  const waiting: string[] = [];
  for (const ballot of ballots) {
    const { memberId } = ballot;
    expect([slotOf(ballot), ballot.suspended, ballot.struck], 'ballots follow their voters').toEqual([
      ...[slotOf(ballot), suspended.has(memberId), struck.has(memberId)],
    ]);
    if (ballot.suspended) run.seen.add('STRUCK');
    if (ballot.struck) run.seen.add('STRUCK BY DECISION');
    checkHeld(run, ballot);
    if (ballot.state === 'HELD') waiting.push(slotOf(ballot));
    const isCounted = !suspended.has(memberId) && !struck.has(memberId) && ballot.state === 'COUNTED';
    const given = Object.entries(run.given.get(slotOf(ballot)) ?? {});
    const standing = given.filter(([number]) => !fallen.has(Number(number)));
    const used = standing.reduce((sum, [, count]) => sum + count, 0);
    expect(used, 'no ballot holds more than its policy gives').toBeLessThanOrEqual(told.policy.votesPerVoter);
    const attempt = `${ballot.round}#${ballot.attempt}`;
    if (given.length > 0 && isCounted) counted.set(attempt, (counted.get(attempt) ?? 0) + 1);
    for (const [number, count] of given) {
      expect(count).toBeLessThanOrEqual(told.policy.votesPerEntry);
      const name = `${ballot.round}#${ballot.attempt}#${number}`;
      if (isCounted) sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  for (const round of [1, 2])
    for (const attempt of Array.from({ length: run.restarts.length + 1 }, (_, n) => n + 1)) {
      const of = { programId: program.id, contestId: contest.id, round, attempt, isLive: told.isLive };
      const name = `${round}#${attempt}`;
      // All entries of the story stand in one group.
      const ballotsOfAttempt = ballotsIn((await stage.table.get(tallyKey(of, 1))) ?? { PK: '', SK: '' });
      expect([name, ballotsOfAttempt], 'a tally has the ballots that count').toEqual([
        name,
        counted.get(name) ?? 0,
      ]);
      for (let number = 1; number <= ENTRIES; number += 1) {
        const place = { programId: program.id, contestId: contest.id, round, attempt, isLive: told.isLive };
        const tally = await stage.table.get(tallyKey(place, number));
        const name = `${round}#${attempt}#${number}`;
        expect([name, votesIn(tally, number)], 'a tally is the sum of the ballots that count').toEqual([
          name,
          sums.get(name) ?? 0,
        ]);
        if (attempt > 1 && sums.has(name)) run.seen.add('SECOND ATTEMPT');
        if (round === 2 && sums.has(name)) run.seen.add('SECOND ROUND');
      }
    }
  const listed = stage
    .all()
    .flatMap((item) => (String(item.GSI1PK).includes('#HELD#') ? [slotOf(parseBallot(item))] : []));
  expect(listed.sort(), 'the list of held ballots has those and no others').toEqual(waiting.sort());
  const roster = readRoster(stage.all().filter(({ PK }) => PK.includes(`ROSTER#${contest.id}`)));
  const standing = Array.from({ length: ENTRIES }, (_, n) => n + 1).filter((number) => !fallen.has(number));
  expect([...roster.standing].sort(), 'the roster has the entries that stand').toEqual(standing);
  for (const number of votable) expect(roster.votable.has(number)).toBe(true);
  checkCounted(run);
  await checkResult(run);
  await voteOnceMore(run);
}

/** While a vote is open, each voter can give what is left to them, and not one more. */
async function voteOnceMore(run: Run): Promise<void> {
  const { contest, memberIds, told, requests } = run;
  const [deps] = requests;
  if (deps === undefined) return;
  for (const memberId of memberIds.slice(0, VOTERS)) {
    const { open, isSuspended, votable, fallen } = await truthOf(run, memberId);
    if (open === undefined || isSuspended) continue;
    run.seen.add('OPEN AT REST');
    const given = run.given.get(`${memberId} ${open.slot}`) ?? {};
    const used = Object.entries(given)
      .filter(([number]) => !fallen.has(Number(number)))
      .reduce((sum, [, count]) => sum + count, 0);
    const others = [...votable].filter(
      (number) => authorOf(run, number) !== memberId && given[number] === undefined,
    );
    const [number] = others;
    if (number === undefined) continue;
    const left = told.policy.votesPerVoter - used;
    const send = (votes: number) =>
      vote(deps, scopeFor(run, memberId), { entryId: entryIdOf({ contestId: contest.id, number }), votes });
    const most = Math.min(left, told.policy.votesPerEntry);
    const tooMany = await send(most + 1);
    expect(tooMany.ok, 'no more than what is left').toBe(false);
    if (most === 0) continue;
    const enough = await send(most);
    expect(enough, 'what is left can be given').toMatchObject({ ok: true });
  }
}
