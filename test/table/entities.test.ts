import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PARSERS } from '../../functions/registry/entities.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITIES, ENTITY, type EntityFacts, type EntityName } from '../../functions/table/entities.ts';
import { type Api, startApi } from '../support/api.ts';

// The list of entities against what is really stored, and against the page that says what each is for.

const NAMES = Object.keys(ENTITIES) as EntityName[];
const factsOf = (name: EntityName): EntityFacts => ENTITIES[name];

/** What people have written stands in capitals, so that it is found in whatever form it is stored. */
const WORDS = 'MARK';
const IPHONE = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Mobile/15E148' };

let api: Api;
let found: { name: EntityName | undefined; item: Item }[];
beforeAll(async () => {
  api = await startApi();
  await live();
  const nameOf = ({ et }: Item) => NAMES.find((name) => factsOf(name).type === et);
  found = (await api.scanAll()).map((item) => ({ name: nameOf(item), item }));
});
afterAll(() => api.close());

/** Somebody brings somebody, points move, codes are guessed, leaderboards run, a member hides: with their own words wherever they can be. */
async function live(): Promise<void> {
  await api.createProgram({ referralPolicy: { cap: { maxRewards: 5, period: 'MONTH' } } });
  const organizer = { token: await api.as('demo', 'OWNER') };
  const key = { name: `${WORDS} till`, scopes: ['EVENTS_WRITE'], sources: ['shop'] };
  const { secret } = await api.mutate('demo', 'createApiKey', key, 'secret', organizer);
  const board = {
    name: 'Codes',
    subject: 'REFERRAL_CODE',
    metric: 'REFERRALS_REWARDED',
    idempotencyKey: 'codes',
  };
  await api.mutate('demo', 'createLeaderboard', board, 'leaderboard { id }', organizer);
  api.clock.advance({ minutes: 2 });
  const advocate = await api.join('demo', 'advocate', { displayName: `${WORDS} 김`, visibility: 'FULL' });
  const friend = await api.join('demo', 'friend', { displayName: `${WORDS} 이` });
  const named = { memberId: friend.memberId, externalId: `${WORDS}-1` };
  await api.mutate('demo', 'updateMember', named, 'member { id }', organizer);
  const code = { code: `${WORDS}-TEA`, label: `${WORDS} tea` };
  await api.mutate('demo', 'createReferralCode', code, 'referralCode { code }', advocate);
  await api.get(`/demo/r/${code.code}`, { headers: IPHONE });
  await api.send(
    'demo',
    'mutation { claimReferral(input: { code: "NO-SUCH-CODE" }) { userErrors { code } } }',
    {},
    friend,
  );
  await api.mutate('demo', 'claimReferral', { code: code.code }, 'referral { id }', friend);
  const purchase = {
    source: 'shop',
    externalEventId: `${WORDS}-order`,
    type: 'PURCHASE',
    memberId: friend.memberId,
    amount: { amountMinor: 20_000, currency: 'KRW' },
  };
  await api.mutate('demo', 'recordEvents', { events: [purchase] }, 'results { status }', { apiKey: secret });
  api.clock.advance({ days: 8 });
  await api.tick();
  await api.tick(ENTITY.heartbeat);
  const reason = `${WORDS} said so`;
  const award = { memberId: friend.memberId, points: 40, reason, idempotencyKey: `${WORDS}-award` };
  const { entry } = await api.mutate('demo', 'awardPoints', award, 'entry { id }', organizer);
  const undo = { entryId: entry.id, reason, idempotencyKey: `${WORDS}-undo` };
  await api.mutate('demo', 'reversePointEntry', undo, 'entry { id }', organizer);
  await api.drain();
  const referralId = `ref_${friend.memberId.slice(4)}`;
  await api.mutate('demo', 'voidReferral', { referralId, reason }, 'referral { id }', organizer);
  await api.drain();
  // The first change of a day copies what the nodes of the trees were when it began.
  api.clock.advance({ days: 1 });
  await api.mutate(
    'demo',
    'awardPoints',
    { ...award, points: 7, idempotencyKey: 'next' },
    'entry { id }',
    organizer,
  );
  await api.drain();
  await api.mutate('demo', 'updateProfile', { visibility: 'HIDDEN' }, 'member { id }', advocate);
  await api.ok('demo', '{ members { edges { cursor } } }', {}, organizer);
}

/** Comes of a hot lane, and of what cannot be mapped, which do not happen here. */
const NOT_HERE: readonly EntityName[] = ['handover', 'quarantine', 'quarantinePart'];

/** `P#<program>` as a pattern of what may stand there. */
const patternOf = (form: string) => new RegExp(`^${form.replace(/<[^>]+>/g, '.+')}$`);

describe('the list of entities', () => {
  test('names every item that is stored, and nothing that never is', () => {
    expect(found.filter(({ name }) => name === undefined)).toEqual([]);
    const stored = new Set(found.map(({ name }) => name));
    expect(NAMES.filter((name) => !stored.has(name)).sort()).toEqual([...NOT_HERE].sort());
  });

  test('says the keys, the list, the queue and the end of every item', () => {
    const wrong = found.filter(({ name, item }) => {
      const { key, list, waits, expires } = factsOf(name ?? 'program');
      const fits = (form: string | undefined, value: unknown) =>
        value === undefined || (form !== undefined && patternOf(form).test(String(value)));
      return !(
        fits(key[0], item.PK) &&
        fits(key[1], item.SK) &&
        fits(list?.[0], item.GSI1PK) &&
        fits(list?.[1], item.GSI1SK) &&
        (item.GSI2PK === undefined || waits !== undefined) &&
        (item.ttl !== undefined) === (expires === true)
      );
    });
    expect(wrong).toEqual([]);
    const listed = new Set(found.filter(({ item }) => item.GSI1PK !== undefined).map(({ name }) => name));
    expect(NAMES.filter((name) => factsOf(name).list !== undefined && !listed.has(name))).toEqual([]);
  });

  test('says which of them hold words of a person', () => {
    const personal = new Set(
      found
        .filter(({ item }) => JSON.stringify(item).toUpperCase().includes(WORDS))
        .map(({ name }) => name ?? 'program'),
    );
    const said = NAMES.filter((name) => factsOf(name).isPersonal === true && !NOT_HERE.includes(name));
    expect([...personal].sort()).toEqual(said.sort());
  });

  test('has a parser for every item whose store checks what it reads', () => {
    for (const { name, item } of found) expect(() => PARSERS[name ?? 'program']?.(item)).not.toThrow();
  });

  test('is the list of docs/table.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/table.md'), 'utf8');
    const [, table = ''] = /\| entity \| found by \| serves \|\n\|[-|]+\n([\s\S]*?)\n\n/.exec(page) ?? [];
    const rows = table.split('\n').flatMap((row) => row.split('|')[1]?.trim().split(', ') ?? []);
    expect(rows.sort()).toEqual([...NAMES].sort());
  });
});
