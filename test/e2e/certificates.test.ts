import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { makeAuthority as makeOpensslAuthority } from '../support/openssl.ts';
import { runTool } from '../support/tools.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let browser: OpenedBrowser;
let tab: Tab;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificates-'));
});

afterAll(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true });
});

async function open(...options: string[]): Promise<void> {
  server = await startWorkbench('start', ...options);
  browser = await openBrowser();
  tab = await browser.openTab(`${server.origin}/#/certificates`);
  await tab.page.getByRole('heading', { level: 1, name: 'Certificates' }).waitFor();
}

afterEach(async () => {
  await browser?.close();
  await server?.kill();
});

const press = (name: string | RegExp) => tab.page.getByRole('button', { name }).first().click();
const heading = (name: string) => tab.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const dialog = () => tab.page.getByRole('dialog');
const link = (name: string) => tab.page.getByRole('link', { name, exact: true }).first().click();

async function makeAuthority(name: string): Promise<void> {
  await dialog().getByLabel('Name', { exact: true }).fill(name);
  await dialog().getByRole('button', { name: 'Make it' }).click();
  await heading(name);
}

async function makeDevice(id: string): Promise<void> {
  await press('Make a device certificate');
  await dialog().locator('#device-certificate-name').fill(id);
  await dialog().getByRole('radio', { name: 'Sealed, exportable' }).check({ force: true });
  await dialog().locator('[type=submit]').click();
  await heading(id);
}

/** Saves an output, and gives the path of the file. */
async function save(label: string): Promise<string> {
  const coming = tab.page.waitForEvent('download');
  await press(new RegExp(`^Save: ${label}`));
  const download = await coming;
  const path = join(folder, download.suggestedFilename());
  await writeFile(path, await readFile(await download.path()));
  return path;
}

describe('a whole authority', () => {
  test('signs a device that the cloud takes by one press, opens elsewhere, and outlives a reload', async () => {
    await open('--https-port', '0', '--tls-dir', join(folder, 'tls'));
    await press('Make a root');
    await makeAuthority('Fleet Root');
    await press('More actions for Fleet Root');
    await tab.page.getByRole('menuitem', { name: 'Make an intermediate' }).click();
    await makeAuthority('Plant CA');

    // The chain leads to the issuer.
    await tab.page.getByRole('list', { name: 'Chain of Plant CA' }).getByRole('button', { name: 'Fleet Root' }).click();
    await heading('Fleet Root');
    await press('Prove to the local cloud');
    await tab.page.getByText('DPS knows the authority as Fleet-Root').waitFor();
    await press('Make an enrollment group');
    await tab.page.getByText('can register by the group Fleet Root').waitFor();

    await link('Authorities');
    await link('Plant CA');
    await makeDevice('pump-17');
    const chain = await save('Full chain');
    const key = await save('Private key, pump-17');
    await server.operator('PATCH', '/_emu/settings', { intermediateAssigning: 0 });
    expect(await register('pump-17', chain, key)).toMatchObject({ status: 200, body: { status: 'assigned' } });

    await press('Settings and commands: PFX');
    await press('Make one for me');
    const password = await tab.page.locator('.made-password strong').innerText();
    const pfx = await save('PFX');
    const opened = ['pkcs12', '-in', pfx, '-nokeys', '-passin', 'stdin'];
    const { stdout } = runTool('openssl', opened, { input: `${password}\n` });
    expect(stdout).toContain('subject=CN = pump-17');
    expect(stdout.match(/BEGIN CERTIFICATE/g)?.length).toBe(3);

    await tab.page.reload();
    await heading('pump-17');
    await tab.page.getByText('Sealed in this browser’s vault, and exportable').waitFor();
    expect(await tab.page.locator('.chain-name').allInnerTexts()).toEqual(['pump-17', 'Plant CA', 'Fleet Root']);
    expect([...tab.violations, ...tab.uncaught]).toEqual([]);
  });

  test('is made, proved and saved with the server stopped and the network off', async () => {
    await open();
    await tab.page.getByText('Ready to work offline').waitFor();
    await server.kill();
    await tab.page.context().setOffline(true);
    await tab.page.reload();
    await heading('Certificates');
    await press('Make a root');
    await makeAuthority('Offline Root');
    await press('Prove to the local cloud');
    await tab.page.getByText('DPS knows the authority as Offline-Root').waitFor();
    await tab.page.getByLabel('Verification code').fill('AAEC1DA657F1B63F440BCB58DFE5E3E274B6162D2B2FA6CD');
    await press('Make the certificate');
    await tab.page.getByText('The verification certificate is made').waitFor();
    await makeDevice('pump-18');
    const certificate = await save('Certificate, pump-18');
    await tab.page.goBack();
    await heading('Offline Root');
    const log = tab.page.getByRole('table', { name: 'Certificates that this authority signed' });
    await log.getByText('pump-18').waitFor();
    const root = await save('Certificate, Offline');
    const { stdout } = runTool('openssl', ['verify', '-x509_strict', '-CAfile', root, certificate]);
    expect(stdout).toContain(': OK');
    await tab.page.reload();
    await heading('Offline Root');
    expect([...tab.violations, ...tab.uncaught]).toEqual([]);
  });
});

