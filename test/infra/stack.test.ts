import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it, test } from 'vitest';
import { ENV } from '../../functions/platform/env.ts';
import { GSI1, GSI2, PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../../functions/table/definition.ts';
import { ACCESS_LOG_FIELDS } from '../../infra/api.ts';
import {
  environment,
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

describe.each(STAGES)('the table of %s', (_stage, template) => {
  const table = only(template, 'AWS::DynamoDB::GlobalTable');

  it('has the keys and indexes that the functions use', () => {
    const key = (partition: string, sort: string) => [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ];
    expect(table.Properties.KeySchema).toEqual(key(PARTITION_KEY, SORT_KEY));
    expect(table.Properties.GlobalSecondaryIndexes).toEqual(
      [GSI1, GSI2].map((index) => ({
        IndexName: index.name,
        KeySchema: key(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: index.projection },
      })),
    );
  });

  it('is billed per request, expires items and streams old and new images', () => {
    expect(table.Properties.BillingMode).toBe('PAY_PER_REQUEST');
    expect(table.Properties.TimeToLiveSpecification).toEqual({ AttributeName: TTL_ATTRIBUTE, Enabled: true });
    expect(table.Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  });

  it('can be restored to any second within the backup window', () => {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    expect(table.Properties.Replicas).toEqual([
      expect.objectContaining({ PointInTimeRecoverySpecification }),
    ]);
  });
});

describe('stored data', () => {
  const kept = (template: typeof prod) =>
    [
      'AWS::DynamoDB::GlobalTable',
      'AWS::Cognito::UserPool',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
    ].flatMap((type) => Object.values(resources(template, type)).map(({ DeletionPolicy }) => DeletionPolicy));

  it('outlives the stack in prod, and is deleted with it in dev', () => {
    expect(new Set(kept(prod))).toEqual(new Set(['Retain']));
    expect(new Set(kept(dev))).toEqual(new Set(['Delete']));
  });

  it('is protected from deletion in prod', () => {
    const [replica] = only(prod, 'AWS::DynamoDB::GlobalTable').Properties.Replicas as Record<
      string,
      unknown
    >[];
    expect(replica?.DeletionProtectionEnabled).toBe(true);
    const pools = Object.values(resources(prod, 'AWS::Cognito::UserPool'));
    expect(pools.map(({ Properties }) => Properties.DeletionProtection)).toEqual(['ACTIVE', 'ACTIVE']);
    expect(synthesize(stageNamed('prod')).stack.terminationProtection).toBe(true);
  });
});

function kindOf(routeKey: string): 'graphql' | 'redirect' | 'resultKeys' {
  if (routeKey.endsWith('/graphql')) return 'graphql';
  return routeKey.endsWith('/result-keys') ? 'resultKeys' : 'redirect';
}

describe.each(STAGES)('the API of %s', (stage, template) => {
  it('has the routes of GraphQL, of links and of the keys of results, and no other', () => {
    const routes = Object.values(resources(template, 'AWS::ApiGatewayV2::Route'));
    expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([
      'GET /{program}/graphql',
      'GET /{program}/r/{code+}',
      'GET /{program}/result-keys',
      'HEAD /{program}/r/{code+}',
      'HEAD /{program}/result-keys',
      'POST /{program}/graphql',
    ]);
  });

  it('may be called by a page of any site, with credentials only in headers', () => {
    expect(only(template, 'AWS::ApiGatewayV2::Api').Properties.CorsConfiguration).toEqual({
      AllowOrigins: ['*'],
      AllowMethods: ['GET', 'POST'],
      AllowHeaders: [
        'authorization',
        'content-type',
        'x-api-key',
        'apollographql-client-name',
        'apollographql-client-version',
      ],
      ExposeHeaders: ['retry-after'],
      MaxAge: 600,
    });
  });

  it('has a limit of its own for each kind of route, and a stage that comes after them', () => {
    const { throttle } = stageNamed(stage);
    const { Properties, DependsOn } = only(template, 'AWS::ApiGatewayV2::Stage');
    const routes = Object.entries(template.findResources('AWS::ApiGatewayV2::Route'));
    const limits = Properties.RouteSettings as Record<string, object>;
    expect(Object.keys(limits).toSorted()).toEqual(
      routes.map(([, route]) => String(route.Properties.RouteKey)).toSorted(),
    );
    for (const [key, settings] of Object.entries(limits)) {
      const { requestsPerSecond, burstRequests } = throttle[kindOf(key)];
      expect(settings).toMatchObject({
        ThrottlingRateLimit: requestsPerSecond,
        ThrottlingBurstLimit: burstRequests,
      });
    }
    expect(DependsOn).toEqual(expect.arrayContaining(routes.map(([name]) => name)));
  });

  it('logs each request without personal data', () => {
    const { Format } = only(template, 'AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings as {
      Format: string;
    };
    expect(JSON.parse(Format)).toEqual(ACCESS_LOG_FIELDS);
    expect(Format).not.toMatch(/identity|authorizer|\$context\.path|sourceIp|userAgent|header/i);
  });
});

describe('alarms', () => {
  it('may be published to their topic by CloudWatch, over TLS alone', () => {
    prod.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      },
    });
  });
});

test.each(STAGES)(
  'conflicts of the projector with other writers are counted and raise no alarm: %s',
  (stage, template) => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.conflicts > 0 }',
      MetricTransformations: [
        Match.objectLike({
          MetricNamespace: `Fanfare/${stage}`,
          MetricName: 'projector-conflicts',
          MetricValue: '$.conflicts',
        }),
      ],
    });
    const alarms = Object.values(resources(template, 'AWS::CloudWatch::Alarm'));
    expect(alarms.filter((alarm) => JSON.stringify(alarm).includes('projector-conflicts'))).toEqual([]);
  },
);

describe('after a restore', () => {
  const streamArn =
    'arn:aws:dynamodb:eu-west-1:111122223333:table/fanfare-restored/stream/2026-01-01T00:00:00.000';
  const { template } = synthesize({
    ...stageNamed('prod'),
    restoredTable: { name: 'fanfare-restored', streamArn },
  });

  it('every function uses the restored table and has no access to the old one', () => {
    for (const [id, fn] of functions(template)) {
      expect(environment(fn)[ENV.tableName]).toBe('fanfare-restored');
      const touched = Object.keys(permissions(template, id));
      expect(touched.filter((name) => name.startsWith('Table.'))).toEqual([]);
      expect(touched.some((name) => name.includes(':table/fanfare-restored'))).toBe(true);
    }
  });

  it('the projector reads the stream of the restored table, and the old table is retained', () => {
    expect(only(template, 'AWS::Lambda::EventSourceMapping').Properties.EventSourceArn).toBe(streamArn);
    expect(only(template, 'AWS::DynamoDB::GlobalTable').DeletionPolicy).toBe('Retain');
  });
});
