import { decodeBase64 } from '../bytes/base64.ts';
import { attemptDer, DerError, DerReader, type DerValue, readDer, TAG } from '../bytes/der.ts';
import { type Verdict, WorkbenchError } from '../errors/workbench-error.ts';
import { type KeyKind, keyKindOf } from '../issuing/key-kind.ts';
import { decodeText } from '../x509/certificate-text.ts';
import { decryptBlock } from './block-encryption.ts';
import { decryptWithPassword } from './decrypt-with-password.ts';
import { readEncryptedKey } from './encrypted-key.ts';
import { type ArmouredKey, findArmouredKeys, isArmoured } from './key-armour.ts';
import { checkKeyPair } from './key-pair-check.ts';
import { attemptOpening, type Opening, PKCS_LIMIT } from './opening.ts';
import { encodePassword, type PasswordForms } from './password-forms.ts';
import {
  identifyPrivateKey,
  type KeyPairInfo,
  type PrivateKeyForm,
  readCurve,
  readPkcs1,
  readPkcs8,
  readSec1,
} from './private-key-info.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A private key that signs. */
export interface PrivateKey extends KeyPairInfo {
  /** Undefined for a kind that we make no certificates for. */
  readonly kind: KeyKind | undefined;
}

/**
 * Reads the one private key of a file or a text: PKCS #8 with or without a password, PKCS #1, SEC 1; DER, base64 of it, or
 * PEM with anything around it. Its public part is compared, or derived where there is none. The findings are `pkcs/…`.
 */
export function readPrivateKey(
  subtle: SubtleCrypto,
  source: Uint8Array | string,
  password?: string,
): Promise<Verdict<PrivateKey>> {
  return attemptOpening(subtle, 'key', async (opening) => {
    const key = await openKey(opening, findKey(source), password);
    await checkKeyPair(opening, key);
    return { ...key, kind: keyKindOf(key.publicKey) };
  });
}

function findKey(source: Uint8Array | string): ArmouredKey {
  const bytes = source.length;
  if (bytes > PKCS_LIMIT) throw new WorkbenchError('pkcs/too-large', { bytes, limit: PKCS_LIMIT });
  const [key, ...more] = findKeys(source);
  if (key === undefined) throw new WorkbenchError('pkcs/no-key', {});
  if (more.length > 0) throw new WorkbenchError('pkcs/several-keys', { count: more.length + 1 });
  return key;
}

function findKeys(source: Uint8Array | string): ArmouredKey[] {
  if (typeof source !== 'string' && source[0] === TAG.sequence) return [bareKey(source)];
  const text = typeof source === 'string' ? source : decodeText(source);
  if (isArmoured(text)) return findArmouredKeys(text);
  const der = decodeBase64(text.replace(/\s/g, ''));
  return der?.[0] === TAG.sequence ? [bareKey(der)] : [];
}

const bareKey = (der: Uint8Array): ArmouredKey => ({
  der: new Uint8Array(der),
  encryption: undefined,
  curve: undefined,
});

async function openKey(opening: Opening, key: ArmouredKey, password: string | undefined): Promise<KeyPairInfo> {
  const { der, encryption, curve } = key;
  if (encryption !== undefined) {
    const { utf8 } = requirePassword(password);
    return readDecrypted(opening, await decryptBlock(opening, encryption, der, utf8), curve);
  }
  const value = readDer(der, TAG.sequence);
  const form = identifyPrivateKey(value);
  if (form !== undefined) return readForm(opening, form, value, curve);
  const encrypted = readEncryptedKey(value);
  if (encrypted === undefined) throw new WorkbenchError('pkcs/no-key', {});
  const { algorithm, ciphertext } = encrypted;
  return readDecrypted(opening, await decryptWithPassword(opening, algorithm, ciphertext, requirePassword(password)));
}

function requirePassword(password: string | undefined): PasswordForms {
  if (password === undefined) throw new WorkbenchError('pkcs/password-missing', { what: 'key' });
  return encodePassword(password);
}

/** What a wrong password leaves has a padding once in 256 times, and never the outline of a key. */
function readDecrypted(opening: Opening, der: Bytes | undefined, curve?: Bytes): KeyPairInfo {
  const value = attemptDer(() => readDer(der ?? new Uint8Array(), TAG.sequence));
  const form = value instanceof DerError ? value : attemptDer(() => identifyPrivateKey(value));
  if (value instanceof DerError || form instanceof DerError || form === undefined) {
    throw new WorkbenchError('pkcs/password-wrong', { what: 'key' });
  }
  return readForm(opening, form, value, curve);
}

function readForm(opening: Opening, form: PrivateKeyForm, value: DerValue, curve: Bytes | undefined): KeyPairInfo {
  if (form === 'pkcs8') return readPkcs8(opening, value);
  if (form === 'pkcs1') return readPkcs1(opening, value);
  return readSec1(opening, value, curve === undefined ? undefined : readCurve(opening, new DerReader(curve)));
}
