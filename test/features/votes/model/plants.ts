import type { DynamoDBRecord } from 'aws-lambda';
import type { Item, Write } from '../../../../functions/table/client.ts';
import { ENTITY } from '../../../../functions/table/entities.ts';
import type { Plant } from './run.ts';

// Mistakes that votes could make, each made on its way to the table, from it or from the stream.

const isPutOf = (entity: string) => (one: Write) => 'put' in one && one.put.et === entity;
const isNoteTaken = (one: Write) => 'delete' in one && one.delete.SK === 'STATUS';

const unconditional = (isMeant: (one: Write) => boolean): Plant => ({
  writes: (writes) =>
    writes.map((one) => {
      if (!isMeant(one)) return one;
      if ('put' in one) return { put: one.put };
      return 'delete' in one ? { delete: one.delete } : one;
    }),
});

const isSameBut = (one: Item, other: Item): boolean => {
  const shown = ({ version: _, ...item }: Item) =>
    JSON.stringify(
      Object.entries(item)
        .filter(([, value]) => value !== undefined)
        .sort(),
    );
  return shown(one) === shown(other);
};
const hourLater = (instant: unknown) => new Date(Date.parse(String(instant)) + 3_600_000).toISOString();
const later = (instant: unknown) => new Date(Date.parse(String(instant)) + 1).toISOString();

/** A close is in the rounds, and in the changes of it. */
const closingLater = (item: Item): Item =>
  item.et !== ENTITY.contest
    ? item
    : {
        ...item,
        rounds: (item.rounds as { voting: { closesAt: string } }[]).map((round) => ({
          ...round,
          voting: { ...round.voting, closesAt: later(round.voting.closesAt) },
        })),
        changes: (item.changes as { to: string | null }[]).map((change) => ({
          ...change,
          to: change.to && later(change.to),
        })),
      };

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
const ofLatestAttempt = (image: Image | undefined): Image | undefined =>
  image?.et?.S !== ENTITY.ballot
    ? image
    : { ...image, SK: { S: String(image.SK?.S).replace(/#(\d)#\d\d#/, '#$1#01#') } };
const eachImage = (change: (image: Image | undefined) => Image | undefined): Plant => ({
  records: (records) =>
    records.map((record) => {
      const { OldImage, NewImage, ...rest } = record.dynamodb ?? {};
      const [before, after] = [change(OldImage), change(NewImage)];
      return {
        ...record,
        dynamodb: { ...rest, ...(before && { OldImage: before }), ...(after && { NewImage: after }) },
      };
    }),
});

export const plants: Record<string, Plant> = {
  'writes a ballot over whatever is there': unconditional(isPutOf(ENTITY.ballot)),
  'takes the note of a suspension away, though the member has changed again': unconditional(isNoteTaken),
  'adds every attempt to the tally of one': eachImage(ofLatestAttempt),
  'counts ballots that are struck': eachImage((image) => {
    if (image?.et?.S !== ENTITY.ballot) return image;
    const { suspended: _, ...rest } = image;
    return rest;
  }),
  'does not free the votes of entries that have left': {
    read: (item) =>
      !item.PK.includes('ROSTER#')
        ? item
        : (Object.fromEntries(
            Object.entries(item).map(([name, value]) => [name, /^e\d+$/.test(name) ? 1 : value]),
          ) as Item),
  },
  'takes a vote at the instant of the close': { read: closingLater },
  'strikes by a member that was read a moment late': { isEventual: ENTITY.member },
  'answers by a ballot that was read a moment late': { isEventual: ENTITY.ballot },
  'does not remember how far the stream was read': {
    ...unconditional(isPutOf(ENTITY.checkpoint)),
    read: (item) => (item.et === ENTITY.checkpoint ? undefined : item),
  },
  'counts ballots of the suspended when it chooses finalists': {
    read: (item) => {
      if (item.et !== ENTITY.ballot) return item;
      const { suspended: _, ...rest } = item;
      return rest;
    },
  },
  'sums a partition of ballots once more when it goes on': {
    read: (item) =>
      item.et === ENTITY.ballotSums && /^\d[02468]#/.test(item.SK)
        ? { ...item, votes: (item.votes as number[]).map((votes) => votes * 2) }
        : item,
  },
  'leaves no note of a suspension': {
    writes: (writes) => writes.filter((one) => !isPutOf(ENTITY.memberStatus)(one)),
  },
  'counts ballots that are held': eachImage((image) =>
    image?.et?.S !== ENTITY.ballot ? image : { ...image, state: { S: 'COUNTED' } },
  ),
  'counts ballots of the struck': eachImage((image) => {
    if (image?.et?.S !== ENTITY.ballot) return image;
    const { struck: _, ...rest } = image;
    return rest;
  }),
  'strikes only what was given before': {
    writes: (writes) =>
      writes.map((one) => {
        if (!('put' in one) || one.put.et !== ENTITY.ballot || one.put.version !== 1) return one;
        const { struck: _, ...rest } = one.put;
        return { ...one, put: rest as Item };
      }),
  },
  'strikes by what was kept of a voter a moment before': { isEventual: ENTITY.participation },
  'leaves ballots alone that say it already, though somebody slow may write over them': {
    leavesOut: (one, present) =>
      'put' in one && one.put.et === ENTITY.ballot && present !== undefined && isSameBut(one.put, present),
  },
  'releases what was held after it was decided, too': {
    writes: (writes) =>
      writes.map((one) =>
        'put' in one && one.put.et === ENTITY.voteDecision
          ? { ...one, put: { ...one.put, decidedAt: hourLater(one.put.decidedAt) } }
          : one,
      ),
  },
  'has no ballots follow a decision': {
    writes: (writes) =>
      writes.map((one) => {
        if (!('put' in one) || one.put.et !== ENTITY.voteDecision) return one;
        const { GSI2PK: _, GSI2SK: __, ...rest } = one.put;
        return { ...one, put: rest as Item };
      }),
  },
  'does not count anew what is decided after the last vote': {
    writes: (writes) => writes.filter((one) => !('update' in one && one.update.SK.startsWith('COUNT#'))),
  },
};
