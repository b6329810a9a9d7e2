import * as z from 'zod';
import { columns } from '../../platform/columns.ts';
import { cached } from '../../table/cached.ts';
import type { Item, Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { contestResultKey, dueIndex, resultLinesKey } from '../../table/keys.ts';
import { type Lookup, lookUpOne, lookup } from '../../table/lookup.ts';
import { queryAll } from '../../table/pages.ts';
import { insert, replace } from '../../table/writes.ts';
import { awardModel, type Line, lineModel, type Result, resultModel } from './model.ts';
import { byRank } from './standings.ts';

// The versions of a contest's result in the table.

export const parseResult = (item: Item): Result => resultModel.parse(item);

const keyOf = ({ programId, contestId, resultVersion }: Named) =>
  contestResultKey(programId, contestId, resultVersion);

export type Named = Pick<Result, 'programId' | 'contestId' | 'resultVersion'>;

export const resultLookup = (named: Named): Lookup<Result | undefined> => lookup(keyOf(named), parseResult);

const itemOf = (result: Result): Item => ({ ...keyOf(result), et: ENTITY.contestResult, ...result });
export const insertResult = (result: Result): Write => insert(itemOf(result));

/** `dueAt`: from when on its files are to be written; null: nothing is left to do. */
export function replaceResult(before: Result, after: Result, dueAt: string | null): Write {
  const due = dueAt === null ? {} : dueIndex(keyOf(after), dueAt, ENTITY.contestResult);
  return replace({ ...itemOf(after), ...due }, before.version);
}

/** Of one item, some 200 KB: so many entries, or five times as many awards. */
const PART = 2_000;
const AWARDS_FOR_AN_ENTRY = 5;
const row = columns({ ...lineModel.shape, awards: z.array(z.unknown()).default([]) });
const awardRow = columns(awardModel.shape);
const pack = ({ awards, ...line }: Line) => row.pack({ ...line, awards: awards.map(awardRow.pack) });
const unpack = (packed: unknown): Line => {
  const { awards, ...line } = row.unpack(packed);
  return { ...line, awards: awards.map(awardRow.unpack) };
};

function partsOf(lines: readonly Line[]): Line[][] {
  const parts: Line[][] = [];
  let room = 0;
  for (const line of lines) {
    const size = 1 + line.awards.length / AWARDS_FOR_AN_ENTRY;
    if (size > room) {
      parts.push([]);
      room = PART;
    }
    parts.at(-1)?.push(line);
    room -= size;
  }
  return parts;
}

/** What writes the lines of a version. */
export const putLines = ({ programId, contestId, resultVersion }: Named, lines: readonly Line[]): Write[] =>
  partsOf(lines).map((some, part) => ({
    put: {
      ...resultLinesKey(programId, contestId, resultVersion, part),
      et: ENTITY.resultLines,
      lines: some.map(pack),
    },
  }));

export const parseLines = ({ lines }: Item): Line[] => z.array(z.unknown()).parse(lines).map(unpack);

const LINES_PAGE = 10;

async function readLines(
  deps: Deps,
  ...[programId, contestId, version, entries]: [...LinesOf, entries: string]
): Promise<Line[]> {
  const partition = resultLinesKey(programId, contestId, Number(version), 0).PK;
  const items = await queryAll(deps, { partition, limit: LINES_PAGE, consistent: true });
  // A count that was begun anew may have had fewer lines than were written before.
  return items.flatMap(parseLines).slice(0, Number(entries)).sort(byRank);
}
type LinesOf = [programId: string, contestId: string, version: string];

/** What a version says does not change once it is there. */
const KEPT_MILLIS = 3_600_000;
const lines = cached('result lines', readLines, KEPT_MILLIS);

/** What a version says of each entry, by rank. */
export const linesOfResult = (
  deps: Deps,
  { programId, contestId, resultVersion, entries }: Result,
): Promise<Line[]> => lines.get(deps, programId, contestId, String(resultVersion), String(entries));

const results = cached('result', (deps, ...[programId, contestId, version]: LinesOf) =>
  lookUpOne(deps, resultLookup({ programId, contestId, resultVersion: Number(version) }), {
    consistent: true,
  }),
);

/** Lets this process see a change of a version at once. */
export const seeResult = (deps: Deps, { programId, contestId, resultVersion }: Named): void =>
  results.forget(deps, programId, contestId, String(resultVersion));

/** A version that is published. */
export const publishedResult = (deps: Deps, { programId, contestId, resultVersion }: Named) =>
  results.get(deps, programId, contestId, String(resultVersion));
