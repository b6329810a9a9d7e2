import { parseQuarantined, type Quarantined, setMarked } from '../../functions/projection/quarantine.ts';
import { ConditionFailed, type Item, type Key } from '../../functions/table/client.ts';
import { GSI2 } from '../../functions/table/definition.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { QUARANTINE_LIST } from '../../functions/table/keys.ts';
import { LocalError } from '../terminal/errors.ts';
import { scanPages } from './scan.ts';

const PAGE = 100;

/** All that waits in quarantine, in the order of the stream's numbers: those of one item follow each other as they did there. */
export async function listQuarantined(deps: Deps): Promise<Quarantined[]> {
  const all: Quarantined[] = [];
  let after: Record<string, string> | undefined;
  do {
    const page = await deps.table.query({
      index: GSI2.name,
      partition: QUARANTINE_LIST,
      limit: PAGE,
      after,
    });
    const items = await deps.table.batchGet(page.items as Key[], { consistent: true });
    all.push(...items.filter((item) => item !== undefined).map(parseQuarantined));
    after = page.last;
  } while (after !== undefined);
  return all.sort((one, other) =>
    one.SK === other.SK ? (one.PK < other.PK ? -1 : 1) : one.SK < other.SK ? -1 : 1,
  );
}

/** Marks records to be applied by the projector; gives how many were still there. */
export async function markAll(deps: Deps, all: readonly Quarantined[]): Promise<number> {
  let marked = 0;
  for (const one of all) {
    try {
      await deps.table.write(setMarked(one, deps.now()));
      marked += 1;
    } catch (error) {
      // Somebody's earlier mark has come through.
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  return marked;
}

export const isQuarantined = ({ et }: Item): boolean => et === ENTITY.quarantine;

/** What waits would be counted by a rebuild, and a second time when it is requeued. Throws LocalError QUARANTINED. */
export function assertNoneWait(waiting: number): void {
  if (waiting === 0) return;
  throw new LocalError(
    'QUARANTINED',
    `${toldOf(waiting)} A rebuild would count what they change, and a requeue would count it again. Nothing was written. Run npm run requeue, or drop them with npm run rebuild -- all --drop.`,
  );
}

/** How many records wait, and what that means. */
export const toldOf = (waiting: number): string =>
  `${waiting} records of the stream wait in quarantine, and what they change is counted nowhere.`;

/** Takes all out of the quarantine without applying any. */
export async function dropQuarantine(deps: Deps): Promise<void> {
  const [all, parts]: [Key[], Key[]] = [[], []];
  for await (const page of scanPages(deps.table)) {
    all.push(...page.filter(isQuarantined));
    parts.push(...page.filter(({ et }) => et === ENTITY.quarantinePart));
  }
  // Without its first item none can be applied any more.
  for (const { PK, SK } of [...all, ...parts]) await deps.table.write({ delete: { PK, SK } });
}
