import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BallotLine } from '../../functions/features/results/ballot-files.ts';
import { type ResultDocument, sha256 } from '../../functions/features/results/document.ts';
import { ballotFileName } from '../../functions/features/results/file-names.ts';
import { checkResult } from '../../tools/verify/result-files.ts';
import { type ResultKeys, readKeys } from '../../tools/verify/result-signature.ts';
import { movedBetween } from '../../tools/verify/result-versions.ts';
import {
  assemble,
  at,
  correct,
  createSigner,
  filesOf,
  type Parts,
  RICH,
  receipt,
  results,
  type Sample,
  signed,
  signer,
  withLines,
  writeFiles,
} from '../features/results/sample.ts';
import { temporaryDirectory } from '../support/machine.ts';

const keysIn = (jwks: string): ResultKeys => readKeys(jwks) ?? new Map();
const keys = keysIn(signer.jwks);
const problemsOf = async (files: Sample['files'], known = keys) =>
  (await checkResult(filesOf(files), known)).problems;

async function movesOf(before: Sample, after: Sample): Promise<string[]> {
  const version = async ({ files }: Sample) => {
    const { problems, result } = await checkResult(filesOf(files), keys);
    if (result === undefined || problems.length > 0) throw new Error(problems.join('\n'));
    return { ...result, files: filesOf(files) };
  };
  return movedBetween(await version(before), await version(after));
}

let rich: Sample;
beforeAll(async () => {
  rich = await assemble(RICH);
});

