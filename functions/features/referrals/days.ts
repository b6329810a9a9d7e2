import * as z from 'zod';
import { RequestError } from '../../platform/errors.ts';
import type { Item, Key } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { counterKey, dayPeriod } from '../../table/keys.ts';
import { CHANNELS, channelAttribute, type ShareChannel } from '../clicks/rules.ts';

// Counters of clicks and referrals by day of the program's zone, for each code and for the program; and of a code's uses.

export const MAX_DAYS = 366;

/** Whose counters: the program's, or those of the code that reads as `codeKey`. */
export const PROGRAM_SUBJECT = 'PROGRAM';
export const codeSubject = (codeKey: string) => `CODE#${codeKey}`;

/** The counter of all referrals that use a code. */
export const usesKey = (programId: string, codeKey: string): Key =>
  counterKey(programId, codeSubject(codeKey), 'ALL');

/** The two counters that something of a code on a day counts in. */
export const dayKeys = (programId: string, codeKey: string, day: string): Key[] => [
  counterKey(programId, codeSubject(codeKey), dayPeriod(day)),
  counterKey(programId, PROGRAM_SUBJECT, dayPeriod(day)),
];

const amount = z.int().default(0);
const counterModel = z.object({
  clicks: amount,
  uniqueClicks: amount,
  attributed: amount,
  qualified: amount,
  rewarded: amount,
  voided: amount,
});

export type DailyReferralStats = z.infer<typeof counterModel> & {
  day: string;
  clicksByChannel: { channel: ShareChannel; clicks: number }[];
};

function parseDay(item: Item): DailyReferralStats {
  const clicksByChannel = CHANNELS.map((channel) => ({
    channel,
    clicks: Number(item[channelAttribute(channel)] ?? 0),
  }));
  return {
    ...counterModel.parse(item),
    day: item.SK.slice(dayPeriod('').length),
    clicksByChannel: clicksByChannel.filter(({ clicks }) => clicks > 0),
  };
}

const hasAnything = ({ clicks, attributed, qualified, rewarded, voided }: DailyReferralStats) =>
  clicks + attributed + qualified + rewarded + voided > 0;

/**
 * How many days a span has. Throws RequestError BAD_USER_INPUT for one that is backwards, longer than is read at once, or
 * begins before the year 1.
 */
export function daysOf({ from, to }: { from: string; to: string }): number {
  if (from < '0001-01-01' || to < '0001-01-01')
    throw new RequestError(
      'BAD_USER_INPUT',
      'Days begin with the year 1: `from` must not be before 0001-01-01.',
    );
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  if (days >= 1 && days <= MAX_DAYS) return days;
  throw new RequestError(
    'BAD_USER_INPUT',
    `\`from\` must not be after \`to\`, and at most ${MAX_DAYS} days are counted, both of them included.`,
  );
}

/** Counters from day to day, both included, oldest first; days on which nothing happened are left out. One trip. */
export async function readDays(
  deps: Deps,
  programId: string,
  subject: string,
  { from, to }: { from: string; to: string },
): Promise<DailyReferralStats[]> {
  daysOf({ from, to });
  const { PK: partition } = counterKey(programId, subject, '');
  const { items } = await deps.table.query({
    partition,
    between: [dayPeriod(from), dayPeriod(to)],
    limit: MAX_DAYS,
  });
  return items.map(parseDay).filter(hasAnything);
}
