import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseEntry } from '../../../functions/features/points/entries.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Person, startCampaign } from '../referrals/people.ts';
import { openTeller } from './teller.ts';

const { api, owner, somebody, codeOf, claim, buy } = await startCampaign();
afterAll(() => api.close());

/** Stored as all entries were while `source` and `referralId` were fields of their own. */
const STORED = {
  PK: 'P#demo#ENTRY#pte_0hjs8k26ysnqt414etf1vaj1vj',
  SK: 'ENTRY',
  GSI1PK: 'P#demo#MEM#mem_00749z0y4yf5vj1ge7vm4twn66#ENTRIES',
  GSI1SK: '000000000002',
  et: 'POINT_ENTRY',
  kind: 'ACTIVATE',
  points: 500,
  lots: '+202711:dw',
  pendingDelta: -500,
  totals: { earned: 500 },
  source: 'REFERRAL_ADVOCATE',
  referralId: 'ref_00k4e21zda6wwjbnneddf2xwh9',
  actorId: 'system',
  reverses: 'pte_0b2rrera31e742y15cbv6v0tw6',
  createdAt: '2026-11-10T03:00:00.000Z',
};

let advocate: Person;
let friend: Person;
let referralId: string;
beforeAll(async () => {
  [advocate, friend] = [await somebody(), await somebody()];
  const { referral } = await claim({ code: await codeOf(advocate) }, friend);
  referralId = referral.id;
  await buy(friend);
  api.clock.advance({ days: 8 });
  await api.tick();
});

describe('the cause of an entry', () => {
  const causesOf = async (who: Person) => {
    const query = '{ me { points { entries { edges { node { kind cause { kind causeId } } } } } } }';
    const { me } = await api.ok('demo', query, {}, who);
    return me.points.entries.edges.map(({ node }: { node: object }) => node);
  };

  test('is the referral and the side that it is for, of what is promised and of what follows', async () => {
    for (const [who, kind] of [
      [advocate, 'REFERRAL_ADVOCATE'],
      [friend, 'REFERRAL_FRIEND'],
    ] as const) {
      const cause = { kind, causeId: referralId };
      expect(await causesOf(who)).toEqual([
        { kind: 'ACTIVATE', cause },
        { kind: 'EARN_PENDING', cause },
      ]);
    }
  });

  test('has no id where it was made by hand', async () => {
    const person = await somebody();
    await (await openTeller(api, 'demo', owner)).award(person.memberId, 10);
    expect(await causesOf(person)).toEqual([{ kind: 'EARN', cause: { kind: 'MANUAL', causeId: null } }]);
  });

  test('is stored under the names that earlier versions read', async () => {
    const stored = (await api.scanAll()).filter(({ et }) => et === 'POINT_ENTRY');
    expect(new Set(stored.flatMap(Object.keys))).toEqual(
      new Set([...Object.keys(STORED), 'reason', 'inputHash']),
    );
    const causes = stored.map(({ source, referralId }) => [source, referralId]);
    expect(causes.sort()).toEqual([
      ['MANUAL', undefined],
      ['REFERRAL_ADVOCATE', referralId],
      ['REFERRAL_ADVOCATE', referralId],
      ['REFERRAL_FRIEND', referralId],
      ['REFERRAL_FRIEND', referralId],
    ]);
  });
});

describe('an entry that an earlier version stored', () => {
  test('is read with its cause', () => {
    expect(parseEntry(STORED).cause).toEqual({
      kind: 'REFERRAL_ADVOCATE',
      causeId: 'ref_00k4e21zda6wwjbnneddf2xwh9',
    });
    const { referralId: _none, ...byHand } = { ...STORED, source: 'MANUAL' };
    expect(parseEntry(byHand).cause).toEqual({ kind: 'MANUAL', causeId: null });
  });

  test('is counted for its referral by verify:ledger', async () => {
    await api.drain();
    expect(problemsOf(await verify(api.deps))).toEqual([]);
    await api.deps.table.write({ put: STORED });
    const place = 'demo/ref_00k4e21zda6wwjbnneddf2xwh9/ADVOCATE';
    expect(problemsOf(await verify(api.deps))).toContain(`${place}: points of a referral that is not there.`);
  });
});
