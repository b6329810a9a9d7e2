import { concurrently } from '../../functions/platform/concurrently.ts';
import type { Caller } from './caller.ts';
import { settled } from './settled.ts';
import { passDays, type Stage } from './stage.ts';

// A contest of two rounds, as its organizer, its moderator, its authors and its voters live it. The server answers each of them as
// of the day on which they ask.

const DAY_MILLIS = 86_400_000;
const VOTERS = 60;
const STORM = 30;
const AUTHORS = ['Ana', '민준', 'Farah', 'Goran', '지유', 'Lan'];

export type Contest = Stage & { contestId: string; start: number; entries: Map<string, string> };

/** Somebody on a day of the contest. */
export const on = ({ at, start }: Contest, day: number, subject: string, roles?: string[]): Promise<Caller> =>
  at(new Date(start + day * DAY_MILLIS), subject, roles);
export const organizerOn = (contest: Contest, day: number) => on(contest, day, 'organizer', ['ORGANIZER']);

/** Until the last vote is over. */
export async function playContest(stage: Stage): Promise<Contest> {
  const contest = await announce(stage);
  await enter(contest);
  await firstRound(contest);
  await final(contest);
  await strike(contest);
  return contest;
}

async function announce(stage: Stage): Promise<Contest> {
  const { say, organizer } = stage;
  say.step('The organizer announces a contest: films of tea, a first vote, and a final of two.');
  const start = Date.now() + 60_000;
  const day = (days: number) => new Date(start + days * DAY_MILLIS).toISOString();
  const made = await organizer.run<{ contest: { id: string } }>(
    'createContest',
    { title: '60초 티 필름', idempotencyKey: 'tea-films' },
    'contest { id }',
  );
  const contestId = made.contest.id;
  const draft = await organizer.ask<{ contest: { problems: unknown[] } }>(
    `{ contest(id: "${contestId}") { problems { field } } }`,
  );
  say.check('what the draft lacks', draft.contest.problems.length, 5);
  const votes = { votesPerVoter: 2, votesPerEntry: 1 };
  const settings = {
    contestId,
    brief: 'A film of a minute about tea.',
    entryKinds: ['LINK'],
    linkHosts: ['films.example.com'],
    submission: { opensAt: day(0), closesAt: day(10) },
    rounds: [
      {
        voting: { opensAt: day(10), closesAt: day(15) },
        votes,
        finalists: { count: 2, chosenBy: 'VOTES' },
      },
      { voting: { opensAt: day(17), closesAt: day(20) }, votes: { votesPerVoter: 1 } },
    ],
    resultsAt: day(22),
    admissionChecklist: ['It is about tea'],
    prizes: [{ fromRank: 1, toRank: 1, kind: 'POINTS', points: 3_000, title: '3,000 leaves' }],
  };
  await organizer.run('updateContest', settings, 'contest { id }');
  const terms = { contestId, language: 'en', rules: 'Be kind.', rights: 'We may show your film.' };
  await organizer.run('setContestTerms', terms, 'contest { id }');
  const published = await organizer.run<{ contest: { phase: string } }>(
    'publishContest',
    { contestId },
    'contest { phase }',
  );
  say.check('its phase', published.contest.phase, 'ANNOUNCED');
  return { ...stage, contestId, start, entries: new Map() };
}

