import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TlsVersion } from '#core/tls/tls-report';
import {
  countReachableKeys,
  makeDeviceCertificate,
  makeRoot,
  seeItStream,
  startAsDevice,
} from '../support/certificate-person.ts';
import { type OpenedFirefox, openFirefox } from '../support/firefox.ts';
import { personAtFirefox } from '../support/person.ts';
import { startX509Server } from '../support/x509-server.ts';

let browser: OpenedFirefox;

beforeAll(async () => {
  browser = await openFirefox();
});

afterAll(async () => {
  await browser?.close();
});

describe.each<TlsVersion>(['TLS 1.2', 'TLS 1.3'])('in Firefox, over %s that ends in the tab,', (version) => {
  test('a device with a P-256 key that was made there registers and streams, also after reloads', async () => {
    const server = await startX509Server(version);
    try {
      const { page, complaints } = await browser.openTab();
      const person = { ...personAtFirefox(page), origin: server.origin };
      await makeRoot(person, 'Fleet root');
      await makeDeviceCertificate(person, 'pump-1', 'P-256');
      await person.reload();
      await startAsDevice(person, false);
      await seeItStream(person, version);
      const { body } = await server.operator('GET', '/_emu/devices/pump-1');
      expect(body).toMatchObject({ connected: true });
      await person.reload();
      await person.press('Start');
      await seeItStream(person, version);
      // The one of the vault: it seals the others, which stand there as ciphertext.
      expect(await countReachableKeys(person)).toEqual({ keys: 1, extractable: 0 });
      expect(complaints).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
