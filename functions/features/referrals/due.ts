import type { Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { optimistically } from '../../table/optimistic.ts';
import type { Program } from '../programs/rules.ts';
import { momentOf, SYSTEM, waitsForReview } from './rules.ts';
import { stageEnd, stageTransition } from './staging.ts';
import { getReferralItem, isInReview, parseReferral, replaceReferral } from './store.ts';
import { settle } from './transitions.ts';

/**
 * Expires a referral whose window ended; rewards one whose holding period ended, or puts it into the
 * organizers' queue. Safe to repeat. A paused program's referrals settle all the same.
 */
export async function settleReferral(deps: Deps, program: Program, item: Item): Promise<void> {
  await optimistically(async (retry) => {
    const current = retry ? await getReferralItem(deps, item) : item;
    if (current === undefined) return;
    const referral = parseReferral(current);
    const moment = momentOf(program, deps.now());
    const transition = settle(referral, moment);
    // The end of a window moves no points.
    if (transition !== undefined && transition.points === undefined) {
      const [write, ...others] = await stageEnd(deps, referral, transition.referral, moment);
      return others.length === 0 ? deps.table.write(write) : deps.table.transact([write, ...others]);
    }
    if (transition !== undefined) {
      const by = { actorId: SYSTEM.actorId, moment };
      const { writes } = await stageTransition(
        deps,
        program,
        { before: referral, start: referral },
        () => transition,
        by,
      );
      return deps.table.transact(writes);
    }
    if (waitsForReview(referral, moment) && !isInReview(current)) {
      await deps.table.write(
        replaceReferral(referral, { ...referral, version: referral.version + 1 }, moment),
      );
    }
  });
}
