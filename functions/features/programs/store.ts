import type { Item, Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY, PROGRAMS_PARTITION, programKey } from '../../table/keys.ts';
import { isSlug, type Program, programModel } from './rules.ts';

const FRESH_MILLIS = 30_000;
const cacheKey = (slug: string) => `program:${slug}`;

/** As every request sees it: a change made elsewhere is seen within 30 seconds. */
export async function cachedProgram(deps: Deps, slug: string): Promise<Program | undefined> {
  if (!isSlug(slug)) return undefined;
  return deps.cache.through(cacheKey(slug), FRESH_MILLIS, () => getProgram(deps, slug));
}

/** For a change to build on. */
export async function getProgram(deps: Deps, slug: string): Promise<Program | undefined> {
  if (!isSlug(slug)) return undefined;
  const item = await deps.table.get(programKey(slug), { consistent: true });
  return item === undefined ? undefined : programModel.parse(item);
}

/** Lets this process see a change at once; others follow within 30 seconds. */
export const forgetProgram = (deps: Deps, slug: string) => deps.cache.forget(cacheKey(slug));

export function listPrograms(deps: Deps, page: PageRequest): Promise<Connection<Program>> {
  const list = { index: 'GSI1', partition: PROGRAMS_PARTITION } as const;
  return listConnection(deps, list, page, (item) => programModel.parse(item));
}

function toItem(program: Program): Item {
  return {
    ...programKey(program.id),
    et: ENTITY.program,
    GSI1PK: PROGRAMS_PARTITION,
    GSI1SK: program.id,
    ...program,
  };
}

export const insertProgram = (program: Program): Write => ({
  put: toItem(program),
  condition: 'attribute_not_exists(#pk)',
  names: { '#pk': 'PK' },
});

export const replaceProgram = (before: Program, after: Program): Write => ({
  put: toItem(after),
  condition: '#version = :before',
  names: { '#version': 'version' },
  values: { ':before': before.version },
});
