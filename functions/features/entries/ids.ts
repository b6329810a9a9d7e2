import { BARE_ID, bareIdOf, ID_PREFIX, isId } from '../../platform/ids.ts';

// The ids of entries and participations say all that is needed to find what they name: `ent_<contest>_<number>` and
// `cpt_<contest>_<member>`, each of the named ids without its prefix.

const ENTRY_ID = new RegExp(`^${ID_PREFIX.contestEntry}_(${BARE_ID})_([1-9]\\d{0,8})$`);
const PARTICIPATION_ID = new RegExp(`^${ID_PREFIX.contestParticipation}_(${BARE_ID})_(${BARE_ID})$`);

export const entryIdOf = ({ contestId, number }: { contestId: string; number: number }): string =>
  `${ID_PREFIX.contestEntry}_${bareIdOf(contestId)}_${number}`;

/** Undefined for text that is no id of an entry. */
export function readEntryId(id: string): { contestId: string; number: number } | undefined {
  const [, contest, number] = ENTRY_ID.exec(id) ?? [];
  return contest === undefined
    ? undefined
    : { contestId: `${ID_PREFIX.contest}_${contest}`, number: Number(number) };
}

export const participationIdOf = ({ contestId, memberId }: { contestId: string; memberId: string }): string =>
  `${ID_PREFIX.contestParticipation}_${bareIdOf(contestId)}_${bareIdOf(memberId)}`;

/** Undefined for text that is no id of a participation. */
export function readParticipationId(id: string): { contestId: string; memberId: string } | undefined {
  const [, contest, member] = PARTICIPATION_ID.exec(id) ?? [];
  const named = {
    contestId: `${ID_PREFIX.contest}_${contest}`,
    memberId: `${ID_PREFIX.member}_${member}`,
  };
  return member !== undefined && isId('member', named.memberId) ? named : undefined;
}
