import type { DerivedBoards } from '../../functions/features/leaderboards/boards/derived.ts';
import type { Metric } from '../../functions/features/leaderboards/boards/metric.ts';
import type { Board } from '../../functions/features/leaderboards/boards/rules.ts';
import { parseBoard } from '../../functions/features/leaderboards/boards/store.ts';
import { rankedUnits, scoreSort } from '../../functions/features/leaderboards/records/rules.ts';
import { boardSeasonOf, parseRecord, rankedOf } from '../../functions/features/leaderboards/records/store.ts';
import { isListedItem } from '../../functions/features/members/subject.ts';
import { programModel } from '../../functions/features/programs/rules.ts';
import { LEADERBOARD_DIRECTIONS } from '../../functions/platform/generated/enums.ts';
import { catalog, DERIVED, METRICS, SUBJECTS } from '../../functions/registry/catalog.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { counterKey, standingsPartition } from '../../functions/table/keys.ts';
import { addFound, type NodeFound, treeOfKey } from '../rebuild/recount-board.ts';
import { type Facts, noFacts, type RecordFound, type Stage } from './records.ts';

// What a scan finds of a program's rankings, for the check of them: numbers and short text instead of items, for there
// may be millions.

/** What was found of a season of a board. */
export type Season = { records: RecordFound[]; nodes: Map<string, NodeFound>; counter: Item | undefined };

export type Survey = Omit<Stage, 'timeZone'> & {
  timeZone: string | undefined;
  boards: Map<string, Board>;
  /** Boards that follow from something else, and what they have to say of their subjects, by board. */
  derived: Map<string, Board>;
  scores: Map<string, Map<number, number>>;
  boardCount: Item | undefined;
  /** By board, then by season. */
  seasons: Map<string, Map<string, Season>>;
  /** What a board counts, by its `sourceOf`. */
  facts: Map<string, Facts>;
  add(item: Item): void;
};

/** A survey of one program. `add` throws for an item that cannot be read. */
export function createSurvey(programId: string): Survey {
  const numbers = createNumbers();
  const { numberOf, textOf } = numbers;
  const listed: (boolean | null | undefined)[] = [];
  const relisted = new Set<number>();
  const survey: Survey = {
    programId,
    timeZone: undefined,
    idOf: textOf,
    listed,
    relisted,
    boards: new Map(),
    derived: new Map(),
    scores: new Map(),
    boardCount: undefined,
    seasons: new Map(),
    facts: new Map(),
    add(item) {
      const tree = treeOfKey(item);
      if (tree !== undefined)
        addFound(seasonOf(survey, tree.name.boardId, tree.name.season).nodes, tree.node, item);
      else if (item.et === ENTITY.program) survey.timeZone = programModel.parse(item).timeZone;
      else if (item.et === ENTITY.leaderboard) survey.boards.set(item.SK, parseBoard(item));
      else if (item.et === ENTITY.boardCount) survey.boardCount = item;
      else if (item.et === ENTITY.counter) addCounter(survey, item);
      else if (item.et === ENTITY.record) addRecord(survey, item, numbers);
      else if (item.et === ENTITY.relisting) relisted.add(numberOf(String(item.memberId)));
      else if (item.et === ENTITY.member) {
        const number = numberOf(String(item.id));
        listed[number] = null;
        listed[number] = isListedItem(item);
      }
      addFacts(survey, item, numbers);
      for (const derived of DERIVED) addDerived(survey, derived, item, { numbers, listed });
    },
  };
  return survey;
}

type Context = { numbers: Numbers; listed: (boolean | null | undefined)[] };

function addDerived(
  { scores, derived }: Survey,
  { subject, source, boardsOf, heldBy, scoresOf, ranked }: DerivedBoards,
  item: Item,
  { numbers: { numberOf }, listed }: Context,
): void {
  if (item.et === source) for (const board of boardsOf(item)) derived.set(board.id, board);
  if (item.et === heldBy)
    for (const { board, subjectId, score } of scoresOf(item)) {
      const ofBoard = scores.get(board.id) ?? new Map<number, number>();
      scores.set(board.id, ofBoard.set(numberOf(subjectId), score));
    }
  const owner = catalog.subjectOf(subject)?.owner;
  if (item.et === ranked && owner !== undefined) listed[numberOf(owner.idOf(item))] = owner.isListed(item);
}

