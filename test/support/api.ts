import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { createOpenRoutes } from '../../functions/entrypoints/handlers/open-routes.ts';
import { createProjector } from '../../functions/entrypoints/handlers/projector.ts';
import { createScheduler } from '../../functions/entrypoints/handlers/scheduler.ts';
import { type Brake, createBrake } from '../../functions/platform/brake.ts';
import type { Env } from '../../functions/platform/env.ts';
import { createPresigner } from '../../functions/platform/presign.ts';
import { createSigner } from '../../functions/platform/signer.ts';
import { wakes } from '../../functions/projection/wakes.ts';
import { createGraphqlHandler } from '../../functions/registry/application.ts';
import { createTable } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import type { TickKind } from '../../functions/table/schedule.ts';
import { type HttpServer, startHttp } from '../../local/http.ts';
import { DEV_ISSUER, JWKS_PATH, openIssuer } from '../../local/issuer.ts';
import { type PlainInit, plainRequest } from '../../local/plain-request.ts';
import { openResultKey } from '../../local/result-key.ts';
import { type StreamPump, startStreamPump } from '../../local/stream-pump.ts';
import { bucketDirectory, bucketWhenAsked } from '../../tools/engine/bucket-server.ts';
import { assertAsciiExpressions } from './ascii.ts';
import { startTestEngine, TEST_TABLE } from './engine.ts';
import { scanTable } from './scan.ts';

export type Credential = { token?: string; apiKey?: string; headers?: Record<string, string> };
export type GraphqlError = {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; requestId?: string; retryAfterSeconds?: number };
};
// biome-ignore lint/suspicious/noExplicitAny: the answers of many queries; what they hold is what the tests assert.
export type Data = any;
/** `cost` is the answer's `extensions.cost`. */
export type Answer = { status: number; body: { data?: Data; errors?: GraphqlError[] }; cost?: number };
export type Api = Awaited<ReturnType<typeof startApi>>;

/** The test's clock stands still, and so would the hundred-and-first request of a member. */
const NO_BRAKE: Brake = { take: () => true };

/** The terms of a new program: an update that gives them all leaves nothing of what a test set before. */
export const TERMS = {
  attributionModel: 'LAST_CLICK',
  windowDays: 90,
  qualifyingEventType: 'PURCHASE',
  minimumAmount: null,
  holdingPeriodDays: 7,
  advocatePoints: 500,
  friendPoints: 300,
  cap: null,
  approvalMode: 'AUTOMATIC',
  newCustomersOnly: true,
};

/** The systems that tests report events of. */
const SOURCES = ['a', 'other-shop', 'pos.seoul-1', 's', 'shop', 'till'];

const DAY_SECONDS = 86_400;
const MONTH_SECONDS = 30 * DAY_SECONDS;
const START = new Date('2026-11-02T03:00:00.000Z');

/**
 * The whole product in one process: a fresh engine in memory, the Lambda handlers behind the local HTTP front, the
 * development issuer, the stream and the scheduler, with a clock that the test drives.
 */
