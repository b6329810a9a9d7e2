import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse } from 'graphql';
import type { Caller } from './callers.ts';
import type { Surface } from './surface.ts';

// The surfaces of all features in one, and which file a line belongs to.

const ROOT = join(import.meta.dirname, '../..');
/** What belongs to no feature: of schema/base.graphql, and of the projector itself. */
const BASE = 'test/graphql/surface.ts';

/** The surface of a noun, as a path from the root of the repository. */
export const surfaceOf = (noun: string) => (noun === 'base' ? BASE : `test/features/${noun}/surface.ts`);

const FILES = [BASE, ...globSync('test/features/*/surface.ts', { cwd: ROOT }).sort()];
type Found = readonly [file: string, surface: Surface];
export const SURFACES: readonly Found[] = await Promise.all(
  FILES.map(
    async (file) => [file, (await import(/* @vite-ignore */ join(ROOT, file))).surface as Surface] as const,
  ),
);

type Parts = { [K in keyof Surface]-?: NonNullable<Surface[K]> extends Record<string, infer T> ? T : never };

/** What all say under one heading, by name. Throws where two say the same. */
export function merged<K extends keyof Surface>(heading: K, surfaces = SURFACES): Record<string, Parts[K]> {
  const all: Record<string, Parts[K]> = {};
  const homes = new Map<string, string>();
  for (const [file, surface] of surfaces) {
    for (const [name, said] of Object.entries(surface[heading] ?? {})) {
      const earlier = homes.get(name);
      if (earlier !== undefined)
        throw new Error(
          `${name} stands in \`${heading}\` of ${earlier} and of ${file}: one of them has to go.`,
        );
      homes.set(name, file);
      all[name] = said as Parts[K];
    }
  }
  return all;
}

/** The callers whom the surfaces let read each field, by `Type.field`. Throws for a field that stands in two lines. */
export function mergedAccess(surfaces = SURFACES): Map<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const [file, { access = {} }] of surfaces)
    for (const [typeName, lines] of Object.entries(access))
      for (const [callers, fields] of lines)
        for (const field of fields.split(' ')) {
          const place = `${typeName}.${field}`;
          if (found.has(place))
            throw new Error(`${place} stands in \`access\` twice, and in ${file} for the second time.`);
          found.set(place, new Set(callers.split(' ')));
        }
  return found;
}
export const ACCESS = mergedAccess();

/** The callers whom the surfaces let read each field of a type. */
export const accessOf = (typeName: string): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    [...ACCESS]
      .filter(([place]) => place.startsWith(`${typeName}.`))
      .map(([place, callers]) => [place.slice(typeName.length + 1), callers]),
  );

export const isAllowed = (place: string, caller: Caller) => ACCESS.get(place)?.has(caller) === true;

/** The nouns whose SDL declares each type, and each field as `Type.field`. */
const NOUNS = new Map<string, string>();
for (const file of globSync('schema/*.graphql', { cwd: ROOT })) {
  const noun = file.replace(/^.*\/|\.graphql$/g, '');
  for (const definition of parse(readFileSync(join(ROOT, file), 'utf8')).definitions) {
    if (!('name' in definition) || definition.name === undefined) continue;
    const { value: name } = definition.name;
    const isExtension = definition.kind === Kind.OBJECT_TYPE_EXTENSION;
    if (!isExtension) NOUNS.set(name, noun);
    if (isExtension || definition.kind === Kind.OBJECT_TYPE_DEFINITION)
      for (const field of definition.fields ?? []) NOUNS.set(`${name}.${field.name.value}`, noun);
  }
}

/** The surface that a type, a field or an argument belongs to: that of the noun whose SDL declares it. */
export function homeOf(place: string): string {
  const noun = NOUNS.get(place.replace(/\(.*/, ''));
  return noun === undefined ? `no file: schema/*.graphql declares no ${place}` : surfaceOf(noun);
}

/** The type whose fields a heading names without it. */
const ABOVE: Partial<Record<keyof Surface, string>> = { roots: 'Query.', mutations: 'Mutation.' };

/** What is wrong with a heading of the surfaces, in sentences that name the file to open. */
export function flaws(heading: keyof Surface, wanted: readonly string[], said: readonly string[]): string[] {
  const missing = wanted.filter((place) => !said.includes(place));
  const unknown = said.filter((place) => !wanted.includes(place));
  return [
    ...missing.map(
      (place) =>
        `${place} is missing: write it in \`${heading}\` of ${homeOf(`${ABOVE[heading] ?? ''}${place}`)}.`,
    ),
    ...unknown.map(
      (place) => `${place} is in \`${heading}\` of ${fileOf(heading, place)}, and should not be there.`,
    ),
  ];
}

const isSaid = (heading: keyof Surface, found: Found, place: string) =>
  heading === 'access'
    ? [...mergedAccess([found]).keys()].some((field) => field === place || field.startsWith(`${place}.`))
    : place in (found[1][heading] ?? {});
const fileOf = (heading: keyof Surface, place: string) =>
  SURFACES.find((found) => isSaid(heading, found, place))?.[0] ?? 'a surface';
