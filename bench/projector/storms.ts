import { createHeat } from '../../functions/platform/heat.ts';
import { addUpDated, countsOf } from '../../functions/projection/dated.ts';
import { addUp, type Change, effectsOf, type Projections } from '../../functions/projection/fold.ts';
import { projectionsWith } from '../../functions/registry/stream.ts';
import { type Item, keyText } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { BATCH, putAll, sequence } from '../rankings/events.ts';
import { nodesOf } from '../rankings/items.ts';
import { randomFrom, scoresOf } from '../rankings/reference.ts';
import type { Stand } from '../rankings/stand.ts';
import { boardsLike, click, step } from './loads.ts';
import { createStorm, type StormReport } from './storm.ts';

// The two loads: clicks and awards that count in three counters of the program, and steps on one board of a hundred thousand.

export type Load = { shards: number; perSecond: number };
export type Settings = {
  isDirect: boolean;
  seconds: number;
  batchSize: number;
  windowMillis: number;
  withNetwork: <T>(work: () => Promise<T>) => Promise<T>;
};
export type Played = { sent: number; report: StormReport; writeUnits: number; wrong: string[] };

const BOARD_SIZE = 100_000;
let storms = 0n;

/** The stand's clock goes on, so that what is hot cools. */
export const withClock = ({ deps }: Stand): Deps => {
  const begun = performance.now();
  const start = deps.now().getTime();
  const now = () => new Date(start + performance.now() - begun);
  return { ...deps, now, heat: createHeat(now) };
};

export function counterStorm(stand: Stand, load: Load, settings: Settings): Promise<Played> {
  const { program, stage } = stand;
  let visitor = Number(storms) * 1_000_000;
  const change = () => {
    visitor += 1;
    return click(program, stage.day, visitor);
  };
  return play(stand, load, settings, change);
}

export async function treeStorm(stand: Stand, load: Load, settings: Settings): Promise<Played> {
  const random = randomFrom(Number(storms) + 1);
  const scores = scoresOf(BOARD_SIZE, random);
  const [board = stand.stage.board] = boardsLike(stand.stage.board, 1);
  const stage = {
    ...stand.stage,
    board: { ...board, id: `${board.id.slice(0, -4)}${1_000 + Number(storms)}` },
  };
  await putAll(stand.deps, nodesOf(stage, scores));
  const images = new Map<string, Item>();
  return play(stand, load, settings, () => step(stage, scores, images, random));
}

/** Plays changes that only count: what `change` gives, in every shard. */
export async function play(
  stand: Stand,
  load: Load,
  settings: Settings,
  change: () => Change,
): Promise<Played> {
  storms += 1n;
  const deps = withClock(stand);
  const projections = projectionsWith(
    () => ({ boards: [], derived: [], timeZone: stand.program.timeZone }),
    deps.now(),
  );
  const { shards, perSecond } = load;
  const storm = createStorm(deps, projections, new Map(), sequence(storms * 1_000n), { ...settings, shards });
  const sent = shards * perSecond * settings.seconds;
  const changes: Change[] = [];
  for (let batch = 0; batch < perSecond * settings.seconds; batch += 1) {
    for (let n = 0; n < shards * BATCH; n += 1) {
      const one = change();
      changes.push(one);
      storm.arrive(one, (batch * 1_000) / perSecond, n % shards);
    }
  }
  const check = await expecting(deps, projections, changes);
  const { result: report, bill } = await stand.meters.count.during(() => settings.withNetwork(storm.run));
  return { sent, report, writeUnits: bill.writeUnits, wrong: await check() };
}

/** What the items must be that changes add to, given what they are now: says what is wrong with them later. */
async function expecting(
  deps: Deps,
  projections: Projections,
  changes: readonly Change[],
): Promise<() => Promise<string[]>> {
  const effects = effectsOf(
    projections,
    changes.map((one, place) => ({ ...one, sequenceNumber: String(place), expired: false })),
  );
  const wanted = [
    ...addUp(effects.flatMap(({ deltas }) => deltas)).values(),
    ...addUpDated(effects.flatMap(({ dated }) => dated)),
  ];
  const read = () =>
    deps.table.batchGet(
      wanted.map(({ key }) => key),
      { consistent: true },
    );
  const before = await read();
  return async () => {
    const after = await read();
    return wanted.flatMap(({ key, add }, place) => {
      const [was, is] = [countsOf(before[place]), countsOf(after[place])];
      const wrong = Object.entries(add).filter(([name, n]) => (is[name] ?? 0) !== (was[name] ?? 0) + n);
      return wrong.map(([name, n]) =>
        `${keyText(key)} ${name}: ${is[name] ?? 0}, not ${(was[name] ?? 0) + n}`.replace('\n', ' '),
      );
    });
  };
}