export async function startApi(
  options: {
    client?: (client: DynamoDBClient) => void;
    stage?: Env['stage'];
    lasting?: boolean;
    /** Callers are held to their allowances, by the test's clock. */
    braked?: boolean;
  } = {},
) {
  const directory = mkdtempSync(join(tmpdir(), 'fanfare-test-'));
  const engine = await startTestEngine({ lasting: options.lasting ?? false });
  const { client } = engine;
  assertAsciiExpressions(client);
  options.client?.(client);
  const issuer = await openIssuer(directory);
  let now = START;
  let passed = 0;
  const env: Env = {
    tableName: TEST_TABLE,
    stage: options.stage ?? 'local',
    logLevel: 'SILENT',
    dynamodbEndpoint: engine.endpoint,
    operator: { issuer: DEV_ISSUER, audience: 'fanfare-operator', jwksUri: undefined },
  };
  const table = createTable({ tableName: TEST_TABLE, client });
  const brake = options.braked === true ? createBrake(() => now) : NO_BRAKE;
  const files = bucketWhenAsked(bucketDirectory(directory));
  const deps: Deps = createDeps(env, {
    table,
    now: () => now,
    stopwatch: () => passed,
    brake,
    bucket: files.bucket,
    signer: createSigner({ file: await openResultKey(directory) }),
    // The bucket has a clock of its own.
    presigner: { urlOf: async (...file) => createPresigner(await files.server()).urlOf(...file) },
  });
  const http: HttpServer = await startHttp({
    port: 0,
    handlers: { graphql: createGraphqlHandler(deps), redirect: createOpenRoutes(deps) },
    issuer,
    log: deps.log,
  });
  const jwksUri = `${http.url}${JWKS_PATH}`;
  if (env.operator !== undefined) env.operator.jwksUri = jwksUri;
  const projector = createProjector(deps);
  const scheduler = createScheduler(deps);
  let pump: StreamPump | undefined;

  type Asked = {
    subject: string;
    roles?: string[];
    expiresInSeconds?: number;
    claims?: Record<string, unknown>;
  };
  /** Programs that take tokens of a month. */
  const patient = new Set<string>();
  /** Who asked for a token, and when: tests keep theirs while they drive the clock. */
  const asked = new Map<string, { slug: string; request: Asked; at: Date }>();

  async function token(slug: string, request: Asked): Promise<string> {
    const roles = (request.roles ?? []).map((role) => (role === 'OPERATOR' ? role : `${slug}:${role}`));
    const made = await issuer.issueToken({
      expiresInSeconds: patient.has(slug) ? MONTH_SECONDS : DAY_SECONDS,
      ...request,
      audience: `fanfare-${slug}`,
      roles,
      now,
    });
    if (request.expiresInSeconds === undefined && request.claims === undefined)
      asked.set(made, { slug, request, at: now });
    return made;
  }

  /** What an app sends for a token: a new one of the same person, long before it ends. */
  async function renewed(old: string): Promise<string> {
    const found = asked.get(old);
    const isNew = found === undefined || Math.abs(now.getTime() - found.at.getTime()) < 3_600_000;
    return isNew ? old : token(found.slug, found.request);
  }

  async function send(
    slug: string,
    query: string,
    variables: object = {},
    credential: Credential = {},
  ): Promise<Answer> {
    const response = await fetch(`${http.url}/${slug}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        // As clients do: in plain JSON a well-formed request that is refused would be a 200.
        accept: 'application/graphql-response+json, application/json',
        ...(credential.token === undefined
          ? {}
          : { authorization: `Bearer ${await renewed(credential.token)}` }),
        ...(credential.apiKey === undefined ? {} : { 'x-api-key': credential.apiKey }),
        ...credential.headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const { extensions, ...body } = (await response.json()) as Answer['body'] & {
      extensions?: { cost: number };
    };
    return { status: response.status, body, ...extensions };
  }

  /** The data of a request that must have no errors. */
  async function ok(
    slug: string,
    query: string,
    variables: object = {},
    credential: Credential = {},
  ): Promise<Data> {
    const { body } = await send(slug, query, variables, credential);
    if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors, null, 2));
    return body.data;
  }

  /** The payload of a mutation that must have neither errors nor userErrors. `mutation` is `name(input: $input) { … }`'s name. */
  async function mutate(
    slug: string,
    name: string,
    input: object,
    fields: string,
    credential: Credential,
  ): Promise<Data> {
    const payload = await attempt(slug, name, input, fields, credential);
    if (payload.userErrors.length > 0) throw new Error(`${name}: ${JSON.stringify(payload.userErrors)}`);
    return payload;
  }

  /** The payload of a mutation, refused or not. */
  async function attempt(
    slug: string,
    name: string,
    input: object,
    fields: string,
    credential: Credential,
  ): Promise<Data> {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation Run($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code message field } } }`;
    return (await ok(slug, document, { input }, credential))[name];
  }

  async function createProgram(
    overrides: { slug?: string; referralPolicy?: object; pointPolicy?: object } & Record<
      string,
      unknown
    > = {},
  ): Promise<string> {
    const slug = overrides.slug ?? 'demo';
    const { referralPolicy, pointPolicy, ...rest } = overrides;
    const input = {
      slug,
      name: '달빛찻집',
      timeZone: 'Asia/Seoul',
      locale: 'ko-KR',
      currency: 'KRW',
      landingUrl: 'https://shop.example.com/welcome?from=friend#top',
      pointPolicy: { pointName: 'leaves', expiryMonths: 12, ...pointPolicy },
      referralPolicy: { ...TERMS, ...referralPolicy },
      tokenPolicy: {
        issuer: DEV_ISSUER,
        audience: `fanfare-${slug}`,
        jwksUri,
        maxLifetimeSeconds: MONTH_SECONDS,
      },
      ...rest,
    };
    if (rest.tokenPolicy === undefined) patient.add(slug);
    await mutate('operator', 'createProgram', input, 'program { slug }', { token: await operator() });
    return slug;
  }

  async function drain(): Promise<void> {
    pump ??= await startStreamPump({
      endpoint: engine.endpoint,
      tableName: TEST_TABLE,
      handler: (event) => projector(event),
      log: deps.log,
      wakes,
      onHandedOver: engine.engine.trimStream,
      // Nothing runs beside a test that breaks items by hand.
      idleMillis: null,
    });
    await pump.drain();
  }
  const tick = (kind?: TickKind) => scheduler(() => 60_000, kind);

  const operator = () => token('operator', { subject: 'operator', roles: ['OPERATOR'] });

  return {
    deps,
    engine,
    client,
    issuer,
    url: http.url,
    jwksUri,
    /** The server of the bucket of results. */
    bucketServer: files.server,
    clock: {
      now: () => now,
      /** As an operating system sets its clock: no time passes. */
      set: (to: Date) => {
        now = to;
      },
      advance: (by: { days?: number; hours?: number; minutes?: number; seconds?: number }) => {
        const seconds =
          (by.days ?? 0) * 86_400 + (by.hours ?? 0) * 3_600 + (by.minutes ?? 0) * 60 + (by.seconds ?? 0);
        now = new Date(now.getTime() + seconds * 1000);
        passed += seconds * 1000;
      },
    },
    token,
    operator,
    send,
    ok,
    mutate,
    attempt,
    createProgram,
    /** A token with a role in a program: OWNER, ORGANIZER, MODERATOR, JUDGE. */
    as: (slug: string, role: string) => token(slug, { subject: role.toLowerCase(), roles: [role] }),
    async join(
      slug: string,
      subject: string,
      input: object = {},
    ): Promise<{ token: string; memberId: string }> {
      const own = await token(slug, { subject });
      const { member } = await mutate(slug, 'join', input, 'member { id }', { token: own });
      return { token: own, memberId: member.id };
    },
    /** A key of the client `test`; one that may send events may send those of SOURCES. `more` says otherwise. */
    async apiKey(slug: string, scopes: string[], more: object = {}): Promise<string> {
      const owner = await token(slug, { subject: 'owner', roles: ['OWNER'] });
      const input = {
        name: 'test',
        scopes,
        ...(scopes.includes('EVENTS_WRITE') && { sources: SOURCES }),
        ...more,
      };
      return (await mutate(slug, 'createApiKey', input, 'secret', { token: owner })).secret;
    },
    /** Hands everything in the stream to the projector. Before and after, nothing is handed over. */
    drain,
    /** One run of the scheduler: of every kind of due work, or of one kind. */
    tick,
    /** Does what is due, and hands over what comes of it: as it is a minute later in life. */
    async settle(): Promise<void> {
      await tick();
      await drain();
    },
    /** Every item of the table; or those whose partition begins so. */
    scanAll: (beginning?: string) => scanTable(engine.endpoint, beginning),
    /** A plain HTTP request; redirects are not followed. */
    get: (path: string, init?: PlainInit) => plainRequest(`${http.url}${path}`, init),
    async close(): Promise<void> {
      await pump?.stop();
      await http.close();
      await engine.close();
      await files.close();
      rmSync(directory, { recursive: true });
    },
  };
}
