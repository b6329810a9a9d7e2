import type { Contest } from '../../functions/features/contests/model.ts';
import {
  createContest,
  publishContest,
  setContestTerms,
  updateContest,
} from '../../functions/features/contests/operations.ts';
import { cachedContest } from '../../functions/features/contests/store.ts';
import type { ContestEntry } from '../../functions/features/entries/model.ts';
import { beginEntry } from '../../functions/features/entries/rules.ts';
import { insertContestEntry } from '../../functions/features/entries/store.ts';
import { join } from '../../functions/features/members/operations.ts';
import type { Scope } from '../../functions/features/programs/scope.ts';
import { memberIdOf } from '../../functions/identity/member-id.ts';
import type { Decision } from '../../functions/platform/errors.ts';
import type { ErrorCode } from '../../functions/platform/generated/enums.ts';
import { addDays } from '../../functions/platform/time.ts';
import type { Item } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { DEV_ISSUER } from '../../local/issuer.ts';
import { memberScope } from '../../local/seed/world.ts';
import type { Stand } from '../rankings/stand.ts';

// A contest whose vote is open, with its people and entries.

export function must<T>(decision: Decision<T, ErrorCode>): T {
  if (decision.ok) return decision.value;
  throw new Error(`${decision.refusal.code}: ${decision.refusal.message}`);
}

const organizerOf = ({ program }: Stand): Scope =>
  memberScope(program, memberIdOf(program.id, DEV_ISSUER, 'organizer'));

/** `name` is no other's. */
export async function openContest(stand: Stand, name: string, settings: object = {}): Promise<Contest> {
  const { deps, program } = stand;
  const organizer = organizerOf(stand);
  const at = (days: number): Deps => ({ ...deps, now: () => addDays(deps.now(), days) });
  const made = must(await createContest(at(-20), organizer, { title: name, idempotencyKey: name }));
  const now = deps.now();
  const contestId = made.id;
  const terms = {
    brief: 'A contest.',
    submission: { opensAt: addDays(now, -20), closesAt: addDays(now, 2) },
    rounds: [{ voting: { opensAt: addDays(now, -1), closesAt: addDays(now, 5) } }],
    resultsAt: addDays(now, 7),
    maxEntriesPerMember: 100,
    ...settings,
  };
  must(await updateContest(at(-20), organizer, { contestId, ...terms }));
  const texts = { language: 'en', rules: 'Be kind.', rights: 'Ours to show.' };
  must(await setContestTerms(at(-20), organizer, { contestId, ...texts }));
  must(await publishContest(at(-20), organizer, { contestId }));
  const contest = await cachedContest(deps, program.id, contestId);
  if (contest === undefined) throw new Error('The contest is not there.');
  return contest;
}

export async function newMember({ deps, program }: Stand, name: string): Promise<Scope> {
  const scope = memberScope(program, memberIdOf(program.id, DEV_ISSUER, name));
  const joined = { ...deps, now: () => addDays(deps.now(), -30) };
  must(await join(joined, scope, { displayName: name }));
  return scope;
}

/** An entry that was admitted, as it is stored. */
export function admitted(contest: Contest, number: number, authorId: string, now: Date): ContestEntry {
  const content = { kind: 'TEXT' as const, title: `Entry ${number}`, text: 'Words. '.repeat(20), url: null };
  const begun = beginEntry(contest, { number, authorId, content }, now);
  const at = now.toISOString();
  return {
    ...begun,
    state: 'APPROVED',
    shown: content,
    draft: null,
    submittedAt: at,
    shownAt: at,
    version: 3,
  };
}

export function entryItem(entry: ContestEntry): Item {
  const write = insertContestEntry(entry);
  if (!('put' in write)) throw new Error('An entry is put.');
  return write.put;
}
