import * as z from 'zod';
import type { Item, Key } from '../../table/client.ts';
import { counterKey, dayPeriod } from '../../table/keys.ts';
import { CHANNELS, channelAttribute, type ShareChannel } from '../clicks/rules.ts';

// Counters of clicks and referrals by day of the program's zone, for each code and for the program; and of a code's uses.

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

export function parseDay(item: Item): DailyReferralStats {
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

export const hasAnything = ({ clicks, attributed, qualified, rewarded, voided }: DailyReferralStats) =>
  clicks + attributed + qualified + rewarded + voided > 0;
