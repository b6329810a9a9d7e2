import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { makeDirectory } from '../../tools/terminal/directory.ts';
import { LocalError } from '../../tools/terminal/errors.ts';
import { diskFull, machineFault } from '../../tools/terminal/machine-fault.ts';
import { temporaryDirectory } from '../support/machine.ts';

const directory = temporaryDirectory();
const coded = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });
const codeOf = (error: unknown) => machineFault(error)?.code;

describe('an error of the machine is reported in a sentence that says what to do', () => {
  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EACCES', 'DATA_UNWRITABLE'],
    ['EROFS', 'DATA_UNWRITABLE'],
    ['ECONNREFUSED', 'ENDPOINT_UNREACHABLE'],
  ])('by the code of Node: %s is %s', (code, wanted) => {
    expect(codeOf(coded(code))).toBe(wanted);
    expect(machineFault(coded(code))?.message).toMatch(/\. .*\.$/);
    expect(codeOf(new Error('around it', { cause: coded(code) }))).toBe(wanted);
  });

  it('by the text of the engine’s errors, which have no code', () => {
    expect(codeOf(new Error('InternalServerError: database or disk is full'))).toBe('DISK_FULL');
    expect(codeOf(new Error('attempt to write a readonly database'))).toBe('DATA_UNWRITABLE');
  });

  it('by the code of SQLite itself', () => {
    const small = new DatabaseSync(path.join(directory, 'small.db'));
    small.exec('PRAGMA max_page_count = 2; CREATE TABLE t (x)');
    let thrown: unknown;
    try {
      small.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(100_000));
    } catch (error) {
      thrown = error;
    }
    small.close();
    expect(codeOf(thrown)).toBe('DISK_FULL');
    expect(diskFull(thrown)).toBeInstanceOf(LocalError);
  });

  it('but any other error is unchanged: an internal error keeps its stack', () => {
    expect(machineFault(new TypeError('x is undefined'))).toBeUndefined();
    expect(machineFault('ENOSPC')).toBeUndefined();
    expect(diskFull(coded('EACCES'))).toBeUndefined();
  });
});

describe('making a directory', () => {
  it('makes its parents, and accepts one that exists', () => {
    const deep = path.join(directory, 'one', 'two words', 'three');
    makeDirectory(deep);
    makeDirectory(deep);
    mkdirSync(path.join(deep, 'four'));
  });

  it.each(['/proc/fanfare', '/proc/fanfare/data', '/dev/null/data'])(
    'ends with a sentence where it is impossible: %s',
    (impossible) => {
      expect(() => makeDirectory(impossible)).toThrow(/Set DATA_DIR to one that it can write in\.$/);
    },
  );
});
