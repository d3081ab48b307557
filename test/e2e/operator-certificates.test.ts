import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../support/openssl.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let browser: OpenedBrowser;
let operator: Tab;
let folder: string;
let root: MadeCertificate;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'operator-'));
  root = await makeAuthority({ cn: 'Pump Root' });
  await writeFile(join(folder, 'ca.pem'), root.certificatePem);
  await writeFile(join(folder, 'ca.key'), root.keyPem, { mode: 0o600 });
  server = await startWorkbench('start', '--https-port', '0', '--tls-dir', join(folder, 'tls'));
  browser = await openBrowser();
  operator = await browser.openTab(`${server.origin}/#/cloud?tab=groups`);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

test('a group by certificate is made, and gets the CA from a file', async () => {
  const { page } = operator;
  await page.getByRole('button', { name: 'New group' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('ID', { exact: true }).fill('pumps');
  await dialog.getByLabel('Name').fill('Pumps');
  await dialog.getByRole('radio', { name: 'Certificates' }).check();
  await dialog.getByRole('button', { name: 'Make group' }).click();
  await page.getByRole('button', { name: 'Add: Primary certificate of Pumps' }).click();
  await page.locator('#ca-certificate-file').setInputFiles(join(folder, 'ca.pem'));
  await dialog.getByText('The certificate of an authority (CA)').waitFor();
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await page.getByText('CN=Pump Root').waitFor();
  await page.getByText('Not verified').waitFor();
});

test('nobody comes by it before its owner has proved to have the key', async () => {
  expect(await register('pump-1')).toMatchObject({ status: 401 });
});

test('possession is proved by the very command that the page shows', async () => {
  const { page } = operator;
  await page.getByRole('button', { name: 'Prove possession' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('With openssl').click();
  const command = await dialog.getByRole('group', { name: 'With openssl' }).innerText();
  await promisify(execFile)('sh', ['-e', '-c', command], { cwd: folder });
  await page.locator('#verification-certificate-file').setInputFiles(join(folder, 'verification.pem'));
  await dialog.getByText('Of CN=').waitFor();
  await dialog.getByRole('button', { name: 'Verify' }).click();
  await page.getByText('is verified: devices may come by it').waitFor();
  await page.getByText('Verified', { exact: true }).waitFor();
});

test('a device with a certificate of that CA registers, and the operator sees it', async () => {
  await server.operator('PATCH', '/_emu/settings', { intermediateAssigning: 0 });
  expect(await register('pump-1')).toMatchObject({ status: 200, body: { status: 'assigned' } });
  await operator.page.getByRole('tab', { name: 'Devices' }).click();
  await operator.page.getByRole('link', { name: 'pump-1' }).waitFor();
  expect([...operator.violations, ...operator.uncaught]).toEqual([]);
});

interface DpsAnswer {
  readonly status: number | undefined;
  readonly body: { readonly operationId?: string; readonly status?: string };
}

/** Asks DPS over HTTPS with a certificate of the CA, to register and as often as it says to wait. */
async function register(id: string): Promise<DpsAnswer> {
  const leaf = await makeLeaf({ cn: id, issuer: root });
  let answer = await askDps(leaf, 'PUT', id, 'register', { registrationId: id });
  while (answer.status === 202) answer = await askDps(leaf, 'GET', id, `operations/${answer.body.operationId}`);
  return answer;
}

async function askDps(
  leaf: MadeCertificate,
  method: string,
  id: string,
  tail: string,
  body?: object,
): Promise<DpsAnswer> {
  const ca = await readFile(server.ready.ca ?? '', 'utf8');
  const { idScope, ports } = server.ready;
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: 'localhost',
        port: ports.https ?? 0,
        method,
        path: `/${idScope}/registrations/${id}/${tail}?api-version=2021-06-01`,
        headers: { 'content-type': 'application/json' },
        cert: leaf.certificatePem,
        key: leaf.keyPem,
        ca,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const told = JSON.parse(Buffer.concat(chunks).toString()) as DpsAnswer['body'];
          resolve({ status: answer.statusCode, body: told });
        });
      },
    );
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
