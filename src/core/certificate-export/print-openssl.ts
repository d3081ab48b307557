import { quoteForShell } from '../export/quote-for-shell.ts';
import type { FileNames } from '../issuing/file-names.ts';
import type { KeyKind } from '../issuing/key-kind.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';
import type { CertificateFacts } from '../x509/certificate-facts.ts';
import type { CertificateOutput, OutputSettings } from './certificate-output.ts';
import { listExtensionLines } from './openssl-extensions.ts';
import { issuerNamesOf, namesOf } from './output-names.ts';
import { iterationsOf } from './password-iterations.ts';
import { derOf } from './print-certificates.ts';

const DAY_MS = 86_400_000;

/** What `openssl genpkey` is asked for. */
const KEY_OPTIONS: Readonly<Record<KeyKind, string>> = {
  'P-256': '-algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  'P-384': '-algorithm EC -pkeyopt ec_paramgen_curve:P-384',
  'RSA-2048': '-algorithm RSA -pkeyopt rsa_keygen_bits:2048',
  'RSA-3072': '-algorithm RSA -pkeyopt rsa_keygen_bits:3072',
  'RSA-4096': '-algorithm RSA -pkeyopt rsa_keygen_bits:4096',
};

/**
 * Gives what does the same with OpenSSL 1.1.1 or later, for a POSIX shell; undefined where OpenSSL has no part in it, or
 * where the certificate was made by others. It asks for passwords: none stands in it.
 */
export function printOpenssl(
  certificate: KeptCertificate,
  output: CertificateOutput,
  settings: Pick<OutputSettings, 'isMadePassword' | 'isLegacyPfx'>,
): string | undefined {
  const names = namesOf(certificate);
  const { keyKind } = certificate.facts;
  switch (output) {
    case 'certificate-pem':
      return isOurs(certificate) ? printMaking(certificate) : undefined;
    case 'certificate-der':
      return `openssl x509 -in ${names.certificate} -outform DER -out ${names.certificateDer}`;
    case 'full-chain': {
      const issuers = issuerNamesOf(certificate).map((issuer) => issuer.certificate);
      return `cat ${[names.certificate, ...issuers].join(' ')} > ${names.fullChain}`;
    }
    case 'key':
      return keyKind && printKeyMaking(keyKind, names.key);
    case 'encrypted-key':
      return `openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter ${iterationsOf(settings)} -in ${names.key} -out ${names.encryptedKey}`;
    case 'pfx':
      return printPfxMaking(certificate, settings);
    case 'archive':
    case 'edge-config':
    case 'downstream':
    case 'environment':
    case 'enrollment':
      return undefined;
  }
}

function printKeyMaking(kind: KeyKind, file: string): string {
  return `openssl genpkey ${KEY_OPTIONS[kind]} -out ${file}`;
}

/** Of the certificates in the file the one that fits the key counts as its own, and the others as its issuers. */
function printPfxMaking(
  certificate: KeptCertificate,
  settings: Pick<OutputSettings, 'isMadePassword' | 'isLegacyPfx'>,
): string {
  const { shown, key, pfx } = namesOf(certificate);
  const name = quoteForShell(certificate.facts.commonName);
  const form =
    settings.isLegacyPfx === true
      ? '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg SHA1'
      : '-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg SHA256';
  return `openssl pkcs12 -export -in ${shown} -inkey ${key} -name ${name} ${form} -iter ${iterationsOf(settings)} -out ${pfx}`;
}

/** Says whether the certificate was signed here: by an authority of ours, or by its own key. */
function isOurs({ chain, origin, authorityId, facts }: KeptCertificate): boolean {
  if (facts.keyKind === undefined) return false;
  return chain.length === 0 ? origin === 'made' : authorityId !== undefined && origin !== 'imported';
}

/** A key, a request and the certificate; for a key that was never here the certificate alone. */
function printMaking(certificate: KeptCertificate): string | undefined {
  const { facts, key } = certificate;
  const made = readFacts(facts);
  if (made === undefined || facts.keyKind === undefined) return undefined;
  const { commonName, keyKind } = facts;
  const request = printOpensslRequest(commonName, keyKind, namesOf(certificate));
  return [...(key.kind === 'elsewhere' ? [] : [request]), printSigning(certificate, made)].join('\n');
}

/** Gives what makes a key and a request for a certificate with OpenSSL, for a POSIX shell. */
export function printOpensslRequest(
  commonName: string,
  keyKind: KeyKind,
  names: Pick<FileNames, 'key' | 'request'>,
): string {
  const subject = quoteForShell(`/CN=${commonName.replace(/[\\/+]/g, '\\$&')}`);
  return [
    printKeyMaking(keyKind, names.key),
    `openssl req -new -utf8 -key ${names.key} -subj ${subject} -out ${names.request}`,
  ].join('\n');
}

/** The extensions come by a pipe, since the shell alone has no files. OpenSSL signs from now on, for whole days. */
function printSigning(certificate: KeptCertificate, made: Certificate): string {
  const { facts, chain } = certificate;
  const [issuer] = chain;
  const [issuerNames] = issuerNamesOf(certificate);
  const names = namesOf(certificate);
  const signer = issuerNames ? `-CA ${issuerNames.certificate} -CAkey ${issuerNames.key}` : `-signkey ${names.key}`;
  const lines = listExtensionLines(made, issuer && readFacts(issuer)).map(quoteForShell);
  const days = Math.max(1, Math.round((facts.notAfter - facts.notBefore) / DAY_MS));
  // RFC 5480, 4: a hash as strong as the curve of who signs.
  const digest = (issuer ?? facts).keyKind === 'P-384' ? 'sha384' : 'sha256';
  return [
    `printf '%s\\n' ${lines.join(' ')} |`,
    `  openssl x509 -req -in ${names.request} ${signer} -set_serial "0x$(openssl rand -hex 16)" -days ${days} -${digest} -extfile /dev/stdin -out ${names.certificate}`,
  ].join('\n');
}

function readFacts(facts: CertificateFacts): Certificate | undefined {
  const read = readCertificate(derOf(facts));
  return read.ok ? read.value : undefined;
}
