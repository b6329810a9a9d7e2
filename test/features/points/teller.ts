import { afterAll, beforeAll, expect } from 'vitest';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';

const ENTRY =
  'id number kind points availableChange pendingChange debtChange cause { kind causeId } reason relatedEntryId createdAt';
const ACCOUNT =
  'available pending debt lifetimeEarned lifetimeSpent lifetimeExpired availableByExpiry { points expiresAt }';
const POSTED = `entry { ${ENTRY} } account { ${ACCOUNT} }`;

export type Verb = 'awardPoints' | 'deductPoints' | 'spendPoints' | 'reversePointEntry';
/** Those that move a number of points. */
export const VERBS: Verb[] = ['awardPoints', 'deductPoints', 'spendPoints'];
export type Teller = Awaited<ReturnType<typeof openTeller>>;

let keys = 0;
const nextKey = () => {
  keys += 1;
  return `key-${keys}`;
};

/** At the counter of a program, an organizer or whoever else is given: the point mutations with short words, each with a key of its own. */
export async function openTeller(api: Api, slug: string, other?: Credential) {
  const credential = other ?? { token: await api.as(slug, 'ORGANIZER') };

  /** The payload, refused or not. */
  const attempt = (verb: Verb, input: object): Promise<Data> =>
    api.attempt(slug, verb, input, POSTED, credential);

  /** The payload of one that must be accepted. */
  const post = async (verb: Verb, input: object): Promise<Data> =>
    api.mutate(slug, verb, { idempotencyKey: nextKey(), reason: 'Tea.', ...input }, POSTED, credential);

  /** The refusal of an attempt, which must have written nothing. */
  async function refusalOf(verb: Verb, input: object): Promise<{ code: string; field: string[] | null }> {
    const before = await api.scanAll();
    const refused = await attempt(verb, { reason: 'Tea.', idempotencyKey: 'refused', ...input });
    expect(refused).toMatchObject({ entry: null, account: null });
    expect(refused.userErrors).toHaveLength(1);
    expect(await api.scanAll()).toEqual(before);
    const [{ code, field }] = refused.userErrors;
    return { code, field };
  }

  return {
    slug,
    credential,
    attempt,
    refusalOf,
    award: (memberId: string, points: number, more: object = {}) =>
      post('awardPoints', { memberId, points, ...more }),
    deduct: (memberId: string, points: number, more: object = {}) =>
      post('deductPoints', { memberId, points, ...more }),
    spend: (memberId: string, points: number, more: object = {}) =>
      post('spendPoints', { memberId, points, ...more }),
    reverse: (entryId: string, more: object = {}) => post('reversePointEntry', { entryId, ...more }),
    async balance(memberId: string): Promise<Data> {
      const query = `query($id: ID!) { member(id: $id) { points { ${ACCOUNT} } } }`;
      return (await api.ok(slug, query, { id: memberId }, credential)).member.points;
    },
    async entries(memberId: string, page: { first?: number; after?: string | null } = {}): Promise<Data> {
      const query = `query($id: ID!, $first: Int!, $after: String) {
        member(id: $id) { points { entries(first: $first, after: $after) { edges { cursor node { ${ENTRY} } } pageInfo { hasNextPage endCursor } } } } }`;
      return (await api.ok(slug, query, { id: memberId, first: 20, ...page }, credential)).member.points
        .entries;
    },
    async totals(): Promise<Data> {
      const query = '{ pointTotals { netIssued spent expired pending debt outstanding } }';
      return (await api.ok(slug, query, {}, credential)).pointTotals;
    },
    setStatus: (status: 'ACTIVE' | 'PAUSED') =>
      api.mutate(slug, 'setProgramStatus', { status }, 'program { status }', credential),
  };
}

/** Two programs, a teller in the first, and new members of either. Called while a test file is read. */
export function openCounter(): {
  api: () => Api;
  teller: () => Teller;
  newMember: (slug?: string) => Promise<string>;
} {
  let api: Api | undefined;
  let teller: Teller | undefined;
  let people = 0;
  const open = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('The counter opens before the first test.');
    return thing;
  };
  beforeAll(async () => {
    api = await startApi();
    await api.createProgram();
    await api.createProgram({ slug: 'other' });
    teller = await openTeller(api, 'demo');
  });
  afterAll(() => api?.close());
  return {
    api: () => open(api),
    teller: () => open(teller),
    newMember: async (slug = 'demo') => {
      people += 1;
      return (await open(api).join(slug, `person-${people}`)).memberId;
    },
  };
}
