import { expect } from 'vitest';
import { entryIdOf } from '../../../../functions/features/entries/ids.ts';
import { ballotIdOf } from '../../../../functions/features/votes/ballot.ts';
import {
  releaseVotes,
  restoreVotes,
  strikeVotes,
} from '../../../../functions/features/votes/decisions/operations.ts';
import type { Item } from '../../../../functions/table/client.ts';
import { ENTITY } from '../../../../functions/table/entities.ts';
import { dueTimeOf } from '../../../../functions/table/keys.ts';
import { disturbed, scopeOfStaff } from './acting.ts';
import { ballotsOf, slotOf } from './ballots.ts';
import type { Run } from './run.ts';
import type { DecideStep, ReleaseStep } from './story.ts';
import { truthOf } from './vote.ts';

// What organizers decide of votes.

export async function decide(run: Run, step: DecideStep): Promise<void> {
  const deps = run.requests[step.process];
  if (deps === undefined) return;
  const named = step.voters.map((voter) =>
    voter === 'UNDER_WAY' ? run.underWay : (run.memberIds[voter] ?? ''),
  );
  const memberIds = [...new Set(named)];
  const isStrike = step.kind === 'STRIKE_VOTES';
  const input = { contestId: run.contest.id, memberIds, reason: `Reason ${step.reason}` };
  const send = async () => {
    const done = await (isStrike ? strikeVotes : restoreVotes)(deps, scopeOfStaff(run), input);
    expect(done.ok).toBe(true);
  };
  if (!(await disturbed(run, step.fault, send))) await send();
  for (const memberId of memberIds)
    expect([memberId, (await truthOf(run, memberId)).isStruck]).toEqual([memberId, isStrike]);
  run.seen.add(step.kind);
}

export async function release(run: Run, step: ReleaseStep): Promise<void> {
  const deps = run.requests[step.process];
  if (deps === undefined) return;
  const { id: contestId } = run.contest;
  const decidedAt = run.stage.now().toISOString();
  const ballots = ballotsOf(run).filter(({ state }) => state === 'HELD');
  const own = ballots.filter(({ memberId }) => memberId === run.memberIds[step.which]);
  const number = step.which + 1;
  const input = {
    ALL: { all: true },
    ENTRY: { entryId: entryIdOf({ contestId, number }) },
    BALLOTS: { ballotIds: own.map(ballotIdOf) },
  }[step.what];
  if (step.what === 'BALLOTS' && own.length === 0) return;
  const send = async () => {
    const done = await releaseVotes(deps, scopeOfStaff(run), { contestId, ...input });
    expect(done.ok).toBe(true);
  };
  if (!(await disturbed(run, step.fault, send))) await send();
  run.seen.add(`RELEASE ${step.what}`);
  if (step.what === 'BALLOTS') {
    for (const ballot of own) run.held.delete(slotOf(ballot));
    return;
  }
  const gave = new Set(ballots.filter(({ votes }) => votes[number] !== undefined).map(slotOf));
  run.releases.push({ decidedAt, entry: step.what === 'ALL' ? null : number, gave, doubtful: new Set() });
}

/** Decisions that ballots are to follow at this moment. */
export function decisionsDue({ stage }: Run): Item[] {
  const now = stage.now().toISOString();
  return stage
    .all()
    .filter(
      ({ et, GSI2SK }) =>
        et === ENTITY.voteDecision && GSI2SK !== undefined && dueTimeOf(String(GSI2SK)).at <= now,
    );
}
