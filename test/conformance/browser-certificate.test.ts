import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createCloud, type Cloud } from '#cloud/cloud';
import { writePfx } from '#core/pkcs/write-pfx';
import { printHubUserName } from '#core/wire/user-name';
import { buildScript } from '../support/build-script.ts';
import { openCertificateBrowser, whyNoChoice } from '../support/certificate-browser.ts';
import { makeLeaf, type MadeCertificate } from '../support/openssl.ts';
import type { BrowserCertificateOutcome, BrowserCertificateTask } from '../support/pages/browser-certificate-worker.ts';
import { openTestServer, type TestServer } from '../unit/server/open-test-server.ts';

const HOST = 'localhost';
const DEVICE = 'browser-01';
const PASSWORD = 'carried once';
const obstacle = whyNoChoice();

let cloud: Cloud;
let server: TestServer;
let pages: Server;
let own: MadeCertificate;

/** What makes Chromium trust the cloud's own certificate, and no other. */
let trust: string;

beforeAll(async () => {
  own = await makeLeaf({ cn: DEVICE });
  cloud = await createCloudThatKnows(own);
  server = await openTestServer(cloud, ['cloud', '--https-port', '0']);
  const { publicKey } = new X509Certificate(readFileSync(join(server.folder, 'server.pem')));
  const spki = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  trust = `--ignore-certificate-errors-spki-list=${spki}`;
  pages = await servePage(await buildScript('browser-certificate-worker.ts'));
});
afterAll(async () => {
  pages.closeAllConnections();
  pages.close();
  await server.dispose();
  cloud.dispose();
});

/** Its hub knows one device, by a thumbprint. */
async function createCloudThatKnows({ der }: MadeCertificate): Promise<Cloud> {
  const options = { clock: createSystemClock(), crypto: globalThis.crypto, parseCsv, host: HOST };
  const first = await createCloud(options);
  const headers = { authorization: first.describe().operatorToken };
  const body = JSON.stringify({ deviceId: DEVICE });
  await first.rest({ method: 'POST', url: '/_emu/devices', headers, body });
  const state = first.snapshot();
  first.dispose();
  const primaryThumbprint = createHash('sha256').update(der).digest('hex').toUpperCase();
  const authentication = { type: 'selfSigned', primaryThumbprint, secondaryThumbprint: null } as const;
  return createCloud({
    ...options,
    state: { ...state, identities: state.identities.map((identity) => ({ ...identity, authentication })) },
  });
}

async function servePage(worker: string): Promise<Server> {
  const serving = createServer(({ url }, response) => {
    const [type, text] = url === '/worker.js' ? ['text/javascript', worker] : ['text/html', '<title>Test</title>'];
    response.writeHead(200, { 'content-type': type }).end(text);
  });
  await new Promise<void>((resolve) => serving.listen(0, HOST, resolve));
  return serving;
}

/** Lets a device in a worker of a new tab connect to its hub. */
async function connect(browser: Browser, isPrimed: boolean): Promise<BrowserCertificateOutcome> {
  const page = await browser.newPage();
  await page.goto(`http://${HOST}:${(pages.address() as AddressInfo).port}/`);
  const task: BrowserCertificateTask = {
    origin: `https://${HOST}:${server.ports.https}`,
    isPrimed,
    deviceId: DEVICE,
    userName: printHubUserName({ host: HOST, deviceId: DEVICE }),
  };
  const outcome = await page.evaluate(
    (given) =>
      new Promise<unknown>((resolve, reject) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(given);
      }),
    task,
  );
  await page.close();
  return outcome as BrowserCertificateOutcome;
}

/** The version that the browser speaks to the cloud, in its own words; only once it was primed. */
async function findVersion(browser: Browser): Promise<string | undefined> {
  const page = await browser.newPage();
  const response = await page.goto(`https://${HOST}:${server.ports.https}/`);
  return (await response?.securityDetails())?.protocol;
}

async function newestAttempt(): Promise<unknown> {
  const headers = { authorization: cloud.describe().operatorToken };
  const { body } = await cloud.rest({ method: 'GET', url: '/_emu/attempts?top=1', headers });
  return (JSON.parse(String(body)) as { readonly value: readonly unknown[] }).value[0];
}

describe.each(['TLS 1.2', 'TLS 1.3'])('Chromium and a service that asks for a certificate, over %s', (version) => {
  const flags = (): string[] => [trust, `--ssl-version-max=${version.toLowerCase().replace(' ', '')}`];

  test('without a certificate: its WebSocket opens only once a request has settled that there is none', async () => {
    const { browser, close } = await openCertificateBrowser(flags());
    try {
      expect(await connect(browser, false)).toEqual({ end: 'closed 1006', opened: false, wasPrimed: false });
      expect(await connect(browser, true)).toEqual({ end: 'refused 5', opened: true, wasPrimed: true });
      expect(await newestAttempt()).toMatchObject({ identity: DEVICE, cause: 'certificate-missing' });
      expect(await findVersion(browser)).toBe(version);
    } finally {
      await close();
    }
  });

  test.skipIf(obstacle !== undefined)(
    `with the certificate of a PFX: the WebSocket presents the one that was chosen${obstacle === undefined ? '' : ` (${obstacle})`}`,
    async () => {
      const bytes = await writePfx(globalThis.crypto, {
        pkcs8: Uint8Array.from(createPrivateKey(own.keyPem).export({ format: 'der', type: 'pkcs8' })),
        certificates: [own.der],
        friendlyName: DEVICE,
        form: 'modern',
        password: PASSWORD,
        iterations: 2048,
      });
      const pfx = { bytes, password: PASSWORD, chosenFor: `https://${HOST}` };
      const { browser, close } = await openCertificateBrowser(flags(), pfx);
      try {
        expect(await connect(browser, false)).toEqual({ end: 'closed 1006', opened: false, wasPrimed: false });
        expect(await connect(browser, true)).toEqual({ end: 'connected', opened: true, wasPrimed: true });
        const attempt = { identity: DEVICE, road: 'websocket', cause: 'hub-connected-certificate' };
        expect(await newestAttempt()).toMatchObject(attempt);
      } finally {
        await close();
      }
    },
  );
});
