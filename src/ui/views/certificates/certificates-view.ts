import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import { pageHeader } from '../../elements/page-header/page-header.ts';
import type { Route } from '../../routes.ts';
import { View } from '../view.ts';

/** The Certificates room. */
@customElement('dw-certificates-view')
export class CertificatesView extends View {
  @property({ attribute: false }) route!: Route & { room: 'certificates' };

  override render(): TemplateResult {
    return html`${pageHeader({ heading: words.rooms.certificates })}`;
  }
}
