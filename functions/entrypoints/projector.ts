import { createProjector } from '../features/projector.ts';
import { createDeps } from '../platform/deps.ts';
import { readEnv } from '../platform/env.ts';

export const handler = createProjector(createDeps(readEnv(process.env)));
