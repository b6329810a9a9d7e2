import type { Projection } from '../../projection/fold.ts';
import { tallyLines } from './counts.ts';
import { parseBallot } from './store.ts';

export const voteProjections: Record<'BALLOT', Projection> = {
  BALLOT: { contributions: (item) => tallyLines(parseBallot(item)) },
};
