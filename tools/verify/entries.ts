import { contestModel } from '../../functions/features/contests/model.ts';
import { entryIdOf, readEntryId } from '../../functions/features/entries/ids.ts';
import type { ContestEntry } from '../../functions/features/entries/model.ts';
import {
  entriesOf,
  type Participation,
  participationModel,
} from '../../functions/features/entries/participation.ts';
import { causesOf, isFallen, isShown } from '../../functions/features/entries/rules.ts';
import { parseContestEntry } from '../../functions/features/entries/store.ts';
import { type ModerationItem, moderationModel } from '../../functions/features/moderation/rules.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { contestEntryKey, contestKey, entryNumbersKey } from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';

export type EntryReport = { entries: number; problems: string[] };

type Found = {
  /** By their keys, with whether they stand in the list of those that show. */
  entries: Map<string, { entry: ContestEntry; isListed: boolean }>;
  participations: Participation[];
  /** By the key of the entry that waits. */
  items: Map<string, ModerationItem>;
  /** How many reports there are of an entry, by its key. */
  reports: Map<string, number>;
  /** How many entries a member may have, and the last number that was given, by the contest's key. */
  limits: Map<string, number>;
  numbers: Map<string, number>;
};

/**
 * Checks, over items given in any order, that the entries of contests agree with what is written together with them: each is in the
 * list of its author, among the living or the fallen; what waits of one is in the queue of the moderators, at its present revision, and
 * nothing else is; and what shows stands in the list of what shows.
 */
export function createEntryCheck(): { add(item: Item): void; report(): EntryReport } {
  const found: Found = {
    entries: new Map(),
    participations: [],
    items: new Map(),
    reports: new Map(),
    limits: new Map(),
    numbers: new Map(),
  };
  const problems: string[] = [];
  return {
    add(item) {
      try {
        collect(found, item);
      } catch (error) {
        problems.push(unreadableItem(item, error));
      }
    },
    report() {
      problems.push(...authorProblems(found), ...queueProblems(found), ...listProblems(found));
      return { entries: found.entries.size, problems };
    },
  };
}

const ENTRY = (programId: string, contestId: string, number: number) =>
  contestEntryKey(programId, contestId, number).PK;

function collect({ entries, participations, items, reports, limits, numbers }: Found, item: Item): void {
  if (item.et === ENTITY.contestEntry)
    entries.set(item.PK, { entry: parseContestEntry(item), isListed: item.GSI1PK !== undefined });
  else if (item.et === ENTITY.participation) participations.push(participationModel.parse(item));
  else if (item.et === ENTITY.entryReport) reports.set(item.PK, (reports.get(item.PK) ?? 0) + 1);
  else if (item.et === ENTITY.entryNumbers) numbers.set(item.PK, Number(item.last));
  else if (item.et === ENTITY.contest) {
    const { programId, id, maxEntriesPerMember } = contestModel.parse(item);
    limits.set(contestKey(programId, id).PK, maxEntriesPerMember);
  } else if (item.et === ENTITY.moderationItem) {
    const waiting = moderationModel.parse(item);
    const named = readEntryId(waiting.subjectId);
    if (waiting.kind === 'CONTEST_ENTRY')
      items.set(
        named === undefined ? item.PK : ENTRY(waiting.programId, named.contestId, named.number),
        waiting,
      );
  }
}

function* authorProblems({ entries, participations, limits }: Found): Iterable<string> {
  const listed = new Map<string, string>();
  for (const participation of participations) {
    const { programId, contestId, memberId, live, fallen, keys } = participation;
    const place = `P#${programId} ${contestId} ${memberId}`;
    const all = entriesOf(participation);
    if (new Set(all).size < all.length) yield `${place}: has an entry twice.`;
    for (const number of Object.values(keys))
      if (!all.includes(number)) yield `${place}: a key made entry ${number}, which is not among theirs.`;
    const most = limits.get(contestKey(programId, contestId).PK);
    if (most !== undefined && live.length > most)
      yield `${place}: has ${live.length} entries, and the contest takes ${most} of a member.`;
    for (const number of all) {
      const key = ENTRY(programId, contestId, number);
      const entry = entries.get(key)?.entry;
      listed.set(key, memberId);
      if (entry === undefined) yield `${key}: ${memberId} has this entry, which is not there.`;
      else if (isFallen(entry) !== fallen.includes(number))
        yield `${key}: ${entry.state}, and ${memberId} has it among the ${fallen.includes(number) ? 'fallen' : 'living'}.`;
    }
  }
  for (const [key, { entry }] of entries)
    if (listed.get(key) !== entry.authorId)
      yield `${key}: is not among the entries of its author ${entry.authorId}.`;
}

function* queueProblems({ entries, items, reports }: Found): Iterable<string> {
  for (const [key, { entry }] of entries) {
    const item = items.get(key);
    const isReported = item?.causes.includes('REPORTED') === true;
    const causes = causesOf(entry, { isReported }).sort().join(' and ');
    const queued = item?.causes.toSorted().join(' and ') ?? '';
    if (causes !== queued)
      yield `${key}: waits for ${causes || 'nothing'}, and the queue of the moderators says ${queued || 'nothing'}.`;
    if (entry.isHidden && !isReported)
      yield `${key}: is hidden, and nobody is asked to decide on its reports.`;
    if (item === undefined) continue;
    if (item.revision !== entry.revision)
      yield `${key}: is in revision ${entry.revision}, and waits in revision ${item.revision}.`;
    if (item.groupId !== entry.contestId) yield `${key}: waits under ${item.groupId}.`;
    if (item.reports > 0 !== isReported || item.reports > (reports.get(key) ?? 0))
      yield `${key}: waits with ${item.reports} reports, and there are ${reports.get(key) ?? 0}.`;
  }
  for (const [key, { subjectId }] of items)
    if (!entries.has(key)) yield `${key}: ${subjectId} waits for moderators, and there is no such entry.`;
}

function* listProblems({ entries, numbers }: Found): Iterable<string> {
  for (const [key, { entry, isListed }] of entries) {
    if (isShown(entry) !== isListed)
      yield `${key}: ${isListed ? 'stands' : 'does not stand'} in the list of what shows.`;
    const last = numbers.get(entryNumbersKey(entry.programId, entry.contestId).PK) ?? 0;
    if (entry.number > last)
      yield `${key}: ${entryIdOf(entry)} has a number past the last that was given, ${last}.`;
  }
}
