import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, FilterCriteria, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { WAKING_PATTERNS } from '../functions/projection/wakes.ts';

const STREAM_ACTIONS = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

/**
 * Feeds the table's stream to the projector, under the rules that its checkpoint per shard needs: one batch
 * of a shard at a time, in order, and none ever given up. There is no failure destination: a record that is
 * replayed later lies below the checkpoint and would be skipped, so the projector has a quarantine of its
 * own, which it fills in the checkpoint's transaction. A batch that fails stays whole: the projector already
 * commits what it can in order, and splitting it would only call it more often.
 */
export function projectStream(
  scope: Construct,
  projector: IFunction,
  table: ITableV2,
): CfnEventSourceMapping {
  if (table.tableStreamArn === undefined) throw new Error('The table has no stream to project.');
  projector.addToRolePolicy(
    new PolicyStatement({ actions: STREAM_ACTIONS, resources: [table.tableStreamArn] }),
  );
  const mapping = new CfnEventSourceMapping(scope, 'ProjectorStream', {
    functionName: projector.functionName,
    eventSourceArn: table.tableStreamArn,
    // From the oldest record that is still there: the checkpoint skips what was already projected.
    startingPosition: 'TRIM_HORIZON',
    batchSize: 100,
    parallelizationFactor: 1,
    maximumRetryAttempts: -1,
    maximumRecordAgeInSeconds: -1,
    bisectBatchOnFunctionError: false,
    // Not to aggregate: only the events of a window carry the shard's id. One second is the shortest.
    tumblingWindowInSeconds: 1,
    filterCriteria: { filters: WAKING_PATTERNS.map((pattern) => FilterCriteria.filter(pattern)) },
  });
  // A mapping that is made before its role may read the stream is refused.
  if (projector.role !== undefined) mapping.node.addDependency(projector.role);
  return mapping;
}
