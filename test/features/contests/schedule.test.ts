import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extendContest, restartRound } from '../../../functions/features/contests/changes.ts';
import type { Contest } from '../../../functions/features/contests/model.ts';
import {
  acceptsEntries,
  nextPhaseOf,
  openRound,
  phaseOf,
  scheduleAt,
} from '../../../functions/features/contests/schedule.ts';
import { runsOf, seedOf } from '../../support/runs.ts';
import { BY, closesOf, type Dated, HOUR, MINUTE, NO_DATES, NOW, published, shifted } from './samples.ts';

const iso = (millis: number) => new Date(millis).toISOString();

// What happens to a contest, by chance.

/** Spans from a millisecond to days: what is far apart and what touches. */
const span = fc.oneof(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 2 * MINUTE }),
  fc.integer({ min: 1, max: 3 * 24 * HOUR }),
);
const spanOrNone = fc.oneof(fc.constant(0), span);

/** The dates of a contest that can be published at NOW, with one round or two. */
const dates = fc
  .record({
    begins: fc.oneof(
      span,
      span.map((millis) => -millis),
    ),
    entries: span,
    voteAfter: spanOrNone,
    vote: span,
    final: fc.option(fc.record({ after: spanOrNone, vote: span })),
    results: spanOrNone,
  })
  .map(({ begins, entries, voteAfter, vote, final, results }) => {
    const opens = NOW.getTime() + begins;
    const closes = Math.max(opens, NOW.getTime() + MINUTE) + entries;
    const first = { opens: opens + voteAfter, closes: Math.max(opens + voteAfter, closes) + vote };
    const second = final && {
      opens: first.closes + HOUR + final.after,
      closes: first.closes + HOUR + final.after + final.vote,
    };
    const finalists = second ? { count: 3 } : null;
    const voting = (one: { opens: number; closes: number }) => ({
      opensAt: iso(one.opens),
      closesAt: iso(one.closes),
    });
    return {
      brief: 'Tea.',
      submission: { opensAt: iso(opens), closesAt: iso(closes) },
      rounds: [{ voting: voting(first), finalists }, ...(second ? [{ voting: voting(second) }] : [])],
      resultsAt: iso((second ?? first).closes + HOUR + results),
    };
  });

