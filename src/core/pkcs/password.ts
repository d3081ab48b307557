import { encodeUtf8 } from '../bytes/text.ts';
import { encodePkcs12Password } from './pkcs12-kdf.ts';

/** How often the password of a file is hashed where a person chose it: guessing is cheap, and this makes it dear. */
export const TYPED_PASSWORD_ITERATIONS = 100_000;

/** The same for a password of `makePassword`, which nobody guesses in any number of tries: what openssl does. */
export const MADE_PASSWORD_ITERATIONS = 2_048;

/** What is told apart in every type and said in few words: without 0, 1, i, l and o. */
const CHARACTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const GROUPS = 7;
const GROUP_LENGTH = 4;

/** Makes a password for files, of about 138 random bits, in groups that are easily read and typed: `k7mq-2xwt-…`. */
export function makePassword(crypto: Pick<Crypto, 'getRandomValues'>): string {
  return Array.from({ length: GROUPS }, () => makeGroup(crypto)).join('-');
}

function makeGroup(crypto: Pick<Crypto, 'getRandomValues'>): string {
  let group = '';
  while (group.length < GROUP_LENGTH) {
    const [octet = 0] = crypto.getRandomValues(new Uint8Array(1));
    // There are 31 characters: the last of 32 values is thrown away, so that none of them is more likely than others.
    group += CHARACTERS.charAt(octet % 32);
  }
  return group;
}

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
  const octets = String.fromCharCode(...forms.utf8);
  return octets === password ? [forms] : [forms, { ...forms, utf16: encodePkcs12Password(octets) }];
}
