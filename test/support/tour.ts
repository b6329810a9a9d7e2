import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The README's tour, as it stands there.

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const tour = readme.slice(readme.indexOf('## A tour'), readme.indexOf('## Commands'));

/** The shell lines that the tour begins with. */
export const setup = /```sh\n([\s\S]*?)```/.exec(tour)?.[1] ?? '';

export type Who = 'MEMBER' | 'FRIEND' | 'KEY' | 'ORGANIZER' | 'OPERATOR';
export type Step = { query: string; who: Who };

/** The tour's queries in their order, each with the variable of the credential that the text before it names last. */
export const steps: readonly Step[] = [...tour.matchAll(/```graphql\n([\s\S]*?)```/g)].map((found) => {
  const named = [...tour.slice(0, found.index).matchAll(/\$(MEMBER|FRIEND|KEY|ORGANIZER|OPERATOR)\b/g)].at(
    -1,
  );
  return { query: found[1] ?? '', who: named?.[1] as Who };
});
