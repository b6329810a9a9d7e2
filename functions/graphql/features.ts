import type { IdKind } from '../platform/ids.ts';

/** How an object is found by its id, always within the program of the address. */
type NodeOf<C> = {
  kind: IdKind;
  /** Its ids have a form of their own, which `fetch` checks. */
  hasOwnForm?: true;
  fetch: (id: string, context: C) => Promise<object | undefined>;
};

/** What a feature brings to the API. */
export type FeatureApi<C> = {
  /** By type and field; several features may have fields of one type. */
  resolvers: Readonly<Record<string, object>>;
  /** By the name of the type that implements Node. */
  nodes?: Readonly<Record<string, NodeOf<C>>>;
  /** To which members an object belongs, by the name of its type: its fields may be open to SELF. */
  owners?: Readonly<Record<string, (object: never) => readonly string[]>>;
};

type All<F extends readonly { resolvers: object }[]> = F[number]['resolvers'];
type TypesOf<R> = R extends unknown ? keyof R : never;
type InOne<U> = (U extends unknown ? (part: U) => void : never) extends (all: infer I) => void ? I : never;

/** The resolvers of all features, the fields of one type together. */
export type Merged<F extends readonly { resolvers: object }[]> = {
  [T in TypesOf<All<F>>]: InOne<All<F> extends infer R ? (R extends Record<T, infer X> ? X : never) : never>;
};

/** Throws where two features resolve the same field. */
export function mergeResolvers<const F extends readonly { resolvers: object }[]>(features: F): Merged<F> {
  const merged: Record<string, Record<string, unknown>> = {};
  for (const { resolvers } of features) {
    for (const [type, fields] of Object.entries(resolvers)) {
      const known = merged[type] ?? {};
      const twice = Object.keys(fields).find((field) => field in known);
      if (twice !== undefined) throw new Error(`Two features resolve ${type}.${twice}.`);
      merged[type] = { ...known, ...fields };
    }
  }
  return merged as Merged<F>;
}
