import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ENV, readEnv } from '../../functions/platform/env.ts';
import { WAKING_PATTERNS } from '../../functions/projection/wakes.ts';
import { PATIENCE } from '../../functions/table/patience.ts';
import { TICK_KINDS } from '../../functions/table/schedule.ts';
import { FUNCTION_NAMES } from '../../infra/stages.ts';
import {
  environment,
  flat,
  functions,
  only,
  permissions,
  resources,
  stageNamed,
  synthesize,
} from './synthesized.ts';

const dev = synthesize(stageNamed('dev')).template;
const prod = synthesize(stageNamed('prod')).template;
const STAGES = [
  ['dev', dev],
  ['prod', prod],
] as const;

const LAMBDAS = FUNCTION_NAMES.map((name) => name.charAt(0).toUpperCase() + name.slice(1));

describe.each(STAGES)('every function of %s', (stage, template) => {
  it('is one of the known entrypoints', () => {
    expect(
      functions(template)
        .map(([id]) => id)
        .sort(),
    ).toEqual([...LAMBDAS].sort());
  });

  it.each(functions(template))('%s runs on Node 24 and arm64', (_id, { Properties }) => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
  });

  it.each(functions(template))(
    '%s writes JSON to a log group with a retention time',
    (_id, { Properties }) => {
      const logging = Properties.LoggingConfig as { LogFormat: string; LogGroup: unknown };
      expect(logging.LogFormat).toBe('JSON');
      const group = resources(template, 'AWS::Logs::LogGroup')[flat(logging.LogGroup)];
      expect(group?.Properties.RetentionInDays).toBe(stageNamed(stage).logRetentionDays);
    },
  );

  it.each(functions(template))('%s gets an environment that it accepts', (_id, fn) => {
    expect(readEnv(environment(fn))).toMatchObject({ stage, dynamodbEndpoint: undefined });
  });
});

describe('the time of a function', () => {
  it.each([
    ['Graphql', PATIENCE.graphql],
    ['Redirect', PATIENCE.redirect],
    ['Projector', PATIENCE.background],
    ['Scheduler', PATIENCE.background],
  ] as const)('of %s is enough for three table calls that all time out', (name, patience) => {
    const { connectMillis, requestMillis, attempts } = patience;
    const [, fn] = functions(prod).find(([id]) => id === name) ?? [];
    expect((connectMillis + requestMillis) * attempts * 3).toBeLessThan(
      Number(fn?.Properties.Timeout) * 1_000,
    );
  });
});

describe('operators', () => {
  it('sign in at their own user pool, which only the graphql function knows', () => {
    const trusting = functions(prod).filter(([, fn]) => readEnv(environment(fn)).operator !== undefined);
    expect(trusting.map(([id]) => id)).toEqual(['Graphql']);
    const [variables] = trusting.map(
      ([, fn]) => fn.Properties.Environment as { Variables: Record<string, unknown> },
    );
    expect(flat(variables?.Variables[ENV.operatorIssuer])).toBe('Operators.ProviderURL');
    expect(flat(variables?.Variables[ENV.operatorAudience])).toBe('OperatorsConsole');
    const group = only(prod, 'AWS::Cognito::UserPoolGroup').Properties;
    expect([group.GroupName, flat(group.UserPoolId)]).toEqual(['OPERATOR', 'Operators']);
  });

  it('cannot make an account for themselves and need a second factor', () => {
    expect(resources(prod, 'AWS::Cognito::UserPool').Operators?.Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
    });
  });
});

