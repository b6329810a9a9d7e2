import { beforeAll, describe, expect, test } from 'vitest';
import type { Bill } from '../../bench/meter.ts';
import { documentedCosts, documentedDecisions } from './documented.ts';
import { measureAll, VOTERS_AT_ONCE } from './measure.ts';

// Budgets are counted, never timed: the table's own capacity numbers, and calls that wait for one another.

let bills: Map<string, Bill>;
beforeAll(async () => {
  bills = await measureAll();
}, 120_000);

function billOf(name: string): Bill {
  const bill = bills.get(name);
  if (bill === undefined) throw new Error(`${name} was not measured.`);
  return bill;
}

describe('writing points', () => {
  test.each(['awardPoints, the first of an account', 'awardPoints', 'spendPoints, from 36 lots'])(
    '%s: at most 5 write units, 2 read units and 2 trips',
    (name) => {
      const bill = billOf(name);
      expect(bill.writeUnits).toBeLessThanOrEqual(5);
      expect(bill.readUnits).toBeLessThanOrEqual(2);
      expect(bill.trips).toBeLessThanOrEqual(2);
    },
  );

  test('an award by an API key: a read unit and a trip more for the key, half a read unit for its older idempotency keys', () => {
    const [byKey, byHand] = [billOf('awardPoints, by an API key'), billOf('awardPoints')];
    expect(byKey.writeUnits).toBe(byHand.writeUnits);
    expect(byKey.readUnits).toBeLessThanOrEqual(byHand.readUnits + 1.5);
    expect(byKey.trips).toBeLessThanOrEqual(byHand.trips + 1);
  });

  test('an award that is sent again costs no write', () => {
    expect(billOf('awardPoints, sent again')).toMatchObject({ writeUnits: 0, trips: 1 });
  });
});

describe('a vote', () => {
  test.each(['vote, the first of a voter', 'vote'])(
    '%s: 1 write unit, 1.5 read units and 2 trips',
    (name) => {
      expect(billOf(name)).toMatchObject({ writeUnits: 1, readUnits: 1.5, trips: 2 });
    },
  );

  test('where points are asked costs half a read unit more', () => {
    expect(billOf('vote, where points are asked')).toMatchObject({ writeUnits: 1, readUnits: 2, trips: 2 });
  });

  test('that is sent again costs no write', () => {
    expect(billOf('vote, sent again')).toMatchObject({ writeUnits: 0, trips: 2 });
  });
});

describe('votes that do not count', () => {
  const unitsOf = (...names: string[]) => names.reduce((sum, name) => sum + billOf(name).writeUnits, 0);

  test('cost 3 write units a ballot at most to be struck, of 50 voters with one each, tallies included', () => {
    const all = unitsOf(
      'votes: strikeVotes, of 50 members',
      'votes: scheduler, strikes 50 ballots of 50 members',
      'projector, 50 ballots that were struck',
    );
    expect(all / VOTERS_AT_ONCE).toBeLessThanOrEqual(3);
  });

  test('cost 3 write units a ballot at most to be restored or released, tallies included', () => {
    const all = unitsOf(
      'votes: restoreVotes, of 50 members',
      'releaseVotes, of all',
      'votes: scheduler, restores 50 ballots and releases 51',
      'projector, 101 ballots that count',
    );
    expect(all / (2 * VOTERS_AT_ONCE + 1)).toBeLessThanOrEqual(3);
  });

  test('cost no write when they are struck again', () => {
    expect(billOf('strikeVotes, sent again').writeUnits).toBe(0);
  });

  test('of a new member cost a write unit more, for the list of those that are held', () => {
    expect(billOf('vote, the first of a new member that is held')).toMatchObject({
      writeUnits: 2,
      readUnits: 1.5,
      trips: 2,
    });
  });
});

test('a prize costs what an award costs', () => {
  const [one, three] = [billOf('scheduler, pays a prize'), billOf('scheduler, pays three prizes')];
  const award = billOf('awardPoints, the first of an account');
  expect((three.writeUnits - one.writeUnits) / 2).toBe(award.writeUnits);
  expect((three.readUnits - one.readUnits) / 2).toBeLessThanOrEqual(award.readUnits);
  expect(three.trips).toBe(one.trips);
});

