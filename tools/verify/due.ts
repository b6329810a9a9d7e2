import { isBackfilling } from '../../functions/features/leaderboards/boards/rules.ts';
import { parseBoard } from '../../functions/features/leaderboards/boards/store.ts';
import { expiryNotes } from '../../functions/features/points/projection.ts';
import { isInReview, parseReferral, waitsUntil } from '../../functions/features/referrals/store.ts';
import { type Item, type Key, keyText } from '../../functions/table/client.ts';
import { type DueKind, ENTITY } from '../../functions/table/entities.ts';
import {
  DUE_SHARDS,
  dueIndex,
  dueTimeOf,
  earlierDuePartition,
  programOf,
} from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';

export type DueReport = { waiting: number; problems: string[] };

const EARLIER = new Set(Array.from({ length: DUE_SHARDS }, (_, shard) => earlierDuePartition(shard)));

/**
 * Checks, over items given in any order, that the scheduler will find what waits for a moment: each lot that expires has its note,
 * and notes, referrals, payments of prizes and leaderboards that count their past stand in the due index. In a program that is not there nothing falls
 * due. A note whose lot is gone is harmless; that a member's records are to be listed otherwise, only its note says.
 */
export function createDueCheck(): { add(item: Item): void; report(): DueReport } {
  const programs = new Set<string>();
  /** Lots whose notes were not seen yet, by the places of these; and notes that no lot was seen of yet. */
  const unnoted = new Map<string, { key: Key; memberId: string }>();
  const notes = new Set<string>();
  const wrong: { key: Key; why: string }[] = [];
  const unreadable: string[] = [];
  let waiting = 0;

  function addLots(account: Item): void {
    // The zone says when a note falls due, and not where it stands.
    for (const note of expiryNotes({ before: undefined, after: account }, () => 'UTC')) {
      const unseen = { key: note, memberId: String(note.memberId) };
      if (!notes.delete(keyText(note))) unnoted.set(keyText(note), unseen);
    }
  }

  function addPlace(item: Item): void {
    const place = placeOf(item);
    if (place === undefined) return;
    const { who, until } = place;
    if (until !== null) waiting += 1;
    if (until === null && item.GSI2PK !== undefined)
      wrong.push({ key: item, why: `${who} waits for nothing, and still stands where something is due` });
    if (until !== null && !stands(item, until))
      wrong.push({
        key: item,
        why: `${who} waits, and does not stand in the due index at its time, so the scheduler will not see to it`,
      });
  }

  return {
    add(item) {
      try {
        if (item.et === ENTITY.program) programs.add(programOf(item) ?? '');
        else if (item.et === ENTITY.pointAccount) addLots(item);
        else if (item.et === ENTITY.pointExpiry && !unnoted.delete(keyText(item))) notes.add(keyText(item));
        addPlace(item);
      } catch (error) {
        unreadable.push(unreadableItem(item, error));
      }
    },
    report() {
      const missing = [...unnoted.values()].map(({ key, memberId }) => ({
        key,
        why: `the note that has this lot of ${memberId} expire is missing; npm run rebuild -- all makes it`,
      }));
      const problems = [...missing, ...wrong]
        .filter(({ key }) => programs.has(programOf(key) ?? ''))
        .map(({ key, why }) => `${key.PK} ${key.SK}: ${why}.`);
      return { waiting, problems: [...unreadable, ...problems] };
    },
  };
}

/** Whose item it is, and until when it waits; null if for nothing. Undefined for what never waits. */
function placeOf(item: Item): { who: string; until: string | null } | undefined {
  if (item.et === ENTITY.pointExpiry || item.et === ENTITY.relisting)
    return { who: `the note of ${item.memberId}`, until: dueTimeOf(String(item.GSI2SK)).since };
  if (item.et === ENTITY.prizePayment)
    return {
      who: `the payment of ${item.contestId}`,
      until: item.paidAt === null ? dueTimeOf(String(item.GSI2SK)).since : null,
    };
  if (item.et === ENTITY.referral) {
    const referral = parseReferral(item);
    return { who: `the referral of ${referral.friendId}`, until: waitsUntil(referral) };
  }
  if (item.et !== ENTITY.leaderboard) return undefined;
  const board = parseBoard(item);
  return {
    who: `the past of leaderboard ${board.id}`,
    until: isBackfilling(board) ? board.backfill.startsAt : null,
  };
}

/** An item stands in the index at its time, even while it was put off; a referral may stand in the organizers' queue. */
function stands(item: Item, until: string): boolean {
  if (dueTimeOf(String(item.GSI2SK)).since !== until) return false;
  const { GSI2PK } = dueIndex(item, until, item.et as DueKind);
  return (
    item.GSI2PK === GSI2PK ||
    EARLIER.has(String(item.GSI2PK)) ||
    (item.state === 'PENDING' && isInReview(item))
  );
}
