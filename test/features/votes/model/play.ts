import { expect } from 'vitest';
import { createProjector } from '../../../../functions/entrypoints/handlers/projector.ts';
import { countsDue } from '../../../../functions/features/contests/followup.ts';
import { extendContest, restartContestRound } from '../../../../functions/features/contests/operations.ts';
import { replaceContest } from '../../../../functions/features/contests/store.ts';
import { entryIdOf } from '../../../../functions/features/entries/ids.ts';
import type { ContestEntry } from '../../../../functions/features/entries/model.ts';
import { moderatedEntries } from '../../../../functions/features/entries/moderated.ts';
import {
  disqualifyContestEntry,
  reportContestEntry,
  withdrawContestEntry,
} from '../../../../functions/features/entries/operations.ts';
import { noParticipation, withEntry } from '../../../../functions/features/entries/participation.ts';
import { beginEntry } from '../../../../functions/features/entries/rules.ts';
import { insertContestEntry, putParticipation } from '../../../../functions/features/entries/store.ts';
import { setMemberStatus } from '../../../../functions/features/members/operations.ts';
import { insertMember } from '../../../../functions/features/members/store.ts';
import { getItem } from '../../../../functions/features/moderation/store.ts';
import { insertProgram } from '../../../../functions/features/programs/store.ts';
import { carryOutDecision } from '../../../../functions/features/votes/decisions/due.ts';
import { parseDecision } from '../../../../functions/features/votes/decisions/store.ts';
import { strikeBallots } from '../../../../functions/features/votes/due.ts';
import { selectFinalists } from '../../../../functions/features/votes/operations.ts';
import { memberIdOf } from '../../../../functions/identity/member-id.ts';
import {
  type Item,
  type Key,
  keyOf,
  keyText,
  type Table,
  type Write,
} from '../../../../functions/table/client.ts';
import { ENTITY } from '../../../../functions/table/entities.ts';
import { dueTimeOf, entryNumbersKey, memberStatusKey } from '../../../../functions/table/keys.ts';
import { insert } from '../../../../functions/table/writes.ts';
import { newMember, programOf } from '../../leaderboards/model/program.ts';
import { inMemory } from '../../leaderboards/model/stage.ts';
import { createStream } from '../../leaderboards/model/stream.ts';
import { contestWith } from '../samples.ts';
import { authorOf, CALM, disturbed, quietly, scopeFor, scopeOfStaff } from './acting.ts';
import { closeOf, nextMoment, roundNow } from './calendar.ts';
import { checkAtRest } from './check.ts';
import { count, GO_ON, setFinalists } from './count.ts';
import { decide, decisionsDue, release } from './decisions.ts';
import { countFinal } from './result.ts';
import type { Plant, Run } from './run.ts';
import {
  CALM_STRIKE,
  type CountStep,
  type DeliverStep,
  ENTRIES,
  type Step,
  type Story,
  type StrikeStep,
  VOTERS,
} from './story.ts';
import { castVote } from './vote.ts';

// Plays a story: requests, due work and the projector are those that are deployed, on a table in memory whose stream is cut as the
// story says.

const STARTS = Date.parse('2026-11-10T09:30:00.000Z');
const HOUR = 3_600_000;
const at = (hours: number) => new Date(STARTS + hours * HOUR).toISOString();
const SLUG = 'demo';

export async function play(told: Story, options: { seen?: Set<string>; plant?: Plant } = {}): Promise<void> {
  const { seen = new Set(), plant = {} } = options;
  const stage = inMemory(told.chance);
  const run: Run = {
    ...{ told, plant, seen, stage, ...settingOf(told) },
    stream: createStream(SLUG, told.shards, told.sequence),
    ...{ requests: [], schedulers: [], pollers: [], given: new Map(), closes: [], restarts: [] },
    ...{
      finalists: null,
      finalistsAt: '',
      counted: new Map(),
      held: new Map(),
      releases: [],
      changedAt: new Map(),
      gap: undefined,
      isStale: false,
      hasWritten: false,
      underWay: '',
      past: new Map(),
    },
  };
  stage.faults.plan = CALM;
  stage.setNow(new Date(STARTS));
  const processes = (isDue: boolean) => [0, 1].map(() => stage.process(tableOf(run, isDue)));
  run.requests = processes(false);
  run.schedulers = processes(true);
  run.pollers = processes(false).map(createProjector);
  const items = itemsOf(run);
  stage.setUp(items);
  for (const after of items)
    if (after.et === ENTITY.contestEntry) run.stream.append({ before: undefined, after });
  for (const step of told.steps) await take(run, step);
  await rest(run);
  await checkAtRest(run);
}

