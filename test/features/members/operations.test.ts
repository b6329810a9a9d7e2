import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  actingMember,
  join,
  setMemberStatus,
  updateMember,
  updateProfile,
} from '../../../functions/features/members/operations.ts';
import {
  findMemberByExternalId,
  getMember,
  getMembers,
  listMembers,
} from '../../../functions/features/members/store.ts';
import { memberScope } from '../../../functions/features/programs/operation.ts';
import { setProgramStatus } from '../../../functions/features/programs/operations.ts';
import type { Scope } from '../../../functions/features/programs/scope.ts';
import { memberIdOf } from '../../../functions/identity/member-id.ts';
import { ANONYMOUS, type Viewer } from '../../../functions/identity/viewer.ts';
import type { CallerRole } from '../../../functions/platform/generated/enums.ts';
import { memberViewer, operator, refusalOf, startWorld, value, type World } from '../../identity/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const idOf = (slug: string, subject: string) => memberIdOf(slug, 'https://issuer.example/pool', subject);
const as = async (slug: string, subject: string, ...access: CallerRole[]): Promise<Scope> => {
  await world.program(slug);
  return world.scope(slug, memberViewer(idOf(slug, subject), ...access));
};
const staff = (slug: string) => as(slug, 'staff', 'ORGANIZER');
const partner: Viewer = {
  ...ANONYMOUS,
  access: new Set<CallerRole>(['PUBLIC', 'PARTNER']),
  scopes: new Set(['MEMBERS_WRITE'] as const),
  actorId: 'key_pos',
};

async function joined(slug: string, subject: string, input: object = {}) {
  return value(await join(world.deps, await as(slug, subject), { displayName: 'Kim Minji', ...input }));
}
const pause = async (slug: string, status = 'PAUSED') =>
  value(await setProgramStatus(world.deps, await world.scope(slug, operator), { status }));

describe('join', () => {
  test('fifty times at once makes one member, and all get the same answer', async () => {
    const scope = await as('rush', 'u1');
    const made = await Promise.all(
      Array.from({ length: 50 }, (_, number) => join(world.deps, scope, { displayName: `Name ${number}` })),
    );
    expect(new Set(made.map((one) => JSON.stringify(value(one)))).size).toBe(1);
    const page = await listMembers(world.deps, 'rush', { first: 100 });
    expect(page.edges.map(({ node }) => node)).toEqual([value(made[0] as (typeof made)[0])]);
  });

  test('sent again changes nothing, whatever its input', async () => {
    const first = await joined('again', 'u1');
    world.clock.millis += 1000;
    expect(await joined('again', 'u1', { displayName: 'Other', visibility: 'FULL' })).toEqual(first);
  });

  test('costs one trip and one write', async () => {
    const scope = await as('cost', 'u1');
    const { bill } = await world.meter.during(() => join(world.deps, scope, {}));
    // One unit for the member, one for their place in the list.
    expect(bill).toMatchObject({ trips: 1, writeUnits: 2, readUnits: 0 });
  });

  test('in a paused program is refused to new members, and answered to existing ones', async () => {
    const member = await joined('paused', 'old');
    await pause('paused');
    expect(refusalOf(await join(world.deps, await as('paused', 'new'), {}))?.code).toBe('PROGRAM_PAUSED');
    expect(await joined('paused', 'old')).toEqual(member);
    expect(await getMember(world.deps, 'paused', idOf('paused', 'new'))).toBeUndefined();
  });

  test('accepts names in any script, and refuses one that is too long', async () => {
    const names = ['김민지', 'مريم العلي', '👩‍👩‍👧 family', 'Zoé'];
    for (const displayName of names) {
      expect((await joined('scripts', displayName, { displayName })).displayName).toBe(displayName);
    }
    const long = await join(world.deps, await as('scripts', 'long'), { displayName: '가'.repeat(81) });
    expect(refusalOf(long)).toEqual({ code: 'INVALID_INPUT', field: ['displayName'] });
  });
});

