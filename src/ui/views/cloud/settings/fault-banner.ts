import { html, nothing, type TemplateResult } from 'lit';
import { uiCloudSettingsWords } from '#core/words/en/ui-cloud-settings';
import type { CloudFault } from '#app/cloud-settings';
import '../../../elements/button/button.ts';
import { notice } from '../../../elements/notice/notice.ts';

const words = uiCloudSettingsWords.faults;

/** Says on every page of a cloud that it behaves badly on purpose; nothing while it does not. */
export function faultBanner(
  faults: readonly CloudFault[],
  { settingsHref, onStop }: { readonly settingsHref: string; readonly onStop: () => void },
): TemplateResult | typeof nothing {
  const [first, ...others] = faults;
  if (first === undefined) return nothing;
  const more = others.length === 0 ? '' : words.bannerMore(others.length);
  return notice({
    tone: 'warn',
    title: words.banner(faults.length),
    explanation: `${words.sentence(first.kind, first.deviceId)}.${more}`,
    actions: html`<button class="btn small" type="button" @click=${onStop}>
        ${others.length === 0 ? words.stop : words.stopAll}
      </button>
      <a class="btn small ghost" href=${settingsHref}>${words.show(faults.length)}</a>`,
  });
}
