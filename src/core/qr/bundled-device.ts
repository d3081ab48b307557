import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { type CborMap, type CborValue, isCborMap } from '../bytes/cbor.ts';
import { parseJson } from '../bytes/json.ts';
import type { DeviceRoute } from '../identity/device-record.ts';
import { judgeHostName } from '../identity/host-name.ts';
import { judgeId } from '../identity/device-id.ts';
import { judgeIdScope } from '../identity/id-scope.ts';
import { judgeModelId } from '../identity/model-id.ts';
import type { BundledDevice, BundledSecret } from './identity-bundle.ts';

/** What stands for what, for ever: new members get new numbers. */
const KEY = {
  isLocal: 0,
  registrationId: 1,
  idScope: 2,
  dpsHost: 3,
  deviceId: 4,
  moduleId: 5,
  hubHost: 6,
  gatewayHostName: 7,
  secret: 8,
  primaryKey: 9,
  secondaryKey: 10,
  behaviour: 11,
  road: 12,
  wantsCertificate: 13,
  usesSecondary: 14,
  modelId: 15,
  payload: 16,
  intervalMs: 17,
} as const;

const SECRETS = ['group-key', 'device-key', 'certificate'] as const;
const BEHAVIOURS = ['thermostat', 'raw', 'quiet'] as const;
const ROADS = ['direct', 'relay'] as const;

const LIMITS = { keyBytes: 128, intervalMs: { min: 50, max: 86_400_000 } } as const;

