import { describe, expect, test } from 'vitest';
import { resultReader } from '../../functions/entrypoints/result-reader.ts';
import { resultWriter } from '../../functions/entrypoints/result-writer.ts';
import { EnvError, readEnv } from '../../functions/platform/env.ts';

const LEAST = { TABLE_NAME: 'fanfare', STAGE: 'prod' };
const BUCKET = { RESULTS_BUCKET: 'fanfare-results', AWS_REGION: 'eu-west-1' };
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/one';

describe('the environment', () => {
  test('says where results are and what signs them', () => {
    expect(readEnv({ ...LEAST, ...BUCKET, RESULT_KEY_ARN: ARN })).toMatchObject({
      resultsBucket: { name: 'fanfare-results', endpoint: undefined, region: 'eu-west-1' },
      resultKey: { arn: ARN },
    });
    expect(readEnv({ ...LEAST, RESULT_KEY_FILE: 'key.json' }).resultKey).toEqual({ file: 'key.json' });
    expect(readEnv({ ...LEAST, RESULTS_BUCKET: '' })).toMatchObject({
      resultsBucket: undefined,
      resultKey: undefined,
    });
  });

  test('with two keys of results is refused', () => {
    expect(() => readEnv({ ...LEAST, RESULT_KEY_ARN: ARN, RESULT_KEY_FILE: 'key.json' })).toThrow(
      'Set RESULT_KEY_ARN or RESULT_KEY_FILE, not both.',
    );
  });

  test.each([
    ['the bucket', { RESULT_KEY_ARN: ARN }],
    ['the key', BUCKET],
  ])('without %s is refused by what writes results', (_what, given) => {
    expect(() => resultWriter(readEnv({ ...LEAST, ...given }))).toThrow(EnvError);
  });

  test('without the bucket is refused by what tells where results are', () => {
    expect(() => resultReader(readEnv(LEAST))).toThrow('Set RESULTS_BUCKET.');
  });
});
