import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { runsOf, seedOf } from '../../support/runs.ts';

// Calls that are refused for the form of some of their events: the error names each of these by its place.

let api: Api;
let partner: { apiKey: string };
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
});
afterAll(() => api.close());

const good = { source: 'shop', externalEventId: 'order', type: 'VISIT', externalId: 'nobody' };
const money = (amount: object) => ({ ...good, amount: { amountMinor: 1, currency: 'KRW', ...amount } });
const { source: _source, ...sourceless } = good;
/** Events that have not the form of one. */
const MALFORMED: [what: string, event: unknown][] = [
  ['a field that is no text', { ...good, source: 5 }],
  ['a field that is null', { ...good, type: null }],
  ['a field that is missing', sourceless],
  ['a field that is unknown', { ...good, currency: 'KRW' }],
  ['a field with a name of every object', { ...good, toString: '' }],
  ['an amount that is no object', { ...good, amount: 10_000 }],
  ['an amount that is a list', { ...good, amount: [] }],
  ['an amount without its currency', { ...good, amount: { amountMinor: 1 } }],
  ['an amount with an unknown field', money({ 금액: 1 })],
  ['an amount whose currency is null', money({ currency: null })],
  ['null', null],
  ['text', '주문'],
  ['a list', [good]],
];

const RESULTS = 'results { status error { code } } userErrors { code }';
const WHOLE = `mutation ($input: RecordEventsInput!) { recordEvents(input: $input) { ${RESULTS} } }`;
const LIST = `mutation ($events: [EventInput!]!) { recordEvents(input: { events: $events }) { ${RESULTS} } }`;

async function refusal(document: string, variables: object, status = 400) {
  const answer = await api.send('demo', document, variables, partner);
  expect([answer.status, answer.body.data ?? null]).toEqual([status, null]);
  return answer.body.errors ?? [];
}
const indexesOf = (errors: { extensions: object }[]) =>
  errors.map(({ extensions }) => (extensions as { eventIndexes?: number[] }).eventIndexes);

