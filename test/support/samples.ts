import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The samples of docs/apps.md, as they stand there.

export const page = readFileSync(join(import.meta.dirname, '../../docs/apps.md'), 'utf8');

/** `name` is that of the file that the text before a sample names last, or of a GraphQL operation; undefined where neither is. */
export type Sample = { language: string; name: string | undefined; text: string };

const FENCE = /^( *)```(\w*)\n([\s\S]*?)^ *```$/gm;
const FILE = /`(?:[^`\s]*\/)?([\w.-]+\.(?:ts|json|graphqls)|apple-app-site-association|assetlinks\.json)`/g;

/** The samples of a text of Markdown, in their order. */
export function samplesOf(markdown: string): Sample[] {
  return [...markdown.matchAll(FENCE)].map(
    ({ index, 1: indent = '', 2: language = '', 3: indented = '' }) => {
      const text = indented.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
      const operation = language === 'graphql' ? /^(?:query|mutation) (\w+)/.exec(text)?.[1] : undefined;
      return { language, text, name: operation ?? fileBefore(markdown.slice(0, index)) };
    },
  );
}

function fileBefore(text: string): string | undefined {
  const paragraph =
    text
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  return [...paragraph.matchAll(FILE)].at(-1)?.[1];
}

export const samples: readonly Sample[] = samplesOf(page);

/** The text of the sample of that name. */
export function sampleOf(name: string): string {
  const [sample, ...others] = samples.filter((one) => one.name === name);
  if (sample === undefined || others.length > 0) throw new Error(`docs/apps.md has not one ${name}.`);
  return sample.text;
}
