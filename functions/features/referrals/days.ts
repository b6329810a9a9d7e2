import * as z from 'zod';
import { SHARE_CHANNELS, type ShareChannel } from '../../platform/generated/enums.ts';
import type { Item } from '../../table/client.ts';
import { channelAttribute } from '../clicks/rules.ts';

// What a day of the program's zone saw of clicks and referrals, of a code or of the whole program.

/** From day to day, both included. */
export type Span = { from: string; to: string };

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

export function parseDay(item: Item, day: string): DailyReferralStats {
  const clicksByChannel = SHARE_CHANNELS.map((channel) => ({
    channel,
    clicks: Number(item[channelAttribute(channel)] ?? 0),
  }));
  return {
    ...counterModel.parse(item),
    day,
    clicksByChannel: clicksByChannel.filter(({ clicks }) => clicks > 0),
  };
}

export const hasAnything = ({ clicks, attributed, qualified, rewarded, voided }: DailyReferralStats) =>
  clicks + attributed + qualified + rewarded + voided > 0;
