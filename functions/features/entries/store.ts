import { cached } from '../../table/cached.ts';
import type { Item, Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import { GSI1 } from '../../table/definition.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import {
  contestEntryKey,
  dueIndex,
  entryNumbersKey,
  entryReportKey,
  participationKey,
  shownEntriesPartition,
} from '../../table/keys.ts';
import { lookUpAll, lookUpOne } from '../../table/lookup.ts';
import { queryAll } from '../../table/pages.ts';
import { insert, replace, unchanged } from '../../table/writes.ts';
import { type EntryStates, readStates, statesPartition } from './counts.ts';
import { contestEntryLookup, participationLookup } from './lookups.ts';
import { type ContestEntry, contestEntryModel } from './model.ts';
import type { Participation } from './participation.ts';
import { type Roster, readRoster, rosterPartition } from './roster.ts';
import { isShown } from './rules.ts';

const NUMBER_DIGITS = 9;

export const parseContestEntry = (item: Item): ContestEntry => contestEntryModel.parse(item);

export const getContestEntry = (
  deps: Deps,
  programId: string,
  { contestId, number }: { contestId: string; number: number },
  options: { consistent?: boolean } = {},
): Promise<ContestEntry | undefined> =>
  lookUpOne(deps, contestEntryLookup(programId, contestId, number), options);

/** An answer has as many as fit it; pages are read until there is none. */
const ROSTER_PAGE = 1_000;

async function getRoster(deps: Deps, programId: string, contestId: string): Promise<Roster> {
  const partition = rosterPartition(programId, contestId);
  return readRoster(await queryAll(deps, { partition, limit: ROSTER_PAGE }));
}

const rosters = cached('roster', getRoster);

/** From memory where it was read in the last 30 seconds; seconds behind besides. */
export const cachedRoster = (deps: Deps, programId: string, contestId: string): Promise<Roster> =>
  rosters.get(deps, programId, contestId);

/** Of a contest whose submissions last as long as they can there are some 730: one answer has them. */
const STATES_PAGE = 1_000;

export async function getEntryStates(deps: Deps, programId: string, contestId: string): Promise<EntryStates> {
  const partition = statesPartition(programId, contestId);
  return readStates(await queryAll(deps, { partition, limit: STATES_PAGE }));
}

/** In the order of the numbers. */
export const getContestEntries = (
  deps: Deps,
  programId: string,
  contestId: string,
  numbers: readonly number[],
  options: { consistent?: boolean } = {},
): Promise<(ContestEntry | undefined)[]> =>
  lookUpAll(
    deps,
    numbers.map((number) => contestEntryLookup(programId, contestId, number)),
    options,
  );

/** The latest to show first. */
export function listShown(
  deps: Deps,
  programId: string,
  contestId: string,
  page: PageRequest,
): Promise<Connection<ContestEntry>> {
  const list = {
    index: GSI1.name,
    partition: shownEntriesPartition(programId, contestId),
    newestFirst: true,
  };
  return listConnection(deps, list, page, parseContestEntry);
}

/** The number that the next entry of a contest is given: one that was given is never given again. */
export const nextNumber = (deps: Deps, programId: string, contestId: string): Promise<number> =>
  deps.table.count(entryNumbersKey(programId, contestId), 'last', { et: ENTITY.entryNumbers });

/** The last number that was given; 0 before the first. */
export async function lastNumber(
  deps: Deps,
  programId: string,
  contestId: string,
  options: { consistent?: boolean } = {},
): Promise<number> {
  const item = await deps.table.get(entryNumbersKey(programId, contestId), options);
  return Number(item?.last ?? 0);
}

export const getParticipation = (
  deps: Deps,
  programId: string,
  contestId: string,
  memberId: string,
  options: { consistent?: boolean } = {},
): Promise<Participation> => lookUpOne(deps, participationLookup(programId, contestId, memberId), options);

function toItem(entry: ContestEntry): Item {
  const { programId, contestId, number, shownAt, answerBy, dueAt } = entry;
  const key = contestEntryKey(programId, contestId, number);
  const list =
    isShown(entry) && shownAt !== null
      ? {
          GSI1PK: shownEntriesPartition(programId, contestId),
          GSI1SK: `${shownAt}#${String(number).padStart(NUMBER_DIGITS, '0')}`,
        }
      : {};
  const due = answerBy === null ? {} : dueIndex(key, dueAt ?? answerBy, ENTITY.contestEntry);
  return { ...key, ...list, ...due, et: ENTITY.contestEntry, ...entry };
}

export const insertContestEntry = (entry: ContestEntry): Write => insert(toItem(entry));

export const replaceContestEntry = (before: ContestEntry, after: ContestEntry): Write =>
  replace(toItem(after), before.version);

/** A check for a transaction: the entry is as it was read. */
export const sameContestEntry = ({ programId, contestId, number, version }: ContestEntry): Write =>
  unchanged(contestEntryKey(programId, contestId, number), version);

export const putParticipation = (before: Participation, after: Participation): Write =>
  replace(
    {
      ...participationKey(after.programId, after.memberId, after.contestId),
      et: ENTITY.participation,
      ...after,
    },
    before.version,
  );

/** What a member says of an entry; once for each. */
export type Report = { memberId: string; reason: string; note: string | null; at: string };

/** Fails when the member has reported the entry before. */
export const insertReport = (
  { programId, contestId, number }: ContestEntry,
  { memberId, ...report }: Report,
): Write =>
  insert({
    ...entryReportKey(programId, contestId, number, memberId),
    et: ENTITY.entryReport,
    memberId,
    ...report,
  });

export const hasReported = async (
  deps: Deps,
  { programId, contestId, number }: ContestEntry,
  memberId: string,
): Promise<boolean> =>
  (await deps.table.get(entryReportKey(programId, contestId, number, memberId), { consistent: true })) !==
  undefined;
