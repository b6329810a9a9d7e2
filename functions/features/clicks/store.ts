import { Fault } from '../../platform/errors.ts';
import type { ShareChannel } from '../../platform/generated/enums.ts';
import { addDays, toEpochSeconds } from '../../platform/time.ts';
import { cached } from '../../table/cached.ts';
import type { Item, Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { clickKey, visitorSaltKey } from '../../table/keys.ts';
import { lookup } from '../../table/lookup.ts';
import { madeByTheFirst } from '../../table/secrets.ts';
import { update } from '../../table/writes.ts';
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
  (deps, programId: string, day: string) =>
    madeByTheFirst(deps, lookup(visitorSaltKey(programId, day), saltOf), () => ({
      ...visitorSaltKey(programId, day),
      et: ENTITY.visitorSalt,
      salt: deps.random(SALT_BYTES),
      ttl: toEpochSeconds(addDays(deps.now(), SALT_KEPT_DAYS)),
    })),
  SALT_FRESH_MILLIS,
);

function saltOf({ salt }: Item): Uint8Array {
  if (!(salt instanceof Uint8Array)) throw new Fault('The salt of a day is not binary.');
  return salt;
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
