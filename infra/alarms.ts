import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { TALLIES_DIFFER } from '../functions/features/results/lines.ts';
import { LINES } from '../functions/projection/lines.ts';
import { type DueKind, ENTITY } from '../functions/table/entities.ts';
import type { FanfareFunction } from './lambda.ts';
import {
  fewestRuns,
  heartbeatAge,
  loggedFaults,
  loggedLines,
  PERIOD,
  tableSystemErrors,
  tableThrottles,
} from './metrics.ts';
import { FUNCTION_NAMES, type FunctionName, type StageConfig } from './stages.ts';

export const RUNBOOK = 'docs/operations.md';
const SLOWEST_PROJECTION_MILLIS = Duration.minutes(10).toMilliseconds();
const OLDEST_HEARTBEAT_SECONDS = Duration.minutes(10).toSeconds();

/** How long each kind of due work may wait before somebody is told, and what waits with it. */
const LATE: Record<DueKind, { name: string; after: Duration; means: string }> = {
  [ENTITY.pointExpiry]: {
    name: 'expiry',
    after: Duration.hours(2),
    means: 'The EXPIRE entries of lots that are over come late. Balances do not depend on them.',
  },
  [ENTITY.referral]: {
    name: 'referrals',
    after: Duration.hours(1),
    means: 'Rewards, ends of windows and referrals to review come late.',
  },
  // One piece of it is all that a program has done before, and stays due until that is counted.
  [ENTITY.leaderboard]: {
    name: 'leaderboards',
    after: Duration.hours(24),
    means: 'A new leaderboard has waited for a day to have its past counted.',
  },
  [ENTITY.relisting]: {
    name: 'relistings',
    after: Duration.hours(1),
    means: 'Members who hid or returned have kept their places on running leaderboards for an hour.',
  },
  [ENTITY.contestEntry]: {
    name: 'entries',
    after: Duration.hours(1),
    means: 'Entries whose authors did not answer a moderator in time still wait.',
  },
  [ENTITY.roundCount]: {
    name: 'counts',
    after: Duration.minutes(15),
    means: 'The votes of a round were over fifteen minutes ago, and what they have come to is not known yet.',
  },
  [ENTITY.contestResult]: {
    name: 'results',
    after: Duration.minutes(15),
    means: 'A result was published fifteen minutes ago, and its files and signature are not there.',
  },
  [ENTITY.voteHours]: {
    name: 'hours',
    after: Duration.hours(3),
    means: 'Votes by the hour, as organizers see them, have spans of three hours.',
  },
  [ENTITY.prizePayment]: {
    name: 'prizes',
    after: Duration.hours(1),
    means: 'The result of a contest was published an hour ago, and points that were won are not booked.',
  },
  [ENTITY.contestEnd]: {
    name: 'forgetting',
    after: Duration.hours(24),
    means: 'Where the votes of a contest came from can still be told, 31 days after its end.',
  },
  [ENTITY.voteDecision]: {
    name: 'vote-decisions',
    after: Duration.hours(1),
    means: 'Votes that an organizer struck, restored or released an hour ago count as they did before.',
  },
  [ENTITY.memberStatus]: {
    name: 'strikes',
    after: Duration.hours(1),
    means: 'Votes of members who were suspended an hour ago count, or those of members who are back do not.',
  },
};

export type Watched = {
  dueAges: Record<DueKind, Metric>;
  functions: Record<FunctionName, FanfareFunction>;
  table: ITableV2;
  api: HttpApi;
  schedulerDeadLetters: Queue;
};

type AlarmProps = {
  /** Also the heading of its section in the runbook. */
  id: string;
  means: string;
  metric: IMetric;
  /** Alarms at this value and above; 1 unless told. */
  atLeast?: number;
  /** Alarms under this value instead of `atLeast`. */
  below?: number;
  /** Alarms when nothing is reported at all, too. */
  isPulse?: boolean;
  /** Periods in a row; of so many, any one where `isAny`. */
  periods?: number;
  isAny?: boolean;
};

