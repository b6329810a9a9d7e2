import { RequestError } from '../../platform/errors.ts';
import { digest26 } from '../../platform/ids.ts';
import {
  type Connection,
  firstOf,
  fromCursor,
  type PageRequest,
  toConnection,
  toCursor,
} from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { sealSecret } from '../../table/secrets.ts';
import type { Contest } from '../contests/model.ts';
import { mayKnowCounts } from '../contests/rules.ts';
import { latestRound, openRound, scheduleAt } from '../contests/schedule.ts';
import type { Scope } from '../programs/scope.ts';
import { fairPage } from './fair.ts';
import type { ContestEntry } from './model.ts';
import type { Roster } from './roster.ts';
import { isVotable } from './rules.ts';
import { cachedRoster, getContestEntries, lastNumber } from './store.ts';

/** The seed of a viewer's order: another in every round, so that nobody's last places stay the same. */
function seedOf(contest: Contest, { viewer }: Scope, given: string | null | undefined, now: Date): string {
  const { rounds } = scheduleAt(contest, now.toISOString());
  const begun = rounds.filter(({ voting }) => voting !== null && voting.opensAt <= now.toISOString());
  const { address = '', userAgent = '' } = viewer.origin ?? {};
  const who = viewer.memberId ?? given ?? `${address}\n${userAgent}`;
  return digest26('fair order', contest.id, String(Math.max(1, begun.length)), who);
}

const MAX_SEED = 64;

/** Throws RequestError BAD_USER_INPUT for a seed of another length than it may have. */
function assertSeed(seed: string | null | undefined): void {
  if (seed == null || (seed !== '' && [...seed].length <= MAX_SEED)) return;
  throw new RequestError('BAD_USER_INPUT', `\`seed\` must have 1 to ${MAX_SEED} characters.`);
}

export async function listFair(
  deps: Deps,
  scope: Scope,
  contest: Contest,
  { seed, ...page }: PageRequest & { seed: string | null | undefined },
): Promise<Connection<ContestEntry>> {
  assertSeed(seed);
  const first = firstOf(page);
  const list = { partition: `FAIR#${contest.programId}#${contest.id}` };
  const [roster, position, secret] = await Promise.all([
    cachedRoster(deps, contest.programId, contest.id),
    positionOf(deps, list, page),
    sealSecret(deps),
  ]);
  const isFinal = openRound(contest, deps.now())?.number === 2;
  const numbers = fairPage(candidatesOf(contest, roster, isFinal), {
    seed: seedOf(contest, scope, seed, deps.now()),
    after: position,
    count: first + 1,
  });
  return connectionOf(deps, contest, numbers, { first, page, secret, list, isShown: isVotable });
}

/** What the entries of a contest were given, by their numbers; an entry that is missing there has nothing. */
export type VotesNow = (deps: Deps, contest: Contest) => Promise<ReadonlyMap<number, number>>;

/** Throws RequestError BAD_USER_INPUT where the caller may not know the order. */
export async function listTop(
  deps: Deps,
  { viewer }: Scope,
  contest: Contest,
  votesNow: VotesNow,
  page: PageRequest,
): Promise<Connection<ContestEntry>> {
  if (!mayKnowCounts(contest, viewer))
    throw new RequestError(
      'BAD_USER_INPUT',
      'While counts are hidden there is no order `TOP`. Ask for FAIR or NEWEST.',
    );
  const first = firstOf(page);
  const list = { partition: `TOP#${contest.programId}#${contest.id}` };
  const [roster, votes, secret] = await Promise.all([
    cachedRoster(deps, contest.programId, contest.id),
    votesNow(deps, contest),
    sealSecret(deps),
  ]);
  const [given, last] = page.after == null ? [] : fromCursor(secret, list, page.after);
  const isAfter = (one: Placed) => last === undefined || inOrder([Number(given), Number(last)], one) < 0;
  const isFinal = latestRound(contest, deps.now())?.number === 2;
  const votesOf = (number: number) => votes.get(number) ?? 0;
  const numbers = candidatesOf(contest, roster, isFinal)
    .map((number): Placed => [votesOf(number), number])
    .filter(isAfter)
    .sort(inOrder)
    .slice(0, first + 1)
    .map(([, number]) => number);
  const cursorOf = (number: number) => [String(votesOf(number)), String(number)];
  return connectionOf(deps, contest, numbers, { first, page, secret, list, isShown: isVotable, cursorOf });
}

type Placed = [votes: number, number: number];
const inOrder = ([votes, number]: Placed, [otherVotes, otherNumber]: Placed) =>
  otherVotes - votes || number - otherNumber;

const candidatesOf = ({ finalists }: Contest, { votable }: Roster, isFinal: boolean): number[] =>
  isFinal ? (finalists ?? []).filter((number) => votable.has(number)) : [...votable];

/** Every entry in whatever state, the last begun first. */
export async function listAll(
  deps: Deps,
  contest: Contest,
  page: PageRequest,
  isShown: (entry: ContestEntry) => boolean,
): Promise<Connection<ContestEntry>> {
  const first = firstOf(page);
  const list = { partition: `ALL#${contest.programId}#${contest.id}` };
  const [position, secret, last] = await Promise.all([
    positionOf(deps, list, page),
    sealSecret(deps),
    lastNumber(deps, contest.programId, contest.id),
  ]);
  const from = Math.min(position === undefined ? last : position - 1, last);
  const numbers = Array.from({ length: Math.max(0, Math.min(from, first + 1)) }, (_, index) => from - index);
  return connectionOf(deps, contest, numbers, { first, page, secret, list, isShown });
}

async function positionOf(deps: Deps, list: { partition: string }, { after }: PageRequest) {
  if (after == null) return undefined;
  const [number] = fromCursor(await sealSecret(deps), list, after);
  return Number(number);
}

type Page = {
  first: number;
  page: PageRequest;
  secret: string;
  list: { partition: string };
  isShown: (entry: ContestEntry) => boolean;
  /** The position of an entry in the list. */
  cursorOf?: (number: number) => string[];
};

/** `numbers` has one more than the page, where there is more. What is not shown leaves its place empty. */
async function connectionOf(
  deps: Deps,
  { programId, id }: Contest,
  numbers: readonly number[],
  { first, page, secret, list, isShown, cursorOf = (number) => [String(number)] }: Page,
): Promise<Connection<ContestEntry>> {
  const entries = await getContestEntries(deps, programId, id, numbers.slice(0, first));
  const edges = entries.flatMap((entry) =>
    entry === undefined || !isShown(entry)
      ? []
      : [{ cursor: toCursor(secret, list, cursorOf(entry.number)), node: entry }],
  );
  const connection = toConnection(edges, page, numbers.length > first);
  // The next page goes on behind the last place of this one, also where it is empty.
  const last = numbers.slice(0, first).at(-1);
  const endCursor = last === undefined ? null : toCursor(secret, list, cursorOf(last));
  return { ...connection, pageInfo: { ...connection.pageInfo, endCursor } };
}
