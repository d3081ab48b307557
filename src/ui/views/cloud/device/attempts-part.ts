import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { uiCloudDeviceWords } from '#core/words/en/ui-cloud-device';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { icons } from '../../../elements/icon/icon.ts';
import { attemptRows } from '../attempts-list.ts';
import { CloudDevicePart } from './cloud-device-part.ts';

const words = uiCloudDeviceWords.attempts;

/** Every try of the device to register or connect, with the true reason. */
@customElement('dw-cloud-attempts-part')
export class CloudAttemptsPart extends CloudDevicePart {
  override render(): TemplateResult {
    const { attempts } = this.content;
    if (attempts.length === 0) {
      return emptyState({ icon: icons.shield, heading: uiCloudWords.attempts.none.heading, text: words.none });
    }
    return html`<p class="muted">${words.intro}</p>
      ${attemptRows(attempts)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-attempts-part': CloudAttemptsPart;
  }
}
