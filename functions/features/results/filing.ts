import { Fault } from '../../platform/errors.ts';
import { compactJws, readJws, signingInput } from '../../platform/jws.ts';
import { ConditionFailed, type Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUp } from '../../table/lookup.ts';
import { contestLookup } from '../contests/lookups.ts';
import type { Program } from '../programs/rules.ts';
import { resultBytes, sha256 } from './document.ts';
import { RESULT_FILE, SIGNATURE_FILE } from './file-names.ts';
import { resultFileKey } from './files.ts';
import { ensureResultKey } from './keys/store.ts';
import type { Result } from './model.ts';
import { documentOf } from './publication.ts';
import { parseResult, replaceResult, resultLookup, seeResult } from './versions.ts';

/**
 * Signs a version that is published, and puts its files into the bucket. Safe to repeat and to stop at any moment: the signature is
 * written down before it is used, so that there is one.
 */
export async function fileResult(deps: Deps, program: Program, item: Item): Promise<void> {
  try {
    await file(deps, program, parseResult(item));
  } catch (error) {
    // Somebody else is ahead: it stays due if they did not come to its end.
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

async function file(deps: Deps, program: Program, named: Result): Promise<void> {
  const wanted = { contest: contestLookup(program.id, named.contestId), result: resultLookup(named) };
  const { contest, result } = await lookUp(deps, wanted, { consistent: true });
  if (contest === undefined || result === undefined || result.filedAt !== null) return;
  const { publishedAt } = result;
  if (publishedAt === null) throw new Fault('A result that is not published was to be filed.');
  const bytes = resultBytes(await documentOf(deps, program, contest, { ...result, publishedAt }));
  const { signed, kept } = await sign(deps, result, publishedAt, bytes);
  if (signed.sha256 !== sha256(bytes)) throw new Fault('A result that was signed is not what it was.');
  const jws = compactJws(signingInput(signed.kid, bytes), Buffer.from(signed.signature, 'base64url'));
  const put = (name: string, content: Uint8Array, contentType: string) =>
    deps.bucket.put(resultFileKey(result, name), content, { contentType });
  await put(RESULT_FILE, bytes, 'application/json');
  await put(SIGNATURE_FILE, Buffer.from(jws), 'application/jose');
  const filed = { ...kept, filedAt: deps.now().toISOString(), version: kept.version + 1 };
  await deps.table.write(replaceResult(kept, filed, null));
  seeResult(deps, result);
  const { programId, contestId, resultVersion } = result;
  deps.log.info('Result of a contest signed and filed.', { programId, contestId, resultVersion });
}

type Signed = NonNullable<Result['signed']>;

/** Kept once it is made: another signature of the same bytes would be another file. */
async function sign(
  deps: Deps,
  result: Result,
  publishedAt: string,
  bytes: Uint8Array,
): Promise<{ signed: Signed; kept: Result }> {
  if (result.signed !== null) return { signed: result.signed, kept: result };
  await ensureResultKey(deps);
  const jws = readJws(await deps.signer.sign(bytes));
  if (jws === undefined) throw new Fault('The signature of a result is not written as it must be.');
  const signature = Buffer.from(jws.signature).toString('base64url');
  const signed = { sha256: sha256(bytes), kid: jws.kid, signature };
  const kept = { ...result, signed, version: result.version + 1 };
  await deps.table.write(replaceResult(result, kept, publishedAt));
  return { signed, kept };
}
