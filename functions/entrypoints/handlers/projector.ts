import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { cachedBoards } from '../../features/leaderboards/boards/store.ts';
import type { Boards } from '../../features/leaderboards/records/projection.ts';
import { cachedProgram } from '../../features/programs/store.ts';
import { Fault } from '../../platform/errors.ts';
import type { StreamRecord } from '../../projection/fold.ts';
import { heartbeatAgeSeconds } from '../../projection/heartbeat.ts';
import { project } from '../../projection/project.ts';
import { isMark } from '../../projection/quarantine.ts';
import { toStreamRecord } from '../../projection/stream.ts';
import { ProgramUnreadable, whyUnreadable } from '../../projection/unreadable.ts';
import { DERIVED } from '../../registry/catalog.ts';
import { projectionsWith } from '../../registry/stream.ts';
import type { Deps } from '../../table/deps.ts';
import { programOf } from '../../table/keys.ts';

/** A tumbling-window event: unlike a plain stream event it says which shard it is of. */
export type WindowEvent = { Records?: DynamoDBRecord[]; shardId?: string };

/** The Lambda handler of the table's stream. Throws to have the whole batch delivered again. */
export function createProjector(
  deps: Deps,
): (event: WindowEvent) => Promise<{ state: Record<string, never> }> {
  return async (event) => {
    const records = (event.Records ?? []).map(toStreamRecord);
    if (event.shardId === undefined)
      throw new Fault('The event names no shard. Set a tumbling window on the event source.');
    const slugs = new Set(records.flatMap((record) => programSpokenOf(record) ?? []));
    const known = new Map<string, Boards | ProgramUnreadable>();
    for (const slug of slugs) known.set(slug, await boardsNow(deps, slug));
    const boardsOf = (programId: string) => {
      const boards = known.get(programId);
      if (boards === undefined) throw new ProgramUnreadable(`Nothing was read of program ${programId}.`);
      if (boards instanceof ProgramUnreadable) throw boards;
      return boards;
    };
    const projections = projectionsWith(boardsOf, deps.now());
    const transactions = await project(deps, projections, event.shardId, records);
    deps.log.info('Projected a batch.', {
      shardId: event.shardId,
      records: records.length,
      transactions,
      // A metric is made of it, whose silence raises an alarm.
      heartbeatAgeSeconds: heartbeatAgeSeconds(records, deps.now()),
    });
    return { state: {} };
  };
}

/** The program whose boards a record needs; for a mark, that of the record in quarantine. */
function programSpokenOf(record: StreamRecord): string | undefined {
  const item = record.after ?? record.before;
  if (item === undefined) return undefined;
  return isMark(record) && typeof item.programId === 'string' ? item.programId : programOf(item);
}

/** What cannot be read is given and not thrown, so that other programs go on. */
async function boardsNow(deps: Deps, slug: string): Promise<Boards | ProgramUnreadable> {
  try {
    const [program, boards, ...derived] = await Promise.all([
      cachedProgram(deps, slug),
      cachedBoards(deps, slug),
      ...DERIVED.map(({ open }) => open(deps, slug)),
    ]);
    if (program === undefined) return new ProgramUnreadable(`The program ${slug} is not there.`);
    return { boards, derived: derived.flat(), timeZone: program.timeZone };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return new ProgramUnreadable(`The items of program ${slug} cannot be read. ${whyUnreadable(error)}`);
  }
}
