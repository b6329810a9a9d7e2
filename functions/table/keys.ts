// Every key in the table is built here; entities.ts has the chart of them. A program id has no '#' (its form is checked
// where it enters), and text from users stands last in its key, so no input can reach another program's keys.
import { createHash } from 'node:crypto';
import type { Key } from './client.ts';
import type { DueKind } from './entities.ts';

const program = (programId: string) => `P#${programId}`;
const member = (programId: string, memberId: string) => `P#${programId}#MEM#${memberId}`;

export const programKey = (programId: string): Key => ({ PK: program(programId), SK: 'PROGRAM' });
export const PROGRAMS_PARTITION = 'PROGRAMS';
export const SECRETS_KEY: Key = { PK: 'DEPLOYMENT', SK: 'SECRETS' };
export const RESULT_KEYS_PARTITION = 'RESULT_KEYS';
export const resultKeyKey = (kid: string): Key => ({ PK: RESULT_KEYS_PARTITION, SK: kid });

export const apiKeyKey = (programId: string, keyId: string): Key => ({
  PK: `${program(programId)}#KEY#${keyId}`,
  SK: 'KEY',
});
export const apiKeysPartition = (programId: string) => `${program(programId)}#KEYS`;

export const memberKey = (programId: string, memberId: string): Key => ({
  PK: member(programId, memberId),
  SK: 'MEMBER',
});
export const membersPartition = (programId: string) => `${program(programId)}#MEMBERS`;
export const externalIdKey = (programId: string, externalId: string): Key => ({
  PK: `${program(programId)}#EXT#${externalId}`,
  SK: 'EXTERNAL_ID',
});

export const accountKey = (programId: string, memberId: string): Key => ({
  PK: member(programId, memberId),
  SK: 'ACCOUNT',
});
export const entryKey = (programId: string, entryId: string): Key => ({
  PK: `${program(programId)}#ENTRY#${entryId}`,
  SK: 'ENTRY',
});
export const entriesPartition = (programId: string, memberId: string) =>
  `${member(programId, memberId)}#ENTRIES`;
/** Twelve digits, so numbers sort as text: a thousand entries a second for thirty years. */
export const entrySort = (number: number) => String(number).padStart(12, '0');
export const expiryKey = (programId: string, memberId: string, month: string): Key => ({
  PK: member(programId, memberId),
  SK: `EXPIRY#${month}`,
});

export const codeKey = (programId: string, code: string): Key => ({
  PK: `${program(programId)}#CODE#${code}`,
  SK: 'CODE',
});
/** How many codes a member has: kept beside them, so the limit holds under any concurrency. */
export const codeCountKey = (programId: string, memberId: string): Key => ({
  PK: member(programId, memberId),
  SK: 'CODES',
});
export const codesPartition = (programId: string, memberId: string) => `${member(programId, memberId)}#CODES`;

export const referralKey = (programId: string, friendId: string): Key => ({
  PK: member(programId, friendId),
  SK: 'REFERRAL',
});
export const referralsPartition = (programId: string, advocateId: string) =>
  `${member(programId, advocateId)}#REFERRALS`;
/** The same for two members whichever way round they are given. */
export function referralPairKey(programId: string, memberId: string, otherId: string): Key {
  const [first, second] = memberId < otherId ? [memberId, otherId] : [otherId, memberId];
  return { PK: `${program(programId)}#PAIR#${first}#${second}`, SK: 'PAIR' };
}
export const rewardCapKey = (programId: string, advocateId: string, period: string): Key => ({
  PK: member(programId, advocateId),
  SK: `CAP#${period}`,
});
export const wrongCodesKey = (programId: string, memberId: string, hour: string): Key => ({
  PK: member(programId, memberId),
  SK: `WRONG_CODES#${hour}`,
});
export const firstEventKey = (programId: string, memberId: string, type: string): Key => ({
  PK: member(programId, memberId),
  SK: `FIRST#${type}`,
});

export const clickKey = (programId: string, code: string, day: string, visitor: string): Key => ({
  PK: `${program(programId)}#CLICK#${code}#${day}#${visitor}`,
  SK: 'CLICK',
});
export const visitorSaltKey = (programId: string, day: string): Key => ({
  PK: `${program(programId)}#SALT#${day}`,
  SK: 'SALT',
});

