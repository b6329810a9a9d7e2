import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnRoute,
  type CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageConfig, Throttle } from './stages.ts';

/**
 * No address, user agent or path: a path ends in a referral code, which may be a person's name. The request
 * id leads to the function's own lines.
 */
export const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMillis: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatencyMillis: '$context.integration.latency',
  integrationError: '$context.integration.error',
} as const;

export function httpApi(
  scope: Construct,
  stage: StageConfig,
  functions: { graphql: IFunction; redirect: IFunction },
): HttpApi {
  const api = new HttpApi(scope, 'Api', {
    apiName: `fanfare-${stage.name}`,
    createDefaultStage: false,
    // Consoles in browsers may call from any site: credentials travel in headers that a page must set itself,
    // never in cookies.
    corsPreflight: {
      allowOrigins: ['*'],
      allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
      // The last two are the name and version that an app may give Apollo Client: a browser would keep back a
      // request with headers that are not allowed.
      allowHeaders: [
        'authorization',
        'content-type',
        'x-api-key',
        'apollographql-client-name',
        'apollographql-client-version',
      ],
      exposeHeaders: ['retry-after'],
      maxAge: Duration.minutes(10),
    },
  });
  const accessLog = new LogGroup(scope, 'ApiAccessLog', {
    retention: stage.logRetentionDays,
    removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const httpStage = new HttpStage(scope, 'ApiStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    detailedMetricsEnabled: true,
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLog),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
    },
  });
  const graphqlRoutes = api.addRoutes({
    path: '/{program}/graphql',
    methods: [HttpMethod.GET, HttpMethod.POST],
    integration: new HttpLambdaIntegration('GraphqlIntegration', functions.graphql),
  });
  const redirectRoutes = api.addRoutes({
    // With all that follows: messages add signs to a link, a slash among them.
    path: '/{program}/r/{code+}',
    methods: [HttpMethod.GET, HttpMethod.HEAD],
    integration: new HttpLambdaIntegration('RedirectIntegration', functions.redirect),
  });
  // By the redirect function, which starts in a third of the time of graphql and asks for no token either.
  const keyRoutes = api.addRoutes({
    path: '/{program}/result-keys',
    methods: [HttpMethod.GET, HttpMethod.HEAD],
    integration: new HttpLambdaIntegration('ResultKeysIntegration', functions.redirect),
  });
  throttleRoutes(httpStage, graphqlRoutes, stage.throttle.graphql);
  throttleRoutes(httpStage, redirectRoutes, stage.throttle.redirect);
  throttleRoutes(httpStage, keyRoutes, stage.throttle.resultKeys);
  explainOpenRoutes(
    graphqlRoutes,
    'The function verifies tokens and API keys: each program has an issuer of its own.',
  );
  explainOpenRoutes(redirectRoutes, 'A referral link is public: whoever taps it has no account yet.');
  explainOpenRoutes(keyRoutes, 'These are public keys, with which anybody can check a published result.');
  return api;
}

/** Each route has a limit of its own. A stage names only routes that are there, so it comes after them. */
function throttleRoutes(httpStage: HttpStage, routes: HttpRoute[], throttle: Throttle): void {
  const resource = httpStage.node.defaultChild as CfnStage;
  for (const route of routes) {
    const { routeKey } = route.node.defaultChild as CfnRoute;
    resource.addPropertyOverride(`RouteSettings.${routeKey}`, {
      DetailedMetricsEnabled: true,
      ThrottlingRateLimit: throttle.requestsPerSecond,
      ThrottlingBurstLimit: throttle.burstRequests,
    });
    httpStage.node.addDependency(route);
  }
}

function explainOpenRoutes(routes: HttpRoute[], reason: string): void {
  for (const route of routes) Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
}
