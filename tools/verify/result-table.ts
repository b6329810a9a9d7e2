import canonicalize from 'canonicalize';
import type { Contest } from '../../functions/features/contests/model.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import { type ResultDocument, resultBytes } from '../../functions/features/results/document.ts';
import { RESULT_FILE, SIGNATURE_FILE } from '../../functions/features/results/file-names.ts';
import type { Result } from '../../functions/features/results/model.ts';
import { documentOf } from '../../functions/features/results/publication.ts';
import { compactJws, signingInput } from '../../functions/platform/jws.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { reasonOf } from '../terminal/errors.ts';

type PublishedResult = Result & { publishedAt: string };
type Filed = { document: ResultDocument; hash: string; jws: Uint8Array | undefined };

/** What the files of a version say otherwise than the table does, a sentence each. */
export async function tableProblems(
  deps: Deps,
  { program, contest, result }: { program: Program; contest: Contest; result: PublishedResult },
  { document, hash, jws }: Filed,
): Promise<string[]> {
  const { signed } = result;
  const problems: string[] = [];
  if (signed?.sha256 !== hash)
    problems.push(
      `${RESULT_FILE}: its SHA-256 is ${hash}, and the table says that ${signed?.sha256} was signed.`,
    );
  const kept = Buffer.from(signed?.signature ?? '', 'base64url');
  const expected = compactJws(signingInput(signed?.kid ?? '', resultBytes(document)), kept);
  if (jws !== undefined && !Buffer.from(expected).equals(jws))
    problems.push(`${SIGNATURE_FILE}: is not the signature that the table has.`);
  try {
    const told = await documentOf(deps, program, contest, result);
    for (const { place, file, table } of differences(document, told))
      problems.push(`${RESULT_FILE}: ${place} is ${file}, and by the table ${table}.`);
  } catch (error) {
    problems.push(`${RESULT_FILE}: what the table says of it cannot be read (${reasonOf(error)}).`);
  }
  return problems;
}

/** By what the elements of a list are told from each other. */
const NAMES = ['number', 'round', 'name', 'prize'] as const;
type Difference = { place: string; file: string; table: string };
type Parts = Readonly<Record<string, unknown>>;

/** Where two values are different, as deep as they can be told apart. */
function* differences(file: unknown, table: unknown, place = ''): Generator<Difference> {
  const [one, other] = [partsOf(file), partsOf(table)];
  if (one !== undefined && other !== undefined) {
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)]))
      yield* differences(one[name], other[name], place === '' ? name : `${place}.${name}`);
    return;
  }
  const [left, right] = [shown(file), shown(table)];
  if (left !== right) yield { place, file: left, table: right };
}

function partsOf(value: unknown): Parts | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return value as Parts;
  const elements = value as unknown[];
  return Object.fromEntries(elements.map((one, index) => [nameOf(one) ?? String(index), one]));
}

function nameOf(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  const name = NAMES.find((one) => one in element);
  return name === undefined ? undefined : String((element as Parts)[name]);
}

const MAX_SHOWN = 100;
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = `${canonicalize(value)}`;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
