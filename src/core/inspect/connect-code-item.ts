import type { CodeForm } from '../errors/code-facts.ts';
import type { Finding } from '../errors/workbench-error.ts';
import { printConnectionString } from '../identity/connection-string.ts';
import { openLocked } from '../qr/locked-text.ts';
import type { ConnectCode, ForeignKind, LockedText, Payload } from '../qr/payload.ts';
import { readPayload } from '../qr/read-payload.ts';
import { codeFormNames, foreignFactNames, foreignWords } from '../words/en/codes.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import type { FoundItem } from './found-item.ts';
import type { ItemFact } from './inspection.ts';
import { listFacts, makeCodeFact, makeFact, printMoment } from './item-facts.ts';
import type { Reading } from './reading.ts';

/** Codes of others that begin like nothing else does. What else they may be, Inspect knows by itself. */
const TOLD_FOREIGN: ReadonlySet<ForeignKind> = new Set([
  'wifi',
  'matter',
  'dpp',
  'esp-provisioning',
  'homekit',
  'lora',
  'one-time-password',
  'web-address',
]);

/** Tells of the text of a code, whoever made it; a locked one is opened where a password was given. */
export async function readConnectCode(reading: Reading, text: string): Promise<FoundItem | undefined> {
  const payload = readPayload(text);
  switch (payload.kind) {
    case 'connect':
      return payload.form === 'connection-string' ? undefined : describeCode(payload.form, payload.code, payload.notes);
    case 'locked':
      return describeLocked(reading, payload.locked);
    case 'part':
      return makeCodeItem([makeFact('use', words.codes.part(payload.part.pieces)), formFact('part')], []);
    case 'foreign':
      return isOneLine(text) ? describeForeign(payload) : undefined;
    case 'refused':
      return isOneLine(text) || !isDamaged(payload.findings) ? describeRefused(payload.findings) : undefined;
  }
}

/** Several lines may be several codes, of which the first looks damaged by the others. */
const isOneLine = (text: string): boolean => !/[\r\n]/.test(text.trim());

function isDamaged(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => code === 'qr/damaged' || code === 'qr/cut-short');
}

function describeCode(form: CodeForm, code: ConnectCode, notes: readonly Finding[]): FoundItem {
  const { route, keys, modelId, name } = code;
  const facts = listFacts([
    makeFact('use', useOf(form, code)),
    name === undefined ? undefined : makeFact('friendly-name', name),
    ...(route.kind === 'dps' ? factsOfDps(route) : factsOfHub(route)),
    modelId === undefined ? undefined : makeCodeFact('model-id', modelId),
    makeFact('credential', keys === undefined ? words.codes.noKey : words.codes.keys[keys.kind]),
    formFact(form),
  ]);
  const title = route.kind === 'dps' ? route.registrationId : route.deviceId;
  const item = { ...makeCodeItem(facts, notes), title };
  return keys === undefined ? item : { ...item, printSecret: () => printKeys(code) };
}

function useOf(form: CodeForm, { route }: ConnectCode): string {
  if (route.kind === 'hub') return route.moduleId === undefined ? words.uses.device : words.uses.module;
  return form === 'central' ? words.uses.central : words.uses.dpsDevice;
}

function factsOfDps({ idScope, registrationId, dpsHost }: ConnectCode['route'] & { kind: 'dps' }): ItemFact[] {
  return [
    makeCodeFact('device-id', registrationId),
    makeCodeFact('id-scope', idScope),
    ...(dpsHost === undefined ? [] : [makeCodeFact('host-name', dpsHost)]),
  ];
}

function factsOfHub(route: ConnectCode['route'] & { kind: 'hub' }): ItemFact[] {
  const { hubHost, deviceId, moduleId, gatewayHostName } = route;
  return [
    makeCodeFact('host-name', hubHost),
    makeCodeFact('device-id', deviceId),
    ...(moduleId === undefined ? [] : [makeCodeFact('module-id', moduleId)]),
    ...(gatewayHostName === undefined ? [] : [makeCodeFact('gateway', gatewayHostName)]),
  ];
}

/** What the code holds in clear, in a form that other programs read. */
function printKeys({ route, keys }: ConnectCode): string {
  const { kind, primaryKey = '', secondaryKey } = keys ?? {};
  if (route.kind === 'hub') {
    const { hubHost: hostName, kind: _kind, ...ids } = route;
    return printConnectionString({ hostName, ...ids, credential: { kind: 'key', sharedAccessKey: primaryKey } });
  }
  const { registrationId: deviceId, idScope: scopeId } = route;
  const key = kind === 'group-key' ? { keyType: 'group', authKey: primaryKey } : { deviceKey: primaryKey };
  return JSON.stringify({ deviceId, scopeId, ...key, secondaryKey });
}

async function describeLocked({ subtle, password = '', at }: Reading, locked: LockedText): Promise<FoundItem> {
  const { form, endsAt } = locked;
  const opened = await openLocked({ subtle }, locked, password, at);
  const expires = endsAt === undefined ? [] : [makeFact('expires', printMoment(endsAt))];
  if (!opened.ok) return { ...makeCodeItem([...expires, formFact(form)], opened.findings), kind: 'locked-code' };
  if (opened.value.kind === 'identity') return makeCodeItem([makeFact('use', words.codes.identity), ...expires], []);
  const item = describeCode(form, opened.value.code, opened.notes);
  return { ...item, facts: [...item.facts, ...expires] };
}

function describeForeign({ foreign, facts }: Payload & { kind: 'foreign' }): FoundItem | undefined {
  if (!TOLD_FOREIGN.has(foreign)) return undefined;
  const { title, explanation } = foreignWords[foreign];
  return {
    kind: 'foreign-code',
    title,
    facts: [
      makeFact('use', explanation),
      ...facts.map(({ name, value }) => makeFact('told', `${foreignFactNames[name]}: ${value}`)),
    ],
    findings: [],
  };
}

/** Of what anything else than a code may be, nothing is said here: of JSON that is cut or about something else. */
function describeRefused(findings: readonly Finding[]): FoundItem | undefined {
  const isOther = findings.some(({ code }) => /^(?:qr\/(?:unknown|empty|too-long)$|connection-string\/)/.test(code));
  const form = findings.map(formOf).find((found) => found !== undefined);
  return isOther || form === 'json' ? undefined : makeCodeItem(form === undefined ? [] : [formFact(form)], findings);
}

function formOf({ code, facts }: Finding): CodeForm | undefined {
  return code.startsWith('qr/') && 'form' in facts ? (facts.form as CodeForm) : undefined;
}

function makeCodeItem(facts: readonly ItemFact[], findings: readonly Finding[]): FoundItem {
  return { kind: 'connect-code', title: '', facts, findings };
}

function formFact(form: CodeForm): ItemFact {
  return makeFact(
    'form',
    codeFormNames[form].replace(/^./, (first) => first.toUpperCase()),
  );
}
