import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type ITableV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  INDEXES,
  type IndexName,
  PARTITION_KEY,
  SORT_KEY,
  STREAM_VIEW_TYPE,
  TTL_ATTRIBUTE,
} from '../functions/table/definition.ts';
import type { StageConfig } from './stages.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * The one table, or the copy that was restored in its place. The stack's own table stays beside a copy,
 * unused.
 */
export function fanfareTable(scope: Construct, stage: StageConfig): ITableV2 {
  const table = new TableV2(scope, 'Table', {
    partitionKey: text(PARTITION_KEY),
    sortKey: text(SORT_KEY),
    globalSecondaryIndexes: INDEXES.map((index) => ({
      indexName: index.name,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
      projectionType: ProjectionType[index.projection],
    })),
    timeToLiveAttribute: TTL_ATTRIBUTE,
    dynamoStream: StreamViewType[STREAM_VIEW_TYPE],
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: stage.keepsData,
    removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const restored = stage.restoredTable;
  if (restored === undefined) return table;
  return TableV2.fromTableAttributes(scope, 'RestoredTable', {
    tableArn: Stack.of(scope).formatArn({
      service: 'dynamodb',
      resource: 'table',
      resourceName: restored.name,
    }),
    tableStreamArn: restored.streamArn,
  });
}

export type ItemAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem';

/**
 * A transaction needs the actions of its parts. CDK's own grants are not used: they give Scan with every
 * read.
 */
export type TableAccess = { items: readonly ItemAction[]; queries: readonly ('table' | IndexName)[] };

export function allow(grantee: IGrantable, table: ITableV2, access: TableAccess): void {
  const actions = access.items.map((action) => `dynamodb:${action}`);
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [table.tableArn] }));
  if (access.queries.length === 0) return;
  const resources = access.queries.map((name) =>
    name === 'table' ? table.tableArn : `${table.tableArn}/index/${name}`,
  );
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['dynamodb:Query'], resources }),
  );
}

/** Queries of one partition of the table, and of no other. */
export function allowQueryOf(grantee: IGrantable, table: ITableV2, partition: string): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['dynamodb:Query'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] } },
    }),
  );
}
