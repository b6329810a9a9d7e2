import type { Api, Credential, Data } from '../support/api.ts';
import type { Mutation, World } from '../support/surface.ts';
import { merged, SURFACES } from '../support/surfaces.ts';

// Every mutation, as it may be sent, and a world to send it in.

let worlds = 0;

/** Its name is `again-` and a number. It has what the feature of a mutation puts there, and nothing of others. */
export async function openWorld(api: Api, mutation = ''): Promise<World> {
  worlds += 1;
  const slug = `again-${worlds}`;
  await api.createProgram({ slug, referralPolicy: { approvalMode: 'MANUAL', holdingPeriodDays: 0 } });
  const advocate = await api.join(slug, 'advocate');
  const wanted = { code: 'Moon-Tea' };
  const { referralCode } = await api.mutate(
    slug,
    'createReferralCode',
    wanted,
    'referralCode { code }',
    advocate,
  );
  const world: World = {
    slug,
    operator: { token: await api.operator() },
    owner: { token: await api.as(slug, 'OWNER') },
    partner: { apiKey: await api.apiKey(slug, ['EVENTS_WRITE', 'POINTS_WRITE', 'MEMBERS_WRITE']) },
    advocate,
    friend: await api.join(slug, 'friend'),
    code: referralCode.code,
    made: {},
  };
  const [, surface] = SURFACES.find(([, { mutations = {} }]) => mutation in mutations) ?? [];
  return { ...world, made: (await surface?.world?.(world, api)) ?? {} };
}

const mutations = Object.entries(merged('mutations'));
/** Every mutation that answers the same when it is sent again, and the others. */
export const AGAIN = mutations.filter(([, { isNotRepeated }]) => isNotRepeated !== true);
export const OTHERS = mutations.filter(([, { isNotRepeated }]) => isNotRepeated === true);

/** Each input with an id: what else is sent, and what an unknown one is refused with. */
export const WITH_IDS = mutations.flatMap(([mutation, { least, ids = {} }]) =>
  Object.entries(ids).map(
    ([field, refused]) => [`${mutation}.${field}`, { mutation, field, least, ...refused }] as const,
  ),
);

/** Sends a mutation in a world: its payload, refused or not. */
export const send = (
  api: Api,
  world: World,
  name: string,
  { as, at, input, fields }: Mutation,
): Promise<Data> => api.attempt(at ?? world.slug, name, input(world, api), fields, world[as] as Credential);
