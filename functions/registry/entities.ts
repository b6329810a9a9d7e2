import { clickModel } from '../features/clicks/rules.ts';
import { codeModel } from '../features/codes/rules.ts';
import { contestModel } from '../features/contests/model.ts';
import { parseTerms } from '../features/contests/store.ts';
import { participationModel } from '../features/entries/participation.ts';
import { parseContestEntry } from '../features/entries/store.ts';
import { eventModel } from '../features/events/rules.ts';
import { apiKeyModel } from '../features/keys/rules.ts';
import { parseBoard } from '../features/leaderboards/boards/store.ts';
import { parseRecord } from '../features/leaderboards/records/store.ts';
import { memberModel } from '../features/members/rules.ts';
import { moderationModel } from '../features/moderation/rules.ts';
import { parseVoteHours } from '../features/numbers/store.ts';
import { parseAccount, parseEntry } from '../features/points/entries.ts';
import { programModel } from '../features/programs/rules.ts';
import { parseReferral } from '../features/referrals/store.ts';
import { parseResultKey } from '../features/results/keys/store.ts';
import { parseMark, parsePayment } from '../features/results/prizes.ts';
import { parseRoundCount, parseSums } from '../features/results/store.ts';
import { parseLines, parseResult } from '../features/results/versions.ts';
import { parseDecision } from '../features/votes/decisions/store.ts';
import { parseBallot } from '../features/votes/store.ts';
import type { Item } from '../table/client.ts';
import type { EntityName } from '../table/entities.ts';

type Parse = (item: Item) => unknown;

/** Items that hold no more than their keys, a number or two, or what the projector alone reads. */
const PLAIN = undefined;

/** How the store of each entity reads an item; it throws for one that it cannot read. */
export const PARSERS: Readonly<Record<EntityName, Parse | undefined>> = {
  program: (item) => programModel.parse(item),
  apiKey: (item) => apiKeyModel.parse(item),
  member: (item) => memberModel.parse(item),
  pointAccount: parseAccount,
  pointEntry: parseEntry,
  referralCode: (item) => codeModel.parse(item),
  referral: parseReferral,
  click: (item) => clickModel.parse(item),
  event: (item) => eventModel.parse(item),
  leaderboard: parseBoard,
  record: parseRecord,
  contest: (item) => contestModel.parse(item),
  contestTerms: parseTerms,
  ballot: parseBallot,
  voteDecision: parseDecision,
  resultKey: parseResultKey,
  roundCount: parseRoundCount,
  ballotSums: parseSums,
  contestResult: parseResult,
  resultLines: parseLines,
  voteHours: parseVoteHours,
  prizePayment: parsePayment,
  contestPrize: parseMark,
  contestEntry: parseContestEntry,
  participation: (item) => participationModel.parse(item),
  moderationItem: (item) => moderationModel.parse(item),
  secrets: PLAIN,
  relisting: PLAIN,
  wrongCodes: PLAIN,
  externalId: PLAIN,
  pointKey: PLAIN,
  pointExpiry: PLAIN,
  codeCount: PLAIN,
  referralPair: PLAIN,
  rewardCap: PLAIN,
  firstEvent: PLAIN,
  visitorSalt: PLAIN,
  boardCount: PLAIN,
  contestCount: PLAIN,
  contestSecret: PLAIN,
  contestSalt: PLAIN,
  contestEnd: PLAIN,
  memberStatus: PLAIN,
  entryReport: PLAIN,
  entryNumbers: PLAIN,
  datedCounter: PLAIN,
  dayStart: PLAIN,
  counter: PLAIN,
  tally: PLAIN,
  liveTally: PLAIN,
  handover: PLAIN,
  checkpoint: PLAIN,
  heartbeat: PLAIN,
  quarantine: PLAIN,
  quarantinePart: PLAIN,
};
