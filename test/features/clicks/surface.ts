import type { Surface } from '../../support/surface.ts';

const IPHONE = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Mobile/15E148' };

export const surface: Surface = {
  live: ({ api, code }) => api.get(`/demo/r/${code}`, { headers: IPHONE }),
};
