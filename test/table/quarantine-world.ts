import * as z from 'zod';
import type { Projection, StreamRecord } from '../../functions/projection/fold.ts';
import { NotMapped, project } from '../../functions/projection/project.ts';
import { parseQuarantined, type Quarantined, setMarked } from '../../functions/projection/quarantine.ts';
import { ProgramUnreadable, UnknownHere } from '../../functions/projection/unreadable.ts';
import type { Item, Key } from '../../functions/table/client.ts';
import { GSI2 } from '../../functions/table/definition.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { checkpointKey, counterKey, QUARANTINE_LIST } from '../../functions/table/keys.ts';
import { Crash, LostAnswer } from '../support/faults.ts';
import { startWorld } from './world.ts';

export const NOON = Date.parse('2026-11-02T12:00:00.000Z');
export const MINUTE = 60_000;

/** A projector whose records a test spoils and mends, in a program of its own for each test. */
export async function startQuarantine() {
  const world = await startWorld();
  const lines: { message: string; [field: string]: unknown }[] = [];
  const state: {
    program: number;
    time: number;
    deps: Deps;
    /** What this version of the code can read. */
    reads: (item: Item) => boolean;
  } = { program: 0, time: NOON, deps: world.deps, reads: () => true };
  let number = 0;

  const told = (message: string) => lines.filter((line) => line.message === message);
  const at = (millis: number) => {
    state.time = millis;
    world.setNow(new Date(millis));
  };
  const slug = () => `p${state.program}`;
  const shard = (name = 'shard') => `${slug()}-${name}`;
  const nextNumber = () => {
    number += 1;
    return String(number);
  };

  function begin(): void {
    state.program += 1;
    lines.length = 0;
    state.reads = () => true;
    at(NOON);
    const log = {
      ...world.deps.log,
      error: (message: string, more?: object) => void lines.push({ message, ...more }),
    };
    // Who meets another writer waits for it: handing over has tests of its own.
    state.deps = { ...world.deps, log, heat: { isHot: () => false, met: () => false } };
  }

  /** A thing counts once with its weight; what is set keeps the latest that it was set to. */
  const model = z.object({ weight: z.number() });
  const projections = new Map<string, Projection>([
    [
      'THING',
      {
        contributions: (item) => {
          if (!state.reads(item)) throw new TypeError('By the test.');
          const { weight } = model.parse(item);
          return [{ key: counterKey(slug(), 'THINGS', 'ALL'), add: { n: 1, weight } }];
        },
      },
    ],
    [
      'EDITING',
      {
        edits: () => [
          {
            key: target(),
            owner: { key: owner(), asked: 'NEW' },
            apply: (before) => ({
              ...target(),
              et: 'SECRETS',
              weight: before === undefined ? 1 : model.parse(before).weight + 1,
            }),
          },
        ],
      },
    ],
    [
      'SETTING',
      {
        edits: ({ after }) => [
          {
            key: target(),
            owner: { key: owner(), asked: 'NEW' },
            // What is there is later: a value never goes back.
            apply: (before) => {
              const [is, was] = [model.parse(after).weight, Number(before?.weight ?? 0)];
              return is <= was ? undefined : { ...target(), et: 'SECRETS', weight: is };
            },
          },
        ],
      },
    ],
    ['OF_NO_PROGRAM', { contributions: () => raise(new ProgramUnreadable('The program is not there.')) }],
    ['OF_TOMORROW', { contributions: () => raise(new UnknownHere('Nothing is known of it.')) }],
    [
      'NO_NUMBER',
      { contributions: () => [{ key: counterKey(slug(), 'THINGS', 'ALL'), add: { n: Number.NaN } }] },
    ],
  ]);
  const raise = (error: Error) => {
    throw error;
  };
  const owner = (): Key => ({ PK: `P#${slug()}#TARGET`, SK: 'OWNER' });
  const target = (): Key => ({ PK: `P#${slug()}#TARGET`, SK: 'TARGET' });

  const keyOf = (name: string): Key => ({ PK: `P#${slug()}#THING#${name}`, SK: 'THING' });
  const item = (name: string, image: object | undefined): Item | undefined =>
    image === undefined ? undefined : { ...keyOf(name), et: 'THING', ...image };
  function change(name: string, before: object | undefined, after: object | undefined): StreamRecord {
    const [was, is] = [item(name, before), item(name, after)];
    return { before: was, after: is, sequenceNumber: nextNumber(), expired: false };
  }
  const good = (name: string, weight = 1) => change(name, undefined, { weight });
  const bad = (name: string) => change(name, undefined, { weight: 'three kilos' });
  const deliver = (records: StreamRecord[], name?: string) =>
    project(state.deps, projections, shard(name), records);
  const counts = async () => {
    const counter = await world.table.get(counterKey(slug(), 'THINGS', 'ALL'), { consistent: true });
    return [Number(counter?.n ?? 0), Number(counter?.weight ?? 0)];
  };
  const checkpoint = (name?: string) => world.table.get(checkpointKey(shard(name)), { consistent: true });

  /** Delivers a batch until it is accepted, half a minute between tries; gives how many that took. */
  async function persist(records: StreamRecord[], name?: string): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      try {
        await deliver(records, name);
        return tries;
      } catch (error) {
        if (!(error instanceof NotMapped) && !(error instanceof Crash) && !(error instanceof LostAnswer))
          throw error;
      }
      if (tries === 40) throw new Error('It is never accepted.');
      at(state.time + MINUTE / 2);
    }
  }

  async function waiting(): Promise<Quarantined[]> {
    const { items } = await world.table.query({ index: GSI2.name, partition: QUARANTINE_LIST, limit: 500 });
    const heads = await world.table.batchGet(items as Key[], { consistent: true });
    return heads
      .filter((head) => head !== undefined)
      .map(parseQuarantined)
      .filter(({ programId }) => programId === slug());
  }

  /** Marks what is in quarantine, and gives the records of the marks. */
  async function marks(which: (one: Quarantined) => boolean = () => true): Promise<StreamRecord[]> {
    const records: StreamRecord[] = [];
    for (const head of (await waiting()).filter(which)) {
      const key = { PK: head.PK, SK: head.SK };
      const before = await world.table.get(key, { consistent: true });
      await world.table.write(setMarked(head, state.deps.now()));
      const after = await world.table.get(key, { consistent: true });
      records.push({ before, after, sequenceNumber: nextNumber(), expired: false });
    }
    return records;
  }

  return {
    world,
    lines,
    state,
    told,
    at,
    slug,
    shard,
    nextNumber,
    begin,
    projections,
    target,
    keyOf,
    change,
    good,
    bad,
    deliver,
    counts,
    checkpoint,
    persist,
    waiting,
    marks,
  };
}
