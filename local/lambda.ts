import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** What Lambda tells a function about its invocation, as far as it means anything here. */
export function lambdaContext(functionName: string, requestId: string = randomUUID()): Context {
  const deadline = Date.now() + LAMBDA_TIMEOUT_MILLIS;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

const LAMBDA_TIMEOUT_MILLIS = 30_000;

/**
 * The third argument of a Lambda handler. The runtime of Node 24 has none: a handler must return a promise.
 */
export const noCallback = () => {
  throw new Error('A handler must return a promise; there is no callback.');
};
