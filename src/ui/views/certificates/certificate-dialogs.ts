import { html, type TemplateResult } from 'lit';
import type { Shelf } from '#core/ports/certificate-maker';
import './authorities/authority-dialog.ts';
import './authorities/import-dialog.ts';
import './devices/device-dialog.ts';
import './ends/renew-dialog.ts';
import './ends/roll-dialog.ts';
import './requests/request-dialog.ts';
import './requests/signing-dialog.ts';
import { wishOf, type CertificateWish } from './certificate-wish.ts';

/** The dialogs of the room, of which the wish says which is open. Each raises `dw-close`, and goes to what it made. */
export function certificateDialogs(
  shelf: Shelf,
  wish: CertificateWish | undefined,
  onClose: () => void,
): TemplateResult {
  return html`<dw-authority-dialog
      .shelf=${shelf}
      .wish=${wishOf(wish, 'make-root', 'make-intermediate')}
      @dw-close=${onClose}
    ></dw-authority-dialog>
    <dw-import-certificate-dialog
      .shelf=${shelf}
      .wish=${wishOf(wish, 'import')}
      @dw-close=${onClose}
    ></dw-import-certificate-dialog>
    <dw-device-certificate-dialog
      .shelf=${shelf}
      .wish=${wishOf(wish, 'make-device')}
      @dw-close=${onClose}
    ></dw-device-certificate-dialog>
    <dw-request-dialog .wish=${wishOf(wish, 'make-request')} @dw-close=${onClose}></dw-request-dialog>
    <dw-signing-dialog
      .shelf=${shelf}
      .wish=${wishOf(wish, 'sign-request')}
      @dw-close=${onClose}
    ></dw-signing-dialog>
    <dw-renew-dialog .shelf=${shelf} .wish=${wishOf(wish, 'renew')} @dw-close=${onClose}></dw-renew-dialog>
    <dw-roll-dialog .shelf=${shelf} .wish=${wishOf(wish, 'roll')} @dw-close=${onClose}></dw-roll-dialog>`;
}