export const eventKey = (programId: string, eventId: string): Key => ({
  PK: `${program(programId)}#EVENT#${eventId}`,
  SK: 'EVENT',
});
export const eventsPartition = (programId: string, memberId: string) =>
  `${member(programId, memberId)}#EVENTS`;

/** The partitions of all that belongs to a member, and to a code. */
export const memberPartition = member;
export const codePartition = (programId: string, code: string) => codeKey(programId, code).PK;

export const boardsPartition = (programId: string) => `${program(programId)}#BOARDS`;
export const boardKey = (programId: string, boardId: string): Key => ({
  PK: boardsPartition(programId),
  SK: boardId,
});
/** How many boards a program has: kept beside them, so the limit holds under any concurrency. */
export const boardCountKey = (programId: string): Key => ({
  PK: `${boardsPartition(programId)}#COUNT`,
  SK: 'COUNT',
});
const contest = (programId: string, contestId: string) => `${program(programId)}#CONTEST#${contestId}`;
export const contestKey = (programId: string, contestId: string): Key => ({
  PK: contest(programId, contestId),
  SK: 'CONTEST',
});
export const contestTermsKey = (programId: string, contestId: string, version: number): Key => ({
  PK: contest(programId, contestId),
  SK: `TERMS#${version}`,
});
const contestEntry = (programId: string, contestId: string, number: number) =>
  `${contest(programId, contestId)}#ENTRY#${number}`;
export const contestEntryKey = (programId: string, contestId: string, number: number): Key => ({
  PK: contestEntry(programId, contestId, number),
  SK: 'ENTRY',
});
/** Where the records of an entry stand on leaderboards. */
export const rankedEntryPartition = (programId: string, entryId: string) =>
  `${program(programId)}#ENT#${entryId}`;
export const entryReportKey = (
  programId: string,
  contestId: string,
  number: number,
  memberId: string,
): Key => ({
  PK: contestEntry(programId, contestId, number),
  SK: `REPORT#${memberId}`,
});
/** The entries of a contest that show. */
export const shownEntriesPartition = (programId: string, contestId: string) =>
  `${contest(programId, contestId)}#SHOWN`;
/** The last number that an entry was given. */
export const entryNumbersKey = (programId: string, contestId: string): Key => ({
  PK: contest(programId, contestId),
  SK: 'NUMBERS',
});
/** A voter's ballots stand together, in one of so many partitions of their contest. */
export const BALLOT_SHARDS = 64;
export const ballotsPartition = (programId: string, contestId: string, shard: number) =>
  `${contest(programId, contestId)}#BALLOTS#${shard}`;
export const ballotPrefix = (memberId: string) => `${memberId}#`;
const ATTEMPT_DIGITS = 2;
/** `period` is a day, or ALL for the whole round. */
export const ballotSort = (memberId: string, round: number, attempt: number, period: string) =>
  `${ballotPrefix(memberId)}${round}#${String(attempt).padStart(ATTEMPT_DIGITS, '0')}#${period}`;
/** Ballots that wait to be released are listed in so many partitions of an index, each of which takes a thousand writes a second. */
const HELD_LISTS = 8;
export const heldBallotsPartition = (programId: string, contestId: string, list: number) =>
  `${contest(programId, contestId)}#HELD#${list}`;
export const heldBallotsPartitions = (programId: string, contestId: string): string[] =>
  Array.from({ length: HELD_LISTS }, (_, list) => heldBallotsPartition(programId, contestId, list));
