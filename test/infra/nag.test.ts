import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { fanfareApp } from '../../infra/fanfare.ts';
import { acknowledgements, context } from './synthesized.ts';

const SYNTHESIS_MILLIS = 30_000;
const WORDS_IN_A_REASON = 8;

describe('cdk-nag', () => {
  it('finds nothing that is not acknowledged, at any deployment stage', () => {
    const app = fanfareApp({ context: context() });

    const report = new AwsSolutionsChecks(app).validateScope(app);

    expect(report.violations).toEqual([]);
  });

  it('stops the synthesis at an unacknowledged finding', { timeout: SYNTHESIS_MILLIS }, () => {
    const app = fanfareApp({ context: context() });
    new Queue(app.node.findChild('fanfare-dev'), 'WithoutEncryptionInTransit');

    expect(() => app.synth()).toThrow(expect.objectContaining({ name: 'ValidationFailed' }));
  });

  it('has a reason in whole words for every acknowledged finding', () => {
    const acknowledged = acknowledgements(fanfareApp({ context: context() }));

    expect(acknowledged.length).toBeGreaterThan(0);
    const short = acknowledged.filter(({ reason }) => reason.split(/\s+/).length < WORDS_IN_A_REASON);
    expect(short).toEqual([]);
  });

  it('has no acknowledgement without a finding', () => {
    const app = fanfareApp({ context: context() });
    const unforgiving = new AwsSolutionsChecks(app);
    Object.defineProperty(unforgiving, 'isAcknowledged', { value: () => false });

    const findings = unforgiving
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => ({ ruleName, path: constructPath ?? '' })),
      );

    const stale = acknowledgements(app).filter(
      ({ id, path }) => !findings.some((finding) => finding.ruleName === id && finding.path.startsWith(path)),
    );
    expect(stale).toEqual([]);
  });
});
