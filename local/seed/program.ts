import {
  createLeaderboard,
  defaultBoardWrites,
} from '../../functions/features/leaderboards/boards/operations.ts';
import { createProgram } from '../../functions/features/programs/operations.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import { ANONYMOUS, type Viewer } from '../../functions/identity/viewer.ts';
import type { CallerRole } from '../../functions/platform/generated/enums.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { DEV_ISSUER } from '../issuer.ts';

export const OPERATOR: Viewer = {
  ...ANONYMOUS,
  access: new Set<CallerRole>(['PUBLIC', 'OPERATOR']),
  actorId: 'operator',
};

/** The program that `npm start` begins with. `jwksUri` is where the development issuer's keys are. */
export async function createDemoProgram(deps: Deps, jwksUri: string | undefined): Promise<Program> {
  const created = await createProgram(
    deps,
    OPERATOR,
    {
      slug: 'demo',
      name: '달빛찻집 Moonlight Tea Club',
      timeZone: 'Asia/Seoul',
      locale: 'ko-KR',
      currency: 'KRW',
      landingUrl: 'https://example.com/moonlight',
      pointPolicy: { pointName: 'leaves', expiryMonths: 12 },
      referralPolicy: {
        attributionModel: 'LAST_CLICK',
        windowDays: 30,
        qualifyingEventType: 'PURCHASE',
        minimumAmount: { amountMinor: 20_000, currency: 'KRW' },
        holdingPeriodDays: 7,
        advocatePoints: 500,
        friendPoints: 300,
        cap: { maxRewards: 20, period: 'MONTH' },
        approvalMode: 'AUTOMATIC',
        newCustomersOnly: true,
      },
      tokenPolicy: {
        issuer: DEV_ISSUER,
        audience: 'fanfare-demo',
        ...(jwksUri === undefined ? {} : { jwksUri }),
      },
    },
    defaultBoardWrites,
  );
  if (!created.ok) throw new Error(`The demo program could not be created: ${created.refusal.message}`);
  await createDemoBoards(deps, created.value);
  return created.value;
}

/** Two boards beside those that every program has: what members buy in a week, and whose codes bring friends. */
async function createDemoBoards(deps: Deps, program: Program): Promise<void> {
  const boards = [
    {
      name: '이번 주 구매 Purchases of the week',
      metric: 'EVENT_AMOUNT',
      eventType: 'PURCHASE',
      seasonKind: 'WEEK',
    },
    { name: '추천 코드 Referral codes', metric: 'REFERRALS_REWARDED', subject: 'REFERRAL_CODE' },
  ];
  for (const board of boards) {
    const input = { subject: 'MEMBER', ...board, idempotencyKey: board.name };
    const made = await createLeaderboard(catalog)(deps, { program, viewer: OPERATOR }, input);
    if (!made.ok) throw new Error(`The board ${board.name} could not be created: ${made.refusal.message}`);
  }
}
