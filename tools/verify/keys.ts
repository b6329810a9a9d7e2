import { eventModel } from '../../functions/features/events/rules.ts';
import { type ApiKey, apiKeyModel, MAX_SOURCES } from '../../functions/features/keys/rules.ts';
import { clientEntryPrefix, parseEntry } from '../../functions/features/points/entries.ts';
import { isId } from '../../functions/platform/ids.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { programOf } from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';

export type KeyReport = { keys: number; problems: string[] };

/** Different things that a key has used, each with an item that says so. */
type Used = Map<string, string>;
/** What says that an idempotency key was used for a reversal: the reversal itself, or its note. */
type Reversal = { place: string; actorId: string | undefined };

/** A key uses one client's names and at most so many sources: of more, one at least is not its own. */
const MAX_USED = MAX_SOURCES + 1;

/**
 * Checks, over items given in any order, that what API keys did is their client's and their sources': each entry, and each note
 * of an idempotency key, has a name of the client whose key made it; each event is of a source that its key may send; and each
 * reversal by hand has its note, and each note its reversal, of the same maker. Keys that were stored without client and sources
 * used any, so of them nothing is known. Of an event or an entry no more is kept than its key's sources and names.
 */
export function createKeyCheck(): { add(item: Item): void; report(): KeyReport } {
  const keys = new Map<string, ApiKey>();
  const names = new Map<string, Used>();
  const sources = new Map<string, Used>();
  const reversals = new Map<string, Reversal>();
  const notes = new Map<string, Reversal>();
  const problems: string[] = [];

  function addName(program: string, actorId: unknown, item: Item): void {
    const id = item.PK.slice(item.PK.lastIndexOf('#') + 1);
    use(names, program, actorId, id.slice(0, clientEntryPrefix('', '').length), item);
  }

  function addEntry(program: string, item: Item): void {
    const { cause, kind, inputHash, actorId } = parseEntry(item);
    if (cause.kind !== 'MANUAL' || inputHash === null) return;
    if (kind === 'REVERSE') reversals.set(`${program}/${inputHash}`, { place: placeOf(item), actorId });
    else addName(program, actorId, item);
  }

  return {
    add(item) {
      const program = programOf(item) ?? '';
      try {
        if (item.et === ENTITY.apiKey) {
          const key = apiKeyModel.parse(item);
          keys.set(`${program}/${key.id}`, key);
        } else if (item.et === ENTITY.pointEntry) addEntry(program, item);
        else if (item.et === ENTITY.pointKey) {
          const actorId = item.actorId === undefined ? undefined : String(item.actorId);
          notes.set(`${program}/${String(item.inputHash)}`, { place: placeOf(item), actorId });
          addName(program, actorId, item);
        } else if (item.et === ENTITY.event) {
          const { recordedBy, source } = eventModel.parse(item);
          use(sources, program, recordedBy, source, item);
        }
      } catch (error) {
        problems.push(unreadableItem(item, error));
      }
    },
    report() {
      checkNames(keys, names, problems);
      checkSources(keys, sources, problems);
      checkReversals(reversals, notes, problems);
      return { keys: keys.size, problems };
    },
  };
}

const placeOf = ({ PK, SK }: Item) => `${PK} ${SK}`;

/** Notes what a key used; what people and the system did is not looked at. */
function use(of: Map<string, Used>, program: string, actorId: unknown, what: string, item: Item): void {
  if (typeof actorId !== 'string' || !isId('apiKey', actorId)) return;
  const used = of.get(`${program}/${actorId}`) ?? new Map<string, string>();
  if (used.size < MAX_USED && !used.has(what)) used.set(what, placeOf(item));
  of.set(`${program}/${actorId}`, used);
}

function checkNames(keys: Map<string, ApiKey>, names: Map<string, Used>, problems: string[]): void {
  for (const [holder, used] of names) {
    const key = keys.get(holder);
    if (key?.sources === null) continue;
    for (const [prefix, place] of used) {
      if (key === undefined) problems.push(`${place}: made with ${holder}, which is no API key.`);
      else if (prefix !== clientEntryPrefix(key.programId, key.client))
        problems.push(`${place}: made with ${holder}, and not named by an idempotency key of its client.`);
    }
  }
}

function checkSources(keys: Map<string, ApiKey>, sources: Map<string, Used>, problems: string[]): void {
  for (const [holder, used] of sources) {
    const key = keys.get(holder);
    if (key?.sources === null) continue;
    for (const [source, place] of used) {
      if (key === undefined) problems.push(`${place}: recorded with ${holder}, which is no API key.`);
      else if (!key.sources.includes(source))
        problems.push(`${place}: recorded with ${holder}, which may not send events of ${source}.`);
    }
  }
}

function checkReversals(
  reversals: Map<string, Reversal>,
  notes: Map<string, Reversal>,
  problems: string[],
): void {
  for (const [used, { place }] of reversals) {
    if (!notes.has(used)) problems.push(`${place}: a reversal whose idempotency key is not noted as used.`);
  }
  for (const [used, { place, actorId }] of notes) {
    const reversal = reversals.get(used);
    if (reversal === undefined)
      problems.push(`${place}: an idempotency key used for a reversal that is not there.`);
    else if (actorId !== undefined && actorId !== reversal.actorId)
      problems.push(`${place}: used by ${actorId}, and ${reversal.place} was made by ${reversal.actorId}.`);
  }
}
