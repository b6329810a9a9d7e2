import canonicalize from 'canonicalize';
import { type BallotLine, readBallots } from '../../functions/features/results/ballot-files.ts';
import type { ResultDocument } from '../../functions/features/results/document.ts';
import { RESULT_FILE } from '../../functions/features/results/file-names.ts';
import type { ResultFiles } from './result-ballots.ts';

// What a correction may not move. It can take an entry out and strike votes, and an erasure can put another receipt, which leads to
// nobody, in the place of a member's. All else is as it was.

type Version = { files: ResultFiles; document: ResultDocument; hash: string };

/** Everything that moved and must not, a sentence each. Both versions are well by themselves. */
export async function movedBetween(before: Version, after: Version): Promise<string[]> {
  const moved = [...documentMoves(before, after)].map((problem) => `${RESULT_FILE}: ${problem}`);
  const filesBefore = new Map(
    before.document.rounds.flatMap(({ files }) => files.map(({ name, sha256 }) => [name, sha256])),
  );
  const changed = after.document.rounds
    .flatMap(({ files }) => files)
    .filter(({ name, sha256 }) => filesBefore.has(name) && filesBefore.get(name) !== sha256);
  for (const { name } of changed)
    for await (const problem of ballotMoves(name, before.files, after.files))
      moved.push(`${name}: ${problem}`);
  return moved;
}

function* documentMoves(before: Version, { document: after }: Version): Generator<string> {
  const was = before.document;
  if (after.previous !== before.hash) yield 'previous is not the SHA-256 of the version before.';
  if (after.version <= was.version) yield `version ${after.version} follows version ${was.version}.`;
  if (after.times.publishedAt < was.times.publishedAt) yield 'it was published before the version before.';
  for (const field of ['program', 'contest', 'policy'] as const)
    if (canonicalize(was[field]) !== canonicalize(after[field])) yield `${field} moved.`;
  if (fixedOf(was) !== fixedOf(after)) yield 'what is told of rounds besides their votes moved.';
  const entries = new Map(after.entries.map((entry) => [entry.number, entry]));
  for (const { number, id, submittedAt, state } of was.entries) {
    const now = entries.get(number);
    entries.delete(number);
    if (now === undefined) yield `entry ${number} is gone.`;
    else if (now.id !== id || now.submittedAt !== submittedAt) yield `entry ${number} is another one.`;
    else if (now.state !== state && state !== 'STANDING')
      yield `entry ${number} was ${state} and is ${now.state}.`;
  }
  for (const number of entries.keys()) yield `entry ${number} is new.`;
}

const fixedOf = ({ rounds }: ResultDocument) =>
  canonicalize(rounds.map(({ entries: _, files: __, ...fixed }) => fixed));

async function* linesOf(name: string, files: ResultFiles): AsyncGenerator<BallotLine> {
  for await (const lines of readBallots(name, files.open(name))) yield* lines;
}

type Move = { before: BallotLine | undefined; after: BallotLine | undefined };

/** What stands in one alone, or stands otherwise in the other; in memory is one line of each. */
async function* differences(name: string, before: ResultFiles, after: ResultFiles): AsyncGenerator<Move> {
  const [old, now] = [linesOf(name, before), linesOf(name, after)];
  const next = async (lines: AsyncGenerator<BallotLine>) => {
    const { value, done } = await lines.next();
    return done === true ? undefined : value;
  };
  let [one, other] = [await next(old), await next(now)];
  while (one !== undefined || other !== undefined) {
    const isOld = other === undefined || (one !== undefined && one.ballot <= other.ballot);
    const isNew = one === undefined || (other !== undefined && other.ballot <= one.ballot);
    const move = { before: isOld ? one : undefined, after: isNew ? other : undefined };
    if (canonicalize(move.before ?? null) !== canonicalize(move.after ?? null)) yield move;
    if (isOld) one = await next(old);
    if (isNew) other = await next(now);
  }
}

type Tally = Record<BallotLine['state'], number>;

async function* ballotMoves(name: string, before: ResultFiles, after: ResultFiles): AsyncGenerator<string> {
  /** By votes: how many lines of each state came under another receipt. */
  const renamed = new Map<string, Tally>();
  const count = ({ state, votes }: BallotLine, by: number) => {
    const key = `${canonicalize(votes)}`;
    const tally = renamed.get(key) ?? { COUNTED: 0, HELD: 0, STRUCK: 0 };
    tally[state] += by;
    renamed.set(key, tally);
  };
  for await (const { before: was, after: is } of differences(name, before, after)) {
    if (was !== undefined && is !== undefined) {
      if (canonicalize(was.votes) !== canonicalize(is.votes))
        yield `the votes of the ballot ${is.ballot} moved.`;
      else if (is.state !== 'STRUCK') yield `the ballot ${is.ballot} was ${was.state} and is ${is.state}.`;
    } else if (was !== undefined) count(was, -1);
    else if (is !== undefined) count(is, 1);
  }
  for (const [votes, { COUNTED, HELD, STRUCK }] of renamed) {
    const more = COUNTED + HELD + STRUCK;
    if (more !== 0)
      yield `there are ${Math.abs(more)} ${more > 0 ? 'more' : 'fewer'} ballots with the votes ${votes} than in the version before.`;
    else if (COUNTED > 0 || HELD > 0)
      yield `ballots with the votes ${votes} have other receipts and count otherwise than in the version before.`;
  }
}
