import { cached } from '../../table/cached.ts';
import type { Item, Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { PROGRAMS_PARTITION, programKey } from '../../table/keys.ts';
import { lookUpOne, lookup } from '../../table/lookup.ts';
import { insert, replace } from '../../table/writes.ts';
import { isSlug, type Program, programModel } from './rules.ts';

/** As every request sees it: a change made elsewhere is seen within 30 seconds. */
export async function cachedProgram(deps: Deps, slug: string): Promise<Program | undefined> {
  return isSlug(slug) ? programs.get(deps, slug) : undefined;
}

export async function getProgram(deps: Deps, slug: string): Promise<Program | undefined> {
  if (!isSlug(slug)) return undefined;
  const program = lookup(programKey(slug), (item) => programModel.parse(item));
  return lookUpOne(deps, program, { consistent: true });
}

const programs = cached('program', getProgram);

/** Lets this process see a change at once; others follow within 30 seconds. */
export const forgetProgram = programs.forget;

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

export const insertProgram = (program: Program): Write => insert(toItem(program));

export const replaceProgram = (before: Program, after: Program): Write =>
  replace(toItem(after), before.version);
