import {
  attemptDer,
  contextTag,
  DerError,
  failDer,
  readCount,
  readDer,
  readInner,
  readOid,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import { makeFinding, type Verdict, WorkbenchError } from '../errors/workbench-error.ts';
import { convertBer } from './ber.ts';
import { decryptWithPassword } from './decrypt-with-password.ts';
import { attemptOpening, type Opening, PKCS_LIMIT } from './opening.ts';
import { encodePassword, type PasswordForms, passwordFormsOf } from './password-forms.ts';
import { type Pfx, readPfxContents, type Unlock } from './pfx-contents.ts';
import { type PfxMac, readMac, verifyMac } from './pfx-mac.ts';
import { PFX_OBJECT } from './pfx-object.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Whether bytes begin as a PFX does, in DER or in BER (RFC 7292, section 4): a sequence whose first value is 3. */
export function isPfx(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes;
  const begin = 2 + (length > 0x80 ? length & 0x7f : 0);
  return tag === TAG.sequence && bytes[begin] === TAG.integer && bytes[begin + 1] === 1 && bytes[begin + 2] === 3;
}

/**
 * Reads the keys and certificates of a PFX (PKCS #12, RFC 7292), in DER or BER, as OpenSSL, NSS, GnuTLS, Java and Windows
 * write it. The findings are `pkcs/…`. Without a password, an empty one is tried before one is asked for.
 */
export function readPfx(subtle: SubtleCrypto, bytes: Uint8Array, password?: string): Promise<Verdict<Pfx>> {
  return attemptOpening(subtle, 'pfx', async (opening) => {
    if (bytes.length > PKCS_LIMIT) {
      throw new WorkbenchError('pkcs/too-large', { bytes: bytes.length, limit: PKCS_LIMIT });
    }
    const { content, mac } = readOutline(opening, bytes);
    const unlock =
      mac === undefined
        ? unlockUnchecked(opening, password)
        : unlockChecked(opening, await findForms(opening, mac, content, password));
    return readPfxContents(opening, content, unlock);
  });
}

function readOutline(
  opening: Opening,
  bytes: Uint8Array,
): { readonly content: Bytes; readonly mac: PfxMac | undefined } {
  return readWithin(readDer(convertBer(bytes), TAG.sequence), (reader) => {
    if (readCount(reader.read(TAG.integer)) !== 3) failDer();
    const content = readWithin(reader.read(TAG.sequence), (info) => {
      const type = readOid(info.read(TAG.oid));
      if (type !== PFX_OBJECT.data) throw opening.refuseProtection(type);
      return readInner(info.read(contextTag(0, true)), TAG.octetString).content;
    });
    return { content, mac: reader.tag === undefined ? undefined : readMac(reader) };
  });
}

/** Gives the password as the program took it that wrote the file, by its MAC. */
async function findForms(
  opening: Opening,
  mac: PfxMac,
  content: Bytes,
  password: string | undefined,
): Promise<PasswordForms> {
  for (const forms of passwordFormsOf(password ?? '')) {
    if (await verifyMac(opening, mac, content, forms)) return forms;
  }
  throw new WorkbenchError(password === undefined ? 'pkcs/password-missing' : 'pkcs/password-wrong', { what: 'pfx' });
}

/** After the MAC has shown that the password is right and nothing was changed. */
function unlockChecked(opening: Opening, forms: PasswordForms): Unlock {
  return async (algorithm, ciphertext, read) => {
    const plaintext = await decryptWithPassword(opening, algorithm, ciphertext, forms);
    if (plaintext === undefined) throw new WorkbenchError('pkcs/two-passwords', {});
    return read(plaintext);
  };
}

/** Without a MAC, what a wrong password leaves is told by its form alone. */
function unlockUnchecked(opening: Opening, password: string | undefined): Unlock {
  opening.notes.push(makeFinding('pkcs/no-mac', {}));
  return async (algorithm, ciphertext, read) => {
    if (password === undefined) throw new WorkbenchError('pkcs/password-missing', { what: 'pfx' });
    const plaintext = await decryptWithPassword(opening, algorithm, ciphertext, encodePassword(password));
    const result = attemptDer(() => read(plaintext ?? new Uint8Array()));
    if (result instanceof DerError) throw new WorkbenchError('pkcs/password-wrong', { what: 'pfx' });
    return result;
  };
}
