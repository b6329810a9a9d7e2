import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { memberIdOf } from '../../functions/identity/member-id.ts';
import { accountKey } from '../../functions/table/keys.ts';
import { createCaller } from '../../local/demo/caller.ts';
import { DEV_ISSUER } from '../../local/issuer.ts';
import { emptyData, type Server, signedIn, tableOf, terminal, untilSound } from './processes.ts';

const { directory, start, tool } = terminal();
let server: Server;

beforeAll(async () => {
  await emptyData(directory);
  server = await start({ directory });
}, 180_000);

const demo = () => tool('local/demo.ts', { directory, port: server.port });
const verifyLedger = () => tool('tools/verify-ledger.ts', { directory });

describe('npm run demo, beside a running server', { timeout: 180_000 }, () => {
  it('plays a campaign in which every number is correct', async () => {
    const { status, stdout, stderr } = await demo();
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ 1\. The operator creates a program: tour-[0-9a-f]{8}\.$/m);
    expect(stdout).toMatch(/^All \d+ checks are right \([\d.]+ s\)\.$/m);
    expect(stdout).not.toContain('WRONG');
    expect(status).toBe(0);
  });

  it('leaves a result that verify:contest finds sound, and whose files the offline mode takes until a byte is changed', async () => {
    const all = await tool('tools/verify-contest.ts', { directory });
    expect(all).toMatchObject({ status: 0, stderr: '' });
    const [, slug = '', contestId = ''] = /(tour-\w+)\/(cst_\w+), version/.exec(all.stdout) ?? [];
    const folder = path.join(directory, 'result');
    const verify = (...args: string[]) => tool('tools/verify-contest.ts', { directory, args });
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(await verify(contestId, '--save', folder)).toMatchObject({ status: 0, stderr: '' });
    const address = `${server.url}/${slug}/result-keys`;
    expect(await verify('--file', folder, '--keys', address)).toMatchObject({ status: 0, stderr: '' });
    for (const name of ['result.json', 'result.jws', 'ballots-1-00.ndjson.gz', 'ballots-2-63.ndjson.gz']) {
      const bytes = readFileSync(path.join(folder, name));
      const changed = Buffer.from(bytes);
      changed.writeUInt8((changed[9] ?? 0) ^ 1, 9);
      writeFileSync(path.join(folder, name), changed);
      const refused = await verify('--file', folder, '--keys', address);
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining(`WRONG  ${name}: `)]);
      writeFileSync(path.join(folder, name), bytes);
    }
  });

  it('leaves a ledger and rankings that the verify tools find sound, beside the server and without it', async () => {
    await untilSound(server);
    expect(await verifyLedger()).toMatchObject({ status: 0, stderr: '' });
    const rankings = await tool('tools/verify-rankings.ts', { directory });
    expect(rankings).toMatchObject({ status: 0, stderr: '' });
    const { port } = server;
    await server.stop();
    expect(await verifyLedger()).toMatchObject({ status: 0, stderr: '' });
    server = await start({ directory, port });
  });

  it('says so when the data is in another directory', async () => {
    const { status, stderr } = await tool('local/demo.ts', {
      directory: `${directory}-other`,
      port: server.port,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The server at .* does not keep its data in .* Set DATA_DIR/);
  });

  it('fails, as verify:ledger does, when a balance was changed behind the ledger', async () => {
    const app = createCaller(server.url, 'demo', await signedIn(server, 'member:7'));
    await app.run('join', {}, 'member { id }');
    const organizer = createCaller(server.url, 'demo', await signedIn(server, 'organizer'));
    const memberId = memberIdOf('demo', DEV_ISSUER, 'member:7');
    const award = { memberId, points: 100, reason: 'Honest', idempotencyKey: 'honest' };
    await organizer.run('awardPoints', award, 'entry { id }');

    const { table } = tableOf(server);
    const key = accountKey('demo', memberId);
    const account = await table.get(key);
    const [month = ''] = Object.keys(account?.lots ?? {});
    // In a lot and in the total, so that the account looks sound by itself.
    const names = { '#lots': 'lots', '#month': month, '#earned': 'earned' };
    const set = 'SET #lots.#month = :more, #earned = :more';
    await table.write({ update: key, set, names, values: { ':more': 1_000_100 } });

    const check = await verifyLedger();
    expect(check.status).toBe(1);
    expect(check.stderr).toContain(
      `WRONG  demo/${memberId}: lot ${month} holds 1000100 and its entries say 100.`,
    );
    const played = await demo();
    expect(played.status).toBe(1);
    expect(played.stdout).toContain(`lot ${month} holds 1000100 and its entries say 100.`);
    expect(played.stdout).toMatch(/^1 of \d+ checks are WRONG\.$/m);
  });
});
