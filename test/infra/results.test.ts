import { describe, expect, it } from 'vitest';
import { ENV, readEnv } from '../../functions/platform/env.ts';
import { environment, flat, functions, only, resources, stageNamed, synthesize } from './synthesized.ts';

const dev = synthesize(stageNamed('dev')).template;
const prod = synthesize(stageNamed('prod')).template;
const STAGES = [
  ['dev', dev],
  ['prod', prod],
] as const;

describe.each(STAGES)('the results bucket of %s', (_stage, template) => {
  const bucket = only(template, 'AWS::S3::Bucket').Properties;

  it('is open to nobody, and keeps what is written over', () => {
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(JSON.stringify(bucket.BucketEncryption)).toContain('AES256');
  });

  it('refuses requests without TLS, and its policy lets nobody in', () => {
    const { PolicyDocument } = only(template, 'AWS::S3::BucketPolicy').Properties;
    expect((PolicyDocument as { Statement: object[] }).Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ]);
  });

  it('may be read by a page of any site that has a signed address, and written by none', () => {
    expect(bucket.CorsConfiguration).toEqual({
      CorsRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'], MaxAge: 600 }],
    });
  });
});

describe.each(STAGES)('the key of results of %s', (stage, template) => {
  it('signs by P-256, and can be had back for days after it was deleted', () => {
    const { Properties } = only(template, 'AWS::KMS::Key');
    expect(Properties).toMatchObject({
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      PendingWindowInDays: stage === 'prod' ? 30 : 7,
    });
  });
});

describe('the files of results', () => {
  it('are known to graphql and the scheduler, and the key to the scheduler alone', () => {
    const named = functions(prod).map(([id, fn]) => {
      const { resultsBucket, resultKey } = readEnv(environment(fn));
      return [id, resultsBucket !== undefined, resultKey !== undefined];
    });
    expect(named.toSorted()).toEqual([
      ['Graphql', true, false],
      ['Projector', false, false],
      ['Redirect', false, false],
      ['Scheduler', true, true],
    ]);
    const [, scheduler] = functions(prod).find(([id]) => id === 'Scheduler') ?? [];
    const given = scheduler?.Properties.Environment as { Variables: Record<string, unknown> } | undefined;
    expect(flat(given?.Variables[ENV.resultsBucket])).toBe('Results');
    expect(flat(given?.Variables[ENV.resultKeyArn])).toBe('ResultKey1.Arn');
  });

  it('are told of by the outputs of the stack', () => {
    const outputs = prod.findOutputs('*');
    expect(flat(outputs.ResultsBucketName?.Value)).toBe('Results');
    expect(flat(outputs.ResultKeyArn?.Value)).toBe('ResultKey1.Arn');
  });

  it('are signed with another key once its number is raised, and the old key stays', () => {
    const { template } = synthesize({ ...stageNamed('prod'), resultKey: 2 });
    expect(Object.keys(resources(template, 'AWS::KMS::Key'))).toEqual(['ResultKey2']);
    expect(only(prod, 'AWS::KMS::Key').DeletionPolicy).toBe('Retain');
  });
});
