import { ENTITY } from '../../../functions/table/entities.ts';
import { managers } from '../../support/callers.ts';
import { type Asked, type Surface, WORDS, ZEROS } from '../../support/surface.ts';
import { give, openVote } from '../votes/surface.ts';

const DAY = 86_400_000;
const contestIn = ({ ids }: Asked) => (ids.counts ?? '').replace(/^cnt_([^_]+)_.*$/, 'cst_$1');
const numbers = (fields: string) => ({
  query: (asked: Asked) => `{ contest(id: "${contestIn(asked)}") { numbers { ${fields} } } }`,
});
const opensAt = new Date(0).toISOString();
const closesAt = new Date(400_000 * DAY).toISOString();

export const surface: Surface = {
  access: {
    Contest: [[managers, 'numbers']],
    ContestNumbers: [[managers, 'entries moderation rounds']],
    ContestEntryNumbers: [[managers, 'byState byDay']],
    ContestEntriesInState: [[managers, 'state entries']],
    ContestEntriesOfDay: [[managers, 'day entries']],
    ContestModerationNumbers: [[managers, 'waiting oldestSince']],
    ContestRoundNumbers: [[managers, 'round attempt votes ballots hours']],
    ContestVoteHour: [[managers, 'from to votes ballots']],
  },
  reads: {
    'ContestNumbers.entries': numbers('entries { byState { state entries } byDay { day entries } }'),
    'ContestNumbers.moderation': numbers('moderation { waiting oldestSince }'),
    'ContestNumbers.rounds': numbers('rounds { votes ballots hours { from to votes ballots } }'),
    'all numbers of a contest': numbers(
      'entries { byState { entries } } moderation { waiting } rounds { votes hours { to } }',
    ),
  },
  bare: {
    ContestNumbers: {
      of: () => [
        {
          id: `cst_${ZEROS}`,
          programId: 'demo',
          status: 'OPEN',
          voteCounts: 'HIDDEN',
          changes: [],
          submission: null,
          resultsAt: null,
          rounds: [{ voting: { opensAt, closesAt } }],
        },
      ],
    },
  },
  silent: ['voteHours'],
  live: async ({ api, owner, advocate, friend }) => {
    const place = { api, slug: 'demo', owner };
    await give(place, await openVote(place, `${WORDS} hours`, advocate), friend);
    api.clock.advance({ minutes: 61 });
    await api.tick(ENTITY.voteHours);
  },
};
