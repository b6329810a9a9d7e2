import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { chunk } from '../functions/table/client.ts';
import { INDEXES } from '../functions/table/definition.ts';
import { DUE_KINDS, type DueKind } from '../functions/table/entities.ts';
import { DUE_REPORT } from '../functions/table/schedule.ts';
import type { FanfareFunction } from './lambda.ts';
import type { FunctionName, StageConfig } from './stages.ts';

export const PERIOD = Duration.minutes(5);
const TABLE_OPERATIONS = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'TransactWriteItems',
];

/**
 * A fault that a function survives, by a masked answer or by leaving a piece of work due, shows in its log
 * alone.
 */
export function loggedFaults(
  scope: Construct,
  stage: StageConfig,
  name: FunctionName,
  fn: FanfareFunction,
): IMetric {
  const filter = new MetricFilter(scope, `Faults-${name}`, {
    logGroup: fn.ownLogGroup,
    metricNamespace: `Fanfare/${stage.name}`,
    metricName: `${name}-faults`,
    filterPattern: FilterPattern.stringValue('$.level', '=', 'ERROR'),
    defaultValue: 0,
  });
  return filter.metric({ period: PERIOD, statistic: 'Sum' });
}

/** They are no fault: what met another writer is handed over, or waits. */
export function metOthers(scope: Construct, stage: StageConfig, projector: FanfareFunction): IMetric {
  const filter = new MetricFilter(scope, 'ProjectorConflicts', {
    logGroup: projector.ownLogGroup,
    metricNamespace: `Fanfare/${stage.name}`,
    metricName: 'projector-conflicts',
    filterPattern: FilterPattern.numberValue('$.conflicts', '>', 0),
    metricValue: '$.conflicts',
    defaultValue: 0,
  });
  return filter.metric({ period: PERIOD, statistic: 'Sum', label: 'conflicts' });
}

/**
 * The age of the oldest piece of due work that a run has met, by kind, from the run's log line. A piece that
 * fails is met again within the hour.
 */
export function dueAges(
  scope: Construct,
  stage: StageConfig,
  scheduler: FanfareFunction,
): Record<DueKind, Metric> {
  const filter = new MetricFilter(scope, 'OldestDue', {
    logGroup: scheduler.ownLogGroup,
    metricNamespace: `Fanfare/${stage.name}`,
    metricName: 'oldest-due-seconds',
    filterPattern: FilterPattern.stringValue('$.message', '=', DUE_REPORT),
    metricValue: '$.oldestSeconds',
    dimensions: { kind: '$.kind' },
  });
  const age = (kind: DueKind) =>
    filter.metric({ dimensionsMap: { kind }, period: PERIOD, statistic: 'Maximum' });
  return Object.fromEntries(DUE_KINDS.map((kind) => [kind, age(kind)])) as Record<DueKind, Metric>;
}

/** How long the heartbeats took that reached the projector. Missing when none does. */
export function heartbeatAge(scope: Construct, stage: StageConfig, projector: FanfareFunction): Metric {
  const field = '$.heartbeatAgeSeconds';
  const filter = new MetricFilter(scope, 'HeartbeatAge', {
    logGroup: projector.ownLogGroup,
    metricNamespace: `Fanfare/${stage.name}`,
    metricName: 'heartbeat-age-seconds',
    filterPattern: FilterPattern.numberValue(field, '>=', 0),
    metricValue: field,
  });
  return filter.metric({ period: PERIOD, statistic: 'Maximum' });
}

/** An alarm on an expression takes no more. */
const METRICS_OF_AN_ALARM = 10;

/** Of all kinds of due work, the fewest runs; as many metrics as alarms need for it. */
export const fewestRuns = (ages: Record<DueKind, Metric>): IMetric[] =>
  chunk(Object.values(ages), METRICS_OF_AN_ALARM).map((some) => {
    const usingMetrics = Object.fromEntries(
      some.map((age, place) => [`m${place}`, age.with({ statistic: 'SampleCount' })]),
    );
    const gapsFilled = Object.keys(usingMetrics).map((name) => `FILL(${name}, 0)`);
    return new MathExpression({
      expression: `MIN([${gapsFilled.join(', ')}])`,
      usingMetrics,
      period: PERIOD,
    });
  });

/** How often a function has logged a line of these very words. */
export function loggedLines(
  scope: Construct,
  stage: StageConfig,
  metricName: string,
  { line, fn }: { line: string; fn: FanfareFunction },
): IMetric {
  const filter = new MetricFilter(scope, `Lines-${metricName}`, {
    logGroup: fn.ownLogGroup,
    metricNamespace: `Fanfare/${stage.name}`,
    metricName,
    filterPattern: FilterPattern.stringValue('$.message', '=', line),
    defaultValue: 0,
  });
  return filter.metric({ period: PERIOD, statistic: 'Sum' });
}

export function tableThrottles(table: ITableV2): IMetric {
  const own = { TableName: table.tableName };
  const places = [own, ...INDEXES.map((index) => ({ ...own, GlobalSecondaryIndexName: index.name }))];
  return sum(
    ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) =>
      places.map((place) => tableMetric(name, place)),
    ),
  );
}

function tableMetric(metricName: string, dimensionsMap: Record<string, string>): IMetric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap,
    statistic: 'Sum',
    period: PERIOD,
  });
}

export function tableSystemErrors(table: ITableV2): IMetric {
  return sum(
    TABLE_OPERATIONS.map((Operation) =>
      tableMetric('SystemErrors', { TableName: table.tableName, Operation }),
    ),
  );
}

/** These metrics exist only while something goes wrong, so a gap counts as zero. */
function sum(metrics: IMetric[]): IMetric {
  const usingMetrics = Object.fromEntries(metrics.map((metric, place) => [`m${place}`, metric]));
  const gapsFilled = Object.keys(usingMetrics).map((name) => `FILL(${name}, 0)`);
  return new MathExpression({ expression: `SUM([${gapsFilled.join(', ')}])`, usingMetrics, period: PERIOD });
}
