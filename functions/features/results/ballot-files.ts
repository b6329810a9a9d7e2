import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, createInflateRaw, deflateRaw } from 'node:zlib';
import canonicalize from 'canonicalize';
import * as z from 'zod';
import { OwnError } from '../../platform/errors.ts';
import { BARE_ID } from '../../platform/ids.ts';
import { sha256 } from './document.ts';

// A ballot file: gzip of a line of JSON (RFC 8785) a ballot, sorted by receipt. A line says nothing of who voted, when, or what else
// they voted for.

const entryNumber = z
  .string()
  .regex(/^[1-9]\d*$/)
  .refine((text) => Number.isSafeInteger(Number(text)));

const lineModel = z.strictObject({
  /** The voter's receipt. */
  ballot: z.string().regex(new RegExp(`^${BARE_ID}$`)),
  state: z.enum(['COUNTED', 'HELD', 'STRUCK']),
  /** By the number of the entry. */
  votes: z.record(entryNumber, z.int().min(1)),
});
export type BallotLine = z.infer<typeof lineModel>;

/** A ballot gives at most 1,000 votes, so that its line has some 16,000 bytes. */
const MAX_LINE_BYTES = 64 * 1024;
const NEWLINE = 10;

// The header says neither when nor where the file was written. zlib's own names the operating system.
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const TRAILER_BYTES = 8;
const DEFLATE = { level: 9, memLevel: 8, windowBits: 15 } as const;
const deflated = promisify<Uint8Array, typeof DEFLATE, Buffer>(deflateRaw);

/** What stands before the receipt in every line, so that lines sort as their receipts do. */
const BEFORE_RECEIPT = '{"ballot":"';
const RECEIPT_CHARACTERS = 26;
const receiptIn = (text: string): string =>
  text.slice(BEFORE_RECEIPT.length, BEFORE_RECEIPT.length + RECEIPT_CHARACTERS);

/**
 * Takes lines in any order: equal lines give equal bytes. Of each only its text is kept, for a partition may have a hundred thousand and
 * more. Throws for two of one ballot.
 */
export async function packBallots(
  lines: Iterable<BallotLine> | AsyncIterable<BallotLine>,
): Promise<{ bytes: Uint8Array; lines: number; sha256: string }> {
  const sorted: string[] = [];
  for await (const line of lines) sorted.push(flat(`${canonicalize(lineModel.parse(line))}\n`));
  sorted.sort();
  const twice = sorted.find((text, place) => receiptIn(text) === receiptIn(sorted[place + 1] ?? ''));
  if (twice !== undefined) throw new Error(`Two lines are of the ballot ${receiptIn(twice)}.`);
  const text = Buffer.from(sorted.join(''));
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(crc32(text), 0);
  trailer.writeUInt32LE(text.length % 2 ** 32, 4);
  const bytes = Buffer.concat([HEADER, await deflated(text, DEFLATE), trailer]);
  return { bytes, lines: sorted.length, sha256: sha256(bytes) };
}

/** A text that was put together holds on to all its parts until it is written anew. A line has ASCII alone. */
const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

/** A file is not as a ballot file must be. The message names the file and, where it is one, the line. */
export class BallotFileError extends OwnError {
  readonly code = 'BALLOT_FILE_WRONG';
  constructor(name: string, line: number | undefined, what: string) {
    super(line === undefined ? `${name}: ${what}.` : `${name}, line ${line}: ${what}.`);
    this.name = 'BallotFileError';
  }
}

/**
 * The lines of a ballot file, some at a time: however large it is, little of it is in memory. Throws BallotFileError at the first thing
 * that is wrong.
 */
export async function* readBallots(
  name: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<BallotLine[]> {
  let [rest, line, last]: [Buffer, number, string] = [Buffer.alloc(0), 0, ''];
  const tooLong = () =>
    new BallotFileError(name, line + 1, `has more than ${MAX_LINE_BYTES} bytes, and no ballot needs as many`);
  for await (const chunk of inflated(name, source)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: BallotLine[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      if (end - start > MAX_LINE_BYTES) throw tooLong();
      line += 1;
      const read = readLine(name, line, bytes.toString('latin1', start, end));
      if (read.ballot === last) throw new BallotFileError(name, line, `the ballot ${last} stands twice`);
      if (read.ballot < last) throw new BallotFileError(name, line, 'the lines are not sorted by ballot');
      last = read.ballot;
      lines.push(read);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > MAX_LINE_BYTES) throw tooLong();
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) throw new BallotFileError(name, line + 1, 'does not end with a newline');
}

/** Each byte is a character here: a line has ASCII alone, so that any other byte is found to be wrong in it. */
function readLine(name: string, line: number, text: string): BallotLine {
  const parsed = lineModel.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new BallotFileError(
      name,
      line,
      'is no ballot: it must have ballot, state and votes, and nothing else',
    );
  if (canonicalize(parsed.data) !== text)
    throw new BallotFileError(
      name,
      line,
      'is not written as RFC 8785 says, so that others would write it in other bytes',
    );
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What one gzip member holds that has our header and nothing behind it. Node's own gunzip reads several, and ignores what follows. */
async function* inflated(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const member = { fed: 0, trailer: undefined as Buffer | undefined };
  const inflate = createInflateRaw();
  pipeline(Readable.from(deflateOf(name, source, member)), inflate, () => undefined);
  let [crc, size] = [0, 0];
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_') !== true) throw error;
    throw new BallotFileError(name, undefined, `is not gzip (${(error as Error).message})`);
  } finally {
    inflate.destroy();
  }
  if (member.trailer === undefined || inflate.bytesWritten !== member.fed)
    throw new BallotFileError(name, undefined, 'something follows the end of what is compressed');
  if (member.trailer.readUInt32LE(0) !== crc || member.trailer.readUInt32LE(4) !== size % 2 ** 32)
    throw new BallotFileError(name, undefined, 'its gzip checksum or length is not that of its lines');
}

/** What stands between header and trailer. */
async function* deflateOf(
  name: string,
  source: AsyncIterable<Uint8Array>,
  member: { fed: number; trailer: Buffer | undefined },
): AsyncGenerator<Buffer> {
  let [held, isBegun]: [Buffer, boolean] = [Buffer.alloc(0), false];
  for await (const chunk of source) {
    held = Buffer.concat([held, chunk]);
    if (!isBegun && held.length >= HEADER.length) {
      if (!held.subarray(0, HEADER.length).equals(HEADER))
        throw new BallotFileError(name, undefined, 'does not begin as a gzip file of ballots does');
      held = held.subarray(HEADER.length);
      isBegun = true;
    }
    if (!isBegun || held.length <= TRAILER_BYTES) continue;
    const given = held.subarray(0, -TRAILER_BYTES);
    member.fed += given.length;
    held = held.subarray(-TRAILER_BYTES);
    yield given;
  }
  if (!isBegun || held.length < TRAILER_BYTES)
    throw new BallotFileError(name, undefined, 'ends within its gzip header or trailer');
  member.trailer = held;
}
