import { counterWrite } from '../../functions/projection/fold.ts';
import { counting } from '../../functions/registry/stream.ts';
import { chunk } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { assertNothingOnItsWay } from '../shared/on-its-way.ts';
import { assertNoneWait, isQuarantined } from '../shared/quarantine.ts';
import { corrupt } from '../shared/readable.ts';
import { scanPages } from '../shared/scan.ts';
import { progress } from '../terminal/cli.ts';
import { LocalError } from '../terminal/errors.ts';
import { createRecount } from './recount-counters.ts';

const CORRECTIONS_PER_TRANSACTION = 50;

async function recount(deps: Deps, now: Date) {
  const counts = createRecount(counting, now);
  const checkpoints: string[] = [];
  let [items, waiting] = [0, 0];
  for await (const page of scanPages(deps.table)) {
    for (const item of page) {
      counts.add(item);
      if (item.et === ENTITY.checkpoint) checkpoints.push(`${item.PK} ${String(item.sequenceNumber)}`);
    }
    items += page.length;
    waiting += page.filter(isQuarantined).length;
    progress(`${items} items read`);
  }
  progress('');
  const report = counts.report();
  const [unreadable] = report.unreadable;
  if (unreadable !== undefined) throw corrupt(unreadable);
  return { ...report, waiting, state: JSON.stringify([checkpoints.sort(), report.discrepancies, items]) };
}

/**
 * Corrects the counters that differ from a recount, each by what it lacks, so that a correction and a late projection add
 * up. Returns what was corrected. Throws LocalError NOT_AT_REST when the table changed meanwhile, QUARANTINED while records
 * of the stream wait, DATA_CORRUPT when an item cannot be read.
 */
export async function rebuildCounters(
  deps: Deps,
  dryRun: boolean,
): Promise<{ counters: number; corrected: string[] }> {
  const now = deps.now();
  const first = await recount(deps, now);
  const corrected = first.discrepancies.map(
    ({ PK, SK, name, counted, recounted }) => `${PK} ${SK}: ${name} ${counted} -> ${recounted}`,
  );
  if (!dryRun) assertNoneWait(first.waiting);
  if (dryRun || corrected.length === 0) return { counters: first.counters, corrected };
  await assertNothingOnItsWay(deps);
  const second = await recount(deps, now);
  if (first.state !== second.state) {
    throw new LocalError(
      'NOT_AT_REST',
      'The table changed while it was read. Nothing was written. Pause the programs, let the projector catch up and run this again.',
    );
  }
  for (const part of chunk(first.corrections, CORRECTIONS_PER_TRANSACTION)) {
    await deps.table.transact(part.map(counterWrite));
  }
  return { counters: first.counters, corrected };
}