/** Every alarm tells the topic and names its section in the runbook. */
export function alarms(
  scope: Construct,
  stage: StageConfig,
  watched: Watched,
): { topic: Topic; alarms: Alarm[] } {
  const topic = alarmTopic(scope);
  const action = new SnsAction(topic);
  const made = [
    ...functionAlarms(scope, stage, watched),
    ...lateAlarms(watched),
    countAlarm(scope, stage, watched),
    ...otherAlarms(watched),
  ].map((props) => {
    const alarm = new Alarm(scope, `Alarm-${props.id}`, {
      alarmName: `fanfare-${stage.name}-${props.id}`,
      alarmDescription: `${props.means} Runbook: ${RUNBOOK}#${props.id}`,
      metric: props.metric,
      threshold: props.atLeast ?? props.below ?? 1,
      comparisonOperator:
        props.below === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: props.periods ?? 1,
      ...(props.isAny === true ? { datapointsToAlarm: 1 } : {}),
      // Silence is fine where a fault would speak, and is itself the fault where a pulse is expected.
      treatMissingData: props.isPulse === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  });
  return { topic, alarms: made };
}

/** A topic with a policy of its own loses the default one, so CloudWatch must be let in by name. */
function alarmTopic(scope: Construct): Topic {
  const topic = new Topic(scope, 'Alarms', { enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return topic;
}

function functionAlarms(scope: Construct, stage: StageConfig, { functions, dueAges }: Watched): AlarmProps[] {
  const each = FUNCTION_NAMES.flatMap((name): AlarmProps[] => [
    {
      id: `${name}-errors`,
      means: `The ${name} function threw or ran out of time.`,
      metric: functions[name].metricErrors({ period: PERIOD, statistic: 'Sum' }),
    },
    {
      id: `${name}-throttles`,
      means: `Lambda refused to start the ${name} function: no concurrency is left for it.`,
      metric: functions[name].metricThrottles({ period: PERIOD, statistic: 'Sum' }),
    },
  ]);
  return [
    ...each,
    ...(['graphql', 'redirect', 'scheduler'] as const).map((name) => ({
      id: `${name}-faults`,
      means: `The ${name} function went on, but logged an internal fault.`,
      metric: loggedFaults(scope, stage, name, functions[name]),
    })),
    ...quarantineAlarms(scope, stage, functions.projector),
    {
      id: 'projector-lag',
      means: 'Counters are more than ten minutes behind. Stream records are lost to them after 24 hours.',
      metric: functions.projector.metric('IteratorAge', {
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      atLeast: SLOWEST_PROJECTION_MILLIS,
      periods: 3,
    },
    {
      id: 'projector-silent',
      means: 'No heartbeat reached the projector within ten minutes: it is not invoked, or far behind.',
      metric: heartbeatAge(scope, stage, functions.projector),
      atLeast: OLDEST_HEARTBEAT_SECONDS,
      isPulse: true,
      periods: 2,
    },
    ...fewestRuns(dueAges).map((metric, index) => ({
      id: index === 0 ? 'scheduler-silent' : `scheduler-silent-${index + 1}`,
      means: 'A kind of due work was not run to its end for ten minutes: none of it is done, or not all.',
      metric,
      below: 1,
      isPulse: true,
      periods: 2,
    })),
  ];
}

function lateAlarms({ dueAges }: Watched): AlarmProps[] {
  return (Object.keys(LATE) as DueKind[]).map((kind) => ({
    id: `late-${LATE[kind].name}`,
    means: LATE[kind].means,
    metric: dueAges[kind],
    atLeast: LATE[kind].after.toSeconds(),
    // A piece that fails is tried once an hour, and nothing is reported of it in between.
    periods: Duration.hours(1).toMinutes() / PERIOD.toMinutes(),
    isAny: true,
  }));
}

/** The log line behind each names shard, sequence number, entity and program. */
function quarantineAlarms(scope: Construct, stage: StageConfig, fn: FanfareFunction): AlarmProps[] {
  const linesOf = (id: string, line: string) => loggedLines(scope, stage, id, { line, fn });
  return [
    {
      id: 'projector-quarantine',
      means: 'A stream record could not be mapped and is in quarantine: what it changes is not counted.',
      metric: linesOf('projector-quarantine', LINES.quarantined),
    },
    {
      id: 'projector-quarantine-over',
      means:
        'A stream record was in quarantine until its time was over: what it changes is lost to counters.',
      metric: linesOf('projector-quarantine-over', LINES.forgotten),
    },
    {
      id: 'projector-outdated',
      means:
        'A shard waits for a newer version of the projector: the stream speaks of what this one does not know.',
      metric: linesOf('projector-outdated', LINES.unknown),
    },
  ];
}

/** The log line names the contest and of how many entries it is so. */
const countAlarm = (scope: Construct, stage: StageConfig, { functions }: Watched): AlarmProps => ({
  id: 'count-differs',
  means:
    'The running counts of a contest whose vote is over say something else than its ballots, which decide.',
  metric: loggedLines(scope, stage, 'count-differs', { line: TALLIES_DIFFER, fn: functions.scheduler }),
});

function otherAlarms({ table, api, schedulerDeadLetters }: Watched): AlarmProps[] {
  return [
    {
      id: 'scheduler-dead-letters',
      means: 'A scheduler tick failed every attempt.',
      metric: schedulerDeadLetters.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: 'Maximum',
      }),
    },
    {
      id: 'api-5xx',
      means: 'The API answered callers with server errors.',
      metric: api.metricServerError({ period: PERIOD, statistic: 'Sum' }),
      atLeast: 5,
    },
    {
      id: 'table-throttles',
      means: 'DynamoDB throttled reads or writes of the table or of an index.',
      metric: tableThrottles(table),
      atLeast: 10,
    },
    {
      id: 'table-system-errors',
      means: 'DynamoDB itself failed requests.',
      metric: tableSystemErrors(table),
      atLeast: 5,
    },
  ];
}
