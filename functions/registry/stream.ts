import { entryProjections } from '../features/entries/projection.ts';
import { recordProjections } from '../features/leaderboards/ranking/projection.ts';
import { type Boards, boardEdits, receivedEdits } from '../features/leaderboards/records/projection.ts';
import { scoreEdits, subjectEdits } from '../features/leaderboards/records/scores.ts';
import { moderationProjections } from '../features/moderation/projection.ts';
import { expiryNotes, pointProjections } from '../features/points/projection.ts';
import { referralProjections } from '../features/referrals/projection.ts';
import { voteProjections } from '../features/votes/projection.ts';
import type { Edit } from '../projection/edits.ts';
import type { Change, Projection, Projections } from '../projection/fold.ts';
import { ENTITY } from '../table/entities.ts';
import { programOf } from '../table/keys.ts';
import { catalog, DERIVED, METRICS } from './catalog.ts';

const FEATURES: readonly Readonly<Record<string, Projection>>[] = [
  pointProjections,
  referralProjections,
  recordProjections,
  moderationProjections,
  entryProjections,
  voteProjections,
];

/** What counters take from each entity type. Throws where two features project the same. */
export const counting: Projections = merged(FEATURES);

function merged(features: typeof FEATURES): Projections {
  const all = new Map<string, Projection>();
  for (const [entity, projection] of features.flatMap((feature) => Object.entries(feature))) {
    if (all.has(entity)) throw new Error(`Two features project ${entity}.`);
    all.set(entity, projection);
  }
  return all;
}

/**
 * All that the projector takes from each entity type. `boardsOf` knows the programs of the batch's records.
 */
export function projectionsWith(boardsOf: (programId: string) => Boards, now: Date): Projections {
  const all = new Map<string, Projection>(counting);
  const add = (entity: string, projection: Projection) =>
    all.set(entity, { ...all.get(entity), ...projection });
  add(ENTITY.pointAccount, {
    puts: (change) => expiryNotes(change, (programId) => boardsOf(programId).timeZone),
  });
  const edits = (change: Change) => {
    const programId = change.after === undefined ? undefined : programOf(change.after);
    return programId === undefined ? [] : boardEdits(catalog, change, boardsOf(programId), now);
  };
  for (const { entity } of Object.values(METRICS)) add(entity, { edits });
  for (const derived of DERIVED) {
    const within = (change: Change, edits: (moment: Boards & { now: Date }) => Edit[]) => {
      const programId = change.after && programOf(change.after);
      return programId === undefined ? [] : edits({ ...boardsOf(programId), now });
    };
    add(derived.heldBy, {
      edits: (change) => within(change, (moment) => scoreEdits(catalog, derived, change, moment)),
    });
    add(derived.ranked, {
      edits: (change) =>
        within(change, (moment) => subjectEdits(catalog, derived, change, moment.derived, moment)),
    });
  }
  add(ENTITY.handover, { edits: (change) => receivedEdits(catalog, change, boardsOf, now) });
  return all;
}
