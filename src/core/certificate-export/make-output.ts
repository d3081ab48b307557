import type { CertificateOutput, OutputFile, OutputSettings } from './certificate-output.ts';
import { makeArchive, makeDownstreamSet } from './make-archives.ts';
import { namesOf, type OutputNames } from './output-names.ts';
import type { OutputSource } from './output-source.ts';
import { derOf, printCertificate, printFullChain } from './print-certificates.ts';
import { printEdgeX509 } from './print-edge-x509.ts';
import { lendKey, makePfx, printEncryptedKey, printKey } from './print-key.ts';
import { printX509Enrollment } from './print-x509-enrollment.ts';
import { printX509Env } from './print-x509-env.ts';

/**
 * Makes a file of a certificate. Throws `certificate/password-missing`, `x509/…` for a trust bundle, what `exportKey`
 * throws, and a TypeError without the other settings that `needsOf` asks for or for such as a file cannot hold.
 */
export async function makeOutput(
  crypto: Crypto,
  source: OutputSource,
  output: CertificateOutput,
  settings: OutputSettings,
): Promise<OutputFile> {
  const { name, mediaType, make } = RULES[output];
  return { name: namesOf(source.certificate)[name], mediaType, content: await make(source, settings, crypto) };
}

interface OutputRule {
  readonly name: keyof OutputNames;
  readonly mediaType: string;
  make(
    source: OutputSource,
    settings: OutputSettings,
    crypto: Crypto,
  ): OutputFile['content'] | Promise<OutputFile['content']>;
}

const PEM = 'application/x-pem-file';
const ZIP = 'application/zip';

const RULES: Readonly<Record<CertificateOutput, OutputRule>> = {
  'certificate-pem': {
    name: 'certificate',
    mediaType: PEM,
    make: ({ certificate }) => printCertificate(certificate.facts),
  },
  'certificate-der': {
    name: 'certificateDer',
    mediaType: 'application/pkix-cert',
    make: ({ certificate }) => derOf(certificate.facts),
  },
  'full-chain': { name: 'fullChain', mediaType: PEM, make: ({ certificate }) => printFullChain(certificate) },
  key: { name: 'key', mediaType: PEM, make: (source) => lendKey(source, printKey) },
  'encrypted-key': {
    name: 'encryptedKey',
    mediaType: PEM,
    make: (source, settings, crypto) => lendKey(source, (pkcs8) => printEncryptedKey(crypto, pkcs8, settings)),
  },
  pfx: {
    name: 'pfx',
    mediaType: 'application/x-pkcs12',
    make: (source, settings, crypto) =>
      lendKey(source, (pkcs8) => makePfx(crypto, source.certificate, pkcs8, settings)),
  },
  archive: {
    name: 'archive',
    mediaType: ZIP,
    make: (source, settings, crypto) => makeArchive(crypto, source, settings),
  },
  'edge-config': {
    name: 'edgeConfig',
    mediaType: 'application/toml',
    make: ({ certificate }, settings) => printEdgeX509(certificate, settings),
  },
  downstream: {
    name: 'downstream',
    mediaType: ZIP,
    make: (source, settings, crypto) => makeDownstreamSet(crypto, source, settings),
  },
  environment: {
    name: 'environment',
    mediaType: 'text/plain',
    make: ({ certificate }, settings) => printX509Env(certificate, settings),
  },
  enrollment: {
    name: 'enrollment',
    mediaType: 'application/json',
    make: ({ certificate, otherHalf }) => printX509Enrollment(certificate, otherHalf),
  },
};
