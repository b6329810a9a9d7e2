import type { Run } from './run.ts';

// Rounds, attempts and days by the model's own reckoning.

const heldBy = <T extends { round: number; holdsFrom: string }>(
  all: readonly T[],
  round: number,
  at: string,
) => all.filter((one) => one.round === round && one.holdsFrom <= at);

export const closeOf = ({ contest, closes }: Run, round: number, at: string): string =>
  heldBy(closes, round, at).at(-1)?.to ?? contest.rounds[round - 1]?.voting?.closesAt ?? '';
const openingOf = ({ contest }: Run, round: number): string =>
  contest.rounds[round - 1]?.voting?.opensAt ?? '';

const dayIn = (run: Run, at: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: run.contest.timeZone, dateStyle: 'short' }).format(
    new Date(at),
  );

/** The round whose vote is open at a moment, with the slot of its ballots. */
export function roundNow(run: Run, at: string): { number: number; slot: string } | undefined {
  const number = [1, 2]
    .slice(0, run.contest.rounds.length)
    .find((round) => openingOf(run, round) <= at && at < closeOf(run, round, at));
  if (number === undefined) return undefined;
  const attempt = 1 + heldBy(run.restarts, number, at).length;
  const period = run.told.policy.per === 'DAY' ? dayIn(run, at) : 'ALL';
  return { number, slot: `${number}#${attempt}#${period}` };
}

/** When something begins or ends next: a vote, an attempt, or a day. */
export function nextMoment(run: Run, at: string): string | undefined {
  const rounds = [1, 2].slice(0, run.contest.rounds.length);
  const moments = [
    ...rounds.flatMap((round) => [openingOf(run, round), closeOf(run, round, at)]),
    ...run.restarts.map(({ holdsFrom }) => holdsFrom),
  ];
  return moments.filter((moment) => moment > at).sort()[0];
}
