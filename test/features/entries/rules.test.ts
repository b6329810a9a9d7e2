import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contest } from '../../../functions/features/contests/model.ts';
import { createContest } from '../../../functions/features/contests/rules.ts';
import { scheduleAt } from '../../../functions/features/contests/schedule.ts';
import { type Decided, decideEntry, wasDecided } from '../../../functions/features/entries/decisions.ts';
import type { Content, ContestEntry } from '../../../functions/features/entries/model.ts';
import {
  entriesLeft,
  entriesOf,
  MAX_BEGUN,
  madeBy,
  noParticipation,
  withEntry,
  withFallen,
} from '../../../functions/features/entries/participation.ts';
import {
  answerUntil,
  beginEntry,
  causesOf,
  changeContent,
  disqualifyEntry,
  editableUntil,
  expireEntry,
  hideEntry,
  isFallen,
  isShown,
  isVotable,
  submitEntry,
  withdrawEntry,
} from '../../../functions/features/entries/rules.ts';
import type { Decision, Refusal } from '../../../functions/platform/errors.ts';
import type { ErrorCode } from '../../../functions/platform/generated/enums.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-02T00:00:00.000Z');
const at = (days: number) => new Date(START + days * DAY);
const iso = (days: number) => at(days).toISOString();

const BEN = 'moderator';
const program = { id: 'prg', timeZone: 'Asia/Seoul' };

/** Entries for ten days; the first vote opens after `vote` days and closes after 20. */
function contestOf({ vote = 10, ...settings }: { vote?: number } & Partial<Contest> = {}): Contest {
  const draft = createContest(program, { title: 'Film us', idempotencyKey: 'k' }, 'organizer', at(-1));
  return {
    ...draft,
    status: 'OPEN',
    submission: { opensAt: iso(0), closesAt: iso(10) },
    rounds: draft.rounds.map((round) => ({ ...round, voting: { opensAt: iso(vote), closesAt: iso(20) } })),
    resultsAt: iso(22),
    terms: [{ language: 'en', version: 1 }],
    publishedAt: iso(-1),
    ...settings,
  };
}

const words = (title: string): Content => ({ kind: 'TEXT', title, text: 'Words.', url: null });
const AGREED = { termsVersion: 1, language: 'en', country: null, isOfAge: null };
const begun = (contest: Contest, now = at(1)) =>
  beginEntry(contest, { number: 1, authorId: 'ana', content: words('A') }, now);
const decided = (
  entry: ContestEntry,
  decision: Decided['decision'],
  more: Partial<Decided> = {},
): Decided => ({
  decision,
  reason: decision === 'APPROVE' ? null : 'OFF_TOPIC',
  note: null,
  revision: entry.revision,
  checked: [],
  ...more,
});

function made<T>(decision: Decision<T, ErrorCode>): T {
  if (decision.ok) return decision.value;
  throw new Error(decision.refusal.message);
}
const refusalOf = (decision: Decision<unknown, ErrorCode>): Refusal<ErrorCode> | undefined =>
  decision.ok ? undefined : decision.refusal;

const untilOf = (contest: Contest, { answerBy }: ContestEntry, now: Date) =>
  answerBy === null ? null : answerUntil(contest, { answerBy }, now);
const submitted = (contest: Contest, entry: ContestEntry, now = at(1)) =>
  made(submitEntry(contest, entry, AGREED, now));
const approved = (contest: Contest, entry: ContestEntry, { isReported = false, now = at(2) } = {}) =>
  made(decideEntry(contest, entry, decided(entry, 'APPROVE'), { by: BEN, isReported }, now));
const admitted = (contest: Contest) => approved(contest, submitted(contest, begun(contest)));
const hidden = (entry: ContestEntry) => hideEntry(entry, at(3));

/** One entry with what waits of it, and all that can be done. */
type World = {
  contest: Contest;
  entry: ContestEntry;
  isReported: boolean;
  /** Texts that a moderator has approved. */
  approved: Set<string>;
  /** What could be voted on when the first vote was open. */
  voted: string | undefined;
  millis: number;
};
type Done = Decision<ContestEntry, ErrorCode>;

const textOf = (content: Content | null) => JSON.stringify(content);
const nowOf = ({ millis }: World) => new Date(millis);
const decide = (world: World, decision: Decided): Done => {
  const { contest, entry, isReported } = world;
  return decideEntry(contest, entry, decision, { by: BEN, isReported }, nowOf(world));
};
const done = (entry: ContestEntry): Done => ({ ok: true, value: entry });

