import { isId } from '../../platform/ids.ts';
import { cached } from '../../table/cached.ts';
import type { Item, Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { externalIdKey, memberKey, membersPartition } from '../../table/keys.ts';
import { lookUpAll, lookUpOne } from '../../table/lookup.ts';
import { insert, release, replace, take } from '../../table/writes.ts';
import { externalIdLookup, memberLookup } from './lookups.ts';
import { externalId as externalIdModel, type Member, memberModel } from './rules.ts';

export async function getMember(
  deps: Deps,
  programId: string,
  memberId: string,
  options: { consistent?: boolean } = {},
): Promise<Member | undefined> {
  if (!isId('member', memberId)) return undefined;
  return lookUpOne(deps, memberLookup(programId, memberId), options);
}

const statuses = cached(
  'status',
  async (deps, programId: string, memberId: string) => (await getMember(deps, programId, memberId))?.status,
);

/** For taps on links, which are many. */
export const cachedMemberStatus = (
  deps: Deps,
  programId: string,
  memberId: string,
): Promise<Member['status'] | undefined> => statuses.get(deps, programId, memberId);

/** Lets links that this process answers see another status at once; others follow within 30 seconds. */
export const forgetMemberStatus = (deps: Deps, member: Member) =>
  statuses.forget(deps, member.programId, member.id);

/** In the order of the ids. */
export async function getMembers(
  deps: Deps,
  programId: string,
  memberIds: readonly string[],
): Promise<(Member | undefined)[]> {
  return lookUpAll(
    deps,
    memberIds.map((memberId) => memberLookup(programId, memberId)),
  );
}

/** `onFound` may start reads beside that of the member. */
export async function findMemberByExternalId(
  deps: Deps,
  programId: string,
  text: string,
  onFound: (memberId: string) => void = () => undefined,
): Promise<Member | undefined> {
  // Longer text would not even be a key of the table.
  const { data: externalId } = externalIdModel.safeParse(text);
  if (externalId === undefined) return undefined;
  const memberId = await lookUpOne(deps, externalIdLookup(programId, externalId));
  if (memberId === undefined) return undefined;
  onFound(memberId);
  const member = await getMember(deps, programId, memberId);
  // The two reads are not of one moment: the id may have moved on between them.
  return member?.externalId === externalId ? member : undefined;
}

export function listMembers(deps: Deps, programId: string, page: PageRequest): Promise<Connection<Member>> {
  const list = { index: 'GSI1', partition: membersPartition(programId), newestFirst: true } as const;
  return listConnection(deps, list, page, (item) => memberModel.parse(item));
}

function toItem(member: Member): Item {
  return {
    ...memberKey(member.programId, member.id),
    et: ENTITY.member,
    GSI1PK: membersPartition(member.programId),
    GSI1SK: `${member.joinedAt}#${member.id}`,
    ...member,
  };
}

export const insertMember = (member: Member): Write => insert(toItem(member));

export const replaceMember = (before: Member, after: Member): Write => replace(toItem(after), before.version);

/** Fails when it is another's. */
export const claimExternalId = (member: Member, externalId: string): Write =>
  take(
    {
      ...externalIdKey(member.programId, externalId),
      et: ENTITY.externalId,
      programId: member.programId,
      memberId: member.id,
    },
    { memberId: member.id },
  );

export const releaseExternalId = (member: Member, externalId: string): Write =>
  release(externalIdKey(member.programId, externalId), { memberId: member.id });
