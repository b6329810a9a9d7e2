import type { Viewer } from '../../identity/viewer.ts';
import type { Program } from './rules.ts';

/** A program and who acts in it: what an operation works within. */
export type Scope = { program: Program; viewer: Viewer };
