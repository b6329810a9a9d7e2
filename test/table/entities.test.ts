import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PARSERS } from '../../functions/registry/entities.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITIES, ENTITY, type EntityFacts, type EntityName } from '../../functions/table/entities.ts';
import { type Api, startApi } from '../support/api.ts';
import { WORDS } from '../support/surface.ts';
import { SURFACES } from '../support/surfaces.ts';

// The list of entities against what is really stored, and against the page that says what each is for.

const NAMES = Object.keys(ENTITIES) as EntityName[];
const factsOf = (name: EntityName): EntityFacts => ENTITIES[name];

let api: Api;
let found: { name: EntityName | undefined; item: Item }[];
beforeAll(async () => {
  api = await startApi();
  await live();
  const nameOf = ({ et }: Item) => NAMES.find((name) => factsOf(name).type === et);
  found = (await api.scanAll()).map((item) => ({ name: nameOf(item), item }));
});
afterAll(() => api.close());

/** Somebody brings somebody, leaderboards run, a member hides, and what the features' surfaces say: with their own words wherever they can be. */
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
  for (const [, { live: more }] of SURFACES)
    await more?.({ api, owner: organizer, advocate, friend, code: code.code });
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
  await api.drain();
  const referralId = `ref_${friend.memberId.slice(4)}`;
  await api.mutate('demo', 'voidReferral', { referralId, reason }, 'referral { id }', organizer);
  await api.drain();
  // The first change of a day copies what the nodes of the trees were when it began.
  api.clock.advance({ days: 1 });
  const award = { memberId: friend.memberId, points: 7, reason, idempotencyKey: 'next' };
  await api.mutate('demo', 'awardPoints', award, 'entry { id }', organizer);
  await api.drain();
  await api.mutate('demo', 'updateProfile', { visibility: 'HIDDEN' }, 'member { id }', advocate);
  const suspension = { memberId: friend.memberId, status: 'SUSPENDED', reason };
  await api.mutate('demo', 'setMemberStatus', suspension, 'member { id }', organizer);
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
    const never = NAMES.filter((name) => !stored.has(name) && !NOT_HERE.includes(name));
    expect(
      never.map(
        (name) => `${name} is never stored: let \`live\` of its test/features/<noun>/surface.ts store one.`,
      ),
    ).toEqual([]);
    expect(NOT_HERE.filter((name) => stored.has(name))).toEqual([]);
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
