import { ANONYMOUS, type Viewer } from '../../../../functions/identity/viewer.ts';
import { type Call, Crash, type Fault, LostAnswer, type Plan, Silence } from '../../../support/faults.ts';
import type { Run } from './run.ts';

// Faults that meet the calls of a process, and who acts.

export const CALM: Plan = () => undefined;
export const authorOf = ({ memberIds }: Run, number: number) => memberIds[(number - 1) % 3] ?? '';

export async function quietly<T>({ stage }: Run, work: () => Promise<T>): Promise<T> {
  const { plan } = stage.faults;
  stage.faults.plan = CALM;
  try {
    return await work();
  } finally {
    stage.faults.plan = plan;
  }
}

/** True for what ends an invocation and is no fault of the code. */
const isEnd = (error: unknown) =>
  error instanceof Crash || error instanceof LostAnswer || error instanceof Silence;

const isWrite = ({ operation }: Call) => !['GetItem', 'BatchGetItem', 'Query'].includes(operation);

/** Does work in which a fault meets one write. True when it came to its end. */
export async function disturbed(run: Run, fault: Fault | null, work: () => Promise<void>): Promise<boolean> {
  const { plan, happened } = run.stage.faults;
  const count = happened.length;
  let left = fault === null ? 0 : 1;
  run.stage.faults.plan = (call) => {
    if (left === 0 || !isWrite(call)) return undefined;
    left -= 1;
    return fault ?? undefined;
  };
  try {
    await work();
    return true;
  } catch (error) {
    if (!isEnd(error)) throw error;
    return false;
  } finally {
    run.stage.faults.plan = plan;
    for (const one of happened.slice(count)) run.seen.add(one);
  }
}

export const member = (id: string): Viewer => ({
  ...ANONYMOUS,
  access: new Set(['PUBLIC', 'MEMBER'] as const),
  memberId: id,
  actorId: id,
});
export const scopeFor = ({ program }: Run, id: string) => ({ program, viewer: member(id) });
/** Whoever runs the contest: the last member, who does not vote. */
export function scopeOfStaff({ program, memberIds }: Run) {
  const id = memberIds.at(-1) ?? '';
  const access = new Set(['PUBLIC', 'MEMBER', 'MODERATOR', 'ORGANIZER'] as const);
  return { program, viewer: { ...member(id), access }, memberId: id };
}