/** Each gives what it decided, and the same again of what came of it. */
const STEPS: Record<string, (world: World, draw: number) => (entry: ContestEntry) => Done> = {
  save: (world, draw) => (entry) => changeContent(world.contest, entry, words(`${draw % 4}`), nowOf(world)),
  submit: (world) => (entry) => submitEntry(world.contest, entry, AGREED, nowOf(world)),
  withdraw: (world) => (entry) => withdrawEntry(world.contest, entry, nowOf(world)),
  disqualify: (world) => (entry) =>
    disqualifyEntry(entry, { by: 'organizer', reason: 'RULES', note: 'x' }, nowOf(world)),
  expire: (world) => (entry) => done(expireEntry(world.contest, entry, nowOf(world))),
  hide: (world) => (entry) => done(hideEntry(entry, nowOf(world))),
};
const DECISIONS = ['APPROVE', 'REQUEST_CHANGES', 'REJECT'] as const;

const ACTIONS_OF: Record<ContestEntry['state'], string[]> = {
  DRAFT: [],
  SUBMITTED: ['SUBMITTED'],
  // One that shows, whatever is decided of a change of it, stays admitted.
  APPROVED: ['SUBMITTED', 'CHANGE_SUBMITTED', 'APPROVED', 'CHANGE_REJECTED', 'HIDDEN', 'KEPT'],
  CHANGES_REQUESTED: ['CHANGES_REQUESTED'],
  REJECTED: ['REJECTED', 'EXPIRED'],
  WITHDRAWN: ['WITHDRAWN'],
  DISQUALIFIED: ['DISQUALIFIED', 'KEPT'],
};

function assertHolds(before: ContestEntry, world: World) {
  const { contest, entry } = world;
  if (entry !== before) expect(entry.version).toBe(before.version + 1);
  if (isFallen(before)) expect(isFallen(entry)).toBe(true);
  if (contest.admission === 'BEFORE_SHOWING' && isShown(entry))
    expect(world.approved).toContain(textOf(entry.shown));
  if (entry.isHidden) expect(['APPROVED', 'DISQUALIFIED']).toContain(entry.state);
  expect(entry.answerBy !== null).toBe(entry.state === 'CHANGES_REQUESTED');
  expect(entry.shownAt !== null || !isShown(entry)).toBe(true);
  const last = entry.history.at(-1)?.action;
  if (entry.state === 'DRAFT') expect(last).toBeUndefined();
  else expect(ACTIONS_OF[entry.state]).toContain(last);
  // Whoever waits for a moderator is in the queue, and nothing else is.
  const waits = causesOf(entry, world).length > 0;
  if (entry.isHidden || entry.state === 'SUBMITTED') expect(waits).toBe(true);
  if (isFallen(entry) && !isShown(entry) && !entry.isHidden) expect(waits).toBe(false);
  const until = editableUntil(contest, entry, nowOf(world));
  expect(until === null || until > nowOf(world).toISOString()).toBe(true);
}

function take(world: World, name: string, draw: number): Decision<World, ErrorCode> {
  const { entry } = world;
  if (name === 'wait')
    return { ok: true, value: { ...world, millis: world.millis + (draw % 96) * 3_600_000 } };
  if (name === 'report') {
    // Whoever sees it can, but its author.
    const isNow = world.isReported || isShown(entry);
    const after = isShown(entry) && draw % 2 === 0 ? hideEntry(entry, nowOf(world)) : entry;
    return { ok: true, value: { ...world, entry: after, isReported: isNow } };
  }
  if (name === 'decide') {
    if (causesOf(entry, world).length === 0) return { ok: true, value: world };
    const decision = decided(entry, DECISIONS[draw % 3] ?? 'APPROVE');
    const result = decide(world, decision);
    if (!result.ok) return result;
    expect(wasDecided(result.value, decision, BEN)).toBe(true);
    const isApproved = decision.decision === 'APPROVE' && result.value.shown !== null;
    const seen = isApproved ? [...world.approved, textOf(result.value.shown)] : world.approved;
    return {
      ok: true,
      value: { ...world, entry: result.value, isReported: false, approved: new Set(seen) },
    };
  }
  const step = STEPS[name]?.(world, draw);
  if (step === undefined) throw new Error(name);
  const result = step(entry);
  if (!result.ok) return result;
  // Sent twice, a step gives the very same object.
  const again = step(result.value);
  expect(again.ok && again.value).toBe(result.value);
  const isReported = world.isReported && causesOf(result.value, world).includes('REPORTED');
  return { ok: true, value: { ...world, entry: result.value, isReported } };
}

