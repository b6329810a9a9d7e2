import { expect } from 'vitest';
import type { Api, Credential, Data } from '../../support/api.ts';

// A contest on a program of its own, with everybody who has to do with it.

export type Person = { name: string; token: string; memberId: string };
export type Stage = Awaited<ReturnType<typeof openStage>>;

const DAY = 86_400_000;
const ENTRY = `id number state shownAt submittedAt isWaiting isHidden editableUntil answerBy revision
  content { __typename kind title ... on TextContent { text } ... on LinkContent { url note: text } }
  draft { kind title } author { memberId publicName avatarUrl }
  agreement { termsVersion language agreedAt country isOfAge } history { action at by reason note }`;

let keys = 0;
export const nextKey = () => {
  keys += 1;
  return `key-${keys}`;
};

let programs = 0;

export const text = (title: string, words = 'Words of an entry.') => ({ text: { title, text: words } });

export const accepted = (fields: object) => ({
  entry: expect.objectContaining(fields),
  userErrors: [],
});
export const refused = (code: string, field?: string[] | null) => ({
  entry: null,
  userErrors: [expect.objectContaining({ code, ...(field === undefined ? {} : { field }) })],
});

/** Submissions are open from now on for 10 days; the vote follows for 10; a result is due 2 days later. */
export async function openStage(api: Api, settings: object = {}, { publish = true } = {}) {
  programs += 1;
  const slug = await api.createProgram({ slug: `contests-${programs}` });
  const organizer: Credential = { token: await api.as(slug, 'ORGANIZER') };
  const moderator: Credential = { token: await api.as(slug, 'MODERATOR') };
  const start = api.clock.now().getTime();
  const day = (days: number) => new Date(start + days * DAY).toISOString();

  async function mutate(name: string, input: object, select: string, who: Credential): Promise<Data> {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${select} userErrors { code field message } } }`;
    const { body } = await api.send(slug, query, { input }, who);
    if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
    return body.data[name];
  }
  async function ask(query: string, variables: object = {}, who: Credential = {}): Promise<Data> {
    const { body } = await api.send(slug, query, variables, who);
    if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
    return body.data;
  }
  const ofContest = (name: string, input: object) => mutate(name, input, 'contest { id }', organizer);

  const { contest } = await ofContest('createContest', { title: 'Film us', idempotencyKey: nextKey() });
  const contestId: string = contest.id;
  const terms = {
    brief: 'Make a film of a minute.',
    entryKinds: ['TEXT', 'LINK'],
    linkHosts: ['films.example.com'],
    submission: { opensAt: day(0), closesAt: day(10) },
    rounds: [{ voting: { opensAt: day(10), closesAt: day(20) } }],
    resultsAt: day(22),
    ...settings,
  };
  expect((await ofContest('updateContest', { contestId, ...terms })).userErrors).toEqual([]);
  await ofContest('setContestTerms', {
    contestId,
    language: 'en',
    rules: 'Be kind.',
    rights: 'Ours to show.',
  });
  if (publish) expect((await ofContest('publishContest', { contestId })).userErrors).toEqual([]);

  async function join(name: string): Promise<Person> {
    const input = { displayName: name, visibility: 'FULL' };
    return { name, ...(await api.join(slug, name, input)) };
  }

  const ofEntry = (name: string, input: object, who: Credential) =>
    mutate(name, input, `entry { ${ENTRY} }`, who);
  const begin = (who: Credential, content: object = text('A film'), idempotencyKey = nextKey()) =>
    ofEntry('createContestEntry', { contestId, content, idempotencyKey }, who);
  const submit = (who: Credential, entryId: string, given: object = {}) =>
    ofEntry('submitContestEntry', { entryId, termsVersion: 1, language: 'en', ...given }, who);

  /** What waits, as a moderator sees it. */
  const queue = async (filter: object = {}, who: Credential = moderator): Promise<Data[]> => {
    const query = `query ($groupId: ID, $cause: ModerationCause, $unclaimed: Boolean) {
      moderationQueue(kind: CONTEST_ENTRY, groupId: $groupId, cause: $cause, unclaimed: $unclaimed, first: 100) { edges { node {
        id causes reportCount claimedBy claimedUntil revision waitingSince groupId subject { id ... on ContestEntry { state } } } } } }`;
    const { moderationQueue } = await ask(query, { ...filter }, who);
    return moderationQueue.edges.map(({ node }: Data) => node);
  };
  async function decide(decisions: object[], who: Credential = moderator): Promise<Data> {
    const select = 'results { itemId item { id } error { code field message } }';
    return mutate('decideModeration', { decisions }, select, who);
  }
  /** Decides what waits of an entry at its present revision. */
  async function decideOn(entryId: string, decision: object, who: Credential = moderator): Promise<Data> {
    const { revision } = await seeEntry(entryId, moderator);
    const { results } = await decide([{ itemId: `mod_${entryId}`, revision, ...decision }], who);
    return results[0].error;
  }
  async function seeEntry(entryId: string, who: Credential = {}): Promise<Data> {
    const isStaff = who.token !== undefined;
    const fields = isStaff ? ENTRY : 'id number state shownAt content { title } author { publicName }';
    return (await ask(`query ($id: ID!) { contestEntry(id: $id) { ${fields} } }`, { id: entryId }, who))
      .contestEntry;
  }
  /** An entry that was admitted. */
  async function enter(author: Person, content: object = text(`A film by ${author.name}`)): Promise<string> {
    const { entry } = await begin(author, content);
    await submit(author, entry.id);
    expect(await decideOn(entry.id, { decision: 'APPROVE' })).toBeNull();
    return entry.id;
  }
  /** Everything that was written is projected, and copies in memory are read anew. */
  async function settle(): Promise<void> {
    await api.settle();
    api.clock.advance({ seconds: 31 });
  }

  return {
    slug,
    contestId,
    organizer,
    moderator,
    day,
    mutate,
    ask,
    join,
    begin,
    submit,
    ofEntry,
    ofContest,
    queue,
    decide,
    decideOn,
    seeEntry,
    enter,
    settle,
  };
}
