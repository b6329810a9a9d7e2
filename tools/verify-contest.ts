import { readdir, readFile } from 'node:fs/promises';
import { BucketError } from '../functions/platform/bucket.ts';
import { ENV } from '../functions/platform/env.ts';
import { isId } from '../functions/platform/ids.ts';
import { AWS_AND_EXIT_STATUS } from './shared/help.ts';
import { openTable } from './shared/open-table.ts';
import { progress, runTool, UsageError } from './terminal/cli.ts';
import { reasonOf } from './terminal/errors.ts';
import { checkPublished } from './verify/published-results.ts';
import { type CheckedResult, checkResult, filesIn } from './verify/result-files.ts';
import { type ResultKeys, readKeys } from './verify/result-signature.ts';
import { movedBetween } from './verify/result-versions.ts';

const HELP = `npm run verify:contest                                  all published results of a table
npm run verify:contest -- ID [--save DIR]               those of one contest; its latest files are kept in DIR
npm run verify:contest -- --file DIR --keys JWKS [--previous DIR]
                                                        one result by its files alone, without a table or an account

  --save DIR      a folder that is empty or not there yet
  --file DIR      the folder with result.json, result.jws and the ballot files that result.json names, and nothing else
  --keys JWKS     the public keys, a file or an address: https://…/PROGRAM/result-keys
  --previous DIR  the folder of the version before: it is checked too, and that nothing moved which a correction must not move

Checks that the signature is by one of the keys and of this result.json; that it and every line of a ballot file are written
as RFC 8785 says; that every file is there, with the SHA-256 and the lines that result.json says; that no ballot stands twice
in a round or gives more than it may; that the ballots come to the sums; and that finalists, ranks and prizes follow from
them. docs/results.md tells what the files are, and what they cannot show.
Of a table it takes the files from the results bucket and the keys from the table, and checks besides that each version that
is published has its files; that result.json says what the table says; that a correction moved nothing else; and, while the
secret of the contest stands, that the ballots of its last round in the table are those of the files. Voters who were
suspended, or came back, after the count are told, and are no fault; nor is a version whose files are due.
It reads the whole table, and the ballots of those rounds once more; each version's files are in TMPDIR while it is checked.
Prints what it checked; what is wrong is said on standard error, with the name of the file.

Works on the local data (DATA_DIR, default .fanfare), beside a running server or without one; or on the table that
TABLE_NAME names and the bucket that RESULTS_BUCKET names (ResultsBucketName of the stack's outputs), with the AWS
credentials of the environment.

${AWS_AND_EXIT_STATUS}`;

const MAX_LINES = 50;
const ANSWER_MILLIS = 20_000;

async function keysOf(where: string): Promise<ResultKeys> {
  const keys = readKeys(await textAt(where));
  if (keys === undefined) throw new UsageError(`--keys: ${where} is no JSON Web Key Set.`);
  return keys;
}

