import {
  type Board,
  isBackfilling,
  isOpen,
  isOver,
} from '../../functions/features/leaderboards/boards/rules.ts';
import { seasonCounter } from '../../functions/features/leaderboards/ranking/store.ts';
import { dayOf } from '../../functions/platform/time.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { boardCountKey, programOf, recordKey } from '../../functions/table/keys.ts';
import {
  besideRecount,
  counterDifferences,
  differencesOf,
  recountSeason,
  recountTree,
} from '../rebuild/recount-board.ts';
import { derivedOf } from '../shared/boards.ts';
import { sizeOfItem, WRITE_UNIT_BYTES } from '../shared/item-size.ts';
import { unreadableItem } from '../shared/readable.ts';
import { wrongRanks } from './ranks.ts';
import { addFacts, noFacts, type RecordFound, wrongFacts, wrongScore, wrongsOf } from './records.ts';
import { createSurvey, type Season, type Survey, sourceOf } from './survey.ts';

// Checks every ranking by brute force: records against all that was ever booked, trees and counters against the
// records, and the rank that readers are told against the records sorted.

export type BoardReport = {
  programId: string;
  boardId: string;
  name: string;
  seasons: number;
  records: number;
  nodes: number;
  /** True while its past is being counted: records that it will yet make are not missed. */
  isBackfilling: boolean;
};
export type RankingReport = {
  boards: BoardReport[];
  /** The first thousand; `wrong` says how many there are. */
  problems: string[];
  wrong: number;
};

const MAX_PROBLEMS = 1_000;
/** A wrong node makes the ranks of all scores below it wrong: a few say enough. */
const MAX_RANKS = 3;

type Say = (problem: string) => void;
type Known = Survey & { timeZone: string };

