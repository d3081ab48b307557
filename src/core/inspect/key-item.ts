import { attemptDer, DerError, DerReader, encodeDer, enterDer, readDer, TAG } from '../bytes/der.ts';
import { DER_NULL, encodeBitOctets, encodeOid } from '../bytes/der-values.ts';
import { makeFinding } from '../errors/workbench-error.ts';
import { type PrivateKey, readPrivateKey } from '../pkcs/private-key.ts';
import { printPem } from '../x509/pem.ts';
import { type PublicKeyInfo, readPublicKey } from '../x509/public-key.ts';
import { nameKey } from './algorithm-names.ts';
import { describeFingerprint } from './certificate-facts.ts';
import type { FoundItem } from './found-item.ts';
import { makeFact } from './item-facts.ts';
import type { Reading } from './reading.ts';

/** A key as it was found: PEM with its armour, or DER. */
export interface KeySource {
  readonly content: Uint8Array | string;
  /** How it was written, in words. */
  readonly form: string;
  readonly isEncrypted: boolean;
}

/** Tells of a private key what may be told: its kind, and the public half by which it is compared with certificates. */
export async function makeKeyItem(reading: Reading, { content, form, isEncrypted }: KeySource): Promise<FoundItem> {
  const read = await readPrivateKey(reading.subtle, content, reading.password);
  if (read.ok) return { ...(await describeKey(reading.subtle, read.value, form)), findings: read.notes };
  const source = { title: '', facts: [makeFact('form', form)], findings: read.findings };
  if (isEncrypted) return { ...source, kind: 'encrypted-key', material: { kind: 'locked-key' } };
  const print = (): string => (typeof content === 'string' ? content : printPem('PRIVATE KEY', content));
  return { ...source, kind: 'private-key', printSecret: print };
}

/** The same of a key that was read already, such as one from a PFX. */
export async function describeKey(
  subtle: SubtleCrypto,
  { pkcs8, publicKey }: Pick<PrivateKey, 'pkcs8' | 'publicKey'>,
  form: string,
): Promise<FoundItem> {
  return {
    kind: 'private-key',
    title: '',
    facts: [makeFact('key', nameKey(publicKey)), await describeFingerprint(subtle, publicKey), makeFact('form', form)],
    findings: [],
    material: { kind: 'private-key', publicKey },
    printSecret: () => printPem('PRIVATE KEY', pkcs8),
  };
}

/** Tells of a public key in DER: SubjectPublicKeyInfo, or RSAPublicKey (RFC 8017, A.1.1), as old programs write it. */
export async function makePublicKeyItem(subtle: SubtleCrypto, der: Uint8Array, form: string): Promise<FoundItem> {
  const source = { kind: 'public-key', title: '' } as const;
  const read = attemptDer(() => readPublicKeyInfo(new Uint8Array(der)));
  if (read instanceof DerError) {
    return {
      ...source,
      facts: [makeFact('form', form)],
      findings: [makeFinding('inspect/form', { mistake: read.mistake })],
    };
  }
  const facts = [makeFact('key', nameKey(read)), await describeFingerprint(subtle, read), makeFact('form', form)];
  return { ...source, facts, findings: [] };
}

const RSA_ALGORITHM = encodeDer(TAG.sequence, encodeOid('1.2.840.113549.1.1.1'), DER_NULL);

function readPublicKeyInfo(der: Uint8Array<ArrayBuffer>): PublicKeyInfo {
  const isBare = enterDer(readDer(der, TAG.sequence)).tag === TAG.integer;
  const reader = new DerReader(isBare ? encodeDer(TAG.sequence, RSA_ALGORITHM, encodeBitOctets(der)) : der);
  const key = readPublicKey(reader);
  reader.end();
  return key;
}
