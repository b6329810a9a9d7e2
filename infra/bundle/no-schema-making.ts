/**
 * Takes the place of what Apollo Server makes a schema with when it is given SDL, 60 KB of code. It is given
 * a schema; should it be given SDL, it fails here at once.
 */
export function makeExecutableSchema(): never {
  throw new Error('Making a schema is left out of the bundle. See infra/bundling.ts.');
}
