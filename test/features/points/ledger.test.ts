import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  awardPoints,
  deductPoints,
  type Posted,
  reversePointEntry,
  spendPoints,
} from '../../../functions/features/points/operations.ts';
import type { Scope } from '../../../functions/features/programs/scope.ts';
import { cachedProgram } from '../../../functions/features/programs/store.ts';
import { ANONYMOUS } from '../../../functions/identity/viewer.ts';
import type { Decision } from '../../../functions/platform/errors.ts';
import type { ErrorCode } from '../../../functions/platform/generated/enums.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, startApi } from '../../support/api.ts';
import { addFaults, byChance, type Call, type Fault, type Faults } from '../../support/faults.ts';
import { runsOf, seedOf } from '../../support/runs.ts';

vi.mock('../../../functions/table/retry.ts', () => import('../../support/no-wait.ts'));

const MEMBERS = 3;
const SEED = 20_261_121;

let api: Api;
let faults: Faults;
let scope: Scope;
beforeAll(async () => {
  api = await startApi({ lasting: true });
  await api.createProgram({ pointPolicy: { expiryMonths: 3 } });
  const program = await cachedProgram(api.deps, 'demo');
  if (program === undefined) throw new Error('The program is gone.');
  scope = { program, viewer: { ...ANONYMOUS, actorId: 'system' } };
  faults = addFaults(api.client, api.engine.endpoint);
});
afterAll(() => api.close());

const VERBS = { award: awardPoints, deduct: deductPoints, spend: spendPoints };
type Request =
  | { verb: keyof typeof VERBS; member: number; points: number }
  /** Undoes what an earlier request wrote. */
  | { verb: 'reverse'; of: number }
  /** An earlier request once more, key and all. */
  | { verb: 'repeat'; of: number };
/** Requests that arrive at the same moment, after so many months. */
type Step = { months: number; settles: boolean; requests: Request[] };
type Story = { seed: number; steps: Step[] };

const request: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      verb: fc.constant('award' as const),
      member: fc.nat(MEMBERS - 1),
      points: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      verb: fc.constantFrom('spend' as const, 'deduct' as const),
      member: fc.nat(MEMBERS - 1),
      points: fc.integer({ min: 1, max: 50 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ verb: fc.constantFrom('reverse' as const, 'repeat' as const), of: fc.nat(30) }),
  },
);
const step: fc.Arbitrary<Step> = fc.record({
  months: fc.constantFrom(0, 0, 0, 1, 2, 5),
  settles: fc.boolean(),
  requests: fc.array(request, { minLength: 1, maxLength: 4 }),
});
const story: fc.Arbitrary<Story> = fc.record({
  seed: fc.nat(),
  steps: fc.array(step, { minLength: 3, maxLength: 12 }),
});

/** A request that a client sent, and sends again until it has an answer. */
type Answer = Decision<Posted, ErrorCode>;
type Sent = { send: () => Promise<Answer>; answer: Answer | undefined };

const RATES: Partial<Record<Fault, number>> = {
  STALE: 0.25,
  MIXED: 0.1,
  LOST_ANSWER: 0.08,
  CRASH: 0.05,
  CONFLICT: 0.05,
  CAPACITY: 0.03,
  UNPROCESSED: 0.05,
};

/** Its checkpoint, the records and boards of rankings, and whose they are. */
const isOfProjector = ({ operation, about }: Call) =>
  /CHECKPOINT#|RECORD#|#TREE#|#BOARDS/.test(about) ||
  (operation === 'Query' && /#MEM#[^#]+(#CODES)?$/.test(about));

let stories = 0;

async function play({ seed, steps }: Story): Promise<void> {
  stories += 1;
  const members = await Promise.all(
    Array.from({ length: MEMBERS }, async (_, n) => (await api.join('demo', `${stories}-${n}`)).memberId),
  );
  const sent: Sent[] = [];
  const chance = byChance(seed, RATES);
  // The projector has a property of its own (test/table/project.test.ts), and the stream's waits for it are real ones.
  faults.plan = (call) => (isOfProjector(call) ? undefined : chance(call));

  function requestOf(asked: Request): Sent | undefined {
    const idempotencyKey = `${stories}-${sent.length}`;
    if (asked.verb === 'repeat') return sent[asked.of];
    if (asked.verb === 'reverse') {
      const target = sent[asked.of]?.answer;
      if (target === undefined || !target.ok) return undefined;
      const input = { entryId: target.value.entry.id, reason: 'Undone.', idempotencyKey };
      return { send: () => reversePointEntry(api.deps, scope, input), answer: undefined };
    }
    const input = { memberId: members[asked.member], points: asked.points, reason: 'Tea.', idempotencyKey };
    return { send: () => VERBS[asked.verb](api.deps, scope, input), answer: undefined };
  }

  for (const { months, settles, requests } of steps) {
    api.clock.advance({ days: months * 31 });
    const now: Promise<void>[] = [];
    for (const asked of requests) {
      const one = requestOf(asked);
      if (one === undefined) continue;
      if (!sent.includes(one)) sent.push(one);
      now.push(send(one));
    }
    if (settles) now.push(api.drain(), api.tick(ENTITY.pointExpiry).then(ignore, ignore));
    await Promise.all(now);
  }
  faults.plan = () => undefined;
  for (const one of sent) if (one.answer === undefined) await send(one);
  await settle();
  await check(members, sent);
}

const ignore = () => undefined;

/** What a client does: whatever it was told, an entry that it once got is the entry that it gets. */
async function send(one: Sent): Promise<void> {
  const answer = await one.send().catch(ignore);
  if (one.answer?.ok !== true) one.answer = answer;
  else if (answer !== undefined) expect(answer.ok && answer.value.entry).toEqual(one.answer.value.entry);
}

/** Lets everything come to rest: the stream, and what is due by now. */
async function settle(): Promise<void> {
  for (let done = 1; done > 0; ) {
    await api.drain();
    // What has failed is tried again within the hour.
    api.clock.advance({ hours: 1 });
    const report = await api.tick(ENTITY.pointExpiry);
    expect(report.failed).toBe(0);
    done = report.done;
  }
  await api.drain();
}

async function check(members: string[], sent: Sent[]): Promise<void> {
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  const entries = (await api.scanAll()).filter(
    ({ et, GSI1PK }) => et === 'POINT_ENTRY' && members.some((id) => String(GSI1PK).includes(id)),
  );
  const written = entries.filter(({ kind }) => kind !== 'EXPIRE').map(({ PK }) => PK.split('#').at(-1));
  const accepted = sent.flatMap(({ answer }) => (answer?.ok === true ? [answer.value.entry.id] : []));
  // Each accepted request wrote one entry, and nothing else wrote any.
  expect(written.toSorted()).toEqual([...new Set(accepted)].toSorted());
  expect(new Set(accepted).size).toBe(accepted.length);
}

test('no sequence of requests, retries and faults makes a balance, an entry number or a total wrong', async () => {
  await fc.assert(fc.asyncProperty(story, play), {
    ...seedOf(SEED),
    numRuns: runsOf(15),
    endOnFailure: true,
  });
  expect(new Set(faults.happened)).toEqual(new Set(Object.keys(RATES)));
  const { ledger } = await verify(api.deps);
  expect(ledger.entries).toBeGreaterThan(150);
  expect(ledger.books.expired).toBeGreaterThan(0);
  expect(ledger.books.redeemed).toBeGreaterThan(0);
});
