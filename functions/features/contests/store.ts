import { isId } from '../../platform/ids.ts';
import { cached } from '../../table/cached.ts';
import type { Item, Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import { GSI1 } from '../../table/definition.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import {
  contestCountKey,
  contestDraftsPartition,
  contestKey,
  contestsPartition,
  contestTermsKey,
} from '../../table/keys.ts';
import { lookUpOne, lookup } from '../../table/lookup.ts';
import { queryAll } from '../../table/pages.ts';
import { increment, insert, replace, update } from '../../table/writes.ts';
import { contestLookup } from './lookups.ts';
import {
  type Contest,
  contestModel,
  MAX_DRAFTS,
  MAX_OPEN_CONTESTS,
  type Terms,
  termsModel,
} from './model.ts';
import { hasResultToCome } from './schedule.ts';

export async function getContest(
  deps: Deps,
  programId: string,
  contestId: string,
): Promise<Contest | undefined> {
  if (!isId('contest', contestId)) return undefined;
  return lookUpOne(deps, contestLookup(programId, contestId), { consistent: true });
}

const contests = cached('contest', getContest);

/** As every request sees it: a change made elsewhere is seen within 30 seconds. */
export async function cachedContest(
  deps: Deps,
  programId: string,
  contestId: string,
): Promise<Contest | undefined> {
  return isId('contest', contestId) ? contests.get(deps, programId, contestId) : undefined;
}

/** Lets this process see a change at once; others follow within 30 seconds. */
export const forgetContest = contests.forget;

export const parseTerms = (item: Item): Terms => termsModel.parse(item);

/** Terms are written once, so that what is found is what there is; what is not found may only be new. */
export async function getTerms(
  deps: Deps,
  { programId, id }: Contest,
  version: number,
): Promise<Terms | undefined> {
  const wanted = lookup(contestTermsKey(programId, id, version), parseTerms);
  return (await lookUpOne(deps, wanted)) ?? lookUpOne(deps, wanted, { consistent: true });
}

/** Latest first; those of one that may not be read are left out of the page. */
export async function listContests(
  deps: Deps,
  programId: string,
  page: PageRequest,
  isShown: (contest: Contest) => boolean,
): Promise<Connection<Contest>> {
  const { edges, ...rest } = await listFrom(deps, contestsPartition(programId), page);
  return { ...rest, edges: edges.filter(({ node }) => isShown(node)) };
}

const PAGE = 100;

/** Those whose result is still to come. */
async function getOpenContests(deps: Deps, programId: string): Promise<Contest[]> {
  const list = { index: GSI1.name, partition: contestsPartition(programId), newestFirst: true };
  const contests = (await queryAll(deps, { ...list, limit: PAGE })).map((item) => contestModel.parse(item));
  return contests.filter(hasResultToCome);
}

const openContests = cached('open contests', getOpenContests);

/** From memory where they were read in the last 30 seconds. */
export const cachedOpenContests = (deps: Deps, programId: string): Promise<Contest[]> =>
  openContests.get(deps, programId);

export const listDrafts = (deps: Deps, programId: string, page: PageRequest): Promise<Connection<Contest>> =>
  listFrom(deps, contestDraftsPartition(programId), page);

function listFrom(deps: Deps, partition: string, page: PageRequest): Promise<Connection<Contest>> {
  const list = { index: GSI1.name, partition, newestFirst: true };
  return listConnection(deps, list, page, (item) => contestModel.parse(item));
}

/** A draft that was called off stands in no list. */
function listOf({ programId, id, status, createdAt, publishedAt }: Contest) {
  if (publishedAt !== null) return { GSI1PK: contestsPartition(programId), GSI1SK: `${publishedAt}#${id}` };
  return status === 'DRAFT'
    ? { GSI1PK: contestDraftsPartition(programId), GSI1SK: `${createdAt}#${id}` }
    : {};
}

const toItem = (contest: Contest): Item => ({
  ...contestKey(contest.programId, contest.id),
  ...listOf(contest),
  et: ENTITY.contest,
  ...contest,
});

export const insertContest = (contest: Contest): Write => insert(toItem(contest));

export const replaceContest = (before: Contest, after: Contest): Write =>
  replace(toItem(after), before.version);

export const insertTerms = ({ programId, id }: Contest, terms: Terms): Write =>
  insert({ ...contestTermsKey(programId, id, terms.version), et: ENTITY.contestTerms, ...terms });

/** One more draft. Fails at the limit. */
export const countDraft = (programId: string): Write =>
  increment(
    contestCountKey(programId),
    // The other count is there from the first on, so that its limit can be a condition.
    { drafts: { by: 1, limit: MAX_DRAFTS }, open: { by: 0, limit: MAX_OPEN_CONTESTS + 1 } },
    { et: ENTITY.contestCount },
  );

/** A draft becomes an open contest. Fails at the limit of those. */
export const countOpened = (programId: string): Write =>
  update(
    contestCountKey(programId),
    { add: { drafts: -1, open: 1 } },
    { below: { open: MAX_OPEN_CONTESTS } },
  );

/** One less of those that a contest counted with. */
export const countOff = ({ programId, status }: Contest): Write =>
  update(contestCountKey(programId), { add: status === 'DRAFT' ? { drafts: -1 } : { open: -1 } });
