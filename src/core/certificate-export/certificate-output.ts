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
  /** Of an encrypted key or a PFX. */
  readonly password?: string;
  /** A PFX that systems before Windows 10 1709 and macOS 15 open, too: weaker, and said so. */
  readonly isLegacyPfx?: boolean;
  readonly dpsHost: string;
  readonly idScope?: string;
  readonly hubHost?: string;
  /** The IoT Edge gateway of a downstream device. */
  readonly gatewayHostName?: string;
  /** Where the files will lie on the device, such as `/etc/aziot/certificates`. */
  readonly directory: string;
}

/** A file that is ready to be saved. */
export interface OutputFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string | Uint8Array<ArrayBuffer> | Blob;
}