/** One number for each text, so that a million facts hold none. */
function createNumbers() {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    numberOf(text: string): number {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
    textOf: (number: number) => texts[number] ?? '',
  };
}
type Numbers = ReturnType<typeof createNumbers>;

function seasonOf(survey: Survey, boardId: string, season: string): Season {
  const seasons = survey.seasons.get(boardId) ?? new Map<string, Season>();
  survey.seasons.set(boardId, seasons);
  const found = seasons.get(season) ?? { records: [], nodes: new Map(), counter: undefined };
  seasons.set(season, found);
  return found;
}

function addCounter(survey: Survey, item: Item): void {
  const prefix = counterKey(survey.programId, 'BOARD#', '').PK;
  if (item.PK.startsWith(prefix)) seasonOf(survey, item.PK.slice(prefix.length), item.SK).counter = item;
}

function addRecord(survey: Survey, item: Item, { numberOf, textOf }: Numbers): void {
  const { programId } = survey;
  const { boardId, season } = boardSeasonOf(item);
  const { subjectId, ownerId } = rankedOf(item);
  const record = parseRecord(item);
  const units = rankedUnits(record);
  const kind = Object.entries(SUBJECTS).find(
    ([, { partition }]) => partition(programId, subjectId) === item.PK,
  );
  const tie = kind?.[1].tie?.(subjectId) ?? record.reachedAt;
  const direction = LEADERBOARD_DIRECTIONS.find(
    (one) => units !== null && scoreSort(units, one, tie, subjectId) === item.GSI1SK,
  );
  seasonOf(survey, boardId, season).records.push({
    ...record,
    // One text for all records of a day.
    day: textOf(numberOf(record.day)),
    subject: numberOf(subjectId),
    owner: numberOf(ownerId),
    kind: kind?.[0],
    shard: shardOf(standingsPartition(programId, boardId, season, 0), item.GSI1PK),
    sort: direction ?? (item.GSI1SK === undefined ? undefined : String(item.GSI1SK)),
    ...{ facts: 0, sum: 0, sumBefore: 0, latestAt: 0, latestDay: '', ownerOfFacts: -1 },
  });
}

/** The shard that a partition of the index is, given the first one; the partition itself when it is none. */
function shardOf(first: string, partition: unknown): number | string | undefined {
  if (partition === undefined) return undefined;
  const prefix = first.slice(0, -1);
  const shard = String(partition).slice(prefix.length);
  const isShard = String(partition).startsWith(prefix) && /^(0|[1-9]\d?)$/.test(shard);
  return isShard ? Number(shard) : String(partition);
}

/** What a board counts: its metric, of which kind of subject, and of which type of events. */
export const sourceOf = (board: Pick<Board, 'metric' | 'subject' | 'eventType'>): string =>
  `${board.metric} ${board.subject} ${board.eventType ?? ''}`;

/** Facts are taken of every item that a board could count, for the boards may come after it. */
function addFacts(survey: Survey, item: Item, { numberOf }: Numbers): void {
  for (const [metric, { entity, subjects, ofEvents, facts }] of Object.entries(METRICS) as [
    string,
    Metric,
  ][]) {
    if (entity !== item.et) continue;
    for (const subject of subjects) {
      for (const eventType of ofEvents ? typesOf(item) : [null]) {
        const source = sourceOf({ metric, subject, eventType });
        const columns = survey.facts.get(source) ?? noFacts();
        for (const fact of facts(item, subject, eventType)) {
          columns.subject.push(numberOf(fact.subjectId));
          columns.owner.push(numberOf(fact.ownerId));
          columns.amount.push(fact.amount);
          columns.at.push(Date.parse(fact.at));
          columns.bookedAt.push(Date.parse(fact.bookedAt));
          survey.facts.set(source, columns);
        }
      }
    }
  }
}

/** The types that an event counts for: its own, and that of the event which it gives back. */
function typesOf(item: Item): string[] {
  const { type, refunded } = item as { type?: unknown; refunded?: { type?: unknown } | null };
  return [...new Set([String(type), String(refunded?.type ?? type)])];
}
