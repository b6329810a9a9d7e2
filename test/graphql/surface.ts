import { anyToken, everybody } from '../support/callers.ts';
import { NOBODY, type Surface } from '../support/surface.ts';

// What belongs to no feature: the fields of schema/base.graphql, and entities of the projector itself.

export const surface: Surface = {
  access: {
    Query: [[`${anyToken} operator`, 'node']],
    Money: [[everybody, 'amountMinor currency']],
    PageInfo: [[everybody, 'hasNextPage hasPreviousPage startCursor endCursor']],
    UserError: [[everybody, 'code message field']],
  },
  roots: { node: { args: { id: NOBODY }, select: '{ id }' } },
  reads: { 'Query.node': { query: ({ ids }) => `{ node(id: "${ids['advocate’s entry']}") { id } }` } },
  choosing: { 'Query.node(id)': 'the one of that id' },
  silent: ['counter', 'datedCounter', 'dayStart', 'checkpoint', 'quarantinePart'],
};
