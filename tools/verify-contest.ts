import { readFile } from 'node:fs/promises';
import { progress, runTool, UsageError } from './terminal/cli.ts';
import { reasonOf } from './terminal/errors.ts';
import { type CheckedResult, checkResult, filesIn } from './verify/result-files.ts';
import { type ResultKeys, readKeys } from './verify/result-signature.ts';
import { movedBetween } from './verify/result-versions.ts';

const HELP = `npm run verify:contest -- --file DIR --keys JWKS [--previous DIR]

Checks a published result by its files alone, without a table, an account or a server.

  --file DIR      the folder with result.json, result.jws and the ballot files that result.json names, and nothing else
  --keys JWKS     the public keys, a file or an address: https://…/PROGRAM/result-keys
  --previous DIR  the folder of the version before: it is checked too, and that nothing moved which a correction must not move

Checks that the signature is by one of the keys and of this result.json; that it and every line of a ballot file are written
as RFC 8785 says; that every file is there, with the SHA-256 and the lines that result.json says; that no ballot stands twice
in a round or gives more than it may; that the ballots come to the sums; and that finalists, ranks and prizes follow from
them. docs/results.md tells what the files are, and what they cannot show.
Prints what it checked; what is wrong is said on standard error, with the name of the file.

Exit status: 0 when all is well; 1 when something is wrong; 2 when the command is not as it must be, or the folder or the keys
cannot be read.`;

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

await runTool(
  HELP,
  { file: { type: 'string' }, keys: { type: 'string' }, previous: { type: 'string' } },
  async ({ values }) => {
    const [file, where, previous] = [named(values.file), named(values.keys), named(values.previous)];
    if (file === undefined || where === undefined) throw new UsageError('Say --file DIR and --keys JWKS.');
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
        problems.push(
          ...(await movedBetween({ ...before.result, files: filesBefore }, { ...result, files })),
        );
    }
    progress('');
    console.log(`Checked ${file}: ${told(result)}; ${lines} ballots read.`);
    for (const problem of problems.slice(0, MAX_LINES)) console.error(`WRONG  ${problem}`);
    if (problems.length > MAX_LINES) console.error(`and ${problems.length - MAX_LINES} more.`);
    console.log(problems.length === 0 ? 'All is well.' : `${problems.length} things are wrong.`);
    return problems.length === 0 ? 0 : 1;
  },
);

function told(result: CheckedResult['result']): string {
  if (result === undefined) return 'no result that can be read';
  const { contest, version, rounds, entries } = result.document;
  const ranked = entries.filter(({ rank }) => rank !== null).length;
  const of = rounds.length === 1 ? '1 round' : `${rounds.length} rounds`;
  return `version ${version} of ${contest.id} ${JSON.stringify(contest.title)}, ${of}, ${ranked} entries with a rank`;
}
