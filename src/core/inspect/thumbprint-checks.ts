import { makeCheck } from './check-maker.ts';
import type { AzureCheck } from './inspection.ts';
import { showText } from './visible-text.ts';

/** A thumbprint that was written somewhere. */
export interface PlacedThumbprint {
  readonly itemId: string;
  /** Upper-case hexadecimal. */
  readonly thumbprint: string;
  readonly written: string;
}

const SHA1_DIGITS = 40;

/** Judges of which certificate a thumbprint is, and whether it is written as the portal and `az` write it. */
export function checkThumbprint(
  { itemId, thumbprint, written }: PlacedThumbprint,
  certificates: ReadonlyMap<string, string>,
): AzureCheck {
  const hash = thumbprint.length === SHA1_DIGITS ? 'SHA-1' : 'SHA-256';
  if (certificates.size === 0) return makeCheck('cannot-know', 'thumbprint/no-certificate', { hash }, itemId);
  const certificate = certificates.get(thumbprint);
  if (certificate === undefined) return makeCheck('failed', 'thumbprint/other-certificate', { hash }, itemId);
  return written === thumbprint
    ? makeCheck('passed', 'thumbprint/fits', { certificate, hash }, itemId)
    : makeCheck('cannot-know', 'thumbprint/other-form', { certificate, hash, written: showText(thumbprint) }, itemId);
}
