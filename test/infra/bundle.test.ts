import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultProvider } from '../../infra/bundle/lambda-credentials.ts';
import { type Bundle, bundle } from '../../infra/bundling.ts';
import { FanfareFunction } from '../../infra/lambda.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../infra/stages.ts';
import { stageNamed } from './synthesized.ts';

const ENTRYPOINTS = join(import.meta.dirname, '../../functions/entrypoints');
const SYNTHESIS_MILLIS = 30_000;
const made = new Map<FunctionName, Promise<Bundle>>();

/** Each entrypoint is bundled once, by the first test that asks for it. */
function bundleOf(name: FunctionName): Promise<Bundle> {
  const bundled = made.get(name) ?? bundle(join(ENTRYPOINTS, `${name}.ts`));
  made.set(name, bundled);
  return bundled;
}

async function inputsOf(name: FunctionName, pattern: RegExp): Promise<string[]> {
  return (await bundleOf(name)).inputs.filter((path) => pattern.test(path));
}

// Contests brought 80 KB: four features of thirteen, and a third of the schema's words. Results, prizes, strikes and numbers brought 40 more,
// 8 KB of them what signs the addresses of files.
const BUDGET_KILOBYTES: Record<FunctionName, number> = {
  graphql: 1_090,
  redirect: 450,
  projector: 600,
  // 175 KB of it are S3's client, 30 KB that of KMS.
  scheduler: 800,
};

afterEach(() => vi.unstubAllEnvs());

describe('bundles', () => {
  it.each(FUNCTION_NAMES)('of %s stay within their budget', async (name) => {
    expect((await bundleOf(name)).bytes).toBeLessThanOrEqual(BUDGET_KILOBYTES[name] * 1000);
  });

  it.each(['redirect', 'projector', 'scheduler'] as const)(
    'of %s hold neither GraphQL nor Apollo',
    async (name) => {
      expect(await inputsOf(name, /node_modules\/(graphql|@graphql-tools|@apollo)\//)).toEqual([]);
    },
  );

  it.each(['graphql', 'redirect', 'projector'] as const)(
    'of %s hold no client of S3 or KMS: the scheduler alone writes results and signs them',
    async (name) => {
      expect(await inputsOf(name, /node_modules\/@aws-sdk\/(client-s3|client-kms)\//)).toEqual([]);
    },
  );

  it.each(FUNCTION_NAMES)('of %s hold one copy of what the clients of AWS share', async (name) => {
    const files = await inputsOf(name, /node_modules\/(@aws-sdk|@smithy)\/core\//);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((path) => path.split('node_modules/').length > 2)).toEqual([]);
  });

  it('of graphql hold one copy of Apollo and one of GraphQL', async () => {
    expect(await inputsOf('graphql', /node_modules\/@apollo\/server\/dist\/cjs\//)).toEqual([]);
    for (const name of ['@apollo/server', 'graphql']) {
      const files = await inputsOf('graphql', new RegExp(`node_modules/${name}/`));
      expect(new Set(files.map((path) => path.split(`/${name}/`)[0])).size).toBe(1);
    }
  });

  it.each(FUNCTION_NAMES)('of %s hold no language of zod but English', async (name) => {
    const files = await inputsOf(name, /node_modules\/zod\/.*locales\//);
    const locales = files.map((path) => path.split('/locales/')[1]);
    expect(locales.filter((locale) => !/^(en|index)\.c?js$/.test(locale ?? ''))).toEqual([]);
  });

  it('that are measured weigh to the byte what a deployment uploads', {
    timeout: SYNTHESIS_MILLIS,
  }, async () => {
    const app = new App();
    const stack = new Stack(app, 'Uploaded');
    const stage = stageNamed('dev');
    const props = { stage, tableName: 't', description: '', timeoutSeconds: 1, memoryMegabytes: 128 };
    new FanfareFunction(stack, 'redirect', props);

    const { directory } = app.synth();

    const asset = readdirSync(directory).find((name) => name.startsWith('asset.')) ?? 'none';
    expect(readFileSync(join(directory, asset, 'index.mjs')).length).toBe((await bundleOf('redirect')).bytes);
  });
});

describe('a bundled function', () => {
  it('signs with the credentials that Lambda puts into the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'session');

    const credentials = await defaultProvider()();

    expect(credentials).toEqual({ accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'session' });
  });

  it('says which credential is missing from the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');

    await expect(defaultProvider()()).rejects.toThrow('AWS_SECRET_ACCESS_KEY is not set');
  });
});
