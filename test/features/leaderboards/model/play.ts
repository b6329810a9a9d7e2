import { expect } from 'vitest';
import { createProjector } from '../../../../functions/entrypoints/handlers/projector.ts';
import { closeBoard, updateBoard } from '../../../../functions/features/leaderboards/boards/rules.ts';
import { getBoard, replaceBoard } from '../../../../functions/features/leaderboards/boards/store.ts';
import { boardSeasonOf, rankedOf } from '../../../../functions/features/leaderboards/records/store.ts';
import { relistingDue } from '../../../../functions/features/leaderboards/relisting.ts';
import { isListed } from '../../../../functions/features/members/rules.ts';
import { insertMember } from '../../../../functions/features/members/store.ts';
import { isListedItem } from '../../../../functions/features/members/subject.ts';
import { parseQuarantined, setMarked } from '../../../../functions/projection/quarantine.ts';
import {
  Conflict,
  type Item,
  type Key,
  keyOf,
  keyText,
  type Table,
  type Write,
} from '../../../../functions/table/client.ts';
import { ENTITY } from '../../../../functions/table/entities.ts';
import { memberKey } from '../../../../functions/table/keys.ts';
import { LostAnswer, type Plan, Silence } from '../../../support/faults.ts';
import { enterFact, factItems, newBook } from './book.ts';
import { isPast } from './brute.ts';
import { changedMember, movedClock } from './changes.ts';
import { check } from './check.ts';
import { code } from './code.ts';
import { CALM, deliver, handOver, relist } from './deliver.ts';
import { itemOf, settingOf } from './program.ts';
import { dayNow, type Plant, type Run } from './run.ts';
import type { Stage } from './stage.ts';
import type { ExpiryStep, MemberStep, RelistStep, SpoilStep, Step, Story } from './story.ts';
import { createStream } from './stream.ts';

// Plays a story on a stage: what happens in the program, the stream that comes of it, and its deliveries to the projector
// that is deployed. What the projector writes of records comes back through the stream.

/** `slug` names the program: no two on one table. `seen` gathers what stories came to. */
export type Options = { slug?: string; seen?: Set<string>; plant?: Plant };

/** Plays a story to its end. Throws when what a reader sees at rest is not what brute force says. */
export async function play(told: Story, stage: Stage, options: Options = {}): Promise<Run> {
  const { slug = 'demo', seen = new Set(), plant = {} } = options;
  const setting = settingOf(slug, told);
  const run: Run = {
    told,
    setting,
    book: newBook(setting),
    stream: createStream(slug, told.shards, told.sequence),
    stage,
    plant,
    seen,
    deps: stage.process(stage.table),
    pollers: [],
    schedulers: [],
    current: [],
    gap: undefined,
    underWay: undefined,
    lastMember: 0,
    gone: new Set(),
    images: new Map(),
    nodes: new Set(),
    handovers: new Map(),
    quarantine: new Map(),
  };
  code.isMended = false;
  const table = { ...stage.table, transact: transactOf(run) };
  run.pollers = [0, 1].map(() => createProjector(stage.process(table)));
  run.schedulers = [0, 1].map(() => stage.process(table));
  stage.faults.plan = CALM;
  stage.setNow(new Date(told.startsAt));
  await stage.setUp(setting.items);
  for (const step of told.steps) await take(run, step);
  await take(run, { kind: 'REST' });
  // A day later nothing was written, and all that moved has come to rest.
  await take(run, { kind: 'CLOCK', to: 'NEXT_DAY', minutes: 0 });
  await check(run);
  return run;
}

/**
 * The projector's transactions: something may happen before one, and what it wrote of records and handed over comes through the
 * stream.
 */
