import type { DynamoDBRecord } from 'aws-lambda';
import type { Deps } from '../platform/deps.ts';
import { programOf } from '../table/keys.ts';
import { project } from '../table/project.ts';
import { toStreamRecord } from '../table/stream.ts';
import { loadProgram } from './programs/store.ts';
import { projections } from './projections.ts';

/** A tumbling-window event: unlike a plain stream event it says which shard it is of. */
export type WindowEvent = { Records?: DynamoDBRecord[]; shardId?: string };

/** The Lambda handler of the table's stream. Throws to have the whole batch delivered again. */
export function createProjector(
  deps: Deps,
): (event: WindowEvent) => Promise<{ state: Record<string, never> }> {
  return async (event) => {
    const records = (event.Records ?? []).map(toStreamRecord);
    if (event.shardId === undefined)
      throw new Error('The event names no shard. Set a tumbling window on the event source.');
    const slugs = new Set(
      records.flatMap(({ before, after }) => programOf(after ?? before ?? { PK: '', SK: '' }) ?? []),
    );
    const zones = new Map<string, string>();
    for (const slug of slugs) {
      const program = await loadProgram(deps, slug);
      if (program !== undefined) zones.set(slug, program.timeZone);
    }
    const zoneOf = (programId: string) => {
      const zone = zones.get(programId);
      if (zone === undefined)
        throw new Error(`The stream speaks of program ${programId}, which is not there.`);
      return zone;
    };
    const transactions = await project(deps, projections, event.shardId, records, zoneOf);
    deps.log.info('Projected a batch.', { shardId: event.shardId, records: records.length, transactions });
    return { state: {} };
  };
}
