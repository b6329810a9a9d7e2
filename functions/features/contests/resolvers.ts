import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type {
  ContestResolvers,
  ContestRoundResolvers,
  QueryResolvers,
} from '../../graphql/generated/types.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import type { Contest as ContestModel } from './model.ts';
import {
  cancelContest,
  createContest,
  extendContest,
  holdContestResult,
  publishContest,
  restartContestRound,
  setContestTerms,
  updateContest,
} from './operations.ts';
import { languageFor, mayRead, problemsOf } from './rules.ts';
import { acceptsEntries, nextPhaseOf, openRound, phaseOf, type RoundNow, scheduleAt } from './schedule.ts';
import { getTerms, listContests, listDrafts } from './store.ts';
import { findContest } from './views.ts';

const scheduleNow = (contest: ContestModel, { deps }: Context) =>
  scheduleAt(contest, deps.now().toISOString());

/** This feature's part of a contest; entries and votes add theirs. */
const Contest: Pick<
  Required<ContestResolvers>,
  | 'phase'
  | 'nextPhase'
  | 'acceptsEntries'
  | 'openRound'
  | 'submission'
  | 'rounds'
  | 'resultsAt'
  | 'languages'
  | 'terms'
  | 'problems'
> = {
  phase: (contest, _args, { deps }) => phaseOf(contest, deps.now()),
  nextPhase: (contest, _args, { deps }) => nextPhaseOf(contest, deps.now()) ?? null,
  acceptsEntries: (contest, _args, { deps }) => acceptsEntries(contest, deps.now()),
  openRound: (contest, _args, { deps }) => openRound(contest, deps.now()) ?? null,
  submission: (contest, _args, context) => scheduleNow(contest, context).submission,
  rounds: (contest, _args, context) => scheduleNow(contest, context).rounds,
  resultsAt: (contest, _args, context) => scheduleNow(contest, context).resultsAt,
  languages: ({ terms }) => terms.map(({ language }) => language),
  terms: async (contest, { language }, { deps }) => {
    const nearest = languageFor(contest, language);
    return nearest === undefined ? null : ((await getTerms(deps, contest, nearest.version)) ?? null);
  },
  problems: (contest, _args, { deps }) => problemsOf(contest, deps.now()),
};

const ContestRound: Complete<ContestRoundResolvers, RoundNow> = {};

const Query: Pick<Required<QueryResolvers>, 'contest' | 'contests' | 'contestDrafts'> = {
  contest: async (_parent, { id }, context) =>
    (await findContest(context.deps, scopeOf(context), id)) ?? null,
  contests: (_parent, page, context) =>
    listContests(context.deps, scopeOf(context).program.id, page, (contest) =>
      mayRead(contest, context.viewer),
    ),
  contestDrafts: (_parent, page, context) => listDrafts(context.deps, scopeOf(context).program.id, page),
};

const Mutation = mutations(
  {
    createContest,
    updateContest,
    setContestTerms,
    publishContest,
    cancelContest,
    extendContest,
    holdContestResult,
    restartContestRound,
  },
  (contest) => ({ contest }),
);

export const contestApi = {
  resolvers: { Contest, ContestRound, Query, Mutation },
  nodes: {
    Contest: { kind: 'contest', fetch: (id, context) => findContest(context.deps, scopeOf(context), id) },
  },
} satisfies FeatureApi<Context>;