function settingOf({
  zone,
  policy,
  rounds,
  isLive,
  isByVotes,
  holdsDays,
}: Story): Pick<Run, 'program' | 'contest' | 'memberIds' | 'joined'> {
  const program = programOf(SLUG, zone, new Date(STARTS));
  const windows = [
    { opensAt: at(1), closesAt: at(49) },
    { opensAt: at(52), closesAt: at(76) },
  ].slice(0, rounds);
  const contest = contestWith(windows, {
    programId: program.id,
    timeZone: zone,
    votes: policy,
    submission: { opensAt: at(-100), closesAt: at(48) },
    resultsAt: at(500),
    reportsThatHide: 1,
    voteCounts: isLive ? 'LIVE' : 'HIDDEN',
    holdsNewMembersDays: holdsDays,
    ...(isByVotes ? { finalists: { count: GO_ON, chosenBy: 'VOTES' } } : {}),
  });
  const memberIds = Array.from({ length: VOTERS + 1 }, (_, n) =>
    memberIdOf(SLUG, 'https://issuer.example.com', String(n)),
  );
  // Every other one is new until a day and a half after the first vote has opened.
  const joined = memberIds.map((id, n) => [id, STARTS - (n % 2 === 0 ? 1_000 : 2_000) * HOUR] as const);
  return { program, contest, memberIds, joined: new Map(joined) };
}

function itemsOf(run: Run): Item[] {
  const { program, contest, memberIds } = run;
  const joined = new Date(STARTS - 1_000 * HOUR);
  const members = memberIds.map((id) => newMember(program, id, 'FULL', new Date(run.joined.get(id) ?? 0)));
  const entries = Array.from({ length: ENTRIES }, (_, n): ContestEntry => {
    const content = { kind: 'TEXT' as const, title: `Film ${n}`, text: 'Words.', url: null };
    const begun = beginEntry(contest, { number: n + 1, authorId: authorOf(run, n + 1), content }, joined);
    return { ...begun, state: 'APPROVED', shown: content, draft: null, shownAt: joined.toISOString() };
  });
  const lists = memberIds.slice(0, 3).map((memberId) => {
    const none = noParticipation(program.id, contest.id, memberId);
    const own = entries.filter(({ authorId }) => authorId === memberId);
    const all = own.reduce((list, { number }) => withEntry(list, number, String(number)), none);
    return putParticipation(none, { ...all, version: 1 });
  });
  return [
    insertProgram(program),
    replaceContest({ ...contest, version: 0 }, contest),
    ...members.map(insertMember),
    ...entries.map(insertContestEntry),
    ...lists,
    ...countsDue(contest),
    insert({ ...entryNumbersKey(program.id, contest.id), et: ENTITY.entryNumbers, last: ENTRIES }),
  ].map(itemOf);
}

function itemOf(write: Write): Item {
  if (!('put' in write)) throw new Error('This write puts no item.');
  return write.put;
}

/** Every write may meet something before it, and its changes come through the stream. */
function tableOf(run: Run, isDue: boolean): Table {
  const { stage, plant } = run;
  const carryOut = async (writes: readonly Write[], work: (sent: Write[]) => Promise<void>) => {
    // Who makes the secrets of a contest is waited for by others of the same process.
    if (!writes.some(isSecret)) await meet(run);
    run.hasWritten = true;
    const changed = plant.writes?.(writes) ?? [...writes];
    const imagesOf = (all: readonly Write[]) =>
      quietly(run, () => stage.table.batchGet(all.map(keyOf), { consistent: true }));
    const present = await imagesOf(changed);
    const sent = changed.filter((one, place) => plant.leavesOut?.(one, present[place]) !== true);
    const keys = sent.map(keyOf);
    const images = () => imagesOf(sent);
    const before = await images();
    try {
      if (sent.length > 0) await work(sent);
    } finally {
      const after = await images();
      for (const [place, key] of keys.entries()) note(run, key, before[place], after[place]);
    }
  };
  const read = (item: Item) => (plant.read === undefined ? item : plant.read(item));
  const found = (key: Key, item: Item | undefined, isConsistent: boolean): Item | undefined => {
    const past = run.past.get(keyText(key));
    if (past === undefined) return item === undefined ? undefined : read(item);
    const isRecent = past.at === stage.now().toISOString() && run.isStale;
    const isMistaken =
      plant.isEventual === (item ?? past.before)?.et &&
      (plant.isEventual === ENTITY.ballot ? isRecent && !run.hasWritten : isDue);
    const seen = isMistaken || (isRecent && !isConsistent) ? past.before : item;
    return seen === undefined ? undefined : read(seen);
  };
  return {
    ...stage.table,
    get: async (key, { consistent = false } = {}) => found(key, await stage.table.get(key), consistent),
    batchGet: async (keys, { consistent = false } = {}) => {
      const items = await stage.table.batchGet(keys, { consistent: true });
      return items.map((item, place) => found(keys[place] as Key, item, consistent));
    },
    query: async (input) => {
      const page = await stage.table.query(input);
      return { ...page, items: page.items.flatMap((item) => read(item) ?? []) };
    },
    write: (one) => carryOut([one], async ([sent]) => stage.table.write(sent as Write)),
    transact: (writes, options) => carryOut(writes, (sent) => stage.table.transact(sent, options)),
  };
}

