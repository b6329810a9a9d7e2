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
  among?: Among;
};

/**
 * What the records of a page tell of the rank of one. Where `rank` is not known it is `{ of, after }`: as
 * many after the records level with `of`, the first of the page; null for one of those. `better` is the next
 * better score: null for the first of all, left out where the page does not have it.
 */
export type Among = {
  rank: number | { of: RecordView; after: number | null };
  better?: number | null;
};

export const viewRecord = (season: KnownSeason, item: Item): RecordView => ({
  season,
  ranked: rankedOf(item),
  record: parseRecord(item),
});

export const ownerKey = ({ season: { board, subject }, ranked }: RecordView): Key =>
  subject.owner.key(board.programId, ranked.ownerId);

/** True for whoever sees what members hide from each other: the record's owner, and who keeps order. */
export const seesHidden = ({ ranked }: RecordView, viewer: Viewer): boolean =>
  ranked.ownerId === viewer.memberId || isModerator(viewer);
