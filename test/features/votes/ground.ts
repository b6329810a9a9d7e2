import type { Api, Credential, Data } from '../../support/api.ts';
import { openStage, type Person } from '../entries/stage.ts';

// A contest with four entries, from three days before its vote opens.

const DAY = 86_400_000;
const BALLOT = `ballot { id round attempt day state votesLeft resetsAt receipt version
  votes { entryId votes votedAt entry { number } } }`;

export type Ground = Awaited<ReturnType<typeof openGround>>;

/**
 * The vote is open from day 10 to day 20; `votes` says how many there are. With `finalists` a second vote is open from day 21 to 25.
 */
export async function openGround(
  api: Api,
  {
    votes = {},
    finalists,
    ...settings
  }: { votes?: object; finalists?: object } & Record<string, unknown> = {},
) {
  const start = api.clock.now().getTime();
  const day = (days: number) => new Date(start + days * DAY).toISOString();
  const first = { voting: { opensAt: day(10), closesAt: day(20) }, votes };
  const rounds =
    finalists === undefined
      ? [first]
      : [
          { ...first, finalists },
          { voting: { opensAt: day(21), closesAt: day(25) }, votes },
        ];
  const stage = await openStage(api, { rounds, resultsAt: day(30), ...settings });
  const authors = await Promise.all(['A', 'B', 'C', 'D'].map((name) => stage.join(name)));
  const ids: string[] = [];
  for (const author of authors) ids.push(await stage.enter(author));
  const voter = await stage.join('Voter');
  await stage.settle();
  const [a = '', b = '', c = '', d = ''] = ids;

  const vote = (entryId: string, count: number, who: Credential = voter, more: object = {}): Promise<Data> =>
    stage.mutate('vote', { entryId, votes: count, ...more }, BALLOT, who);
  /** The codes that a vote is refused with. */
  const codeOf = async (...args: Parameters<typeof vote>): Promise<string[]> => codes(await vote(...args));
  const part = async (fields: string, who: Credential = voter): Promise<Data> => {
    const query = `query ($id: ID!) { contest(id: $id) { participation { ${fields} } } }`;
    return (await stage.ask(query, { id: stage.contestId }, who)).contest.participation;
  };
  /** What an entry was given, as an organizer sees it. */
  const countOf = async (id: string, who: Credential = stage.organizer): Promise<Data> => {
    const query = 'query ($id: ID!) { contestEntry(id: $id) { counts { votes round attempt } } }';
    return (await stage.ask(query, { id }, who)).contestEntry?.counts ?? null;
  };
  /** Suspends a member, or has them back. */
  const setStatus = (status: 'SUSPENDED' | 'ACTIVE', { memberId }: Person = voter): Promise<Data> =>
    stage.mutate('setMemberStatus', { memberId, status, reason: 'Fraud?' }, 'member { id }', stage.moderator);
  /** The clock stands at the first instant of that day of the contest, or so many milliseconds after. */
  const goTo = (days: number, millis = 0) => api.clock.set(new Date(start + days * DAY + millis));

  return {
    stage,
    authors,
    entries: { a, b, c, d },
    ids,
    voter,
    vote,
    codeOf,
    part,
    ballot: () => part(BALLOT),
    countOf,
    setStatus,
    goTo,
    day,
  };
}

export const codes = ({ userErrors }: Data): string[] => userErrors.map(({ code }: Data) => code);
export type { Person };
