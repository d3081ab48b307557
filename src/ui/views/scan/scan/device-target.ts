import { html, type TemplateResult } from 'lit';
import type { CodeRoute } from '#core/qr/payload';
import { uiEditingWords } from '#core/words/en/ui-editing';
import { uiScanWords } from '#core/words/en/ui-scan';
import type { Endpoint } from '#app/stores/endpoint';
import { listTargets } from '#app/stores/scan-target';
import type { ScannedDeviceState } from '#app/stores/scanned-device';
import { field } from '../../../elements/field/field.ts';
import { selectInput } from '../../../elements/field/select-input.ts';

const words = uiScanWords.device.where;

/** Which cloud the device of a code is brought to, why it is that one, and the choice of another. */
export function deviceTarget(
  route: CodeRoute,
  { target, clouds, isSettled }: ScannedDeviceState,
  onChoose: (endpoint: Endpoint) => void,
): TemplateResult {
  const isHub = route.kind === 'hub';
  const why = isHub ? words.hubReason : words.reasons[target.reason];
  const hint = isSettled || target.reason === 'chosen' ? why : words.asking;
  const labels: Readonly<Record<Endpoint, string>> = {
    ...uiEditingWords.endpoint.options,
    ...(isHub ? words.hubPlaces : {}),
    ...(route.kind === 'dps' && route.dpsHost !== undefined ? { own: route.dpsHost } : {}),
  };
  const options = listTargets(route, clouds).map((value) => ({ value, label: labels[value] }));
  return html`${field({ id: 'code-target', label: isHub ? words.hubLabel : words.label, hint }, (ties) =>
    selectInput<Endpoint>(ties, { value: target.endpoint, options, onChange: onChoose }),
  )}`;
}
