/** Kinds of keys that certificates are made for; the first is taken unless something else is chosen. */
export const KEY_KINDS = ['P-256', 'P-384', 'RSA-2048', 'RSA-3072', 'RSA-4096'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];
