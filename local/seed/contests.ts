import {
  cancelContest,
  createContest,
  publishContest,
  setContestTerms,
  updateContest,
} from '../../functions/features/contests/operations.ts';
import { entryIdOf } from '../../functions/features/entries/ids.ts';
import { moderatedEntries } from '../../functions/features/entries/moderated.ts';
import {
  createContestEntry,
  reportContestEntry,
  submitContestEntry,
} from '../../functions/features/entries/operations.ts';
import { decideModeration } from '../../functions/features/moderation/operations.ts';
import { selectFinalists, vote } from '../../functions/features/votes/operations.ts';
import { addDays } from '../../functions/platform/time.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { between, pick } from './people.ts';
import { must, organizer, type Person, type World } from './world.ts';

// A contest in each phase, made by the product's own operations with the clock set back.

const WORDS = [
  '비 오는 날의 첫 모금',
  'My grandmother’s teapot ☕',
  'Steam on a winter window',
  '새벽 다섯 시의 찻집',
  'شاي بالنعناع',
  'Two cups, one story',
  '찻잎이 춤추는 순간',
  'Matcha in slow motion',
  'さくら茶の朝',
  'How my father brews',
];
const SIGNS = ['🍵', '🌙', '🎬', '📷', ''];

/** Days from today: negative ones are over. */
type Plan = {
  title: string;
  brief: string;
  submission: [number, number];
  rounds: { voting: [number, number]; finalists?: number }[];
  resultsAt: number;
  entries?: number;
  voters?: number;
  more?: object;
};

const PLANS: readonly Plan[] = [
  {
    title: '겨울 신메뉴 이름 짓기 Name our winter tea',
    brief: 'Find a name for our winter tea, and say in a few words why.',
    submission: [3, 17],
    rounds: [{ voting: [18, 25] }],
    resultsAt: 27,
  },
  {
    title: '한 모금의 이야기 A sip and a story',
    brief: 'Tell the story of one cup of tea in at most 2,000 characters.',
    submission: [-6, 8],
    rounds: [{ voting: [9, 16] }],
    resultsAt: 18,
    entries: 14,
  },
  {
    title: '우리 동네 찻집 Tea houses near you',
    brief: 'Show us the tea house that you love, in words or with a link to your film.',
    submission: [-16, -1],
    rounds: [{ voting: [2, 9] }],
    resultsAt: 11,
    entries: 10,
  },
  {
    title: '60초 티 필름 Tea in 60 seconds',
    brief: 'A film of a minute about tea. Put it where everybody can see it and send us the link.',
    submission: [-18, -5],
    rounds: [{ voting: [-4, 5] }],
    resultsAt: 7,
    entries: 18,
    voters: 120,
    more: { prizes: prizes(), voteCounts: 'LIVE' },
  },
  {
    title: '올해의 찻잔 Cup of the year: the final',
    brief: 'The cup that you drink from most, and why. Ten of them meet in the final.',
    submission: [-30, -20],
    rounds: [{ voting: [-19, -10], finalists: 6 }, { voting: [-3, 4] }],
    resultsAt: 6,
    entries: 16,
    voters: 80,
    more: { prizes: prizes() },
  },
  {
    title: '여름 티 레시피 Summer tea recipes',
    brief: 'Your recipe for iced tea.',
    submission: [-28, -16],
    rounds: [{ voting: [-15, -1] }],
    resultsAt: 3,
    entries: 12,
    voters: 100,
    more: { prizes: prizes() },
  },
];

/** Published, and called off a day later. */
const CALLED_OFF: Plan = {
  title: '차와 음악 Tea and music',
  brief: 'The song that goes with your tea.',
  submission: [-8, 20],
  rounds: [{ voting: [21, 28] }],
  resultsAt: 30,
};

function prizes() {
  return [
    { fromRank: 1, toRank: 1, kind: 'MANUAL', title: 'A tea set of celadon' },
    { fromRank: 1, toRank: 3, kind: 'POINTS', points: 3_000, title: '3,000 leaves' },
    { fromRank: 4, toRank: 10, kind: 'POINTS', points: 500, title: '500 leaves' },
  ];
}

/** One that was not begun and one that was called off, besides the ones with plans. */
export async function holdContests(world: World, today: Date): Promise<void> {
  const at = (days: number): Deps => ({ ...world.deps, now: () => addDays(today, days) });
  for (const plan of PLANS) await hold(world, at, today, plan);
  await draft(world, at(-1), '차 도구 그리기 Draw your tea things');
  const off = await hold(world, at, today, CALLED_OFF);
  const reason = 'A song in the brief was not ours to use.';
  must(await cancelContest(at(-8), organizer(world), { contestId: off, reason }));
}

async function draft(world: World, deps: Deps, title: string): Promise<string> {
  return must(await createContest(deps, organizer(world), { title, idempotencyKey: title })).id;
}

