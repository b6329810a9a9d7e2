import { isId } from '../../platform/ids.ts';
import type { Item, Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY, externalIdKey, memberKey, membersPartition } from '../../table/keys.ts';
import { lookUpAll } from '../../table/lookup.ts';
import { externalIdLookup, memberLookup } from './lookups.ts';
import { externalId as externalIdModel, type Member, memberModel } from './rules.ts';

export async function getMember(
  deps: Deps,
  programId: string,
  memberId: string,
  options: { consistent?: boolean } = {},
): Promise<Member | undefined> {
  if (!isId('member', memberId)) return undefined;
  const { key, parse } = memberLookup(programId, memberId);
  return parse(await deps.table.get(key, options));
}

const FRESH_MILLIS = 30_000;
const cacheKey = (programId: string, memberId: string) => `status:${programId}:${memberId}`;

/** For taps on links, which are many. */
export const cachedMemberStatus = (
  deps: Deps,
  programId: string,
  memberId: string,
): Promise<Member['status'] | undefined> =>
  deps.cache.through(cacheKey(programId, memberId), FRESH_MILLIS, async () => {
    return (await getMember(deps, programId, memberId))?.status;
  });

/** Lets links that this process answers see another status at once; others follow within 30 seconds. */
export const forgetMemberStatus = (deps: Deps, member: Member) =>
  deps.cache.forget(cacheKey(member.programId, member.id));

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
  const { key, parse } = externalIdLookup(programId, externalId);
  const memberId = parse(await deps.table.get(key));
  if (memberId === undefined) return undefined;
  onFound(memberId);
  const member = await getMember(deps, programId, memberId);
  // The two reads are not of one moment: the id may have moved on between them.
  return member?.externalId === externalId ? member : undefined;
}

/** Latest joined first. */
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

export const insertMember = (member: Member): Write => ({
  put: toItem(member),
  condition: 'attribute_not_exists(#pk)',
  names: { '#pk': 'PK' },
});

export const replaceMember = (before: Member, after: Member): Write => ({
  put: toItem(after),
  condition: '#version = :before',
  names: { '#version': 'version' },
  values: { ':before': before.version },
});

/** Fails when it is another's. */
export const claimExternalId = (member: Member, externalId: string): Write => ({
  put: {
    ...externalIdKey(member.programId, externalId),
    et: ENTITY.externalId,
    programId: member.programId,
    memberId: member.id,
  },
  condition: 'attribute_not_exists(#pk) OR #memberId = :memberId',
  names: { '#pk': 'PK', '#memberId': 'memberId' },
  values: { ':memberId': member.id },
});

export const releaseExternalId = (member: Member, externalId: string): Write => ({
  delete: externalIdKey(member.programId, externalId),
  condition: 'attribute_not_exists(#pk) OR #memberId = :memberId',
  names: { '#pk': 'PK', '#memberId': 'memberId' },
  values: { ':memberId': member.id },
});
