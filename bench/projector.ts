import { type Arguments, progress, runTool, UsageError } from '../tools/terminal/cli.ts';
import { type AwardCost, awardCosts } from './projector/awards.ts';
import { addNetwork, type StormReport } from './projector/storm.ts';
import { counterStorm, type Load, type Settings as Played, treeStorm } from './projector/storms.ts';
import { numberText } from './rankings/report.ts';
import { openStand, type Stand } from './rankings/stand.ts';

// What the projector can take when many shards of the stream write the same items, and what an award costs it.

const HELP = `npm run bench:projector [-- --direct] [--only counters|trees|awards] [--millis N] [--seconds N] [--batch N]
                          [--window N] [--boards N]

Works off many shards of a stream at once with the projector's own code, everything of one program, one code, one day and one
board, on an engine of its own with a file. Each transaction takes as long as over a network, and those that meet on
an item are cancelled, as in DynamoDB. Prints, for counters and for count trees: whether all was done, invocations that failed, the
longest time from a change to what follows from it, and write units; then what an award costs the projector on 2 and on 16 boards,
in bursts of 100, alone, and in a storm. Exit status 1 when a bound is not kept.

  --direct     without lanes: each batch writes all of its own items
  --only NAME  one part of it
  --millis N   how long a transaction takes: 30 unless given
  --seconds N  how long the shards are sent batches: 1 unless given
  --batch N    the most records in a batch: 100 unless given
  --boards N   an award on so many boards alone, 1 to 20
  --window N   how long a batch waits for as many, in milliseconds: 0 unless given

It takes some minutes. The bounds: everything done, nothing wrong, no failed invocation; and of the first load of each kind, five
seconds from a change to what follows from it. The others show how far one process goes: it plays all shards, so the machine's bound is
met long before the design's. The processor time that it used and how long the engine took for a transaction tell which.`;

const LONGEST_VISIBLE_MILLIS = 5_000;

type Settings = Omit<Played, 'withNetwork'> & { millis: number; only: string; boards: number[] };

function settingsOf({ values }: Arguments): Settings {
  const number = (name: string, usual: number, most: number, least = 1) => {
    const value = Number(values[name] ?? usual);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new UsageError(`--${name} must be a number from ${least} to ${most}, not '${values[name]}'.`);
    return value;
  };
  const only = String(values.only ?? '');
  if (!['', 'counters', 'trees', 'awards'].includes(only))
    throw new UsageError(`--only must be counters, trees or awards, not '${only}'.`);
  return {
    isDirect: values.direct === true,
    millis: number('millis', 30, 1_000),
    seconds: number('seconds', 1, 600),
    batchSize: number('batch', 100, 1_000),
    windowMillis: number('window', 0, 10_000, 0),
    only,
    boards: values.boards === undefined ? [2, 16] : [number('boards', 2, 20)],
  };
}

const COUNTERS: readonly Load[] = [
  { shards: 32, perSecond: 4 },
  { shards: 64, perSecond: 4 },
];
const TREES: readonly Load[] = [
  { shards: 8, perSecond: 2 },
  { shards: 16, perSecond: 4 },
  { shards: 32, perSecond: 4 },
];
/** The loads whose bound of five seconds has to be kept; the others show how far one process goes. */
const BOUND: readonly Load[] = [COUNTERS[0], TREES[0]].filter((load) => load !== undefined);

const COLUMNS = [
  ['', 26],
  ['done', 12],
  ['failed', 8],
  ['longest s', 11],
  ['99% s', 8],
  ['units/batch', 13],
  ['units/change', 14],
  ['lost', 7],
  ['lost units', 12],
  ['handed over', 13],
  ['cpu', 7],
  ['engine ms', 11],
] as const;
const line = (cells: readonly string[]) =>
  cells
    .map((cell, place) =>
      place === 0 ? cell.padEnd(COLUMNS[0][1]) : cell.padStart(COLUMNS[place]?.[1] ?? 0),
    )
    .join('');

type Measured = {
  name: string;
  sent: number;
  report: StormReport;
  writeUnits: number;
  wrong: string[];
  cpu: number;
  engineMillis: number;
};

