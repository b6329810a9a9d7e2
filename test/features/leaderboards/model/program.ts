import { decideCreateReferralCode, type ReferralCode } from '../../../../functions/features/codes/rules.ts';
import { insertCode } from '../../../../functions/features/codes/store.ts';
import {
  type Board,
  createBoard,
  createBoardInput,
} from '../../../../functions/features/leaderboards/boards/rules.ts';
import { insertBoard } from '../../../../functions/features/leaderboards/boards/store.ts';
import { decideJoin, type Member } from '../../../../functions/features/members/rules.ts';
import { insertMember } from '../../../../functions/features/members/store.ts';
import {
  createProgramInput,
  decideCreateProgram,
  type Program,
} from '../../../../functions/features/programs/rules.ts';
import { insertProgram } from '../../../../functions/features/programs/store.ts';
import { memberIdOf } from '../../../../functions/identity/member-id.ts';
import type { Item, Write } from '../../../../functions/table/client.ts';
import { ENTITY } from '../../../../functions/table/entities.ts';
import { SECRETS_KEY } from '../../../../functions/table/keys.ts';
import { type Boards, MEMBERS, type Story } from './story.ts';

// The program of a story as it stands before the first step.

export type Setting = {
  program: Program;
  memberIds: string[];
  members: Map<string, Member>;
  /** Two codes of each member. */
  codes: ReferralCode[];
  boards: Board[];
  items: Item[];
};

/** The item that a write puts. */
export const itemOf = (write: Write): Item => {
  if (!('put' in write)) throw new Error('This write puts no item.');
  return write.put;
};

export function settingOf(slug: string, told: Story): Setting {
  const now = new Date(told.startsAt);
  const program = programOf(slug, told.zone, now);
  const memberIds = Array.from({ length: MEMBERS }, (_, n) =>
    memberIdOf(slug, 'https://issuer.example.com', String(n)),
  );
  // The last joins later, if ever.
  const members = memberIds.slice(0, -1).map((id) => newMember(program, id, 'FULL', now));
  const codes = memberIds.flatMap((id, n) =>
    ['TEA', 'CUP'].map((word) => codeOf(slug, id, `${word}${n}`, now)),
  );
  const boards = boardsOf(program, told.boards, now);
  const items = [
    insertProgram(program),
    ...members.map(insertMember),
    ...codes.map(insertCode),
    ...boards.map(insertBoard),
  ].map(itemOf);
  // The first list of all makes the key that seals cursors; that is no part of a story.
  items.push({ ...SECRETS_KEY, et: ENTITY.secrets, cursorSecret: 'secret' });
  return { program, memberIds, members: new Map(members.map((one) => [one.id, one])), codes, boards, items };
}

export function programOf(slug: string, timeZone: string, now: Date): Program {
  const input = createProgramInput.parse({
    slug,
    name: 'Moon Tea',
    timeZone,
    locale: 'ko-KR',
    currency: 'KRW',
    landingUrl: 'https://shop.example.com/',
    pointPolicy: { pointName: 'leaves', expiryMonths: 12 },
    referralPolicy: { advocatePoints: 500, friendPoints: 300, holdingPeriodDays: 0 },
    tokenPolicy: { issuer: 'https://issuer.example.com', audience: 'demo' },
  });
  return decideCreateProgram(input, now);
}

export const newMember = (
  program: Program,
  id: string,
  visibility: Member['visibility'],
  now: Date,
): Member => decideJoin({ id, programId: program.id, locale: program.locale }, { visibility }, now);

function codeOf(programId: string, memberId: string, key: string, now: Date): ReferralCode {
  const made = decideCreateReferralCode({ programId, memberId }, { code: key, key }, {}, now);
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}

/** As old as the program: the stream counts everything, and there is no past to add. */
function boardsOf(program: Program, { pointSeason, referrals, events }: Boards, now: Date): Board[] {
  const points = { subject: 'MEMBER', metric: 'POINTS_EARNED' };
  const wanted = [
    { ...points, seasonKind: 'ALL_TIME', shards: 2 },
    { ...points, seasonKind: pointSeason },
    { ...referrals, metric: 'REFERRALS_REWARDED' },
    ...(events === null ? [] : [eventBoard(events)]),
  ];
  return wanted.map((board, n) => {
    const input = createBoardInput.parse({ ...board, name: `Board ${n}`, idempotencyKey: `board-${n}` });
    return { ...createBoard(program, input, 'test', now), countsFrom: program.createdAt, backfill: null };
  });
}

/** What grows by one at a time has a step of 1. */
const eventBoard = (events: NonNullable<Boards['events']>) => ({
  ...events,
  subject: 'MEMBER',
  eventType: 'PURCHASE',
  scoreStep: events.metric === 'EVENT_COUNT' ? 1 : events.scoreStep,
});
