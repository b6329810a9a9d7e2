import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type { ProgramResolvers, QueryResolvers } from '../../graphql/generated/types.ts';
import { toPayload } from '../../graphql/payload.ts';
import type { Context } from './context.ts';
import { mutations } from './mutations.ts';
import {
  type Beginning,
  createProgram,
  setProgramStatus,
  setTokenPolicy,
  updateProgram,
} from './operations.ts';
import { type Program as ProgramModel, programNodeId } from './rules.ts';
import { listPrograms } from './store.ts';

const Query: Pick<Required<QueryResolvers>, 'program' | 'programs'> = {
  program: (_parent, _args, context) => context.program ?? null,
  programs: (_parent, page, context) => listPrograms(context.deps, page),
};

const answer = (program: ProgramModel) => ({ program });

/** `beginning` is what a program has from the first moment on. */
const Mutation = (beginning: Beginning) => ({
  createProgram: async (_parent: unknown, { input }: { input: unknown }, { deps, viewer }: Context) =>
    toPayload(await createProgram(deps, viewer, input, beginning), answer),
  ...mutations({ updateProgram, setTokenPolicy, setProgramStatus }, answer),
});

const Program: Complete<ProgramResolvers, ProgramModel> = { id: programNodeId };

export const programApi = (beginning: Beginning) =>
  ({
    resolvers: { Query, Mutation: Mutation(beginning), Program },
    nodes: {
      Program: {
        kind: 'program',
        hasOwnForm: true,
        fetch: async (id, { program }) =>
          program !== undefined && id === programNodeId(program) ? program : undefined,
      },
    },
  }) satisfies FeatureApi<Context>;
