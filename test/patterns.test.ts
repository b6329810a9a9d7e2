import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseClickId } from '../functions/features/clicks/rules.ts';
import { readEntryId, readParticipationId } from '../functions/features/entries/ids.ts';
import { publicName } from '../functions/features/members/rules.ts';
import { subjectOf } from '../functions/features/moderation/rules.ts';
import { packBallots } from '../functions/features/results/ballot-files.ts';
import { resultModel } from '../functions/features/results/document.ts';
import { readResultId } from '../functions/features/results/model.ts';
import { readBallotId } from '../functions/features/votes/ballot.ts';
import { readVoteBoardId } from '../functions/features/votes/boards.ts';
import { readCountsId } from '../functions/features/votes/counts.ts';
import { assertText } from '../functions/graphql/document.ts';
import { isSelfContained, isShown, plainOf, seenOf, wordsOf } from '../functions/platform/characters.ts';
import { isId } from '../functions/platform/ids.ts';

// Every pattern of the functions meets text of a caller sooner or later: none may take time that grows with its square.

const LENGTH = 100_000;
/** A pattern that looks at each character once takes a few milliseconds; one that begins anew at each, seconds. */
const MAX_MILLIS = 250;

const LITERAL =
  /(?<=[=(,:?!|&\s])\/(?![/*\s])((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?=[\s.,;)\]}])/g;

const ROOT = join(import.meta.dirname, '../functions');
const lines = globSync('**/*.ts', { cwd: ROOT })
  .filter((file) => !file.includes('generated'))
  .flatMap((file) => {
    const source = readFileSync(join(ROOT, file), 'utf8').split('\n');
    return source.map((text, place) => ({ text, at: `${file}:${place + 1}` }));
  })
  .filter(({ text }) => !/^\s*(\*|\/\/|\/\*)/.test(text));

const patterns = lines.flatMap(({ text, at }) =>
  [...text.matchAll(LITERAL)].map(([literal, source = '', flags = '']) => ({ literal, source, flags, at })),
);

// biome-ignore format: one piece a line would be a page.
const PIECES = [
  ' ', '\n', '\t', 'a', 'A', '0', '1', '9', 'z', '-', '_', '.', ',', ';', ':', '/', '#', '+', '=', '?', '(', '%', '%4', '"',
  'a.', 'A ', '0-', '2026-', 'W', '#MEM#', 'P#', 'https://', ' Did you mean "a"?', ' Did you mean ', 'Bearer ', ':1:1', '    at ',
  '김', '金', '🎉', '\u200b', '\u0000', '\ud800', 'e', '.0', 'mem_', 'fk_',
];
const ENDS = ['', '!', '\n', ' x', '한'];

/** The plain characters that a pattern begins with: what follows them is what it looks at. */
const beginningOf = (source: string) =>
  /^\^?((?:\\\/|[\w#:\s-](?![*+?{]))*)/.exec(source)?.[1]?.replaceAll('\\', '') ?? '';

/** The text that takes longest, or the first that takes too long. */
function slowest(source: string, flags: string): { millis: number; text: string } {
  let worst = { millis: 0, text: '' };
  for (const start of new Set(['', beginningOf(source)])) {
    for (const piece of PIECES) {
      for (const end of ENDS) {
        const text = start + piece.repeat(LENGTH / piece.length) + end;
        const began = performance.now();
        text.replace(new RegExp(source, flags), '');
        const millis = performance.now() - began;
        if (millis > worst.millis) worst = { millis, text: `${start}|${piece}|${end}` };
        if (millis >= MAX_MILLIS) return worst;
      }
    }
  }
  return worst;
}

test('the scan for regular expressions finds those of the functions', () => {
  expect(patterns.length).toBeGreaterThan(40);
  const literals = patterns.map(({ literal }) => literal);
  expect(literals).toContain('/^Bearer +(\\S+)$/i');
  expect(literals).toContain('/^[a-z][a-z0-9-]{2,31}$/');
  expect(literals).toContain('/[?#]/');
});

test('every file that builds a regular expression from text is tried below', () => {
  const made = lines.filter(({ text }) => text.includes('new RegExp(')).map(({ at }) => at.split(':')[0]);
  expect([...new Set(made)].toSorted()).toEqual([
    'features/clicks/rules.ts',
    'features/entries/ids.ts',
    'features/members/rules.ts',
    'features/moderation/rules.ts',
    'features/results/ballot-files.ts',
    'features/results/document.ts',
    'features/results/model.ts',
    'features/votes/ballot.ts',
    'features/votes/boards.ts',
    'features/votes/counts.ts',
    'graphql/document.ts',
    'platform/characters.ts',
    'platform/ids.ts',
  ]);
});

describe('a regular expression takes no time that grows with the square of a text:', () => {
  test.each(patterns.map(({ literal, at, source, flags }) => [literal, at, source, flags] as const))(
    '%s in %s',
    (_literal, _at, source, flags) => {
      const tries = [slowest(source, flags)];
      // A machine that is busy with something else gets another try.
      if ((tries[0]?.millis ?? 0) >= MAX_MILLIS) tries.push(slowest(source, flags));
      const best = tries.reduce((one, other) => (one.millis < other.millis ? one : other));
      expect(best.millis, best.text).toBeLessThan(MAX_MILLIS);
    },
  );

  test('the measure finds out a known slow pattern', () => {
    expect(slowest(' ?Did you mean .+\\?$', '').millis).toBeGreaterThan(MAX_MILLIS);
  });

  test('patterns for blanks and invisible characters', () => {
    for (const piece of [...PIECES, '\u3164', '\u200b ', 'a\u00ad', '\u2800a']) {
      const text = piece.repeat(LENGTH / piece.length);
      const began = performance.now();
      for (const look of [isShown, seenOf, wordsOf, isSelfContained, plainOf]) look(text);
      expect(performance.now() - began, piece).toBeLessThan(2 * MAX_MILLIS);
    }
  });

  test('patterns for names of members', () => {
    // A name has 80 characters, of six code units each at the most: this is twenty times as long.
    for (const piece of [...PIECES, '김 ', 'Kim/', 'カ\u3099', '♥김']) {
      const displayName = piece.repeat(10_000 / piece.length);
      const began = performance.now();
      publicName({ displayName, visibility: 'FIRST_NAME_AND_INITIAL' });
      expect(performance.now() - began, piece).toBeLessThan(MAX_MILLIS);
    }
  });

  test('patterns for ids that name other things', () => {
    for (const piece of [...PIECES, '0'.repeat(26), `${'0'.repeat(26)}_`, 'ent_']) {
      const text = piece.repeat(LENGTH / piece.length);
      const began = performance.now();
      for (const id of [
        text,
        ...['ent', 'cpt', 'mod_ent', 'bal', 'cnt', 'lbd', 'res'].map((prefix) => `${prefix}_${text}`),
      ])
        for (const read of [
          ...[readEntryId, readParticipationId, subjectOf, readBallotId, readCountsId],
          ...[readVoteBoardId, readResultId],
        ])
          expect(read(id)).toBeUndefined();
      expect(isId('contest', `con_${text}`)).toBe(false);
      expect(performance.now() - began, piece).toBeLessThan(MAX_MILLIS);
    }
  });

  test('patterns for the files of results', async () => {
    for (const piece of [...PIECES, '0'.repeat(26), 'ent_']) {
      const text = piece.repeat(LENGTH / piece.length);
      const began = performance.now();
      expect(resultModel.safeParse({ entries: [{ id: text }, { id: `ent_${text}` }] }).success).toBe(false);
      await expect(packBallots([{ ballot: text, state: 'COUNTED', votes: {} }])).rejects.toThrow();
      expect(performance.now() - began, piece).toBeLessThan(MAX_MILLIS);
    }
  });

  test('patterns for click ids and long words', () => {
    for (const piece of [...PIECES, 'clk_', 'clk_20261102_', 'q '.repeat(100), `${'q'.repeat(200)} `]) {
      const text = piece.repeat(LENGTH / piece.length);
      const began = performance.now();
      expect(parseClickId(`clk_${text}`)).toBeUndefined();
      try {
        assertText({ query: text, operationName: null });
      } catch {
        // Refused: what counts is how soon.
      }
      expect(performance.now() - began).toBeLessThan(2 * MAX_MILLIS);
    }
  });
});