async function textAt(where: string): Promise<string> {
  try {
    if (!/^https?:\/\//.test(where)) return await readFile(where, 'utf8');
    const answer = await fetch(where, { signal: AbortSignal.timeout(ANSWER_MILLIS) });
    if (!answer.ok) throw new Error(`the answer is ${answer.status}`);
    return await answer.text();
  } catch (error) {
    throw new UsageError(`--keys: ${where} cannot be read (${reasonOf(error)}).`);
  }
}

async function folderOf(option: string, directory: string) {
  const files = filesIn(directory);
  try {
    await files.names();
  } catch (error) {
    throw new UsageError(`--${option}: ${directory} cannot be read (${reasonOf(error)}).`);
  }
  return files;
}

const named = (given: unknown) => (typeof given === 'string' && given !== '' ? given : undefined);

async function checkFolder(file: string, where: string, previous: string | undefined): Promise<number> {
  const files = await folderOf('file', file);
  const filesBefore = previous === undefined ? undefined : await folderOf('previous', previous);
  const keys = await keysOf(where);
  let lines = 0;
  const count = (more: number) => {
    lines += more;
    progress(`${lines} ballots read`);
  };
  const { problems, result } = await checkResult(files, keys, count);
  if (filesBefore !== undefined) {
    const before = await checkResult(filesBefore, keys, count);
    problems.push(...before.problems.map((problem) => `${previous}: ${problem}`));
    if (problems.length === 0 && before.result !== undefined && result !== undefined)
      problems.push(...(await movedBetween({ ...before.result, files: filesBefore }, { ...result, files })));
  }
  progress('');
  console.log(`Checked ${file}: ${told(result)}; ${lines} ballots read.`);
  return conclude(problems);
}

async function checkTable(contestId: string | undefined, saveIn: string | undefined): Promise<number> {
  if (contestId !== undefined && !isId('contest', contestId))
    throw new UsageError(`${contestId} is not the id of a contest.`);
  if (saveIn !== undefined && contestId === undefined)
    throw new UsageError('Say of which contest: ID --save DIR.');
  if (saveIn !== undefined && !(await isFree(saveIn)))
    throw new UsageError(`--save: ${saveIn} is not empty.`);
  if (process.env[ENV.tableName] && !process.env[ENV.resultsBucket])
    throw new UsageError(`Set ${ENV.resultsBucket}, too: ResultsBucketName of the stack's outputs.`);
  const { deps, where, close } = await openTable();
  try {
    const { versions, contests, lines, problems, isMissing, isSaved } = await checkPublished(deps, {
      ...{ contestId, saveIn },
      onItems: (read) => progress(`${read} items read`),
      onBallots: (read) => progress(`${read} ballots read`),
    });
    progress('');
    console.log(`Checked ${where}: ${versions} published versions of ${contests} contests.`);
    for (const line of lines) console.log(`  ${line}`);
    if (isSaved) console.log(`  The files of the latest version are in ${saveIn}.`);
    if (isMissing) problems.push(`There is no contest ${contestId}.`);
    else if (contestId !== undefined && versions === 0 && problems.length === 0)
      problems.push(`${contestId} has no published result.`);
    else if (saveIn !== undefined && !isSaved)
      problems.push(`No files are there yet to be kept in ${saveIn}.`);
    return conclude(problems);
  } catch (error) {
    if (!(error instanceof BucketError)) throw error;
    console.error(`${error.message} (${reasonOf(error.cause)})`);
    return 1;
  } finally {
    await close();
  }
}

async function isFree(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function conclude(problems: readonly string[]): number {
  for (const problem of problems.slice(0, MAX_LINES)) console.error(`WRONG  ${problem}`);
  if (problems.length > MAX_LINES) console.error(`and ${problems.length - MAX_LINES} more.`);
  console.log(problems.length === 0 ? 'All is well.' : `${problems.length} things are wrong.`);
  return problems.length === 0 ? 0 : 1;
}

const OPTIONS = {
  file: { type: 'string' },
  keys: { type: 'string' },
  previous: { type: 'string' },
  save: { type: 'string' },
} as const;

await runTool(
  HELP,
  OPTIONS,
  async ({ values, positionals }) => {
    const [contestId, ...more] = positionals;
    const [file, keys, previous] = [named(values.file), named(values.keys), named(values.previous)];
    const isOffline = values.file !== undefined || values.keys !== undefined || values.previous !== undefined;
    if (!isOffline && more.length === 0) return checkTable(contestId, named(values.save));
    if (file === undefined || keys === undefined || contestId !== undefined || values.save !== undefined)
      throw new UsageError('Say --file DIR and --keys JWKS, or one ID, or nothing.');
    return checkFolder(file, keys, previous);
  },
  { allowPositionals: true },
);

function told(result: CheckedResult['result']): string {
  if (result === undefined) return 'no result that can be read';
  const { contest, version, rounds, entries } = result.document;
  const ranked = entries.filter(({ rank }) => rank !== null).length;
  const of = rounds.length === 1 ? '1 round' : `${rounds.length} rounds`;
  return `version ${version} of ${contest.id} ${JSON.stringify(contest.title)}, ${of}, ${ranked} entries with a rank`;
}
