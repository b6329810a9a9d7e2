import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { addFaults, LostAnswer } from '../../support/faults.ts';
import { clickOf, LANDING, openFollower } from './follower.ts';

// What fans meet who follow a link while the table fails, or does not answer.

type Follower = Awaited<ReturnType<typeof openFollower>>;

let api: Api;
let codeOf: Follower['codeOf'];
let follow: Follower['follow'];
let clicks: Follower['clicks'];
/** What the table answers to, so a test can break it. */
let isBroken: (command: string) => boolean = () => false;
let isMute: (command: string) => boolean = () => false;
/** Ends the calls that wait for an answer, as the SDK does after its time. */
const giveUp: (() => void)[] = [];
function speak(): void {
  isMute = () => false;
  for (const end of giveUp.splice(0)) end();
}

function breakable(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (isBroken(context.commandName ?? '')) throw new Error('The table is not there.');
      if (isMute(context.commandName ?? '')) {
        return new Promise((_resolve, reject) => {
          giveUp.push(() => reject(new LostAnswer('Nothing came.')));
        });
      }
      return next(args);
    },
    { step: 'initialize' },
  );
}

beforeAll(async () => {
  api = await startApi({ client: breakable });
  ({ codeOf, follow, clicks } = await openFollower(api));
});
afterAll(() => api.close());

describe('a click whose write is retried by the SDK after a lost answer', () => {
  test('counts once, and redirects with its click id', async () => {
    const code = await codeOf({ code: 'LOST' });
    const faults = addFaults(api.client, api.engine.endpoint);
    faults.plan = ({ operation }) => (operation === 'UpdateItem' ? 'SENT_AGAIN' : undefined);
    const landed = [];
    for (const channel of ['line', 'line', 'x']) landed.push(await follow(`/demo/r/${code}?ch=${channel}`));
    faults.plan = () => undefined;
    expect(faults.happened).toEqual(Array(3).fill('SENT_AGAIN'));
    expect(landed.map(({ location }) => clickOf(location))).toEqual(
      Array(3).fill(expect.stringMatching(/^clk_/)),
    );
    expect(await clicks(code)).toMatchObject([{ ch_LINE: 2, ch_X: 1 }]);
  });
});

describe('a link while the table does not answer', () => {
  const PHASES: [string, (command: string) => boolean, string][] = [
    ['at all', () => true, LANDING],
    [
      'when the click is counted',
      (command) => command === 'UpdateItemCommand' || command === 'UpdateCommand',
      'https://shop.example.com/welcome?from=friend&fanfare_code=MUTE#top',
    ],
  ];

  test.each(PHASES)(
    '(%s) redirects visitors of a known program, and answers previews, within two seconds',
    async (_when, isSo, location) => {
      const code = await codeOf({ code: 'MUTE' });
      await follow(`/demo/r/${code}`);
      // What is known is no longer fresh: it is asked for again.
      api.clock.advance({ days: 1 });
      // Where the click alone is in the way, program and code are known again.
      if (!isSo('GetCommand')) await follow(`/demo/r/${code}`, 'curl/8');
      isMute = isSo;
      try {
        const from = performance.now();
        expect(await follow(`/demo/r/${code}`)).toMatchObject({ status: 302, location });
        expect(performance.now() - from).toBeLessThan(2_000);
        const shown = await follow(`/demo/r/${code}`, 'WhatsApp/2.24');
        expect([200, 302]).toContain(shown.status);
        expect(performance.now() - from).toBeLessThan(4_000);
      } finally {
        speak();
      }
    },
  );

  test('of a program that is not cached is a 503 within two seconds', async () => {
    await api.createProgram({ slug: 'unheard' });
    // The projector may have read it meanwhile.
    api.clock.advance({ days: 1 });
    isMute = () => true;
    try {
      const from = performance.now();
      expect((await follow('/unheard/r/ANY')).status).toBe(503);
      expect(performance.now() - from).toBeLessThan(2_000);
    } finally {
      speak();
    }
  });
});

describe('a link while the table fails', () => {
  test('redirects visitors of a known program: with the code when that is known, never with a click id', async () => {
    const code = await codeOf({ code: 'BROKEN' });
    try {
      await follow(`/demo/r/${code}`);
      isBroken = (command) => command === 'UpdateItemCommand' || command === 'UpdateCommand';
      expect(await follow(`/demo/r/${code}`)).toMatchObject({
        status: 302,
        location: 'https://shop.example.com/welcome?from=friend&fanfare_code=BROKEN#top',
      });
      isBroken = () => true;
      expect(await follow('/demo/r/UNKNOWN-YET')).toMatchObject({ status: 302, location: LANDING });
      api.clock.advance({ days: 2 });
      expect(await follow(`/demo/r/${code}`)).toMatchObject({ status: 302, location: LANDING });
    } finally {
      isBroken = () => false;
    }
  });

  test('redirects with the code and counts no click when the advocate cannot be read', async () => {
    const code = await codeOf({ code: 'WHOSE' });
    // Program and code are known by this, and the advocate is read each time.
    await api.ok('demo', `{ invitation(code: "${code}") { status } }`);
    try {
      isBroken = () => true;
      expect(await follow(`/demo/r/${code}`)).toMatchObject({
        status: 302,
        location: 'https://shop.example.com/welcome?from=friend&fanfare_code=WHOSE#top',
      });
    } finally {
      isBroken = () => false;
    }
    expect(await clicks(code)).toEqual([]);
  });

  test('of a program that is not cached is a 503 in plain text', async () => {
    await api.createProgram({ slug: 'newborn' });
    api.clock.advance({ days: 1 });
    const log = vi.spyOn(api.deps.log, 'error');
    try {
      isBroken = () => true;
      const { status, headers, body } = await follow('/newborn/r/ANY');
      expect([status, headers.get('location')]).toEqual([503, null]);
      expect(body).toBe('This link cannot be opened at the moment. Please try again in a minute.\n');
      // The access log's line of the request is found by its id.
      const fields = {
        program: 'newborn',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        error: expect.any(Error),
      };
      expect(log).toHaveBeenCalledWith('A program could not be read for a link.', fields);
    } finally {
      log.mockRestore();
      isBroken = () => false;
    }
  });
});
