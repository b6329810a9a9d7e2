import { type Contest, contestModel } from '../../functions/features/contests/model.ts';
import { entryIdOf } from '../../functions/features/entries/ids.ts';
import { parseEntry, prizeEntryId } from '../../functions/features/points/entries.ts';
import type { PointEntry } from '../../functions/features/points/rules.ts';
import { markOf, type PointAward, pointAwardsOf } from '../../functions/features/results/awards.ts';
import type { Line, Mark, Result } from '../../functions/features/results/model.ts';
import { parseMark, parsePayment } from '../../functions/features/results/prizes.ts';
import { parseLines, parseResult } from '../../functions/features/results/versions.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { programOf, resultLinesKey } from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';

export type PrizeReport = { prizes: number; problems: string[] };

/** An award with the version that says it. */
type Awarded = PointAward & Pick<Result, 'programId' | 'contestId' | 'resultVersion'>;

/**
 * Checks, over items given in any order, that points of prizes are those that a published result gives, to the member who won them,
 * and that all that the present one gives were booked, unless its payment still waits or an award was left for an organizer to decide.
 */
export function createPrizeCheck(): { add(item: Item): void; report(): PrizeReport } {
  const contests = new Map<string, Contest>();
  const results: Result[] = [];
  /** By version, then part. */
  const parts = new Map<string, Map<string, Line[]>>();
  const paid = new Map<string, PointEntry>();
  const marks = new Map<string, Mark>();
  const paying = new Set<string>();
  const problems: string[] = [];

  function addReadable(item: Item): void {
    const programId = programOf(item) ?? '';
    if (item.et === ENTITY.contest) {
      const contest = contestModel.parse(item);
      contests.set(placeOf(contest.programId, contest.id), contest);
    } else if (item.et === ENTITY.contestResult) results.push(parseResult(item));
    else if (item.et === ENTITY.resultLines) {
      const lines = parts.get(item.PK) ?? new Map<string, Line[]>();
      parts.set(item.PK, lines.set(item.SK, parseLines(item)));
    } else if (item.et === ENTITY.contestPrize) {
      const mark = parseMark(item);
      marks.set(markPlace(mark), mark);
    } else if (item.et === ENTITY.prizePayment) {
      const payment = parsePayment(item);
      if (payment.paidAt === null) paying.add(placeOf(payment.programId, payment.contestId));
    } else if (item.et === ENTITY.pointEntry) {
      const entry = parseEntry(item);
      if (entry.cause.kind === 'CONTEST_PRIZE') paid.set(placeOf(programId, entry.id), entry);
    }
  }

  function awardsOf({ programId, contestId, resultVersion, entries, publishedAt }: Result): Awarded[] {
    const contest = contests.get(placeOf(programId, contestId));
    if (publishedAt === null || contest === undefined) return [];
    const stored =
      parts.get(resultLinesKey(programId, contestId, resultVersion, 0).PK) ?? new Map<string, Line[]>();
    const lines = [...stored].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, some]) => some);
    const awards = pointAwardsOf(lines.slice(0, entries), contest.prizes);
    return awards.map((award) => ({ ...award, programId, contestId, resultVersion }));
  }

  function checkPaid(award: Awarded, entry: PointEntry | undefined): string[] {
    const { programId, contestId, resultVersion, number, prize, points, authorId } = award;
    const contest = contests.get(placeOf(programId, contestId));
    const place = `${programId}/${entryIdOf({ contestId, number })}: prize ${prize}`;
    if (entry === undefined) {
      const isPresent = contest?.publishedVersion === resultVersion;
      const isLeft = markOf(award, marks.get(markPlace(award)))?.leftAt != null;
      const isToCome = paying.has(placeOf(programId, contestId)) || isLeft || !isPresent;
      return isToCome ? [] : [`${place} of ${points} points was not booked, and nothing waits to do it.`];
    }
    const isRight =
      entry.memberId === authorId &&
      entry.totals.earned === points &&
      entry.cause.causeId === entryIdOf({ contestId, number });
    return isRight
      ? []
      : [
          `${place} of ${points} points is of ${authorId}, and its entry ${entry.id} gives ${entry.totals.earned} to ${entry.memberId} for ${entry.cause.causeId}.`,
        ];
  }

  return {
    add(item) {
      try {
        addReadable(item);
      } catch (error) {
        problems.push(unreadableItem(item, error));
      }
    },
    report() {
      const awards = new Map<string, Awarded>();
      for (const award of results.flatMap(awardsOf)) {
        const place = placeOf(award.programId, prizeEntryId(award.programId, award));
        // What a version leaves as it is counts for the latest.
        if ((awards.get(place)?.resultVersion ?? 0) < award.resultVersion) awards.set(place, award);
      }
      for (const [place, award] of awards) problems.push(...checkPaid(award, paid.get(place)));
      for (const [place, { memberId, points }] of paid)
        if (!awards.has(place))
          problems.push(
            `${place}: ${points} points of ${memberId} are a prize that no published result gives.`,
          );
      return { prizes: paid.size, problems };
    },
  };
}

const placeOf = (programId: string, id: string) => `${programId}/${id}`;
const markPlace = ({
  programId,
  contestId,
  number,
  prize,
}: Pick<Mark, 'programId' | 'contestId' | 'number' | 'prize'>) =>
  `${placeOf(programId, contestId)}/${number}/${prize}`;
