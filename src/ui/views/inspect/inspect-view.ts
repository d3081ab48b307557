import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import { pageHeader } from '../../elements/page-header/page-header.ts';
import { View } from '../view.ts';

/** The Inspect room. */
@customElement('dw-inspect-view')
export class InspectView extends View {
  override render(): TemplateResult {
    return html`${pageHeader({ heading: words.rooms.inspect })}`;
  }
}