async function enter(contest: Contest): Promise<void> {
  const { say, contestId, entries } = contest;
  say.step(
    `${AUTHORS.length} members send their films, one of them twice, and one a link to somewhere else.`,
  );
  for (const [index, name] of AUTHORS.entries()) {
    const author = await on(contest, 1 + index, `author-${index}`);
    await author.run('join', { displayName: name, visibility: 'FULL' }, 'member { id }');
    const film = (host: string) => ({
      contestId,
      content: { link: { title: `${name}의 차`, url: `https://${host}/${index}` } },
      idempotencyKey: `film-${index}`,
    });
    if (index === 0)
      say.check(
        'a link to another host is',
        await author.attempt('createContestEntry', film('elsewhere.example.net')),
        'CONTENT_NOT_ALLOWED',
      );
    const begun = await author.run<{ entry: { id: string } }>(
      'createContestEntry',
      film('films.example.com'),
      'entry { id }',
    );
    const entryId = begun.entry.id;
    entries.set(name, entryId);
    const agreed = { entryId, termsVersion: 1, language: 'en' };
    await author.run('submitContestEntry', agreed, 'entry { state }');
    if (index === 1)
      say.check(
        'the same film sent again is the same entry',
        (
          await author.run<{ entry: { id: string } }>(
            'createContestEntry',
            film('films.example.com'),
            'entry { id }',
          )
        ).entry.id,
        entryId,
      );
  }
  say.step('A moderator admits all but one.');
  const moderator = await on(contest, 8, 'moderator', ['MODERATOR']);
  const { moderationQueue } = await moderator.ask<{
    moderationQueue: { edges: { node: { id: string; revision: number } }[] };
  }>('{ moderationQueue(kind: CONTEST_ENTRY, first: 50) { edges { node { id revision } } } }');
  const waiting = moderationQueue.edges.map(({ node }) => node);
  say.check('what waits', waiting.length, AUTHORS.length);
  const decisions = waiting.map(({ id, revision }, index) =>
    index === AUTHORS.length - 1
      ? { itemId: id, revision, decision: 'REJECT', reason: 'OFF_TOPIC', note: 'It shows coffee.' }
      : { itemId: id, revision, decision: 'APPROVE', checked: ['It is about tea'] },
  );
  const decided = await moderator.run<{ results: { error: unknown }[] }>(
    'decideModeration',
    { decisions },
    'results { error { code } }',
  );
  say.check('what was refused of it', decided.results.filter(({ error }) => error !== null).length, 0);
}

const idOf = ({ entries }: Contest, name: string): string => entries.get(name) ?? '';

async function firstRound(contest: Contest): Promise<void> {
  const { say } = contest;
  say.step(`${VOTERS} members vote in the first round, twice each; some tap twice at the same moment.`);
  const admitted = AUTHORS.slice(0, -1);
  const given = new Map(admitted.map((name) => [name, 0]));
  const early = await on(contest, 9, 'voter-0');
  await early.run('join', { displayName: 'Voter', visibility: 'HIDDEN' }, 'member { id }');
  const first = { entryId: idOf(contest, 'Ana'), votes: 1 };
  say.check('a vote on the day before is', await early.attempt('vote', first), 'VOTING_NOT_OPEN');
  const ballots = Array.from({ length: VOTERS }, (_, index) => index);
  await concurrently(ballots, 6, async (index) => {
    const voter = await on(contest, 11, `voter-${index}`);
    await voter.run('join', { displayName: 'Voter', visibility: 'HIDDEN' }, 'member { id }');
    const chosen = [admitted[index % admitted.length], admitted[(index * 2 + 1) % admitted.length]];
    for (const name of new Set(chosen)) {
      if (name === undefined) continue;
      given.set(name, (given.get(name) ?? 0) + 1);
      const vote = { entryId: idOf(contest, name), votes: 1 };
      await Promise.all(
        (index % 3 === 0 ? [1, 2] : [1]).map(() => voter.run('vote', vote, 'ballot { votesLeft }')),
      );
    }
  });
  await expectCounts(contest, 14, given);
  const voter = await on(contest, 12, 'voter-1');
  const counts = await voter.ask<{ contestEntry: { counts: unknown } }>(
    `{ contestEntry(id: "${idOf(contest, 'Ana')}") { counts { votes } } }`,
  );
  say.check('what a voter sees of it', counts.contestEntry.counts, null);
  const author = await on(contest, 12, 'author-0');
  const own = await author.attempt('vote', { entryId: idOf(contest, 'Ana'), votes: 1 });
  say.check('a vote for one’s own film is', own, 'OWN_ENTRY');
}

