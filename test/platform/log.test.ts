import { DynamoDBServiceException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ConditionFailed } from '../../functions/table/client.ts';
import { Contended } from '../../functions/table/optimistic.ts';
import { captureLog, type LoggedLines } from '../support/log-lines.ts';

const LIMIT_BYTES = 4_096;
const PERSON = '김민지, 서울 강남구 테헤란로 1';

let logged: LoggedLines;
beforeEach(() => {
  logged = captureLog();
});
afterEach(() => logged.restore());

/** The only line, as it was written and read again. */
function line() {
  expect(logged.lines).toHaveLength(1);
  const [text = ''] = logged.lines;
  return { text, fields: JSON.parse(text) };
}
function thrownBy(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
}
const logError = (error: unknown) => {
  logged.log.error('It failed.', { error });
  return line();
};

describe('a log line', () => {
  test('has its level, message, fields and those of its request', () => {
    logged.log.with({ requestId: 'r-1' }).info('Program created.', { programId: 'demo' });
    expect(line().fields).toMatchObject({
      level: 'INFO',
      message: 'Program created.',
      service: 'fanfare',
      requestId: 'r-1',
      programId: 'demo',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(line().fields).not.toHaveProperty('shortened');
  });

  test('below the log level is not written', () => {
    logged.restore();
    logged = captureLog('ERROR');
    logged.log.warn('Not worth a line.');
    expect(logged.lines).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['a long text', 'x'.repeat(1_000_000)],
    ['a long text in Korean', '한'.repeat(500_000)],
    ['emoji', '🎉'.repeat(100_000)],
    ['quotes', '"\\'.repeat(100_000)],
    ['control characters', '\u0000'.repeat(100_000)],
    ['halves of characters', '\ud83c'.repeat(100_000)],
    ['a list', Array(100_000).fill('text')],
    ['an object of many names', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n]))],
    ['an object of a long name', { ['x'.repeat(100_000)]: 1 }],
    [
      'an error of ours with a long message',
      Object.assign(new Contended(), { message: '한'.repeat(100_000) }),
    ],
    ['a chain of causes', Array.from({ length: 50 }).reduce((cause) => new Error('e', { cause }), undefined)],
  ])('of %s stays below 4 KB, is JSON and keeps its message', (_what, value) => {
    logged.log.with({ requestId: 'r-1' }).error('It failed.', { programId: 'demo', error: value, value });
    const { text, fields } = line();
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT_BYTES);
    expect(fields).toMatchObject({
      level: 'ERROR',
      message: 'It failed.',
      requestId: 'r-1',
      programId: 'demo',
    });
  });

  test('of any fields stays below 4 KB', () => {
    const field = fc.oneof(fc.string({ unit: 'binary', maxLength: 5_000 }), fc.jsonValue());
    fc.assert(
      fc.property(fc.string({ maxLength: 6_000 }), fc.dictionary(fc.string(), field), (message, fields) => {
        logged.lines.splice(0);
        logged.log.info(message, fields);
        for (const text of logged.lines) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT_BYTES);
      }),
      { numRuns: 30 },
    );
  });

  test('that was shortened says so', () => {
    logged.log.info('Long.', { text: 'x'.repeat(10_000) });
    expect(line().fields).toMatchObject({ shortened: true, text: expect.stringMatching(/^x+$/) });
  });

  test('names the type of a value that JSON cannot hold', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    logged.log.info('Odd.', { circle, call: () => 1, big: 12n, nothing: undefined });
    const { fields } = line();
    expect(fields).toMatchObject({ circle: 'object', call: 'function', big: '12' });
    expect(fields).not.toHaveProperty('nothing');
  });
});

describe('a foreign error is logged with name and frames, without its message:', () => {
  const aws = { $metadata: {}, $fault: 'client' as const };
  const changed = new Error(`first ${PERSON}`);
  changed.message = 'second';
  test.each<[string, Error]>([
    ['an error', new Error(PERSON)],
    ['a fault of the table', new ResourceNotFoundException({ ...aws, message: PERSON })],
    [
      'another fault of the table',
      new DynamoDBServiceException({ ...aws, name: 'SerializationException', message: PERSON }),
    ],
    ['an error of zod', thrownBy(() => z.object({ name: z.literal(PERSON) }).parse({ name: 1 }))],
    ['an error of GraphQL, which has a form of its own in JSON', new GraphQLError(PERSON)],
    ['a message of several lines', new Error(`one\n${PERSON}\nthree`)],
    ['a message with lines like frames', new Error(`x\n    at ${PERSON} (file:///a.ts:1:2)`)],
    ['a message of a frame alone', new Error(`\n    at ${PERSON} (file:///a.ts:1:2)`)],
    ['a message that was changed since', changed],
    ['a cause', new Contended()],
    [
      'an error with the text as a property',
      Object.assign(new Error('x'), { item: { displayName: PERSON } }),
    ],
  ])('%s', (what, error) => {
    if (what === 'a cause') error.cause = new Error(PERSON);
    const { text, fields } = logError(error);
    expect(text).not.toContain('김민지');
    expect(text).not.toContain('서울');
    expect(fields.error.name).toBe(error.name);
    expect(fields.error.frames[0]).toMatch(/^at .*:\d+:\d+\)?$/);
  });

  test('an error within a field', () => {
    logged.log.info('Odd.', { list: [{ inner: new Error(PERSON) }] });
    expect(line().text).not.toContain('김민지');
    expect(line().fields.list[0].inner.name).toBe('Error');
  });

  test.each<[string, unknown]>([
    ['a text', PERSON],
    ['an object', { name: PERSON }],
    ['nothing', null],
  ])('%s that was thrown as an error', (_what, thrown) => {
    const { text, fields } = logError(thrown);
    expect(text).not.toContain('김민지');
    expect(fields.error).toEqual({ name: typeof thrown });
  });

  test('the code of a system error is written, and no other code', () => {
    logged.log.error('No.', { error: Object.assign(new Error(PERSON), { code: 'ECONNREFUSED' }) });
    logged.log.error('No.', { error: Object.assign(new Error(PERSON), { code: PERSON }) });
    expect(logged.lines.map((text) => JSON.parse(text).error.code)).toEqual(['ECONNREFUSED', undefined]);
  });

  test('a message of a megabyte is skipped quickly', () => {
    for (const piece of ['a', '\n', '\n    at x (file:///a:1:1)', '\n    at :1']) {
      const error = new Error(piece.repeat(1_000_000 / piece.length));
      const began = performance.now();
      logged.log.error('Long.', { error });
      expect(performance.now() - began).toBeLessThan(1_000);
    }
  });
});

test('an error of our own is logged with its message', () => {
  const { fields } = logError(new ConditionFailed([3]));
  expect(fields.error).toMatchObject({
    name: 'ConditionFailed',
    message: 'The condition of write 3 does not hold.',
    frames: expect.arrayContaining([expect.stringContaining('log.test.ts')]),
  });
});