describe('the eventIndexes of a call’s error name', () => {
  test.each(MALFORMED)('an event that has, or is, %s', async (_what, event) => {
    for (const [document, variables] of [
      [WHOLE, { input: { events: [good, event, good] } }],
      [LIST, { events: [good, event, good] }],
    ] as const) {
      const [error, ...others] = await refusal(document, variables);
      expect(error?.extensions).toEqual({ code: 'BAD_USER_INPUT', eventIndexes: [1] });
      expect(error?.message).toContain('events[1]');
      // A path would be one in the answer, and there is no answer.
      expect([error?.path, others]).toEqual([undefined, []]);
    }
  });

  test('every bad event, in the order of the call, and no other', async () => {
    const bad = MALFORMED.map(([, event]) => ({ event, isBad: true }));
    // A value that only its scalar does not take is refused in the event's own result.
    const taken = [good, money({ amountMinor: 1.5 }), { ...good, occurredAt: '2026-11-25' }];
    const others = taken.map((event) => ({ event, isBad: false }));
    const calls = fc.array(fc.oneof(fc.constantFrom(...others), fc.constantFrom(...bad)), { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(calls, async (asked) => {
        const bad = asked.flatMap(({ isBad }, index) => (isBad ? [index] : []));
        fc.pre(bad.length > 0);
        const variables = { input: { events: asked.map(({ event }) => event) } };
        expect(indexesOf(await refusal(WHOLE, variables))).toEqual([bad]);
      }),
      { numRuns: runsOf(40), ...seedOf(20) },
    );
  });

  test('an event in its own variable, or with a bad variable in it', async () => {
    const call = (declared: string, ...events: string[]) =>
      `mutation (${declared}) { recordEvents(input: { events: [${events.join(', ')}] }) { ${RESULTS} } }`;
    const written = (fields: string) =>
      `{ source: "shop", externalEventId: "1", type: "VISIT", externalId: "x", ${fields} }`;
    const both = call('$a: EventInput!, $b: EventInput!', '$a', '$b');
    for (const [document, variables, indexes] of [
      [both, { a: good, b: { ...good, source: 5 } }, [1]],
      [both, { a: { ...good, type: null }, b: null }, [0, 1]],
      [both, { a: good }, [1]],
      [call('$at: DateTime', written(''), written('occurredAt: $at')), { at: '2026-11-25' }, [1]],
      [
        call('$at: DateTime, $amount: MoneyInput', written('amount: $amount'), written('occurredAt: $at')),
        { at: 'now', amount: 7 },
        [0, 1],
      ],
      [
        call(
          '$minor: SafeInt! = 1',
          written(''),
          written('amount: { amountMinor: $minor, currency: "KRW" }'),
        ),
        { minor: null },
        [1],
      ],
      [
        call('$at: DateTime', written('occurredAt: $at'), written(''), written('occurredAt: $at')),
        { at: 1 },
        [0, 2],
      ],
    ] as const) {
      const errors = await refusal(document, variables);
      expect([document, indexesOf(errors)]).toEqual([document, [indexes]]);
    }
  });

  test('an event in the document, in each of its errors', async () => {
    const call = (events: string) => `mutation { recordEvents(input: { events: ${events} }) { ${RESULTS} } }`;
    const written = (more: string) =>
      `{ source: "shop", externalEventId: "1", externalId: "x", type: "VISIT", ${more} }`;
    const bad = [
      'amount: 5',
      'amount: { amountMinor: 1 }',
      'occurredAt: "2026-11-25"',
      'refundOf: 7',
      'currency: "KRW"',
    ];
    for (const fields of bad) {
      const errors = await refusal(call(`[${written('')}, ${written(fields)}, ${written('')}]`), {});
      expect([fields, errors.map(({ extensions }) => extensions)]).toEqual([
        fields,
        [{ code: 'GRAPHQL_VALIDATION_FAILED', eventIndexes: [1] }],
      ]);
    }
    const several = await refusal(
      call(`[${written('amount: 5')}, null, ${written('')}, { source: "s" }]`),
      {},
    );
    expect([...new Set(indexesOf(several).flat())]).toEqual([0, 1, 3]);
    expect(indexesOf(await refusal(call(written('amount: 5')), {}))).toEqual([[0]]);
  });

  test('an event in a default, or with a variable whose default is bad', async () => {
    const call = (declared: string, events: string) =>
      `mutation (${declared}) { recordEvents(input: { events: ${events} }) { ${RESULTS} } }`;
    const written = (fields: string) =>
      `{ source: "shop", externalEventId: "1", type: "VISIT", externalId: "x", ${fields} }`;
    const bad = written('amount: 5');
    const part = call(
      '$at: DateTime = "now"',
      `[${written('occurredAt: $at')}, {}, ${written('occurredAt: $at')}]`,
    );
    for (const [document, indexes] of [
      [call(`$events: [EventInput!]! = [${written('')}, ${bad}, null]`, '$events'), [1, 2]],
      [call(`$one: EventInput! = ${bad}`, `[${written('')}, $one]`), [1]],
      [
        call(`$one: EventInput! = null, $other: EventInput! = ${written('type: "A"')}`, '[$one, $other]'),
        [0, 1],
      ],
      [
        call('$amount: MoneyInput = { amountMinor: 1.5 }', `[${written('')}, ${written('amount: $amount')}]`),
        [1],
      ],
      [part.replace('{}', written('')), [0, 2]],
      [
        `mutation ($at: DateTime = "now") { ...F } fragment F on Mutation { recordEvents(input: { events: [${written('')}, ${written('occurredAt: $at')}] }) { ${RESULTS} } }`,
        [1],
      ],
      [
        `mutation ($input: RecordEventsInput! = { events: [${written('')}, ${bad}] }) { recordEvents(input: $input) { ${RESULTS} } }`,
        [1],
      ],
    ] as const) {
      const named = indexesOf(await refusal(document, {}));
      expect([document, [...new Set(named.flat())].sort()]).toEqual([document, indexes]);
    }
    // What is given takes its place, and the document is bad all the same: no event is.
    for (const [document, variables] of [
      [call(`$events: [EventInput!]! = [${bad}]`, '$events'), { events: [good] }],
      [call(`$one: EventInput! = ${bad}`, '[$one]'), { one: good }],
      [call('$at: DateTime = "now"', `[${written('occurredAt: $at')}]`), { at: null }],
    ] as const)
      expect(indexesOf(await refusal(document, variables))).toEqual([undefined]);
  });

  test('every bad event of a document, whatever the number of its errors', async () => {
    const call = (events: string[], declared = '') =>
      `mutation ${declared} { recordEvents(input: { events: [${events.join(' ')}] }) { ${RESULTS} } }`;
    const fine = '{ source: "s" externalEventId: "1" externalId: "x" type: "A" }';
    const place = (index: number) =>
      index % 10 === 3 ? fine : index % 2 === 0 ? '{}' : '{ amount: { a: 1 } }';
    const events = Array.from({ length: 100 }, (_, index) => place(index));
    const bad = events.flatMap((event, index) => (event === fine ? [] : [index]));
    const variables = Array.from({ length: 60 }, (_, index) => `$v${index}: Int`);
    const misused = variables.map(
      (_, index) => `{ source: $v${index} type: $v${index} externalEventId: $w }`,
    );
    for (const [document, indexes] of [
      [call(events), bad],
      [call(Array(100).fill('null')), Array.from({ length: 100 }, (_, index) => index)],
      [call(misused, `(${variables.join(' ')})`), misused.map((_, index) => index)],
      [
        call(['$events'], `($events: [EventInput!]! = [${events.join(' ')}])`).replace(
          '[$events]',
          '$events',
        ),
        bad,
      ],
    ] as const) {
      const errors = await refusal(document, {});
      expect([...new Set(indexesOf(errors).flatMap((named) => named ?? []))].sort((a, b) => a - b)).toEqual(
        indexes,
      );
      expect(errors.length).toBeLessThanOrEqual(101);
    }
    // A document of many other errors names none.
    const other = `{ ${Array.from({ length: 300 }, (_, n) => `nothing${n}`).join(' ')} }`;
    expect(indexesOf(await refusal(other, {})).filter((named) => named !== undefined)).toEqual([]);
  });
});

test('an error that concerns no event has no eventIndexes', async () => {
  for (const [document, variables] of [
    [WHOLE, {}],
    [WHOLE, { input: null }],
    [WHOLE, { input: {} }],
    [WHOLE, { input: { events: null } }],
    [WHOLE, { input: { events: [good], more: 1 } }],
    [`mutation ($input: RecordEventsInput!) { recordEvents(input: $input) { none } }`, { input: 5 }],
    ['query ($first: Int) { members(first: $first) { edges { cursor } } }', { first: 'ten' }],
  ] as const) {
    expect([variables, indexesOf(await refusal(document, variables))]).toEqual([variables, [undefined]]);
  }
});

test('a call with far too many bad events is refused quickly, and names those of its first hundred', async () => {
  const events = Array.from({ length: 200_000 }, () => ({}));
  const from = performance.now();
  const errors = await refusal(WHOLE, { input: { events } });
  expect(performance.now() - from).toBeLessThan(5_000);
  expect(indexesOf(errors)).toEqual([Array.from({ length: 100 }, (_, index) => index)]);
});
