import * as z from 'zod';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import {
  MODERATION_CAUSES,
  MODERATION_DECISIONS,
  MODERATION_KINDS,
  MODERATION_REASONS,
} from '../../platform/generated/enums.ts';
import { ID_PREFIX } from '../../platform/ids.ts';
import { optional, text } from '../../platform/input.ts';

// What waits for moderators: one item for each thing, which is gone once it was decided.

const CLAIM_MILLIS = 600_000;
/** A claim that has as long to run still is not written anew. */
const FRESH_MILLIS = 540_000;
const MAX_AT_ONCE = 50;

export const moderationModel = z.object({
  programId: z.string(),
  kind: z.enum(MODERATION_KINDS),
  /** The id of what waits. */
  subjectId: z.string(),
  groupId: z.string(),
  causes: z.array(z.enum(MODERATION_CAUSES)),
  since: z.string(),
  reports: z.int().min(0),
  /** How many of them are of members whose reports can take the thing out of sight. */
  weight: z.int().min(0).default(0),
  claim: z.object({ by: z.string(), until: z.string() }).nullable(),
  revision: z.int().min(1),
  version: z.int().min(1),
});
export type ModerationItem = z.infer<typeof moderationModel>;
export type Cause = ModerationItem['causes'][number];

export const itemIdOf = (subjectId: string) => `${ID_PREFIX.moderationItem}_${subjectId}`;

const ITEM_ID = new RegExp(`^${ID_PREFIX.moderationItem}_([a-z]{3}_[0-9a-z_]{1,80})$`);
/** Undefined for text that is no id of an item. */
export function subjectOf(itemId: string): string | undefined {
  return ITEM_ID.exec(itemId)?.[1];
}

const itemIds = z
  .array(z.string())
  .min(1)
  .max(MAX_AT_ONCE)
  .refine((ids) => new Set(ids).size === ids.length, { error: 'must name each item once' });
export const itemsInput = z.object({ itemIds });

/** What a moderator decides about one item. */
export const decisionInput = z
  .object({
    itemId: z.string(),
    revision: z.int().min(1),
    decision: z.enum(MODERATION_DECISIONS),
    reason: optional(z.enum(MODERATION_REASONS)),
    note: optional(text(1, 500)),
    checked: z
      .array(z.string())
      .max(20)
      .nullish()
      .transform((lines) => lines ?? []),
  })
  .refine(({ decision, reason }) => (decision === 'APPROVE') === (reason === null), {
    path: ['reason'],
    error: 'is needed unless it is approved, and is not for an approval',
  })
  .refine(({ reason, note }) => reason !== 'RULES' || note !== null, {
    path: ['note'],
    error: 'is needed for RULES: say which rule',
  });
export type DecisionInput = z.infer<typeof decisionInput>;
/** Each decision is checked by itself, as `decisionInput`: one that does not fit stops no other. */
export const decideInput = z.object({
  decisions: z
    .array(z.looseObject({ itemId: z.string() }))
    .min(1)
    .max(MAX_AT_ONCE)
    .refine((all) => new Set(all.map(({ itemId }) => itemId)).size === all.length, {
      error: 'must name each item once',
    }),
});

/** What comes to wait, and since when. */
export type Waiting = Pick<ModerationItem, 'programId' | 'kind' | 'subjectId' | 'groupId' | 'revision'> & {
  at: string;
};

const itemOf = (before: ModerationItem | undefined, { at, ...waiting }: Waiting): ModerationItem =>
  before ?? { ...waiting, causes: [], since: at, reports: 0, weight: 0, claim: null, version: 0 };
const inOrder = (causes: readonly Cause[]) => MODERATION_CAUSES.filter((known) => causes.includes(known));

/**
 * The item of a thing that waits for these causes; undefined when there are none. It keeps its place, and whoever has claimed it;
 * the very same object when nothing changes.
 */
export function withCauses(
  before: ModerationItem | undefined,
  waiting: Waiting,
  causes: readonly Cause[],
): ModerationItem | undefined {
  if (causes.length === 0) return undefined;
  const item = itemOf(before, waiting);
  const ordered = inOrder(causes);
  if (item.causes.join() === ordered.join() && item.revision === waiting.revision) return item;
  return { ...item, causes: ordered, revision: waiting.revision, version: item.version + 1 };
}

/** The item after one more member has reported the thing. `weighs`: theirs can take it out of sight. */
export function withReport(
  before: ModerationItem | undefined,
  waiting: Waiting,
  weighs: boolean,
): ModerationItem {
  const item = itemOf(before, waiting);
  const causes = inOrder([...item.causes, 'REPORTED']);
  const weight = item.weight + (weighs ? 1 : 0);
  return { ...item, causes, reports: item.reports + 1, weight, version: item.version + 1 };
}

const holder = ({ claim }: ModerationItem, now: Date) =>
  claim !== null && now.toISOString() < claim.until ? claim : undefined;

export const claimOf = (item: ModerationItem, now: Date) => holder(item, now) ?? null;

/** Whether an item is free for a moderator. */
export function checkClaim(item: ModerationItem, by: string, now: Date): Decision<void, 'CLAIMED'> {
  const claim = holder(item, now);
  if (claim === undefined || claim.by === by) return accept(undefined);
  return refuse('CLAIMED', `Another moderator looks at it until ${claim.until}.`, ['itemId']);
}

/** The same object when it is theirs for nearly all the time that a claim lasts. */
export function claimItem(item: ModerationItem, by: string, now: Date): Decision<ModerationItem, 'CLAIMED'> {
  const free = checkClaim(item, by, now);
  if (!free.ok) return free;
  const left = Date.parse(holder(item, now)?.until ?? now.toISOString()) - now.getTime();
  if (left >= FRESH_MILLIS) return accept(item);
  const until = new Date(now.getTime() + CLAIM_MILLIS).toISOString();
  return accept({ ...item, claim: { by, until }, version: item.version + 1 });
}

/** The same object when it is not theirs. */
export const releaseItem = (item: ModerationItem, by: string, now: Date): ModerationItem =>
  holder(item, now)?.by === by ? { ...item, claim: null, version: item.version + 1 } : item;
