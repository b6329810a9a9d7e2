import { type Contest, contestModel } from '../../functions/features/contests/model.ts';
import { parseTerms } from '../../functions/features/contests/store.ts';
import type { Item, Key } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { contestCountKey, contestTermsKey, programOf } from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';

export type ContestReport = { contests: number; problems: string[] };

const placeOf = ({ PK, SK }: Key) => `${PK} ${SK}`;

type Count = { drafts: number; open: number };
const NONE: Count = { drafts: 0, open: 0 };

/** What a contest counts as in its program: what was published is open until its result is, or it was called off. */
const COUNTS_AS: Readonly<Record<Contest['status'], Count>> = {
  DRAFT: { drafts: 1, open: 0 },
  OPEN: { drafts: 0, open: 1 },
  COUNTED: { drafts: 0, open: 1 },
  PUBLISHED: NONE,
  CANCELED: NONE,
};

/**
 * Checks, over items given in any order, that each program counts the drafts and the open contests that it has, and that each
 * language of a contest has its terms.
 */
export function createContestCheck(): { add(item: Item): void; report(): ContestReport } {
  /** By program. */
  const counted = new Map<string, Count>();
  const found = new Map<string, Count>();
  /** The language that a contest has there, and the one that is there; by the terms' place. */
  const wanted = new Map<string, string>();
  const written = new Map<string, string>();
  const problems: string[] = [];
  let contests = 0;

  function addContest(program: string, item: Item): void {
    const { id, status, terms } = contestModel.parse(item);
    contests += 1;
    const { drafts, open } = found.get(program) ?? NONE;
    const one = COUNTS_AS[status];
    found.set(program, { drafts: drafts + one.drafts, open: open + one.open });
    for (const { language, version } of terms)
      wanted.set(placeOf(contestTermsKey(program, id, version)), language);
  }

  return {
    add(item) {
      const program = programOf(item) ?? '';
      try {
        if (item.et === ENTITY.contest) addContest(program, item);
        else if (item.et === ENTITY.contestTerms) written.set(placeOf(item), parseTerms(item).language);
        else if (item.et === ENTITY.contestCount)
          counted.set(program, { drafts: Number(item.drafts), open: Number(item.open) });
      } catch (error) {
        problems.push(unreadableItem(item, error));
      }
    },
    report() {
      for (const program of new Set([...counted.keys(), ...found.keys()])) {
        const [have, want] = [counted.get(program) ?? NONE, found.get(program) ?? NONE];
        if (have.drafts !== want.drafts || have.open !== want.open)
          problems.push(
            `${placeOf(contestCountKey(program))}: counts ${have.drafts} drafts and ${have.open} open contests, and there are ${want.drafts} and ${want.open}.`,
          );
      }
      for (const [place, language] of wanted) {
        const there = written.get(place);
        if (there !== language)
          problems.push(`${place}: has ${there ?? 'no'} terms, and the contest has ${language} there.`);
      }
      return { contests, problems };
    },
  };
}
