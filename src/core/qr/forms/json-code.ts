import type { JsonObject } from '../../bytes/json.ts';
import type { CodeForm } from '../../errors/code-facts.ts';
import { makeFinding, reject, type Verdict } from '../../errors/workbench-error.ts';
import type { ConnectCode } from '../payload.ts';
import { readCentral } from './central.ts';
import { readIotExplorer } from './iot-explorer.ts';
import { readPhoneApp } from './phone-app.ts';
import { readPlainJson } from './plain-json.ts';

/** Those who wrote JSON into codes, the one that is told most surely first. */
const READERS = [
  { form: 'central', read: readPhoneApp },
  { form: 'central', read: readCentral },
  { form: 'iot-explorer', read: readIotExplorer },
  { form: 'central', read: readPlainJson },
] as const satisfies readonly {
  form: CodeForm;
  read: (json: JsonObject, form: CodeForm) => Verdict<ConnectCode> | undefined;
}[];

/**
 * Reads the JSON of a code by what it holds. `form`: as what it came, where that says more than whose members it has;
 * JSON about something else is `qr/unknown`.
 */
export function readJsonCode(
  json: JsonObject,
  form?: CodeForm,
): { readonly form: CodeForm; readonly verdict: Verdict<ConnectCode> } {
  for (const reader of READERS) {
    const own = form ?? reader.form;
    const verdict = reader.read(json, own);
    if (verdict !== undefined) return { form: own, verdict };
  }
  const { length } = JSON.stringify(json);
  return { form: form ?? 'central', verdict: reject(makeFinding('qr/unknown', { length })) };
}
