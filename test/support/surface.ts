import type { EntityName } from '../../functions/table/entities.ts';
import type { Api, Credential } from './api.ts';

// What the tests of the whole API have to be told of each feature. A feature says it in test/features/<noun>/surface.ts;
// surfaces.ts finds and merges them.

/** Who may read which fields: callers of callers.ts, then fields, each separated by spaces. */
export type Line = [callers: string, fields: string];

export type Root = { args: Record<string, unknown>; select: string };

export type Person = { token: string; memberId: string };

/** A program with all that the mutations need. */
export type World = {
  slug: string;
  operator: Credential;
  owner: Credential;
  /** An API key with EVENTS_WRITE, POINTS_WRITE and MEMBERS_WRITE. */
  partner: Credential;
  /** A member with the code, and one who can be referred. */
  advocate: Person;
  friend: Person;
  code: string;
  /** What `world` of the features put there, by the names they gave. */
  made: Record<string, string>;
};
export type Sender = 'operator' | 'owner' | 'partner' | 'advocate' | 'friend';

export type Mutation = {
  /** The input of a minimal valid request. Its ids are well formed and nobody's: it changes nothing that others build on. */
  least: object;
  /** What else is asked of the payload by that request. */
  select?: string;
  /** Each input with an id: what an unknown one is refused with. `with`: what else that needs than `least` has. */
  ids?: Record<string, { code: string; with?: object }>;

  /** A request that succeeds in a world, and who sends it. */
  as: Sender;
  input: (world: World, api: Api) => object;
  fields: string;
  /** What a first sending is refused with while the program is paused; null where nothing stands in its way. */
  firstIs: string | null;
  at?: 'operator';
  /** It makes something new each time, or has tests of its own: sent again it is not answered the same. */
  isNotRepeated?: true;

  /** Of `update…`: what is changed, with values of every field that can be. */
  update?: (stage: {
    api: Api;
    owner: Credential;
    member: Person;
    other: Person;
  }) => Promise<Update> | Update;
};

export type Update = {
  /** What names the thing that is changed. */
  target: object;
  as: Credential;
  /** The payload's field, and what of it is read. */
  field: string;
  select: string;
  /** Good values of each field, by its path; the first two differ. Those of a field that only grows depend on what it is. */
  values: Record<string, unknown[] | ((present: number) => unknown[])>;
};

/** A program whose lists are filled. */
export type Shelf = { api: Api; slug: string; owner: Credential; members: readonly Person[] };

/** A list of the schema. One of the root needs no way to it: it is where its name says. */
export type List = {
  /** The fields from the root to what the list is of: 'member(id: $id)'. */
  way?: string[];
  /** What `$id` is: two of it, and one for the queries of trips and nulls. Without: members. */
  of?: { two: (shelf: Shelf) => Promise<string[]>; one: (shelf: Shelf) => string | Promise<string> };
  /** The arguments that it does not go without. */
  args?: string;
  /** How often the table is read before the list is: once for each step of the way, unless this says otherwise. */
  reads?: number;
  /** What is asked of its objects: `id` by itself. */
  node?: string;
  /** Puts one more in the list. Called twice for each of the two that it is of; `text` is another one each time. */
  fill?: (more: Shelf & { member: Person; id: string; text: string }) => Promise<unknown>;
};

/** A program in which everything that has an id exists. `the` gives a thing's id, and makes it when it is not there yet. */
export type Scene = {
  api: Api;
  slug: string;
  owner: Credential;
  operator: Credential;
  /** The advocate referred the friend; the stranger did nothing. */
  advocate: Person;
  friend: Person;
  stranger: Person;
  the: (thing: string) => Promise<string>;
};

export type Seer =
  | 'advocate'
  | 'friend'
  | 'stranger'
  | 'JUDGE'
  | 'MODERATOR'
  | 'ORGANIZER'
  | 'OWNER'
  | 'OPERATOR';

/** A thing behind `node`, and who finds it by its id. Everybody else is answered as if there were none. */
export type Thing = { type: string; by: Seer[]; id: (scene: Scene) => string | Promise<string> };

/** What the queries of trips.test.ts ask in: the scene, with the ids of all things in it, and three people with scores. */
export type Asked = Omit<Scene, 'the'> & { ids: Readonly<Record<string, string>> };
export type Read = {
  query: (asked: Asked) => string;
  /** Who asks: the owner, unless this says otherwise. */
  who?: (asked: Asked) => Credential;
};

/** Objects as a type's resolvers are given them, with as much in them as they look at. */
export type Bare = {
  /** Those that belong to a member, one for each way of belonging. */
  of: (memberId: string) => object[];
  /** A stranger asks when reads are counted: of the caller's own, nothing has to be looked up. */
  isAskedByStranger?: true;
};

export type Surface = {
  /** Who may read each field, by type: written down twice on purpose, here and as `@auth` in the SDL. */
  access?: Record<string, Line[]>;
  /** Queries of the root that have arguments to give, or are worth asking more of. */
  roots?: Record<string, Root>;
  mutations?: Record<string, Mutation>;
  /** Puts into a world what the feature's mutations need there. */
  world?: (world: World, api: Api) => Promise<Record<string, string>>;
  /** Every list, as `Type.field`. */
  lists?: Record<string, List>;
  /** A query for each field that reads the table, as `Type.field`; and longer ones, under names of their own. */
  reads?: Record<string, Read>;
  /** Queries for fields with defaults that are no lists, and mutations for inputs with defaults; `$x` is where those stand. */
  defaults?: Record<string, string>;
  /** Every type behind `node` has a thing; those with SELF in their `@auth`, one of a member's own. */
  things?: Record<string, Thing>;
  bare?: Record<string, Bare>;
  /** Arguments on the way to an object with an id, as `Type.field(argument)`, and which object they choose. */
  choosing?: Record<string, string>;
  /** Entities that must not wake the projector. */
  silent?: EntityName[];
  /** Stores each of the feature's entities, with WORDS wherever a person's words can stand. */
  live?: (story: Story) => Promise<unknown>;
};

/** What entities.test.ts looks for in what is stored: people's words stand in capitals. */
export const WORDS = 'MARK';
export type Story = { api: Api; owner: Credential; advocate: Person; friend: Person; code: string };

export const ZEROS = '0'.repeat(26);
/** A member's id that is well formed and nobody's. */
export const NOBODY = `mem_${ZEROS}`;
export const KRW = (amountMinor: number) => ({ amountMinor, currency: 'KRW' });
export const STAFF: Seer[] = ['MODERATOR', 'ORGANIZER', 'OWNER'];
