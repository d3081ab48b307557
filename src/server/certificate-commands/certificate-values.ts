import { quoteInput } from '#core/identity/quote-input';
import { PROFILES, type Profile } from '#core/issuing/certificate-plan';
import { KEY_KINDS, type KeyKind } from '#core/issuing/key-kind';
import type { OPTION_EXPECTATIONS } from '#core/words/en/server-banner';
import { unfitOption } from '../read-options.ts';

/** The forms that `--form` knows. */
export const FORMS = ['pem', 'der', 'pfx', 'zip', 'enrollment', 'env', 'edge-config', 'downstream'] as const;
export type Form = (typeof FORMS)[number];

/** What a request can be signed as. */
export const SIGNED_ROLES = ['device', 'module', 'edge-ca', 'intermediate'] as const;
export type SignedRole = (typeof SIGNED_ROLES)[number];

/** Gives the name of a profile. */
export function readProfile(value: string, option: string): Profile {
  return choose(PROFILES, value, option, 'profile');
}

/** Gives the kind of a key: `P-256`, also written as `p256`, and so on. */
export function readKeyKind(value: string, option: string): KeyKind {
  const plain = (kind: string): string => kind.toLowerCase().replaceAll(/[-_: ]/g, '');
  const kind = KEY_KINDS.find((one) => plain(one) === plain(value));
  if (kind === undefined) throw refuse(option, value, 'keyKind');
  return kind;
}

/** Gives forms in the order in which they were named, each once. */
export function readForms(value: string, option: string): readonly Form[] {
  return [...new Set(value.split(',').map((name) => choose(FORMS, name.trim(), option, 'forms')))];
}

/** Gives what a request is signed as. */
export function readSignedRole(value: string, option: string): SignedRole {
  return choose(SIGNED_ROLES, value, option, 'signedRole');
}

/** Gives a whole number of days, 1 or more. */
export function readDays(value: string, option: string): number {
  const days = /^\d{1,7}$/.test(value) ? Number(value) : 0;
  if (days < 1) throw refuse(option, value, 'days');
  return days;
}

/** Gives how many authorities may stand below one. */
export function readPathLength(value: string, option: string): number {
  if (!/^\d{1,2}$/.test(value)) throw refuse(option, value, 'pathLength');
  return Number(value);
}

function choose<Name extends string>(
  names: readonly Name[],
  value: string,
  option: string,
  expected: keyof typeof OPTION_EXPECTATIONS,
): Name {
  const name = names.find((one) => one === value);
  if (name === undefined) throw refuse(option, value, expected);
  return name;
}

function refuse(option: string, value: string, expected: keyof typeof OPTION_EXPECTATIONS): Error {
  return unfitOption(option, quoteInput(value), expected);
}
