import { beforeAll, describe, expect, it } from 'vitest';
import { type Caller, createCaller } from '../../local/demo/caller.ts';
import { emptyData, type Server, signedIn, terminal, untilSound } from './processes.ts';

const RIVALS = 200;
const { directory, start, tool } = terminal();
let server: Server;
let organizer: Caller;

beforeAll(async () => {
  await emptyData(directory);
  server = await start({ directory });
  organizer = createCaller(server.url, 'demo', await signedIn(server, 'organizer'));
}, 180_000);

const rivals = <T>(work: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: RIVALS }, (_, n) => work(n)));

/** How often each answer came. */
function tally(answers: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}

type Points = { available: number; pending: number; lifetimeEarned: number; lifetimeSpent: number };

async function member(n: number) {
  const app = createCaller(server.url, 'demo', await signedIn(server, `member:${n}`));
  const input = { displayName: `회원 ${n}` };
  const joined = await app.run<{ member: { id: string } }>('join', input, 'member { id }');
  const points = async () => {
    const fields = 'available pending lifetimeEarned lifetimeSpent';
    return (await app.ask<{ me: { points: Points } }>(`{ me { points { ${fields} } } }`)).me.points;
  };
  return { app, memberId: joined.member.id, points };
}

async function makeCode({ app }: { app: Caller }, input: object): Promise<string> {
  type Made = { referralCode: { code: string } };
  return (await app.run<Made>('createReferralCode', input, 'referralCode { code }')).referralCode.code;
}

describe('two hundred requests at once, over HTTP', { timeout: 180_000 }, () => {
  it('admit exactly 50 friends to a code that admits 50', async () => {
    const advocate = await member(1);
    const code = await makeCode(advocate, { usageLimit: 50 });
    const friends = await rivals((n) => member(1_000 + n));
    const answers = await Promise.all(friends.map(({ app }) => app.attempt('claimReferral', { code })));
    expect(tally(answers)).toEqual({ ACCEPTED: 50, CODE_LIMIT_REACHED: 150 });
    const query = 'query ($code: String!) { referralCode(code: $code) { usageRemaining status } }';
    expect(await organizer.ask(query, { code })).toEqual({
      referralCode: { usageRemaining: 0, status: 'LIMIT_REACHED' },
    });
  });

  it('spend exactly the 120 points that an account has', async () => {
    const { memberId, points } = await member(2);
    const start = { memberId, points: 120, reason: 'Start', idempotencyKey: 'start' };
    await organizer.run('awardPoints', start, 'entry { id }');
    const answers = await rivals((n) => {
      const input = { memberId, points: 1, reason: 'Sip', idempotencyKey: `sip-${n}` };
      return organizer.attempt('spendPoints', input);
    });
    expect(tally(answers)).toEqual({ ACCEPTED: 120, INSUFFICIENT_POINTS: 80 });
    expect(await points()).toEqual({ available: 0, pending: 0, lifetimeEarned: 120, lifetimeSpent: 120 });
  });

  it('with one idempotency key make one entry, and all get its answer', async () => {
    const { memberId, points } = await member(3);
    const input = { memberId, points: 70, reason: '생일 축하 🎂', idempotencyKey: 'birthday' };
    const fields = 'entry { id number points createdAt } account { available }';
    const answers = await rivals(() => organizer.run('awardPoints', input, fields));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await points()).toMatchObject({ available: 70, lifetimeEarned: 70 });
  });

  it('that report one purchase record it once, and its referral is rewarded once', async () => {
    const [advocate, friend] = [await member(4), await member(5)];
    const code = await makeCode(advocate, {});
    await friend.app.run('claimReferral', { code }, 'referral { id }');
    const amount = { amountMinor: 45_000, currency: 'KRW' };
    const { memberId } = friend;
    const event = { source: 'shop', externalEventId: 'order-1', type: 'PURCHASE', memberId, amount };
    type Recorded = { results: { status: string }[] };
    const answers = await rivals(() =>
      organizer.run<Recorded>('recordEvents', { events: [event] }, 'results { status }'),
    );
    const statuses = answers.map(({ results }) => results[0]?.status ?? 'none');
    expect(tally(statuses)).toEqual({ RECORDED: 1, DUPLICATE: RIVALS - 1 });
    expect([await advocate.points(), await friend.points()]).toMatchObject([
      { pending: 500 },
      { pending: 300 },
    ]);
  });

  it('leave a sound ledger, and counters that equal a recount', async () => {
    await untilSound(server);
    const { status, stdout } = await tool('tools/verify-ledger.ts', { directory });
    expect(stdout).toContain('All is well.');
    expect(status).toBe(0);
  });
});