function rowOf({ name, sent, report, writeUnits, cpu, engineMillis }: Measured): string {
  const seconds = (millis: number) => (millis / 1_000).toFixed(1);
  return line([
    name,
    report.isDone ? `${sent} of ${sent}` : 'not all',
    String(report.failed),
    seconds(report.visible.longest),
    seconds(report.visible.most),
    numberText(writeUnits / sent),
    numberText(writeUnits / sent / 100),
    String(report.lost.transactions),
    numberText(report.lost.writeUnits),
    String(report.handedOver),
    `${Math.round(100 * cpu)}%`,
    engineMillis.toFixed(0),
  ]);
}

const isWhole = ({ report, wrong }: Pick<Measured, 'report' | 'wrong'>) =>
  report.isDone && report.failed === 0 && wrong.length === 0;
const isKept = (measured: Measured, load: Load) =>
  isWhole(measured) && (measured.report.visible.longest <= LONGEST_VISIBLE_MILLIS || !BOUND.includes(load));

async function storms(
  stand: Stand,
  title: string,
  loads: readonly Load[],
  settings: Settings & Played & { engineMillis: () => number },
  play: typeof counterStorm,
): Promise<boolean> {
  console.log(`\n${title}: batches of 100, ${settings.millis} ms a transaction, ${settings.seconds} s long`);
  console.log(line(COLUMNS.map(([name]) => name)));
  let kept = true;
  for (const load of loads) {
    const name = `${load.shards} shards x ${load.perSecond} a second`;
    progress(name);
    const before = process.cpuUsage();
    const begun = performance.now();
    const found = await play(stand, load, settings);
    const { user, system } = process.cpuUsage(before);
    const cpu = (user + system) / 1_000 / (performance.now() - begun);
    progress('');
    const measured = { name, cpu, engineMillis: settings.engineMillis(), ...found };
    console.log(rowOf(measured));
    for (const wrong of found.wrong.slice(0, 5)) console.error(`WRONG  ${wrong}`);
    kept &&= isKept(measured, load);
  }
  return kept;
}

function awardRow(cost: AwardCost): string {
  const { boards, burst, alone, storm, report } = cost;
  const all = [burst, alone, storm].map((units) => numberText(units).padStart(12)).join('');
  const found = isWhole(cost) ? '' : '  NOT ALL DONE';
  const longest = (report.visible.longest / 1_000).toFixed(1);
  return `${`on ${boards} boards`.padEnd(26)}${all}${`${longest} s`.padStart(14)}${String(report.lost.transactions).padStart(8)}${found}`;
}

async function main(given: Arguments): Promise<number> {
  const settings = settingsOf(given);
  const stand = await openStand();
  let millis = 0;
  const { engineMillis } = addNetwork(stand.deps.table.client, () => millis);
  const withNetwork = async <T>(work: () => Promise<T>) => {
    millis = settings.millis;
    try {
      return await work();
    } finally {
      millis = 0;
    }
  };
  const is = (part: string) => settings.only === '' || settings.only === part;
  try {
    let kept = true;
    const own = { ...settings, withNetwork, engineMillis };
    if (is('counters')) kept = (await storms(stand, 'Counters', COUNTERS, own, counterStorm)) && kept;
    if (is('trees')) kept = (await storms(stand, 'Count trees', TREES, own, treeStorm)) && kept;
    if (is('awards')) {
      console.log('\nAn award, in write units of the projector');
      console.log(
        `${''.padEnd(26)}${['a burst', 'alone', 'a storm'].map((name) => name.padStart(12)).join('')}${'longest'.padStart(14)}${'lost'.padStart(8)}`,
      );
      for (const boards of settings.boards) {
        const cost = await awardCosts(stand, boards, own);
        console.log(awardRow(cost));
        kept &&= isWhole(cost);
      }
    }
    console.log(kept ? '\nEvery bound was kept.' : '\nA bound was NOT kept.');
    return kept || settings.isDirect ? 0 : 1;
  } finally {
    await stand.close();
  }
}

await runTool(
  HELP,
  {
    direct: { type: 'boolean' },
    only: { type: 'string' },
    millis: { type: 'string' },
    seconds: { type: 'string' },
    batch: { type: 'string' },
    boards: { type: 'string' },
    window: { type: 'string' },
  },
  main,
);
