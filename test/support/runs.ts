const TIMES = Number(process.env.TIMES ?? 1);

/** How many runs a property gets: the usual number, or TIMES as many (npm run test:long). */
export const runsOf = (usual: number): number => usual * TIMES;

/** The usual run takes the same seed each time; a long one looks for what no seed has shown yet. */
export const seedOf = (usual: number): { seed?: number } => (TIMES === 1 ? { seed: usual } : {});
