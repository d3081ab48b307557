import type { DeviceCertificateKind } from '#app/stores/device-certificate-draft';

/**
 * What somebody in the room wants to be asked for in a dialog. Any element of the room raises `dw-certificate-wish` with
 * one of these, which bubbles to the room; the dialogs stand there, in `certificate-dialogs.ts`.
 */
export type CertificateWish =
  | { readonly kind: 'make-root' }
  | { readonly kind: 'make-intermediate'; readonly authorityId: string }
  | { readonly kind: 'import' }
  /** With the authority that is to sign, where that is known. */
  | { readonly kind: 'make-device'; readonly certificateKind?: DeviceCertificateKind; readonly authorityId?: string }
  | { readonly kind: 'make-request' }
  | { readonly kind: 'sign-request'; readonly authorityId?: string }
  /** `guideId`: the rolling that it is a step of. */
  | { readonly kind: 'renew'; readonly certificateId: string; readonly guideId?: string; readonly key?: 'new' }
  | { readonly kind: 'roll'; readonly certificateId: string };

/** Of the kinds of wishes, those that one dialog takes. */
export type WishOf<Kind extends CertificateWish['kind']> = Extract<CertificateWish, { readonly kind: Kind }>;

/** Gives the wish if it is of one of the kinds, for the dialog that takes these. */
export function wishOf<Kind extends CertificateWish['kind']>(
  wish: CertificateWish | undefined,
  ...kinds: readonly Kind[]
): WishOf<Kind> | undefined {
  const isOfThem = wish !== undefined && (kinds as readonly CertificateWish['kind'][]).includes(wish.kind);
  return isOfThem ? (wish as WishOf<Kind>) : undefined;
}
