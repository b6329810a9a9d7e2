import { beforeAll, describe, expect, it } from 'vitest';
import { createCaller } from '../../local/demo/caller.ts';
import { isRunning, until } from '../support/machine.ts';
import { emptyData, enginePidOf, type Server, signedIn, terminal, untilSound } from './processes.ts';

const ROUNDS = 3;
const MEMBERS = 8;
const CLIENTS = 16;
/** So many awards are acknowledged before the kill, which then meets as many in the middle as there are clients. */
const ACKNOWLEDGED = 60;
const POINTS = 10;
const RETRY_DEADLINE_MILLIS = 60_000;

const { directory, start, tool } = terminal();
let memberIds: string[] = [];
/** Every award that was ever sent, by its idempotency key, with the entry's number once it was acknowledged. */
const sent = new Map<string, { memberId: string; number: number | undefined }>();

beforeAll(async () => {
  await emptyData(directory);
  const server = await start({ directory });
  const join = async (n: number) => {
    const app = createCaller(server.url, 'demo', await signedIn(server, `member:${n}`));
    return (await app.run<{ member: { id: string } }>('join', {}, 'member { id }')).member.id;
  };
  memberIds = await Promise.all(Array.from({ length: MEMBERS }, (_, n) => join(n + 1)));
  await server.stop();
}, 180_000);

const AWARD =
  'mutation ($input: AwardPointsInput!) { awardPoints(input: $input) { entry { number } userErrors { code } } }';

/** The number of the entry when the award was acknowledged, else undefined: whether it was done is then unknown. */
async function award({ url }: Server, headers: object, key: string): Promise<number | undefined> {
  const memberId = sent.get(key)?.memberId;
  const input = { memberId, points: POINTS, reason: 'Load', idempotencyKey: key };
  try {
    const response = await fetch(`${url}/demo/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: AWARD, variables: { input } }),
    });
    const { data } = (await response.json()) as { data?: { awardPoints: { entry: { number: number } } } };
    return data?.awardPoints.entry.number;
  } catch {
    return undefined;
  }
}

/** Awards from many clients at once, each until it stays without an answer, or until well after the kill. */
async function load(server: Server, round: string, kill: () => void): Promise<void> {
  const headers = await signedIn(server, 'organizer');
  let acknowledged = 0;
  let isKilled = false;
  const client = async (name: number) => {
    for (let n = 0; ; n += 1) {
      const key = `${round}-${name}-${n}`;
      sent.set(key, { memberId: memberIds[(name + n) % MEMBERS] ?? '', number: undefined });
      const number = await award(server, headers, key);
      if (number === undefined) return;
      sent.set(key, { memberId: sent.get(key)?.memberId ?? '', number });
      acknowledged += 1;
      if (acknowledged >= ACKNOWLEDGED && !isKilled) {
        isKilled = true;
        kill();
      }
      // A server whose engine was killed may answer all the same, a little later.
      if (acknowledged >= 3 * ACKNOWLEDGED) return;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, name) => client(name)));
  expect(isKilled).toBe(true);
}

/** Sends every award of all rounds again under its key, until each is acknowledged. */
async function sendAllAgain(server: Server): Promise<void> {
  const headers = await signedIn(server, 'organizer');
  const deadline = Date.now() + RETRY_DEADLINE_MILLIS;
  const queue = [...sent.keys()].values();
  const client = async () => {
    for (const key of queue) {
      let number: number | undefined;
      while (number === undefined) {
        if (Date.now() > deadline) throw new Error(`${key} is not acknowledged.`);
        number = await award(server, headers, key);
      }
      const known = sent.get(key);
      // What was acknowledged before the kill is there, at the place that the client was told.
      if (known?.number !== undefined) expect(number).toBe(known.number);
      else sent.set(key, { memberId: known?.memberId ?? '', number });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

async function expectEachOnce(server: Server): Promise<void> {
  const organizer = createCaller(server.url, 'demo', await signedIn(server, 'organizer'));
  for (const memberId of memberIds) {
    const query =
      'query ($id: ID!) { member(id: $id) { points { available entries(first: 1) { edges { node { number } } } } } }';
    const { member } = await organizer.ask<{ member: { points: object } }>(query, { id: memberId });
    const awards = [...sent.values()].filter((one) => one.memberId === memberId).length;
    expect(member.points).toEqual({
      available: awards * POINTS,
      entries: { edges: [{ node: { number: awards } }] },
    });
  }
}

describe('kill -9 during a load of awards', { timeout: 300_000 }, () => {
  it('of the server loses no acknowledged award and doubles none when the client sends all again', async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const server = await start({ directory });
      const engine = enginePidOf(server);
      await load(server, `server-${round}`, () => process.kill(server.pid, 'SIGKILL'));
      await server.ended;
      await until('the engine ends with its server', () => !isRunning(engine), 30_000);
      const next = await start({ directory, port: server.port });
      await sendAllAgain(next);
      await expectEachOnce(next);
      await untilSound(next);
      expect((await next.stop()).status).toBe(0);
    }
  });

  it('of the engine loses no acknowledged award: the server starts the engine again', async () => {
    const server = await start({ directory });
    for (let round = 1; round <= ROUNDS; round += 1) {
      const engine = enginePidOf(server);
      await load(server, `engine-${round}`, () => process.kill(engine, 'SIGKILL'));
      await sendAllAgain(server);
      expect(enginePidOf(server)).not.toBe(engine);
      await expectEachOnce(server);
      await untilSound(server);
    }
    expect((await server.stop()).status).toBe(0);
  });

  it('leaves a ledger that verify:ledger finds sound', async () => {
    const { status, stdout } = await tool('tools/verify-ledger.ts', { directory });
    expect(stdout).toContain('All is well.');
    expect(status).toBe(0);
  });
});
