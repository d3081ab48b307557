import { attemptDer, DerError, DerReader } from '../bytes/der.ts';
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

/** Tells of a public key in DER. */
export async function makePublicKeyItem(subtle: SubtleCrypto, der: Uint8Array, form: string): Promise<FoundItem> {
  const read = attemptDer((): PublicKeyInfo => {
    const reader = new DerReader(new Uint8Array(der));
    const key = readPublicKey(reader);
    reader.end();
    return key;
  });
  if (read instanceof DerError) {
    const findings = [makeFinding('inspect/form', { mistake: read.mistake })];
    return { kind: 'public-key', title: '', facts: [makeFact('form', form)], findings };
  }
  return {
    kind: 'public-key',
    title: '',
    facts: [makeFact('key', nameKey(read)), await describeFingerprint(subtle, read), makeFact('form', form)],
    findings: [],
  };
}