/** A step of an organizer: which dates are put off by how much, or which round begins anew, so long after the last one. */
const step = fc.record({
  after: span,
  puts: fc.record({
    submission: fc.option(fc.integer({ min: -2 * MINUTE, max: 48 * HOUR })),
    first: fc.option(fc.integer({ min: -2 * MINUTE, max: 48 * HOUR })),
    final: fc.option(fc.integer({ min: -2 * MINUTE, max: 48 * HOUR })),
    results: fc.option(fc.integer({ min: -2 * MINUTE, max: 96 * HOUR })),
  }),
  restarts: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 2 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const END = '9999-12-31T23:59:59.999Z';

function decide(contest: Contest, { puts, restarts }: Step, now: Date): Contest {
  const dated = scheduleAt(contest, END);
  if (restarts !== null) {
    const attempt = dated.rounds[restarts - 1]?.attempt ?? 1;
    const reason = `At ${now.toISOString()}.`;
    const decided = restartRound(contest, { round: restarts, attempt, by: 'mem_a', reason }, now);
    return decided.ok ? decided.value : contest;
  }
  const put = (date: string | null | undefined, by: number | null) =>
    date == null || by === null ? null : shifted(date, by).toISOString();
  const closes = [dated.rounds[0], dated.rounds[1]].map((round, index) =>
    put(round?.voting?.closesAt, index === 0 ? puts.first : puts.final),
  );
  const extension = {
    ...NO_DATES,
    submissionClosesAt: put(dated.submission?.closesAt, puts.submission),
    rounds: closes.flatMap((votingClosesAt, index) =>
      votingClosesAt === null ? [] : [{ round: index + 1, votingClosesAt }],
    ),
    resultsAt: put(dated.resultsAt, puts.results),
  };
  const decided = extendContest(contest, { ...extension, ...BY }, now);
  return decided.ok ? decided.value : contest;
}

/** A contest as it was after each change, and when that was decided. */
type Told = { contest: Contest; now: Date }[];
const told = fc.record({ input: dates, steps: fc.array(step, { maxLength: 12 }) }).map(({ input, steps }) => {
  const story: Told = [{ contest: published(input), now: NOW }];
  for (const one of steps) {
    const last = story.at(-1) as Told[number];
    const now = new Date(last.now.getTime() + one.after);
    story.push({ contest: decide(last.contest, one, now), now });
  }
  return story;
});
const latest = (story: Told): Told[number] => story.at(-1) as Told[number];

/** Every moment at which anything of a contest begins, ends or holds, with a millisecond on either side, in their order. */
function momentsOf(contest: Contest): string[] {
  const spans = [contest.submission, ...contest.rounds.map(({ voting }) => voting)];
  const edges = [
    ...spans.flatMap((one) => (one === null ? [] : [one.opensAt, one.closesAt])),
    ...contest.changes.flatMap(({ to, holdsFrom, decidedAt }) => [to ?? holdsFrom, holdsFrom, decidedAt]),
    contest.resultsAt ?? END,
  ];
  const around = edges.flatMap((edge) => [-1, 0, 1].map((millis) => shifted(edge, millis)));
  return [
    ...new Set(around.filter((one) => one.getTime() < Date.parse(END)).map((one) => one.toISOString())),
  ].sort();
}

const holds = (property: (story: Told) => void, runs = 200) =>
  fc.assert(fc.property(told, property), { numRuns: runsOf(runs), ...seedOf(20261102) });

describe('a contest whose dates are put off and whose rounds are restarted', () => {
  test('stays well ordered at every moment', () => {
    holds((story) => {
      const { contest } = latest(story);
      for (const moment of momentsOf(contest)) {
        const { submission, rounds, resultsAt } = scheduleAt(contest, moment);
        const [first, final] = rounds.map(({ voting }) => voting);
        if (!submission || !first || !resultsAt) throw new Error('A date is gone.');
        for (const one of [submission, first, ...(final ? [final] : [])])
          expect(one.opensAt < one.closesAt).toBe(true);
        expect(first.opensAt >= submission.opensAt).toBe(true);
        expect(first.closesAt >= submission.closesAt).toBe(true);
        if (final)
          expect(Date.parse(final.opensAt) - Date.parse(first.closesAt)).toBeGreaterThanOrEqual(HOUR);
        expect(Date.parse(resultsAt) - Date.parse((final ?? first).closesAt)).toBeGreaterThanOrEqual(HOUR);
      }
    });
  });

  test('is as it was until a minute after each decision, and then as it was decided', () => {
    holds((story) => {
      for (const [index, { contest, now }] of story.slice(1).entries()) {
        const before = story[index]?.contest as Contest;
        if (contest === before) continue;
        const from = shifted(now.toISOString(), MINUTE).toISOString();
        for (const moment of momentsOf(contest).filter((one) => one < from))
          expect(scheduleAt(contest, moment)).toEqual(scheduleAt(before, moment));
        expect(scheduleAt(contest, from)).toEqual(scheduleAt(contest, END));
        expect(scheduleAt(contest, from)).not.toEqual(scheduleAt(before, from));
      }
    });
  });

  test('has no date that comes forward and no attempt that is taken back', () => {
    holds((story) => {
      const { contest } = latest(story);
      const schedules = momentsOf(contest).map((moment) => scheduleAt(contest, moment));
      for (const [index, after] of schedules.slice(1).entries()) {
        const before = schedules[index] as Dated;
        for (const [place, date] of closesOf(after).entries())
          expect(String(date) >= String(closesOf(before)[place])).toBe(true);
        for (const [place, { attempt }] of after.rounds.entries())
          expect(attempt).toBeGreaterThanOrEqual(before.rounds[place]?.attempt ?? 0);
      }
    });
  });

  test('opens each window once: what is over stays over', () => {
    holds((story) => {
      const { contest } = latest(story);
      const now = momentsOf(contest).map((moment) => new Date(moment));
      const windows = [
        now.map((moment) => acceptsEntries(contest, moment)),
        ...contest.rounds.map((_, index) =>
          now.map((moment) => openRound(contest, moment)?.number === index + 1),
        ),
      ];
      for (const isOpen of windows) {
        const openings = isOpen.filter((one, index) => one && isOpen[index - 1] !== true);
        expect(openings).toHaveLength(1);
      }
    });
  });

  test('has at every moment the phase that its windows say, the first instant in and the end out', () => {
    holds((story) => {
      const { contest } = latest(story);
      for (const moment of momentsOf(contest)) {
        // By hand: the last date that a window was put off to by then.
        const close = (name: string, end: string) =>
          contest.changes.reduce(
            (known, { date, to, holdsFrom }) => (date === name && holdsFrom <= moment ? String(to) : known),
            end,
          );
        const place = ({ opensAt, closesAt }: { opensAt: string; closesAt: string }, name: string) =>
          moment < opensAt ? 'before' : moment < close(name, closesAt) ? 'in' : 'after';
        if (contest.submission === null) throw new Error('There are no dates.');
        const entries = place(contest.submission, 'submission.closesAt');
        const votes = contest.rounds.map(({ voting }, index) =>
          voting === null ? 'after' : place(voting, `rounds.${index + 1}.voting.closesAt`),
        );
        const expected = votes.includes('in')
          ? 'VOTING'
          : entries === 'in'
            ? 'SUBMISSION'
            : entries === 'before'
              ? 'ANNOUNCED'
              : votes.includes('before')
                ? 'INTERMISSION'
                : 'COUNTING';
        expect(phaseOf(contest, new Date(moment))).toBe(expected);
        expect(acceptsEntries(contest, new Date(moment))).toBe(entries === 'in');
        expect(openRound(contest, new Date(moment))?.number).toBe(
          votes.includes('in') ? votes.indexOf('in') + 1 : undefined,
        );
      }
    });
  });

  test('names as its next phase exactly the next moment at which its phase changes', () => {
    holds((story) => {
      const { contest, now } = latest(story);
      const moments = momentsOf(contest).filter((moment) => moment >= now.toISOString());
      for (const [index, moment] of moments.entries()) {
        const present = phaseOf(contest, new Date(moment));
        const at = moments.slice(index + 1).find((one) => phaseOf(contest, new Date(one)) !== present);
        const expected = at && { at, phase: phaseOf(contest, new Date(at)) };
        expect(nextPhaseOf(contest, new Date(moment))).toEqual(expected);
      }
    }, 100);
  });

  test('has another version after each change, and keeps what was published and what was changed before', () => {
    holds((story) => {
      const [first] = story;
      for (const [index, { contest }] of story.slice(1).entries()) {
        const before = story[index]?.contest as Contest;
        if (contest !== before) expect(contest.version).toBe(before.version + 1);
        expect(contest).toMatchObject({
          submission: first?.contest.submission,
          rounds: first?.contest.rounds,
          resultsAt: first?.contest.resultsAt,
        });
        expect(contest.changes.slice(0, before.changes.length)).toEqual(before.changes);
      }
    });
  });
});
