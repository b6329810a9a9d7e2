/**
 * Takes the place of a package that, once it is bundled, does not find node:crypto and hashes every query
 * with a SHA written in JavaScript, another 35 KB.
 */
export { createHash } from 'node:crypto';
