// What there is in the table, one entry for each entity type; the builders of the keys are in keys.ts, what each is for
// and who reads it is in docs/table.md. The event filter of the projector's stream, the kinds of due work and the chart in
// docs/table.md are made of this list, and registry/entities.ts says how each is read.

export type EntityFacts = {
  /** The `et` attribute of its items. */
  type: string;
  /** Partition and sort key. A program's id has no '#', and text from users stands last in its key. */
  key: readonly [string, string];
  /** Where its items are listed, and in which order. */
  list?: readonly [string, string];
  /** What an item waits for in GSI2: its moment, somebody who reviews it, an operator. */
  waits?: readonly ('due' | 'review' | 'quarantine')[];
  /**
   * Whether the projector is woken when an item is written or removed; PUT: not when it is removed. It must not be by
   * what it writes itself and nothing follows from, or it would run for ever, and need not be where nothing follows.
   */
  wakes: boolean | 'PUT';
  /** It may hold words or numbers of a person's own, beside ids of ours. */
  isPersonal?: true;
  /** TTL removes its items. */
  expires?: true;
};

const PROGRAM = 'P#<program>';
const MEMBER = `${PROGRAM}#MEM#<memberId>`;
const CONTEST = `${PROGRAM}#CONTEST#<contestId>`;
const TREE = `${PROGRAM}#TREE#<boardId>#<season>#<level>#<prefix>`;
const ITEM = 'QUARANTINE#<digest of a key>';

