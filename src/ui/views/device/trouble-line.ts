import { html, nothing, type TemplateResult } from 'lit';
import type { DeviceDetail } from '#core/ports/device-host';
import { uiDeviceWords as words } from '#core/words/en/ui-device';
import { describeFinding } from '#core/words/words';
import { notice } from '../../elements/notice/notice.ts';
import { printRoute } from '../../routes.ts';

/** Says on every tab but the connection's why the device is not connected, with the way to what can be done. */
export function troubleLine({ record, state }: DeviceDetail): TemplateResult | typeof nothing {
  if (state.kind !== 'refused' && state.kind !== 'waiting') return nothing;
  const { title, explanation } = describeFinding(state.reason);
  const why = printRoute({ room: 'device', id: record.id, tab: 'connection' });
  return notice({
    tone: state.kind === 'waiting' ? 'warn' : 'err',
    title,
    explanation,
    actions: html`<a class="btn" href=${why}>${words.seeWhy}</a>`,
    announce: false,
  });
}