/** What the organizer sees, once the stream has caught up. */
async function expectCounts(
  contest: Contest,
  day: number,
  given: ReadonlyMap<string, number>,
): Promise<void> {
  const wanted = Object.fromEntries(given);
  let shift = 0;
  const counted = async () => {
    // A later moment each time, so that nothing is answered from memory.
    shift += 0.001;
    const organizer = await organizerOn(contest, day + shift);
    const all = await Promise.all(
      [...given.keys()].map(async (name) => {
        const { contestEntry } = await organizer.ask<{ contestEntry: { counts: { votes: number } | null } }>(
          `{ contestEntry(id: "${idOf(contest, name)}") { counts { votes } } }`,
        );
        return [name, contestEntry.counts?.votes ?? 0];
      }),
    );
    return Object.fromEntries(all) as Record<string, number>;
  };
  contest.say.check('the votes', await settled(counted, wanted), wanted);
}

async function final(contest: Contest): Promise<void> {
  const { say, contestId } = contest;
  say.step('The votes are counted: four films are equal, and the two that were sent first go on.');
  const [one, other] = ['Ana', '민준'].map((name) => idOf(contest, name));
  await passDays(contest, 16);
  const organizer = await organizerOn(contest, 16);
  const counted = await organizer.ask<{ contest: { finalists: { id: string }[] | null } }>(
    `{ contest(id: "${contestId}") { finalists { id } } }`,
  );
  say.check('the finalists', counted.contest.finalists, [{ id: one }, { id: other }]);
  say.step('Everybody votes for one of them in one storm.');
  const out = await on(contest, 18, 'voter-2');
  say.check(
    'a vote for a film that is not in the final is',
    await out.attempt('vote', { entryId: idOf(contest, 'Farah'), votes: 1 }),
    'ENTRY_NOT_IN_ROUND',
  );
  const voters = Array.from({ length: VOTERS }, (_, index) => index);
  await concurrently(voters, STORM, async (index) => {
    const voter = await on(contest, 18, `voter-${index}`);
    await voter.run('vote', { entryId: index % 3 === 0 ? other : one, votes: 1 }, 'ballot { receipt }');
  });
  await expectCounts(
    contest,
    19,
    new Map([
      ['Ana', VOTERS - THIRD],
      ['민준', THIRD],
    ]),
  );
}

const THIRD = VOTERS / 3;
/** Who has struck votes, and what is left then of the others. */
export const STRUCK = 1;
export const FINAL_VOTES = { Ana: VOTERS - THIRD - STRUCK, 민준: THIRD - STRUCK };

async function strike(contest: Contest): Promise<void> {
  const { say, contestId } = contest;
  say.step(
    'Two voters turn out to be no fans: one is suspended, and the organizer strikes the votes of another.',
  );
  const memberOn = async (subject: string): Promise<string> =>
    (await (await on(contest, 19, subject)).ask<{ me: { id: string } }>('{ me { id } }')).me.id;
  const organizer = await organizerOn(contest, 19);
  const change = { memberId: await memberOn('voter-3'), status: 'SUSPENDED', reason: 'Votes for sale' };
  await organizer.run('setMemberStatus', change, 'member { status }');
  const fake = { contestId, memberIds: [await memberOn('voter-4')], reason: 'One of forty accounts' };
  await organizer.run('strikeVotes', fake, 'contest { id }');
  await passDays(contest, 20);
  await expectCounts(contest, 19.5, new Map(Object.entries(FINAL_VOTES)));
  const late = await on(contest, 20, 'voter-1');
  const [one, other] = ['Ana', '민준'].map((name) => idOf(contest, name));
  say.check(
    'a vote after the close is',
    await late.attempt('vote', { entryId: other, votes: 1 }),
    'VOTING_CLOSED',
  );
  const again = await late.attempt('vote', { entryId: one, votes: 1 });
  say.check('the vote that stands, sent again, is', again, 'ACCEPTED');
}
