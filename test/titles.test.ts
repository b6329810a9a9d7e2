import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// Biome's rules hold that a title is text, is not written twice and has no word of our own; here is what they do not see:
// the whole line that a CI log prints, its describes included.

type Title = { file: string; full: string };

const OPENS = /^( *)(describe|test|it)\b(?=[.(])/;
const WRITTEN = /\(\s*(?:'((?:\\.|[^'\\])*)'|`((?:\\.|[^`\\])*)`|"((?:\\.|[^"\\])*)"),/y;

/** The titles of a file, by the layout that the formatter gives: what stands in a describe is indented further. */
function titlesOf(file: string, source: string): Title[] {
  const titles: Title[] = [];
  const around: { depth: number; title: string }[] = [];
  let open: { depth: number; kind: string } | undefined;
  let at = 0;
  for (const line of source.split('\n')) {
    const [, indent = '', kind] = OPENS.exec(line) ?? [];
    if (kind !== undefined) open = { depth: indent.length, kind };
    // A parametrised title follows its table: it is the first text after a bracket that opens at the end of it.
    const isEnd = open !== undefined && line.search(/\S/) === open.depth;
    const found = open && isEnd ? titleIn(source, at, line) : undefined;
    if (open && found !== undefined) {
      while ((around.at(-1)?.depth ?? -1) >= open.depth) around.pop();
      const full = [...around.map(({ title }) => title), found].join(' > ');
      if (open.kind === 'describe') around.push({ depth: open.depth, title: found });
      else titles.push({ file, full });
      open = undefined;
    }
    at += line.length + 1;
  }
  return titles;
}

function titleIn(source: string, at: number, line: string): string | undefined {
  for (let bracket = line.lastIndexOf('('); bracket >= 0; bracket = line.lastIndexOf('(', bracket - 1)) {
    WRITTEN.lastIndex = at + bracket;
    const [, single, template, double] = WRITTEN.exec(source) ?? [];
    const title = single ?? template ?? double;
    const isCall = /(\b(describe|test|it)|\))$/.test(line.slice(0, bracket));
    if (title !== undefined && isCall) return title;
    if (bracket === 0) break;
  }
  return undefined;
}

const titles = globSync('**/*.test.ts', { cwd: import.meta.dirname }).flatMap((file) =>
  titlesOf(file, readFileSync(join(import.meta.dirname, file), 'utf8')),
);
const isParametrised = (title: string) => /%[.\d]*[sdijf#]|\$/.test(title);
const wordsOf = (full: string) => full.split(/[\s>]+/).filter((word) => word !== '');

/** What is wrong with titles, one line each. */
function flaws(all: readonly Title[]): string[] {
  const seen = new Set<string>();
  return all.flatMap(({ file, full }) => {
    const said = `${file}: ${full}`;
    const isTwice = seen.has(said) && !isParametrised(full);
    seen.add(said);
    if (isTwice) return [`twice: ${said}`];
    if (wordsOf(full).length < 3) return [`fewer than three words: ${said}`];
    if (/^(it|they|this|that|those|these|what|who|which|he|she|we|and|but|or|also)\b/i.test(full))
      return [`names no subject first: ${said}`];
    return [];
  });
}

test('every test title has a subject, three words or more, and is written once in its file', () => {
  expect(flaws(titles)).toEqual([]);
});

test('the scan for test titles finds those of every file, and what is wrong with one', () => {
  const files = globSync('**/*.test.ts', { cwd: import.meta.dirname });
  expect(files.filter((name) => !titles.some(({ file }) => file === name))).toEqual([]);
  expect(titles.length).toBeGreaterThan(1_500);
  const source = [
    "describe('a thing', () => {",
    "  test('is kept', () => {});",
    '  test.each([',
    "    ['x'],",
    "  ])('is kept as %s', () => {});",
    "  test.each(['y'])(",
    "    'is kept, too, %s',",
    '    () => {},',
    '  );',
    "  test('is kept', () => {});",
    '});',
    "test('works well', () => {});",
    "test('what is kept is found', () => {});",
  ].join('\n');
  const planted = titlesOf('x.test.ts', source);
  expect(planted.map(({ full }) => full)).toEqual([
    'a thing > is kept',
    'a thing > is kept as %s',
    'a thing > is kept, too, %s',
    'a thing > is kept',
    'works well',
    'what is kept is found',
  ]);
  expect(flaws(planted)).toEqual([
    'twice: x.test.ts: a thing > is kept',
    'fewer than three words: x.test.ts: works well',
    'names no subject first: x.test.ts: what is kept is found',
  ]);
});