function transactOf(run: Run): Table['transact'] {
  return async (writes, options) => {
    const { gap, stage } = run;
    const { plan } = stage.faults;
    const sent = run.plant.transact?.(writes) ?? writes;
    await meet(run, sent, options?.onConflict === 'TELL');
    let ended: Promise<void> | undefined;
    const end = () => (ended ??= disturbedBy(run, plan, () => carryOut(run, sent, options)));
    if (gap !== undefined) {
      const underWay = gap.overlaps ? { items: itemsWritten(sent), end } : undefined;
      if (gap.passing === 0) await interrupt(run, gap.steps, underWay);
      gap.passing -= 1;
    }
    return end();
  };
}

const itemsWritten = (writes: readonly Write[]) => new Set(writes.map((one) => keyText(keyOf(one))));

/** Whoever meets a transaction that is under way is refused, and it has come to its end when that is tried again. */
async function meet(run: Run, writes: readonly Write[], isTold: boolean): Promise<void> {
  const { underWay, seen } = run;
  const places = writes.flatMap((one, place) => (underWay?.items.has(keyText(keyOf(one))) ? [place] : []));
  if (underWay === undefined || places.length === 0) return;
  seen.add('OVERLAP');
  run.underWay = undefined;
  // What it came to is for whoever sent it.
  await underWay.end().catch(() => undefined);
  if (isTold) throw new Conflict(places);
}

async function disturbedBy<T>({ stage }: Run, plan: Plan, work: () => Promise<T>): Promise<T> {
  const { plan: other } = stage.faults;
  stage.faults.plan = plan;
  try {
    return await work();
  } finally {
    stage.faults.plan = other;
  }
}

async function carryOut(
  run: Run,
  writes: readonly Write[],
  options: Parameters<Table['transact']>[1],
): Promise<void> {
  try {
    await run.stage.table.transact(writes, options);
  } catch (error) {
    if (error instanceof LostAnswer) note(run, writes);
    if (error instanceof Silence && run.plant.isTrusting) return;
    throw error;
  }
  note(run, writes);
}

async function interrupt(run: Run, steps: readonly Step[], within: Run['underWay']): Promise<void> {
  const { gap, underWay, seen } = run;
  run.gap = undefined;
  run.underWay = within;
  await disturbedBy(run, CALM, async () => {
    for (const step of steps) await take(run, step);
  });
  if (steps.length > 0) seen.add('IN THE GAP');
  run.gap = gap;
  run.underWay = underWay;
}

/** Notes what was written, and gives the stream the changes of records and what was handed over. */
function note(run: Run, writes: readonly Write[]): void {
  const { images, nodes, stream, seen } = run;
  for (const one of writes) {
    if ('put' in one && one.put.et === ENTITY.handover) noteHandover(run, one.put);
    if ('put' in one && one.put.et === ENTITY.quarantine) noteQuarantine(run, one.put, one.put);
    if ('delete' in one) noteQuarantine(run, one.delete, undefined);
    if ('update' in one && one.update.SK === 'NODE') nodes.add(one.update.PK);
    if ('update' in one && one.update.SK === 'NODE#MORNING') seen.add('LATE IN A NODE');
    if (!('put' in one) || one.put.et !== ENTITY.record) continue;
    const after = one.put;
    const key = `${after.PK}\n${after.SK}`;
    const known = images.get(key) ?? [];
    const before = known.at(-1);
    images.set(key, [...known, after]);
    stream.append({ before, after });
    if (before?.listed !== after.listed) checkListing(run, before, after);
    if (before === undefined) continue;
    if (before.day !== after.day) seen.add('NEXT DAY');
    else if (before.morning !== after.morning) seen.add('LATE IN A RECORD');
    if (before.listed !== after.listed) checkListingDay(run, String(before.day), String(after.day));
  }
}

function noteHandover({ handovers, stream, seen }: Run, after: Item): void {
  const key = `${after.PK}\n${after.SK}`;
  stream.append({ before: handovers.get(key), after });
  seen.add(handovers.has(key) ? 'HANDED OVER AGAIN' : 'HANDED OVER');
  if (after.edits !== undefined) seen.add('RECORDS HANDED OVER');
  handovers.set(key, after);
}

