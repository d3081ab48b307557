import { describe, expect, test } from 'vitest';
import { type Certificate, printName, printSerialNumber } from '#core/x509/certificate';
import { readCertificateText, readOneCertificateText } from '#core/x509/certificate-text';
import { judgeChain } from '#core/x509/chain';
import { parsePem } from '#core/x509/pem';
import { readSigningRequest, verifySigningRequest } from '#core/x509/signing-request';
import { makeThumbprint } from '#core/x509/thumbprint';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';
import vectors from '../../../vectors/x509.json';

const pem = (name: Exclude<keyof typeof vectors, 'about'>): string => vectors[name].join('\n');

function certificate(name: Exclude<keyof typeof vectors, 'about' | 'request'>): Certificate {
  const verdict = readOneCertificateText(pem(name));
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

const [root, intermediate, leaf] = [certificate('root'), certificate('intermediate'), certificate('leaf')];
const at = Date.UTC(2026, 5, 1);

test('a certificate is read to the facts that openssl prints', async () => {
  expect(printSerialNumber(leaf.serialNumber)).toBe('2BA8884C8FF36008C83D4B6A579CE3A416CFCB7A');
  expect(printName(root.subject)).toBe('CN=Vector root,O=Example,C=DE');
  expect([leaf.notBefore, leaf.notAfter]).toEqual([Date.UTC(2020, 0, 1), Date.UTC(2049, 0, 1)]);
  expect(await makeThumbprint(globalThis.crypto.subtle, leaf.der, 'SHA-1')).toBe(
    '0E288951D2022E358CD5AE25D970E6A11DD62E4D',
  );
  expect(await makeThumbprint(globalThis.crypto.subtle, leaf.der, 'SHA-256')).toBe(
    'BA42B83D19EF43505604E6BEA87E5B3C92C1E028EEB76E7086A4B8023A278F8D',
  );
});

test('a chain in one text is read in its order', () => {
  const verdict = readCertificateText([pem('leaf'), pem('intermediate'), pem('root')].join('\r\n'));
  expect(verdict.ok && verdict.value).toEqual([leaf, intermediate, root]);
});

describe.each(await loadCryptoEngines())('with %s', (_name, { subtle }) => {
  const judge = (device: Certificate, intermediates: readonly Certificate[] = [intermediate]) =>
    judgeChain(subtle, { leaf: device, intermediates, anchors: [root], at, usage: 'clientAuth' });

  test.each(['leaf', 'leafByPss'] as const)('the chain of %s holds', async (name) => {
    const device = certificate(name);
    expect(await judge(device)).toEqual({ ok: true, path: [device, intermediate, root] });
  });

  test.each([
    ['ended', 'expired', 0],
    ['leafByLeaf', 'not-a-ca', 1],
  ] as const)('that of %s does not: %s', async (name, fault, depth) => {
    const intermediates = [certificate('leafByPss'), intermediate];
    expect(await judge(certificate(name), intermediates)).toMatchObject({ ok: false, fault, depth });
  });

  test('a changed signature does not fit, and without its intermediate a leaf has no issuer', async () => {
    const signature = new Uint8Array(leaf.signature).fill(1, 100, 101);
    expect(await judge({ ...leaf, signature })).toMatchObject({ ok: false, fault: 'signature', depth: 0 });
    expect(await judge(leaf, [])).toMatchObject({ ok: false, fault: 'no-path', depth: 0 });
  });

  test('a request is signed with the key that it names', async () => {
    const verdict = readSigningRequest(parsePem(pem('request'))[0]?.der ?? new Uint8Array());
    if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
    expect(verdict.value.subjectAlternativeNames).toEqual([{ kind: 'dns', value: 'device-5.example' }]);
    expect(await verifySigningRequest(subtle, verdict.value)).toBe(true);
    expect(await verifySigningRequest(subtle, { ...verdict.value, publicKey: root.publicKey })).toBe(false);
  });
});
