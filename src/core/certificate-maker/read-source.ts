import { decodeBase64 } from '../bytes/base64.ts';
import { TAG } from '../bytes/der.ts';
import { encodeHex } from '../bytes/hex.ts';
import type { CryptoFileKind } from '../errors/facts.ts';
import { settle } from '../errors/settle.ts';
import { type Finding, makeFinding, reject } from '../errors/workbench-error.ts';
import { readCertificateBundle } from '../inspect/certificate-bundle.ts';
import { type PrivateKey, readPrivateKey } from '../pkcs/private-key.ts';
import { isPfx, readPfx } from '../pkcs/read-pfx.ts';
import type { CertificateSource } from '../ports/certificate-maker.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';
import { decodeText, readCertificateBytes, readCertificateText } from '../x509/certificate-text.ts';
import { parsePem } from '../x509/pem.ts';

/** What somebody has, each once. */
export interface SourceContent {
  readonly certificates: readonly Certificate[];
  readonly keys: readonly PrivateKey[];
}

/**
 * Reads certificates and keys out of PEM, DER, PFX and PKCS #7 files and pasted texts, in any order. Throws what is wrong with the
 * first part that holds neither or cannot be opened: `x509/…`, `pkcs/…`.
 */
export async function readCertificateSource(
  subtle: SubtleCrypto,
  { parts, password }: CertificateSource,
): Promise<SourceContent> {
  if (parts.length === 0) settle(reject(makeFinding('x509/empty', {})));
  const read: SourceContent[] = [];
  for (const part of parts) read.push(await readPart(subtle, part, password));
  const certificates = read.flatMap((content) => content.certificates);
  const keys = read.flatMap((content) => content.keys);
  return {
    certificates: [...new Map(certificates.map((one) => [encodeHex(one.der), one])).values()],
    keys: [...new Map(keys.map((one) => [encodeHex(one.publicKey.spki), one])).values()],
  };
}

async function readPart(
  subtle: SubtleCrypto,
  part: Uint8Array | string,
  password: string | undefined,
): Promise<SourceContent> {
  const found = typeof part === 'string' ? readCertificateText(part) : readCertificateBytes(part);
  const kinds = kindsOf(found.ok ? found.notes : found.findings);
  const hasKey = kinds.includes('private-key') || kinds.includes('encrypted-key');
  if (isPfx(derOf(part))) return readPfxPart(subtle, part, password);
  if (!found.ok && kinds.includes('pkcs7')) return readBundlePart(part);
  if (!hasKey) return { certificates: settle(found).value, keys: [] };
  const key = settle(await readPrivateKey(subtle, part, password)).value;
  return { certificates: found.ok ? found.value : [], keys: [key] };
}

function kindsOf(findings: readonly Finding[]): readonly CryptoFileKind[] {
  return findings.flatMap((finding) => (finding.code === 'x509/other-kind' ? [finding.facts.kind] : []));
}

async function readPfxPart(
  subtle: SubtleCrypto,
  part: Uint8Array | string,
  password: string | undefined,
): Promise<SourceContent> {
  const pfx = settle(await readPfx(subtle, derOf(part), password)).value;
  const keys: PrivateKey[] = [];
  for (const { pkcs8 } of pfx.keys) keys.push(settle(await readPrivateKey(subtle, pkcs8)).value);
  return { certificates: pfx.certificates.map(({ der }) => settle(readCertificate(der)).value), keys };
}

/** Some authorities answer a request with a bundle (PKCS #7). */
function readBundlePart(part: Uint8Array | string): SourceContent {
  const { certificates } = settle(readCertificateBundle(derOf(part))).value;
  return { certificates: certificates.map((der) => settle(readCertificate(der)).value), keys: [] };
}

/** What was pasted is base64, of a bundle also with armour. */
function derOf(part: Uint8Array | string): Uint8Array {
  if (typeof part !== 'string' && part[0] === TAG.sequence) return part;
  const text = typeof part === 'string' ? part : decodeText(part);
  const block = parsePem(text).find(({ label }) => label === 'PKCS7' || label === 'CMS');
  return block?.der ?? decodeBase64(text.replace(/\s/g, '')) ?? new Uint8Array();
}
