import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import type { startCloud as inside } from '../../src/entries/start-cloud.ts';
import type { startCloud as promised } from '../../start-cloud.mjs';
import { ROOT } from '../support/source-files.ts';

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-recipe-'));
  await cp(join(ROOT, 'examples/vitest'), folder, { recursive: true });
  await cp(join(ROOT, 'examples/scenario.json'), join(folder, 'scenario.json'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  // As npm installs a folder.
  await mkdir(join(folder, 'node_modules'));
  await symlink(ROOT, join(folder, 'node_modules/device-workbench'));
  await symlink(join(ROOT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a module in the folder of somebody who has installed the package; gives what it prints. */
async function runModule(text: string): Promise<{ stdout: string; stderr: string }> {
  await writeFile(join(folder, 'module.mjs'), text);
  return run(process.execPath, ['module.mjs'], { cwd: folder, env: { ...process.env, XDG_CACHE_HOME: folder } });
}

test('the types that are promised are those of what there is', () => {
  expectTypeOf<typeof inside>().toExtend<typeof promised>();
  expectTypeOf<typeof promised>().toExtend<typeof inside>();
});

test('the recipe for Vitest runs as it is written', async () => {
  const { VITEST: _, ...env } = process.env;
  const { stdout } = await run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json'], {
    cwd: folder,
    env: { ...env, XDG_CACHE_HOME: folder },
  });
  expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({ success: true, numPassedTests: 2 });
});

test('the recipe is typed', async () => {
  const files = ['local-cloud.ts', 'back-end.test.ts'].map((name) => join(folder, name));
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
  await symlink(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const failed = await run(process.execPath, [tsc, ...options, '--types', 'node', ...files], { cwd: folder }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(failed).toBe('');
});

test('a cloud starts in the process of whoever imports it, and lets it end when it is closed', async () => {
  const { stdout, stderr } = await runModule(`
    import { request } from 'node:https';
    import { readFileSync } from 'node:fs';
    import { startCloud } from 'device-workbench';
    const cloud = await startCloud({ scenario: { devices: [{ id: 'a' }] }, settings: { retryAfterSeconds: 9 } });
    const { status, body } = await cloud.rest('GET', '/api/devices/a');
    const denied = await cloud.rest('GET', '/api/devices/a', undefined, { Authorization: 'none' });
    const settings = (await cloud.rest('GET', '/_emu/cloud')).body.settings;
    const secure = await new Promise((resolve, reject) =>
      request({ port: cloud.ports.https, ca: readFileSync(cloud.caFile) }, (answer) => resolve(answer.statusCode))
        .on('error', reject).end());
    console.log(JSON.stringify({ status, id: body.id, denied: denied.status, secure,
      retry: settings.retryAfterSeconds, names: Object.keys(cloud).sort(), environment: Object.keys(cloud.environment) }));
    await cloud.close();
  `);
  expect(stderr).not.toContain('Error');
  expect(JSON.parse(stdout)).toEqual({
    status: 200,
    id: 'a',
    denied: 401,
    secure: 200,
    retry: 9,
    environment: [
      'DEVICE_WORKBENCH_HOST',
      'DEVICE_WORKBENCH_CA',
      'DEVICE_WORKBENCH_HTTPS_PORT',
      'DEVICE_WORKBENCH_MQTTS_PORT',
    ],
    names: [
      'caFile',
      'close',
      'enrollmentGroups',
      'environment',
      'host',
      'hubs',
      'idScope',
      'operatorToken',
      'ports',
      'preloadFile',
      'provisioningConnectionString',
      'rest',
      'serviceConnectionString',
    ],
  });
});

test('what is wrong with the options is said in words, and nothing stays open', async () => {
  const { stdout } = await runModule(`
    import { startCloud } from 'device-workbench';
    const say = (error) => console.log(error.message);
    await startCloud({ scenario: { devices: [{}] } }).catch(say);
    await startCloud({ settings: { autoAprove: true } }).catch(say);
    await startCloud({ scenario: './missing.json' }).catch(say);
    await startCloud({ port: 'http' }).catch(say);
    await startCloud({ host: 'https://localhost' }).catch(say);
    await startCloud({ scenari: './scenario.json' }).catch(say);
    const cloud = await startCloud({ tls: false });
    await cloud.close();
    await cloud.rest('GET', '/api/devices').catch(say);
  `);
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(7);
  expect(lines[0]).toContain('“scenario”, devices[0].id: here must be a name');
  expect(lines[1]).toContain('There is no setting autoAprove');
  expect(lines[2]).toContain('missing.json');
  expect(lines[3]).toContain('--port');
  expect(lines[4]).toContain('--host');
  expect(lines[5]).toContain('“scenari” is no option');
  expect(lines[6]).toContain('This cloud was closed');
});
