import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findEngine } from '../../tools/engine/binary.ts';
import { startEngine } from '../../tools/engine/engine.ts';
import { freePort } from '../../tools/engine/process.ts';
import { codeOf, isRunning, temporaryDirectory, until } from '../support/machine.ts';

const directory = temporaryDirectory();
const FIXTURE = path.join(import.meta.dirname, 'fixtures', 'engine-parent.ts');

/** A node process with an engine; resolves with the engine's pid once it runs. */
async function startParent(
  file: string,
  ending: string,
): Promise<{ parent: ChildProcess; enginePid: number }> {
  const parent = spawn(process.execPath, [FIXTURE, file, ending], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const enginePid = await new Promise<number>((resolve, reject) => {
    parent.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
    parent.once('exit', () => reject(new Error('The parent ended before its engine ran.')));
  });
  return { parent, enginePid };
}

describe('an engine whose parent ends without closing it', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('ends too, after %s', async (signal) => {
    const { parent, enginePid } = await startParent(path.join(directory, `${signal}.db`), 'wait');
    expect(isRunning(enginePid)).toBe(true);
    parent.kill(signal);
    await until('the end of the engine', () => !isRunning(enginePid));
  });

  it('ends too, after an uncaught exception', async () => {
    const { enginePid } = await startParent(path.join(directory, 'throw.db'), 'throw');
    await until('the end of the engine', () => !isRunning(enginePid));
  });

  it('frees its file for the next start at once', async () => {
    const file = path.join(directory, 'next.db');
    const { parent } = await startParent(file, 'wait');
    expect(await codeOf(startEngine({ file, env: {} }))).toBe('DATA_IN_USE');
    const ended = new Promise((resolve) => parent.once('exit', resolve));
    parent.kill('SIGKILL');
    await ended;
    const engine = await startEngine({ file, env: {} });
    await engine.close();
  });
});

describe('an engine left behind on its data file', () => {
  it('is ended by the next start', async () => {
    const file = path.join(directory, 'left.db');
    const port = await freePort();
    const left = spawn(findEngine({}), ['serve', '--port', String(port), '--db-path', file], {
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => left.once('exit', (_, signal) => resolve(signal)));
    writeFileSync(`${file}.owner`, JSON.stringify({ pid: 1, enginePid: left.pid }));
    const engine = await startEngine({ file, env: {} });
    expect(await ended).toBe('SIGKILL');
    await engine.close();
  });

  it('is not found by process id alone: another program under that id is left alone', async () => {
    const file = path.join(directory, 'other.db');
    const other = spawn('/bin/sh', ['-c', 'read -r _'], { stdio: ['pipe', 'ignore', 'ignore'] });
    onTestFinished(() => void other.kill('SIGKILL'));
    writeFileSync(`${file}.owner`, JSON.stringify({ pid: 1, enginePid: other.pid }));
    const engine = await startEngine({ file, env: {} });
    expect(isRunning(other.pid ?? Number.NaN)).toBe(true);
    await engine.close();
    rmSync(file);
  });
});
