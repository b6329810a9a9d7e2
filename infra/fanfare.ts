import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FanfareStack } from './stack.ts';
import { STAGES, type StageConfig } from './stages.ts';

/** A stack for each stage. A finding of cdk-nag that nobody acknowledged stops the synthesis. */
export function fanfareApp(props: AppProps = {}, stages: readonly StageConfig[] = STAGES): App {
  const app = new App(props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  for (const stage of stages) new FanfareStack(app, stage);
  return app;
}
