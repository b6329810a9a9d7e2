import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type {
  ContestModerationNumbers,
  ContestNumbersResolvers,
  ContestResolvers,
  ContestRoundNumbers,
} from '../../graphql/generated/types.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUpOne } from '../../table/lookup.ts';
import type { Contest as ContestModel } from '../contests/model.ts';
import { type RoundNow, scheduleAt } from '../contests/schedule.ts';
import { entryStatesOf } from '../entries/views.ts';
import { backlogOf } from '../moderation/queue.ts';
import type { Context } from '../programs/context.ts';
import { beginOf, spansOf } from './hours.ts';
import { getTotals, voteHoursLookup } from './store.ts';

async function numbersOfRound(
  deps: Deps,
  contest: ContestModel,
  { number: round, attempt, voting }: RoundNow,
): Promise<ContestRoundNumbers[]> {
  const at = deps.now().toISOString();
  if (voting === null || at < voting.opensAt) return [];
  const { programId, id: contestId, voteCounts, status } = contest;
  const of = { programId, contestId, round, attempt, isLive: voteCounts === 'LIVE' };
  const [totals, hours] = await Promise.all([
    getTotals(deps, of),
    lookUpOne(deps, voteHoursLookup(programId, of)),
  ]);
  const from = beginOf(contest, of, voting.opensAt);
  const isOpen = status === 'OPEN' && at < voting.closesAt;
  return [
    { round, attempt, ...totals, hours: spansOf(from, hours?.readings ?? [], { at, ...totals }, isOpen) },
  ];
}

const ContestNumbers: Complete<ContestNumbersResolvers, ContestModel> = {
  entries: (contest, _args, { deps }) => entryStatesOf(deps, contest),
  moderation: ({ programId, id }, _args, { deps }): Promise<ContestModerationNumbers> =>
    backlogOf(deps, programId, id),
  rounds: async (contest, _args, { deps }) => {
    const { rounds } = scheduleAt(contest, deps.now().toISOString());
    return (await Promise.all(rounds.map((round) => numbersOfRound(deps, contest, round)))).flat();
  },
};

const Contest: Pick<Required<ContestResolvers>, 'numbers'> = {
  numbers: (contest) => (contest.publishedAt === null ? null : contest),
};

export const numberApi = {
  resolvers: { ContestNumbers, Contest },
} satisfies FeatureApi<Context>;
