import type { Decision } from '../../platform/errors.ts';
import type { ModerationKind } from '../../platform/generated/enums.ts';
import type { IdKind } from '../../platform/ids.ts';
import type { Deps } from '../../table/deps.ts';
import type { Context } from '../programs/context.ts';
import type { MemberScope } from '../programs/operation.ts';
import type { DecisionInput, ModerationItem } from './rules.ts';

/** What a decision is refused with, beside what the queue itself refuses. */
export type DecisionRefusal = 'INVALID_INPUT' | 'INVALID_STATE' | 'NOT_FOUND' | 'OWN_ENTRY' | 'STALE_VERSION';

/** A kind of thing that waits for moderators: what its feature brings. */
export type Moderated = {
  /** Of the ids of such things. */
  idKind: IdKind;
  /** Whether a thing is that member's own: nobody looks at their own. */
  isOwn: (deps: Deps, scope: MemberScope, subjectId: string) => Promise<boolean>;
  /**
   * Decides one and takes its item away, in one transaction on the condition that the item is as it was read. `item` is undefined
   * when it is gone: then only the same decision of the same moderator is accepted.
   */
  decide: (
    deps: Deps,
    scope: MemberScope,
    asked: { subjectId: string; item: ModerationItem | undefined; decision: DecisionInput },
  ) => Promise<Decision<void, DecisionRefusal>>;
  /** The thing itself, with its type's name. */
  find: (context: Context, subjectId: string) => Promise<({ __typename: string } & object) | undefined>;
};

export type Kinds = Readonly<Record<ModerationKind, Moderated>>;
