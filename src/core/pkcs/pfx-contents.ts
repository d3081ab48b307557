import { concatBytes } from '../bytes/compare.ts';
import {
  contextTag,
  type DerReader,
  type DerValue,
  enterDer,
  failDer,
  readCount,
  readDer,
  readEach,
  readInner,
  readOid,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import { makeFinding } from '../errors/workbench-error.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '../x509/public-key.ts';
import { convertBer } from './ber.ts';
import { readEncryptedKey } from './encrypted-key.ts';
import type { Opening } from './opening.ts';
import { PFX_OBJECT } from './pfx-object.ts';
import { identifyPrivateKey } from './private-key-info.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What is written beside a key or a certificate. */
interface PfxAttributes {
  readonly friendlyName?: string;
  /** The same for a key and its certificate. */
  readonly localKeyId?: Bytes;
}

export interface PfxKey extends PfxAttributes {
  /** PKCS #8 in DER, as the file has it. */
  readonly pkcs8: Bytes;
}

export interface PfxCertificate extends PfxAttributes {
  readonly der: Bytes;
}

/** The keys and certificates of a PFX, in its order. */
export interface Pfx {
  readonly keys: readonly PfxKey[];
  readonly certificates: readonly PfxCertificate[];
}

/** Decrypts and gives what `read` makes of the plaintext, which throws `DerError` where a wrong password was used. */
export type Unlock = <T>(
  algorithm: AlgorithmIdentifier,
  ciphertext: Bytes,
  read: (plaintext: Bytes) => T,
) => Promise<T>;

/** What was found until now. */
interface Findings {
  readonly keys: PfxKey[];
  readonly certificates: PfxCertificate[];
  passedOver: number;
}

/** Reads AuthenticatedSafe (RFC 7292, 4.1). Throws `DerError`, `pkcs/unsupported` and what `unlock` throws. */
export async function readPfxContents(opening: Opening, content: Bytes, unlock: Unlock): Promise<Pfx> {
  const found: Findings = { keys: [], certificates: [], passedOver: 0 };
  for (const info of readEach(readDer(convertBer(content), TAG.sequence), TAG.sequence)) {
    for (const bag of await readContentInfo(opening, info, unlock)) await readBag(bag, unlock, found);
  }
  const { keys, certificates, passedOver } = found;
  if (passedOver > 0) opening.notes.push(makeFinding('pkcs/passed-over', { count: passedOver }));
  return { keys, certificates };
}

/** Gives the bags in it (RFC 5652, sections 4 and 8). */
async function readContentInfo(opening: Opening, info: DerValue, unlock: Unlock): Promise<DerValue[]> {
  const reader = enterDer(info);
  const type = readOid(reader.read(TAG.oid));
  const content = reader.read(contextTag(0, true));
  reader.end();
  if (type === PFX_OBJECT.data) return readBags(readInner(content, TAG.octetString).content);
  if (type !== PFX_OBJECT.encryptedData) throw opening.refuseProtection(type);
  const { algorithm, ciphertext } = readWithin(readInner(content, TAG.sequence), (encrypted) => {
    readCount(encrypted.read(TAG.integer));
    return readWithin(encrypted.read(TAG.sequence), (inner) => {
      inner.read(TAG.oid);
      return { algorithm: readAlgorithm(inner), ciphertext: readImplicitOctets(inner) };
    });
  });
  return unlock(algorithm, ciphertext, readBags);
}

/** In one piece in DER, in several in BER, which `convertBer` cannot tell from other values. */
function readImplicitOctets(reader: DerReader): Bytes {
  const whole = reader.readOptional(contextTag(0));
  if (whole !== undefined) return whole.content;
  const pieces = readEach(reader.read(contextTag(0, true)), TAG.octetString);
  return new Uint8Array(concatBytes(pieces.map((piece) => piece.content)));
}

/** SafeContents (RFC 7292, 4.2). */
function readBags(content: Bytes): DerValue[] {
  return readEach(readDer(convertBer(content), TAG.sequence), TAG.sequence);
}

async function readBag(bag: DerValue, unlock: Unlock, found: Findings): Promise<void> {
  const { type, value, attributes } = readWithin(bag, (reader) => ({
    type: readOid(reader.read(TAG.oid)),
    value: reader.read(contextTag(0, true)),
    attributes: readAttributes(reader.readOptional(TAG.set)),
  }));
  switch (type) {
    case PFX_OBJECT.keyBag:
    case PFX_OBJECT.shroudedKeyBag:
      found.keys.push({ pkcs8: await readKey(readInner(value, TAG.sequence), unlock), ...attributes });
      return;
    case PFX_OBJECT.safeContentsBag:
      for (const inner of readEach(readInner(value, TAG.sequence), TAG.sequence)) await readBag(inner, unlock, found);
      return;
    default: {
      const der = type === PFX_OBJECT.certificateBag ? readCertificate(value) : undefined;
      if (der === undefined) found.passedOver += 1;
      else found.certificates.push({ der, ...attributes });
    }
  }
}

/** GnuTLS calls a key shrouded that is not encrypted, for want of a password: what it is called is passed over. */
async function readKey(value: DerValue, unlock: Unlock): Promise<Bytes> {
  const encrypted = readEncryptedKey(value);
  if (encrypted === undefined) return requirePkcs8(value);
  const { algorithm, ciphertext } = encrypted;
  return unlock(algorithm, ciphertext, (plaintext) => requirePkcs8(readDer(plaintext, TAG.sequence)));
}

function requirePkcs8(value: DerValue): Bytes {
  if (identifyPrivateKey(value) !== 'pkcs8') failDer();
  return value.der;
}

/** RFC 7292, 4.2.3; undefined for a certificate that is none of X.509. */
function readCertificate(value: DerValue): Bytes | undefined {
  return readWithin(readInner(value, TAG.sequence), (reader) => {
    const type = readOid(reader.read(TAG.oid));
    const content = reader.read(contextTag(0, true));
    return type === PFX_OBJECT.x509Certificate ? readInner(content, TAG.octetString).content : undefined;
  });
}

/** What is no attribute that we know, or has another type than it should, is passed over, as by openssl. */
function readAttributes(set: DerValue | undefined): PfxAttributes {
  const attributes: { friendlyName?: string; localKeyId?: Bytes } = {};
  for (const attribute of set === undefined ? [] : readEach(set, TAG.sequence)) {
    const { type, value } = readWithin(attribute, (reader) => ({
      type: readOid(reader.read(TAG.oid)),
      value: readEach(reader.read(TAG.set))[0],
    }));
    if (type === PFX_OBJECT.friendlyName && value?.tag === TAG.bmpString) {
      // Windows has written a zero behind it at times, and C reads no further.
      attributes.friendlyName = new TextDecoder('utf-16be').decode(value.content).split('\0', 1)[0] ?? '';
    }
    if (type === PFX_OBJECT.localKeyId && value?.tag === TAG.octetString) attributes.localKeyId = value.content;
  }
  return attributes;
}
