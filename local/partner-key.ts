import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiKeys, createApiKey } from '../functions/features/keys/operations.ts';
import type { Program } from '../functions/features/programs/rules.ts';
import { authenticate } from '../functions/identity/authenticate.ts';
import { ANONYMOUS } from '../functions/identity/viewer.ts';
import { API_KEY_SCOPES, type CallerRole } from '../functions/platform/generated/enums.ts';
import type { Deps } from '../functions/table/deps.ts';

/**
 * An API key of the demo program with every scope, for the shop's events and those of two other sources. The product shows a key once; the development server keeps this one beside its
 * data, so that a second start prints the same.
 */
export async function partnerKey(deps: Deps, program: Program, directory: string): Promise<string> {
  const file = join(directory, 'partner-key');
  if (existsSync(file)) {
    const kept = readFileSync(file, 'utf8').trim();
    if (await works(deps, program, kept)) return kept;
  }
  const viewer = { ...ANONYMOUS, access: new Set<CallerRole>(['PUBLIC', 'OWNER']), actorId: 'operator' };
  const input = { name: 'Development', scopes: [...API_KEY_SCOPES], sources: ['pos', 'shop', 'shopify'] };
  const made = await createApiKey(deps, { program, viewer }, input);
  if (!made.ok) throw new Error(made.refusal.message);
  writeFileSync(file, `${made.value.secret}\n`, { mode: 0o600 });
  return made.value.secret;
}

const works = (deps: Deps, program: Program, key: string): Promise<boolean> =>
  authenticate(deps, apiKeys, program, { 'x-api-key': key }).then(
    () => true,
    () => false,
  );
