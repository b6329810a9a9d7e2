import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { type BallotLine, packBallots } from '../../../functions/features/results/ballot-files.ts';
import { type ResultDocument, resultBytes, sha256 } from '../../../functions/features/results/document.ts';
import { BALLOT_FILES, ballotFileName } from '../../../functions/features/results/file-names.ts';
import type { TieBreak } from '../../../functions/platform/generated/enums.ts';
import { digest26 } from '../../../functions/platform/ids.ts';
import { compactJws, kidOf, publicKeyModel, signingInput } from '../../../functions/platform/jws.ts';
import type { ResultFiles } from '../../../tools/verify/result-ballots.ts';

// Results as they are published, made of ballots by rules that are written down here once more.

export function createSigner() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKeyModel.parse(publicKey.export({ format: 'jwk' }));
  const kid = kidOf(jwk);
  return {
    kid,
    jwks: JSON.stringify({ keys: [{ ...jwk, alg: 'ES256', use: 'sig', kid }] }),
    sign(payload: Uint8Array): string {
      const input = signingInput(kid, payload);
      const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
      return compactJws(input, sign('sha256', Buffer.from(input), key));
    },
  };
}
export const signer = createSigner();

type State = ResultDocument['entries'][number]['state'];
type Round = {
  per: 'ROUND' | 'DAY';
  finalists: ResultDocument['rounds'][number]['finalists'];
  /** By partition. */
  ballots: BallotLine[][];
};
/** What a result is made of. */
export type Parts = {
  version: number;
  previous: string | null;
  reason: string | null;
  ties: TieBreak[];
  holdsNewMembersDays: number;
  entries: { number: number; state: State; submittedAt: string | null }[];
  rounds: Round[];
};
export type Sample = { parts: Parts; document: ResultDocument; files: Map<string, Uint8Array> };

