import { describe, expect, test } from 'vitest';
import { CERTIFICATE_OUTPUTS } from '#core/certificate-export/certificate-output';
import { needsOf, outputsOf } from '#core/certificate-export/outputs-of';
import type { CertificateRole } from '#core/issuing/certificate-plan';
import type { KeptCertificate, KeyPlace } from '#core/ports/certificate-maker';
import { sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';

const root = sampleFacts('Root CA', { isAuthority: true });
const exportable: KeyPlace = { kind: 'vault', isExportable: true };

function keep(role: CertificateRole, parts: Partial<KeptCertificate> = {}): KeptCertificate {
  const hasIssuer = role !== 'root' && role !== 'self-signed';
  const facts = sampleFacts('pump-7', hasIssuer ? { issuerName: root.subjectName } : {});
  return sampleCertificate(role, facts, { chain: hasIssuer ? [root] : [], key: exportable, ...parts });
}

describe('what a certificate can be saved as', () => {
  test('is everything for a device of a chain whose key may leave the vault', () => {
    expect(outputsOf(keep('device'))).toEqual(CERTIFICATE_OUTPUTS);
  });

  test.each<KeyPlace>([{ kind: 'vault', isExportable: false }, { kind: 'browser' }, { kind: 'elsewhere' }])(
    'holds no key that is %j, and stays an archive without it',
    (key) => {
      const certificate = keep('device', { key });
      expect(outputsOf(certificate)).toEqual(
        CERTIFICATE_OUTPUTS.filter((output) => !['key', 'encrypted-key', 'pfx'].includes(output)),
      );
      expect(needsOf('archive', certificate)).toEqual([]);
      expect(needsOf('downstream', certificate)).toEqual(['hubHost', 'gatewayHostName']);
    },
  );

  test('of a root is no chain and nothing for a device, but an enrollment group', () => {
    expect(outputsOf(keep('root', { key: { kind: 'browser' } }))).toEqual([
      'certificate-pem',
      'certificate-der',
      'archive',
      'enrollment',
    ]);
  });

  test.each([
    ['intermediate', ['full-chain', 'enrollment']],
    ['self-signed', ['edge-config', 'downstream', 'environment', 'enrollment']],
    ['module', ['full-chain']],
    ['edge-ca', ['full-chain', 'edge-config']],
  ] as const)('of the role %s beside its forms is %j', (role, expected) => {
    const forms = ['certificate-pem', 'certificate-der', 'key', 'encrypted-key', 'pfx', 'archive'];
    expect(outputsOf(keep(role)).filter((output) => !forms.includes(output))).toEqual(expected);
  });

  test('is nothing for a device without a name to register by', () => {
    const nameless = keep('device', { facts: sampleFacts('', { issuerName: root.subjectName }) });
    expect(outputsOf(nameless)).not.toContain('environment');
    expect(outputsOf(nameless)).not.toContain('enrollment');
  });
});

describe('what an output needs', () => {
  test('is asked for', () => {
    const needs = CERTIFICATE_OUTPUTS.map((output) => [output, ...needsOf(output, keep('device'))].join(' '));
    expect(needs).toEqual([
      'certificate-pem',
      'certificate-der',
      'full-chain',
      'key key',
      'encrypted-key key password',
      'pfx key password',
      'archive key password',
      'edge-config idScope',
      'downstream key hubHost gatewayHostName',
      'environment idScope',
      'enrollment',
    ]);
  });

  test('is the hub where DPS has no part in it, and nothing for the CA of an IoT Edge device', () => {
    expect(needsOf('edge-config', keep('device'), { edgeProvisioning: 'manual' })).toEqual(['hubHost']);
    expect(needsOf('edge-config', keep('edge-ca'))).toEqual([]);
  });

  test('is a root to trust the gateway by where the device has none of its own', () => {
    expect(needsOf('downstream', keep('self-signed'))).toEqual(['key', 'hubHost', 'gatewayHostName', 'trustBundle']);
    const cut = keep('device', { chain: [sampleFacts('Plant CA', { issuerName: root.subjectName })] });
    expect(needsOf('downstream', cut)).toContain('trustBundle');
  });
});