describe('what openssl made', () => {
  test('is imported: a PFX by its password, an encrypted key beside its certificate, and a certificate alone', async () => {
    await open();
    const root = await makeOpensslAuthority({ cn: 'Old Root' });
    const plant = await makeOpensslAuthority({ cn: 'Old Plant', parent: root });
    const yard = await makeOpensslAuthority({ cn: 'Old Yard' });
    const files = {
      'plant.pem': plant.certificatePem,
      'plant.key': plant.keyPem,
      'root.pem': root.certificatePem,
      'yard.pem': yard.certificatePem,
      'yard.key': yard.keyPem,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const at = { cwd: folder };
    const pfx = ['-in', 'plant.pem', '-inkey', 'plant.key', '-certfile', 'root.pem', '-out', 'plant.pfx'];
    runTool('openssl', ['pkcs12', '-export', ...pfx, '-passout', 'pass:geheim ü'], at);
    const key = ['-topk8', '-v2', 'aes-256-cbc', '-in', 'yard.key', '-out', 'yard.enc.key'];
    runTool('openssl', ['pkcs8', ...key, '-passout', 'pass:secret'], at);

    await importFiles(['plant.pfx'], 'geheim ü');
    await dialog().getByText('Old Plant was imported').waitFor();
    await dialog().getByText('Its key was with it, and is sealed here. It can be exported.').waitFor();
    await dialog().getByRole('button', { name: 'Show it' }).click();
    await heading('Old Plant');
    await makeDevice('pump-19');
    const device = await save('Certificate, pump-19');
    const verify = ['verify', '-x509_strict', '-CAfile', 'root.pem', '-untrusted', 'plant.pem', device];
    expect(runTool('openssl', verify, at).stdout).toContain(': OK');

    await tab.page.goto(`${server.origin}/#/certificates`);
    await importFiles(['yard.pem', 'yard.enc.key'], 'secret');
    await dialog().getByText('Old Yard was imported').waitFor();
    await dialog().getByRole('button', { name: 'Import more' }).click();
    await dialog().getByRole('button', { name: 'Cancel' }).click();

    await importFiles(['root.pem']);
    await dialog().getByText('Old Root was imported').waitFor();
    await dialog().getByText('Its key was not with it').waitFor();
    await dialog().getByRole('button', { name: 'Show it' }).click();
    await heading('Old Root');
    await tab.page.getByText('What needs the key is done where it is').waitFor();
    expect([...tab.violations, ...tab.uncaught]).toEqual([]);
  });
});

async function importFiles(names: readonly string[], password?: string): Promise<void> {
  await press('Import');
  await tab.page.locator('#import-source-file').setInputFiles(names.map((name) => join(folder, name)));
  await dialog().getByRole('radio', { name: 'Sealed, exportable' }).check({ force: true });
  await dialog().getByRole('button', { name: 'Import' }).click();
  if (password === undefined) return;
  // It turns out that a password is needed; a wrong one is told.
  for (const typed of ['wrong', password]) {
    await tab.page.locator('#import-password-error').waitFor();
    await dialog().getByLabel('Password', { exact: true }).fill(typed);
    await dialog().getByRole('button', { name: 'Import' }).click();
  }
}

interface DpsAnswer {
  readonly status: number | undefined;
  readonly body: { readonly operationId?: string; readonly status?: string };
}

/** Registers over HTTPS with what was saved, asking as often as the service says to wait. */
async function register(id: string, chain: string, key: string): Promise<DpsAnswer> {
  const [cert, keyPem, ca] = await Promise.all(
    [chain, key, server.ready.ca ?? ''].map((path) => readFile(path, 'utf8')),
  );
  const ask = (method: string, tail: string, body?: object): Promise<DpsAnswer> =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          host: 'localhost',
          port: server.ready.ports.https ?? 0,
          method,
          path: `/${server.ready.idScope}/registrations/${id}/${tail}?api-version=2021-06-01`,
          headers: { 'content-type': 'application/json' },
          cert,
          key: keyPem,
          ca,
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({
              status: answer.statusCode,
              body: JSON.parse(Buffer.concat(chunks).toString()) as DpsAnswer['body'],
            }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  let answer = await ask('PUT', 'register', { registrationId: id });
  while (answer.status === 202) answer = await ask('GET', `operations/${answer.body.operationId}`);
  return answer;
}
