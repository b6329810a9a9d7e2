import { ENTITY } from '../../../functions/table/entities.ts';
import { type Surface, WORDS } from '../../support/surface.ts';
import { give, openFinal } from '../votes/surface.ts';

export const surface: Surface = {
  silent: ['roundCount', 'ballotSums'],
  live: async ({ api, owner, advocate, friend }) => {
    const place = { api, slug: 'demo', owner };
    await openFinal(place, api, advocate, {
      key: `${WORDS} counted`,
      chosenBy: 'VOTES',
      before: (vote) => give(place, vote, friend),
    });
    api.clock.advance({ minutes: 1 });
    await api.tick(ENTITY.roundCount);
  },
};
