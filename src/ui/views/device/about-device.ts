import { html, type TemplateResult } from 'lit';
import type { DeviceDetail } from '#core/ports/device-host';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { uiDevicesWords } from '#core/words/en/ui-devices';
import { uiRoadWords } from '#core/words/en/ui-roads';
import { card } from '../../elements/card/card.ts';
import { keyValues, type KeyValue } from '../../elements/key-values/key-values.ts';
import '../../elements/relative-time/relative-time.ts';

const words = uiDeviceWords.connection;

/** Everything that is kept of a device but its keys, each value ready to be copied. */
export function aboutDevice(detail: DeviceDetail): TemplateResult {
  return card({ heading: words.about, body: keyValues([...identityValues(detail), ...runValues(detail)]) });
}

/** Where the device belongs and what it is called there. */
export function identityValues({ record, state }: DeviceDetail): (KeyValue | false)[] {
  const { route, cloud, modelId } = record;
  const hub = 'hub' in state ? state.hub : route.kind === 'hub' ? route.hubHost : undefined;
  const named = route.kind === 'dps' ? route.registrationId : route.deviceId;
  return [
    { label: words.deviceId, value: named, mono: true, copy: named },
    route.kind === 'hub' && route.moduleId !== undefined && copied(words.moduleId, route.moduleId),
    { label: words.cloud, value: uiDevicesWords.cloud[cloud.kind] },
    route.kind === 'dps' && copied(words.idScope, route.idScope),
    route.kind === 'dps' && copied(words.dpsHost, route.dpsHost),
    hub !== undefined && copied(words.hub, hub),
    route.kind === 'hub' && route.gatewayHostName !== undefined && copied(words.gateway, route.gatewayHostName),
    modelId !== undefined && copied(words.model, modelId),
  ];
}

function runValues({ record, state, counters, road }: DeviceDetail): (KeyValue | false)[] {
  return [
    { label: words.behaviour, value: words.behaviours[record.behaviour] },
    { label: uiRoadWords.label, value: uiRoadWords.names[road.road] },
    { label: words.credential, value: uiDevicesWords.credential[record.keyKind] },
    state.kind === 'online' && {
      label: words.onlineSince,
      value: html`<dw-relative-time .at=${state.since}></dw-relative-time>`,
    },
    counters.reconnects > 0 && { label: words.reconnects, value: String(counters.reconnects) },
  ];
}

function copied(label: string, value: string): KeyValue {
  return { label, value, mono: true, copy: value };
}
