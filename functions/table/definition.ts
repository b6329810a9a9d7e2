// The table's names and shape, shared by the CDK construct and the local CreateTable, so they cannot drift.

export const PARTITION_KEY = 'PK';
export const SORT_KEY = 'SK';
export const TTL_ATTRIBUTE = 'ttl';

/**
 * The lists of programs, and of what a program, a member or a season has. All attributes are projected, so a
 * page is one read.
 */
export const GSI1 = { name: 'GSI1', partitionKey: 'GSI1PK', sortKey: 'GSI1SK', projection: 'ALL' } as const;

/**
 * What waits: for a moment (due work), for a person (review queues) or for a repair (quarantine). Keys only,
 * so an update that does not move the item in its queue costs the index nothing.
 */
export const GSI2 = {
  name: 'GSI2',
  partitionKey: 'GSI2PK',
  sortKey: 'GSI2SK',
  projection: 'KEYS_ONLY',
} as const;

export const INDEXES = [GSI1, GSI2] as const;
export type IndexName = (typeof INDEXES)[number]['name'];

/** Old and new images: the projector folds the difference between them. */
export const STREAM_VIEW_TYPE = 'NEW_AND_OLD_IMAGES';
