import type { Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { optimistically } from '../../table/optimistic.ts';
import type { Program } from '../programs/rules.ts';
import { expiryEntryId } from './entries.ts';
import { monthsOf, stageEntry } from './operations.ts';
import { checkAccount, deleteExpiry, getAccount } from './store.ts';

/**
 * Expires a lot whose month is over and removes `note`, the pointExpiry item that asked for it. Safe to
 * repeat: of an empty lot only the note goes.
 */
export async function expireLot(deps: Deps, program: Program, note: Item): Promise<void> {
  const memberId = String(note.memberId);
  const month = String(note.month);
  await optimistically(async () => {
    const account = await getAccount(deps, program.id, memberId);
    const removal = deleteExpiry(program.id, memberId, month);
    const now = deps.now();
    if (month >= monthsOf(program, now).current) return;
    if (account.lots[month] === undefined) {
      // A reversed spend may refill the lot at this moment; its note must not be removed then.
      return deps.table.transact([removal, checkAccount(program.id, account)]);
    }
    const entryId = expiryEntryId(program.id, memberId, month, account.version);
    const staged = stageEntry(
      program,
      account,
      { kind: 'EXPIRE', month },
      { entryId, cause: { kind: 'EXPIRY', causeId: null }, actorId: 'system' },
      now,
    );
    if (staged.ok) await deps.table.transact([...staged.value.writes, removal]);
  });
}
