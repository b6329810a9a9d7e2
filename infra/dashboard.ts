import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Watched } from './alarms.ts';
import { metOthers, tableThrottles } from './metrics.ts';
import { FUNCTION_NAMES, type StageConfig } from './stages.ts';

const WHOLE_WIDTH = 24;
const HALF_WIDTH = 12;

/** One page for a first look: the alarms on top, then the way of a request from the API down to the table. */
export function dashboard(
  scope: Construct,
  stage: StageConfig,
  watched: Watched,
  alarms: Alarm[],
): Dashboard {
  const page = new Dashboard(scope, 'Dashboard', {
    dashboardName: `fanfare-${stage.name}`,
    periodOverride: PeriodOverride.AUTO,
  });
  page.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms, width: WHOLE_WIDTH, height: 4 }));
  page.addWidgets(...apiGraphs(watched.api));
  page.addWidgets(...functionGraphs(watched.functions));
  page.addWidgets(...tableGraphs(watched.table));
  const { projector } = watched.functions;
  page.addWidgets(
    graph('Projector: transactions that met other writers', [metOthers(scope, stage, projector)]),
    graph('Due work: age of the oldest piece (s)', Object.values(watched.dueAges)),
  );
  return page;
}

function apiGraphs(api: HttpApi): GraphWidget[] {
  const count = { statistic: 'Sum' };
  return [
    graph('API: requests and refusals', [
      api.metricCount({ ...count, label: 'requests' }),
      api.metricClientError({ ...count, label: '4xx' }),
      api.metricServerError({ ...count, label: '5xx' }),
    ]),
    graph('API: latency (ms)', [
      api.metricLatency({ statistic: 'p50', label: 'p50' }),
      api.metricLatency({ statistic: 'p99', label: 'p99' }),
    ]),
  ];
}

function functionGraphs(functions: Watched['functions']): GraphWidget[] {
  const each = (metric: (name: (typeof FUNCTION_NAMES)[number]) => IMetric) => FUNCTION_NAMES.map(metric);
  return [
    graph(
      'Functions: errors',
      each((name) => functions[name].metricErrors({ statistic: 'Sum', label: name })),
    ),
    graph(
      'Functions: duration p99 (ms)',
      each((name) => functions[name].metricDuration({ statistic: 'p99', label: name })),
    ),
    graph(
      'Functions: concurrent',
      each((name) => functions[name].metric('ConcurrentExecutions', { statistic: 'Maximum', label: name })),
    ),
    graph('Projector: how far behind the table (ms)', [
      functions.projector.metric('IteratorAge', { statistic: 'Maximum', label: 'age of the oldest record' }),
    ]),
  ];
}

function tableGraphs(table: ITableV2): GraphWidget[] {
  const consumed = (metricName: string, label: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName },
      statistic: 'Sum',
      label,
    });
  return [
    graph('Table: capacity units', [
      consumed('ConsumedReadCapacityUnits', 'read'),
      consumed('ConsumedWriteCapacityUnits', 'write'),
    ]),
    graph('Table: throttled requests', [tableThrottles(table)]),
  ];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: HALF_WIDTH });
}