/** Checks all rankings over items given in any order; call `report` once, when all have been given. */
export function createRankingCheck(now: Date): { add(item: Item): void; report(): RankingReport } {
  const surveys = new Map<string, Survey>();
  const problems: string[] = [];
  let wrong = 0;
  const say: Say = (problem) => {
    wrong += 1;
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  return {
    add(item) {
      const programId = programOf(item);
      if (programId === undefined) return;
      const survey = surveys.get(programId) ?? createSurvey(programId);
      surveys.set(programId, survey);
      try {
        survey.add(item);
      } catch (error) {
        say(unreadableItem(item, error));
      }
      checkSize(item, say);
    },
    report() {
      const inOrder = [...surveys.values()].sort((one, other) => (one.programId < other.programId ? -1 : 1));
      return { boards: inOrder.flatMap((survey) => checkProgram(survey, now, say)), problems, wrong };
    },
  };
}

/** A node is written with every change below it, so it must fit one write unit. */
function checkSize(item: Item, say: Say): void {
  if (item.et !== ENTITY.datedCounter && item.et !== ENTITY.dayStart) return;
  const bytes = sizeOfItem(item);
  if (bytes > WRITE_UNIT_BYTES)
    say(`Node ${item.PK} ${item.SK}: it has ${bytes} bytes, over ${WRITE_UNIT_BYTES}.`);
}

function checkProgram(survey: Survey, now: Date, say: Say): BoardReport[] {
  const { programId, timeZone, seasons } = survey;
  const boards = new Map([...survey.boards, ...survey.derived]);
  checkBoardCount(survey, say);
  for (const [boardId, found] of seasons) {
    if (boards.has(boardId)) continue;
    const records = [...found.values()].reduce((sum, one) => sum + one.records.length, 0);
    say(
      `Board ${boardId} of ${programId} is not there; ${records} records and ${found.size} seasons of it are.`,
    );
  }
  if (timeZone === undefined) {
    if (boards.size > 0)
      say(`Program ${programId} is not there, so its ${boards.size} boards were not checked.`);
    return [];
  }
  return [...boards.values()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((board) => checkBoard({ ...survey, timeZone }, board, now, say));
}

function checkBoardCount({ programId, boards, boardCount }: Survey, say: Say): void {
  if (boardCount === undefined && boards.size === 0) return;
  const open = [...boards.values()].filter(isOpen).length;
  if (boardCount?.open === open && boardCount.total === boards.size) return;
  const { PK, SK } = boardCountKey(programId);
  say(
    `${PK} ${SK}: counts ${boardCount?.open} open boards of ${boardCount?.total}, and there are ${open} of ${boards.size}.`,
  );
}

function checkBoard(survey: Known, board: Board, now: Date, say: Say): BoardReport {
  const seasons = survey.seasons.get(board.id) ?? new Map<string, Season>();
  const size = (of: (season: Season) => number) =>
    [...seasons.values()].reduce((sum, one) => sum + of(one), 0);
  const report = {
    programId: board.programId,
    boardId: board.id,
    name: board.name,
    seasons: seasons.size,
    records: size(({ records }) => records.length),
    nodes: size(({ nodes }) => nodes.size),
    isBackfilling: isBackfilling(board),
  };
  if (catalog.subjectOf(board.subject) === undefined) {
    say(`Board ${board.id}: it ranks ${board.subject}, of which nothing is known, so it was not checked.`);
    return report;
  }
  if (derivedOf(board) === undefined) checkRecords(survey, board, seasons, now, say);
  else checkScores(survey, board, seasons, now, say);
  for (const [season, found] of seasons) checkSeason(board, season, found, say);
  return report;
}

function checkRecords(
  survey: Known,
  board: Board,
  seasons: ReadonlyMap<string, Season>,
  now: Date,
  say: Say,
): void {
  const bySubject = ({ records }: Season) => new Map(records.map((record) => [record.subject, record]));
  const records = new Map([...seasons].map(([season, found]) => [season, bySubject(found)]));
  const missing = addFacts(survey, board, records, survey.facts.get(sourceOf(board)) ?? noFacts());
  for (const [place, count] of missing)
    say(`Record ${place}: it is not there, and ${count} facts count in it.`);
  checkEach(survey, board, seasons, { now, say, sumsOf: wrongFacts });
}

/** Records whose score is set, against what it is set to. */
function checkScores(
  survey: Known,
  board: Board,
  seasons: ReadonlyMap<string, Season>,
  now: Date,
  say: Say,
): void {
  const wanted = new Map(survey.scores.get(board.id));
  const sumsOf = (record: RecordFound) => wrongScore(record, wanted.get(record.subject) ?? 0);
  checkEach(survey, board, seasons, { now, say, sumsOf });
  for (const { records } of seasons.values()) for (const { subject } of records) wanted.delete(subject);
  for (const [subject, score] of wanted)
    if (score !== 0)
      say(`Record of ${survey.idOf(subject)} on ${board.id}: it is not there, and its score is ${score}.`);
}

type Judge = { now: Date; say: Say; sumsOf: (record: RecordFound) => string[] };

function checkEach(
  survey: Known,
  board: Board,
  seasons: ReadonlyMap<string, Season>,
  { now, say, sumsOf }: Judge,
): void {
  const today = dayOf(now, survey.timeZone);
  for (const [season, found] of seasons) {
    const when = { today, isOver: isOver(board, season, survey.timeZone, now) };
    for (const record of found.records) {
      const wrong = [...sumsOf(record), ...wrongsOf(survey, board, record, when)];
      if (wrong.length > 0) say(`Record ${placeOf(survey, board, season, record)}: ${wrong.join('; ')}.`);
    }
  }
}

/** The key of a record as it was found. */
function placeOf(survey: Known, board: Board, season: string, { kind, subject }: RecordFound): string {
  const partition =
    catalog.subjectOf(kind ?? board.subject)?.partition(survey.programId, survey.idOf(subject)) ?? '';
  const { PK, SK } = recordKey(partition, board.id, season);
  return `${PK} ${SK}`;
}

function checkSeason({ programId, id, direction }: Board, season: string, found: Season, say: Say): void {
  const { records, nodes, counter } = found;
  const name = { programId, boardId: id, season };
  const recount = recountTree(name, records);
  for (const node of besideRecount(nodes, recount)) {
    const differences = differencesOf(node.found, node.wanted, recount.day);
    if (differences.length > 0) say(`Node ${node.found.key.PK}: ${differences.join('; ')}.`);
  }
  const { PK, SK } = seasonCounter(programId, id, season);
  for (const { name, have, want } of counterDifferences(counter, recountSeason(records)))
    say(`Counter ${PK} ${SK}: ${name} is ${have ?? 0} and the records say ${want}.`);
  const ranks = wrongRanks(name, records, nodes, direction);
  for (const { score, byTree, inFact } of ranks.slice(0, MAX_RANKS))
    say(
      `Board ${id}, season ${season}: score ${score} has rank ${byTree} by the tree, and its place is ${inFact}.`,
    );
  const more = ranks.length - MAX_RANKS;
  if (more > 0)
    say(`Board ${id}, season ${season}: ${more} more scores have another rank by the tree than their place.`);
}
