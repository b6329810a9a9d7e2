import * as z from 'zod';

/** Also used by infra/, so that a function and its deployment cannot disagree. */
export const ENV = {
  tableName: 'TABLE_NAME',
  stage: 'STAGE',
  logLevel: 'LOG_LEVEL',
  dynamodbEndpoint: 'DYNAMODB_ENDPOINT',
  operatorIssuer: 'OPERATOR_ISSUER',
  operatorAudience: 'OPERATOR_AUDIENCE',
  operatorJwksUri: 'OPERATOR_JWKS_URI',
  resultsBucket: 'RESULTS_BUCKET',
  resultsEndpoint: 'RESULTS_ENDPOINT',
  resultKeyArn: 'RESULT_KEY_ARN',
  resultKeyFile: 'RESULT_KEY_FILE',
  /** Set by Lambda itself. */
  region: 'AWS_REGION',
} as const;

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const envModel = z.object({
  [ENV.tableName]: z.string().min(3),
  [ENV.stage]: z.enum(['local', 'dev', 'prod']),
  [ENV.logLevel]: z.enum(LOG_LEVELS).default('INFO'),
  [ENV.dynamodbEndpoint]: z.url().optional(),
  [ENV.operatorIssuer]: z.url().optional(),
  [ENV.operatorAudience]: z.string().min(1).optional(),
  [ENV.operatorJwksUri]: z.url().optional(),
  [ENV.resultsBucket]: z.string().min(3).optional(),
  [ENV.resultsEndpoint]: z.url().optional(),
  [ENV.resultKeyArn]: z.string().min(1).optional(),
  [ENV.resultKeyFile]: z.string().min(1).optional(),
  [ENV.region]: z.string().min(1).optional(),
});

/**
 * The issuer's exact `iss`, the audience, the JWKS where it is not at the usual place, and how long a token
 * may live where that is not MAX_TOKEN_LIFETIME_SECONDS.
 */
export type TokenSettings = {
  issuer: string;
  audience: string;
  jwksUri?: string | undefined;
  maxLifetimeSeconds?: number;
};

/** Large issuers' access tokens live for an hour to a day. */
export const MAX_TOKEN_LIFETIME_SECONDS = 86_400;

export type Stage = 'local' | 'dev' | 'prod';

/**
 * `https://host`, without a slash at the end, of the gateway's own name for itself: a header could be written
 * by a client. The gateway speaks https, the local front does not.
 */
export const baseUrlOf = (stage: Stage, domainName: string): string =>
  `${stage === 'local' ? 'http' : 'https'}://${domainName}`;

/** Where the files of results are. `endpoint` is set for a local server only. */
export type ResultsBucket = { name: string; endpoint?: string | undefined; region?: string | undefined };

/** What holds the private key that results are signed with: a key of KMS, or a file of this machine. */
export type ResultKeySource = { arn: string } | { file: string };

export type Env = {
  tableName: string;
  stage: Stage;
  logLevel: LogLevel;
  /** Set for a local engine only; the real service needs none. */
  dynamodbEndpoint: string | undefined;
  /** The OIDC issuer and audience of the deployment's operators; both or neither. */
  operator: TokenSettings | undefined;
  /** Set for what writes results, or tells where they are. */
  resultsBucket?: ResultsBucket | undefined;
  /** Set for what signs results. */
  resultKey?: ResultKeySource | undefined;
};

export class EnvError extends Error {}

/**
 * Reads the environment once, at cold start. Throws EnvError, which names every variable that is missing or
 * wrong, so that a bad deployment fails at its first invocation and not in the middle of a request.
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  // Set to nothing is the same as not set.
  const given = Object.entries(source).filter(([, value]) => value !== '');
  const parsed = envModel.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new EnvError(`The environment is not usable. ${problems.join('; ')}.`);
  }
  const values = parsed.data;
  const issuer = values[ENV.operatorIssuer];
  const audience = values[ENV.operatorAudience];
  if ((issuer === undefined) !== (audience === undefined)) {
    throw new EnvError(
      `The environment is not usable. Set both ${ENV.operatorIssuer} and ${ENV.operatorAudience}, or neither.`,
    );
  }
  const name = values[ENV.resultsBucket];
  const [arn, file] = [values[ENV.resultKeyArn], values[ENV.resultKeyFile]];
  if (arn !== undefined && file !== undefined)
    throw new EnvError(
      `The environment is not usable. Set ${ENV.resultKeyArn} or ${ENV.resultKeyFile}, not both.`,
    );
  return {
    tableName: values[ENV.tableName],
    stage: values[ENV.stage],
    logLevel: values[ENV.logLevel],
    dynamodbEndpoint: values[ENV.dynamodbEndpoint],
    operator:
      issuer !== undefined && audience !== undefined
        ? { issuer, audience, jwksUri: values[ENV.operatorJwksUri] }
        : undefined,
    resultsBucket:
      name === undefined
        ? undefined
        : { name, endpoint: values[ENV.resultsEndpoint], region: values[ENV.region] },
    resultKey: arn !== undefined ? { arn } : file !== undefined ? { file } : undefined,
  };
}
