import { describe, expect, test } from 'vitest';
import { forgetRoot, readBuiltInRoots, readRoot } from '#app/use-cases/trust-roots';
import { decodeBase64 } from '#core/bytes/base64';
import type { ConnectionSettings, TrustedRoot } from '#core/ports/device-host';
import { createFakeServices } from '../../../support/fake-services.ts';
import { makeReal } from '../../../support/kept-certificates.ts';

const services = { ...createFakeServices(), clock: { ...createFakeServices().clock, now: () => Date.now() } };
const authority = (await makeReal({ role: 'root', commonName: 'Broker Root' })).certificate.facts;
const leaf = (await makeReal({ role: 'self-signed', commonName: 'boiler-1' })).certificate.facts;
const derOf = (base64: string): Uint8Array => decodeBase64(base64) ?? new Uint8Array();
const pemOf = (base64: string): string => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
const kept: TrustedRoot = { id: '1', facts: authority, addedAt: 0 };

describe('a root that somebody is about to trust', () => {
  test.each([
    ['a PEM text', pemOf(authority.derBase64)],
    ['a DER file', derOf(authority.derBase64)],
  ])('is shown as what it is, from %s', async (_what, source) => {
    expect(await readRoot(services, source, [])).toMatchObject({ ok: true, value: authority });
  });

  test.each([
    ['no certificate', 'hello', [], 'x509/none-found'],
    ['the certificate of a device', pemOf(leaf.derBase64), [], 'root/not-authority'],
    ['one that is trusted already', pemOf(authority.derBase64), [kept], 'root/known'],
  ])('is refused where it is %s', async (_what, source, added, code) => {
    expect(await readRoot(services, source, added)).toMatchObject({ ok: false, findings: [{ code }] });
  });
});

test('the roots that are built in have the names that Azure calls them by', async () => {
  expect((await readBuiltInRoots()).map(({ name }) => name).toSorted()).toEqual([
    'DigiCert Global Root G2',
    'DigiCert Global Root G3',
    'Microsoft ECC Root Certificate Authority 2017',
    'Microsoft RSA Root Certificate Authority 2017',
  ]);
});

test('a root that was forgotten comes back whole', async () => {
  const { devices } = createFakeServices();
  let settings: ConnectionSettings | undefined;
  await devices.watchConnections((next) => (settings = next));
  await devices.trustRoot(pemOf(authority.derBase64));
  const [root] = settings?.roots ?? [];
  if (root === undefined) throw new TypeError('it is not there');
  const undo = await forgetRoot({ devices }, root);
  expect(settings?.roots).toEqual([]);
  await undo();
  expect(settings?.roots.map(({ facts }) => facts)).toEqual([authority]);
});