export const heldListOf = (ballotShard: number): number => ballotShard % HELD_LISTS;
/** What an organizer has decided of votes: `place` begins with the moment of it. */
export const voteDecisionPrefix = (kind: string) => `VOTES#${kind}#`;
export const voteDecisionKey = (programId: string, contestId: string, kind: string, place: string): Key => ({
  PK: contest(programId, contestId),
  SK: `${voteDecisionPrefix(kind)}${place}`,
});
/** What is to be counted of a round, and how far that is. */
export const roundCountKey = (programId: string, contestId: string, round: number): Key => ({
  PK: contest(programId, contestId),
  SK: `COUNT#${round}`,
});
/** What the ballots of one attempt of a round come to, by the partition that they stand in. */
export const ballotSumsPartition = (
  programId: string,
  { contestId, round, attempt }: { contestId: string; round: number; attempt: number },
): string => `${contest(programId, contestId)}#SUMS#${round}#${attempt}`;
const SHARD_DIGITS = 2;
const PART_DIGITS = 4;
export const ballotSumsSort = (shard: number, part: number): string =>
  `${String(shard).padStart(SHARD_DIGITS, '0')}#${String(part).padStart(PART_DIGITS, '0')}`;
const VERSION_DIGITS = 4;
const versionText = (version: number) => String(version).padStart(VERSION_DIGITS, '0');
/** A version of a contest's result, and what it says of each entry. */
export const contestResultKey = (programId: string, contestId: string, version: number): Key => ({
  PK: contest(programId, contestId),
  SK: `RESULT#${versionText(version)}`,
});
export const resultLinesKey = (programId: string, contestId: string, version: number, part: number): Key => ({
  PK: `${contest(programId, contestId)}#RESULT#${versionText(version)}`,
  SK: String(part).padStart(PART_DIGITS, '0'),
});
/** What the votes of an attempt of a round came to, hour by hour. */
export const voteHoursKey = (
  programId: string,
  { contestId, round, attempt }: { contestId: string; round: number; attempt: number },
): Key => ({
  PK: contest(programId, contestId),
  SK: `HOURS#${round}#${attempt}`,
});
/** The points that a contest's result has still to give. */
export const prizePaymentKey = (programId: string, contestId: string): Key => ({
  PK: contest(programId, contestId),
  SK: 'PAYMENT',
});
/** What became of the prize that the entry with that number has won; `prize` is its place among the contest's. */
export const contestPrizeKey = (
  programId: string,
  contestId: string,
  number: number,
  prize: number,
): Key => ({
  PK: `${contest(programId, contestId)}#PRIZES`,
  SK: `${number}#${prize}`,
});
/** What only we know of a contest: it decides shards and receipts. */
export const contestSecretKey = (programId: string, contestId: string): Key => ({
  PK: contest(programId, contestId),
  SK: 'SECRET',
});
/** What hides addresses and user agents of a contest's voters. */
export const contestSaltKey = (programId: string, contestId: string): Key => ({
  PK: contest(programId, contestId),
  SK: 'SALT',
});
/** What is still to follow from the end of a contest. */
export const contestEndKey = (programId: string, contestId: string): Key => ({
  PK: contest(programId, contestId),
  SK: 'END',
});
/** What is still to follow from a change of a member's status. */
export const memberStatusKey = (programId: string, memberId: string): Key => ({
  PK: member(programId, memberId),
  SK: 'STATUS',
});
export const participationKey = (programId: string, memberId: string, contestId: string): Key => ({
  PK: member(programId, memberId),
  SK: `CONTEST#${contestId}`,
});
/** `subjectId` is an id of ours, which says the kind of what waits. */
export const moderationKey = (programId: string, subjectId: string): Key => ({
  PK: `${program(programId)}#MODERATION#${subjectId}`,
  SK: 'ITEM',
});
export const moderationQueue = (programId: string, kind: string) =>
  `${program(programId)}#MODERATION#${kind}`;
/** What waits of one group, longest waiting first. */
export const waitingPartition = (programId: string, groupId: string) =>
  `${program(programId)}#WAITING#${groupId}`;
/** How much of a group waits. */
export const waitingCountKey = (programId: string, groupId: string): Key =>
  counterKey(programId, `WAITING#${groupId}`, 'ALL');
export const contestsPartition = (programId: string) => `${program(programId)}#CONTESTS`;
export const contestDraftsPartition = (programId: string) => `${program(programId)}#CONTEST_DRAFTS`;
/** How many contests a program has: kept beside them, so the limits hold under any concurrency. */
export const contestCountKey = (programId: string): Key => ({
  PK: `${contestsPartition(programId)}#COUNT`,
  SK: 'COUNT',
});

