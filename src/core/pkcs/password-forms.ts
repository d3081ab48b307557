import { encodeUtf8 } from '../bytes/text.ts';
import { encodePkcs12Password } from './pkcs12-kdf.ts';

/** A password in the forms that files hash it in. */
export interface PasswordForms {
  /** PKCS #5 and all that builds on it (RFC 8018, section 3, leaves it open; UTF-8 is what everybody does). */
  readonly utf8: Uint8Array<ArrayBuffer>;
  /** PKCS #12 (RFC 7292, B.1). */
  readonly utf16: Uint8Array<ArrayBuffer>;
}

/** Gives both forms. */
export function encodePassword(password: string): PasswordForms {
  return { utf8: new Uint8Array(encodeUtf8(password)), utf16: encodePkcs12Password(password) };
}

/**
 * Gives the forms that programs hash a password of a PFX in, the right one first. No password is for some of them an empty
 * one and for others none at all; OpenSSL before 1.1 took each octet of UTF-8 for a character of its own.
 */
export function passwordFormsOf(password: string): readonly PasswordForms[] {
  const forms = encodePassword(password);
  if (password === '') return [forms, { ...forms, utf16: new Uint8Array() }];
  const octets = Array.from(forms.utf8, (octet) => String.fromCharCode(octet)).join('');
  return octets === password ? [forms] : [forms, { ...forms, utf16: encodePkcs12Password(octets) }];
}
