import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CERTIFICATE_ROLES, PROFILES } from '#core/issuing/certificate-plan';
import { type FileOwner, fileNamesOf, judgeFileNames } from '#core/issuing/file-names';

const testCert = (name: string): FileOwner => ({ profile: 'create-test-cert', role: 'device', name });

describe('files of create_test_cert.js', () => {
  test.each([
    ['Test Root Cert', 'testRootCert'],
    ['My Test Root Certificate', 'myTestRootCertificate'],
    ['Intermediate CA 1', 'intermediateCa1'],
    ['sample-device-01', 'sampleDevice01'],
    ['device-42_A', 'device42A'],
    ['Device 43', 'device43'],
    ['SENSOR01', 'sensor01'],
    ['Sensor.01', 'sensor01'],
    ['AB-cd', 'abCd'],
    ['IoTDevice', 'ioTDevice'],
    ['  Padded Name ', 'paddedName'],
    ['-leading', 'leading'],
    ['X', 'x'],
  ])('“%s” becomes “%s”', (name, base) => {
    expect(fileNamesOf(testCert(name))).toMatchObject({
      certificate: `${base}_cert.pem`,
      key: `${base}_key.pem`,
      fullChain: `${base}_fullchain.pem`,
      pfx: `${base}.pfx`,
    });
  });

  test('a verification certificate is called after what it is', () => {
    const names = fileNamesOf({ ...testCert('AAEC1DA657F1B63F'), role: 'verification' });
    expect(names.certificate).toBe('verification_cert.pem');
  });

  test('a colon, which Windows does not take in a name, becomes a line', () => {
    expect(fileNamesOf(testCert('a:b-c_d')).certificate).toBe('a_bCD_cert.pem');
  });
});

test.each([
  ['root', 'azure-iot-test-only.root.ca.cert.pem', 'azure-iot-test-only.root.ca.key.pem'],
  ['intermediate', 'azure-iot-test-only.intermediate.cert.pem', 'azure-iot-test-only.intermediate.key.pem'],
  ['device', 'new-device.cert.pem', 'new-device.key.pem'],
  ['edge-ca', 'new-edge-device.cert.pem', 'new-edge-device.key.pem'],
  ['verification', 'verification-code.cert.pem', 'verification-code.key.pem'],
] as const)('files of certGen.sh: a %s has %s and %s', (role, certificate, key) => {
  expect(fileNamesOf({ profile: 'cert-gen', role, name: 'anything' })).toMatchObject({ certificate, key });
});

test('chains and PFX files of certGen.sh are called as its script and its readme call them', () => {
  const names = (role: FileOwner['role']) => fileNamesOf({ profile: 'cert-gen', role, name: 'a' });
  expect(names('intermediate').fullChain).toBe('azure-iot-test-only.chain.ca.cert.pem');
  expect(names('device').fullChain).toBe('new-device-full-chain.cert.pem');
  expect(names('device').pfx).toBe('new-device.cert.pfx');
});

test('files of azure are called after the device', () => {
  const names = fileNamesOf({ profile: 'azure', role: 'device', name: 'Sensor.01' });
  expect(names).toMatchObject({ certificate: 'Sensor.01.cert.pem', key: 'Sensor.01.key.pem', pfx: 'Sensor.01.pfx' });
});

test('names are good on every file system, and no two files of a certificate share one', () => {
  const anyName = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 70 }),
    fc.constantFrom('CON', 'nul', 'a/../b', '..'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...PROFILES), fc.constantFrom(...CERTIFICATE_ROLES), anyName, (profile, role, name) => {
      const files = Object.values(fileNamesOf({ profile, role, name })).map((file: string) => file.toLowerCase());
      expect(new Set(files).size).toBe(files.length);
      for (const file of files) {
        expect(file).toMatch(/^[a-z0-9_][a-z0-9._-]*[a-z]$/);
        expect(file).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./);
      }
    }),
    { numRuns: 300 },
  );
});

describe('files that would lie in one folder', () => {
  test('two IDs that become one name in camel case are refused', () => {
    const verdict = judgeFileNames([testCert('other'), testCert('Sensor.01')], testCert('SENSOR01'));
    expect(verdict).toEqual({
      ok: false,
      findings: [{ code: 'certificate/file-name-taken', facts: { file: 'sensor01_cert.pem', other: 'Sensor.01' } }],
    });
  });

  test('so are two that differ in case alone, which Windows and macOS do not see', () => {
    const owner = (name: string): FileOwner => ({ profile: 'azure', role: 'device', name });
    expect(judgeFileNames([owner('sensor-1')], owner('Sensor-1')).ok).toBe(false);
    expect(judgeFileNames([owner('sensor-1')], owner('sensor-2')).ok).toBe(true);
  });

  test('a certificate may take the place of another one for the same device', () => {
    expect(judgeFileNames([testCert('sensor-1')], testCert('sensor-1'))).toMatchObject({ ok: true, notes: [] });
  });

  test('primary and secondary of a pair have files of their own', () => {
    for (const profile of PROFILES) {
      const [primary, secondary] = (['primary', 'secondary'] as const).map((slot) =>
        Object.values(fileNamesOf({ profile, role: 'self-signed', name: 'device-1', slot })),
      );
      expect(primary?.filter((name) => secondary?.includes(name))).toEqual([]);
    }
  });

  test('that certGen.sh calls every device the same is noted, and no reason to refuse the second one', () => {
    const owner = (name: string): FileOwner => ({ profile: 'cert-gen', role: 'device', name });
    expect(judgeFileNames([owner('device-1')], owner('device-2'))).toMatchObject({
      ok: true,
      notes: [{ code: 'certificate/file-name-taken', facts: { file: 'new-device.cert.pem', other: 'device-1' } }],
    });
  });
});
