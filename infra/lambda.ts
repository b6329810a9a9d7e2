import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ENV } from '../functions/platform/env.ts';
import { ESBUILD } from './bundling.ts';
import type { FunctionName, StageConfig } from './stages.ts';

const ROOT = join(import.meta.dirname, '..');

const ALIAS_ARGS = Object.entries(ESBUILD.alias).map(([name, file]) => [`--alias:${name}`, file]);

const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: ESBUILD.target,
  mainFields: [...ESBUILD.mainFields],
  minify: ESBUILD.minify,
  banner: ESBUILD.banner.js,
  define: ESBUILD.define,
  externalModules: [],
  logLevel: LogLevel.WARNING,
  esbuildArgs: { '--legal-comments': ESBUILD.legalComments, ...Object.fromEntries(ALIAS_ARGS) },
};

export type FanfareFunctionProps = {
  stage: StageConfig;
  tableName: string;
  description: string;
  timeoutSeconds: number;
  /** Also buys processor time: 1,769 MB is one whole core. */
  memoryMegabytes: number;
  environment?: Record<string, string>;
};

/** With all that our functions have in common. Its role can write its own log; stack.ts adds the rest. */
export class FanfareFunction extends NodejsFunction {
  /** Made here, so that its lines are not kept for ever, as they would be by default. */
  readonly ownLogGroup: LogGroup;
  readonly ownRole: Role;

  constructor(scope: Construct, name: FunctionName, props: FanfareFunctionProps) {
    const { stage } = props;
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: stage.logRetentionDays,
      removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // A role of our own: the one that CDK makes may write to every log group of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      description: props.description,
      entry: join(ROOT, 'functions/entrypoints', `${name}.ts`),
      projectRoot: ROOT,
      depsLockFilePath: join(ROOT, 'package-lock.json'),
      bundling: BUNDLING,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      awsSdkConnectionReuse: false,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMegabytes,
      reservedConcurrentExecutions: stage.reservedConcurrency[name],
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel[stage.logLevel],
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: {
        [ENV.tableName]: props.tableName,
        [ENV.stage]: stage.name,
        [ENV.logLevel]: stage.logLevel,
        ...props.environment,
      },
    });
    this.ownLogGroup = logGroup;
    this.ownRole = role;
  }
}
