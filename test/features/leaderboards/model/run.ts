import type { DynamoDBRecord } from 'aws-lambda';
import type { createProjector } from '../../../../functions/entrypoints/handlers/projector.ts';
import type { Item, Write } from '../../../../functions/table/client.ts';
import type { Deps } from '../../../../functions/table/deps.ts';
import type { Book } from './book.ts';
import { dayIn } from './brute.ts';
import type { Setting } from './program.ts';
import type { Stage } from './stage.ts';
import type { Step, Story } from './story.ts';
import type { Shard, Stream } from './stream.ts';

/** A mistake to make on purpose. */
export type Plant = {
  transact?: (writes: readonly Write[]) => Write[];
  records?: (records: DynamoDBRecord[]) => DynamoDBRecord[];
  /** Takes a transaction of which nothing was heard for one that was carried out. */
  isTrusting?: boolean;
};

/** How a story stands. */
export type Run = {
  told: Story;
  setting: Setting;
  book: Book;
  stream: Stream;
  stage: Stage;
  plant: Plant;
  seen: Set<string>;
  /** What an outsider reads with. */
  deps: Deps;
  /** Two processes of the projector, each with a memory of its own. */
  pollers: ReturnType<typeof createProjector>[];
  /** Two of the scheduler. */
  schedulers: Deps[];
  /** What is being delivered or done, outermost first: of which shard, and when it began. */
  current: { shard: Shard | undefined; at: string; day: string }[];
  /** What is to happen before or within a transaction, and how many to let pass before. */
  gap: { steps: readonly Step[]; passing: number; overlaps: boolean } | undefined;
  /** The transaction within which something happens. */
  underWay: { items: ReadonlySet<string>; end: () => Promise<void> } | undefined;
  /** The member who changed last, and all who were gone once: who comes back begins with version 1 again. */
  lastMember: number;
  gone: Set<string>;
  /** Every image that a record had, in order, and the nodes of count trees that were written. */
  images: Map<string, Item[]>;
  nodes: Set<string>;
  /** What was last handed over by each shard in each lane. */
  handovers: Map<string, Item>;
  /** What is in quarantine. */
  quarantine: Map<string, Item>;
};

/** The calendar day of now, by the model's own reckoning. */
export const dayNow = ({ setting, stage }: Run) => dayIn(setting.program.timeZone, stage.now().toISOString());