describe('a role allows what its function needs and no more:', () => {
  const log = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  const actions = (...names: string[]) => names.map((name) => `dynamodb:${name}`);
  const every = actions('BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem');
  const [query] = actions('Query');
  const files = 'Results.Arn/*';

  it('graphql reads and writes items, queries the table and its indexes, and signs for files of results', () => {
    expect(permissions(prod, 'Graphql')).toEqual({
      'GraphqlLog.Arn': log,
      [files]: ['s3:GetObject'],
      'Table.Arn': [...every, query, ...actions('UpdateItem')],
      'Table.Arn/index/GSI1': [query],
      'Table.Arn/index/GSI2': [query],
    });
  });

  it('redirect reads, puts and updates single items, and lists the keys of results and nothing else', () => {
    expect(permissions(prod, 'Redirect')).toEqual({
      'RedirectLog.Arn': log,
      'Table.Arn': actions('GetItem', 'PutItem', 'Query', 'UpdateItem'),
    });
    prod.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('^RedirectRole'),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'dynamodb:Query',
            Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['RESULT_KEYS'] } },
          }),
        ]),
      },
    });
  });

  it('projector reads the stream, reads and writes items, and lists boards and quarantined records', () => {
    expect(permissions(prod, 'Projector')).toEqual({
      'ProjectorLog.Arn': log,
      'Table.Arn': [...every, query, ...actions('UpdateItem')],
      'Table.StreamArn': actions('DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'),
    });
  });

  it('scheduler reads due work, history and records, writes items, results and their signatures, and fills the dead-letter queue', () => {
    expect(permissions(prod, 'Scheduler')).toEqual({
      'SchedulerLog.Arn': log,
      [files]: ['s3:GetObject', 's3:PutObject'],
      'Results.Arn': ['s3:ListBucket'],
      'ResultKey1.Arn': ['kms:GetPublicKey', 'kms:Sign'],
      'Table.Arn': [...every, query, ...actions('UpdateItem')],
      'Table.Arn/index/GSI1': [query],
      'Table.Arn/index/GSI2': [query],
      'SchedulerDeadLetters.Arn': ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
    });
  });

  it('no function may scan the table, or has a wildcard permission', () => {
    const allowed = LAMBDAS.flatMap((id) => Object.entries(permissions(prod, id)).flat(2));
    const wide = allowed.filter((text) => text.includes('*') || text.endsWith(':Scan'));
    expect(new Set(wide)).toEqual(new Set([files]));
  });
});

describe.each(STAGES)('the stream of %s', (_stage, template) => {
  const mapping = only(template, 'AWS::Lambda::EventSourceMapping').Properties;

  it('reaches the projector in order, one batch of a shard at a time, with the shard named', () => {
    expect(flat(mapping.FunctionName)).toBe('Projector');
    expect(mapping).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      ParallelizationFactor: 1,
      BatchSize: 100,
    });
    expect(mapping.TumblingWindowInSeconds).toBeGreaterThanOrEqual(1);
  });

  it('is retried for ever: no record is dropped', () => {
    expect(mapping).toMatchObject({
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: -1,
      BisectBatchOnFunctionError: false,
    });
    expect(mapping).not.toHaveProperty('DestinationConfig');
  });

  it('passes exactly the records that wake the projector', () => {
    const { Filters } = mapping.FilterCriteria as { Filters: { Pattern: string }[] };
    // What these let through, entity by entity, is in test/table/wakes.test.ts.
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual(WAKING_PATTERNS);
  });
});

describe('the schedule of due work', () => {
  const rules = Object.values(resources(prod, 'AWS::Events::Rule')).map(({ Properties }) => Properties);
  const inputs = rules.flatMap(({ Targets }) =>
    (Targets as { Input?: string }[]).map(({ Input }) => JSON.parse(Input ?? '{}')),
  );

  it('has a rule for each kind of due work, which names the kind to the function', () => {
    expect(inputs.toSorted((one, other) => (one.kind < other.kind ? -1 : 1))).toEqual(
      TICK_KINDS.toSorted().map((kind) => ({ kind })),
    );
  });

  it('lets all kinds run at once, each on a full core', () => {
    const { Properties } = resources(prod, 'AWS::Lambda::Function').Scheduler ?? {};
    expect(Properties?.MemorySize).toBe(1769);
    expect(Properties?.ReservedConcurrentExecutions).toBeGreaterThan(TICK_KINDS.length);
  });

  it('ticks every minute and sends failed invocations to the dead-letter queue', () => {
    const DeadLetterConfig = {
      Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SchedulerDeadLetters'), 'Arn'] },
    };
    const Target = Match.objectLike({ DeadLetterConfig });
    expect(rules).toHaveLength(TICK_KINDS.length);
    prod.allResourcesProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Target],
    });
    prod.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: DeadLetterConfig.Arn } },
    });
  });

  it('gives each run less time than the minute to the next', () => {
    expect(resources(prod, 'AWS::Lambda::Function').Scheduler?.Properties.Timeout).toBeLessThan(60);
  });
});
