import type { Deps } from '../../table/deps.ts';
import { lookUpOne } from '../../table/lookup.ts';
import type { Contest } from '../contests/model.ts';
import type { ResultView } from './model.ts';
import { publishedResult, resultLookup } from './versions.ts';

// Results as they are answered.

/** What everybody sees who may read the contest. */
export async function publishedOf(deps: Deps, contest: Contest): Promise<ResultView | undefined> {
  const { programId, id: contestId, publishedVersion } = contest;
  if (publishedVersion === null) return undefined;
  const result = await publishedResult(deps, { programId, contestId, resultVersion: publishedVersion });
  return result && { contest, result };
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
