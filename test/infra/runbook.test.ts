import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TALLIES_DIFFER } from '../../functions/features/results/lines.ts';
import { LINES } from '../../functions/projection/lines.ts';
import { DUE_KINDS } from '../../functions/table/entities.ts';
import { DUE_REPORT } from '../../functions/table/schedule.ts';
import { RUNBOOK } from '../../infra/alarms.ts';
import { FUNCTION_NAMES } from '../../infra/stages.ts';
import { flat, resources, stageNamed, synthesize } from './synthesized.ts';

type AlarmProperties = {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions?: unknown[];
  Namespace?: string;
  MetricName?: string;
  Dimensions?: Dimension[];
  Metrics?: { MetricStat?: { Stat: string; Metric: { Dimensions: Dimension[] } } }[];
};
type Dimension = { Name: string; Value: string };

const { template } = synthesize(stageNamed('prod'));
const runbook = readFileSync(join(import.meta.dirname, '../..', RUNBOOK), 'utf8');
const headings = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading));
const alarms = Object.values(resources(template, 'AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => Properties as AlarmProperties,
);

/** The anchor that a Markdown viewer gives a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}

describe('the runbook', () => {
  it('has a section for every alarm, which names it', () => {
    const named = alarms.map(({ AlarmDescription }) => AlarmDescription.split(`Runbook: ${RUNBOOK}#`)[1]);

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((section) => section === undefined || !headings.includes(section))).toEqual([]);
  });

  it('has no section for an alarm that no longer exists', () => {
    const [, sections = ''] = runbook.split(/^## Alarms$/m);
    const described = [...sections.matchAll(/^### (.+)$/gm)].map(([, heading]) => `fanfare-prod-${heading}`);

    expect(described.sort()).toEqual(alarms.map(({ AlarmName }) => AlarmName).sort());
  });

  it('has no link to a missing heading', () => {
    const links = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target);

    expect(links.filter((target) => !headings.includes(target))).toEqual([]);
  });
});

describe('alarms', () => {
  it('all notify the alarm topic', () => {
    expect(
      alarms.filter(({ AlarmActions }) => AlarmActions === undefined || AlarmActions.length === 0),
    ).toEqual([]);
  });

  it('watch errors and throttles of every function', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName);

    const wanted = FUNCTION_NAMES.flatMap((name) => [
      `fanfare-prod-${name}-errors`,
      `fanfare-prod-${name}-throttles`,
    ]);
    expect(names).toEqual(expect.arrayContaining(wanted));
  });

  it('watch the age of the oldest due work of each kind, from the log of each run', () => {
    const watched = alarms.flatMap(({ MetricName, Dimensions = [] }) =>
      MetricName === 'oldest-due-seconds' ? Dimensions.map(({ Value }) => Value) : [],
    );
    expect(watched.toSorted()).toEqual(DUE_KINDS.toSorted());
    const filter = Object.values(resources(template, 'AWS::Logs::MetricFilter')).find(({ Properties }) =>
      JSON.stringify(Properties).includes('oldest-due-seconds'),
    );
    expect(filter?.Properties).toMatchObject({
      FilterPattern: `{ $.message = "${DUE_REPORT}" }`,
      MetricTransformations: [
        {
          MetricNamespace: 'Fanfare/prod',
          MetricValue: '$.oldestSeconds',
          Dimensions: [{ Key: 'kind', Value: '$.kind' }],
        },
      ],
    });
  });

  it('watch that every kind of due work is run', () => {
    const silent = alarms.filter(({ AlarmName }) => AlarmName.startsWith('fanfare-prod-scheduler-silent'));
    const counted = silent.flatMap(({ Metrics = [] }) =>
      Metrics.flatMap(({ MetricStat }) =>
        MetricStat?.Stat === 'SampleCount' ? MetricStat.Metric.Dimensions.map(({ Value }) => Value) : [],
      ),
    );
    expect(counted.toSorted()).toEqual(DUE_KINDS.toSorted());
    for (const alarm of silent)
      expect(alarm).toMatchObject({ TreatMissingData: 'breaching', ComparisonOperator: 'LessThanThreshold' });
  });

  it('ring when no heartbeat reaches the projector, or one comes too late', () => {
    const metric = {
      Namespace: 'Fanfare/prod',
      MetricName: 'heartbeat-age-seconds',
      Statistic: 'Maximum',
    };
    const limits = { Threshold: 600, EvaluationPeriods: 2, TreatMissingData: 'breaching' };
    expect(alarms).toContainEqual(expect.objectContaining({ ...metric, ...limits }));
    const filters = Object.values(resources(template, 'AWS::Logs::MetricFilter'))
      .map(({ Properties }) => Properties)
      .filter((filter) => JSON.stringify(filter).includes('heartbeat-age-seconds'));
    expect(filters.map(({ LogGroupName }) => flat(LogGroupName))).toEqual(['ProjectorLog']);
    expect(filters[0]).toMatchObject({
      FilterPattern: '{ $.heartbeatAgeSeconds >= 0 }',
      MetricTransformations: [{ MetricValue: '$.heartbeatAgeSeconds' }],
    });
  });

  it.each(Object.values(LINES))('watch the log of the projector for "%s"', (line) => {
    const filters = Object.values(resources(template, 'AWS::Logs::MetricFilter'))
      .map(({ Properties }) => Properties)
      .filter(({ FilterPattern }) => FilterPattern === `{ $.message = ${JSON.stringify(line)} }`);
    expect(filters.map(({ LogGroupName }) => flat(LogGroupName))).toEqual(['ProjectorLog']);
    const [made] = filters.flatMap(({ MetricTransformations }) => MetricTransformations as object[]);
    const { MetricName } = made as { MetricName: string };
    expect(alarms).toContainEqual(expect.objectContaining({ Namespace: 'Fanfare/prod', MetricName }));
  });

  it('watch the log of the scheduler for tallies that say something else than the ballots', () => {
    const filter = Object.values(resources(template, 'AWS::Logs::MetricFilter'))
      .map(({ Properties }) => Properties)
      .find(({ FilterPattern }) => FilterPattern === `{ $.message = ${JSON.stringify(TALLIES_DIFFER)} }`);
    expect(flat(filter?.LogGroupName)).toBe('SchedulerLog');
    expect(alarms).toContainEqual(
      expect.objectContaining({
        AlarmName: 'fanfare-prod-count-differs',
        Namespace: 'Fanfare/prod',
        MetricName: 'count-differs',
      }),
    );
  });

  it.each([
    ['AWS/Lambda', 'IteratorAge'],
    ['AWS/SQS', 'ApproximateNumberOfMessagesVisible'],
    ['AWS/ApiGateway', '5xx'],
  ])('watch %s %s', (Namespace, MetricName) => {
    expect(alarms).toContainEqual(expect.objectContaining({ Namespace, MetricName }));
  });
});