describe('updateProfile', () => {
  const update = async (slug: string, subject: string, input: object) =>
    updateProfile(world.deps, await as(slug, subject), input);

  test('changes the caller’s own profile and cannot set an externalId', async () => {
    const before = await joined('profile', 'u1');
    world.clock.millis += 1000;
    const after = value(
      await update('profile', 'u1', { displayName: '민지', externalId: 'crm-1', avatarUrl: null }),
    );
    const updatedAt = new Date(world.clock.millis).toISOString();
    expect(after).toEqual({ ...before, displayName: '민지', updatedAt, version: 2 });
    expect(await getMember(world.deps, 'profile', before.id)).toEqual(after);
  });

  test('on two devices at once loses neither change', async () => {
    const { id } = await joined('devices', 'u1');
    const changes = [
      { displayName: 'New Name' },
      { visibility: 'HIDDEN' },
      { locale: 'en' },
      { avatarUrl: 'https://a.test/b.png' },
    ];
    await Promise.all(changes.map(async (change) => value(await update('devices', 'u1', change))));
    expect(await getMember(world.deps, 'devices', id)).toMatchObject({
      ...Object.assign({}, ...changes),
      version: 5,
    });
  });

  test('is refused to members who may not act', async () => {
    expect(refusalOf(await update('acting', 'nobody', {}))?.code).toBe('NOT_JOINED');
    const { id } = await joined('acting', 'u1');
    const suspension = { memberId: id, status: 'SUSPENDED', reason: 'Fraud' };
    value(await setMemberStatus(world.deps, await staff('acting'), suspension));
    expect(refusalOf(await update('acting', 'u1', { displayName: 'x' }))?.code).toBe('MEMBER_SUSPENDED');
    await pause('acting');
    expect(refusalOf(await update('acting', 'u1', { displayName: 'x' }))?.code).toBe('PROGRAM_PAUSED');
    expect((await getMember(world.deps, 'acting', id))?.displayName).toBe('Kim Minji');
  });
});

describe('externalId', () => {
  const set = async (slug: string, memberId: string, externalId: string | null) =>
    updateMember(world.deps, await staff(slug), { memberId, externalId });
  const find = (slug: string, externalId: string) => findMemberByExternalId(world.deps, slug, externalId);

  test('claimed by two at once goes to one, and the other is refused', async () => {
    const members = await Promise.all(['u1', 'u2', 'u3', 'u4'].map((subject) => joined('claims', subject)));
    const outcomes = await Promise.all(members.map(({ id }) => set('claims', id, 'crm-1')));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = outcomes.filter(({ ok }) => !ok).map(refusalOf);
    expect(refused).toEqual(Array(3).fill({ code: 'EXTERNAL_ID_TAKEN', field: ['externalId'] }));
    const all = await getMembers(
      world.deps,
      'claims',
      members.map(({ id }) => id),
    );
    const holders = all.filter((member) => member?.externalId === 'crm-1');
    expect(holders).toEqual([await find('claims', 'crm-1')]);
  });

  test('is free again when its holder changes or clears it', async () => {
    const [one, two] = [await joined('free', 'u1'), await joined('free', 'u2')];
    value(await set('free', one.id, 'crm-1'));
    value(await set('free', one.id, 'crm-2'));
    value(await set('free', two.id, 'crm-1'));
    value(await set('free', one.id, null));
    value(await set('free', two.id, 'crm-2'));
    expect((await find('free', 'crm-2'))?.id).toBe(two.id);
    expect(await find('free', 'crm-1')).toBeUndefined();
    expect((await getMember(world.deps, 'free', one.id))?.externalId).toBeNull();
  });

  test('given to its holder again, fifty times at once, is accepted each time', async () => {
    const { id } = await joined('repeat', 'u1');
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => set('repeat', id, 'crm-1')));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect((await getMember(world.deps, 'repeat', id))?.version).toBe(2);
  });

  test('exchanged at once ends with one holder for each id', async () => {
    const members = await Promise.all(['u1', 'u2'].map((subject) => joined('swap', subject)));
    const ids = ['crm-1', 'crm-2', null];
    await Promise.all(
      Array.from({ length: 30 }, (_, round) =>
        set('swap', members[round % 2]?.id ?? '', ids[round % 3] ?? null),
      ),
    );
    const all = await getMembers(
      world.deps,
      'swap',
      members.map(({ id }) => id),
    );
    for (const externalId of ['crm-1', 'crm-2']) {
      const holders = all.filter((member) => member?.externalId === externalId);
      const found = await find('swap', externalId);
      expect(holders).toEqual(found === undefined ? [] : [found]);
    }
  });

  test('is unique in its program only, and may contain key delimiters', async () => {
    const [here, there] = [await joined('ext-a', 'u1'), await joined('ext-b', 'u1')];
    for (const externalId of ['crm-1', `x#EXT#y`, '고객-77 🎉']) {
      value(await set('ext-a', here.id, externalId));
      expect(await find('ext-b', externalId)).toBeUndefined();
      value(await set('ext-b', there.id, externalId));
      expect((await find('ext-a', externalId))?.id).toBe(here.id);
      expect((await find('ext-b', externalId))?.id).toBe(there.id);
    }
  });

  test('is found in two trips and changed in two', async () => {
    const { id } = await joined('trips', 'u1');
    const scope = await staff('trips');
    const change = () => updateMember(world.deps, scope, { memberId: id, externalId: 'crm-1' });
    expect((await world.meter.during(change)).bill.trips).toBe(2);
    expect((await world.meter.during(() => find('trips', 'crm-1'))).bill.trips).toBe(2);
  });
});

