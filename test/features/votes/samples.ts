import fc from 'fast-check';
import type { Contest, VotePolicy, Window } from '../../../functions/features/contests/model.ts';
import { createContest } from '../../../functions/features/contests/rules.ts';

// Contests as the rules of votes are given them.

export const PROGRAM = 'prg_01arz3ndektsv4rrffq69g5fav';
export const MEMBER = 'mem_01arz3ndektsv4rrffq69g5fav';

export const policy: fc.Arbitrary<VotePolicy> = fc
  .record({
    votesPerVoter: fc.integer({ min: 1, max: 60 }),
    per: fc.constantFrom('ROUND' as const, 'DAY' as const),
    votesPerEntry: fc.integer({ min: 1, max: 5 }),
    canBeChanged: fc.boolean(),
  })
  .map((given) => ({ ...given, votesPerEntry: Math.min(given.votesPerEntry, given.votesPerVoter) }));

const POLICY: VotePolicy = { votesPerVoter: 3, per: 'ROUND', votesPerEntry: 2, canBeChanged: true };

/** A published contest with a round for each window. */
export function contestWith(
  windows: readonly Window[],
  {
    votes = {},
    finalists = { count: 100, chosenBy: 'ORGANIZER' },
    ...settings
  }: Partial<Omit<Contest, 'rounds' | 'finalists'>> & {
    votes?: Partial<VotePolicy>;
    finalists?: Contest['rounds'][number]['finalists'];
  } = {},
): Contest {
  const draft = createContest(
    { id: PROGRAM, timeZone: 'UTC' },
    { title: 'Film us', idempotencyKey: 'a' },
    'mem_organizer',
    new Date(0),
  );
  return {
    ...draft,
    status: 'OPEN',
    publishedAt: draft.createdAt,
    rounds: windows.map((voting, index) => ({
      voting,
      scoring: 'VOTES',
      votes: { ...POLICY, ...votes },
      finalists: index < windows.length - 1 ? finalists : null,
    })),
    ...settings,
  };
}
