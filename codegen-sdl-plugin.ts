import type { GraphQLSchema } from 'graphql';
import { documentOf } from './codegen-descriptions.ts';
import { toSdl } from './local/sdl.ts';

/** Writes the whole SDL as text, for whoever generates code from it. */
export const plugin = (schema: GraphQLSchema): string => toSdl(documentOf(schema));
