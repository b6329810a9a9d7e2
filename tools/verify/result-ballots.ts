import { createHash } from 'node:crypto';
import {
  BallotFileError,
  type BallotLine,
  readBallots,
} from '../../functions/features/results/ballot-files.ts';
import type { ResultRound } from '../../functions/features/results/document.ts';
import { RESULT_FILE } from '../../functions/features/results/file-names.ts';

/** The files of one version, by the names that its result.json has for them, wherever they are kept. */
export type ResultFiles = {
  names: () => Promise<readonly string[]>;
  open: (name: string) => AsyncIterable<Uint8Array>;
};

type RoundFile = ResultRound['files'][number];

/**
 * What is wrong with the ballot files of a round, a sentence each. All are read side by side, receipt by receipt as they are sorted, so
 * that a ballot that stands in two of them is found without all receipts being in memory.
 */
export async function ballotProblems(
  files: ResultFiles,
  round: ResultRound,
  onLines: (more: number) => void,
): Promise<string[]> {
  const problems: string[] = [];
  const attempt = async (reader: Reader, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof BallotFileError)) throw error;
      problems.push(error.message);
      await reader.close();
      return false;
    }
  };
  const whole = await wholeFiles(files, round, problems);
  const readers = whole.map((file) => new Reader(file, files.open(file.name)));
  const sums = createSums();
  let open = readers;
  while (open.length > 0) {
    const group = new Group(round);
    const left: Reader[] = [];
    for (const reader of open) if (await attempt(reader, () => reader.look())) left.push(reader);
    const heads = left.flatMap(({ head }) => head?.ballot ?? []);
    if (heads.length === 0) break;
    // After every receipt that begins as the first of all does.
    const end = `${heads.reduce((one, other) => (other < one ? other : one)).slice(0, 2)}{`;
    open = [];
    for (const reader of left) {
      if (reader.head === undefined) continue;
      const isWell = await attempt(reader, async () => {
        const lines = await reader.takeBefore(end);
        group.add(reader, lines);
        sums.add(lines);
        onLines(lines.length);
      });
      if (isWell) open.push(reader);
    }
  }
  if (problems.length > 0) return problems;
  for (const { file, lines } of readers)
    if (lines !== file.lines)
      problems.push(`${file.name}: has ${lines} lines, and ${RESULT_FILE} says ${file.lines}.`);
  return [...problems, ...sums.differences(round)];
}

/** Those that are there and are what result.json says, to the byte. */
async function wholeFiles(files: ResultFiles, round: ResultRound, problems: string[]): Promise<RoundFile[]> {
  const names = new Set(await files.names());
  const whole: RoundFile[] = [];
  for (const file of round.files) {
    if (!names.has(file.name)) {
      problems.push(`${file.name}: is missing.`);
      continue;
    }
    const hash = createHash('sha256');
    for await (const chunk of files.open(file.name)) hash.update(chunk);
    if (hash.digest('hex') === file.sha256) whole.push(file);
    else problems.push(`${file.name}: its SHA-256 is not the one that ${RESULT_FILE} says.`);
  }
  return whole;
}

/** A file that is read as far as is asked. */
class Reader {
  readonly file: RoundFile;
  /** The line that comes next; undefined at the end, and before the first look. */
  head: BallotLine | undefined;
  /** How many were taken. */
  lines = 0;
  readonly #batches: AsyncGenerator<BallotLine[]>;
  #batch: readonly BallotLine[] = [];
  #at = 0;

  constructor(file: RoundFile, bytes: AsyncIterable<Uint8Array>) {
    this.file = file;
    this.#batches = readBallots(file.name, bytes);
  }

  async look(): Promise<void> {
    while (this.#at === this.#batch.length) {
      const next = await this.#batches.next();
      if (next.done === true) break;
      this.#batch = next.value;
      this.#at = 0;
    }
    this.head = this.#batch[this.#at];
  }

  async takeBefore(end: string): Promise<BallotLine[]> {
    const taken: BallotLine[] = [];
    while (this.head !== undefined && this.head.ballot < end) {
      taken.push(this.head);
      this.lines += 1;
      this.#at += 1;
      this.head = this.#batch[this.#at];
      if (this.head === undefined) await this.look();
    }
    return taken;
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }
}

/** Lines of all files whose receipts begin alike. */
class Group {
  readonly #round: ResultRound;
  readonly #fileOf = new Map<string, string>();

  constructor(round: ResultRound) {
    this.#round = round;
  }

  /** Throws BallotFileError. The lines are those that the reader took last. */
  add({ file: { name }, lines: read }: Reader, lines: readonly BallotLine[]): void {
    const { votesPerVoter, votesPerEntry } = this.#round.votes;
    for (const [place, { ballot, votes }] of lines.entries()) {
      const wrong = (what: string) => new BallotFileError(name, read - lines.length + place + 1, what);
      const elsewhere = this.#fileOf.get(ballot);
      if (elsewhere !== undefined) throw wrong(`the ballot ${ballot} stands in ${elsewhere} too`);
      this.#fileOf.set(ballot, name);
      let sum = 0;
      for (const given of Object.values(votes)) {
        sum += given;
        if (given > votesPerEntry)
          throw wrong(`gives an entry ${given} votes, and may give ${votesPerEntry}`);
      }
      if (sum > votesPerVoter) throw wrong(`gives ${sum} votes, and has ${votesPerVoter}`);
    }
  }
}

const COLUMNS = ['votes', 'voters', 'held', 'struck'] as const;
type FileSums = Record<(typeof COLUMNS)[number], number>;

function createSums() {
  const sums = new Map<number, FileSums>();
  const sumOf = (number: number) => {
    const sum = sums.get(number) ?? { votes: 0, voters: 0, held: 0, struck: 0 };
    sums.set(number, sum);
    return sum;
  };
  return {
    add(lines: readonly BallotLine[]): void {
      for (const { state, votes } of lines)
        for (const number in votes) {
          const [sum, given] = [sumOf(Number(number)), votes[number] ?? 0];
          if (state === 'HELD') sum.held += given;
          else if (state === 'STRUCK') sum.struck += given;
          else {
            sum.votes += given;
            sum.voters += 1;
          }
        }
    },
    differences({ round, entries }: ResultRound): string[] {
      const said = new Map(entries.map((entry) => [entry.number, entry]));
      const problems: string[] = [];
      for (const number of new Set([...sums.keys(), ...said.keys()])) {
        const [here, there] = [sums.get(number), said.get(number)];
        if (here === undefined) problems.push(`tells of entry ${number}, which no ballot names`);
        else if (there === undefined) problems.push(`does not tell of entry ${number}, which ballots name`);
        else
          for (const column of COLUMNS)
            if (here[column] !== there[column])
              problems.push(
                `says that ${column} of entry ${number} are ${there[column]}, and the ballots come to ${here[column]}`,
              );
      }
      return problems.map((problem) => `${RESULT_FILE}: round ${round} ${problem}.`);
    },
  };
}
