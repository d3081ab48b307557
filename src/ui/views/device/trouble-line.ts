import { html, nothing, type TemplateResult } from 'lit';
import type { DeviceDetail } from '#core/ports/device-host';
import { uiDeviceWords as words } from '#core/words/en/ui-device';
import { describeFinding } from '#core/words/words';
import { notice } from '../../elements/notice/notice.ts';
import { printRoute } from '../../routes.ts';

/** Says on every tab but the connection's why the device is not connected, or what else is wrong, and where to go. */
export function troubleLine({ record, state, warning }: DeviceDetail): TemplateResult | typeof nothing {
  const finding = state.kind === 'refused' || state.kind === 'waiting' ? state.reason : warning;
  if (finding === undefined) return nothing;
  const { title, explanation } = describeFinding(finding);
  const why = printRoute({ room: 'device', id: record.id, tab: 'connection' });
  return notice({
    tone: state.kind === 'refused' ? 'err' : 'warn',
    title,
    explanation,
    actions: html`<a class="btn" href=${why}>${words.seeWhy}</a>`,
    announce: false,
  });
}
