import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { terminal } from './processes.ts';

const { directory, tool } = terminal();

test.each([
  'local/start.ts',
  'local/token.ts',
  'local/demo.ts',
  'tools/verify-ledger.ts',
  'tools/verify-rankings.ts',
  'bench/start.ts',
  'bench/rankings.ts',
])('%s refuses an unknown argument, prints its usage, and does nothing', async (file) => {
  const nowhere = path.join(directory, 'nowhere');
  const { status, stdout, stderr } = await tool(file, { directory: nowhere, args: ['more'] });
  expect([status, stdout]).toEqual([2, '']);
  const [sentence, blank, help] = stderr.split('\n');
  expect([sentence, blank]).toEqual(["Unexpected argument 'more'.", '']);
  expect(help).toMatch(/^npm (run|start)/);
  expect(existsSync(nowhere)).toBe(false);
});
