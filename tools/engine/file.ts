import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { makeDirectory } from '../terminal/directory.ts';
import { LocalError, reasonOf } from '../terminal/errors.ts';
import { diskFull } from '../terminal/machine-fault.ts';
import { corruptFile } from './process.ts';

// The engine's database file. All that Fanfare knows of the engine's inside is here, and ENGINE_VERSION pins
// it.

/** Without these, each write reads every stream record there is, and the engine never deletes one. */
const STREAM_INDEXES = `
  CREATE INDEX IF NOT EXISTS fanfare_stream_next
    ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
  CREATE INDEX IF NOT EXISTS fanfare_stream_read
    ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));`;

/**
 * The newest record stays whatever was consumed: the engine numbers the next one after it, and a number that
 * came twice would lie below the projector's checkpoint and be lost. The limit bounds how long other writes
 * wait.
 */
const TRIM = `
  DELETE FROM _stream_records WHERE id IN (
    SELECT id FROM _stream_records
    WHERE table_name = :table
      AND CAST(sequence_number AS INTEGER) <= :through
      AND CAST(sequence_number AS INTEGER) <
        (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = :table)
    ORDER BY CAST(sequence_number AS INTEGER) LIMIT :limit)`;
const TRIM_LIMIT_RECORDS = 5_000;
const BUSY_TIMEOUT_MILLIS = 1_000;
const LEFT_ENGINE_DEADLINE_MILLIS = 2_000;

/** A database file that no other Fanfare process on this machine has, until `release`. */
export type EngineFile = {
  path: string;
  /** Notes which engine serves the file, so that the next start can find one that outlived its parent. */
  noteEngine(pid: number): void;
  /** Adds what keeps writes from slowing down. Call it while the engine runs: the engine makes the tables. */
  addStreamIndexes(): void;
  /**
   * Deletes consumed stream records up to and with this one, at most 5,000, never the newest. Returns how
   * many.
   */
  trimStream(tableName: string, throughSequenceNumber: string): number;
  release(): void;
};

/**
 * Takes the file for this process, ends an engine that was left on it, and checks it. Throws LocalError
 * DATA_UNWRITABLE, DISK_FULL, DATA_IN_USE or DATA_CORRUPT.
 */
export async function claimEngineFile(given: string): Promise<EngineFile> {
  const file = path.resolve(given);
  const lock = lockFile(file);
  try {
    await endLeftEngine(file);
    checkIntegrity(file);
  } catch (error) {
    lock.close();
    throw error;
  }
  let records: DatabaseSync | undefined;
  const database = () => {
    if (records === undefined) {
      records = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MILLIS });
      // A trim that a power cut undoes is only done again, so it need not wait for the disk.
      records.exec('PRAGMA synchronous = NORMAL');
    }
    return records;
  };
  return {
    path: file,
    noteEngine: (pid) => writeFileSync(ownerPath(file), JSON.stringify({ pid: process.pid, enginePid: pid })),
    addStreamIndexes: () => database().exec(STREAM_INDEXES),
    trimStream: (tableName, throughSequenceNumber) => {
      const through = BigInt(throughSequenceNumber);
      const done = database().prepare(TRIM).run({ table: tableName, through, limit: TRIM_LIMIT_RECORDS });
      return Number(done.changes);
    },
    release: () => {
      records?.close();
      records = undefined;
      rmSync(ownerPath(file), { force: true });
      lock.close();
    },
  };
}

/** Deletes the data. Throws LocalError DATA_IN_USE while another process has it. */
export async function deleteEngineFile(given: string): Promise<void> {
  const file = path.resolve(given);
  const lock = lockFile(file);
  await endLeftEngine(file);
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
  rmSync(ownerPath(file), { force: true });
  lock.close();
}

const ownerPath = (file: string) => `${file}.owner`;

/**
 * An open exclusive transaction on a file beside it: the operating system ends it with this process, however
 * that ends.
 */
function lockFile(file: string): DatabaseSync {
  const directory = path.dirname(file);
  let lock: DatabaseSync | undefined;
  makeDirectory(directory);
  try {
    lock = new DatabaseSync(`${file}.lock`, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (sqliteCode(error) === SQLITE_BUSY) {
      const owner = readOwner(file);
      const who = owner === undefined ? 'Another Fanfare process' : `Another Fanfare process (${owner.pid})`;
      throw new LocalError(
        'DATA_IN_USE',
        `${who} is using ${file}. Stop it, or set DATA_DIR to another directory.`,
      );
    }
    throw unwritable(directory, error);
  }
}

function unwritable(directory: string, error: unknown): LocalError {
  const message = `Fanfare cannot write in ${directory} (${reasonOf(error)}). Set DATA_DIR to a directory that it can write in.`;
  return diskFull(error) ?? new LocalError('DATA_UNWRITABLE', message, { cause: error });
}

function checkIntegrity(file: string): void {
  let answer: unknown;
  try {
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MILLIS });
    try {
      answer = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    } finally {
      database.close();
    }
  } catch (error) {
    const code = sqliteCode(error);
    throw code === SQLITE_CORRUPT || code === SQLITE_NOTADB
      ? corruptFile(file)
      : unwritable(path.dirname(file), error);
  }
  if (answer !== 'ok') throw corruptFile(file);
}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** SQLite's primary result code of an error that it threw. */
function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

type Owner = { pid: number; enginePid: number };

function readOwner(file: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(ownerPath(file), 'utf8')) as Partial<Owner>;
    return Number.isInteger(owner.pid) && Number.isInteger(owner.enginePid) ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

/** The lock is ours, so whoever started an engine on this file is gone: that engine serves nobody. */
async function endLeftEngine(file: string): Promise<void> {
  const left = readOwner(file)?.enginePid;
  const deadline = Date.now() + LEFT_ENGINE_DEADLINE_MILLIS;
  while (left !== undefined && serves(left, file) && Date.now() < deadline) {
    endProcess(left);
    await delay(5);
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}

/**
 * Whether this process was started with this very file: its number alone may long belong to another program.
 */
function serves(pid: number, file: string): boolean {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(file);
    const commandLine = execFileSync('ps', ['-p', String(pid), '-o', 'args='], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return commandLine.trim().endsWith(` ${file}`);
  } catch {
    return false;
  }
}
