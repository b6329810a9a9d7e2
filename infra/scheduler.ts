import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { TICK_KINDS, type Tick } from '../functions/table/schedule.ts';

const RETRY_ATTEMPTS = 2;
const TICK_MAX_AGE = Duration.minutes(10);

/**
 * By a rule of its own for each kind, so that none waits for another. A tick that could not be delivered, or
 * that failed three times, is kept in the dead-letter queue. No work is lost with it: the next tick takes
 * whatever is due.
 */
export function everyMinute(scope: Construct, scheduler: LambdaFn): Queue {
  const deadLetterQueue = new Queue(scope, 'SchedulerDeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(deadLetterQueue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason:
      'This is a dead-letter queue itself: of the schedule and of failed runs, which the rule does not look at.',
  });
  scheduler.configureAsyncInvoke({
    retryAttempts: RETRY_ATTEMPTS,
    maxEventAge: TICK_MAX_AGE,
    onFailure: new SqsDestination(deadLetterQueue),
  });
  for (const kind of TICK_KINDS) {
    const target = new LambdaFunction(scheduler, {
      deadLetterQueue,
      retryAttempts: RETRY_ATTEMPTS,
      maxEventAge: TICK_MAX_AGE,
      event: RuleTargetInput.fromObject({ kind } satisfies Tick),
    });
    new Rule(scope, `EveryMinute-${kind}`, {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [target],
    });
  }
  return deadLetterQueue;
}
