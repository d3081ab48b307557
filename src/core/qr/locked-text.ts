import { accept, makeFinding, reject, type Verdict, WorkbenchError } from '../errors/workbench-error.ts';
import { createSeal, readParts, type SealedContent, unseal } from './forms/locked-1.ts';
import { openSampleLocked } from './forms/sample-locked.ts';
import { decodeConnectCode } from './forms/workbench-1.ts';
import type { ConnectCode, LockedText } from './payload.ts';
import { frameText } from './text-frame.ts';

/** What a passphrase opened. */
export type OpenedText =
  | { readonly kind: 'connect-code'; readonly code: ConnectCode }
  /** A whole identity, as `printBundle` gave it. */
  | { readonly kind: 'identity'; readonly bytes: Uint8Array };

/** What is asked of a lock. */
export interface LockOptions {
  /** Milliseconds since the Unix epoch. */
  readonly endsAt?: number;
}

/** Encrypts a connect code (`encodeConnectCode`) or an identity. */
export type Sealer = (plain: SealedContent) => Promise<Uint8Array<ArrayBuffer>>;

/**
 * Gives what encrypts with a passphrase, which is hashed once for all that is locked together: whoever has several sees
 * that they have one passphrase. `endsAt` can be read without it and not be changed; our reader keeps to it, and
 * cryptography does not. Rejects with `qr/passphrase-missing`.
 */
export async function createSealer(
  crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>,
  passphrase: string,
  { endsAt }: LockOptions = {},
): Promise<Sealer> {
  const counting = countingOf(passphrase);
  if (counting === '') throw new WorkbenchError('qr/passphrase-missing', {});
  return createSeal(crypto, counting, endsAt);
}

/**
 * Gives what of a passphrase counts. Its field shows neither the line ends of what is pasted nor blanks around it, which
 * phones put behind a word: nobody could type them again.
 */
function countingOf(passphrase: string): string {
  return passphrase.replace(/[\r\n]/g, '').trim();
}

/** Encrypts one thing, as `createSealer` does several. */
export async function sealText(
  crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>,
  plain: SealedContent,
  passphrase: string,
  options: LockOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  return (await createSealer(crypto, passphrase, options))(plain);
}

/** Gives the text of a code for what `sealText` gave. */
export function printLocked(bytes: Uint8Array): string {
  return frameText('L', bytes);
}

/** Reads what `sealText` gave as far as it goes without the passphrase. Findings: `qr/damaged`, `qr/field-form`. */
export function readLocked(bytes: Uint8Array): Verdict<LockedText> {
  const read = readParts(bytes);
  if (!read.ok) return read;
  const { endsAt } = read.value.lock;
  return accept({ form: 'locked', bytes, ...(endsAt !== undefined && { endsAt }) });
}

/**
 * Opens a locked text. `now`: milliseconds since the Unix epoch. Findings: `qr/passphrase-missing`, `qr/ended`,
 * `qr/passphrase-wrong`, `qr/damaged`, and what is wrong with the code inside.
 */
export async function openLocked(
  { subtle }: Pick<Crypto, 'subtle'>,
  { form, bytes }: LockedText,
  passphrase: string,
  now: number,
): Promise<Verdict<OpenedText>> {
  const missing = reject(makeFinding('qr/passphrase-missing', {}));
  if (form === 'sample-locked') {
    // Whoever made it counted blanks; a line end could not be typed.
    const typed = passphrase.replace(/[\r\n]/g, '');
    return typed === '' ? missing : asCode(await openSampleLocked(subtle, bytes, typed));
  }
  const parts = readParts(bytes);
  if (!parts.ok) return parts;
  const { endsAt } = parts.value.lock;
  if (endsAt !== undefined && endsAt <= now) return reject(makeFinding('qr/ended', { endsAt }));
  const counting = countingOf(passphrase);
  if (counting === '') return missing;
  const content = await unseal(subtle, parts.value, counting);
  if (!content.ok) return content;
  if (content.value.kind === 'identity') return accept({ kind: 'identity', bytes: content.value.bytes });
  return asCode(decodeConnectCode(content.value.bytes));
}

function asCode(read: Verdict<ConnectCode>): Verdict<OpenedText> {
  return read.ok ? accept({ kind: 'connect-code', code: read.value }, read.notes) : read;
}