/** What comes into quarantine, stays there or goes comes through the stream. */
function noteQuarantine({ quarantine, stream, seen }: Run, key: Key, after: Item | undefined): void {
  const text = `${key.PK}\n${key.SK}`;
  const before = quarantine.get(text);
  if (after === undefined) quarantine.delete(text);
  else quarantine.set(text, after);
  if (before !== undefined || after !== undefined) stream.append({ before, after });
  seen.add(after === undefined ? 'REQUEUED' : before === undefined ? 'IN QUARANTINE' : 'REQUEUED IN VAIN');
}

/** Marks all that is in quarantine. */
async function requeue({ quarantine, stage, stream }: Run): Promise<void> {
  for (const [text, before] of quarantine) {
    await stage.table.write(setMarked(parseQuarantined(before), stage.now()));
    const after = { ...before, markedAt: stage.now().toISOString() };
    quarantine.set(text, after);
    stream.append({ before, after });
  }
}

/** Makes an item one that the projector cannot read. */
function spoil(run: Run, { what, which, how }: SpoilStep): void {
  const items = itemsOf(run)[what]();
  const item = items[which % items.length];
  // Each image that was handed over is to be added by itself: no later one corrects it.
  if (item === undefined || (what === 'HANDOVER' && how === 'DATA')) return;
  if (how === 'CODE') code.isMended = false;
  run.stream.spoil(item, how, what === 'HANDOVER');
  run.seen.add(`SPOILT ${what}`);
}

function mend({ stream }: Run, how: 'CODE' | 'DATA'): void {
  if (how === 'CODE') code.isMended = true;
  else stream.correct();
}

const MAX_ROUNDS = 10;

/** Hands over all that is left, mends what keeps any of it in quarantine, and has that tried again. */
async function rest(run: Run): Promise<void> {
  const { stage, quarantine } = run;
  await deliverAll(run);
  mend(run, 'CODE');
  mend(run, 'DATA');
  await deliverAll(run);
  for (let rounds = 0; quarantine.size > 0 && rounds < MAX_ROUNDS; rounds += 1) {
    // Two marks of one moment would be one.
    stage.setNow(new Date(stage.now().getTime() + 1_000));
    await requeue(run);
    await deliverAll(run);
  }
  expect([...quarantine.values()].map(({ entity, reason }) => [entity, reason])).toEqual([]);
}

/**
 * A record is made, or listed otherwise, as its owner is at that moment; in a season that is over it is only made. A
 * season may end between the look at it and the write.
 */
function checkListing({ setting, gone, current }: Run, before: Item | undefined, after: Item): void {
  const { boardId, season } = boardSeasonOf(after);
  const board = setting.boards.find(({ id }) => id === boardId);
  if (board === undefined) throw new Error('A record is of no board.');
  const { timeZone } = setting.program;
  const isOver = isPast(board, timeZone, season, current.at(-1)?.at ?? '');
  expect(isOver && before !== undefined, `${boardId} ${season} is over, and somebody comes or goes`).toBe(
    false,
  );
  const { ownerId } = rankedOf(after);
  const member = setting.members.get(ownerId);
  if (!gone.has(ownerId)) expect(after.listed).toBe(member !== undefined && isListed(member));
}

/**
 * A listing is of the day on which it was decided, unless something of a later day is in the record: no earlier than the
 * delivery began, and no later than now.
 */
function checkListingDay(run: Run, before: string, after: string): void {
  const began = run.current[0]?.day ?? '';
  const latest = (one: string, other: string) => (one > other ? one : other);
  expect(after >= latest(began, before), `listed as of ${after}, decided on ${began} or later`).toBe(true);
  expect(after <= latest(dayNow(run), before), `listed as of ${after}, before that day`).toBe(true);
}

