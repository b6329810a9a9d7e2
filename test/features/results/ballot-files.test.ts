import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BallotFileError,
  type BallotLine,
  packBallots,
  readBallots,
} from '../../../functions/features/results/ballot-files.ts';

const NAME = 'ballots-1-00.ndjson.gz';
const receipt = (number: number) => String(number).padStart(26, '0');
const line = (number: number, votes: Record<string, number> = { 1: 1 }): BallotLine => ({
  ballot: receipt(number),
  state: 'COUNTED',
  votes,
});

const lines = fc.uniqueArray(
  fc.record({
    ballot: fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/),
    state: fc.constantFrom('COUNTED' as const, 'HELD' as const, 'STRUCK' as const),
    votes: fc.dictionary(
      fc.integer({ min: 1, max: 999_999_999 }).map(String),
      fc.integer({ min: 1, max: 1_000 }),
      {
        noNullPrototype: true,
      },
    ),
  }),
  { selector: ({ ballot }) => ballot },
);
const sortedOf = (all: readonly BallotLine[]) =>
  all.toSorted((one, other) => (one.ballot < other.ballot ? -1 : 1));

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, size = 1 << 16): Promise<BallotLine[]> {
  const all: BallotLine[] = [];
  for await (const some of readBallots(NAME, inPieces(bytes, size))) all.push(...some);
  return all;
}

/** What a file of that text is refused with. */
async function refusalOf(bytes: Uint8Array, size?: number): Promise<string> {
  try {
    await read(bytes, size);
  } catch (error) {
    if (error instanceof BallotFileError) return error.message;
    throw error;
  }
  throw new Error('It was read.');
}

/** A file as we write it, whatever its text is. */
function packed(text: string | Uint8Array): Uint8Array {
  const bytes = gzipSync(text);
  bytes.fill(0, 4, 9);
  bytes[9] = 0xff;
  return bytes;
}

describe('a ballot file', () => {
  test('is read as it was written, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 60 }), async (all, size) => {
        const { bytes, lines: count } = await packBallots(all);
        expect(count).toBe(all.length);
        expect(await read(bytes, size)).toEqual(sortedOf(all));
      }),
    );
  });

  test('has the same bytes for the same ballots in any order, and any gunzip reads them', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (all) => {
        const { bytes, sha256 } = await packBallots(all);
        expect(await packBallots(all.toReversed())).toEqual({ bytes, lines: all.length, sha256 });
        const text = gunzipSync(bytes).toString();
        expect(text.split('\n').length).toBe(all.length + 1);
      }),
    );
  });

  test('says in its header neither when nor where it was written', async () => {
    const { bytes } = await packBallots([line(1)]);
    expect(Buffer.from(bytes.subarray(0, 10)).toString('hex')).toBe('1f8b08000000000000ff');
  });

  test('has keys in the order of RFC 8785, which sorts the numbers of entries as text', async () => {
    const { bytes } = await packBallots([line(1, { 2: 1, 10: 3 })]);
    expect(gunzipSync(bytes).toString()).toBe(
      `{"ballot":"${receipt(1)}","state":"COUNTED","votes":{"10":3,"2":1}}\n`,
    );
  });

  test('is not written with two lines of one ballot, nor with votes that are none', async () => {
    await expect(packBallots([line(1), line(2), line(1)])).rejects.toThrow('Two lines');
    await expect(packBallots([line(1, { 1: 0 })])).rejects.toThrow();
    await expect(packBallots([line(1, { x: 1 })])).rejects.toThrow();
  });
});

describe('a ballot file is refused, with its name and the line,', () => {
  const good = (number: number) => `{"ballot":"${receipt(number)}","state":"COUNTED","votes":{"1":1}}\n`;
  test.each([
    ['where lines are not sorted', good(2) + good(1), 'line 2: the lines are not sorted'],
    ['where a ballot stands twice', good(1) + good(2) + good(2), `line 3: the ballot ${receipt(2)} stands`],
    ['where a line is no JSON', `${good(1)}{\n`, 'line 2: is no ballot'],
    ['where a line is empty', `${good(1)}\n`, 'line 2: is no ballot'],
    ['where a field is missing', good(1).replace('"state":"COUNTED",', ''), 'line 1: is no ballot'],
    ['where there is another field', good(1).replace('{"1":1}', '{"1":1},"x":1'), 'line 1: is no ballot'],
    ['where a state is none', good(1).replace('COUNTED', 'VOID'), 'line 1: is no ballot'],
    ['where a vote is 0', good(1).replace('"1":1', '"1":0'), 'line 1: is no ballot'],
    ['where a vote is a half', good(1).replace('"1":1', '"1":0.5'), 'line 1: is no ballot'],
    [
      'where a vote is beyond what a number holds',
      good(1).replace('"1":1', '"1":9007199254740993'),
      'line 1: is no',
    ],
    ['where an entry has a leading zero', good(1).replace('"1":1', '"01":1'), 'line 1: is no ballot'],
    ['where a receipt is too short', good(1).replace('"0', '"'), 'line 1: is no ballot'],
    [
      'where keys stand in another order',
      '{"state":"COUNTED","ballot":"00000000000000000000000001","votes":{}}\n',
      'line 1: is not written as',
    ],
    ['where a key stands twice', good(1).replace('"1":1', '"1":1,"1":1'), 'line 1: is not written as'],
    ['where a space is added', good(1).replace(':1}', ': 1}'), 'line 1: is not written as'],
    ['where a line ends as on Windows', good(1).replace('\n', '\r\n'), 'line 1: is not written as'],
    ['where a vote is written as 1e0', good(1).replace('"1":1', '"1":1e0'), 'line 1: is not written as'],
    ['where the last newline is missing', good(1) + good(2).trimEnd(), 'line 2: does not end'],
    ['where a line is too long', good(1) + 'x'.repeat(70_000), 'line 2: has more than 65536 bytes'],
    ['where a line that ends is too long', `${good(1)}${'x'.repeat(65_537)}\n`, 'line 2: has more than'],
  ])('%s', async (_what, text, expected) => {
    expect(await refusalOf(packed(text))).toContain(`${NAME}, ${expected}`);
  });

  test('where it unpacks to a thousand times its size without a newline', async () => {
    expect(await refusalOf(packed(Buffer.alloc(50_000_000)))).toContain('line 1: has more than');
  });

  const whole = packed(good(1) + good(2));
  const changed = (at: number) =>
    Buffer.from(whole).map((byte, place) => (place === (at + whole.length) % whole.length ? byte ^ 1 : byte));
  test.each([
    ['where its name or time could stand in the header', changed(4)],
    ['where the header names an operating system', changed(9)],
    ['where flags of the header are set', changed(3)],
    ['where the checksum is another', changed(-5)],
    ['where the length is another', changed(-1)],
    ['where it ends early', whole.subarray(0, -1)],
    ['where it ends in the header', whole.subarray(0, 7)],
    ['where it ends in the trailer', whole.subarray(0, 14)],
    ['where it is empty', new Uint8Array(0)],
    ['where a byte follows', Buffer.concat([whole, Buffer.from([0])])],
    ['where a second gzip member follows', Buffer.concat([whole, packed(good(3))])],
    ['where it is text', Buffer.from(good(1))],
  ])('%s', async (_what, bytes) => {
    for (const size of [1, 7, 1 << 16]) expect(await refusalOf(bytes, size)).toMatch(`${NAME}: `);
  });
});