export const ENTITIES = {
  program: {
    type: 'PROGRAM',
    key: [PROGRAM, 'PROGRAM'],
    list: ['PROGRAMS', '<program>'],
    wakes: true,
  },
  secrets: { type: 'SECRETS', key: ['DEPLOYMENT', 'SECRETS'], wakes: true },
  // Of the deployment, for whoever checks a result of any of its programs.
  resultKey: { type: 'RESULT_KEY', key: ['RESULT_KEYS', '<kid>'], wakes: false },
  apiKey: {
    type: 'API_KEY',
    key: [`${PROGRAM}#KEY#<keyId>`, 'KEY'],
    list: [`${PROGRAM}#KEYS`, '<keyId>'],
    wakes: true,
    isPersonal: true,
  },
  // Nothing follows from these three either: whoever guesses codes, joins or hides must not keep the projector busy.
  member: {
    type: 'MEMBER',
    key: [MEMBER, 'MEMBER'],
    list: [`${PROGRAM}#MEMBERS`, '<joinedAt>#<memberId>'],
    wakes: false,
    isPersonal: true,
  },
  relisting: { type: 'RELISTING', key: [MEMBER, 'RELISTING'], waits: ['due'], wakes: false },
  wrongCodes: { type: 'WRONG_CODES', key: [MEMBER, 'WRONG_CODES#<hour>'], wakes: false, expires: true },
  externalId: {
    type: 'EXTERNAL_ID',
    key: [`${PROGRAM}#EXT#<externalId>`, 'EXTERNAL_ID'],
    wakes: true,
    isPersonal: true,
  },
  pointAccount: { type: 'POINT_ACCOUNT', key: [MEMBER, 'ACCOUNT'], wakes: true },
  pointEntry: {
    type: 'POINT_ENTRY',
    key: [`${PROGRAM}#ENTRY#<entryId>`, 'ENTRY'],
    list: [`${MEMBER}#ENTRIES`, '<number, 12 digits>'],
    wakes: true,
    isPersonal: true,
  },
  pointKey: { type: 'POINT_KEY', key: [`${PROGRAM}#ENTRY#<entryId>`, 'ENTRY'], wakes: true },
  pointExpiry: { type: 'POINT_EXPIRY', key: [MEMBER, 'EXPIRY#<month>'], waits: ['due'], wakes: true },
  referralCode: {
    type: 'REFERRAL_CODE',
    key: [`${PROGRAM}#CODE#<code>`, 'CODE'],
    list: [`${MEMBER}#CODES`, '<createdAt>#<code>'],
    wakes: true,
    isPersonal: true,
  },
  codeCount: { type: 'CODE_COUNT', key: [MEMBER, 'CODES'], wakes: true },
  referral: {
    type: 'REFERRAL',
    key: [MEMBER, 'REFERRAL'],
    list: [`${MEMBER}#REFERRALS`, '<attributedAt>#<memberId>'],
    waits: ['due', 'review'],
    wakes: true,
    isPersonal: true,
  },
  // It comes with its referral.
  referralPair: {
    type: 'REFERRAL_PAIR',
    key: [`${PROGRAM}#PAIR#<memberId>#<memberId>`, 'PAIR'],
    wakes: false,
  },
  rewardCap: { type: 'REWARD_CAP', key: [MEMBER, 'CAP#<period>'], wakes: true },
  firstEvent: { type: 'FIRST_EVENT', key: [MEMBER, 'FIRST#<type>'], wakes: true },
  click: {
    type: 'CLICK',
    key: [`${PROGRAM}#CLICK#<code>#<day>#<visitor>`, 'CLICK'],
    wakes: true,
    isPersonal: true,
    expires: true,
  },
  visitorSalt: { type: 'VISITOR_SALT', key: [`${PROGRAM}#SALT#<day>`, 'SALT'], wakes: true, expires: true },
  event: {
    type: 'EVENT',
    key: [`${PROGRAM}#EVENT#<eventId>`, 'EVENT'],
    list: [`${MEMBER}#EVENTS`, '<occurredAt>#<eventId>'],
    wakes: true,
    isPersonal: true,
  },
  leaderboard: { type: 'LEADERBOARD', key: [`${PROGRAM}#BOARDS`, '<boardId>'], waits: ['due'], wakes: true },
  boardCount: { type: 'BOARD_COUNT', key: [`${PROGRAM}#BOARDS#COUNT`, 'COUNT'], wakes: true },
  // Nothing follows from the terms of a contest.
  contest: {
    type: 'CONTEST',
    key: [CONTEST, 'CONTEST'],
    list: [`${PROGRAM}#<CONTESTS or CONTEST_DRAFTS>`, '<publishedAt or createdAt>#<contestId>'],
    wakes: false,
    isPersonal: true,
  },
  contestTerms: { type: 'CONTEST_TERMS', key: [CONTEST, 'TERMS#<version>'], wakes: false, isPersonal: true },
  contestEntry: {
    type: 'CONTEST_ENTRY',
    key: [`${CONTEST}#ENTRY#<number>`, 'ENTRY'],
    list: [`${CONTEST}#SHOWN`, '<shownAt>#<number>'],
    waits: ['due'],
    wakes: true,
    isPersonal: true,
  },
  entryReport: {
    type: 'ENTRY_REPORT',
    key: [`${CONTEST}#ENTRY#<number>`, 'REPORT#<memberId>'],
    wakes: false,
    isPersonal: true,
  },
  entryNumbers: { type: 'ENTRY_NUMBERS', key: [CONTEST, 'NUMBERS'], wakes: false },
  // What counts is in the tallies, which follow from it.
  ballot: {
    type: 'BALLOT',
    key: [`${CONTEST}#BALLOTS#<shard>`, '<memberId>#<round>#<attempt>#<day or ALL>'],
    list: [`${CONTEST}#HELD#<list>`, '<heldAt>#<memberId>#<round>#<attempt>#<day or ALL>'],
    wakes: true,
  },
  voteDecision: {
    type: 'VOTE_DECISION',
    key: [CONTEST, 'VOTES#<kind>#<decidedAt>#<random>'],
    waits: ['due'],
    wakes: false,
    isPersonal: true,
  },
  // A round's vote that is to be counted, and what each partition of its ballots comes to.
  roundCount: { type: 'ROUND_COUNT', key: [CONTEST, 'COUNT#<round>'], waits: ['due'], wakes: false },
  ballotSums: {
    type: 'BALLOT_SUMS',
    key: [`${CONTEST}#SUMS#<round>#<attempt>`, '<shard>#<part>'],
    wakes: false,
  },
  // What the votes have come to: a version of the result, and what it says of each entry.
  contestResult: {
    type: 'CONTEST_RESULT',
    key: [CONTEST, 'RESULT#<version>'],
    waits: ['due'],
    wakes: false,
  },
  resultLines: { type: 'RESULT_LINES', key: [`${CONTEST}#RESULT#<version>`, '<part>'], wakes: false },
  voteHours: {
    type: 'VOTE_HOURS',
    key: [CONTEST, 'HOURS#<round>#<attempt>'],
    waits: ['due'],
    wakes: false,
  },
  // Points that a published version has still to give, and what became of an award that no entry of points tells of.
  prizePayment: { type: 'PRIZE_PAYMENT', key: [CONTEST, 'PAYMENT'], waits: ['due'], wakes: false },
  contestPrize: {
    type: 'CONTEST_PRIZE',
    key: [`${CONTEST}#PRIZES`, '<number>#<prize>'],
    wakes: false,
    isPersonal: true,
  },
  contestSecret: { type: 'CONTEST_SECRET', key: [CONTEST, 'SECRET'], wakes: false },
  contestSalt: { type: 'CONTEST_SALT', key: [CONTEST, 'SALT'], wakes: false },
  contestEnd: { type: 'CONTEST_END', key: [CONTEST, 'END'], waits: ['due'], wakes: false },
  memberStatus: { type: 'MEMBER_STATUS', key: [MEMBER, 'STATUS'], waits: ['due'], wakes: false },
  participation: { type: 'PARTICIPATION', key: [MEMBER, 'CONTEST#<contestId>'], wakes: false },
  moderationItem: {
    type: 'MODERATION_ITEM',
    key: [`${PROGRAM}#MODERATION#<subjectId>`, 'ITEM'],
    list: [`${PROGRAM}#MODERATION#<kind>`, '<since>#<subjectId>'],
    waits: ['review'],
    // How much of a contest waits follows from it.
    wakes: true,
  },
  contestCount: { type: 'CONTEST_COUNT', key: [`${PROGRAM}#CONTESTS#COUNT`, 'COUNT'], wakes: false },
  // The trees of leaderboards follow from their records, which the projector writes itself.
  record: {
    type: 'RECORD',
    key: ['<partition of the member, code or entry>', 'RECORD#<boardId>#<season>'],
    list: [`${PROGRAM}#BOARD#<boardId>#<season>#<shard>`, '<best first>'],
    wakes: true,
    isPersonal: true,
  },
  datedCounter: { type: 'DATED_COUNTER', key: [TREE, 'NODE'], wakes: false },
  // The stored names are older than ours.
  dayStart: { type: 'MORNING', key: [TREE, 'NODE#MORNING'], wakes: false },
  counter: {
    type: 'COUNTER',
    key: [`${PROGRAM}#COUNT#<subject>`, '<period>'],
    wakes: false,
    isPersonal: true,
  },
  // Votes that only those who run the program may know; nothing follows from them before the result.
  tally: {
    type: 'TALLY',
    key: [`${PROGRAM}#COUNT#TALLY#<contestId>#<round>#<attempt>`, '<group>'],
    wakes: false,
  },
  // Votes that everybody sees: records of a leaderboard follow from them.
  liveTally: {
    type: 'LIVE_TALLY',
    key: [`${PROGRAM}#COUNT#LIVE_TALLY#<contestId>#<round>#<attempt>`, '<group>'],
    wakes: true,
  },
  // What was handed over is added once, when it appears.
  handover: {
    type: 'HANDOVER',
    key: [`${PROGRAM}#LANE#<lane>`, '<shardId>'],
    wakes: 'PUT',
    isPersonal: true,
    expires: true,
  },
  checkpoint: {
    type: 'CHECKPOINT',
    key: ['CHECKPOINT#<shardId>', 'CHECKPOINT'],
    wakes: false,
    expires: true,
  },
  heartbeat: { type: 'HEARTBEAT', key: ['HEARTBEAT', 'HEARTBEAT'], wakes: true },
  // What is in quarantine wakes the projector: it speaks of what comes there, applies what is marked, and speaks of what
  // TTL removes. A part comes and goes with its first item.
  quarantine: {
    type: 'QUARANTINE',
    key: [ITEM, '<sequence number, 40 digits>'],
    waits: ['quarantine'],
    wakes: true,
    isPersonal: true,
    expires: true,
  },
  quarantinePart: {
    type: 'QUARANTINE_PART',
    key: [ITEM, '<sequence number, 40 digits>#<part>'],
    wakes: false,
    isPersonal: true,
    expires: true,
  },
} as const satisfies Record<string, EntityFacts>;

export type EntityName = keyof typeof ENTITIES;
const NAMES = Object.keys(ENTITIES) as EntityName[];

/** The stored type of each entity, by its name. */
export const ENTITY = Object.fromEntries(NAMES.map((name) => [name, ENTITIES[name].type])) as {
  readonly [N in EntityName]: (typeof ENTITIES)[N]['type'];
};

type DueName = {
  [N in EntityName]: (typeof ENTITIES)[N] extends { waits: readonly (infer W)[] }
    ? 'due' extends W
      ? N
      : never
    : never;
}[EntityName];

/**
 * The kinds of due work: the types of what falls due. Each has partitions of its own and is run by a rule of its
 * own each minute (infra/scheduler.ts), so that none waits for another.
 */
export type DueKind = (typeof ENTITIES)[DueName]['type'];
export const DUE_KINDS = NAMES.filter((name) => (ENTITIES[name] as EntityFacts).waits?.includes('due')).map(
  (name) => ENTITY[name] as DueKind,
);