const NAMES = [...Object.keys(STEPS).filter((name) => name !== 'hide'), 'report', 'decide', 'wait'];
/** Most are what happens most in life; the others come often enough. */
const names = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('save', 'submit', 'decide', 'wait', 'report') },
  { weight: 1, arbitrary: fc.constantFrom(...NAMES) },
);

describe('an entry, whatever is done to it in whatever order,', () => {
  test('keeps what holds of every entry', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom('BEFORE_SHOWING' as const, 'AFTER_SHOWING' as const),
        fc.constantFrom(3, 10),
        fc.array(fc.tuple(names, fc.nat(1_000)), { minLength: 1, maxLength: 30 }),
        (admission, vote, steps) => {
          const contest = contestOf({ vote, admission });
          const entry = begun(contest);
          let world: World = {
            contest,
            entry,
            isReported: false,
            approved: new Set(),
            voted: undefined,
            millis: START + DAY,
          };
          for (const [name, draw] of steps) {
            const taken = take(world, name, draw);
            seen.add(taken.ok ? `${name} ${taken.value.entry.state}` : `${name} ${taken.refusal.code}`);
            if (!taken.ok) continue;
            const before = world.entry;
            world = taken.value;
            assertHolds(before, world);
            // From the first vote on, what can be voted on does not change, whatever becomes of the entry between.
            const isOpen = iso(vote) <= nowOf(world).toISOString();
            if (isOpen && isVotable(before) && isVotable(world.entry))
              expect(textOf(world.entry.shown)).toBe(textOf(before.shown));
            if (isOpen && before.state === 'APPROVED')
              expect(world.entry.state).not.toBe('CHANGES_REQUESTED');
            if (isOpen && world.voted !== undefined && isVotable(world.entry))
              expect(textOf(world.entry.shown)).toBe(world.voted);
            if (isOpen && isVotable(world.entry)) world.voted = textOf(world.entry.shown) ?? undefined;
          }
        },
      ),
      { numRuns: 2_000 },
    );
    // The walk gets around.
    for (const place of [
      'decide APPROVED',
      'decide CHANGES_REQUESTED',
      'decide REJECTED',
      'decide DISQUALIFIED',
      'expire REJECTED',
      'save ENTRY_LOCKED',
      'submit SUBMISSION_CLOSED',
      'withdraw WITHDRAWN',
    ])
      expect(seen).toContain(place);
  });
});

