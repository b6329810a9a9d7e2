import type { DynamoDBRecord } from 'aws-lambda';
import type { createProjector } from '../../../../functions/entrypoints/handlers/projector.ts';
import type { Contest } from '../../../../functions/features/contests/model.ts';
import type { Program } from '../../../../functions/features/programs/rules.ts';
import type { Item, Write } from '../../../../functions/table/client.ts';
import type { Deps } from '../../../../functions/table/deps.ts';
import type { inMemory } from '../../leaderboards/model/stage.ts';
import type { createStream } from '../../leaderboards/model/stream.ts';
import type { Step, Story } from './story.ts';

/** A mistake to make on purpose. */
export type Plant = {
  writes?: (writes: readonly Write[]) => Write[];
  records?: (records: DynamoDBRecord[]) => DynamoDBRecord[];
  /** What is read, in place of an item. */
  read?: (item: Item) => Item | undefined;
  /** Which writes are left out, by what stands there. */
  leavesOut?: (write: Write, present: Item | undefined) => boolean;
  /**
   * Due work reads members, or what they have to do with the contest, as they were before their latest change; requests read ballots so
   * until they write.
   */
  isEventual?: 'MEMBER' | 'PARTICIPATION' | 'BALLOT';
};

/** What was given, by voter and slot, as the answers said it; by the number of the entry. */
type Given = Map<string, Record<string, number>>;

export type Run = {
  told: Story;
  plant: Plant;
  seen: Set<string>;
  stage: ReturnType<typeof inMemory>;
  stream: ReturnType<typeof createStream>;
  program: Program;
  contest: Contest;
  memberIds: string[];
  /** When each joined, in milliseconds since 1970. */
  joined: ReadonlyMap<string, number>;
  /** Two processes of each kind, each with a memory of its own. */
  requests: Deps[];
  schedulers: Deps[];
  pollers: ReturnType<typeof createProjector>[];
  given: Given;
  /** What was decided of dates, as the model keeps it. */
  closes: { round: number; to: string; holdsFrom: string }[];
  restarts: { round: number; holdsFrom: string }[];
  finalists: number[] | null;
  /** When they became what they are: copies of a contest are kept for 30 seconds. */
  finalistsAt: string;
  /** What was counted so far of the first round, by the model's own reckoning: of each entry the votes by what they are worth, and how many ballots gave those that count. */
  counted: Map<number, { votes: number; voters: number; held: number; struck: number }>;
  /** Of ballots that were held, and not released by their ids since: when they were voted with first. */
  held: Map<string, string>;
  /** Releases of all, and of an entry: who gave it a vote by then, and who has changed that since. */
  releases: { decidedAt: string; entry: number | null; gave: Set<string>; doubtful: Set<string> }[];
  /** When a status was changed last. */
  changedAt: Map<string, string>;
  gap: { steps: readonly Step[]; passing: number } | undefined;
  isStale: boolean;
  /** True once the request has tried to write. */
  hasWritten: boolean;
  /** Whose ballots are struck at the moment. */
  underWay: string;
  /** What items were before their latest write, and when that was. */
  past: Map<string, { before: Item | undefined; at: string }>;
};
