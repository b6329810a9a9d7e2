import { cached } from '../../table/cached.ts';
import type { Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { codeCountKey, codeKey, codesPartition } from '../../table/keys.ts';
import { lookUpOne } from '../../table/lookup.ts';
import { increment, insert, update } from '../../table/writes.ts';
import { codeLookup } from './lookups.ts';
import {
  codeKeyOf,
  codeKeyOfId,
  codeModel,
  isOtherLimit,
  MAX_CODES_PER_MEMBER,
  type ReferralCode,
} from './rules.ts';

export async function findCode(
  deps: Deps,
  programId: string,
  typed: string,
  options: { consistent?: boolean } = {},
): Promise<ReferralCode | undefined> {
  const key = codeKeyOf(typed);
  if (key === undefined) return undefined;
  return lookUpOne(deps, codeLookup(programId, key), options);
}

const codes = cached('code', (deps, programId: string, key: string) => findCode(deps, programId, key));

/** For links and invitations, which are many. */
export async function cachedCode(
  deps: Deps,
  programId: string,
  typed: string,
): Promise<ReferralCode | undefined> {
  const key = codeKeyOf(typed);
  if (key === undefined) return undefined;
  return codes.get(deps, programId, key);
}

/** Lets links that this process answers see a change at once; others follow within 30 seconds. */
export const forgetCode = (deps: Deps, code: ReferralCode) => codes.forget(deps, code.programId, code.key);

export function listCodes(
  deps: Deps,
  programId: string,
  memberId: string,
  page: PageRequest,
): Promise<Connection<ReferralCode>> {
  const list = { index: 'GSI1', partition: codesPartition(programId, memberId), newestFirst: true } as const;
  return listConnection(deps, list, page, (item) => codeModel.parse(item));
}

export async function getCodeByNodeId(
  deps: Deps,
  scope: { program: { id: string } },
  id: string,
): Promise<ReferralCode | undefined> {
  const key = codeKeyOfId(scope.program.id, id);
  return key === undefined ? undefined : findCode(deps, scope.program.id, key);
}

export const insertCode = (code: ReferralCode): Write =>
  insert({
    ...codeKey(code.programId, code.key),
    et: ENTITY.referralCode,
    GSI1PK: codesPartition(code.programId, code.memberId),
    GSI1SK: `${code.createdAt}#${code.key}`,
    ...code,
  });

/** Fails when the member has all the codes that a member may have. */
export const addToCodeCount = (code: ReferralCode): Write =>
  increment(
    codeCountKey(code.programId, code.memberId),
    { count: { by: 1, limit: MAX_CODES_PER_MEMBER } },
    { et: ENTITY.codeCount },
  );

/** Fails when the present limit has more uses than the new one. A limit where there was none starts at 0. */
export const replaceCodeSettings = (before: ReferralCode, after: ReferralCode): Write => {
  const { label, active, startsAt, endsAt, usageLimit, updatedAt, version, limitVersion } = after;
  const isNewLimit = limitVersion !== before.limitVersion;
  const isBound = usageLimit !== null && isOtherLimit(before, after) && !isNewLimit;
  const settings = { label, active, startsAt, endsAt, usageLimit, updatedAt, version, limitVersion };
  return update(
    codeKey(before.programId, before.key),
    { set: { ...settings, ...(isNewLimit ? { uses: 0 } : {}) } },
    { equal: { version: before.version }, ...(isBound ? { atMost: { uses: usageLimit } } : {}) },
  );
};
