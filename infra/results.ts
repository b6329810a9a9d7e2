import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, HttpMethods } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StageConfig } from './stages.ts';

/** The files of results, and the key that they are signed with. */
export type Results = { bucket: Bucket; key: Key };

const CORS_SECONDS = 600;
const UPLOAD_DAYS = 7;

export function results(scope: Construct, stage: StageConfig): Results {
  const bucket = new Bucket(scope, 'Results', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    // What a published version says stands, whatever is written over it.
    versioned: true,
    // Signed addresses alone open a file; a page that recounts may be of any site.
    cors: [
      { allowedOrigins: ['*'], allowedMethods: [HttpMethods.GET, HttpMethods.HEAD], maxAge: CORS_SECONDS },
    ],
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(UPLOAD_DAYS) }],
    removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'A log of downloads would hold addresses of people who read a public result, which nobody needs to know.',
  });
  return { bucket, key: resultKey(scope, stage) };
}

/**
 * Of a number, so that a new one is another resource and takes nothing from the old. KMS cannot rotate keys that
 * sign by itself.
 */
function resultKey(scope: Construct, stage: StageConfig): Key {
  return new Key(scope, `ResultKey${stage.resultKey}`, {
    description: `Fanfare (${stage.name}): signs the results of contests.`,
    keySpec: KeySpec.ECC_NIST_P256,
    keyUsage: KeyUsage.SIGN_VERIFY,
    pendingWindow: Duration.days(stage.keepsData ? 30 : 7),
    removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

/** For the scheduler. It may list, for without that S3 answers 403 and not 404 for a file that is not there. */
export function allowWriting(role: Role, { bucket, key }: Results): void {
  permitFiles(role, bucket, ['s3:GetObject', 's3:PutObject']);
  permit(role, ['s3:ListBucket'], bucket.bucketArn);
  permit(role, ['kms:GetPublicKey', 'kms:Sign'], key.keyArn);
}

/** For graphql, whose role the signed addresses stand for. */
export const allowReading = (role: Role, { bucket }: Results): void =>
  permitFiles(role, bucket, ['s3:GetObject']);

function permitFiles(role: Role, bucket: Bucket, actions: string[]): void {
  permit(role, actions, bucket.arnForObjects('*'));
  const id = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${id}.Arn>/*]`,
    reason: 'It means every file of this one bucket, in which there are files of results and nothing else.',
  });
}

const permit = (role: Role, actions: string[], resource: string) =>
  role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
