import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { ENV } from '../functions/platform/env.ts';
import { GSI1, GSI2 } from '../functions/table/definition.ts';
import { RESULT_KEYS_PARTITION } from '../functions/table/keys.ts';
import { alarms } from './alarms.ts';
import { httpApi } from './api.ts';
import { dashboard } from './dashboard.ts';
import { identity, type TokenSource } from './identity.ts';
import { FanfareFunction } from './lambda.ts';
import { dueAges } from './metrics.ts';
import { projectStream } from './projector.ts';
import { allowReading, allowWriting, type Results, results } from './results.ts';
import { everyMinute } from './scheduler.ts';
import type { FunctionName, StageConfig } from './stages.ts';
import { allow, allowQueryOf, fanfareTable, type ItemAction, type TableAccess } from './table.ts';

const EVERY_ITEM_ACTION: readonly ItemAction[] = [
  'GetItem',
  'BatchGetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'ConditionCheckItem',
];

const ACCESS: Record<FunctionName, TableAccess> = {
  graphql: { items: EVERY_ITEM_ACTION, queries: ['table', GSI1.name, GSI2.name] },
  redirect: { items: ['GetItem', 'PutItem', 'UpdateItem'], queries: [] },
  projector: { items: EVERY_ITEM_ACTION, queries: ['table'] },
  scheduler: { items: EVERY_ITEM_ACTION, queries: ['table', GSI1.name, GSI2.name] },
};

export class FanfareStack extends Stack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, `fanfare-${stage.name}`, {
      description: `Fanfare (${stage.name}): brand advocacy programs over GraphQL.`,
      terminationProtection: stage.keepsData,
    });
    const table = fanfareTable(this, stage);
    const { members, operators } = identity(this, stage);
    const files = results(this, stage);
    const functions = fanfareFunctions(this, stage, { table, operators, files });
    const api = httpApi(this, stage, functions);
    projectStream(this, functions.projector, table);
    const schedulerDeadLetters = everyMinute(this, functions.scheduler);
    const ages = dueAges(this, stage, functions.scheduler);
    const watched = { functions, table, api, schedulerDeadLetters, dueAges: ages };
    const { topic, alarms: made } = alarms(this, stage, watched);
    dashboard(this, stage, watched, made);

    const outputs = {
      ApiUrl: api.apiEndpoint,
      TableName: table.tableName,
      AlarmTopicArn: topic.topicArn,
      MemberIssuer: members.issuer,
      MemberPoolId: members.pool.userPoolId,
      MemberClientId: members.audience,
      OperatorPoolId: operators.pool.userPoolId,
      OperatorClientId: operators.audience,
      ResultsBucketName: files.bucket.bucketName,
      ResultKeyArn: files.key.keyArn,
    };
    for (const [id, value] of Object.entries(outputs)) new CfnOutput(this, id, { value });
  }
}

function fanfareFunctions(
  scope: Construct,
  stage: StageConfig,
  { table, operators, files }: { table: ITableV2; operators: TokenSource; files: Results },
): Record<FunctionName, FanfareFunction> {
  const common = { stage, tableName: table.tableName };
  const functions = {
    graphql: new FanfareFunction(scope, 'graphql', {
      ...common,
      description: 'Answers GET and POST /{program}/graphql.',
      timeoutSeconds: 20,
      memoryMegabytes: 1024,
      environment: {
        [ENV.operatorIssuer]: operators.issuer,
        [ENV.operatorAudience]: operators.audience,
        [ENV.resultsBucket]: files.bucket.bucketName,
      },
    }),
    redirect: new FanfareFunction(scope, 'redirect', {
      ...common,
      description:
        'Sends whoever taps a referral link to the landing page of its program, and gives the public keys of results.',
      timeoutSeconds: 5,
      memoryMegabytes: 512,
    }),
    projector: new FanfareFunction(scope, 'projector', {
      ...common,
      description: 'Folds the stream of the table into counters and rankings.',
      timeoutSeconds: 60,
      memoryMegabytes: 512,
    }),
    // Shorter than the minute between two ticks, so that one does not run into the next.
    scheduler: new FanfareFunction(scope, 'scheduler', {
      ...common,
      description: 'Does the work that has fallen due.',
      timeoutSeconds: 55,
      memoryMegabytes: 1769,
      environment: {
        [ENV.resultsBucket]: files.bucket.bucketName,
        [ENV.resultKeyArn]: files.key.keyArn,
      },
    }),
  };
  for (const name of Object.keys(functions) as FunctionName[]) allow(functions[name], table, ACCESS[name]);
  allowQueryOf(functions.redirect, table, RESULT_KEYS_PARTITION);
  allowWriting(functions.scheduler.ownRole, files);
  allowReading(functions.graphql.ownRole, files);
  return functions;
}
