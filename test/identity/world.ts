import { meter } from '../../bench/meter.ts';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { defaultBoardWrites } from '../../functions/features/leaderboards/boards/operations.ts';
import { createProgram } from '../../functions/features/programs/operations.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import type { Scope } from '../../functions/features/programs/scope.ts';
import { cachedProgram } from '../../functions/features/programs/store.ts';
import { ANONYMOUS, type Viewer } from '../../functions/identity/viewer.ts';
import type { TokenSettings } from '../../functions/platform/env.ts';
import type { Decision, Refusal } from '../../functions/platform/errors.ts';
import type { CallerRole, ErrorCode } from '../../functions/platform/generated/enums.ts';
import type { Log } from '../../functions/platform/log.ts';
import { createTable } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { startTestEngine } from '../support/engine.ts';

export const OPERATOR = { issuer: 'https://ops.example', audience: 'fanfare-operator' };
export const operator: Viewer = {
  ...ANONYMOUS,
  access: new Set<CallerRole>(['PUBLIC', 'OPERATOR']),
  actorId: 'operator',
};

export type World = Awaited<ReturnType<typeof startWorld>>;

/** A table of its own with a clock that stands still, for tests that call operations without HTTP. */
export async function startWorld(operatorTokens: TokenSettings = OPERATOR) {
  const engine = await startTestEngine();
  const { client, tableName } = engine;
  const clock = { millis: Date.parse('2026-03-01T09:00:00.000Z') };
  const lines: Record<string, unknown>[] = [];
  const keep = (message: string, fields = {}) => void lines.push({ message, ...fields });
  const log: Log = { info: keep, warn: keep, error: keep, with: () => log };
  /** What one more instance of the Lambda has: a memory of its own, the same table. */
  const instance = (): Deps =>
    createDeps(
      {
        tableName,
        stage: 'local',
        logLevel: 'SILENT',
        dynamodbEndpoint: engine.endpoint,
        operator: operatorTokens,
      },
      { now: () => new Date(clock.millis), log, table: createTable({ tableName, client }) },
    );
  const deps = instance();
  return {
    deps,
    instance,
    clock,
    lines,
    meter: meter(client),
    /** Makes a program, or answers the one that is there. */
    program: async (slug: string, more: object = {}) =>
      value(await createProgram(deps, operator, programInput(slug, more), defaultBoardWrites)),
    /** The scope of a request now, as a Lambda works it out. */
    scope: async (slug: string, viewer: Viewer): Promise<Scope> => ({
      program: (await cachedProgram(deps, slug)) as Program,
      viewer,
    }),
    close: () => engine.close(),
  };
}

export const programInput = (slug: string, more: object = {}) => ({
  slug,
  name: '데모 ☕ Fans',
  timeZone: 'Asia/Seoul',
  locale: 'ko-KR',
  currency: 'KRW',
  landingUrl: 'https://demo.example/welcome',
  pointPolicy: { pointName: '콩', expiryMonths: 12 },
  referralPolicy: { advocatePoints: 500, friendPoints: 300 },
  tokenPolicy: { issuer: 'https://issuer.example/pool', audience: `fanfare-${slug}` },
  ...more,
});

export const memberViewer = (memberId: string, ...access: CallerRole[]): Viewer => ({
  ...ANONYMOUS,
  access: new Set<CallerRole>(['PUBLIC', 'MEMBER', ...access]),
  memberId,
  actorId: memberId,
});

/** The value of an accepted decision; throws the refusal of another. */
export function value<T>(decision: Decision<T, ErrorCode>): T {
  if (decision.ok) return decision.value;
  throw new Error(`Refused: ${JSON.stringify(decision.refusal)}`);
}

/** The code and field of a refusal; undefined for what was accepted. */
export function refusalOf(
  decision: Decision<unknown, ErrorCode>,
): Pick<Refusal, 'code' | 'field'> | undefined {
  return decision.ok ? undefined : { code: decision.refusal.code, field: decision.refusal.field };
}
