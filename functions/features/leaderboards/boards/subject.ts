import type { Display } from '../../../platform/values.ts';
import type { Item, Key } from '../../../table/client.ts';
import type { Deps } from '../../../table/deps.ts';
import type { Program } from '../../programs/rules.ts';

/** A member is their own owner. */
export type Ranked = { subjectId: string; ownerId: string };

/** Something that a leaderboard can rank: in a feature's `subject.ts`, listed by `registry/catalog.ts`. */
export type Subject = {
  /** The partition that all records of a subject stand in; the subject's id stands last in it. */
  partition: (programId: string, subjectId: string) => string;
  /** The owner of a subject, where its id says it. */
  ownerOf: (subjectId: string) => string | undefined;
  /** The partitions of all subjects that an owner has. */
  partitionsOf: (deps: Deps, programId: string, ownerId: string) => Promise<string[]>;
  /** The item of an owner, by which their records are listed or not. It has a `version`. */
  owner: {
    key: (programId: string, ownerId: string) => Key;
    idOf: (item: Item) => string;
    isListed: (item: Item | undefined) => boolean;
    /** The list of GSI1 that the program's owners stand in, in the order in which they came; none where nothing is backfilled. */
    list?: (programId: string) => string;
  };
  /** By which equals stand, less first; left out: by who got there first. */
  tie?: (subjectId: string) => number;
  /** What others see of a subject: the item that says it, and how it is read. */
  display: {
    key: (programId: string, subjectId: string) => Key;
    of: (item: Item | undefined, program: Pick<Program, 'avatarHosts'>) => Display;
  };
  /** The id by which callers name a subject. `find` gives what such an id names; undefined for other text. */
  idOf: (programId: string, subjectId: string) => string;
  find: (programId: string, id: string) => string | undefined;
};
