import { globSync, readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { Kind, parse, visit } from 'graphql';

// `@model` of a type names what a resolver is given as its parent; `Complete` in
// functions/graphql/complete.ts makes a field that the model does not have a compile error until it is resolved.
const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  generates: {
    'functions/graphql/generated/schema.ts': { plugins: ['./codegen-schema-plugin.ts'] },
    'functions/platform/generated/enums.ts': { plugins: ['./codegen-enums-plugin.ts'] },
    'functions/platform/generated/refusals.ts': { plugins: ['./codegen-refusals-plugin.ts'] },
    'functions/graphql/generated/facts.ts': { plugins: ['./codegen-facts-plugin.ts'] },
    'docs/schema.graphql': { plugins: ['./codegen-sdl-plugin.ts'] },
    'functions/graphql/generated/types.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../../features/programs/context.ts#Context',
        useTypeImports: true,
        enumsAsTypes: true,
        avoidOptionals: { field: true, inputValue: false },
        maybeValue: 'T | null | undefined',
        inputMaybeValue: 'T | null | undefined',
        resolverTypeWrapperSignature: 'Promise<T> | T',
        makeResolverTypeCallable: true,
        scalars: {
          ID: 'string',
          DateTime: { input: 'Date', output: 'string' },
          Date: { input: 'string', output: 'string' },
          PositiveInt: 'number',
          SafeInt: 'number',
          Url: 'string',
          CurrencyCode: 'string',
        },
        // A model often has its type's own name.
        mapperTypeSuffix: 'Model',
        mappers: modelsOf(globSync('schema/*.graphql')),
      },
    },
  },
};

/** The models that types name in the SDL, by the types' names, as the generated file imports them. */
function modelsOf(files: readonly string[]): Record<string, string> {
  const models: Record<string, string> = {};
  for (const file of files) {
    visit(parse(readFileSync(file, 'utf8')), {
      ObjectTypeDefinition({ name, directives }) {
        const value = directives?.find((directive) => directive.name.value === 'model')?.arguments?.[0]
          ?.value;
        if (value?.kind === Kind.STRING) models[name.value] = `../../features/${value.value}`;
      },
    });
  }
  return models;
}

export default config;
