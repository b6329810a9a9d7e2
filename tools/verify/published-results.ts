import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contestLookup } from '../../functions/features/contests/lookups.ts';
import { type Contest, contestModel } from '../../functions/features/contests/model.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import type { ResultRound } from '../../functions/features/results/document.ts';
import { RESULT_FILE, SIGNATURE_FILE } from '../../functions/features/results/file-names.ts';
import { filesOf } from '../../functions/features/results/files.ts';
import { cachedResultKeys } from '../../functions/features/results/keys/store.ts';
import type { Result } from '../../functions/features/results/model.ts';
import { type Named, parseResult, resultLookup } from '../../functions/features/results/versions.ts';
import { concurrently } from '../../functions/platform/concurrently.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { dueTimeOf } from '../../functions/table/keys.ts';
import { lookUp } from '../../functions/table/lookup.ts';
import { readableProgram, unreadableItem } from '../shared/readable.ts';
import { scanPages } from '../shared/scan.ts';
import { makeDirectory } from '../terminal/directory.ts';
import { type CheckedResult, checkResult, filesIn } from './result-files.ts';
import { compareBallots, type Origins } from './result-origins.ts';
import { type ResultKeys, readKeys } from './result-signature.ts';
import { tableProblems } from './result-table.ts';
import { movedBetween } from './result-versions.ts';

// The published results of a table: their files, and whether the table says the same.

/** A version, as far as a scan tells of it. */
type Version = Named & { isDue: boolean };
type Found = {
  /** By contest, of those that have a published version or say so; in the order of versions. */
  versions: Map<string, Version[]>;
  /** The ids of the contests that are there. */
  contests: Set<string>;
  problems: string[];
};

export type PublishedReport = {
  /** How many versions were checked, of how many contests. */
  versions: number;
  contests: number;
  /** A line of each. */
  lines: string[];
  problems: string[];
  /** True where a contest was named, and is not there. */
  isMissing: boolean;
  /** True where files were to be kept, and are. */
  isSaved: boolean;
};

type Options = {
  /** One contest alone. */
  contestId?: string | undefined;
  /** Where the files of the latest version of that contest are kept. */
  saveIn?: string | undefined;
  onItems?: (read: number) => void;
  onBallots?: (read: number) => void;
};

const placeOf = (programId: string, contestId: string) => `${programId}/${contestId}`;

/** Checks all published results of a table, or those of one contest. In memory is one of them at a time, without its ballots. */
export async function checkPublished(deps: Deps, options: Options = {}): Promise<PublishedReport> {
  const { contestId } = options;
  const found = await findVersions(deps, options);
  const keys = readKeys(JSON.stringify({ keys: await cachedResultKeys(deps) })) ?? new Map();
  let ballots = 0;
  const onLines = (more: number) => {
    ballots += more;
    options.onBallots?.(ballots);
  };
  const report: PublishedReport = {
    versions: 0,
    contests: found.versions.size,
    lines: [],
    problems: found.problems,
    isMissing: contestId !== undefined && found.contests.size === 0,
    isSaved: false,
  };
  for (const [place, versions] of found.versions) {
    const of = (version: Version | undefined) =>
      version === undefined ? place : `${place}, version ${version.resultVersion}`;
    const run: Run = {
      ...{ deps, keys, onLines },
      say: (version, text) => report.lines.push(`${of(version)}: ${text}`),
      saved: () => {
        report.isSaved = true;
      },
      wrong: (version, problem) => report.problems.push(`${of(version)}: ${problem}`),
    };
    await checkVersions(run, versions, options.saveIn);
    report.versions += versions.length;
  }
  return report;
}

async function findVersions(deps: Deps, { contestId, onItems }: Options): Promise<Found> {
  const found: Found = { versions: new Map(), contests: new Set(), problems: [] };
  const add = (place: string, ...versions: Version[]) =>
    found.versions.set(place, [...(found.versions.get(place) ?? []), ...versions]);
  let read = 0;
  for await (const page of scanPages(deps.table)) {
    for (const item of page)
      try {
        if (item.et === ENTITY.contest) {
          const { programId, id, publishedVersion } = contestModel.parse(item);
          if (contestId !== undefined && id !== contestId) continue;
          found.contests.add(id);
          if (publishedVersion !== null) add(placeOf(programId, id));
        } else if (item.et === ENTITY.contestResult) {
          const { programId, contestId: id, resultVersion, publishedAt } = parseResult(item);
          if (publishedAt === null || (contestId !== undefined && id !== contestId)) continue;
          const isDue = item.GSI2PK !== undefined && dueTimeOf(String(item.GSI2SK)).since === publishedAt;
          add(placeOf(programId, id), { programId, contestId: id, resultVersion, isDue });
        }
      } catch (error) {
        found.problems.push(`${unreadableItem(item, error)}.`);
      }
    read += page.length;
    onItems?.(read);
  }
  for (const versions of found.versions.values())
    versions.sort((one, other) => one.resultVersion - other.resultVersion);
  return found;
}

/** What is done for one contest. */
type Run = {
  deps: Deps;
  keys: ResultKeys;
  onLines: (more: number) => void;
  say(version: Version, text: string): void;
  wrong(version: Version | undefined, problem: string): void;
  /** The files that were to be kept are there. */
  saved(): void;
};
/** A version with the folder that its files are in. */
type Checked = NonNullable<CheckedResult['result']> & { directory: string };
type Place = { directory: string; isKept: boolean; isFirst: boolean; isLast: boolean };