describe('a published result', () => {
  test('is well whatever was entered, voted, held, struck and disqualified', async () => {
    await fc.assert(
      fc.asyncProperty(results, async (parts) => {
        expect(await problemsOf((await assemble(parts)).files)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('is refused, with a file that is not as it was named, after one byte of any of its files was changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        results,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (parts, file, place, bits) => {
          const { files } = await assemble(parts);
          const name = [...files.keys()][file % files.size] ?? '';
          const bytes = Buffer.from(files.get(name) ?? []);
          bytes.writeUInt8((bytes[place % bytes.length] ?? 0) ^ bits, place % bytes.length);
          const problems = await problemsOf(new Map([...files, [name, bytes]]));
          expect(problems.filter((problem) => problem.startsWith(`${name}: `))).not.toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  const isBallots = (name: string) => name.startsWith('ballots-');
  const ENDS = [0, 3, 4, 8, 9, 10, -8, -1];
  const flipped = (whole: Uint8Array, place: number) => {
    const bytes = Buffer.from(whole);
    const at = (place + bytes.length) % bytes.length;
    bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
    return bytes;
  };

  test.each(ENDS)('is refused with the name of every file whose byte %i is another', async (place) => {
    const changed = new Map(
      [...rich.files].map(([name, bytes]) => [name, isBallots(name) ? flipped(bytes, place) : bytes]),
    );
    const names = [...changed.keys()].filter(isBallots);
    expect(await problemsOf(changed)).toEqual(
      names.map((name) => `${name}: its SHA-256 is not the one that result.json says.`),
    );
    for (const name of ['result.json', 'result.jws', 'ballots-1-05.ndjson.gz']) {
      const one = flipped(rich.files.get(name) ?? new Uint8Array(1), place);
      const problems = await problemsOf(new Map([...rich.files, [name, one]]));
      expect(
        problems.some((problem) => problem.startsWith(`${name}: `)),
        name,
      ).toBe(true);
    }
  });

  test('is refused with each of the 15 last characters of its signature that decode to the same bytes', async () => {
    const jws = Buffer.from(rich.files.get('result.jws') ?? []).toString();
    const bytesOf = (text: string) =>
      Buffer.from(text.slice(text.lastIndexOf('.') + 1), 'base64url').toString('hex');
    const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((last) => jws.slice(0, -1) + last)
      .filter((other) => other !== jws && bytesOf(other) === bytesOf(jws));
    expect(others).toHaveLength(15);
    for (const other of others)
      expect(await problemsOf(new Map([...rich.files, ['result.jws', Buffer.from(other)]]))).toEqual([
        'result.jws: is no compact JWS of a result, or could be written in other characters.',
      ]);
  });

  test('is refused with the name of each file that is missing', async () => {
    const without = (names: string[]) => new Map([...rich.files].filter(([name]) => !names.includes(name)));
    for (const name of ['result.json', 'result.jws', 'ballots-1-05.ndjson.gz'])
      expect(await problemsOf(without([name]))).toContain(`${name}: is missing.`);
    const names = [...rich.files.keys()].filter(isBallots);
    expect(await problemsOf(without(names))).toEqual(names.map((name) => `${name}: is missing.`));
  });

  test.each<[string, (whole: Uint8Array) => Uint8Array]>([
    ['is longer', (whole) => Buffer.concat([whole, Buffer.from('\n')])],
    ['is cut', (whole) => whole.subarray(0, -1)],
    ['is empty', () => new Uint8Array()],
  ])('is refused with the name of each file that %s', async (_what, change) => {
    const all = [...rich.files].map(
      ([name, bytes]) => [name, isBallots(name) ? change(bytes) : bytes] as const,
    );
    expect(await problemsOf(new Map(all))).toHaveLength(128);
    for (const name of ['result.json', 'result.jws', 'ballots-1-05.ndjson.gz']) {
      const bytes = change(rich.files.get(name) ?? new Uint8Array());
      const problems = await problemsOf(new Map([...rich.files, [name, bytes]]));
      expect(
        problems.some((problem) => problem.startsWith(`${name}: `)),
        name,
      ).toBe(true);
    }
  });

  test('is refused with a file that it does not name', async () => {
    for (const name of ['notes.txt', 'ballots-1-64.ndjson.gz', 'ballots-3-00.ndjson.gz'])
      expect(await problemsOf(new Map([...rich.files, [name, new Uint8Array()]]))).toEqual([
        `${name}: result.json does not name it.`,
      ]);
  });

  test('is refused with the name of a file of another version', async () => {
    const other = await correct(
      rich,
      withLines(rich.parts, (line) => (line.state === 'COUNTED' ? { ...line, state: 'STRUCK' } : line)),
    );
    const differing = [...rich.files].filter(
      ([name, bytes]) => !Buffer.from(bytes).equals(other.files.get(name) ?? new Uint8Array()),
    );
    expect(differing.length).toBeGreaterThan(6);
    for (const [name] of differing) {
      const problems = await problemsOf(
        new Map([...rich.files, [name, other.files.get(name) ?? new Uint8Array()]]),
      );
      // A signature that is good is of its own document.
      const told = name === 'result.jws' ? 'result.json' : name;
      expect(
        problems.some((problem) => problem.startsWith(`${told}: `)),
        name,
      ).toBe(true);
    }
  });

  test('is refused with keys that do not have its own, or have its name on another', async () => {
    const { kid, jwks } = createSigner();
    const expected = [`result.jws: is signed with the key "${signer.kid}", which is not among the keys.`];
    expect(await problemsOf(rich.files, keysIn('{"keys":[]}'))).toEqual(expected);
    expect(await problemsOf(rich.files, keysIn(jwks))).toEqual(expected);
    expect(await problemsOf(rich.files, keysIn(jwks.replaceAll(kid, signer.kid)))).toEqual(expected);
  });
});

/** A result that says something else, signed by those who publish. */
async function liedIn(change: (document: ResultDocument) => void): Promise<string[]> {
  const document = structuredClone(rich.document);
  change(document);
  return problemsOf(signed(document, rich.files));
}

type Entry = ResultDocument['entries'][number];
type Round = ResultDocument['rounds'][number];
const entry = (document: ResultDocument, number: number) => document.entries[number - 1] as Entry;
const round = (document: ResultDocument, number: number) => document.rounds[number - 1] as Round;

describe('a signed result is refused when it', () => {
  test.each<[string, (document: ResultDocument) => void, string]>([
    [
      'gives a rank that votes do not',
      (of) => Object.assign(entry(of, 3), { rank: 1 }),
      'entry 3 has rank 1',
    ],
    [
      'gives no rank to an entry that has one',
      (of) => Object.assign(entry(of, 3), { rank: null, prizes: [] }),
      'entry 3 has no rank',
    ],
    [
      'ranks an entry that was disqualified',
      (of) => Object.assign(entry(of, 4), { rank: 4 }),
      'entry 4 has rank 4',
    ],
    [
      'ranks by a list of ties that is another',
      (of) => Object.assign(of.policy, { ties: ['EARLIEST'] }),
      'entry 2 has rank 1',
    ],
    [
      'counts votes of an entry otherwise',
      (of) => Object.assign(entry(of, 1), { votes: 9 }),
      'entry 1 has 9 votes',
    ],
    [
      'sums up votes otherwise',
      (of) => Object.assign(round(of, 1).entries[0] ?? {}, { votes: 9 }),
      'round 1 says that votes of entry 1 are 9',
    ],
    [
      'sums up voters otherwise',
      (of) => Object.assign(round(of, 2).entries[0] ?? {}, { voters: 3 }),
      'round 2 says that voters of entry 1 are 3',
    ],
    [
      'sums up what was held otherwise',
      (of) => Object.assign(round(of, 1).entries[4] ?? {}, { held: 1 }),
      'round 1 says that held of entry 5 are 1',
    ],
    [
      'sums up what was struck otherwise',
      (of) => Object.assign(round(of, 1).entries[4] ?? {}, { struck: 0 }),
      'round 1 says that struck of entry 5 are 0',
    ],
    [
      'leaves out an entry of a round',
      (of) => void round(of, 1).entries.pop(),
      'round 1 does not tell of entry 5',
    ],
    [
      'tells of an entry without ballots',
      (of) => void round(of, 2).entries.push({ number: 5, votes: 0, voters: 0, held: 0, struck: 0 }),
      'entry 5, which no ballot names',
    ],
    [
      'has no entry that was voted for',
      (of) => void of.entries.pop(),
      'entry 5, which the contest does not have',
    ],
    [
      'leaves out a finalist',
      (of) => Object.assign(round(of, 1).finalists ?? {}, { numbers: [1, 2] }),
      'entry 3 is no finalist',
    ],
    [
      'makes a finalist of one without a vote',
      (of) => Object.assign(round(of, 1).finalists ?? {}, { numbers: [1, 2, 5] }),
      'finalist 5 was given no vote',
    ],
    [
      'has more finalists than places',
      (of) => Object.assign(round(of, 1).finalists ?? {}, { count: 2 }),
      'there are 3 finalists, and places for 2',
    ],
    [
      'has a finalist that nobody entered',
      (of) => Object.assign(round(of, 1).finalists ?? {}, { numbers: [1, 2, 3, 8], count: 4 }),
      'finalist 8 is no entry',
    ],
    [
      'has finalists out of order',
      (of) => void round(of, 1).finalists?.numbers.reverse(),
      'finalists do not stand by their numbers',
    ],
    [
      'has finalists and no final',
      (of) => void of.rounds.pop(),
      'round 1 has finalists if another round follows',
    ],
    ['has entries out of order', (of) => void of.entries.reverse(), 'entries do not stand by their numbers'],
    [
      'has an entry of another contest',
      (of) => Object.assign(entry(of, 1), { id: `ent_${'1'.repeat(26)}_1` }),
      'entry 1 has the id',
    ],
    [
      'ranks an entry that was never handed in',
      (of) => Object.assign(entry(of, 1), { submittedAt: null }),
      'entry 1 is standing and was never',
    ],
    [
      'names a file of another round',
      (of) => Object.assign(round(of, 1).files[0] ?? {}, { name: ballotFileName(2, 0) }),
      'round 1 has a file "ballots-2-00',
    ],
    [
      'names a file elsewhere on the disk',
      (of) => Object.assign(round(of, 1).files[0] ?? {}, { name: '../x' }),
      'round 1 has a file "../x"',
    ],
    [
      'has other lines than its file',
      (of) => Object.assign(round(of, 1).files[0] ?? {}, { lines: 9 }),
      'has 2 lines, and result.json says 9',
    ],
    [
      'leaves out a prize',
      (of) => Object.assign(entry(of, 1), { prizes: [] }),
      'entry 1 has rank 1, and not prize 0',
    ],
    [
      'gives a prize to who has no rank',
      (of) => Object.assign(entry(of, 4), { prizes: [{ prize: 0, state: 'DUE' }] }),
      'entry 4 has prize 0, and no rank',
    ],
    [
      'gives a prize beyond its ranks',
      (of) => void entry(of, 3).prizes.unshift({ prize: 0, state: 'DUE' }),
      'entry 3 has prize 0, and rank 3',
    ],
    [
      'gives a prize that there is not',
      (of) => void entry(of, 3).prizes.push({ prize: 2, state: 'DUE' }),
      'entry 3 has prizes that do not stand',
    ],
    [
      'gives a prize twice',
      (of) => void entry(of, 3).prizes.push({ prize: 1, state: 'DUE' }),
      'entry 3 has prizes that do not stand',
    ],
    [
      'promises points that are none',
      (of) => Object.assign(of.policy.prizes[1] ?? {}, { points: null }),
      'prize 1 is none',
    ],
    [
      'is a correction without a reason',
      (of) => Object.assign(of, { previous: 'a'.repeat(64) }),
      'a version has a reason',
    ],
    [
      'is counted before the vote closed',
      (of) => Object.assign(round(of, 2), { countedAt: at(11, 1) }),
      'round 2 was not opened, closed and counted',
    ],
    [
      'is published before it was counted',
      (of) => Object.assign(of.times, { publishedAt: at(19) }),
      'it was published before',
    ],
  ])('%s', async (_what, change, expected) => {
    const problems = await liedIn(change);
    expect(problems.join('\n')).toContain(expected);
    for (const problem of problems)
      expect(problem).toMatch(/^(result\.json|ballots-\d-\d\d\.ndjson\.gz|\.\.\/x): /);
  });

  test('is written as nobody else would write it', async () => {
    const text = Buffer.from(rich.files.get('result.json') ?? []).toString();
    for (const other of [
      `${text}\n`,
      ` ${text}`,
      text.replace('"version":3', '"version":3.0'),
      text.replace('“', '\\u201c'),
    ]) {
      const files = new Map([...rich.files, ['result.json', Buffer.from(other)] as const]);
      files.set('result.jws', Buffer.from(signer.sign(Buffer.from(other))));
      expect(await problemsOf(files)).toEqual([
        'result.json: is not written as RFC 8785 says: others would write other bytes.',
      ]);
    }
  });

  test('is no result at all', async () => {
    for (const [text, expected] of [
      ['', 'is no JSON'],
      ['{}', 'format: '],
      ['[]', 'Invalid input'],
      [JSON.stringify({ ...rich.document, memberId: 'mem_1' }), 'memberId'],
    ] as const) {
      const files = new Map([...rich.files, ['result.json', Buffer.from(text)] as const]);
      files.set('result.jws', Buffer.from(signer.sign(Buffer.from(text))));
      expect((await problemsOf(files)).join('\n')).toMatch(new RegExp(`^result\\.json: .*${expected}`));
    }
  });
});

test('a result may pass a prize on to the next rank when nobody of the rank before has it', async () => {
  const passedOn = await liedIn((of) => {
    for (const number of [1, 2]) Object.assign(entry(of, number).prizes[0] ?? {}, { state: 'NOBODY' });
    entry(of, 3).prizes.unshift({ prize: 0, state: 'DUE' });
  });
  expect(passedOn).toEqual([]);
});

describe('a ballot file that is signed for', () => {
  const NAME = ballotFileName(1, 0);
  /** Its text is another, and result.json says so. */
  async function foundWith(change: (lines: string[]) => string[], name = NAME): Promise<string[]> {
    const before = gunzipSync(rich.files.get(name) ?? new Uint8Array()).toString();
    const lines = change(before.split('\n').slice(0, -1));
    const bytes = gzipSync(lines.map((line) => `${line}\n`).join(''));
    bytes.fill(0, 4, 9).writeUInt8(0xff, 9);
    const document = structuredClone(rich.document);
    const file = document.rounds.flatMap(({ files }) => files).find((one) => one.name === name);
    Object.assign(file ?? {}, { lines: lines.length, sha256: sha256(bytes) });
    return problemsOf(signed(document, new Map([...rich.files, [name, bytes]])));
  }

  test('is told with the line that is wrong', async () => {
    expect(await foundWith((lines) => lines)).toEqual([]);
    expect(await foundWith((lines) => lines.toReversed())).toEqual([
      `${NAME}, line 2: the lines are not sorted by ballot.`,
    ]);
    expect(await foundWith(([one = '', other = '']) => [one, other.replace(/:[1-3]/, ':4')])).toEqual([
      expect.stringMatching(`${NAME}, line 2: gives an entry 4 votes, and may give 3`),
    ]);
    expect(await foundWith(([one = '']) => [one.replace(/"votes":.*/, '"votes":{"1":3,"2":2}}')])).toEqual([
      `${NAME}, line 1: gives 5 votes, and has 4.`,
    ]);
  });

  test('is told where it has a ballot of another file of its round, and not where it has one of another round', async () => {
    const linesOf = (name: string) =>
      gunzipSync(rich.files.get(name) ?? new Uint8Array())
        .toString()
        .trim()
        .split('\n');
    const [first = ''] = linesOf(ballotFileName(1, 5));
    const problems = await foundWith((lines) => [...lines, first].sort());
    expect(problems).toEqual([
      expect.stringMatching(`^${ballotFileName(1, 5)}, line 1: the ballot \\w+ stands in ${NAME} too\\.$`),
    ]);
    const [other = ''] = linesOf(ballotFileName(2, 0));
    const elsewhere = await foundWith((lines) => [...lines, other].sort());
    expect(elsewhere.filter((problem) => problem.includes('stands'))).toEqual([]);
  });
});

describe('a correction', () => {
  const struck = (line: BallotLine): BallotLine => ({ ...line, state: 'STRUCK' });

  test('may disqualify, strike, and put another receipt in the place of one', async () => {
    await fc.assert(
      fc.asyncProperty(results, fc.nat(), fc.nat(), async (parts, out, change) => {
        const before = await assemble(parts);
        const after = await correct(before, {
          entries: parts.entries.map((one, place) =>
            place === out % parts.entries.length && one.state === 'STANDING'
              ? { ...one, state: 'DISQUALIFIED' }
              : one,
          ),
          ...withLines(parts, (line, of) => {
            const [, last = 0] = [...line.ballot].map((letter) => letter.charCodeAt(0) + change + of);
            if (last % 4 === 0) return struck(line);
            return last % 4 === 1 ? { ...line, ballot: receipt('erased', line.ballot) } : line;
          }),
        });
        expect(await movesOf(before, after)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test('makes those behind a disqualified entry move up', async () => {
    const after = await correct(rich, {
      entries: rich.parts.entries.map((one) => (one.number === 1 ? { ...one, state: 'DISQUALIFIED' } : one)),
    });
    expect(rich.document.entries.map(({ rank }) => rank)).toEqual([1, 1, 3, null, null]);
    expect(after.document.entries.map(({ rank }) => rank)).toEqual([null, 1, 2, null, null]);
    expect(await movesOf(rich, after)).toEqual([]);
  });

  const only = (
    of: number,
    state: BallotLine['state'],
    change: (line: BallotLine) => BallotLine | undefined,
  ) => withLines(RICH, (line, place) => (place === of && line.state === state ? change(line) : line));
  const entries = (number: number, change: Partial<Parts['entries'][number]>): Partial<Parts> => ({
    entries: RICH.entries.map((one) => (one.number === number ? { ...one, ...change } : one)),
  });
  test.each<[string, Partial<Parts>, string]>([
    [
      'count a ballot that was held',
      only(2, 'HELD', (line) => ({ ...line, state: 'COUNTED' })),
      'was HELD and is COUNTED',
    ],
    [
      'count a ballot that was struck',
      only(2, 'STRUCK', (line) => ({ ...line, state: 'COUNTED' })),
      'was STRUCK and is COUNTED',
    ],
    [
      'hold a ballot that was counted',
      only(2, 'COUNTED', (line) => ({ ...line, state: 'HELD' })),
      'was COUNTED and is HELD',
    ],
    [
      'change the votes of a ballot',
      only(2, 'HELD', (line) => ({ ...line, votes: { 3: 1 } })),
      'the votes of the ballot',
    ],
    [
      'leave a ballot out',
      only(2, 'HELD', () => undefined),
      'there are 1 fewer ballots with the votes {"3":2}',
    ],
    [
      'count a ballot under another receipt',
      only(2, 'HELD', (line) => ({ ...line, ballot: receipt('other'), state: 'COUNTED' })),
      'have other receipts and count otherwise',
    ],
    ['bring an entry back', entries(4, { state: 'STANDING' }), 'entry 4 was DISQUALIFIED and is STANDING'],
    [
      'call an entry out for something else',
      entries(4, { state: 'WITHDRAWN' }),
      'entry 4 was DISQUALIFIED and is WITHDRAWN',
    ],
    ['have handed an entry in earlier', entries(2, { submittedAt: at(1) }), 'entry 2 is another one'],
    [
      'bring a new entry',
      { entries: [...RICH.entries, { number: 6, state: 'STANDING', submittedAt: at(9) }] },
      'entry 6 is new',
    ],
    ['break ties by another list', { ties: ['VOTERS', 'EARLIEST'] }, 'policy moved'],
    ['follow a later version', { version: 2 }, 'version 2 follows version 3'],
    ['follow another version', { previous: 'a'.repeat(64) }, 'previous is not the SHA-256'],
    [
      'choose finalists anew',
      {
        rounds: RICH.rounds.map((one) => ({
          ...one,
          finalists: one.finalists && { ...one.finalists, count: 4 },
        })),
      },
      'what is told of rounds besides their votes moved',
    ],
  ])('may not %s', async (_what, change, expected) => {
    expect((await movesOf(rich, await correct(rich, change))).join('\n')).toContain(expected);
  });

  test('may not lose an entry that nobody voted for', async () => {
    const before = await assemble({
      ...RICH,
      entries: [...RICH.entries, { number: 6, state: 'STANDING', submittedAt: at(9) }],
    });
    expect(await movesOf(before, await correct(before, { entries: RICH.entries }))).toEqual([
      'result.json: entry 6 is gone.',
    ]);
  });
});

describe('verify:contest', () => {
  const directory = temporaryDirectory();
  const at = (name: string) => path.join(directory, name);
  const verify = (...args: string[]) =>
    new Promise<{ status: number | null; out: string; err: string }>((resolve) => {
      const tool = path.join(import.meta.dirname, '../../tools/verify-contest.ts');
      const child = spawn(process.execPath, [tool, ...args]);
      let [out, err] = ['', ''];
      child.stdout.on('data', (some) => {
        out += some;
      });
      child.stderr.on('data', (some) => {
        err += some;
      });
      child.on('close', (status) => resolve({ status, out, err }));
    });

  beforeAll(async () => {
    writeFiles(at('before'), rich.files);
    const after = await correct(rich, {
      entries: rich.parts.entries.map((one) => (one.number === 1 ? { ...one, state: 'FORFEITED' } : one)),
    });
    writeFiles(at('after'), after.files);
    writeFileSync(at('keys.json'), signer.jwks);
    writeFileSync(at('others.json'), '{"keys":[]}');
    writeFileSync(at('none.json'), '[]');
  });

  test('ends with 0 where all is well, of one version and of one after another', async () => {
    const one = await verify('--file', at('before'), '--keys', at('keys.json'));
    expect([one.status, one.err]).toEqual([0, '']);
    expect(one.out).toContain(
      'version 3 of cst_00000000000000000000000000 "Tea in 60 seconds, “für alle”", 2 rounds, 3 entries with a rank; 12 ballots read.\nAll is well.',
    );
    const two = await verify('--file', at('after'), '--keys', at('keys.json'), '--previous', at('before'));
    expect([two.status, two.err]).toEqual([0, '']);
  });

  test('takes the keys from an address', async () => {
    const server = createServer((request, answer) => {
      answer.statusCode = request.url === '/demo/result-keys' ? 200 : 404;
      answer.end(signer.jwks);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect((await verify('--file', at('before'), '--keys', `${url}/demo/result-keys`)).status).toBe(0);
      const missing = await verify('--file', at('before'), '--keys', `${url}/other/result-keys`);
      expect([missing.status, missing.err]).toEqual([
        2,
        expect.stringContaining('cannot be read (the answer is 404)'),
      ]);
    } finally {
      server.close();
    }
  });

  test('ends with 1 and names the file where a byte was changed, where one is missing, and where the key is', async () => {
    const bytes = Buffer.from(rich.files.get('ballots-2-00.ndjson.gz') ?? []);
    bytes.writeUInt8(3, 9);
    writeFiles(at('changed'), new Map([...rich.files, ['ballots-2-00.ndjson.gz', bytes]]));
    rmSync(at('changed/ballots-1-63.ndjson.gz'));
    const changed = await verify('--file', at('changed'), '--keys', at('keys.json'));
    expect([changed.status, changed.err]).toEqual([
      1,
      'WRONG  ballots-1-63.ndjson.gz: is missing.\nWRONG  ballots-2-00.ndjson.gz: its SHA-256 is not the one that result.json says.\n',
    ]);
    expect(changed.out).toContain('2 things are wrong.');
    const keyless = await verify('--file', at('before'), '--keys', at('others.json'));
    expect([keyless.status, keyless.err]).toEqual([
      1,
      expect.stringContaining('result.jws: is signed with the key'),
    ]);
    const turned = await verify('--file', at('before'), '--keys', at('keys.json'), '--previous', at('after'));
    expect([turned.status, turned.err]).toEqual([1, expect.stringContaining('result.json: previous is not')]);
    const wrongBefore = await verify(
      '--file',
      at('after'),
      '--keys',
      at('keys.json'),
      '--previous',
      at('changed'),
    );
    expect([wrongBefore.status, wrongBefore.err]).toEqual([
      1,
      expect.stringContaining(`${at('changed')}: ballots-1-63.ndjson.gz: is missing.`),
    ]);
  });

  test.each([
    ['without keys', ['--file', 'before'], 'Say --file DIR and --keys JWKS, or one ID, or nothing.'],
    [
      'with a contest of a table beside a folder',
      ['--file', 'before', '--keys', 'keys.json', '--save', 'other'],
      'or one ID, or nothing.',
    ],
    ['with a folder that is not there', ['--file', 'nowhere', '--keys', 'keys.json'], 'cannot be read'],
    ['with a file for a folder', ['--file', 'keys.json', '--keys', 'keys.json'], 'cannot be read'],
    ['with keys that are not there', ['--file', 'before', '--keys', 'nowhere.json'], 'cannot be read'],
    [
      'with keys that are no set of keys',
      ['--file', 'before', '--keys', 'none.json'],
      'is no JSON Web Key Set',
    ],
    ['with an option that it does not have', ['--folder', 'before'], 'Unknown option'],
  ])('ends with 2 and tells the right way %s', async (_what, args, expected) => {
    const ended = await verify(...args.map((arg) => (arg.startsWith('-') ? arg : at(arg))));
    expect([ended.status, ended.err]).toEqual([2, expect.stringContaining(expected)]);
    expect(ended.err).toContain('npm run verify:contest -- --file DIR --keys JWKS');
  });
});
