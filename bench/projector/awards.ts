import { projectionsWith } from '../../functions/registry/stream.ts';
import { type Item, keyText } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { memberKey } from '../../functions/table/keys.ts';
import { putInBulk } from '../rankings/bulk.ts';
import { BATCH, sequence } from '../rankings/events.ts';
import { nodesOf } from '../rankings/items.ts';
import { drawEvent, randomFrom, scoresOf } from '../rankings/reference.ts';
import type { Stand } from '../rankings/stand.ts';
import { award, boardsLike, memberIdOf, recordsOf } from './loads.ts';
import { createStorm, type StormReport } from './storm.ts';
import { type Load, type Settings, withClock } from './storms.ts';

/** Write units of the projector for one award: counters, records, their index, and count trees. */
export type AwardCost = {
  boards: number;
  burst: number;
  alone: number;
  storm: number;
  report: StormReport;
  wrong: string[];
};

const MEMBERS = 20_000;
const BURSTS = 4;
const ALONE = 10;
/** As many records at once on many boards as on few. */
const stormOn = (boards: number): Load => ({ shards: 8, perSecond: boards > 2 ? 1 : 2 });
let runs = 500n;

/** Awards to members drawn at random from twenty thousand, each of whom has a record on each of the boards. */
export async function awardCosts(stand: Stand, count: number, settings: Settings): Promise<AwardCost> {
  const { program } = stand;
  const deps = withClock(stand);
  const load = stormOn(count);
  const boards = boardsLike(stand.stage.board, count);
  const random = randomFrom(count);
  const scores = scoresOf(MEMBERS, random);
  const stages = boards.map((board) => ({ ...stand.stage, board }));
  const members = new Set<number>();
  const draws = Array.from({ length: BATCH * (BURSTS + load.shards * load.perSecond) + ALONE }, () => {
    const drawn = drawEvent(MEMBERS, random);
    members.add(drawn.member);
    return drawn;
  });
  const items = stages.flatMap((stage) => [...recordsOf(stage, members, scores), ...nodesOf(stage, scores)]);
  const known = [...members].map((member) => ({
    ...memberKey(program.id, memberIdOf(member)),
    et: ENTITY.member,
  }));
  await putInBulk(stand.endpoint, deps.table.name, [...items, ...known]);
  const images = new Map<string, Item>(
    items.filter(({ et }) => et === ENTITY.record).map((item) => [keyText(item), item]),
  );
  const before = new Map(images);
  const projections = projectionsWith(
    () => ({ boards, derived: [], timeZone: program.timeZone }),
    deps.now(),
  );
  let taken = 0;
  const given = new Map<number, number>();
  const nextAward = () => {
    const { member, step } = draws[taken] ?? { member: 0, step: 1 };
    taken += 1;
    given.set(member, (given.get(member) ?? 0) + step);
    return award(program, member, step, `${runs} ${taken}`, deps.now());
  };
  const createOwn = (shards: number) => {
    runs += 1n;
    return createStorm(deps, projections, images, sequence(runs * 1_000n), { ...settings, shards });
  };
  /** Batches one after the other, nobody beside them. */
  const costOf = async (batches: number, size: number) => {
    let units = 0;
    for (let batch = 0; batch < batches; batch += 1) {
      const storm = createOwn(1);
      for (let n = 0; n < size; n += 1) storm.arrive(nextAward(), 0);
      units += (await stand.meters.count.during(storm.run)).bill.writeUnits;
    }
    return units / batches / size;
  };
  const burst = await costOf(BURSTS, BATCH);
  const alone = await costOf(ALONE, 1);
  const storm = createOwn(load.shards);
  for (let batch = 0; batch < load.perSecond; batch += 1) {
    for (let n = 0; n < load.shards * BATCH; n += 1)
      storm.arrive(nextAward(), (batch * 1_000) / load.perSecond, n % load.shards);
  }
  const { result: report, bill } = await stand.meters.count.during(() => settings.withNetwork(storm.run));
  const inStorm = (bill.writeUnits + report.lost.writeUnits) / (load.shards * load.perSecond * BATCH);
  return { boards: count, burst, alone, storm: inStorm, report, wrong: wrongScores(images, before, given) };
}

/** Members whose records are not what they were and what was given. */
function wrongScores(
  images: ReadonlyMap<string, Item>,
  before: ReadonlyMap<string, Item>,
  given: ReadonlyMap<number, number>,
): string[] {
  const byId = new Map([...given].map(([member, points]) => [memberIdOf(member), points]));
  return [...images].flatMap(([text, item]) => {
    const points = byId.get(item.PK.slice(item.PK.lastIndexOf('#') + 1)) ?? 0;
    const wanted = Number(before.get(text)?.score ?? 0) + points;
    return item.score === wanted ? [] : [`${text.replace('\n', ' ')}: ${item.score}, not ${wanted}`];
  });
}