describe('a decision', () => {
  test('of a hidden entry whose change came too late for the vote can let it show as it was', () => {
    const contest = contestOf();
    const entry = admitted(contest);
    const changed = made(changeContent(contest, hidden(entry), words('B'), at(4)));
    const waiting = submitted(contest, changed, at(4));
    const kept = approved(contest, waiting, { isReported: true, now: at(11) });
    expect(kept).toMatchObject({ state: 'APPROVED', isHidden: false, waiting: null, draft: null });
    expect(kept.shown).toEqual(words('A'));
    expect(kept.history.at(-1)?.action).toBe('KEPT');
  });

  test('of a change that came too late for the vote can only refuse it', () => {
    const contest = contestOf();
    const waiting = submitted(
      contest,
      made(changeContent(contest, admitted(contest), words('B'), at(4))),
      at(4),
    );
    const by = { by: BEN, isReported: false };
    expect(refusalOf(decideEntry(contest, waiting, decided(waiting, 'APPROVE'), by, at(10)))?.code).toBe(
      'INVALID_STATE',
    );
    const refused = made(decideEntry(contest, waiting, decided(waiting, 'REJECT'), by, at(10)));
    expect(refused).toMatchObject({ state: 'APPROVED', draft: null, shown: words('A') });
  });

  test.each(['REQUEST_CHANGES', 'REJECT', 'APPROVE'] as const)(
    'to %s leaves one that was disqualified out of the contest',
    (decision) => {
      const contest = contestOf();
      const why = { by: 'organizer', reason: 'RULES' as const, note: 'Bought.' };
      const entry = made(disqualifyEntry(admitted(contest), why, at(3)));
      const after = decideEntry(
        contest,
        entry,
        decided(entry, decision),
        { by: BEN, isReported: true },
        at(4),
      );
      if (after.ok) expect(isFallen(after.value)).toBe(true);
      expect(refusalOf(after)?.code).toBe(decision === 'REQUEST_CHANGES' ? 'INVALID_STATE' : undefined);
    },
  );

  test('is refused of an entry that its author took back, also when it was reported', () => {
    const contest = contestOf();
    const entry = made(withdrawEntry(contest, admitted(contest), at(3)));
    for (const decision of DECISIONS) {
      const after = decideEntry(
        contest,
        entry,
        decided(entry, decision),
        { by: BEN, isReported: true },
        at(4),
      );
      expect(refusalOf(after)?.code).toBe('INVALID_STATE');
    }
  });

  test('is known again when its author has done something since', () => {
    const contest = contestOf();
    const entry = admitted(contest);
    const approval = decided(entry, 'APPROVE');
    const taken = made(withdrawEntry(contest, entry, at(3)));
    expect(wasDecided(taken, approval, BEN)).toBe(true);
    expect(wasDecided(taken, approval, 'another')).toBe(false);
    expect(wasDecided(taken, decided(entry, 'REJECT'), BEN)).toBe(false);
  });

  test('needs every line of the checklist, and no other', () => {
    const contest = contestOf({ admissionChecklist: ['Sound', 'No faces'] });
    const entry = submitted(contest, begun(contest));
    const by = { by: BEN, isReported: false };
    const half = decided(entry, 'APPROVE', { checked: ['Sound'] });
    expect(refusalOf(decideEntry(contest, entry, half, by, at(2)))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('"No faces"'),
    });
    const other = decided(entry, 'APPROVE', { checked: ['Sound', 'No faces', 'sound'] });
    expect(refusalOf(decideEntry(contest, entry, other, by, at(2)))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('"sound" is none'),
    });
    const all = decided(entry, 'APPROVE', { checked: ['No faces', 'Sound'] });
    expect(made(decideEntry(contest, entry, all, by, at(2))).state).toBe('APPROVED');
  });

  test('asks for changes until the later of the deadline and two days from then', () => {
    const contest = contestOf();
    const entry = submitted(contest, begun(contest));
    const asked = (now: Date) =>
      untilOf(
        contest,
        made(
          decideEntry(contest, entry, decided(entry, 'REQUEST_CHANGES'), { by: BEN, isReported: false }, now),
        ),
        now,
      );
    expect(asked(at(2))).toBe(iso(10));
    expect(asked(at(8))).toBe(iso(10));
    expect(asked(new Date(at(8).getTime() + 1))).toBe(new Date(at(10).getTime() + 1).toISOString());
    expect(asked(at(13))).toBe(iso(15));
  });

  test('asks for no changes that would come after the first vote', () => {
    const contest = contestOf();
    const entry = submitted(contest, begun(contest));
    const ask = (now: Date) =>
      decideEntry(contest, entry, decided(entry, 'REQUEST_CHANGES'), { by: BEN, isReported: false }, now);
    const asked = made(ask(at(19)));
    expect([untilOf(contest, asked, at(19)), asked.dueAt]).toEqual([iso(20), iso(20)]);
    const voting = { opensAt: iso(10), closesAt: iso(30) };
    const longer = { ...contest, rounds: contest.rounds.map((round) => ({ ...round, voting })) };
    expect(expireEntry(longer, asked, at(20))).toMatchObject({ state: 'CHANGES_REQUESTED', dueAt: iso(21) });
    expect(editableUntil(longer, asked, at(20))).toBe(iso(21));
    expect(refusalOf(ask(at(20)))).toMatchObject({ code: 'INVALID_STATE', field: ['decision'] });
    expect(
      made(decideEntry(contest, entry, decided(entry, 'REJECT'), { by: BEN, isReported: false }, at(20)))
        .state,
    ).toBe('REJECTED');
  });

  test('that asks for changes gives a deadline that is put off too, and that falls due at its end', () => {
    const contest = contestOf();
    const entry = submitted(contest, begun(contest));
    const asked = made(
      decideEntry(contest, entry, decided(entry, 'REQUEST_CHANGES'), { by: BEN, isReported: false }, at(2)),
    );
    const submission = { opensAt: iso(0), closesAt: iso(15) };
    const longer = { ...contest, submission };
    expect(editableUntil(longer, asked, at(12))).toBe(iso(15));
    const moved = expireEntry(longer, asked, at(10));
    expect(moved).toMatchObject({
      state: 'CHANGES_REQUESTED',
      dueAt: iso(15),
      version: asked.version + 1,
    });
    expect(expireEntry(longer, moved, at(14))).toBe(moved);
    expect(expireEntry(longer, moved, at(15)).state).toBe('REJECTED');
  });
});

