import { html, type TemplateResult } from 'lit';
import { showText } from '#core/inspect/visible-text';
import type { CodeKeys, ConnectCode } from '#core/qr/payload';
import { uiScanWords } from '#core/words/en/ui-scan';
import { keyValues, type KeyValue } from '../../../elements/key-values/key-values.ts';
import '../../../elements/secret/secret.ts';

const words = uiScanWords.device.facts;

/** What a code says of its device beside the ID that it goes under. Its keys stand behind a press. */
export function deviceFacts({ route, keys, modelId, name }: ConnectCode): TemplateResult {
  const text = (label: string, value: string | undefined): KeyValue | undefined =>
    value === undefined ? undefined : { label, value: html`<bdi>${value}</bdi>`, mono: true, copy: value };
  const named = name === undefined ? undefined : { label: words.name, value: html`<bdi>${showText(name)}</bdi>` };
  const place =
    route.kind === 'dps'
      ? [named, text(words.idScope, route.idScope)]
      : [
          route.moduleId === undefined ? undefined : text(words.device, route.deviceId),
          text(words.module, route.moduleId),
          named,
          text(words.hub, route.hubHost),
          text(words.gateway, route.gatewayHostName),
        ];
  return keyValues([...place, text(words.model, modelId), ...keyFacts(keys)]);
}

function keyFacts(keys: CodeKeys | undefined): KeyValue[] {
  if (keys === undefined) return [{ label: words.key, value: words.noKey }];
  const secret = (label: string, key: string): KeyValue => ({
    label,
    value: html`<dw-secret .label=${label.toLowerCase()} .reveal=${() => Promise.resolve(key)}></dw-secret>`,
  });
  const { kind, primaryKey, secondaryKey } = keys;
  const primary = secret(kind === 'group-key' ? words.groupKey : words.primaryKey, primaryKey);
  return secondaryKey === undefined ? [primary] : [primary, secret(words.secondaryKey, secondaryKey)];
}
