import * as z from 'zod';
import { digest26 } from '../../platform/ids.ts';

// What one member has to do with one contest: the numbers of their entries, so that the limit and what a member may not vote for
// are known from one item.

export const participationModel = z.object({
  programId: z.string(),
  contestId: z.string(),
  memberId: z.string(),
  /** The numbers of entries that are not fallen, and of those that are. */
  live: z.array(z.int().min(1)),
  fallen: z.array(z.int().min(1)),
  /** By a digest of the idempotency key, the number that it made. */
  keys: z.record(z.string(), z.int().min(1)),
  /** The decision by which the member's votes in the contest are struck. */
  struckBy: z.string().nullable().default(null),
  /** 0 for an item that is not there. */
  version: z.int().min(0),
});
export type Participation = z.infer<typeof participationModel>;

/** More than anybody enters; one item holds them. */
export const MAX_BEGUN = 200;

export const noParticipation = (programId: string, contestId: string, memberId: string): Participation => ({
  programId,
  contestId,
  memberId,
  live: [],
  fallen: [],
  keys: {},
  struckBy: null,
  version: 0,
});

const keyDigest = (idempotencyKey: string) => digest26('entry key', idempotencyKey).slice(0, 16);

export const madeBy = ({ keys }: Participation, idempotencyKey: string): number | undefined =>
  keys[keyDigest(idempotencyKey)];

export const withEntry = (
  participation: Participation,
  number: number,
  idempotencyKey: string,
): Participation => ({
  ...participation,
  live: [...participation.live, number],
  keys: { ...participation.keys, [keyDigest(idempotencyKey)]: number },
  version: participation.version + 1,
});

/** The same object where the entry has fallen already. */
export const withFallen = (participation: Participation, number: number): Participation =>
  participation.fallen.includes(number)
    ? participation
    : {
        ...participation,
        live: participation.live.filter((other) => other !== number),
        fallen: [...participation.fallen, number],
        version: participation.version + 1,
      };

/** The same object where it is so already. */
export const withStruck = (participation: Participation, struckBy: string | null): Participation =>
  participation.struckBy === struckBy
    ? participation
    : { ...participation, struckBy, version: participation.version + 1 };

export const entriesOf = ({ live, fallen }: Participation): number[] =>
  [...live, ...fallen].sort((left, right) => left - right);

export const entriesLeft = (participation: Participation, most: number): number =>
  Math.max(0, Math.min(most - participation.live.length, MAX_BEGUN - entriesOf(participation).length));
