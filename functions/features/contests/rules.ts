import type * as z from 'zod';
import { isModerator, isOrganizer, type Viewer } from '../../identity/viewer.ts';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import { TIE_BREAKS } from '../../platform/generated/enums.ts';
import { locale } from '../../platform/input.ts';
import type { Program } from '../programs/rules.ts';
import {
  type Contest,
  type ContestPatch,
  contestIdOf,
  contestModel,
  type createContestInput,
  type Eligibility,
  roundInput,
  type Terms,
} from './model.ts';
import { dateProblems } from './schedule.ts';

// Contests: their drafts and terms, what stands in the way of publishing one, and who may read it.

const MAX_LANGUAGES = 10;

const ANYBODY: Eligibility = {
  memberForDays: 0,
  minimumPoints: 0,
  countries: null,
  minimumAge: null,
  verifiedClaim: null,
  staffMayTakePart: false,
};

export function createContest(
  program: Pick<Program, 'id' | 'timeZone'>,
  { title, idempotencyKey: key }: z.infer<typeof createContestInput>,
  by: string,
  now: Date,
): Contest {
  const at = now.toISOString();
  return {
    id: contestIdOf(program.id, key),
    programId: program.id,
    status: 'DRAFT',
    title,
    brief: '',
    heroImageUrl: null,
    tags: [],
    access: 'PUBLIC',
    timeZone: program.timeZone,
    submission: null,
    rounds: [roundInput.parse({})],
    resultsAt: null,
    voteCounts: 'HIDDEN',
    ties: [...TIE_BREAKS],
    entryKinds: ['TEXT'],
    linkHosts: [],
    maxEntriesPerMember: 1,
    maxTextLength: 2_000,
    entrants: ANYBODY,
    voters: ANYBODY,
    holdsNewMembersDays: 0,
    prizes: [],
    terms: [],
    termsVersion: 0,
    admission: 'BEFORE_SHOWING',
    admissionChecklist: [],
    reportsThatHide: 5,
    changes: [],
    finalists: null,
    countedVersion: null,
    publishedVersion: null,
    createdAs: title,
    createdAt: at,
    createdBy: by,
    publishedAt: null,
    updatedAt: at,
    version: 1,
  };
}

export const touched = (contest: Contest, now: Date): Contest => ({
  ...contest,
  updatedAt: now.toISOString(),
  version: contest.version + 1,
});

/** The names of statuses as sentences have them. */
const STANDING: Readonly<Record<Contest['status'], string>> = {
  DRAFT: 'is a draft',
  OPEN: 'is published',
  COUNTED: 'has been counted',
  PUBLISHED: 'has its result',
  CANCELED: 'was called off',
};

export const notIn = ({ status }: Contest, what: string) =>
  refuse('INVALID_STATE', `The contest ${STANDING[status]}: ${what}.`, ['contestId']);

const onlyDraft = (contest: Contest): Decision<void, 'INVALID_STATE'> =>
  contest.status === 'DRAFT' ? accept(undefined) : notIn(contest, 'only drafts can be changed so');

/** The very same object when nothing changes. */
export function updateContest(
  contest: Contest,
  patch: ContestPatch,
  now: Date,
): Decision<Contest, 'INVALID_STATE'> {
  // With the fields of each part in the order that a stored one has.
  const asked: Readonly<Record<string, unknown>> = {
    ...patch,
    entrants: { ...contest.entrants, ...patch.entrants },
    voters: { ...contest.voters, ...patch.voters },
  };
  const changed = Object.entries(contestModel.partial().parse(asked)).filter(
    ([name, value]) =>
      // The model has defaults for stored contests, which nobody asked for.
      asked[name] !== undefined && JSON.stringify(contest[name as keyof Contest]) !== JSON.stringify(value),
  );
  if (changed.length === 0) return accept(contest);
  const draft = onlyDraft(contest);
  return draft.ok ? accept({ ...touched(contest, now), ...Object.fromEntries(changed) }) : draft;
}

/** The texts of a language; null takes it away. */
export type TermsTexts = Pick<Terms, 'rules' | 'rights'> | null;

/**
 * The very same object when the language has these texts already: `present` is what it has. `written` are the terms that are
 * new.
 */
