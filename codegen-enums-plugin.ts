import { type GraphQLEnumType, type GraphQLSchema, isEnumType } from 'graphql';

/**
 * Writes every enum of the SDL as the list of its values, in their order, and a type of the same name: `ShareChannel` and
 * `SHARE_CHANNELS`. They know nothing of GraphQL, so that every room may use them.
 */
export function plugin(schema: GraphQLSchema): string {
  const enums = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLEnumType => isEnumType(type) && !type.name.startsWith('__'),
  );
  return enums.map(ofEnum).join('\n');
}

function ofEnum(type: GraphQLEnumType): string {
  const list = listName(type.name);
  // The generator sorts what it is given; the nodes are as they were written.
  const values = type.astNode?.values?.map(({ name }) => `  '${name.value}',\n`) ?? [];
  return `export const ${list} = [\n${values.join('')}] as const;\nexport type ${type.name} = (typeof ${list})[number];\n`;
}

/** `MemberStatus` as `MEMBER_STATUSES`. */
function listName(name: string): string {
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  if (words.endsWith('Y')) return `${words.slice(0, -1)}IES`;
  return words.endsWith('S') ? `${words}ES` : `${words}S`;
}
