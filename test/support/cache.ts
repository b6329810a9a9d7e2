import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Data } from './api.ts';

// A normalizing cache as Apollo's and urql's work: whatever has `__typename` and `id` is kept once, under both, with
// each field under its name and arguments; an answer is read back by the document that asked for it. Documents have to ask for
// `__typename` and `id` themselves.

type Fields = Map<string, unknown>;
type Asked = { document: string; variables?: Record<string, unknown> };

/** Stands where an object is that is kept by itself. */
class Ref {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export type NormalizingCache = ReturnType<typeof createNormalizingCache>;

export function createNormalizingCache() {
  const objects = new Map<string, Fields>([['Query', new Map()]]);
  /** Fields of objects that were told twice and differently. */
  const contradictions: string[] = [];

  function walkerOf({ document, variables = {} }: Asked) {
    const { definitions } = parse(document);
    const fragments = definitions.filter(
      (one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION,
    );
    const operation = definitions.find(
      (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
    );
    if (operation === undefined) throw new Error('The document has no operation.');

    /** The fields that are asked of an object of a type. Fragments on interfaces are not used here. */
    const fieldsOf = (set: SelectionSetNode, typeName: string): FieldNode[] =>
      set.selections.flatMap((selection) => {
        if (selection.kind === Kind.FIELD) return [selection];
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT
            ? selection
            : fragments.find(({ name }) => name.value === selection.name.value);
        const condition = fragment?.typeCondition?.name.value ?? typeName;
        return fragment !== undefined && condition === typeName
          ? fieldsOf(fragment.selectionSet, typeName)
          : [];
      });
    const keyOf = ({ name, arguments: given = [] }: FieldNode) =>
      `${name.value}(${JSON.stringify(given.map((one) => [one.name.value, valueFromASTUntyped(one.value, variables)]))})`;

    function write(value: Data, set: SelectionSetNode | undefined, known: unknown, place: string): unknown {
      if (Array.isArray(value)) {
        return value.map((item, index) =>
          write(item, set, Array.isArray(known) ? known[index] : undefined, place),
        );
      }
      if (value === null || set === undefined) return value;
      const isObject = value.id !== undefined && value.__typename !== undefined;
      const name = isObject ? `${value.__typename}:${value.id}` : place;
      const kept = isObject ? (objects.get(name) ?? new Map()) : known instanceof Map ? known : new Map();
      if (isObject) objects.set(name, kept);
      writeFields(kept, value, set, name);
      return isObject ? new Ref(name) : kept;
    }

    function writeFields(kept: Fields, value: Data, set: SelectionSetNode, name: string): void {
      for (const field of fieldsOf(set, value.__typename)) {
        const key = keyOf(field);
        const before = kept.get(key);
        const after = write(
          value[(field.alias ?? field.name).value],
          field.selectionSet,
          before,
          `${name}.${key}`,
        );
        if (before !== undefined && JSON.stringify(before) !== JSON.stringify(after))
          contradictions.push(`${name}.${key}: ${JSON.stringify(before)}, then ${JSON.stringify(after)}`);
        kept.set(key, after);
      }
    }

    function read(value: unknown, set: SelectionSetNode | undefined): unknown {
      if (Array.isArray(value)) return value.map((item) => read(item, set));
      const fields = value instanceof Ref ? objects.get(value.name) : value;
      if (!(fields instanceof Map) || set === undefined) return value;
      return Object.fromEntries(
        fieldsOf(set, String(fields.get('__typename([])'))).map((field) => [
          (field.alias ?? field.name).value,
          read(fields.get(keyOf(field)), field.selectionSet),
        ]),
      );
    }

    return { set: operation.selectionSet, writeFields, read };
  }

  return {
    objects,
    contradictions,
    write(asked: Asked, data: Data): void {
      const { set, writeFields } = walkerOf(asked);
      writeFields(objects.get('Query') as Fields, { ...data, __typename: 'Query' }, set, 'Query');
    },
    /** What the cache would show for a document that was asked before. */
    read(asked: Asked): unknown {
      const { set, read } = walkerOf(asked);
      objects.get('Query')?.set('__typename([])', 'Query');
      return read(new Ref('Query'), set);
    },
  };
}
