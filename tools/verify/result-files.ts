import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  type ResultDocument,
  resultBytes,
  resultModel,
  sha256,
} from '../../functions/features/results/document.ts';
import { RESULT_FILE, SIGNATURE_FILE } from '../../functions/features/results/file-names.ts';
import { ballotProblems, type ResultFiles } from './result-ballots.ts';
import { documentProblems } from './result-document.ts';
import { type ResultKeys, signatureProblems } from './result-signature.ts';

export const filesIn = (directory: string): ResultFiles => ({
  names: () => readdir(directory),
  open: (name) => createReadStream(path.join(directory, name)),
});

export type CheckedResult = {
  /** Everything that is wrong, a sentence each that begins with the name of the file. */
  problems: string[];
  /** With the SHA-256 of result.json; undefined where that cannot be read as one. */
  result: { document: ResultDocument; hash: string } | undefined;
};

/** Checks a version by its files alone. `onLines` is told how many lines of ballots were read since it was told last. */
export async function checkResult(
  files: ResultFiles,
  keys: ResultKeys,
  onLines: (more: number) => void = () => undefined,
): Promise<CheckedResult> {
  const names = new Set(await files.names());
  const problems = [RESULT_FILE, SIGNATURE_FILE]
    .filter((name) => !names.has(name))
    .map((name) => `${name}: is missing.`);
  const read = async (name: string) => (names.has(name) ? await buffer(files.open(name)) : undefined);
  const [bytes, jws] = [await read(RESULT_FILE), await read(SIGNATURE_FILE)];
  if (bytes === undefined) return { problems, result: undefined };
  if (jws !== undefined) problems.push(...signatureProblems(jws, bytes, keys));
  const document = readDocument(bytes, problems);
  if (document === undefined) return { problems, result: undefined };
  problems.push(...strangers(names, document), ...documentProblems(document));
  for (const round of document.rounds) problems.push(...(await ballotProblems(files, round, onLines)));
  return { problems, result: { document, hash: sha256(bytes) } };
}

function readDocument(bytes: Buffer, problems: string[]): ResultDocument | undefined {
  try {
    const read = resultModel.safeParse(JSON.parse(bytes.toString()));
    if (read.success) {
      if (!bytes.equals(resultBytes(read.data)))
        problems.push(`${RESULT_FILE}: is not written as RFC 8785 says: others would write other bytes.`);
      return read.data;
    }
    for (const { path: at, message } of read.error.issues)
      problems.push(`${RESULT_FILE}: ${at.length === 0 ? '' : `${at.join('.')}: `}${message}.`);
  } catch {
    problems.push(`${RESULT_FILE}: is no JSON that RFC 8785 can write.`);
  }
  return undefined;
}

function strangers(names: ReadonlySet<string>, { rounds }: ResultDocument): string[] {
  const known = new Set(rounds.flatMap(({ files }) => files.map(({ name }) => name)));
  known.add(RESULT_FILE).add(SIGNATURE_FILE);
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) => `${name}: ${RESULT_FILE} does not name it.`);
}
