import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

// Some dependencies are CommonJS and call require for Node's own modules; an ES module has none of its own.
const REQUIRE_BANNER =
  "import { createRequire as bannerCreateRequire } from 'node:module'; const require = bannerCreateRequire(import.meta.url);";

const replacement = (name: string) => join(import.meta.dirname, 'bundle', name);

/**
 * What stands in for packages of which functions use nothing or little: a third of what every cold start
 * would load.
 */
const INSTEAD = {
  '@apollo/usage-reporting-protobuf': replacement('no-usage-reporting.ts'),
  '@apollo/utils.usagereporting': replacement('no-usage-reporting.ts'),
  '@apollo/utils.createhash': replacement('node-hash.ts'),
  '@aws-sdk/credential-provider-node': replacement('lambda-credentials.ts'),
  '@graphql-tools/schema': replacement('no-schema-making.ts'),
  ...Object.fromEntries(
    ['dns', 'http', 'https', 'http2'].flatMap((name) => [
      [name, replacement(`node-${name}.cjs`)],
      [`node:${name}`, replacement(`node-${name}.cjs`)],
    ]),
  ),
};

/**
 * How a function becomes one file, shared by the CDK construct and the bundle-size test. The SDK is bundled:
 * it starts faster than the copy that Lambda carries, and its version is the one that was tested.
 */
export const ESBUILD = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  banner: { js: REQUIRE_BANNER },
  alias: INSTEAD,
  // graphql-js has slower checks for development, which this leaves out of the file.
  define: { 'process.env.NODE_ENV': '"production"' },
} as const satisfies BuildOptions;

export type Bundle = {
  bytes: number;
  /** The source files that put at least one byte into the bundle, as paths from the working directory. */
  inputs: string[];
};

/** Bundles an entrypoint as a deployment does, in memory, and says what it weighs and what is in it. */
export async function bundle(entry: string): Promise<Bundle> {
  const built = await build({
    ...ESBUILD,
    mainFields: [...ESBUILD.mainFields],
    entryPoints: [entry],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const output = Object.values(built.metafile.outputs)[0];
  if (output === undefined) throw new Error(`Nothing was bundled from ${entry}.`);
  const contributors = Object.entries(output.inputs).filter(([, input]) => input.bytesInOutput > 0);
  return { bytes: output.bytes, inputs: contributors.map(([path]) => path) };
}