describe('editableUntil', () => {
  test('is over at that moment, also of changes that were asked for', () => {
    const contest = contestOf();
    const entry = submitted(contest, begun(contest));
    const asked = made(
      decideEntry(contest, entry, decided(entry, 'REQUEST_CHANGES'), { by: BEN, isReported: false }, at(9)),
    );
    const last = new Date(at(11).getTime() - 1);
    expect(editableUntil(contest, asked, last)).toBe(iso(11));
    expect(editableUntil(contest, asked, at(11))).toBeNull();
    expect(refusalOf(changeContent(contest, asked, words('B'), at(11)))?.code).toBe('SUBMISSION_CLOSED');
    expect(made(changeContent(contest, asked, words('B'), last)).draft).toEqual(words('B'));
    expect(expireEntry(contest, asked, last)).toBe(asked);
    expect(expireEntry(contest, asked, at(11))).toMatchObject({ state: 'REJECTED', answerBy: null });
  });

  test('of what can be voted on is the first vote, of all else the deadline', () => {
    const contest = contestOf({ vote: 5 });
    const entry = admitted(contest);
    expect(editableUntil(contest, begun(contest), at(6))).toBe(iso(10));
    expect(editableUntil(contest, entry, at(4))).toBe(iso(5));
    expect(editableUntil(contest, entry, at(5))).toBeNull();
    expect(refusalOf(changeContent(contest, entry, words('B'), at(5)))?.code).toBe('ENTRY_LOCKED');
    const before = new Date(at(5).getTime() - 1);
    expect(changeContent(contest, entry, words('B'), before).ok).toBe(true);
  });

  test('follows a deadline that was put off', () => {
    const change = {
      kind: 'EXTENDED' as const,
      date: 'submission.closesAt',
      from: iso(10),
      to: iso(12),
      round: null,
      reason: 'More time.',
      decidedAt: iso(2),
      decidedBy: 'organizer',
      holdsFrom: iso(2),
    };
    const contest = contestOf({ vote: 13, changes: [change] });
    expect(scheduleAt(contest, iso(3)).submission?.closesAt).toBe(iso(12));
    expect(editableUntil(contest, begun(contest), at(11))).toBe(iso(12));
    expect(editableUntil(contest, begun(contest), at(1))).toBe(iso(10));
  });
});

describe('a participation', () => {
  test('has every entry that was begun once, and never more that are alive than a contest allows', () => {
    const most = fc.integer({ min: 1, max: 5 });
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(20)), { maxLength: 60 });
    fc.assert(
      fc.property(most, steps, (allowed, taken) => {
        let participation = noParticipation('prg', 'cts', 'mem');
        const all: number[] = [];
        for (const [isBegun, draw] of taken) {
          const before = participation;
          if (isBegun && entriesLeft(participation, allowed) > 0) {
            all.push(all.length + 1);
            participation = withEntry(participation, all.length, `key ${all.length}`);
          } else {
            const number = participation.live[draw % Math.max(1, participation.live.length)];
            if (number !== undefined) participation = withFallen(participation, number);
            if (number !== undefined) expect(withFallen(participation, number)).toBe(participation);
          }
          if (participation !== before) expect(participation.version).toBe(before.version + 1);
          expect(entriesOf(participation)).toEqual(all);
          expect(participation.live.length).toBeLessThanOrEqual(allowed);
        }
        for (const number of all) expect(madeBy(participation, `key ${number}`)).toBe(number);
        expect(madeBy(participation, 'another')).toBeUndefined();
      }),
    );
  });

  test('ends with so many that were begun, however many of them have fallen', () => {
    let participation = noParticipation('prg', 'cts', 'mem');
    for (let number = 1; number <= MAX_BEGUN; number += 1) {
      expect(entriesLeft(participation, 1)).toBe(1);
      participation = withFallen(withEntry(participation, number, `${number}`), number);
    }
    expect(entriesLeft(participation, 100)).toBe(0);
  });
});
