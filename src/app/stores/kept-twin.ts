import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import {
  deviceName,
  hasKeys,
  type BehaviourKind,
  type DeviceRecord,
  type DeviceSecret,
} from '#core/identity/device-record';
import { isSameCloud, isSameRoute } from '#core/identity/same-device';
import type { DeviceState } from '#core/ports/device-host';
import type { CodeKeys } from '#core/qr/payload';
import { deriveDeviceKey } from '#core/sas/derived-key';
import type { Services } from '../services.ts';

/** A device that is kept in this browser and is the one that somebody has at hand. */
export interface KeptTwin {
  /** Ours. */
  readonly id: string;
  /** What it proves itself with, beside the keys at hand; `unknown` where there are none. */
  readonly proof: 'same-key' | 'other-key' | 'certificate' | 'unknown';
  /** What it does when it is online, which it keeps whatever key it takes. */
  readonly behaviour: BehaviourKind;
  /** What it was doing when it was looked at. */
  readonly state: DeviceState;
}

type Place = Pick<DeviceRecord, 'cloud' | 'route'>;
type Needs = Pick<Services, 'devices' | 'crypto'>;

/**
 * Gives the device that is kept for a place, in the same cloud. Without keys at hand that of another cloud will do, for
 * then only its name is known. Errors: `vault/…`.
 */
export async function findKeptTwin(
  { devices, crypto }: Needs,
  place: Place,
  keys: CodeKeys | undefined,
): Promise<KeptTwin | undefined> {
  const same = (await devices.list()).filter(({ record }) => isSameRoute(record.route, place.route));
  const here = same.find(({ record }) => isSameCloud(record.cloud, place.cloud));
  const twin = keys === undefined ? (here ?? same[0]) : here;
  if (twin === undefined) return undefined;
  const { record, state } = twin;
  const { id, behaviour } = record;
  const secret = keys && (await devices.reveal(id));
  const proof = keys && secret ? await compare(crypto.subtle, place, keys, { record, secret }) : 'unknown';
  return { id, proof, behaviour, state };
}

async function compare(
  subtle: SubtleCrypto,
  { route }: Place,
  keys: CodeKeys,
  kept: { record: DeviceRecord; secret: DeviceSecret },
): Promise<KeptTwin['proof']> {
  if (!hasKeys(kept.secret)) return 'certificate';
  if (kept.secret.kind === keys.kind) return kept.secret.primaryKey === keys.primaryKey ? 'same-key' : 'other-key';
  const [one, other] = await Promise.all([
    keyOf(subtle, deviceName(route), keys),
    keyOf(subtle, deviceName(kept.record.route), kept.secret),
  ]);
  return one === other ? 'same-key' : 'other-key';
}

/** A group key is known by the device key that it makes. */
async function keyOf(subtle: SubtleCrypto, name: string, { kind, primaryKey }: CodeKeys): Promise<string> {
  const bytes = decodeBase64(primaryKey);
  if (kind === 'device-key' || bytes === undefined) return primaryKey;
  return encodeBase64(await deriveDeviceKey(subtle, bytes, name));
}