/** All records that stand in a partition, and those of one board. */
export const recordPrefix = (boardId = '') => `RECORD#${boardId === '' ? '' : `${boardId}#`}`;
/** `partition` is that of all that belongs to whom the record is of. */
export const recordKey = (partition: string, boardId: string, season: string): Key => ({
  PK: partition,
  SK: `${recordPrefix(boardId)}${season}`,
});
/** Where a member's records wait to be listed as the member is. */
export const relistingKey = (programId: string, memberId: string): Key => ({
  PK: member(programId, memberId),
  SK: 'RELISTING',
});
/** One shard of a season's records, best first. */
export const standingsPartition = (programId: string, boardId: string, season: string, shard: number) =>
  `${program(programId)}#BOARD#${boardId}#${season}#${shard}`;
export const treeNodeKey = (
  programId: string,
  boardId: string,
  season: string,
  level: number,
  prefix: number,
): Key => ({ PK: `${program(programId)}#TREE#${boardId}#${season}#${level}#${prefix}`, SK: 'NODE' });
/** Where a dated counter keeps what it was when its latest day began. */
export const dayStartKey = (key: Key): Key => ({ PK: key.PK, SK: `${key.SK}#MORNING` });

/**
 * `subject` is 'PROGRAM', 'POINTS', 'CODE#<code>' or 'BOARD#<board>'; `period` is that of a day, a season or
 * 'ALL'.
 */
export const counterKey = (programId: string, subject: string, period: string): Key => ({
  PK: `${program(programId)}#COUNT#${subject}`,
  SK: period,
});

/** What the votes of one attempt of a contest's round come to; where a leaderboard follows from them, beside all others. */
export const tallyPartition = (
  programId: string,
  {
    contestId,
    round,
    attempt,
    isLive,
  }: { contestId: string; round: number; attempt: number; isLive: boolean },
): string =>
  counterKey(programId, `${isLive ? 'LIVE_TALLY' : 'TALLY'}#${contestId}#${round}#${attempt}`, '').PK;
const TALLY_PARTITION = /^P#([^#]+)#COUNT#(LIVE_TALLY|TALLY)#([^#]+)#(\d+)#(\d+)$/;
/** Undefined for a counter that is no tally. */
export function tallyOf({ PK }: Key) {
  const [, programId, type, contestId, round, attempt] = TALLY_PARTITION.exec(PK) ?? [];
  if (programId === undefined || contestId === undefined) return undefined;
  const isLive = type === 'LIVE_TALLY';
  return { programId, contestId, round: Number(round), attempt: Number(attempt), isLive };
}

/**
 * A season's records and the nodes of its tree are spread over so many lanes: each has a receiver of its own,
 * and fewer items to a batch of it.
 */