async function take(run: Run, step: Step): Promise<void> {
  const { stage, stream, seen, setting, book } = run;
  switch (step.kind) {
    case 'DELIVER':
      return deliver(run, step);
    case 'RELIST':
      return relist(run, step);
    case 'MEMBER':
      return changeMember(run, step);
    case 'CLOCK':
      return stage.setNow(movedClock(step, stage.now(), setting.program.timeZone));
    case 'EXPIRE':
      return expire(run, step);
    case 'SPLIT':
      seen.add('SPLIT');
      return stream.split(step.shard);
    case 'RAISE':
    case 'CLOSE':
      return changeBoard(run, step);
    case 'SPOIL':
      return spoil(run, step);
    case 'MEND':
      return mend(run, step.how);
    case 'REQUEUE':
      return requeue(run);
    case 'REST':
      await rest(run);
      return check(run);
    default:
      for (const change of enterFact(book, step, stage.now())) stream.append(change);
  }
}

const UNDISTURBED: RelistStep = {
  kind: 'RELIST',
  poller: 0,
  fault: null,
  place: 0,
  silence: null,
  gap: [],
  overlaps: false,
};

/** Does, undisturbed, what is due, and hands over all that is left until nothing more comes of it. */
async function deliverAll(run: Run): Promise<void> {
  const { stream } = run;
  await relist(run, UNDISTURBED);
  for (let shards = stream.waiting(); shards.length > 0; shards = stream.waiting()) {
    for (const shard of shards) await handOver(run, { poller: 0, shard, from: shard.done, size: 25 });
  }
}

async function changeMember(run: Run, { member, change }: MemberStep): Promise<void> {
  const { setting, stage, stream, seen } = run;
  const { members, memberIds, program } = setting;
  if (member !== 'LAST') run.lastMember = member;
  const id = memberIds[run.lastMember % memberIds.length] ?? '';
  const after = changedMember(setting, id, change, stage.now());
  if (after === members.get(id)) return;
  if (after === undefined) members.delete(id);
  else members.set(id, after);
  seen.add(change);
  if (after === undefined) run.gone.add(id);
  const key = memberKey(program.id, id);
  const before = await stage.table.get(key, { consistent: true });
  const item = after && itemOf(insertMember(after));
  const version = after?.version ?? Number(before?.version) + 1;
  const due = relistingDue({ id, programId: program.id, version }, stage.now());
  await stage.table.transact([
    item === undefined ? { delete: key } : { put: item },
    ...(isListedItem(before) === isListedItem(item) ? [] : [due]),
  ]);
  stream.append({ before, after: item });
}

const itemsOf = ({ images, setting, book, handovers }: Run) => ({
  RECORD: () => [...images.values()].flatMap((all) => all.at(-1) ?? []),
  FACT: () => factItems(book),
  HANDOVER: () => [...handovers.values()],
  MEMBER: () => [...setting.members.values()].map((member) => itemOf(insertMember(member))),
});

/** An item is gone by its time: what it counted as must not be taken away. */
function expire(run: Run, { what, which }: ExpiryStep): void {
  const { stream, seen } = run;
  const items = itemsOf(run)[what]();
  const before = items[which % items.length];
  if (before === undefined) return;
  stream.append({ before, after: undefined }, true);
  seen.add(`TTL OF A ${what}`);
}

/** Raises the first board's shards, or closes a board. */
async function changeBoard(run: Run, step: Step & { kind: 'RAISE' | 'CLOSE' }): Promise<void> {
  const { setting, stage, deps, seen } = run;
  const { boards, program } = setting;
  const board = boards[step.kind === 'RAISE' ? 0 : step.board % boards.length];
  const known = board && (await getBoard(deps, program.id, board.id));
  if (known === undefined) return;
  const raised = updateBoard(known, { shards: 4 }, stage.now());
  const after = step.kind === 'CLOSE' ? closeBoard(known, stage.now()) : raised.ok ? raised.value : known;
  if (after === known) return;
  await stage.table.write(replaceBoard(known, after));
  setting.boards = boards.map((one) => (one.id === after.id ? after : one));
  seen.add(step.kind);
}
