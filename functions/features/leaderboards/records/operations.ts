import { isModerator, type Viewer } from '../../../identity/viewer.ts';
import type { Item, Key } from '../../../table/client.ts';
import type { Deps } from '../../../table/deps.ts';
import type { KnownSeason } from '../boards/seasons.ts';
import { getRecordItems } from './store.ts';
import { ownerKey, type RecordView, seesHidden, viewRecord } from './views.ts';

// Records of given subjects, for those who may find them.

/** Reads an item; the calls of one request are gathered. */
export type GetItem = (key: Key) => Promise<Item | undefined>;

/**
 * A season that is over keeps the places of those who hid since, so the record cannot tell: the owner's own
 * item is asked.
 */
export async function mayKnowWhose(view: RecordView, viewer: Viewer, getItem: GetItem): Promise<boolean> {
  if (seesHidden(view, viewer)) return true;
  return view.season.subject.owner.isListed(await getItem(ownerKey(view)));
}

/** Others find only a record that is listed, of an owner who is listed now. */
export const mayFind = async (view: RecordView, viewer: Viewer, getItem: GetItem): Promise<boolean> =>
  (view.record.listed || seesHidden(view, viewer)) && mayKnowWhose(view, viewer, getItem);

/** In the order of the subjects. */
export async function getRecords(
  deps: Deps,
  season: KnownSeason,
  subjects: readonly (string | undefined)[],
): Promise<(RecordView | undefined)[]> {
  const known = subjects.filter((subject) => subject !== undefined);
  const items = await getRecordItems(deps, season, known);
  return subjects.map((subject) => {
    const item = subject === undefined ? undefined : items[known.indexOf(subject)];
    return item === undefined ? undefined : viewRecord(season, item);
  });
}

/**
 * For a caller who will be held to `mayFind`: where ids tell who the owners are, they are read beside the
 * records.
 */
export function getRecordsFor(
  deps: Deps,
  season: KnownSeason,
  subjects: readonly (string | undefined)[],
  viewer: Viewer,
  getItem: GetItem,
): Promise<(RecordView | undefined)[]> {
  const { ownerOf, owner } = season.subject;
  for (const subject of subjects) {
    const ownerId = subject === undefined ? undefined : ownerOf(subject);
    if (ownerId === undefined || ownerId === viewer.memberId || isModerator(viewer)) continue;
    void getItem(owner.key(season.board.programId, ownerId)).catch(() => undefined);
  }
  return getRecords(deps, season, subjects);
}
