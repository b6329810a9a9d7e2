import { expect } from 'vitest';
import { entryIdOf } from '../../../../functions/features/entries/ids.ts';
import { contestEntryLookup, participationLookup } from '../../../../functions/features/entries/lookups.ts';
import { isFallen, isVotable } from '../../../../functions/features/entries/rules.ts';
import { memberLookup } from '../../../../functions/features/members/lookups.ts';
import type { Ballot } from '../../../../functions/features/votes/ballot.ts';
import { vote } from '../../../../functions/features/votes/operations.ts';
import { authorOf, disturbed, quietly, scopeFor } from './acting.ts';
import { ballotsOf, begin, slotOf, touch } from './ballots.ts';
import { roundNow } from './calendar.ts';

import type { Run } from './run.ts';
import { ENTRIES, type VoteStep } from './story.ts';

// A vote, sent again until it is answered, and what must be true of the answer.

const givenIn = ({ votes }: Ballot): Record<string, number> =>
  Object.fromEntries(Object.entries(votes).map(([number, [count]]) => [number, count]));

/** What is true at this moment. */
type Truth = {
  at: string;
  open: ReturnType<typeof roundNow>;
  isSuspended: boolean;
  isStruck: boolean;
  votable: ReadonlySet<number>;
  fallen: ReadonlySet<number>;
};

export async function truthOf(run: Run, memberId: string): Promise<Truth> {
  const { stage, program, contest } = run;
  const at = stage.now().toISOString();
  return quietly(run, async () => {
    const wanted = memberLookup(program.id, memberId);
    const member = wanted.parse(await stage.table.get(wanted.key));
    const part = participationLookup(program.id, contest.id, memberId);
    const { struckBy } = part.parse(await stage.table.get(part.key));
    const votable = new Set<number>();
    const fallen = new Set<number>();
    const open = roundNow(run, at);
    const isKnown = Date.parse(run.finalistsAt) + 30_000 <= Date.parse(at);
    for (let number = 1; number <= ENTRIES; number += 1) {
      const { key, parse } = contestEntryLookup(program.id, contest.id, number);
      const entry = parse(await stage.table.get(key));
      if (entry === undefined) continue;
      const isInRound = open?.number !== 2 || (isKnown && run.finalists?.includes(number) === true);
      if (isVotable(entry) && isInRound) votable.add(number);
      if (isFallen(entry)) fallen.add(number);
    }
    return {
      at,
      open,
      isSuspended: member?.status === 'SUSPENDED',
      isStruck: struckBy !== null,
      votable,
      fallen,
    };
  });
}

type Answer = Awaited<ReturnType<typeof vote>>;

export async function castVote(run: Run, step: VoteStep): Promise<void> {
  const deps = run.requests[step.process];
  const memberId = run.memberIds[step.voter] ?? '';
  const number = step.entry + 1;
  if (deps === undefined) return;
  const outer = { gap: run.gap, isStale: run.isStale };
  run.isStale = step.isStale;
  run.hasWritten = false;
  run.gap = { steps: step.gap, passing: 0 };
  const before = await truthOf(run, memberId);
  const known = ballotsOf(run).find((one) => slotOf(one) === `${memberId} ${before.open?.slot}`);
  const ifVersion = step.isVersioned ? (known?.version ?? 0) : null;
  const input = { entryId: entryIdOf({ contestId: run.contest.id, number }), votes: step.votes, ifVersion };
  let answer: Answer | undefined;
  const send = async () => {
    answer = await vote(deps, scopeFor(run, memberId), input);
  };
  if (!(await disturbed(run, step.fault, send))) {
    // The client does not know what came of it.
    await enter(run, memberId, number, step.votes);
    run.gap = undefined;
    await send();
  }
  Object.assign(run, outer);
  if (answer === undefined) throw new Error('A vote that is sent again is answered.');
  const after = await truthOf(run, memberId);
  await enter(run, memberId, number, step.votes);
  judge(run, step, answer, { before, after, memberId });
}

/** Enters what has changed in this voter's ballots: this vote and no other, on a ballot that was open. */
async function enter(run: Run, memberId: string, number: number, votes: number): Promise<void> {
  const now = await truthOf(run, memberId);
  for (const ballot of ballotsOf(run)) {
    if (ballot.memberId !== memberId) continue;
    const slot = slotOf(ballot);
    const known = run.given.get(slot) ?? {};
    if (!run.given.has(slot)) begin(run, ballot);
    const held = givenIn(ballot);
    for (const name of new Set([...Object.keys(known), ...Object.keys(held)])) {
      const [was, is] = [known[name] ?? 0, held[name] ?? 0];
      if (was === is) continue;
      touch(run, slot, Number(name));
      const isThis = Number(name) === number && is === votes;
      const isFreed = is === 0 && now.fallen.has(Number(name));
      expect([slot, name, was, is, isThis || isFreed], 'a ballot changes by votes alone').toEqual([
        ...[slot, name, was, is, true],
      ]);
      if (isFreed && !isThis) run.seen.add('FREED');
      if (isThis) run.seen.add(was === 0 ? 'GIVEN' : is === 0 ? 'TAKEN BACK' : is < was ? 'FEWER' : 'MORE');
    }
    run.given.set(slot, held);
  }
}

type Around = { before: Truth; after: Truth; memberId: string };

function judge(
  run: Run,
  { entry, votes }: VoteStep,
  answer: Answer,
  { before, after, memberId }: Around,
): void {
  const { policy } = run.told;
  const number = entry + 1;
  const isClosed = before.open === undefined && after.open === undefined;
  if (answer.ok) {
    const { ballot } = answer.value;
    expect(run.given.get(slotOf(ballot))?.[number] ?? 0, 'an accepted vote stands').toBe(votes);
    expect(ballot.votes[number]?.[0] ?? 0, 'an accepted vote is answered').toBe(votes);
    const slots = [before, after].map(({ open }) => `${memberId} ${open?.slot}`);
    const isNew = ballot.votes[number]?.[1] === Date.parse(after.at);
    if (!isNew || votes === 0) return;
    if (isClosed)
      expect(Date.parse(before.at), 'no vote is given outside of a window').toBeGreaterThan(
        Date.parse(after.at),
      );
    expect(slots).toContain(slotOf(ballot));
    expect(authorOf(run, number)).not.toBe(memberId);
    expect(votes).toBeLessThanOrEqual(policy.votesPerEntry);
    return;
  }
  const { code } = answer.refusal;
  run.seen.add(code);
  const known = { before, after, votes, entry: number };
  if (code === 'VOTING_CLOSED' || code === 'VOTING_NOT_OPEN')
    expect(before.open !== undefined && after.open !== undefined, JSON.stringify(known)).toBe(false);
  if (code === 'MEMBER_SUSPENDED') expect(before.isSuspended || after.isSuspended).toBe(true);
  if (code === 'OWN_ENTRY') expect(authorOf(run, number)).toBe(memberId);
  if (code === 'ENTRY_NOT_IN_ROUND')
    expect(before.votable.has(number) && after.votable.has(number)).toBe(false);
  if (code === 'ENTRY_LIMIT') expect(votes).toBeGreaterThan(policy.votesPerEntry);
  if (code === 'INVALID_STATE') expect(policy.canBeChanged).toBe(false);
}