async function hold(world: World, at: (days: number) => Deps, today: Date, plan: Plan): Promise<string> {
  const scope = organizer(world);
  const window = ([from, to]: [number, number]) => ({
    opensAt: addDays(today, from),
    closesAt: addDays(today, to),
  });
  const begin = Math.min(plan.submission[0] - 1, 0);
  const contestId = await draft(world, at(begin), plan.title);
  const settings = {
    brief: plan.brief,
    tags: ['tea', '차'],
    entryKinds: ['TEXT', 'LINK'],
    linkHosts: ['films.example.com'],
    submission: window(plan.submission),
    rounds: plan.rounds.map(({ voting, finalists }) => ({
      voting: window(voting),
      votes: { votesPerVoter: 3, votesPerEntry: 1 },
      ...(finalists === undefined ? {} : { finalists: { count: finalists, chosenBy: 'ORGANIZER' } }),
    })),
    resultsAt: addDays(today, plan.resultsAt),
    admissionChecklist: ['Nobody is shown who did not agree', 'It is about tea'],
    ...plan.more,
  };
  must(await updateContest(at(begin), scope, { contestId, ...settings }));
  const texts = {
    rules: 'One entry each. Be kind. Votes are yours alone.',
    rights: 'We may show your entry with your name.',
  };
  must(await setContestTerms(at(begin), scope, { contestId, language: 'en', ...texts }));
  const korean = {
    rules: '한 사람당 한 작품. 서로 존중해 주세요.',
    rights: '작품을 이름과 함께 소개할 수 있습니다.',
  };
  must(await setContestTerms(at(begin), scope, { contestId, language: 'ko', ...korean }));
  must(await publishContest(at(begin), scope, { contestId }));
  const entryIds = await enter(world, at, contestId, plan);
  const [first, final] = plan.rounds;
  if (first !== undefined) await giveVotes(world, at, entryIds, plan, first.voting);
  if (final === undefined || first?.finalists === undefined) return contestId;
  const finalists = entryIds.slice(0, first.finalists);
  must(await selectFinalists(at(final.voting[0] - 1), scope, { contestId, entryIds: finalists }));
  await giveVotes(world, at, finalists, plan, final.voting);
  return contestId;
}

/** Entries of members, most of them admitted; the last of a contest that is open still wait. Gives those that were admitted. */
async function enter(
  world: World,
  at: (days: number) => Deps,
  contestId: string,
  { submission: [opens, closes], entries = 0, title }: Plan,
): Promise<string[]> {
  const { chance } = world;
  const admitted: string[] = [];
  for (const [index, author] of authorsOf(world, entries).entries()) {
    const day = opens + ((Math.min(closes, 0) - opens) * (index + 0.5)) / entries;
    const name = `${pick(chance, WORDS)} ${pick(chance, SIGNS)}`.trim();
    const content =
      chance() < 0.5
        ? { link: { title: name, url: `https://films.example.com/watch/${index + 1}`, text: '60초입니다.' } }
        : { text: { title: name, text: `${name}. ${title}` } };
    const entry = must(
      await createContestEntry(at(day), author.scope, {
        contestId,
        content,
        idempotencyKey: `${title} ${index}`,
      }),
    );
    const entryId = entryIdOf(entry);
    const isOpen = closes > 0;
    if (isOpen && index === entries - 1) continue;
    must(await submitContestEntry(at(day), author.scope, { entryId, termsVersion: 2, language: 'ko' }));
    if (isOpen && index >= entries - 4) continue;
    const decision =
      isOpen && index === entries - 5
        ? { decision: 'REQUEST_CHANGES', reason: 'UNREADABLE', note: '링크가 열리지 않아요. 확인해 주세요.' }
        : isOpen && index === entries - 6
          ? { decision: 'REJECT', reason: 'OFF_TOPIC', note: 'It shows coffee.' }
          : { decision: 'APPROVE', checked: ['Nobody is shown who did not agree', 'It is about tea'] };
    await moderate(world, at(day + 0.02), entryId, decision);
    if (decision.decision === 'APPROVE') admitted.push(entryId);
  }
  const [reported] = admitted;
  const reporter = world.people.at(-1);
  if (closes > 0 && reported !== undefined && reporter !== undefined)
    must(await reportContestEntry(at(-0.1), reporter.scope, { entryId: reported, reason: 'ADVERTISING' }));
  return admitted;
}

/** Members of three weeks and more, who can act. */
function authorsOf(world: World, count: number): Person[] {
  const able = world.people.slice(0, 60).filter(({ number }) => number !== 13);
  const from = between(world.chance, 0, able.length - 1);
  return Array.from({ length: count }, (_, index) => able[(from + index) % able.length] as Person);
}

async function moderate(world: World, deps: Deps, entryId: string, decision: object): Promise<void> {
  const decide = decideModeration({ CONTEST_ENTRY: moderatedEntries });
  const decisions = [{ itemId: `mod_${entryId}`, revision: 1, ...decision }];
  const [result] = must(await decide(deps, organizer(world), { decisions }));
  if (result?.error) throw new Error(`The demo's entry was not decided: ${result.error.message}`);
}

/** Some entries are liked by more. Whoever votes for an own entry is refused, as in life. */
async function giveVotes(
  world: World,
  at: (days: number) => Deps,
  entryIds: readonly string[],
  { voters = 0 }: Plan,
  [opens, closes]: [number, number],
): Promise<void> {
  const { chance, people } = world;
  const until = Math.min(closes, 0);
  const able = people.slice(0, 100).filter(({ number }) => number !== 13);
  for (let index = 0; index < voters; index += 1) {
    const voter = able[(index * 7) % able.length] as Person;
    const entryId = entryIds[Math.floor(chance() ** 1.8 * entryIds.length)];
    const day = opens + (until - opens) * ((index + 0.5) / voters);
    await vote(at(day), voter.scope, { entryId, votes: 1 });
  }
}
