import { accept, makeFinding, reject, type Verdict, WorkbenchError } from '../errors/workbench-error.ts';
import { readParts, seal, type SealedContent, unseal } from './forms/locked-1.ts';
import { openSampleLocked } from './forms/sample-locked.ts';
import { decodeConnectCode } from './forms/workbench-1.ts';
import type { ConnectCode, LockedText } from './payload.ts';
import { frameText } from './text-frame.ts';

/** What a passphrase opened. */
export type OpenedText =
  | { readonly kind: 'connect-code'; readonly code: ConnectCode }
  /** A whole identity, as `printBundle` gave it. */
  | { readonly kind: 'identity'; readonly bytes: Uint8Array };

/**
 * Encrypts a connect code (`encodeConnectCode`) or an identity with a passphrase. `endsAt`, in milliseconds since the Unix
 * epoch, can be read without the passphrase and not be changed; our reader keeps to it, and cryptography does not. Rejects
 * with `qr/passphrase-missing`.
 */
export async function sealText(
  crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>,
  plain: SealedContent,
  passphrase: string,
  { endsAt }: { readonly endsAt?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  if (passphrase === '') throw new WorkbenchError('qr/passphrase-missing', {});
  return seal(crypto, plain, passphrase, endsAt);
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
    return passphrase === '' ? missing : asCode(await openSampleLocked(subtle, bytes, passphrase));
  }
  const parts = readParts(bytes);
  if (!parts.ok) return parts;
  const { endsAt } = parts.value.lock;
  if (endsAt !== undefined && endsAt <= now) return reject(makeFinding('qr/ended', { endsAt }));
  if (passphrase === '') return missing;
  const content = await unseal(subtle, parts.value, passphrase);
  if (!content.ok) return content;
  if (content.value.kind === 'identity') return accept({ kind: 'identity', bytes: content.value.bytes });
  return asCode(decodeConnectCode(content.value.bytes));
}

function asCode(read: Verdict<ConnectCode>): Verdict<OpenedText> {
  return read.ok ? accept({ kind: 'connect-code', code: read.value }, read.notes) : read;
}