export const at = (day: number, hour = 0) =>
  `2026-11-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const CONTEST = '0'.repeat(26);
const VOTES = { votesPerVoter: 4, votesPerEntry: 3 };
const PRIZES: ResultDocument['policy']['prizes'] = [
  { fromRank: 1, toRank: 1, kind: 'MANUAL', points: null, title: 'A tea set' },
  { fromRank: 1, toRank: 3, kind: 'POINTS', points: 500, title: '500 points' },
];

type Sums = ResultDocument['rounds'][number]['entries'];
function sumsOf(ballots: readonly BallotLine[][]): Sums {
  const lines = ballots.flat();
  const numbers = new Set(lines.flatMap(({ votes }) => Object.keys(votes).map(Number)));
  const sum = (of: BallotLine['state'], number: number, each?: number) =>
    lines
      .filter(({ state, votes }) => state === of && votes[number] !== undefined)
      .reduce((all, { votes }) => all + (each ?? votes[number] ?? 0), 0);
  return [...numbers]
    .sort((one, other) => one - other)
    .map((number) => ({
      number,
      votes: sum('COUNTED', number),
      voters: sum('COUNTED', number, 1),
      held: sum('HELD', number),
      struck: sum('STRUCK', number),
    }));
}

type Entry = { number: number; submittedAt: string | null; votes: number; voters: number };
const isBetter = (one: Entry, other: Entry, ties: readonly TieBreak[]): boolean => {
  if (one.votes !== other.votes) return one.votes > other.votes;
  for (const tie of ties) {
    if (tie === 'VOTERS' && one.voters !== other.voters) return one.voters > other.voters;
    if (tie === 'EARLIEST' && one.submittedAt !== other.submittedAt)
      return `${one.submittedAt}` < `${other.submittedAt}`;
  }
  return false;
};

export function signed(document: ResultDocument, files: ReadonlyMap<string, Uint8Array>): Sample['files'] {
  const bytes = resultBytes(document);
  return new Map([...files, ['result.json', bytes], ['result.jws', Buffer.from(signer.sign(bytes))]]);
}

export async function assemble(parts: Parts): Promise<Sample> {
  const { version, previous, reason, ties, holdsNewMembersDays } = parts;
  const files = new Map<string, Uint8Array>();
  const rounds: ResultDocument['rounds'] = [];
  for (const [place, { per, finalists, ballots }] of parts.rounds.entries()) {
    const packed = await Promise.all(ballots.map((lines) => packBallots(lines)));
    rounds.push({
      round: place + 1,
      attempt: 1,
      opensAt: at(10 + place),
      closesAt: at(10 + place, 12),
      countedAt: at(10 + place, 13),
      scoring: 'VOTES',
      votes: { ...VOTES, per, canBeChanged: true },
      finalists,
      entries: sumsOf(ballots),
      files: packed.map(({ bytes: _, ...file }, shard) => ({
        name: ballotFileName(place + 1, shard),
        ...file,
      })),
    });
    for (const [shard, { bytes }] of packed.entries()) files.set(ballotFileName(place + 1, shard), bytes);
  }
  const last = rounds.at(-1)?.entries ?? [];
  const finalists = rounds.at(-2)?.finalists?.numbers;
  const summed = parts.entries.map((entry) => {
    const { votes = 0, voters = 0 } = last.find(({ number }) => number === entry.number) ?? {};
    return { ...entry, votes, voters };
  });
  const ranked = summed.filter(
    ({ number, state, votes }) => state === 'STANDING' && votes > 0 && finalists?.includes(number) !== false,
  );
  const rankOf = (entry: Entry) =>
    ranked.some(({ number }) => number === entry.number)
      ? 1 + ranked.filter((other) => isBetter(other, entry, ties)).length
      : null;
  const ranks = summed.map(rankOf);
  const document: ResultDocument = {
    format: 'fanfare-result/1',
    program: 'demo',
    contest: { id: `cst_${CONTEST}`, title: 'Tea in 60 seconds, “für alle”' },
    version,
    previous,
    reason,
    times: { countedAt: at(20), publishedAt: at(20 + version) },
    policy: { ties, holdsNewMembersDays, prizes: PRIZES },
    rounds,
    entries: summed.map((entry, place) => ({
      ...entry,
      id: `ent_${CONTEST}_${entry.number}`,
      rank: ranks[place] ?? null,
      prizes: PRIZES.flatMap(({ fromRank, toRank, kind }, prize) => {
        const rank = ranks[place] ?? 0;
        const isShared = ranks.filter((other) => other === rank).length > 1;
        const state = kind === 'MANUAL' && isShared ? ('WAITING' as const) : ('DUE' as const);
        return fromRank <= rank && rank <= toRank ? [{ prize, state }] : [];
      }),
    })),
  };
  return { parts, document, files: signed(document, files) };
}

/** The version after: another state of entries, other lines of ballots. Finalists stay. */
export const correct = ({ parts, document, files }: Sample, change: Partial<Parts>): Promise<Sample> =>
  assemble({
    ...parts,
    version: document.version + 1,
    previous: sha256(files.get('result.json') ?? new Uint8Array()),
    reason: 'A correction.',
    ...change,
  });

/** Changes every line of a result's ballots; undefined takes it out. */
export const withLines = (
  { rounds }: Parts,
  change: (line: BallotLine, round: number) => BallotLine | undefined,
): Pick<Parts, 'rounds'> => ({
  rounds: rounds.map((round, place) => ({
    ...round,
    ballots: round.ballots.map((lines) => lines.flatMap((line) => change(line, place + 1) ?? [])),
  })),
});

export const receipt = (...parts: (string | number)[]) => digest26(parts.join('/'));

const states = fc.constantFrom<State>(
  'STANDING',
  'STANDING',
  'STANDING',
  'DISQUALIFIED',
  'WITHDRAWN',
  'REJECTED',
  'FORFEITED',
);
const entriesOf = fc.array(
  fc.record({ state: states, day: fc.integer({ min: 1, max: 3 }), leftLate: fc.boolean() }),
  { minLength: 1, maxLength: 6 },
);
const ballotsOf = fc.array(
  fc.record({
    shard: fc.constantFrom(0, 1, 7, BALLOT_FILES - 1),
    state: fc.constantFrom<BallotLine['state']>('COUNTED', 'COUNTED', 'COUNTED', 'HELD', 'STRUCK'),
    votes: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 2 })), {
      selector: ([number]) => number,
      maxLength: 2,
    }),
  }),
  { maxLength: 25 },
);

/** What a random contest came to: of one round or two, with ties, with votes held and struck, with entries that left. */
export const results: fc.Arbitrary<Parts> = fc
  .record({
    isFinal: fc.boolean(),
    chosenBy: fc.constantFrom('VOTES' as const, 'ORGANIZER' as const),
    places: fc.integer({ min: 1, max: 4 }),
    per: fc.constantFrom('ROUND' as const, 'DAY' as const),
    ties: fc.shuffledSubarray<TieBreak>(['VOTERS', 'EARLIEST']),
    holdsNewMembersDays: fc.integer({ min: 0, max: 30 }),
    entries: entriesOf,
    ballots: fc.tuple(ballotsOf, ballotsOf),
  })
  .map(({ isFinal, chosenBy, places, per, ties, holdsNewMembersDays, ...given }) => {
    const entries = given.entries.map(({ state, day }, place) => ({
      number: place + 1,
      state,
      submittedAt: at(day),
    }));
    const files = (round: number, may: (number: number) => boolean) => {
      const shards: BallotLine[][] = Array.from({ length: BALLOT_FILES }, () => []);
      for (const [place, { shard, state, votes }] of (given.ballots[round - 1] ?? []).entries())
        shards[shard]?.push({
          ballot: receipt(round, place),
          state,
          votes: Object.fromEntries(votes.filter(([number]) => may(number))),
        });
      return shards;
    };
    const first = files(1, (number) => number <= entries.length);
    const sums = sumsOf(first);
    const then = entries
      .map((entry) => ({
        ...entry,
        ...(sums.find(({ number }) => number === entry.number) ?? { votes: 0, voters: 0 }),
      }))
      .filter(
        ({ number, votes, state }) =>
          votes > 0 && (state === 'STANDING' || given.entries[number - 1]?.leftLate),
      );
    const byVotes = then.toSorted((one, other) =>
      isBetter(one, other, ['VOTERS', 'EARLIEST'])
        ? -1
        : isBetter(other, one, ['VOTERS', 'EARLIEST'])
          ? 1
          : one.number - other.number,
    );
    const chosen = chosenBy === 'VOTES' ? byVotes : then.toReversed();
    const numbers = chosen
      .slice(0, places)
      .map(({ number }) => number)
      .sort((one, other) => one - other);
    const rounds: Round[] = isFinal
      ? [
          { per, finalists: { count: places, chosenBy, numbers }, ballots: first },
          { per, finalists: null, ballots: files(2, (number) => numbers.includes(number)) },
        ]
      : [{ per, finalists: null, ballots: first }];
    return { version: 1, previous: null, reason: null, ties, holdsNewMembersDays, entries, rounds };
  });

/** One with something of everything, always the same. */
export const RICH: Parts = (() => {
  const files = (
    round: number,
    ...lines: [shard: number, state: BallotLine['state'], votes: Record<string, number>][]
  ) => {
    const shards: BallotLine[][] = Array.from({ length: BALLOT_FILES }, () => []);
    for (const [place, [shard, state, votes]] of lines.entries())
      shards[shard]?.push({ ballot: receipt('rich', round, place), state, votes });
    return shards;
  };
  const states: State[] = ['STANDING', 'STANDING', 'STANDING', 'DISQUALIFIED', 'STANDING'];
  return {
    version: 3,
    previous: null,
    reason: null,
    ties: ['VOTERS'],
    holdsNewMembersDays: 7,
    entries: states.map((state, place) => ({ number: place + 1, state, submittedAt: at(place + 1) })),
    rounds: [
      {
        per: 'ROUND',
        finalists: { count: 3, chosenBy: 'VOTES', numbers: [1, 2, 3] },
        ballots: files(
          1,
          [0, 'COUNTED', { 1: 3, 2: 1 }],
          [0, 'COUNTED', { 2: 2 }],
          [5, 'COUNTED', { 3: 1, 4: 3 }],
          [5, 'COUNTED', {}],
          [9, 'HELD', { 5: 3 }],
          [63, 'STRUCK', { 5: 3, 1: 1 }],
        ),
      },
      {
        per: 'DAY',
        finalists: null,
        ballots: files(
          2,
          [0, 'COUNTED', { 1: 2 }],
          [0, 'COUNTED', { 1: 1, 2: 1 }],
          [1, 'COUNTED', { 2: 2 }],
          [2, 'COUNTED', { 3: 1 }],
          [3, 'HELD', { 3: 2 }],
          [4, 'STRUCK', { 3: 3 }],
        ),
      },
    ],
  };
})();

export const filesOf = (files: ReadonlyMap<string, Uint8Array>): ResultFiles => ({
  names: async () => [...files.keys()],
  open: async function* (name) {
    const bytes = files.get(name);
    if (bytes === undefined) throw new Error(`There is no ${name}.`);
    yield bytes;
  },
});

export function writeFiles(directory: string, files: ReadonlyMap<string, Uint8Array>): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(path.join(directory, name), bytes);
}