describe('updateMember', () => {
  test('of an unknown member is refused', async () => {
    const scope = await staff('unknown');
    for (const memberId of [idOf('unknown', 'u9'), 'mem_x', '', 'mem_#MEMBER', idOf('again', 'u1')]) {
      const outcome = await updateMember(world.deps, scope, { memberId, displayName: 'x' });
      expect(refusalOf(outcome)).toEqual({ code: 'MEMBER_NOT_FOUND', field: ['memberId'] });
    }
  });

  test('is allowed to organizers while the program is paused, and not to partners', async () => {
    const { id } = await joined('hold', 'u1');
    await pause('hold');
    const input = { memberId: id, displayName: 'By staff' };
    expect(refusalOf(await updateMember(world.deps, await world.scope('hold', partner), input))?.code).toBe(
      'PROGRAM_PAUSED',
    );
    expect(value(await updateMember(world.deps, await staff('hold'), input)).displayName).toBe('By staff');
  });
});

describe('setMemberStatus', () => {
  test('suspends and reinstates, keeps who, when and why, and logs no reason', async () => {
    const { id } = await joined('status', 'u1');
    const scope = await staff('status');
    const change = { memberId: id, status: 'SUSPENDED', reason: '부정 사용 🚫' };
    const suspended = value(await setMemberStatus(world.deps, scope, change));
    expect(suspended).toMatchObject({
      status: 'SUSPENDED',
      statusChangedBy: scope.viewer.actorId,
      statusReason: '부정 사용 🚫',
    });
    expect(value(await setMemberStatus(world.deps, scope, { ...change, reason: 'again' }))).toEqual(
      suspended,
    );
    expect(refusalOf(await actingMember(world.deps, memberScope(await as('status', 'u1'))))?.code).toBe(
      'MEMBER_SUSPENDED',
    );
    value(await setMemberStatus(world.deps, scope, { ...change, status: 'ACTIVE', reason: 'Cleared' }));
    expect(value(await actingMember(world.deps, memberScope(await as('status', 'u1')))).statusReason).toBe(
      'Cleared',
    );
    const line = world.lines.find(({ memberId, status }) => memberId === id && status === 'SUSPENDED');
    expect(line).toMatchObject({ programId: 'status', by: scope.viewer.actorId });
    expect(JSON.stringify(world.lines)).not.toContain('부정');
  });

  test('concurrent with a profile change loses neither', async () => {
    const { id } = await joined('both', 'u1');
    const [organizer, member] = [await staff('both'), await as('both', 'u1')];
    const suspension = { memberId: id, status: 'SUSPENDED', reason: 'Fraud' };
    const [profile] = await Promise.all([
      updateProfile(world.deps, member, { displayName: 'New' }),
      setMemberStatus(world.deps, organizer, suspension).then(value),
    ]);
    const after = await getMember(world.deps, 'both', id);
    expect(after?.status).toBe('SUSPENDED');
    expect(after?.displayName).toBe(profile.ok ? 'New' : 'Kim Minji');
  });

  test('requires a reason', async () => {
    const { id } = await joined('reason', 'u1');
    const outcome = await setMemberStatus(world.deps, await staff('reason'), {
      memberId: id,
      status: 'SUSPENDED',
      reason: ' ',
    });
    expect(refusalOf(outcome)).toEqual({ code: 'INVALID_INPUT', field: ['reason'] });
  });
});

describe('between programs', () => {
  test('a member id, a node id and a cursor of one open nothing in another', async () => {
    const mine = await Promise.all(['u1', 'u2', 'u3'].map((subject) => joined('here', subject)));
    const other = await as('there', 'u1');
    const [first] = mine;
    expect(await getMember(world.deps, 'there', first?.id ?? '')).toBeUndefined();
    expect(await getMember(world.deps, other.program.id, first?.id ?? '')).toBeUndefined();
    const page = await listMembers(world.deps, 'here', { first: 1 });
    const after = page.pageInfo.endCursor;
    await expect(listMembers(world.deps, 'there', { first: 1, after })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  test('members are listed latest first, each once, in one trip a page', async () => {
    const order: string[] = [];
    for (const subject of ['a', 'b', 'c', 'd', 'e']) {
      world.clock.millis += 1000;
      order.unshift((await joined('list', subject)).id);
    }
    const seen: string[] = [];
    let after: string | null | undefined;
    do {
      const read = () => listMembers(world.deps, 'list', { first: 2, after });
      const { result, bill } = await world.meter.during(read);
      expect(bill.trips).toBe(1);
      seen.push(...result.edges.map(({ node }) => node.id));
      after = result.pageInfo.hasNextPage ? result.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(order);
  });
});
