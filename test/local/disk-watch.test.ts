import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDiskCheck } from '../../local/disk-watch.ts';
import { temporaryDirectory } from '../support/machine.ts';

const directory = temporaryDirectory();

describe('the check of the disk', () => {
  it('reports once that the disk is full, and once that it can be written again', () => {
    const data = path.join(directory, 'watched');
    mkdirSync(data);
    const said: string[] = [];
    const check = createDiskCheck(data, (sentence) => said.push(sentence));
    check();
    // The device that is always full stands for the disk; the check takes its file away each time.
    const fill = () => symlinkSync('/dev/full', path.join(data, 'disk-check'));
    fill();
    check();
    fill();
    check();
    check();
    check();
    expect(said).toEqual([
      expect.stringMatching(/^The disk is full .* Until then writes fail\.$/),
      'The disk can be written again.',
    ]);
  });
});