describe('referral costs', () => {
  test('a click costs at most 1 write unit, half a read unit and 2 trips', () => {
    const bill = billOf('referral click');
    expect(bill.writeUnits).toBeLessThanOrEqual(1);
    expect(bill.readUnits).toBeLessThanOrEqual(0.5);
    expect(bill.trips).toBeLessThanOrEqual(2);
  });

  test('a click on a code that is not cached costs a read unit and two trips more, for the code and its advocate', () => {
    const [first, next] = [
      billOf('referral click, of a code that is not in memory'),
      billOf('referral click'),
    ];
    expect(first.writeUnits).toBe(next.writeUnits);
    expect(first.readUnits).toBeLessThanOrEqual(next.readUnits + 1);
    expect(first.trips).toBeLessThanOrEqual(next.trips + 2);
  });

  test('a claim of a code with a limit costs at most 11 write units', () => {
    expect(billOf('claimReferral').writeUnits).toBeLessThanOrEqual(11);
  });

  test('a claim of a code without a limit costs at most 9 write units', () => {
    expect(billOf('claimReferral, a code without a limit').writeUnits).toBeLessThanOrEqual(9);
  });

  test('a claim of a code that does not exist costs 1 write unit and 2 trips', () => {
    expect(billOf('claimReferral, a code that does not exist')).toMatchObject({ writeUnits: 1, trips: 2 });
  });
});

describe('contest costs', () => {
  test('a contest in memory costs nothing, and its terms one trip', () => {
    expect(billOf('contest')).toMatchObject({ readUnits: 0, trips: 0 });
    expect(billOf('contest, with its terms').trips).toBe(1);
  });

  test('what is sent again costs no write', () => {
    for (const name of ['createContest, sent again', 'setContestTerms, sent again'])
      expect(billOf(name).writeUnits).toBe(0);
  });

  test('a change of a contest costs at most 31 write units and 2 trips', () => {
    for (const name of ['updateContest', 'publishContest', 'extendContest', 'cancelContest']) {
      expect(billOf(name).writeUnits).toBeLessThanOrEqual(31);
      expect(billOf(name).trips).toBeLessThanOrEqual(2);
    }
  });
});

describe('an entry of a contest', () => {
  test('is begun with 1 write unit for its number, and 4 for itself and the list of its author', () => {
    expect(billOf('createContestEntry').writeUnits).toBeLessThanOrEqual(7);
    expect(billOf('createContestEntry, sent again').writeUnits).toBe(0);
  });

  test('is decided in at most 4 trips, and once only', () => {
    expect(billOf('decideModeration, one approved').trips).toBeLessThanOrEqual(4);
    expect(billOf('decideModeration, sent again').writeUnits).toBe(0);
  });

  test('comes in a page of 20 with their authors in at most 3 trips and three calls', () => {
    const [cold, warm] = [
      billOf('entries, 20 with authors, of a roster that is not in memory'),
      billOf('entries, 20 with authors'),
    ];
    expect(cold.trips).toBeLessThanOrEqual(3);
    expect(warm).toMatchObject({ trips: 2, calls: 2, writeUnits: 0 });
  });
});

describe('query costs', () => {
  const queries =
    /^(contests?|numbers|me|members|member|referralsAwaitingApproval|dailyReferralStats|pointTotals)\b/;

  test('every query costs at most 3 trips and writes nothing', () => {
    const slow = [...bills].filter(
      ([name, bill]) => queries.test(name) && (bill.trips > 3 || bill.writeUnits > 0),
    );
    expect(slow).toEqual([]);
  });

  test('a page of 100 members with balances makes two calls to the table', () => {
    expect(billOf('members, 100 with balances').calls).toBe(2);
  });
});

test('the projector folds clicks at half a write unit each at most, checkpoint and counters included', () => {
  expect(billOf('projector, 100 clicks on one code').writeUnits / 100).toBeLessThanOrEqual(0.5);
});

test('docs/table.md lists the measured costs of the operations', () => {
  // Leaderboards have budgets of their own (rankings.test.ts).
  const documented = documentedCosts((name) => !name.startsWith('leaderboard'));
  // How many batches the projector gets depends on the seconds in which the clicks fall.
  const exact = [...bills].filter(([name]) => !/^(projector|votes:)/.test(name));
  expect(documented).toEqual(
    Object.fromEntries(exact.map(([name, bill]) => [name, [bill.writeUnits, bill.readUnits, bill.trips]])),
  );
});

test('docs/table.md lists what it costs to decide about the votes of fifty', () => {
  // What is read depends on the partitions that a secret chooses, and how many calls follow on one another on which end first.
  const measured = [...bills].flatMap(([name, { writeUnits }]) =>
    name.startsWith('votes: ') ? [[name.slice('votes: '.length), writeUnits]] : [],
  );
  expect(documentedDecisions()).toEqual(Object.fromEntries(measured));
});
