import { defineConfig } from 'vitest/config';

export default defineConfig({
  // graphql has no exports map: Vite would take its ES modules and Node its CommonJS ones, and two copies refuse each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    // Each file has an engine of its own, so files are independent; two cores carry two at a time.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    env: { LOG_LEVEL: 'SILENT' },
  },
});