const isSecret = (one: Write) =>
  'put' in one && (one.put.et === ENTITY.contestSecret || one.put.et === ENTITY.contestSalt);
const OF_THE_STREAM: ReadonlySet<unknown> = new Set([
  ...[ENTITY.ballot, ENTITY.contestEntry, ENTITY.moderationItem],
  ...[ENTITY.handover, ENTITY.liveTally, ENTITY.record],
]);

function note(
  { stream, past, stage }: Run,
  key: Key,
  before: Item | undefined,
  after: Item | undefined,
): void {
  if (before === after) return;
  past.set(keyText(key), { before, at: stage.now().toISOString() });
  if (OF_THE_STREAM.has((after ?? before)?.et)) stream.append({ before, after });
}

/** What the story has happen before this write. */
async function meet(run: Run): Promise<void> {
  const { gap } = run;
  if (gap === undefined) return;
  gap.passing -= 1;
  if (gap.passing >= 0) return;
  run.gap = undefined;
  if (gap.steps.length > 0) run.seen.add('IN THE GAP');
  const { isStale } = run;
  run.isStale = false;
  await quietly(run, async () => {
    for (const step of gap.steps) await take(run, step);
  });
  run.isStale = isStale;
}

async function take(run: Run, step: Step): Promise<void> {
  const { requests, contest, memberIds, seen } = run;
  const [deps] = requests;
  if (deps === undefined) return;
  const scope = scopeOfStaff(run);
  switch (step.kind) {
    case 'VOTE':
      return castVote(run, step);
    case 'STATUS': {
      const memberId = step.voter === 'UNDER_WAY' ? run.underWay : (memberIds[step.voter] ?? '');
      const done = await setMemberStatus(deps, scope, { memberId, status: step.status, reason: 'Fraud?' });
      expect(done.ok).toBe(true);
      run.changedAt.set(memberId, run.stage.now().toISOString());
      seen.add(step.status);
      return;
    }
    case 'FALL': {
      const number = step.entry + 1;
      const entryId = entryIdOf({ contestId: contest.id, number });
      const done =
        step.how === 'WITHDRAW'
          ? await withdrawContestEntry(deps, scopeFor(run, authorOf(run, number)), { entryId })
          : await disqualifyContestEntry(deps, scope, { entryId, reason: 'RULES', note: 'Bought.' });
      if (done.ok) seen.add(step.how);
      return;
    }
    case 'HIDE': {
      const entryId = entryIdOf({ contestId: contest.id, number: step.entry + 1 });
      const done = await reportContestEntry(deps, scope, { entryId, reason: 'STOLEN' });
      if (done.ok) seen.add('HIDE');
      return;
    }
    case 'DECIDE': {
      const subjectId = entryIdOf({ contestId: contest.id, number: step.entry + 1 });
      const item = await getItem(deps, contest.programId, subjectId);
      if (item === undefined) return;
      const { decision } = step;
      const given = {
        itemId: `mod_${subjectId}`,
        revision: item.revision,
        decision,
        reason: 'OFFENSIVE',
        note: 'No.',
        checked: [],
      };
      const done = await moderatedEntries.decide(deps, scope, { subjectId, item, decision: given as never });
      if (done.ok) seen.add(decision);
      return;
    }
    case 'RESTART': {
      const now = run.stage.now().toISOString();
      const open = roundNow(run, now);
      if (open === undefined) return;
      const { number: round } = open;
      const attempt = 1 + run.restarts.filter((one) => one.round === round).length;
      const input = { contestId: contest.id, round, attempt, reason: `Again ${attempt}` };
      const done = await restartContestRound(deps, scope, input);
      if (!done.ok) return;
      run.restarts.push({ round, holdsFrom: new Date(Date.parse(now) + 60_000).toISOString() });
      seen.add('RESTART');
      return;
    }
    case 'EXTEND': {
      const now = run.stage.now().toISOString();
      const round = contest.rounds.length;
      const to = new Date(Date.parse(closeOf(run, round, '9999')) + step.hours * HOUR).toISOString();
      const rounds = [{ round, votingClosesAt: new Date(to) }];
      const done = await extendContest(deps, scope, { contestId: contest.id, rounds, reason: 'Rain.' });
      if (!done.ok) return;
      run.closes.push({ round, to, holdsFrom: new Date(Date.parse(now) + 60_000).toISOString() });
      seen.add('EXTEND');
      return;
    }
    case 'FINALISTS': {
      const numbers = step.entries.map((entry) => entry + 1);
      const entryIds = numbers.map((number) => entryIdOf({ contestId: contest.id, number }));
      const done = await selectFinalists(deps, scope, { contestId: contest.id, entryIds });
      if (!done.ok) return;
      setFinalists(run, numbers);
      seen.add('FINALISTS');
      return;
    }
    case 'CLOCK':
      return advance(run, step.by);
    case 'STRIKE':
      return strike(run, step);
    case 'STRIKE_VOTES':
    case 'RESTORE':
      return decide(run, step);
    case 'RELEASE':
      return release(run, step);
    case 'COUNT':
      await count(run, step);
      return countFinal(run, step);
    case 'DELIVER':
      return deliver(run, step);
  }
}

