import type { FeatureApi } from '../../graphql/features.ts';
import type {
  ContestEntryResolvers,
  ContestParticipationResolvers,
  ContestResolvers,
  QueryResolvers,
} from '../../graphql/generated/types.ts';
import { isModerator } from '../../identity/viewer.ts';
import type { Contest as ContestModel } from '../contests/model.ts';
import { contestOf, findContest } from '../contests/views.ts';
import { membersOf } from '../members/loaders.ts';
import { displayOf } from '../members/rules.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import { listAll, listFair, listTop, type VotesNow } from './feed.ts';
import { entryIdOf, participationIdOf, readParticipationId } from './ids.ts';
import { type Content, type ContestEntry as ContestEntryModel, typeOfContent } from './model.ts';
import {
  createContestEntry,
  disqualifyContestEntry,
  reportContestEntry,
  submitContestEntry,
  updateContestEntry,
  withdrawContestEntry,
} from './operations.ts';
import { entriesLeft, entriesOf, type Participation } from './participation.ts';
import { answerUntil, editableUntil } from './rules.ts';
import { getContestEntries, getParticipation, listShown } from './store.ts';
import { findEntry, mayReadEntry } from './views.ts';

const contestNow = (context: Context, contestId: string): Promise<ContestModel> =>
  contestOf(context.deps, scopeOf(context).program.id, contestId);

const viewContent = (content: Content | null) =>
  content === null ? null : ({ __typename: typeOfContent(content.kind), ...content } as never);

/** This feature's part of an entry; votes add theirs. */
const ContestEntry: Pick<
  Required<ContestEntryResolvers>,
  'id' | 'contest' | 'content' | 'draft' | 'author' | 'isWaiting' | 'editableUntil' | 'answerBy' | 'history'
> = {
  id: entryIdOf,
  contest: ({ contestId }, _args, context) => contestNow(context, contestId),
  content: ({ shown }) => viewContent(shown),
  draft: ({ draft }) => viewContent(draft),
  author: async ({ authorId }, _args, context) => {
    const { viewer } = context;
    const isKnown = authorId === viewer.memberId || isModerator(viewer);
    const member = await membersOf(context).load(authorId);
    return { memberId: isKnown ? authorId : null, ...displayOf(member, scopeOf(context).program) };
  },
  isWaiting: ({ waiting }) => waiting !== null,
  editableUntil: async (entry, _args, context) =>
    editableUntil(await contestNow(context, entry.contestId), entry, context.deps.now()),
  answerBy: async ({ contestId, answerBy }, _args, context) =>
    answerBy === null
      ? null
      : answerUntil(await contestNow(context, contestId), { answerBy }, context.deps.now()),
  history: ({ history }, _args, { viewer }) =>
    isModerator(viewer) ? history : history.map((change) => ({ ...change, by: null })),
};

/** This feature's part of a participation; votes add theirs. */
const ContestParticipation: Pick<
  Required<ContestParticipationResolvers>,
  'id' | 'contest' | 'entries' | 'entriesLeft'
> = {
  id: participationIdOf,
  contest: ({ contestId }, _args, context) => contestNow(context, contestId),
  entries: async (participation, _args, { deps }) => {
    const { programId, contestId } = participation;
    const numbers = entriesOf(participation);
    const entries = await getContestEntries(deps, programId, contestId, numbers, { consistent: true });
    return entries.flatMap((entry) => entry ?? []);
  },
  entriesLeft: async (participation, _args, context) =>
    entriesLeft(participation, (await contestNow(context, participation.contestId)).maxEntriesPerMember),
};

const Contest = (
  votesNow: VotesNow,
): Pick<Required<ContestResolvers>, 'entries' | 'allEntries' | 'participation'> => ({
  entries: (contest, { order, seed, ...page }, context) => {
    const { deps } = context;
    if (order === 'NEWEST') return listShown(deps, contest.programId, contest.id, page);
    return order === 'TOP'
      ? listTop(deps, scopeOf(context), contest, votesNow, page)
      : listFair(deps, scopeOf(context), contest, { seed, ...page });
  },
  allEntries: (contest, { state, ...page }, { deps, viewer }) =>
    listAll(
      deps,
      contest,
      page,
      (entry) => mayReadEntry(entry, viewer) && (state == null || entry.state === state),
    ),
  participation: ({ programId, id }, _args, { deps, viewer: { memberId } }) =>
    memberId === undefined ? null : getParticipation(deps, programId, id, memberId, { consistent: true }),
});

const Query: Pick<Required<QueryResolvers>, 'contestEntry'> = {
  contestEntry: async (_parent, { id }, context) => (await findEntry(context, id)) ?? null,
};

const Mutation = mutations(
  {
    createContestEntry,
    updateContestEntry,
    submitContestEntry,
    withdrawContestEntry,
    reportContestEntry,
    disqualifyContestEntry,
  },
  (entry) => ({ entry }),
);

/** `votesNow`: what entries were given, for their order. */
export const entryApi = (votesNow: VotesNow) =>
  ({
    resolvers: { ContestEntry, ContestParticipation, Contest: Contest(votesNow), Query, Mutation },
    nodes: {
      ContestEntry: {
        kind: 'contestEntry',
        hasOwnForm: true,
        fetch: (id, context) => findEntry(context, id),
      },
      ContestParticipation: {
        kind: 'contestParticipation',
        hasOwnForm: true,
        fetch: async (id, context) => {
          const named = readParticipationId(id);
          const scope = scopeOf(context);
          const contest = named && (await findContest(context.deps, scope, named.contestId));
          return named === undefined || contest === undefined
            ? undefined
            : getParticipation(context.deps, scope.program.id, contest.id, named.memberId);
        },
      },
    },
    owners: {
      ContestEntry: ({ authorId }: ContestEntryModel) => [authorId],
      ContestParticipation: ({ memberId }: Participation) => [memberId],
    },
  }) satisfies FeatureApi<Context>;
