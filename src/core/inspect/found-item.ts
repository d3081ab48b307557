import type { Finding } from '../errors/workbench-error.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';
import type { SigningRequest } from '../x509/signing-request.ts';
import type { InspectedKind, ItemFact } from './inspection.ts';
import type { RevocationList } from './revocation-list.ts';

/** What is compared with what else was found. */
export type Material =
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  | { readonly kind: 'request'; readonly request: SigningRequest }
  | { readonly kind: 'private-key'; readonly publicKey: PublicKeyInfo }
  | { readonly kind: 'locked-key' }
  | { readonly kind: 'revocation-list'; readonly list: RevocationList }
  /** Upper-case hexadecimal, and as it was written. */
  | { readonly kind: 'thumbprint'; readonly thumbprint: string; readonly written: string };

/** Something that was found, before it has an ID and a place. */
export interface FoundItem {
  readonly kind: InspectedKind;
  readonly title: string;
  readonly facts: readonly ItemFact[];
  readonly findings: readonly Finding[];
  readonly material?: Material;
  /** Prints what is not shown unasked. */
  readonly printSecret?: () => string;
  /** What is inside, such as the key in a PFX. */
  readonly contents?: readonly FoundItem[];
  /** The device that this is for, where its certificate comes from elsewhere. */
  readonly deviceId?: string;
  /** Whether what is inside has an order that means nothing, as in a PFX. */
  readonly isUnordered?: boolean;
}
