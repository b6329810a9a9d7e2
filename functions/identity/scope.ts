import type { Program } from '../features/programs/rules.ts';
import type { Viewer } from './viewer.ts';

/** A program and who acts in it: what an operation works within. */
export type Scope = { program: Program; viewer: Viewer };