const LAST_LOOK = 170_000;
const STEPS = { SECOND: 1_000, MOMENT: 19_000, MINUTE: 61_000, DAY: 20 * HOUR };

function advance(run: Run, by: (Step & { kind: 'CLOCK' })['by']): void {
  const { stage } = run;
  const now = stage.now().getTime();
  if (by === 'BEFORE_NEXT' || by === 'NEXT') {
    const next = nextMoment(run, stage.now().toISOString());
    if (next !== undefined) stage.setNow(new Date(Date.parse(next) - (by === 'NEXT' ? 0 : 1)));
    return;
  }
  if (by === 'LAST_LOOK') {
    const final = Date.parse(run.contest.rounds[1]?.voting?.opensAt ?? '');
    if (now < final - LAST_LOOK) stage.setNow(new Date(final - LAST_LOOK));
    return;
  }
  stage.setNow(new Date(now + STEPS[by]));
}

/** Does what is due of every member whose status has changed, and of every decision about votes. */
async function strike(run: Run, step: StrikeStep): Promise<void> {
  const deps = run.schedulers[step.process];
  if (deps === undefined) return;
  for (const memberId of run.memberIds) {
    const note = await run.stage.table.get(memberStatusKey(run.program.id, memberId));
    if (note === undefined || dueTimeOf(String(note.GSI2SK)).at > run.stage.now().toISOString()) continue;
    run.underWay = memberId;
    await follow(run, step, () => strikeBallots(deps, run.program, note, () => false));
    run.seen.add('STRIKE');
  }
  for (const decision of decisionsDue(run)) {
    run.underWay = parseDecision(decision).memberIds[0] ?? run.memberIds[0] ?? '';
    await follow(run, step, () => {
      let { looks } = step;
      return carryOutDecision(deps, run.program, decision, () => {
        looks -= 1;
        return looks < 0;
      });
    });
    run.seen.add('CARRIED OUT');
  }
}

async function follow(run: Run, step: StrikeStep, work: () => Promise<void>): Promise<void> {
  const { gap } = run;
  run.gap = { steps: step.gap, passing: step.passing };
  const isOver = await disturbed(run, step.fault, work);
  if (isOver && step.isTwice) await work();
  run.gap = gap;
}

async function deliver(run: Run, step: DeliverStep): Promise<void> {
  const { stream, plant, pollers } = run;
  const shards = step.restartAt === null ? stream.waiting() : stream.readable();
  const shard = shards[step.shard % shards.length];
  if (shard === undefined) return;
  const borders = [...shard.borders];
  const from = step.restartAt === null ? shard.done : (borders[step.restartAt % borders.length] ?? 0);
  const batch = shard.records.slice(from, from + step.size);
  if (batch.length === 0) return;
  const { gap } = run;
  run.gap = undefined;
  const hand = async () =>
    void (await pollers[step.poller]?.({ Records: plant.records?.(batch) ?? batch, shardId: shard.id }));
  const isOver = await disturbed(run, step.fault, hand);
  if (isOver) stream.accept(shard, from + batch.length);
  if (isOver && step.isTwice) await hand();
  run.gap = gap;
}

const CALM_COUNT: CountStep = { kind: 'COUNT', process: 0, fault: null, isTwice: false, looks: 99 };
/** Everything that was written has come through the stream, and nothing is due. */
async function rest(run: Run): Promise<void> {
  run.isStale = false;
  // Memories may be 30 seconds old, and a count waits for what was decided a minute before.
  for (let turn = 0; turn < 4; turn += 1) {
    advance(run, 'MINUTE');
    await strike(run, CALM_STRIKE);
    await count(run, CALM_COUNT);
    await countFinal(run, CALM_COUNT);
    for (let left = 500; run.stream.waiting().length > 0; left -= 1) {
      expect(left, 'the stream comes to its end').toBeGreaterThan(0);
      await deliver(run, {
        kind: 'DELIVER',
        poller: 0,
        shard: 0,
        size: 50,
        isTwice: false,
        restartAt: null,
        fault: null,
      });
    }
  }
}
