import type { Projection } from '../table/fold.ts';
import { pointProjections } from './points/projection.ts';
import { referralProjections } from './referrals/projection.ts';

/** What the projector takes from each entity type. A new feature adds its own here. */
export const projections: ReadonlyMap<string, Projection> = new Map(
  Object.entries({ ...pointProjections, ...referralProjections }),
);
