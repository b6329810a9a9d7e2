// What the SDL says of a field beside its type; `schema/base.graphql` tells what each means. The generator writes the maps
// of them, by `Type.field` (of a whole type by `Type`), and takes the directives out of the document that is served.

/** `@reads` */
export type Reads = {
  trips: number;
  batched: boolean;
  cached: boolean;
  cost: number;
  ifGiven: readonly { argument: string; trips: number; brings: readonly string[] }[];
};

/** `@atMost` */
export type AtMost = { items?: number; bytes?: number };