async function checkVersions(
  run: Run,
  versions: readonly Version[],
  saveIn: string | undefined,
): Promise<void> {
  if (versions.length === 0) run.wrong(undefined, 'says that its result is published, and none is there.');
  const temporary = await mkdtemp(path.join(tmpdir(), 'fanfare-results-'));
  try {
    let before: Checked | undefined;
    for (const [index, version] of versions.entries()) {
      const [isFirst, isLast] = [index === 0, index === versions.length - 1];
      const own = path.join(temporary, String(version.resultVersion));
      const kept = isLast ? saveIn : undefined;
      const place = { directory: kept ?? own, isKept: kept !== undefined, isFirst, isLast };
      const checked = await checkVersion(run, version, place);
      if (before !== undefined && checked !== undefined)
        for (const problem of await movedBetween(withFiles(before), withFiles(checked)))
          run.wrong(version, problem);
      if (before !== undefined) await rm(before.directory, { recursive: true });
      before = checked;
    }
  } finally {
    await rm(temporary, { recursive: true });
  }
}

const withFiles = (checked: Checked) => ({ ...checked, files: filesIn(checked.directory) });

/** Undefined for one that has no files, or wrong ones. */
async function checkVersion(run: Run, version: Version, place: Place): Promise<Checked | undefined> {
  const { deps, say, wrong } = run;
  const { programId, contestId, resultVersion } = version;
  const wanted = { contest: contestLookup(programId, contestId), result: resultLookup(version) };
  const { contest, result } = await lookUp(deps, wanted, { consistent: true });
  const program = await readableProgram(deps, programId);
  const publishedAt = result?.publishedAt ?? null;
  if (contest === undefined || program === undefined || result === undefined || publishedAt === null) {
    wrong(version, 'belongs to no contest that is there.');
    return undefined;
  }
  if (place.isLast && contest.publishedVersion !== resultVersion)
    wrong(version, `is the latest that is published, and the contest names ${contest.publishedVersion}.`);
  const files = filesOf(result);
  if (files === null) {
    const told = `was published at ${publishedAt}, and has no files`;
    if (version.isDue) say(version, `${told} yet: they are due`);
    else wrong(version, `${told}, and nothing waits to write them.`);
    return undefined;
  }
  await download(deps, files, place.directory);
  if (place.isKept) run.saved();
  return checkFiles(run, { version, program, contest, result: { ...result, publishedAt } }, place);
}

type Published = {
  version: Version;
  program: Program;
  contest: Contest;
  result: Result & { publishedAt: string };
};

async function checkFiles(
  { deps, keys, onLines, say, wrong }: Run,
  { version, ...published }: Published,
  { directory, isFirst }: Place,
): Promise<Checked | undefined> {
  const files = filesIn(directory);
  const { problems, result: checked } = await checkResult(files, keys, onLines);
  for (const problem of problems) wrong(version, problem);
  if (checked === undefined) return undefined;
  const isWrong = (name: string) => problems.some((problem) => problem.startsWith(name));
  const jws = await readFile(path.join(directory, SIGNATURE_FILE)).catch(() => undefined);
  for (const problem of await tableProblems(deps, published, { ...checked, jws })) wrong(version, problem);
  const { rounds, entries } = checked.document;
  const ranked = entries.filter(({ rank }) => rank !== null).length;
  const ballots = rounds.reduce((sum, round) => sum + linesIn(round), 0);
  say(version, `rounds ${rounds.length}, entries with a rank ${ranked}, ballots ${ballots}`);
  // A correction strikes in its files alone: the ballots of the table are those of the count.
  if (isFirst && !isWrong(RESULT_FILE)) {
    const { contest, result } = published;
    const origins = await compareBallots(deps, contest, result, { files, isWrong });
    for (const problem of origins?.problems ?? []) wrong(version, problem);
    say(version, toldOf(origins, linesIn(rounds.at(-1))));
  }
  return problems.length === 0 ? { ...checked, directory } : undefined;
}

const linesIn = (round: ResultRound | undefined): number =>
  round?.files.reduce((sum, { lines }) => sum + lines, 0) ?? 0;

function toldOf(origins: Origins | undefined, lines: number): string {
  // The first vote makes the secret.
  if (origins === undefined && lines === 0) return 'nobody voted in the last round';
  if (origins === undefined)
    return 'not compared with the ballots of the table, to which nothing leads any more';
  const { ballots, explained } = origins;
  const because =
    explained === 0
      ? ''
      : `; ${explained} count otherwise by now, as they may: their voters were suspended or came back after the count`;
  return `compared with ${ballots} ballots of the last round in the table${because}`;
}

const FILES_AT_ONCE = 4;

/** One that is not there is missing in the folder, too. */
async function download(
  { bucket }: Deps,
  files: readonly { name: string; key: string }[],
  directory: string,
): Promise<void> {
  makeDirectory(directory);
  await concurrently(files, FILES_AT_ONCE, async ({ name, key }) => {
    const bytes = await bucket.get(key);
    if (bytes !== undefined) await writeFile(path.join(directory, name), bytes);
  });
}
