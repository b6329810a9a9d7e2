import type { Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { codeCountKey, codeKey, codesPartition, ENTITY } from '../../table/keys.ts';
import { codeLookup } from './lookups.ts';
import {
  codeKeyOf,
  codeKeyOfId,
  codeModel,
  isOtherLimit,
  MAX_CODES_PER_MEMBER,
  type ReferralCode,
} from './rules.ts';

const FRESH_MILLIS = 30_000;
const cacheKey = (programId: string, key: string) => `code:${programId}:${key}`;

export async function findCode(
  deps: Deps,
  programId: string,
  typed: string,
  options: { consistent?: boolean } = {},
): Promise<ReferralCode | undefined> {
  const key = codeKeyOf(typed);
  if (key === undefined) return undefined;
  const code = codeLookup(programId, key);
  return code.parse(await deps.table.get(code.key, options));
}

/** For links and invitations, which are many. */
export async function cachedCode(
  deps: Deps,
  programId: string,
  typed: string,
): Promise<ReferralCode | undefined> {
  const key = codeKeyOf(typed);
  if (key === undefined) return undefined;
  return deps.cache.through(cacheKey(programId, key), FRESH_MILLIS, () => findCode(deps, programId, key));
}

/** Lets links that this process answers see a change at once; others follow within 30 seconds. */
export const forgetCode = (deps: Deps, code: ReferralCode) =>
  deps.cache.forget(cacheKey(code.programId, code.key));

/** Newest first. */
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

export const insertCode = (code: ReferralCode): Write => ({
  put: {
    ...codeKey(code.programId, code.key),
    et: ENTITY.referralCode,
    GSI1PK: codesPartition(code.programId, code.memberId),
    GSI1SK: `${code.createdAt}#${code.key}`,
    ...code,
  },
  condition: 'attribute_not_exists(PK)',
});

/** Fails when the member has all the codes that a member may have. */
export const addToCodeCount = (code: ReferralCode): Write => ({
  update: codeCountKey(code.programId, code.memberId),
  set: 'SET #et = :et ADD #count :one',
  condition: 'attribute_not_exists(#count) OR #count < :limit',
  names: { '#et': 'et', '#count': 'count' },
  values: { ':et': ENTITY.codeCount, ':one': 1, ':limit': MAX_CODES_PER_MEMBER },
});

/** Its uses stay what they are, and within another limit; a new one has none. */
export const replaceCodeSettings = (before: ReferralCode, after: ReferralCode): Write => {
  const isNewLimit = after.limitVersion !== before.limitVersion;
  const isBound = after.usageLimit !== null && isOtherLimit(before, after) && !isNewLimit;
  return {
    update: codeKey(before.programId, before.key),
    set: `SET #label = :label, #active = :active, #startsAt = :startsAt, #endsAt = :endsAt, #usageLimit = :usageLimit, #updatedAt = :updatedAt, #version = :version, #limitVersion = :limitVersion${isNewLimit ? ', #uses = :none' : ''}`,
    condition: isBound ? '#version = :before AND #uses <= :usageLimit' : '#version = :before',
    names: {
      '#label': 'label',
      '#active': 'active',
      '#startsAt': 'startsAt',
      '#endsAt': 'endsAt',
      '#usageLimit': 'usageLimit',
      '#updatedAt': 'updatedAt',
      '#version': 'version',
      '#limitVersion': 'limitVersion',
      ...(isBound || isNewLimit ? { '#uses': 'uses' } : {}),
    },
    values: {
      ':label': after.label,
      ':active': after.active,
      ':startsAt': after.startsAt,
      ':endsAt': after.endsAt,
      ':usageLimit': after.usageLimit,
      ':updatedAt': after.updatedAt,
      ':version': after.version,
      ':limitVersion': after.limitVersion,
      ':before': before.version,
      ...(isNewLimit ? { ':none': 0 } : {}),
    },
  };
};
