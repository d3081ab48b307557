import { decodeBase64, encodeBase64 } from '../../bytes/base64.ts';
import { type CborMap, type CborValue, decodeCbor, encodeCbor, isCborMap } from '../../bytes/cbor.ts';
import { makeFinding, reject, type Verdict } from '../../errors/workbench-error.ts';
import { cleanCodeName } from '../code-name.ts';
import { judgeCode } from '../judge-code.ts';
import type { CodeKeys, CodeRoute, ConnectCode } from '../payload.ts';

/** The fields by their keys, with the type that each has; never to be given another meaning. */
const FIELDS = {
  deviceId: { key: 1, type: 'text' },
  idScope: { key: 2, type: 'text' },
  hubHost: { key: 3, type: 'text' },
  dpsHost: { key: 4, type: 'text' },
  moduleId: { key: 5, type: 'text' },
  gatewayHostName: { key: 6, type: 'text' },
  primaryKey: { key: 7, type: 'bytes' },
  secondaryKey: { key: 8, type: 'bytes' },
  /** Only ever true: the keys are those of an enrollment group. */
  isGroupKey: { key: 9, type: 'true' },
  modelId: { key: 10, type: 'text' },
  name: { key: 11, type: 'text' },
} as const;

type Field = keyof typeof FIELDS;
type FieldOfType<Type> = { [F in Field]: (typeof FIELDS)[F]['type'] extends Type ? F : never }[Field];

/** What a code of one road must not have, for it means nothing there. */
const OF_OTHER_ROAD: Readonly<Record<CodeRoute['kind'], readonly Field[]>> = {
  dps: ['hubHost', 'moduleId', 'gatewayHostName'],
  hub: ['idScope', 'dpsHost', 'isGroupKey'],
};

/** Gives the CBOR of a connect code, without its frame. A key that is no base64 is a TypeError. */
export function encodeConnectCode({ route, keys, modelId, name }: ConnectCode): Uint8Array<ArrayBuffer> {
  const map = new Map<number, CborValue>();
  const texts = { ...textsOfRoute(route), modelId, name: cleanCodeName(name ?? '') };
  for (const [field, text] of Object.entries(texts) as [Field, string | undefined][]) {
    if (text) map.set(FIELDS[field].key, text);
  }
  if (keys !== undefined) addKeys(map, keys);
  return encodeCbor(map);
}

function textsOfRoute(route: CodeRoute): Partial<Record<Field, string | undefined>> {
  if (route.kind === 'dps') {
    const { registrationId, idScope, dpsHost } = route;
    return { deviceId: registrationId, idScope, dpsHost };
  }
  const { deviceId, hubHost, moduleId, gatewayHostName } = route;
  return { deviceId, hubHost, moduleId, gatewayHostName };
}

function addKeys(map: Map<number, CborValue>, { kind, primaryKey, secondaryKey }: CodeKeys): void {
  map.set(FIELDS.primaryKey.key, bytesOf(primaryKey));
  if (secondaryKey !== undefined) map.set(FIELDS.secondaryKey.key, bytesOf(secondaryKey));
  if (kind === 'group-key') map.set(FIELDS.isGroupKey.key, true);
}

function bytesOf(keyBase64: string): Uint8Array {
  const bytes = decodeBase64(keyBase64);
  if (bytes === undefined) throw new TypeError('a key that is no base64');
  return bytes;
}

/** Reads the CBOR of a connect code. Findings: `qr/damaged`, `qr/field-missing`, `qr/field-form`, and those of the fields. */
export function decodeConnectCode(bytes: Uint8Array): Verdict<ConnectCode> {
  const map = decodeCbor(bytes);
  if (!isCborMap(map)) return reject(makeFinding('qr/damaged', { form: 'workbench' }));
  const fault = findFault(map);
  if (fault !== undefined) return reject(makeFinding('qr/field-form', { form: 'workbench', field: fault }));
  const missing = findMissing(map);
  if (missing !== undefined) return reject(makeFinding('qr/field-missing', { form: 'workbench', field: missing }));
  const [modelId, name] = [textOf(map, 'modelId'), textOf(map, 'name')];
  const keys = readKeys(map);
  return judgeCode({ route: readRoute(map), ...(keys !== undefined && { keys }), modelId, name });
}

/** The first field that is of another type, unknown, or means nothing beside the others. */
function findFault(map: CborMap): string | undefined {
  const known = Object.entries(FIELDS) as [Field, (typeof FIELDS)[Field]][];
  for (const [key, value] of map) {
    const [field, rule] = known.find(([, { key: its }]) => its === key) ?? [];
    if (field === undefined || rule === undefined) return String(key);
    if (!isOfType(value, rule.type)) return field;
  }
  const name = textOf(map, 'name');
  if (name !== undefined && (name === '' || cleanCodeName(name) !== name)) return 'name';
  const others = OF_OTHER_ROAD[has(map, 'hubHost') ? 'hub' : 'dps'];
  return others.find((field) => has(map, field));
}

function isOfType(value: CborValue, type: 'text' | 'bytes' | 'true'): boolean {
  if (type === 'text') return typeof value === 'string';
  return type === 'bytes' ? value instanceof Uint8Array : value === true;
}

function findMissing(map: CborMap): Field | undefined {
  if (!has(map, 'deviceId')) return 'deviceId';
  if (!has(map, 'hubHost') && !has(map, 'idScope')) return 'idScope';
  const needsKey = has(map, 'secondaryKey') || has(map, 'isGroupKey');
  return needsKey && !has(map, 'primaryKey') ? 'primaryKey' : undefined;
}

function readRoute(map: CborMap): CodeRoute {
  const deviceId = textOf(map, 'deviceId') ?? '';
  const [hubHost, dpsHost] = [textOf(map, 'hubHost'), textOf(map, 'dpsHost')];
  if (hubHost === undefined) {
    const idScope = textOf(map, 'idScope') ?? '';
    return { kind: 'dps', idScope, registrationId: deviceId, ...(dpsHost !== undefined && { dpsHost }) };
  }
  const [moduleId, gatewayHostName] = [textOf(map, 'moduleId'), textOf(map, 'gatewayHostName')];
  return {
    kind: 'hub',
    hubHost,
    deviceId,
    ...(moduleId !== undefined && { moduleId }),
    ...(gatewayHostName !== undefined && { gatewayHostName }),
  };
}

function readKeys(map: CborMap): CodeKeys | undefined {
  const [primary, secondary] = [map.get(FIELDS.primaryKey.key), map.get(FIELDS.secondaryKey.key)];
  if (!(primary instanceof Uint8Array)) return undefined;
  return {
    kind: has(map, 'isGroupKey') ? 'group-key' : 'device-key',
    primaryKey: encodeBase64(primary),
    ...(secondary instanceof Uint8Array && { secondaryKey: encodeBase64(secondary) }),
  };
}

const has = (map: CborMap, field: Field): boolean => map.has(FIELDS[field].key);

function textOf(map: CborMap, field: FieldOfType<'text'>): string | undefined {
  const value = map.get(FIELDS[field].key);
  return typeof value === 'string' ? value : undefined;
}
