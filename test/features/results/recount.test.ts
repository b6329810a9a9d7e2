import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packBallots, readBallots } from '../../../functions/features/results/ballot-files.ts';
import type { ResultDocument } from '../../../functions/features/results/document.ts';
import { temporaryDirectory } from '../../support/machine.ts';
import { assemble, correct, RICH, results, type Sample, signer, withLines, writeFiles } from './sample.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const SCRIPT = path.join(ROOT, 'docs/recount.mjs');
const directory = temporaryDirectory();

function recount(files: Sample['files']): string[] {
  rmSync(directory, { recursive: true, force: true });
  writeFiles(directory, files);
  return execFileSync(process.execPath, [SCRIPT, directory], { encoding: 'utf8' }).split('\n').slice(0, -1);
}

/** The same, another way: each entry beside each other one, and votes cut out of the lines by a pattern. */
function recountByPairs({ document, files }: Sample): string[] {
  const { rounds, entries, policy } = document;
  const text = (rounds.at(-1)?.files ?? [])
    .map(({ name }) => gunzipSync(files.get(name) ?? new Uint8Array()).toString())
    .join('');
  const counted = text.split('\n').filter((line) => line.includes('"state":"COUNTED"'));
  const finalists = rounds.length === 2 ? rounds[0]?.finalists?.numbers : undefined;
  const contenders = entries.flatMap(({ number, state, submittedAt }) => {
    const given = counted.flatMap((line) => {
      const [, votes] = new RegExp(`[{,]"${number}":(\\d+)`).exec(line) ?? [];
      return votes === undefined ? [] : [Number(votes)];
    });
    const isIn = state === 'STANDING' && (finalists === undefined || finalists.includes(number));
    const votes = given.reduce((sum, one) => sum + one, 0);
    return isIn && votes > 0 ? [{ number, votes, voters: given.length, submittedAt: submittedAt ?? '' }] : [];
  });
  const isBehind = (one: (typeof contenders)[number], other: typeof one) => {
    const pairs: [number | string, number | string][] = [[other.votes, one.votes]];
    for (const rule of policy.ties)
      pairs.push(rule === 'VOTERS' ? [other.voters, one.voters] : [one.submittedAt, other.submittedAt]);
    const [better, worse] = pairs.find(([left, right]) => left !== right) ?? [0, 0];
    return better > worse;
  };
  return contenders
    .map((one) => ({ ...one, rank: 1 + contenders.filter((other) => isBehind(one, other)).length }))
    .map(({ rank, number, votes, voters }) => `${rank}. entry ${number}: ${votes} votes of ${voters} voters`);
}

const ranksOf = ({ entries }: ResultDocument) =>
  entries
    .filter(({ rank }) => rank !== null)
    .map(({ rank, number, votes, voters }) => `${rank}. entry ${number}: ${votes} votes of ${voters} voters`);

describe('the script beside docs/results.md', () => {
  test('has 40 lines at most, and takes nothing but what Node has', () => {
    const source = readFileSync(SCRIPT, 'utf8');
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, from = '']) => from);
    expect(imports.filter((from) => !from.startsWith('node:'))).toEqual([]);
  });

  test('comes to the winners that were published, as a recount in other words does', async () => {
    await fc.assert(
      fc.asyncProperty(results, async (parts) => {
        const sample = await assemble(parts);
        const lines = recount(sample.files);
        expect(lines.toSorted()).toEqual(ranksOf(sample.document).sort());
        expect(lines.toSorted()).toEqual(recountByPairs(sample).sort());
        expect(lines.map(Number.parseFloat)).toEqual(
          lines.map(Number.parseFloat).sort((one, other) => one - other),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('counts the ballots themselves, and believes no sum of result.json', async () => {
    const sample = await assemble(RICH);
    const winners = [
      '1. entry 1: 3 votes of 2 voters',
      '1. entry 2: 3 votes of 2 voters',
      '3. entry 3: 1 votes of 1 voters',
    ];
    expect(recount(sample.files)).toEqual(winners);
    const lie: ResultDocument = {
      ...sample.document,
      rounds: sample.document.rounds.map((round) => ({ ...round, entries: [] })),
      entries: sample.document.entries.map((entry) => ({ ...entry, votes: 9, voters: 9, rank: 1 })),
    };
    const files = new Map([...sample.files, ['result.json', Buffer.from(JSON.stringify(lie))] as const]);
    expect(recount(files)).toEqual(winners);
  });

  test('comes to other winners when ballots were struck', async () => {
    const struck = await correct(
      await assemble(RICH),
      withLines(RICH, (line) => (line.votes[1] === 2 ? { ...line, state: 'STRUCK' } : line)),
    );
    expect(recount(struck.files)[0]).toBe('1. entry 2: 3 votes of 2 voters');
  });
});

describe('docs/results.md', () => {
  const page = readFileSync(path.join(ROOT, 'docs/results.md'), 'utf8');
  const blocks = (language: string) =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(
      ([, block = '']) => block,
    );

  async function published(): Promise<Sample> {
    const sample = await assemble(RICH);
    rmSync(directory, { recursive: true, force: true });
    writeFiles(directory, sample.files);
    writeFileSync(path.join(directory, 'keys.json'), signer.jwks);
    return sample;
  }

  test('names every field of the format', async () => {
    const fields = new Set<string>();
    JSON.stringify((await published()).document, (key, value) => {
      if (/[a-z]/.test(key)) fields.add(key);
      return value;
    });
    expect(fields.size).toBeGreaterThan(40);
    expect([...fields].filter((field) => !new RegExp(`\`(\\w+\\.)?${field}(\\.\\w+)?\``).test(page))).toEqual(
      [],
    );
  });

  test('has an example of a line that is one', async () => {
    const [example = ''] = blocks('json');
    const { bytes } = await packBallots([JSON.parse(example)]);
    const source = async function* () {
      yield bytes;
    };
    for await (const lines of readBallots('example', source())) expect(lines).toEqual([JSON.parse(example)]);
    expect.assertions(1);
  });

  test('tells how a JOSE library checks the signature', async () => {
    await published();
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
    writeFileSync(path.join(directory, 'check.mjs'), blocks('js')[0] ?? '');
    const check = () => spawnSync(process.execPath, ['check.mjs'], { cwd: directory, encoding: 'utf8' });
    expect(check()).toMatchObject({ status: 0, stdout: 'true\n' });
    writeFileSync(path.join(directory, 'result.json'), '{}');
    expect(check()).toMatchObject({ status: 0, stdout: 'false\n' });
  });

  const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
  test.skipIf(!hasOpenssl)('tells how openssl checks the signature', async () => {
    const { files } = await published();
    const [key] = JSON.parse(signer.jwks).keys;
    const script = blocks('sh').find((block) => block.includes('openssl')) ?? '';
    const check = () =>
      spawnSync('sh', ['-c', script], {
        cwd: directory,
        env: { ...process.env, X: key.x, Y: key.y },
        encoding: 'utf8',
      }).stdout;
    expect(check()).toMatch(/^Verified OK\n[0-9a-f]{64} {2}ballots-1-00/);
    const jws = Buffer.from(files.get('result.jws') ?? []).toString();
    writeFileSync(path.join(directory, 'result.jws'), jws.replace('.', '.A'));
    expect(check()).toContain('Verification failure');
  });
});