/** Gives the map of a device, for CBOR; keys in it are bytes. Throws `TypeError` for a key that is no base64. */
export function encodeBundledDevice(device: BundledDevice): CborMap {
  const { isLocal, route, secret, behaviour, road, wantsCertificate, certificateInUse } = device;
  const { modelId, payload, intervalMs } = device;
  const entries: readonly (readonly [number, CborValue | undefined])[] = [
    [KEY.isLocal, isLocal],
    ...encodeRoute(route),
    [KEY.secret, SECRETS.indexOf(secret.kind)],
    [KEY.primaryKey, secret.kind === 'certificate' ? undefined : encodeKey(secret.primaryKey)],
    [KEY.secondaryKey, secret.kind === 'certificate' ? undefined : encodeKey(secret.secondaryKey)],
    [KEY.behaviour, BEHAVIOURS.indexOf(behaviour)],
    [KEY.road, road && ROADS.indexOf(road)],
    [KEY.wantsCertificate, wantsCertificate],
    [KEY.usesSecondary, certificateInUse && certificateInUse === 'secondary'],
    [KEY.modelId, modelId],
    [KEY.payload, payload === undefined ? undefined : JSON.stringify(payload)],
    [KEY.intervalMs, intervalMs],
  ];
  return new Map(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

function encodeRoute(route: DeviceRoute): readonly (readonly [number, string | undefined])[] {
  if (route.kind === 'dps') {
    const { registrationId, idScope, dpsHost } = route;
    return [
      [KEY.registrationId, registrationId],
      [KEY.idScope, idScope],
      [KEY.dpsHost, dpsHost],
    ];
  }
  const { deviceId, moduleId, hubHost, gatewayHostName } = route;
  return [
    [KEY.deviceId, deviceId],
    [KEY.moduleId, moduleId],
    [KEY.hubHost, hubHost],
    [KEY.gatewayHostName, gatewayHostName],
  ];
}

function encodeKey(keyBase64: string | undefined): Uint8Array | undefined {
  if (keyBase64 === undefined) return undefined;
  const bytes = decodeBase64(keyBase64);
  if (bytes === undefined) throw new TypeError('a key that is no base64');
  return bytes;
}

/** Reads the map of a device; undefined where any of it is not what `encodeBundledDevice` gives for a device that can be. */
export function readBundledDevice(given: CborValue): BundledDevice | undefined {
  if (!isCborMap(given)) return undefined;
  const fields = new Fields(given);
  const device = readFields(fields);
  return fields.isSound ? device : undefined;
}

function readFields(fields: Fields): BundledDevice | undefined {
  const isLocal = fields.flag(KEY.isLocal);
  const route = readRoute(fields);
  const secret = readSecret(fields);
  const behaviour = fields.choice(KEY.behaviour, BEHAVIOURS);
  const road = fields.choice(KEY.road, ROADS);
  const wantsCertificate = fields.flag(KEY.wantsCertificate);
  const usesSecondary = fields.flag(KEY.usesSecondary);
  const modelId = fields.text(KEY.modelId, (text) => judgeModelId(text).ok);
  const payload = fields.json(KEY.payload);
  const intervalMs = fields.number(KEY.intervalMs, LIMITS.intervalMs);
  if (isLocal === undefined || route === undefined || secret === undefined || behaviour === undefined) return undefined;
  return {
    isLocal,
    route,
    behaviour,
    secret,
    ...(road === undefined ? {} : { road }),
    ...(wantsCertificate === true ? { wantsCertificate } : {}),
    ...(usesSecondary === undefined ? {} : { certificateInUse: usesSecondary ? 'secondary' : 'primary' }),
    ...(modelId === undefined ? {} : { modelId }),
    ...(payload === undefined ? {} : { payload }),
    ...(intervalMs === undefined ? {} : { intervalMs }),
  };
}

function readRoute(fields: Fields): DeviceRoute | undefined {
  const registrationId = fields.text(KEY.registrationId, (text) => judgeId(text, 'dps').ok);
  const idScope = fields.text(KEY.idScope, (text) => judgeIdScope(text).ok);
  const dpsHost = fields.text(KEY.dpsHost, isHost);
  const deviceId = fields.text(KEY.deviceId, (text) => judgeId(text, 'hub').ok);
  const moduleId = fields.text(KEY.moduleId, (text) => judgeId(text, 'hub').ok);
  const hubHost = fields.text(KEY.hubHost, isHost);
  const gatewayHostName = fields.text(KEY.gatewayHostName, isHost);
  if (registrationId !== undefined && idScope !== undefined && dpsHost !== undefined) {
    const isOne = [deviceId, moduleId, hubHost, gatewayHostName].every((text) => text === undefined);
    return isOne ? { kind: 'dps', dpsHost, idScope, registrationId } : undefined;
  }
  if (deviceId === undefined || hubHost === undefined) return undefined;
  if ([registrationId, idScope, dpsHost].some((text) => text !== undefined)) return undefined;
  return {
    kind: 'hub',
    hubHost,
    deviceId,
    ...(moduleId === undefined ? {} : { moduleId }),
    ...(gatewayHostName === undefined ? {} : { gatewayHostName }),
  };
}

const isHost = (text: string): boolean => judgeHostName(text).ok;

function readSecret(fields: Fields): BundledSecret | undefined {
  const kind = fields.choice(KEY.secret, SECRETS);
  const primaryKey = fields.key(KEY.primaryKey);
  const secondaryKey = fields.key(KEY.secondaryKey);
  if (kind === 'certificate') {
    return primaryKey === undefined && secondaryKey === undefined ? { kind } : undefined;
  }
  if (kind === undefined || primaryKey === undefined) return undefined;
  return { kind, primaryKey, ...(secondaryKey === undefined ? {} : { secondaryKey }) };
}

/** Takes the members of a map one by one. What is of another kind than asked for, or never asked for, makes it unsound. */
class Fields {
  readonly #map: CborMap;
  readonly #taken = new Set<number>();
  #faults = 0;

  constructor(map: CborMap) {
    this.#map = map;
  }

  get isSound(): boolean {
    return this.#faults === 0 && this.#taken.size === this.#map.size;
  }

  flag(key: number): boolean | undefined {
    return this.#take(key, (value) => (typeof value === 'boolean' ? value : undefined));
  }

  /** Text that passes as it stands: not even a blank around it is taken off. */
  text(key: number, isGood: (text: string) => boolean): string | undefined {
    return this.#take(key, (value) =>
      typeof value === 'string' && value === value.trim() && isGood(value) ? value : undefined,
    );
  }

  choice<T>(key: number, choices: readonly T[]): T | undefined {
    return this.#take(key, (value) => (typeof value === 'number' ? choices[value] : undefined));
  }

  number(key: number, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
    return this.#take(key, (value) => (typeof value === 'number' && value >= min && value <= max ? value : undefined));
  }

  key(key: number): string | undefined {
    return this.#take(key, (value) =>
      value instanceof Uint8Array && value.length > 0 && value.length <= LIMITS.keyBytes
        ? encodeBase64(value)
        : undefined,
    );
  }

  json(key: number): BundledDevice['payload'] {
    return this.#take(key, (value) => (typeof value === 'string' ? parseJson(value) : undefined));
  }

  #take<T>(key: number, read: (value: CborValue) => T | undefined): T | undefined {
    const value = this.#map.get(key);
    if (value === undefined) return undefined;
    const taken = read(value);
    if (taken === undefined) this.#faults += 1;
    else this.#taken.add(key);
    return taken;
  }
}
