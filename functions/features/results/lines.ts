/** A line of the scheduler's log that an alarm is made of: the deployment's filter looks for these very words. */
export const TALLIES_DIFFER = 'The tallies of a contest say something else than its ballots.';
