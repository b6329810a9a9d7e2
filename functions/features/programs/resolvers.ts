import type { Complete } from '../../graphql/complete.ts';
import type { MutationResolvers, ProgramResolvers, QueryResolvers } from '../../graphql/generated/types.ts';
import { toPayload } from '../../graphql/payload.ts';
import { scopeOf } from './context.ts';
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

const Mutation = (
  beginning: Beginning,
): Pick<
  Required<MutationResolvers>,
  'createProgram' | 'updateProgram' | 'setTokenPolicy' | 'setProgramStatus'
> => ({
  createProgram: async (_parent, { input }, context) =>
    toPayload(await createProgram(context.deps, context.viewer, input, beginning), (program) => ({
      program,
    })),
  updateProgram: async (_parent, { input }, context) =>
    toPayload(await updateProgram(context.deps, scopeOf(context), input), (program) => ({ program })),
  setTokenPolicy: async (_parent, { input }, context) =>
    toPayload(await setTokenPolicy(context.deps, scopeOf(context), input), (program) => ({ program })),
  setProgramStatus: async (_parent, { input }, context) =>
    toPayload(await setProgramStatus(context.deps, scopeOf(context), input), (program) => ({ program })),
});

const Program: Complete<ProgramResolvers, ProgramModel> = { id: programNodeId };

export const programResolvers = { Query, Mutation, Program };
