import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { createSigner } from '../functions/platform/signer.ts';
import { LocalError, reasonOf } from '../tools/terminal/errors.ts';
import { machineFault } from '../tools/terminal/machine-fault.ts';
import { makeSecretFile } from './secret-file.ts';

/**
 * The file of the key that signs results on this machine, which is made where there is none. Safe in several
 * processes at once. Throws LocalError DATA_UNWRITABLE, DISK_FULL or DATA_CORRUPT.
 */
export async function openResultKey(directory: string): Promise<string> {
  const file = path.join(directory, 'result-key.json');
  await makeSecretFile(file, async () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  );
  try {
    await createSigner({ file }).publicKey();
    return file;
  } catch (error) {
    const message = `The key file ${file} is damaged (${reasonOf(error)}). Put it back as it was, or delete it: results are then signed with a new key, and those that are signed stay good.`;
    throw machineFault(error) ?? new LocalError('DATA_CORRUPT', message, { cause: error });
  }
}
