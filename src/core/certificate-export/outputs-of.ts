import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { CERTIFICATE_OUTPUTS, type CertificateOutput, type OutputSettings } from './certificate-output.ts';

/** What an output cannot be made without; but for `key`, which must be exportable, they are names of settings. */
export type OutputNeed = 'key' | 'password' | 'idScope' | 'hubHost' | 'gatewayHostName' | 'trustBundle';

/** Says whether the key may leave the vault. */
export function hasExportableKey({ key }: Pick<KeptCertificate, 'key'>): boolean {
  return key.kind === 'vault' && key.isExportable;
}

/** Says whether a certificate is what a device shows to DPS or to its hub. */
export function isDeviceLeaf({ role }: Pick<KeptCertificate, 'role'>): boolean {
  return role === 'device' || role === 'self-signed';
}

/** Says whether enrollment groups are made with a certificate. */
export function isGroupAuthority({ role }: Pick<KeptCertificate, 'role'>): boolean {
  return role === 'root' || role === 'intermediate';
}

/** Gives the root of a chain, where it is known. */
export function rootOf({ chain }: Pick<KeptCertificate, 'chain'>): KeptCertificate['facts'] | undefined {
  const last = chain.at(-1);
  return last?.subjectName === last?.issuerName ? last : undefined;
}

/** Gives what a certificate can be saved as, in the order of `CERTIFICATE_OUTPUTS`. */
export function outputsOf(certificate: KeptCertificate): readonly CertificateOutput[] {
  return CERTIFICATE_OUTPUTS.filter((output) => canBecome(certificate, output));
}

function canBecome(certificate: KeptCertificate, output: CertificateOutput): boolean {
  switch (output) {
    case 'certificate-pem':
    case 'certificate-der':
    case 'archive':
      return true;
    case 'full-chain':
      return certificate.chain.length > 0;
    case 'key':
    case 'encrypted-key':
    case 'pfx':
      return hasExportableKey(certificate);
    case 'edge-config':
      return certificate.role === 'edge-ca' || isNamedLeaf(certificate);
    case 'downstream':
    case 'environment':
      return isNamedLeaf(certificate);
    case 'enrollment':
      return isGroupAuthority(certificate) || isNamedLeaf(certificate);
  }
}

function isNamedLeaf(certificate: KeptCertificate): boolean {
  return isDeviceLeaf(certificate) && certificate.facts.commonName !== '';
}

/** Gives what an output cannot be made without, so that it can be asked for before. */
export function needsOf(
  output: CertificateOutput,
  certificate: KeptCertificate,
  settings: Pick<OutputSettings, 'edgeProvisioning'> = {},
): readonly OutputNeed[] {
  const key = hasExportableKey(certificate) ? (['key'] as const) : [];
  switch (output) {
    case 'certificate-pem':
    case 'certificate-der':
    case 'full-chain':
    case 'enrollment':
      return [];
    case 'key':
      return ['key'];
    case 'encrypted-key':
    case 'pfx':
      return ['key', 'password'];
    case 'archive':
      return key.length === 0 ? [] : ['key', 'password'];
    case 'edge-config':
      if (certificate.role === 'edge-ca') return [];
      return settings.edgeProvisioning === 'manual' ? ['hubHost'] : ['idScope'];
    case 'downstream':
      return [
        ...key,
        'hubHost',
        'gatewayHostName',
        ...(rootOf(certificate) === undefined ? (['trustBundle'] as const) : []),
      ];
    case 'environment':
      return ['idScope'];
  }
}