export function setTerms(
  contest: Contest,
  { language, texts }: { language: string; texts: TermsTexts },
  present: TermsTexts,
  now: Date,
): Decision<{ contest: Contest; written: Terms | null }, 'INVALID_STATE' | 'INVALID_INPUT'> {
  if (texts?.rules === present?.rules && texts?.rights === present?.rights)
    return accept({ contest, written: null });
  const draft = onlyDraft(contest);
  if (!draft.ok) return draft;
  const others = contest.terms.filter((terms) => terms.language !== language);
  if (texts === null) return accept({ contest: { ...touched(contest, now), terms: others }, written: null });
  if (others.length >= MAX_LANGUAGES)
    return refuse('INVALID_INPUT', `language is one too many: a contest has at most ${MAX_LANGUAGES}.`, [
      'language',
    ]);
  const version = contest.termsVersion + 1;
  const isThere = others.length < contest.terms.length;
  // The first language stays the first.
  const terms = isThere
    ? contest.terms.map((known) => (known.language === language ? { language, version } : known))
    : [...contest.terms, { language, version }];
  return accept({
    contest: { ...touched(contest, now), terms, termsVersion: version },
    written: { version, language, ...texts },
  });
}

/** The language of the contest nearest to the one that is asked for: it, the one that has most of its parts, or the first. */
export function languageFor({ terms }: Contest, asked: string | null | undefined) {
  const parts = (locale.safeParse(asked).data ?? '').split('-');
  for (let count = parts.length; count > 0; count -= 1) {
    const beginning = parts.slice(0, count).join('-');
    const nearest =
      terms.find(({ language }) => language === beginning) ??
      terms.find(({ language }) => language.startsWith(`${beginning}-`));
    if (nearest !== undefined) return nearest;
  }
  return terms[0];
}

export type Problem = { field: string[]; message: string };

/** All that stands in the way of publishing a draft. */
export function problemsOf(contest: Contest, now: Date): Problem[] {
  if (contest.status !== 'DRAFT') return [];
  const { brief, terms, submission, rounds, entryKinds, linkHosts } = contest;
  const problems: Problem[] = [];
  const tell = (isWrong: boolean, field: string, problem: string) => {
    if (isWrong) problems.push({ field: field.split('.'), message: `${field} ${problem}.` });
  };
  tell(brief === '', 'brief', 'is needed: say what is asked for');
  tell(terms.length === 0, 'terms', 'are needed in at least one language: set them with `setContestTerms`');
  tell(submission === null, 'submission', 'is needed: say when entries can be handed in');
  tell(
    entryKinds.includes('LINK') && linkHosts.length === 0,
    'linkHosts',
    'are needed where entries can be links',
  );
  for (const [index, round] of rounds.entries()) {
    const name = `rounds.${index}`;
    const isLast = index === rounds.length - 1;
    tell(round.voting === null, `${name}.voting`, 'is needed: say when votes are taken');
    tell(!isLast && round.finalists === null, `${name}.finalists`, 'are needed: say how many go on');
    tell(isLast && round.finalists !== null, `${name}.finalists`, 'are for a round that another follows');
  }
  for (const { field, problem } of dateProblems(contest, now)) tell(true, field, problem);
  return problems;
}

/** The same object for one that is published already. */
export function publishContest(
  contest: Contest,
  now: Date,
): Decision<Contest, 'INVALID_STATE' | 'CONTEST_NOT_READY'> {
  if (contest.status === 'CANCELED') return notIn(contest, 'it cannot be published any more');
  if (contest.status !== 'DRAFT') return accept(contest);
  const [problem, ...more] = problemsOf(contest, now);
  if (problem !== undefined) {
    const others = more.length === 0 ? '' : ` \`Contest.problems\` tells ${more.length} more.`;
    return refuse('CONTEST_NOT_READY', `${problem.message}${others}`, ['contestId']);
  }
  return accept({ ...touched(contest, now), status: 'OPEN', publishedAt: now.toISOString() });
}

/** Whoever runs the program or keeps order in it reads all; drafts are nobody else's. */
export function mayRead(contest: Contest, viewer: Viewer): boolean {
  if (isModerator(viewer)) return true;
  // What was never published is nobody's to know.
  if (contest.publishedAt === null) return false;
  return contest.access === 'PUBLIC' || viewer.memberId !== undefined;
}

/** Whether a caller may know, before the result, what entries were given. */
export const mayKnowCounts = ({ voteCounts }: Contest, viewer: Viewer): boolean =>
  voteCounts === 'LIVE' || isOrganizer(viewer);
