import type { Api } from './api.ts';
import type { Scene } from './surface.ts';
import { merged } from './surfaces.ts';

const THINGS = merged('things');

/** The program `demo`, with a member who refers another, and a stranger. All that has an id is made when it is asked for. */
export async function openScene(
  api: Api,
  { policy = {}, profile = () => ({}) }: { policy?: object; profile?: (name: string) => object } = {},
): Promise<Scene> {
  const slug = 'demo';
  await api.createProgram({ slug, referralPolicy: { newCustomersOnly: false, ...policy } });
  const made = new Map<string, Promise<string>>();
  const scene: Scene = {
    api,
    slug,
    owner: { token: await api.as(slug, 'OWNER') },
    operator: { token: await api.operator() },
    advocate: await api.join(slug, 'advocate', profile('advocate')),
    friend: await api.join(slug, 'friend', profile('friend')),
    stranger: await api.join(slug, 'stranger', profile('stranger')),
    the: (name) => {
      const thing = THINGS[name];
      if (thing === undefined) throw new Error(`No surface has ${name} among its \`things\`.`);
      const known = made.get(name) ?? Promise.resolve(thing.id(scene));
      made.set(name, known);
      return known;
    },
  };
  return scene;
}

/** The ids of all things of a scene, by their names. */
export async function idsOf({ the }: Scene): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const name of Object.keys(THINGS)) ids[name] = await the(name);
  return ids;
}
