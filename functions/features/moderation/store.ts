import type { ModerationKind } from '../../platform/generated/enums.ts';
import type { Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import { GSI1, GSI2 } from '../../table/definition.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { moderationKey, moderationQueue, waitingCountKey, waitingPartition } from '../../table/keys.ts';
import { lookUpOne } from '../../table/lookup.ts';
import { absent, remove, replace } from '../../table/writes.ts';
import { moderationLookup } from './lookups.ts';
import { type ModerationItem, moderationModel } from './rules.ts';

export const getItem = (
  deps: Deps,
  programId: string,
  subjectId: string,
): Promise<ModerationItem | undefined> =>
  lookUpOne(deps, moderationLookup(programId, subjectId), { consistent: true });

/** Longest waiting first; what is not shown is left out of its page. */
export async function listQueue(
  deps: Deps,
  programId: string,
  kind: ModerationKind,
  page: PageRequest,
  isShown: (item: ModerationItem) => boolean,
): Promise<Connection<ModerationItem>> {
  const list = { index: GSI1.name, partition: moderationQueue(programId, kind) };
  const { edges, ...rest } = await listConnection(deps, list, page, (item) => moderationModel.parse(item));
  return { ...rest, edges: edges.filter(({ node }) => isShown(node)) };
}

/** How much of a group waits, and since when the first of it. */
export type Backlog = { waiting: number; oldestSince: string | null };

export async function getBacklog(deps: Deps, programId: string, groupId: string): Promise<Backlog> {
  const [count, { items }] = await Promise.all([
    deps.table.get(waitingCountKey(programId, groupId)),
    deps.table.query({ index: GSI2.name, partition: waitingPartition(programId, groupId), limit: 1 }),
  ]);
  const [oldest] = items;
  return {
    waiting: Number(count?.waiting ?? 0),
    oldestSince: oldest === undefined ? null : String(oldest.GSI2SK),
  };
}

/** Writes an item over the one that was read; a new one where there was none. */
export const putItem = (before: ModerationItem | undefined, after: ModerationItem): Write =>
  replace(
    {
      ...moderationKey(after.programId, after.subjectId),
      GSI1PK: moderationQueue(after.programId, after.kind),
      GSI1SK: `${after.since}#${after.subjectId}`,
      GSI2PK: waitingPartition(after.programId, after.groupId),
      GSI2SK: after.since,
      et: ENTITY.moderationItem,
      ...after,
    },
    before?.version ?? 0,
  );

/** A check for a transaction: nothing waits of a thing. */
export const noItem = (programId: string, subjectId: string): Write =>
  absent(moderationKey(programId, subjectId));

/** Takes an item away as it was read. */
export const removeItem = ({ programId, subjectId, version }: ModerationItem): Write =>
  remove(moderationKey(programId, subjectId), version);
