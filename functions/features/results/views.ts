import { Fault } from '../../platform/errors.ts';
import type { PrizeState } from '../../platform/generated/enums.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUpOne } from '../../table/lookup.ts';
import type { Contest } from '../contests/model.ts';
import { markOf, type Since, stateNow } from './awards.ts';
import type { Award, Line, Mark, ResultView } from './model.ts';
import { linesOfResult, publishedResult, resultLookup } from './versions.ts';

// Results as they are answered.

/** What everybody sees who may read the contest. */
export async function publishedOf(deps: Deps, contest: Contest): Promise<ResultView | undefined> {
  const { programId, id: contestId, publishedVersion } = contest;
  if (publishedVersion === null) return undefined;
  const result = await publishedResult(deps, { programId, contestId, resultVersion: publishedVersion });
  return result && { contest, result };
}

/** What the published result says of the entry with that number. */
export async function publishedLineOf(
  deps: Deps,
  contest: Contest,
  number: number,
): Promise<Line | undefined> {
  const published = await publishedOf(deps, contest);
  const lines = published === undefined ? [] : await linesOfResult(deps, published.result);
  return lines.find((line) => line.number === number);
}

/** A version as it is at this moment, published or not. */
export async function resultNow(
  deps: Deps,
  contest: Contest,
  resultVersion: number,
): Promise<ResultView | undefined> {
  const named = { programId: contest.programId, contestId: contest.id, resultVersion };
  const result = await lookUpOne(deps, resultLookup(named), { consistent: true });
  return result && { contest, result };
}

/** What an entry has won, with what became of it. */
export type AwardView = {
  index: number;
  prize: Contest['prizes'][number];
  state: PrizeState;
  offered: Mark['offered'];
  handedOver: Mark['handedOver'];
};

export function awardView({ prizes }: Contest, award: Award, since: Since): AwardView {
  const prize = prizes[award.prize];
  if (prize === undefined) throw new Fault('An award is of a prize that its contest does not have.');
  const { offered = null, handedOver = null } = markOf(award, since.mark) ?? {};
  return { index: award.prize, prize, state: stateNow(award, since), offered, handedOver };
}
