import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TlsVersion } from '#core/tls/tls-report';
import {
  type CertificatePerson,
  countReachableKeys,
  makeDeviceCertificate,
  makeEnrolledPair,
  makeRoot,
  seeItStream,
  startAsDevice,
  startWithIssuance,
} from '../support/certificate-person.ts';
import type { PersonsBrowser, PersonsTab } from '../support/person.ts';
import type { WorkbenchServer } from '../support/workbench-server.ts';
import { linkIssuance, startX509Server } from '../support/x509-server.ts';

/** What devices with certificates do in every browser: all kinds of keys, over both versions of TLS. */
export function testX509Devices(openBrowser: () => Promise<PersonsBrowser>): void {
  let browser: PersonsBrowser;

  beforeAll(async () => {
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
  });

  describe.each<TlsVersion>(['TLS 1.2', 'TLS 1.3'])('over %s that ends in the tab, a device with', (version) => {
    let server: WorkbenchServer;
    let tab: PersonsTab;
    let person: CertificatePerson;

    beforeAll(async () => {
      server = await startX509Server(version);
      tab = await browser.openTab(server.origin);
      person = { ...tab.person, origin: server.origin };
    });

    afterAll(async () => {
      await tab?.close();
      await server?.stop();
    });

    const expectConnected = async (name: string): Promise<void> => {
      const { body } = await server.operator('GET', `/_emu/devices/${name}`);
      expect(body).toMatchObject({ connected: true });
      expect(tab.complaints()).toEqual([]);
    };

    test('a P-256 key that was made there, under a root of its own, and kept through a reload streams', async () => {
      await makeRoot(person, 'Fleet root');
      await makeDeviceCertificate(person, 'pump-1', 'P-256');
      await person.reload();
      await startAsDevice(person, false);
      await seeItStream(person, version);
      await expectConnected('pump-1');
      // The one of the vault: it seals the others, which stand there as ciphertext.
      expect(await countReachableKeys(person)).toEqual({ keys: 1, extractable: 0 });
    });

    test('a pair with RSA-2048 keys, of which the cloud knows the thumbprints, rolls while it runs', async () => {
      await makeEnrolledPair(person, 'pump-2', 'RSA-2048');
      await startAsDevice(person, true);
      await seeItStream(person, version);
      await person.press('Certificates', 'tab');
      await person.press('Connect with the secondary now');
      await person.see('Connect with the primary now');
      await person.see('Connected to localhost');
      await expectConnected('pump-2');
    });

    test('a P-384 key and the chain that DPS had issued for it streams', async () => {
      await startWithIssuance(person, 'pump-3', await linkIssuance(server));
      await seeItStream(person, version);
      await expectConnected('pump-3');
      await person.press('Credentials', 'tab');
      await person.see('Issued by DPS');
    });
  });
}
