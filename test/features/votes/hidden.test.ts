import {
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSchema } from '../../../functions/registry/application.ts';
import { type Api, type Credential, startApi } from '../../support/api.ts';
import { type Ground, openGround } from './ground.ts';

// While counts are hidden, no answer depends on what others have voted: every way to every field of a contest, asked before and after.

const schema = createSchema();
const DEEPEST = 4;

/** Every way from a type to a field without fields of its own, as a selection. No type is entered twice on one way. */
function waysFrom(type: GraphQLObjectType, passed: readonly string[]): string[] {
  return Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const named = getNamedType(field.type);
    if (isLeafType(named)) return [field.name];
    const inner = isUnionType(named) ? named.getTypes() : isObjectType(named) ? [named] : [];
    return inner.flatMap((one) => {
      if (passed.includes(one.name) || passed.length === DEEPEST) return [];
      const ways = waysFrom(one, [...passed, one.name]);
      return ways.map((way) => `${field.name} { ${one === named ? way : `... on ${one.name} { ${way} }`} }`);
    });
  });
}
const typeOf = (name: string) => schema.getType(name) as GraphQLObjectType;
const WAYS = {
  contest: waysFrom(typeOf('Contest'), ['Contest']),
  contestEntry: waysFrom(typeOf('ContestEntry'), ['ContestEntry']),
};

let api: Api;
let ground: Ground;
beforeAll(async () => {
  api = await startApi();
  const votes = { votesPerVoter: 3, votesPerEntry: 2 };
  ground = await openGround(api, { votes, reportsThatHide: 50 });
  ground.goTo(11);
  await ground.vote(ground.entries.a, 1);
  await ground.stage.settle();
});
afterAll(() => api.close());

const callers = async (): Promise<Record<string, Credential>> => ({
  anonymous: {},
  voter: ground.voter,
  author: ground.authors[0] ?? {},
  judge: { token: await api.as(ground.stage.slug, 'JUDGE') },
  moderator: ground.stage.moderator,
  organizer: ground.stage.organizer,
  owner: { token: await api.as(ground.stage.slug, 'OWNER') },
});

/** Every answer to every caller: body, status and cost. */
async function askAll(people: Record<string, Credential>): Promise<Map<string, string>> {
  const { stage, entries } = ground;
  const answers = new Map<string, string>();
  const ask = async (name: string, query: string, who: Credential) =>
    answers.set(name, JSON.stringify(await api.send(stage.slug, query, {}, who)));
  for (const [caller, who] of Object.entries(people)) {
    const asked = [
      ...WAYS.contest.map((way) => `{ contest(id: "${stage.contestId}") { ${way} } }`),
      ...WAYS.contestEntry.map((way) => `{ contestEntry(id: "${entries.a}") { ${way} } }`),
      `{ contestEntry(id: "${entries.b}") { counts { votes } } }`,
      ...[entries.a, entries.b].map((id) => `{ node(id: "${id.replace(/^ent/, 'cnt')}_1_1") { id } }`),
    ];
    for (let from = 0; from < asked.length; from += 20)
      await Promise.all(asked.slice(from, from + 20).map((query) => ask(`${caller} ${query}`, query, who)));
  }
  // What is refused, and why.
  const refused: [string, number, Credential][] = [
    [entries.a, 3, ground.voter],
    [entries.b, 1_000, ground.voter],
    [entries.a, 1, ground.authors[0] ?? {}],
    [entries.a.replace(/_1$/, '_77'), 1, ground.voter],
    ['ent_1', 1, ground.voter],
    [entries.a, 1, ground.voter],
  ];
  for (const [entryId, votes, who] of refused) {
    const query =
      'mutation ($input: VoteInput!) { vote(input: $input) { ballot { id version votesLeft } userErrors { code message field } } }';
    const answer = await api.send(stage.slug, query, { input: { entryId, votes } }, who);
    answers.set(`vote ${entryId} ${votes} ${who.token}`, JSON.stringify(answer));
  }
  return answers;
}

describe('while counts are hidden', { timeout: 240_000 }, () => {
  test('no answer to anybody depends on the votes of others, but the counts and numbers that organizers and owners see', async () => {
    const { stage, ids, vote } = ground;
    const others = await Promise.all(['X', 'Y', 'Z'].map((name) => stage.join(name)));
    // Once before, so that the memory of this process is the same for both.
    await askAll({ voter: ground.voter });
    const everybody = await callers();
    const before = await askAll(everybody);
    for (const [turn, other] of others.entries()) {
      await vote(ids[0] ?? '', 2, other);
      await vote(ids[turn] ?? '', 1, other);
    }
    await api.drain();
    const after = await askAll(everybody);
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    const changed = [...before].flatMap(([name, answer]) => (after.get(name) === answer ? [] : [name]));
    const ofCounts = changed.filter((name) => /^(organizer|owner) .*\b(counts|numbers)\b/.test(name));
    expect(changed.filter((name) => !ofCounts.includes(name))).toEqual([]);
    expect(ofCounts.length).toBeGreaterThan(0);
    // The ways lead to what there is.
    const found = [...before].filter(([, answer]) => !answer.includes('"errors"')).map(([name]) => name);
    for (const way of ['receipt', 'votesLeft', 'ballots', 'finalists', 'publicName'])
      expect(found.some((name) => name.includes(way))).toBe(true);
  });
});
