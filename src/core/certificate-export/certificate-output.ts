import type { KeptCertificate } from '../ports/certificate-maker.ts';

/** What a certificate can be saved as. */
export const CERTIFICATE_OUTPUTS = [
  'certificate-pem',
  'certificate-der',
  'full-chain',
  'key',
  'encrypted-key',
  'pfx',
  'archive',
  'edge-config',
  'downstream',
  'environment',
  'enrollment',
] as const;
export type CertificateOutput = (typeof CERTIFICATE_OUTPUTS)[number];

/** What outputs are made with. An output says by `needsOf` which of these it cannot do without. */
export interface OutputSettings {
  /** Of an encrypted key or a PFX; a downstream device's key is encrypted with it, too, where there is one. */
  readonly password?: string;
  /** We made it, with 128 bits or more of chance: it needs no slow derivation against guesses. */
  readonly isMadePassword?: boolean;
  /** A PFX that systems before Windows 10 1709 and macOS 15 open, too: weaker, and said so. */
  readonly isLegacyPfx?: boolean;
  readonly dpsHost: string;
  readonly idScope?: string;
  readonly hubHost?: string;
  /** The IoT Edge gateway of a downstream device. */
  readonly gatewayHostName?: string;
  /** The root that a downstream device trusts its gateway by, in PEM; its own root unless told. */
  readonly trustBundle?: string;
  /** How an IoT Edge device comes to its hub: by DPS unless told. */
  readonly edgeProvisioning?: 'dps' | 'manual';
  /** The CA of the IoT Edge device, where it has one of its own. */
  readonly edgeCa?: KeptCertificate;
  /** Where the files will lie on the device, such as `/etc/aziot/certificates`. */
  readonly directory: string;
}

/** A file that is ready to be saved. */
export interface OutputFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string | Uint8Array<ArrayBuffer> | Blob;
}
