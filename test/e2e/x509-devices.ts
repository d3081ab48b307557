import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TlsVersion } from '#core/tls/tls-report';
import {
  type CertificatePerson,
  countReachableKeys,
  makeDeviceCertificate,
  makeEnrolledPair,
  makeRoot,
  readMadeRoot,
  seeItStream,
  startAsDevice,
  startAtHub,
  startWithIssuance,
  trustRoot,
} from '../support/certificate-person.ts';
import { startMosquittoTls, whyNoMosquittoTls, whyNotListen, type MosquittoTls } from '../support/mosquitto-tls.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../support/openssl.ts';
import type { PersonsBrowser, PersonsTab } from '../support/person.ts';
import type { WorkbenchServer } from '../support/workbench-server.ts';
import { linkIssuance, startX509Server } from '../support/x509-server.ts';

/** Where devices look for a hub, whatever it is called. */
const MQTTS_PORT = 8883;

/**
 * What devices with certificates do in every browser: all kinds of keys, over both versions of TLS. `brokerAddress`: of
 * the loopback network, where nobody else listens meanwhile; devices know one port alone.
 */
export function testX509Devices(openBrowser: () => Promise<PersonsBrowser>, brokerAddress: string): void {
  let browser: PersonsBrowser;
  let brokerRoot: MadeCertificate;
  let brokerLeaf: MadeCertificate;
  let obstacle: string | undefined;

  beforeAll(async () => {
    browser = await openBrowser();
    obstacle = whyNoMosquittoTls() ?? (await whyNotListen(brokerAddress, MQTTS_PORT));
    if (obstacle !== undefined) return;
    brokerRoot = await makeAuthority({ cn: 'Plant root' });
    const extensions = [`subjectAltName = IP:${brokerAddress}`];
    brokerLeaf = await makeLeaf({ cn: 'Broker', issuer: brokerRoot, extendedKeyUsage: 'serverAuth', extensions });
  });

  afterAll(async () => {
    await browser?.close();
  });

  describe.each<TlsVersion>(['TLS 1.2', 'TLS 1.3'])('over %s that ends in the tab, a device with', (version) => {
    let server: WorkbenchServer;
    let tab: PersonsTab;
    let person: CertificatePerson;

    beforeAll(async () => {
      server = await startX509Server(version, '--relay-target', `${brokerAddress}:${MQTTS_PORT}`);
      tab = await browser.openTab(server.origin);
      person = { ...tab.person, origin: server.origin };
      await makeRoot(person, 'Fleet root');
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

    describe('and a mosquitto that demands certificates, a device with', () => {
      let mosquitto: MosquittoTls;

      beforeAll(async () => {
        if (obstacle !== undefined) return;
        const clientAuthority = { certificatePem: await readMadeRoot(person) };
        const at = { address: brokerAddress, port: MQTTS_PORT };
        mosquitto = await startMosquittoTls({ version, server: brokerLeaf, clientAuthority, at });
        await trustRoot(person, 'Plant root', brokerRoot.certificatePem);
      });

      afterAll(() => mosquitto?.stop());

      beforeEach(({ skip }) => skip(obstacle !== undefined, obstacle));

      test.each(['P-256', 'P-384', 'RSA-2048'] as const)(
        'a key of the kind %s streams, by the name in its certificate',
        async (kind) => {
          const name = `valve-${kind.toLowerCase()}`;
          await makeDeviceCertificate(person, name, kind);
          await startAtHub(person, name, brokerAddress);
          await seeItStream(person, version, brokerAddress);
          await person.see('PUBACK');
          // The user name of the CONNECT is another.
          expect(mosquitto.log()).toMatch(new RegExp(` as ${name} \\(p2, c0, k\\d+, u'${name}'\\)\\.`));
          expect(mosquitto.log()).toContain(`Sending PUBACK to ${name} `);
          expect(tab.complaints()).toEqual([]);
        },
      );

      test('a certificate of somebody else is told that nobody there knows who signed it', async () => {
        await makeEnrolledPair(person, 'stranger', 'P-256');
        await startAtHub(person, 'stranger', brokerAddress);
        await person.see('Our certificate leads to no authority that the service knows.');
        expect(mosquitto.log()).not.toContain('stranger');
      });
    });
  });
}
