import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  type PasswordPolicy,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
  type UserPoolClientOptions,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { StageConfig } from './stages.ts';

/** Whoever has this Cognito group in a token of the operators' pool is the deployment's operator. */
const OPERATOR_GROUP = 'OPERATOR';

export type TokenSource = { pool: UserPool; client: UserPoolClient; issuer: string; audience: string };
export type Identity = { members: TokenSource; operators: TokenSource };

const PASSWORDS: PasswordPolicy = {
  minLength: 12,
  requireLowercase: true,
  requireUppercase: true,
  requireDigits: true,
  requireSymbols: true,
};

const CLIENT: UserPoolClientOptions = {
  generateSecret: false,
  disableOAuth: true,
  preventUserExistenceErrors: true,
  enableTokenRevocation: true,
  accessTokenValidity: Duration.hours(1),
  idTokenValidity: Duration.hours(1),
};

/**
 * Two pools, because anybody may sign up in the members' one: a token that can create programs comes only
 * from a pool in which nobody can make an account for themselves and every sign-in takes a second factor.
 */
export function identity(scope: Construct, stage: StageConfig): Identity {
  return { members: members(scope, stage), operators: operators(scope, stage) };
}

function common(stage: StageConfig) {
  return {
    signInAliases: { email: true },
    autoVerify: { email: true },
    passwordPolicy: PASSWORDS,
    mfaSecondFactor: { otp: true, sms: false },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    deletionProtection: stage.keepsData,
    removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  };
}

function members(scope: Construct, stage: StageConfig): TokenSource {
  const pool = new UserPool(scope, 'Members', {
    ...common(stage),
    selfSignUpEnabled: true,
    mfa: Mfa.OPTIONAL,
    featurePlan: FeaturePlan.ESSENTIALS,
  });
  Validations.of(pool).acknowledge(
    {
      id: 'AwsSolutions-COG2',
      reason:
        'A fan who must set up a second factor to collect points does not join; it is offered, not required.',
    },
    {
      id: 'AwsSolutions-COG8',
      reason: 'The plus plan is billed for every active member each month; members hold points and no money.',
    },
  );
  const client = pool.addClient('App', {
    ...CLIENT,
    authFlows: { userSrp: true },
    refreshTokenValidity: Duration.days(30),
  });
  return tokenSource(pool, client);
}

function operators(scope: Construct, stage: StageConfig): TokenSource {
  const pool = new UserPool(scope, 'Operators', {
    ...common(stage),
    selfSignUpEnabled: false,
    mfa: Mfa.REQUIRED,
    featurePlan: FeaturePlan.PLUS,
    standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
  });
  new CfnUserPoolGroup(scope, 'OperatorGroup', {
    userPoolId: pool.userPoolId,
    groupName: OPERATOR_GROUP,
    description: 'May create programs and read every program of the deployment.',
  });
  // Signing in with a password goes through the admin call, which itself takes AWS credentials.
  const client = pool.addClient('Console', {
    ...CLIENT,
    authFlows: { userSrp: true, adminUserPassword: true },
    refreshTokenValidity: Duration.days(1),
  });
  return tokenSource(pool, client);
}

/** Cognito's access tokens name the app client in `client_id`, which stands for their audience. */
function tokenSource(pool: UserPool, client: UserPoolClient): TokenSource {
  return { pool, client, issuer: pool.userPoolProviderUrl, audience: client.userPoolClientId };
}
