import { describe, expect, test } from 'vitest';
import {
  type ResultDocument,
  resultBytes,
  resultModel,
  sha256,
} from '../../../functions/features/results/document.ts';
import { BALLOT_FILES, ballotFileName } from '../../../functions/features/results/file-names.ts';

const AT = '2026-11-20T00:00:00.000Z';
const document: ResultDocument = {
  format: 'fanfare-result/1',
  program: 'demo',
  contest: { id: `cst_${'0'.repeat(26)}`, title: 'Tee für 60 Sekunden' },
  version: 1,
  previous: null,
  reason: null,
  times: { countedAt: AT, publishedAt: AT },
  policy: { ties: ['VOTERS', 'EARLIEST'], holdsNewMembersDays: 0, prizes: [] },
  rounds: [
    {
      round: 1,
      attempt: 1,
      opensAt: AT,
      closesAt: AT,
      countedAt: AT,
      scoring: 'VOTES',
      votes: { votesPerVoter: 1, per: 'ROUND', votesPerEntry: 1, canBeChanged: true },
      finalists: null,
      entries: [],
      files: Array.from({ length: BALLOT_FILES }, (_, shard) => ({
        name: ballotFileName(1, shard),
        lines: 0,
        sha256: sha256(new Uint8Array()),
      })),
    },
  ],
  entries: [],
};

describe('the document of a result', () => {
  test('has the same bytes whatever order its fields were written in, and they are JSON of it', () => {
    const reversed = Object.fromEntries(Object.entries(document).toReversed()) as ResultDocument;
    const text = new TextDecoder().decode(resultBytes(document));
    expect(resultBytes(reversed)).toEqual(resultBytes(document));
    expect(JSON.parse(text)).toEqual(document);
    expect(text).toMatch(
      /^\{"contest":\{"id":"cst_0+","title":"Tee für 60 Sekunden"\},"entries":\[\],"format":/,
    );
  });

  const entry = {
    id: `ent_${'0'.repeat(26)}_1`,
    number: 1,
    state: 'STANDING',
    submittedAt: AT,
    votes: 1,
    voters: 1,
    rank: 1,
    prizes: [],
  };
  test.each<[string, object]>([
    ['a field that the format does not have', { extra: 1 }],
    ['another format', { format: 'fanfare-result/2' }],
    ['a day where an instant belongs', { times: { countedAt: '2026-11-20', publishedAt: AT } }],
    ['an instant that is none', { times: { countedAt: '2026-13-20T00:00:00.000Z', publishedAt: AT } }],
    ['a hash in capitals', { previous: 'A'.repeat(64) }],
    ['a rule for ties twice', { policy: { ...document.policy, ties: ['VOTERS', 'VOTERS'] } }],
    ['a rule for ties that is none', { policy: { ...document.policy, ties: ['CHANCE'] } }],
    ['no round', { rounds: [] }],
    [
      'a round with 63 files',
      { rounds: document.rounds.map((one) => ({ ...one, files: one.files.slice(1) })) },
    ],
    ['a field that an entry does not have', { entries: [{ ...entry, memberId: 'mem_1' }] }],
    ['votes beyond what a number holds', { entries: [{ ...entry, votes: 2 ** 53 }] }],
    ['half a vote', { entries: [{ ...entry, votes: 0.5 }] }],
  ])('is refused with %s', (_what, change) => {
    expect(resultModel.safeParse({ ...document, entries: [entry] }).success).toBe(true);
    expect(resultModel.safeParse({ ...document, ...change }).success).toBe(false);
    expect(() => resultBytes({ ...document, ...change } as ResultDocument)).toThrow();
  });
});
