import { concurrently } from '../../platform/concurrently.ts';
import { accept, type Decision, Fault, type Refusal, refuse } from '../../platform/errors.ts';
import type { ErrorCode } from '../../platform/generated/enums.ts';
import { ID_PREFIX } from '../../platform/ids.ts';
import { parseInput } from '../../platform/input.ts';
import type { Deps } from '../../table/deps.ts';
import { Contended, optimistically } from '../../table/optimistic.ts';
import { byMember, type MemberScope, operation } from '../programs/operation.ts';
import type { DecisionRefusal, Kinds } from './kinds.ts';
import {
  checkClaim,
  claimItem,
  decideInput,
  decisionInput,
  itemsInput,
  type ModerationItem,
  releaseItem,
  subjectOf,
} from './rules.ts';
import { getItem, putItem } from './store.ts';

const AT_ONCE = 8;
/** After this long nothing more is begun: an answer that says to send again is better than none. */
const BUDGET_MILLIS = 8_000;

/** `item` is null when it is gone. */
export type Result<C extends ErrorCode> = {
  itemId: string;
  item: ModerationItem | null;
  error: Refusal<C> | null;
};

export const claimModerationItems = (kinds: Kinds) =>
  operation(
    itemsInput,
    byMember((deps, scope, { itemIds }) =>
      each(deps, itemIds, async (itemId): Promise<Decision<ModerationItem, ClaimRefusal>> => {
        const subjectId = subjectOf(itemId);
        const isOwn = await kindOf(kinds, subjectId)?.isOwn(deps, scope, subjectId ?? '');
        if (isOwn === true) return OWN;
        return changeItem(deps, scope, itemId, (item) => claimItem(item, scope.memberId, deps.now()));
      }),
    ),
  );

type ClaimRefusal = 'CLAIMED' | 'NOT_FOUND' | 'OWN_ENTRY';
const OWN = refuse('OWN_ENTRY', 'Nobody decides their own entry: leave it to another moderator.', ['itemId']);

export const releaseModerationItems = operation(
  itemsInput,
  byMember((deps, scope, { itemIds }) =>
    each(deps, itemIds, (itemId) =>
      changeItem(deps, scope, itemId, (item) => accept(releaseItem(item, scope.memberId, deps.now()))),
    ),
  ),
);

export const decideModeration = (kinds: Kinds) =>
  operation(
    decideInput,
    byMember((deps, scope, { decisions }) =>
      each(
        deps,
        decisions.map(({ itemId }) => itemId),
        async (itemId, index): Promise<Decision<null, DecisionRefusal | 'CLAIMED'>> => {
          const parsed = parseInput(decisionInput, decisions[index]);
          if (!parsed.ok) return parsed;
          const subjectId = subjectOf(itemId);
          const kind = kindOf(kinds, subjectId);
          if (subjectId === undefined || kind === undefined) return NOT_FOUND;
          return optimistically(async () => {
            const item = await getItem(deps, scope.program.id, subjectId);
            const free =
              item === undefined ? accept(undefined) : checkClaim(item, scope.memberId, deps.now());
            if (!free.ok) return free;
            const decided = await kind.decide(deps, scope, { subjectId, item, decision: parsed.value });
            if (!decided.ok) return decided;
            deps.log.info('Moderated.', {
              programId: scope.program.id,
              subjectId,
              decision: parsed.value.decision,
              by: scope.memberId,
            });
            return accept(null);
          });
        },
      ),
    ),
  );

/** Told by the id alone: an item that is gone says nothing any more. */
const kindOf = (kinds: Kinds, subjectId = '') =>
  Object.values(kinds).find(({ idKind }) => subjectId.startsWith(`${ID_PREFIX[idKind]}_`));

const NOT_FOUND = refuse('NOT_FOUND', 'Nothing waits for moderators under this id any more.', ['itemId']);

function changeItem<C extends ErrorCode>(
  deps: Deps,
  { program }: MemberScope,
  itemId: string,
  decide: (item: ModerationItem) => Decision<ModerationItem, C>,
): Promise<Decision<ModerationItem, C | 'NOT_FOUND'>> {
  const subjectId = subjectOf(itemId);
  return optimistically(async () => {
    const before = subjectId === undefined ? undefined : await getItem(deps, program.id, subjectId);
    if (before === undefined) return NOT_FOUND;
    const decided = decide(before);
    if (decided.ok && decided.value !== before) await deps.table.write(putItem(before, decided.value));
    return decided;
  });
}

/** A result for each, in their order. Throws Contended when time runs out: what was done answers the same when it is sent again. */
async function each<C extends ErrorCode>(
  deps: Deps,
  itemIds: readonly string[],
  work: (itemId: string, index: number) => Promise<Decision<ModerationItem | null, C>>,
): Promise<Decision<Result<C>[], never>> {
  const until = deps.stopwatch() + BUDGET_MILLIS;
  const results = new Map<string, Result<C>>();
  await concurrently([...itemIds.entries()], AT_ONCE, async ([index, itemId]) => {
    if (deps.stopwatch() > until) throw new Contended();
    const done = await work(itemId, index);
    results.set(
      itemId,
      done.ok ? { itemId, item: done.value, error: null } : { itemId, item: null, error: done.refusal },
    );
  });
  return accept(
    itemIds.map((itemId) => {
      const result = results.get(itemId);
      if (result === undefined) throw new Fault('An item was left without a result.');
      return result;
    }),
  );
}
