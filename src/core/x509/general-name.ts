import { contextTag, DerError, type DerValue, failDer, readWithin, TAG } from '../bytes/der.ts';
import { type DistinguishedName, readName, readText } from './distinguished-name.ts';

/** A name of any form (RFC 5280, 4.2.1.6). */
export type GeneralName =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly value: string }
  /** 4 or 16 octets; in name constraints twice as many, the mask behind the address. */
  | { readonly kind: 'ip'; readonly value: Uint8Array }
  | { readonly kind: 'directory'; readonly value: DistinguishedName }
  /** `number`: of the choice in GeneralName. */
  | { readonly kind: 'other'; readonly number: number; readonly value: Uint8Array };

const TEXT_KINDS: Readonly<Record<number, 'dns' | 'email' | 'uri'>> = { 1: 'email', 2: 'dns', 6: 'uri' };
const DIRECTORY = contextTag(4, true);
const IP_ADDRESS = contextTag(7);

/** Reads one GeneralName; `addressLengths`: of IP addresses, in octets. Throws `DerError`. */
export function readGeneralName(value: DerValue, addressLengths: readonly number[] = [4, 16]): GeneralName {
  const { tag, content } = value;
  const number = tag & 0x1f;
  const kind = tag === contextTag(number) ? TEXT_KINDS[number] : undefined;
  if (kind !== undefined) return { kind, value: readText({ ...value, tag: TAG.ia5String }) ?? '' };
  if (tag === DIRECTORY) return { kind: 'directory', value: readWithin(value, readName) };
  if (tag === IP_ADDRESS && !addressLengths.includes(content.length)) failDer();
  if (tag === IP_ADDRESS) return { kind: 'ip', value: content };
  if ((tag & 0xc0) !== 0x80 || number > 8) throw new DerError('tag');
  return { kind: 'other', number, value: value.der };
}