const SEASON_LANES = 4;
const COUNTER_PARTITION = /^(P#[^#]+)#COUNT#/;
const NODE_PARTITION = /^(P#[^#]+)#(TREE#[^#]+#[^#]+)#(\d+)#(\d+)$/;
const RECORD_SORT = /^RECORD#[^#]+#[^#]+$/;

/**
 * The lane of an item that several shards of the stream add to, a program's counter, a record, or a node of a
 * season's tree: the partition in which what is added to it can be handed over. Undefined for all other
 * items.
 */
export function laneOf({ PK, SK }: Key): string | undefined {
  const [, counting] = COUNTER_PARTITION.exec(PK) ?? [];
  if (counting !== undefined) return `${counting}#LANE#COUNT`;
  const programId = programOf({ PK, SK });
  if (RECORD_SORT.test(SK) && programId !== undefined)
    return `${program(programId)}#LANE#${SK}#${PK.charCodeAt(PK.length - 1) % SEASON_LANES}`;
  const [, ranking, tree, level, prefix] = NODE_PARTITION.exec(PK) ?? [];
  if (ranking === undefined) return undefined;
  return `${ranking}#LANE#${tree}#${(Number(level) + Number(prefix)) % SEASON_LANES}`;
}

/**
 * What the lanes of one kind of items have in common: where another writer is met in one, there are others in
 * all of them.
 */
export const kindOfLane = (lane: string) => lane.replace(/#\d$/, '');
export function recordsOfLane(lane: string): { boardId: string; season: string } | undefined {
  const [, boardId, season] = /#LANE#RECORD#([^#]+)#([^#]+)#\d$/.exec(lane) ?? [];
  return boardId === undefined || season === undefined ? undefined : { boardId, season };
}
/** What a shard of the stream last handed over in a lane. */
export const handoverKey = (lane: string, shardId: string): Key => ({ PK: lane, SK: shardId });
/** What the partitions of all counters of a lane begin with. */
export const startOfLane = (lane: string) => `${kindOfLane(lane).replace('#LANE#', '#')}#`;

export const dayPeriod = (day: string) => `DAY#${day}`;
/** The day ('YYYY-MM-DD') that a counter is of, or undefined for one of another period. */
export const counterDay = (counter: Key) => /^DAY#(\d{4}-\d{2}-\d{2})$/.exec(counter.SK)?.[1];

export const checkpointKey = (shardId: string): Key => ({ PK: `CHECKPOINT#${shardId}`, SK: 'CHECKPOINT' });

export const HEARTBEAT_KEY: Key = { PK: 'HEARTBEAT', SK: 'HEARTBEAT' };

/** The list of all that waits in quarantine, by when it came there. */
export const QUARANTINE_LIST = 'QUARANTINE';
/** Sequence numbers have up to 40 digits: so they sort as text. */
const SEQUENCE_DIGITS = 40;
/** A stream record in quarantine: all those of one item stand in one partition, in their order. */
export const quarantineKey = (of: Key, sequenceNumber: string): Key => ({
  PK: `QUARANTINE#${createHash('sha256').update(`${of.PK}\n${of.SK}`).digest('hex')}`,
  SK: sequenceNumber.padStart(SEQUENCE_DIGITS, '0'),
});
export const quarantinePartKey = ({ PK, SK }: Key, part: number): Key => ({ PK, SK: `${SK}#${part}` });

/**
 * Shards of a kind's due index: each carries 1,000 moves a second, and the scheduler reads them side by side.
 */
export const DUE_SHARDS = 8;
export const duePartition = (kind: DueKind, shard: number) => `DUE#${kind}#${shard}`;
/** Where a shard of all kinds stood before each kind had its own. */
export const earlierDuePartition = (shard: number) => `DUE#${shard}`;

/** The GSI2 keys of an item that falls due at an instant (ISO 8601 UTC). */
export function dueIndex(key: Key, dueAt: string, kind: DueKind): { GSI2PK: string; GSI2SK: string } {
  return { GSI2PK: duePartition(kind, (digestOf(key)[0] ?? 0) % DUE_SHARDS), GSI2SK: dueAt };
}

/**
 * A part of a span that is the same for an item each time, and another for another item: for what would fall
 * due all at once.
 */
export const partOfSpan = (key: Key, millis: number): number => digestOf(key).readUInt32BE(4) % millis;

const digestOf = ({ PK, SK }: Key) => createHash('sha256').update(`${PK}\n${SK}`).digest();

/**
 * What an item waits for in the due index: since when it is due, how often it has failed, and when it is
 * tried.
 */
export type DueTime = { since: string; tries: number; at: string };

/**
 * The sort key of an item that was put off. It tells all by itself, so whoever writes the item anew has it
 * due at its own time.
 */
export const putOffSort = ({ since, tries, at }: DueTime) => `${at}#${tries}#${since}`;
export function dueTimeOf(sort: string): DueTime {
  const [at = '', tries = '0', since = at] = sort.split('#');
  return { since, tries: Number(tries), at };
}
/** Sorts after all that is to be tried by an instant, put off or not. */
export const lastDueSort = (instant: string) => `${instant}#~`;

export const reviewPartition = (programId: string) => `${program(programId)}#REVIEW`;

/** The program id of a key, or undefined for the deployment's own items. */
export function programOf(key: Key): string | undefined {
  return /^P#([^#]+)/.exec(key.PK)?.[1];
}
