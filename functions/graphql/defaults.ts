import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';

type Arguments = Record<string, unknown>;

/** A field's arguments, null counting as left out: where an argument has a default, null asks for it. */
export function withDefaults(
  field: Pick<GraphQLField<unknown, unknown>, 'args'>,
  given: Arguments,
): Arguments {
  const defaults = field.args.filter(
    ({ name, defaultValue }) => defaultValue !== undefined && given[name] === null,
  );
  if (defaults.length === 0) return given;
  return { ...given, ...Object.fromEntries(defaults.map(({ name, defaultValue }) => [name, defaultValue])) };
}

/**
 * Gives resolvers their defaults also for null, which generated clients send for what a caller leaves out:
 * GraphQL puts a default only where an argument is left out.
 */
export function fillDefaults(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.every(({ defaultValue }) => defaultValue === undefined)) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (parent, args, context, info) =>
        resolve(parent, withDefaults(field, args), context, info);
    }
  }
}
