import type { DynamoDBRecord } from 'aws-lambda';
import type { Deps } from '../platform/deps.ts';
import { Fault } from '../platform/errors.ts';
import { programOf } from '../table/keys.ts';
import { project } from '../table/project.ts';
import { toStreamRecord } from '../table/stream.ts';
import type { Boards } from './leaderboards/projection.ts';
import { loadBoards } from './leaderboards/store.ts';
import { loadProgram } from './programs/store.ts';
import { projectionsWith } from './projections.ts';

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
    const slugs = new Set(
      records.flatMap(({ before, after }) => programOf(after ?? before ?? { PK: '', SK: '' }) ?? []),
    );
    const known = new Map<string, Boards>();
    for (const slug of slugs) {
      const [program, boards] = await Promise.all([loadProgram(deps, slug), loadBoards(deps, slug)]);
      if (program !== undefined) known.set(slug, { boards, timeZone: program.timeZone });
    }
    const boardsOf = (programId: string) => {
      const boards = known.get(programId);
      if (boards === undefined)
        throw new Fault(`The stream speaks of program ${programId}, which is not there.`);
      return boards;
    };
    const projections = projectionsWith(boardsOf, deps.now());
    const transactions = await project(deps, projections, event.shardId, records);
    deps.log.info('Projected a batch.', { shardId: event.shardId, records: records.length, transactions });
    return { state: {} };
  };
}
