import { isModerator, type Viewer } from '../../../identity/viewer.ts';
import type { Item, Key } from '../../../table/client.ts';
import type { KnownBoard } from '../boards/catalog.ts';
import type { KnownSeason } from '../boards/seasons.ts';
import type { Ranked } from '../boards/subject.ts';
import type { RankRecord } from './rules.ts';
import { parseRecord, rankedOf } from './store.ts';

// Records as callers see them.

/** `display` is the item that says what others see of a subject. */
export type SubjectView = KnownBoard & { ranked: Ranked; display: Item | undefined };

export type RecordView = {
  season: KnownSeason;
  ranked: Ranked;
  record: RankRecord;
  /** What is known of its rank where it was read among others. */
  among?: Among;
};

/**
 * What the records of a page tell of the rank of one of them. `rank` is `{ of, after }` where it is not known: as many after
 * the records level with `of`, which is the first of the page; null for one of those. `better` is the next better score, null
 * for the first of all, left out where the page does not have it.
 */
export type Among = {
  rank: number | { of: RecordView; after: number | null };
  better?: number | null;
};

/** A record as it was read. */
export const viewRecord = (season: KnownSeason, item: Item): RecordView => ({
  season,
  ranked: rankedOf(item),
  record: parseRecord(item),
});

/** The item by which the owner of a record is listed or not. */
export const ownerKey = ({ season: { board, subject }, ranked }: RecordView): Key =>
  subject.owner.key(board.programId, ranked.ownerId);

/** True for whoever sees what members hide from each other: the record's owner, and who keeps order. */
export const seesHidden = ({ ranked }: RecordView, viewer: Viewer): boolean =>
  ranked.ownerId === viewer.memberId || isModerator(viewer);
