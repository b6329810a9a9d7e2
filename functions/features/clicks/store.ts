import { Fault } from '../../platform/errors.ts';
import type { ShareChannel } from '../../platform/generated/enums.ts';
import { addDays, toEpochSeconds } from '../../platform/time.ts';
import { cached } from '../../table/cached.ts';
import { ConditionFailed, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { clickKey, visitorSaltKey } from '../../table/keys.ts';
import { insert, update } from '../../table/writes.ts';
import { channelAttribute, clickIdOf } from './rules.ts';

const SALT_BYTES = 32;
/** A salt is asked for on its own day alone; the second day is for clocks that differ. */
const SALT_KEPT_DAYS = 2;
const SALT_FRESH_MILLIS = 3_600_000;

/** The secret that hides who the visitors of a day were; once it is gone, nobody can tell. */
export const ensureSalt = (deps: Deps, programId: string, day: string): Promise<Uint8Array> =>
  salts.get(deps, programId, day);

const salts = cached(
  'salt',
  async (deps, programId: string, day: string) =>
    (await getSalt(deps, programId, day)) ?? (await makeSalt(deps, programId, day)),
  SALT_FRESH_MILLIS,
);

async function getSalt(
  deps: Deps,
  programId: string,
  day: string,
  options: { consistent?: boolean } = {},
): Promise<Uint8Array | undefined> {
  const item = await deps.table.get(visitorSaltKey(programId, day), options);
  if (item === undefined) return undefined;
  if (!(item.salt instanceof Uint8Array)) throw new Fault('The salt of a day is not binary.');
  return item.salt;
}

/** The day's first visitor makes the salt; whoever comes second at the same moment reads it. */
async function makeSalt(deps: Deps, programId: string, day: string): Promise<Uint8Array> {
  const salt = deps.random(SALT_BYTES);
  const item = {
    ...visitorSaltKey(programId, day),
    et: ENTITY.visitorSalt,
    salt,
    ttl: toEpochSeconds(addDays(deps.now(), SALT_KEPT_DAYS)),
  };
  try {
    await deps.table.write(insert(item));
    return salt;
  } catch (error) {
    const made =
      error instanceof ConditionFailed
        ? await getSalt(deps, programId, day, { consistent: true })
        : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

export type Hit = {
  programId: string;
  codeKey: string;
  day: string;
  visitor: string;
  channel: ShareChannel;
  at: string;
  /** Tells this hit from every other: one that is sent again counts once. */
  tap: string;
  forgottenAt: Date;
};

/** Makes the item on the visitor's first hit of the day. Fails for the hit that it counted last. */
export const addHit = (hit: Hit): Write =>
  update(
    clickKey(hit.programId, hit.codeKey, hit.day, hit.visitor),
    {
      set: {
        et: ENTITY.click,
        id: clickIdOf(hit.day, hit.visitor),
        codeKey: hit.codeKey,
        day: hit.day,
        ttl: toEpochSeconds(hit.forgottenAt),
        lastAt: hit.at,
        lastTap: hit.tap,
        lastChannel: hit.channel,
      },
      setOnce: { firstAt: hit.at, firstChannel: hit.channel },
      add: { [channelAttribute(hit.channel)]: 1 },
    },
    { unlike: { lastTap: hit.tap } },
  );
