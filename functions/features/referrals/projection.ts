import { SHARE_CHANNELS } from '../../platform/generated/enums.ts';
import type { Delta, Projection } from '../../projection/fold.ts';
import type { Item } from '../../table/client.ts';
import { programOf } from '../../table/keys.ts';
import { channelAttribute, LEAST_KEPT_DAYS } from '../clicks/rules.ts';
import { isCounted } from './rules.ts';
import { dayKeys, parseReferral, usesKey } from './store.ts';

/** On the day of each step that counts, and as a use, for the code that it is attributed to now. */
function referralContributions(item: Item): Delta[] {
  const { programId, codeKey, days, state } = parseReferral(item);
  const steps = Object.entries(days).flatMap(([name, day]) =>
    day === null ? [] : dayKeys(programId, codeKey, day).map((key) => ({ key, add: { [name]: 1 } })),
  );
  return isCounted(state) ? [...steps, { key: usesKey(programId, codeKey), add: { uses: 1 } }] : steps;
}

/** One item is what one visitor did with one code on one day: one unique click, and its hits by channel. */
function clickContributions(item: Item): Delta[] {
  const programId = programOf(item);
  if (programId === undefined) return [];
  const hits = SHARE_CHANNELS.map(channelAttribute)
    .map((name) => [name, Number(item[name] ?? 0)] as const)
    .filter(([, count]) => count > 0);
  const clicks = hits.reduce((sum, [, count]) => sum + count, 0);
  const add = { ...Object.fromEntries(hits), clicks, uniqueClicks: 1 };
  return dayKeys(programId, String(item.codeKey), String(item.day)).map((key) => ({ key, add }));
}

export const referralProjections: Record<'REFERRAL' | 'CLICK', Projection> = {
  REFERRAL: { contributions: referralContributions },
  CLICK: {
    contributions: clickContributions,
    forgets: {
      names: ['clicks', 'uniqueClicks', ...SHARE_CHANNELS.map(channelAttribute)],
      afterDays: LEAST_KEPT_DAYS,
    },
  },
};
