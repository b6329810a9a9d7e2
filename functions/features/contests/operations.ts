import { accept, type Decision, refuse } from '../../platform/errors.ts';
import type { ErrorCode } from '../../platform/generated/enums.ts';
import { ConditionFailed, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { optimistically } from '../../table/optimistic.ts';
import { change, operation } from '../programs/operation.ts';
import type { Scope } from '../programs/scope.ts';
import {
  type ChosenFinalists,
  chooseFinalists,
  counted,
  cancelContest as decideCancel,
  extendContest as decideExtend,
  holdResult as decideHold,
  publishResult as decidePublishResult,
  restartRound as decideRestart,
  finalistsByVotes,
} from './changes.ts';
import { countsDue, endDue, hoursDue } from './followup.ts';
import {
  type Contest,
  cancelContestInput,
  contestIdOf,
  createContestInput,
  extendContestInput,
  holdContestResultInput,
  MAX_DRAFTS,
  MAX_OPEN_CONTESTS,
  publishContestInput,
  restartRoundInput,
  setTermsInput,
  updateContestInput,
} from './model.ts';
import {
  createContest as decideCreate,
  publishContest as decidePublish,
  updateContest as decideUpdate,
  setTerms,
} from './rules.ts';
import {
  countDraft,
  countOff,
  countOpened,
  forgetContest,
  getContest,
  getTerms,
  insertContest,
  insertTerms,
  replaceContest,
} from './store.ts';

/** The same key with the same title answers the contest that is there, whatever became of it. */
export const createContest = operation(createContestInput, async (deps, { program, viewer }, input) => {
  const contest = decideCreate(program, input, viewer.actorId, deps.now());
  try {
    await deps.table.transact([insertContest(contest), countDraft(program.id)]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const known = await getContest(deps, program.id, contestIdOf(program.id, input.idempotencyKey));
    if (known === undefined)
      return refuse(
        'TOO_MANY_CONTESTS',
        `A program has at most ${MAX_DRAFTS} drafts of contests. Publish one or call it off.`,
      );
    if (known.createdAs === contest.createdAs) return accept(known);
    return refuse(
      'IDEMPOTENCY_CONFLICT',
      'This idempotency key was used before with another title. Use a new key for a new contest.',
      ['idempotencyKey'],
    );
  }
  forgetContest(deps, program.id, contest.id);
  deps.log.info('Contest drafted.', { programId: program.id, contestId: contest.id, by: viewer.actorId });
  return accept(contest);
});

export const updateContest = change(updateContestInput, (deps, scope, { contestId, ...patch }) =>
  changeContest(deps, scope, contestId, 'Contest changed.', (contest) =>
    plain(decideUpdate(contest, patch, deps.now())),
  ),
);

export const setContestTerms = operation(
  setTermsInput,
  (deps, scope, { contestId, language, rules, rights }) =>
    changeContest(deps, scope, contestId, 'Terms of a contest set.', async (contest) => {
      const known = contest.terms.find((terms) => terms.language === language);
      const present = known === undefined ? undefined : await getTerms(deps, contest, known.version);
      const texts = rules === null || rights === null ? null : { rules, rights };
      const set = setTerms(contest, { language, texts }, present ?? null, deps.now());
      if (!set.ok) return set;
      const { contest: after, written } = set.value;
      return accept({ after, besides: written === null ? [] : [insertTerms(after, written)] });
    }),
);

export const publishContest = operation(publishContestInput, async (deps, scope, { contestId }) =>
  changeContest(
    deps,
    scope,
    contestId,
    'Contest published.',
    (contest) =>
      plain(decidePublish(contest, deps.now()), [
        countOpened(scope.program.id),
        ...countsDue(contest),
        ...hoursDue(contest),
      ]),
    () =>
      refuse(
        'TOO_MANY_CONTESTS',
        `A program has at most ${MAX_OPEN_CONTESTS} contests at once. Publish the result of one, or call one off.`,
      ),
  ),
);

export const cancelContest = operation(cancelContestInput, (deps, scope, { contestId, reason }) =>
  changeContest(deps, scope, contestId, 'Contest called off.', (contest) =>
    plain(decideCancel(contest, { reason, by: scope.viewer.actorId }, deps.now()), [
      countOff(contest),
      ...endDue(contest, deps.now()),
    ]),
  ),
);

/** Holds a minute later. */
export const extendContest = operation(extendContestInput, (deps, scope, { contestId, ...extension }) =>
  changeContest(deps, scope, contestId, 'Contest extended.', (contest) =>
    plain(decideExtend(contest, { ...extension, contestId, by: scope.viewer.actorId }, deps.now())),
  ),
);

export const holdContestResult = operation(holdContestResultInput, (deps, scope, { contestId, reason }) =>
  changeContest(deps, scope, contestId, 'Result of a contest held back.', (contest) =>
    plain(decideHold(contest, { reason, by: scope.viewer.actorId }, deps.now())),
  ),
);

/** Holds a minute later. */
export const restartContestRound = operation(restartRoundInput, (deps, scope, { contestId, ...restart }) =>
  changeContest(deps, scope, contestId, 'Round of a contest restarted.', (contest) =>
    plain(decideRestart(contest, { ...restart, by: scope.viewer.actorId }, deps.now())),
  ),
);

/** A contest after a change, and what is written with it. */
type Changed = { after: Contest; besides: readonly Write[] };

function plain<C extends ErrorCode>(
  decided: Decision<Contest, C>,
  besides: readonly Write[] = [],
): Decision<Changed, C> {
  return decided.ok ? accept({ after: decided.value, besides }) : decided;
}

/** Chooses the entries of the second round. */
export const selectContestFinalists = (
  deps: Deps,
  scope: Scope,
  contestId: string,
  chosen: ChosenFinalists,
) =>
  changeContest(deps, scope, contestId, 'Finalists chosen.', (contest) =>
    plain(chooseFinalists(contest, chosen, deps.now())),
  );

/** A contest whose finalists are the best of an order of entries, and what writes that: nothing where they are it already. */
export function stageFinalistsByVotes(
  deps: Deps,
  contest: Contest,
  numbers: readonly number[],
): { after: Contest; writes: Write[] } {
  const after = finalistsByVotes(contest, numbers, deps.now());
  return { after, writes: after === contest ? [] : [replaceContest(contest, after)] };
}

/** A contest whose votes have come to a version of its result, and what writes that. */
export function stageCounted(
  deps: Deps,
  contest: Contest,
  version: number,
): { after: Contest; writes: Write[] } {
  const after = counted(contest, version, deps.now());
  return { after, writes: [replaceContest(contest, after)] };
}

/** A contest whose result is published, and what writes that: nothing where it is so already. */
export function stagePublished(
  deps: Deps,
  contest: Contest,
  result: { version: number; isCountedAnew: boolean },
): Decision<{ after: Contest; writes: Write[] }, 'INVALID_STATE' | 'STALE_VERSION'> {
  const decided = decidePublishResult(contest, result, deps.now());
  if (!decided.ok) return decided;
  const after = decided.value;
  const writes = [replaceContest(contest, after), countOff(contest), ...endDue(contest, deps.now())];
  return accept({ after, writes: after === contest ? [] : writes });
}

/** Lets this process see at once what was staged and is written. */
export const seeContest = (deps: Deps, { programId, id }: Contest): void =>
  forgetContest(deps, programId, id);

/** `ofBesides` refuses when only what is written beside the contest cannot be. */
function changeContest<C extends ErrorCode, B extends ErrorCode = never>(
  deps: Deps,
  { program, viewer }: Scope,
  contestId: string,
  message: string,
  decide: (contest: Contest) => Decision<Changed, C> | Promise<Decision<Changed, C>>,
  ofBesides?: () => Decision<never, B>,
): Promise<Decision<Contest, B | C | 'NOT_FOUND'>> {
  return optimistically(async () => {
    const before = await getContest(deps, program.id, contestId);
    if (before === undefined) return refuse('NOT_FOUND', 'This program has no such contest.', ['contestId']);
    const decided = await decide(before);
    if (!decided.ok) return decided;
    const { after, besides } = decided.value;
    if (after === before) return accept(before);
    try {
      await deps.table.transact([replaceContest(before, after), ...besides]);
    } catch (error) {
      const isBeside = error instanceof ConditionFailed && !error.failed.includes(0);
      if (isBeside && ofBesides !== undefined) return ofBesides();
      throw error;
    }
    forgetContest(deps, program.id, contestId);
    deps.log.info(message, { programId: program.id, contestId, by: viewer.actorId });
    return accept(after);
  });
}
