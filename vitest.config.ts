import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest first: a long one that begins last keeps one core waiting for it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /\/(e2e\/.*|model\.test\.ts|orders\.test\.ts)$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const TESTS = 'test/**/*.test.ts';
/** What these replace would be replaced for the files after them too, in a worker that they share. */
const withMocks = globSync(TESTS).filter((file) => readFileSync(file, 'utf8').includes('vi.mock('));

export default defineConfig({
  // graphql has no exports map: Vite would take its ES modules and Node its CommonJS ones, and two copies refuse each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // Each file has an engine of its own, so files are independent; two cores carry two at a time. Two workers that stay take two
    // thirds of the time that a new one for each file takes: what is loaded is loaded once.
    projects: [
      { extends: true, test: { name: 'shared', include: [TESTS], exclude: withMocks, isolate: false } },
      { extends: true, test: { name: 'mocked', include: withMocks } },
    ],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    env: { LOG_LEVEL: 'SILENT' },
  },
});
