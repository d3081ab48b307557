import { parseJson } from '#core/bytes/json';
import { parseConnectionString, type ConnectionString } from '#core/identity/connection-string';
import type { DeviceRoute, DeviceSecret } from '#core/identity/device-record';
import { judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import type { NewDevice } from '#core/ports/device-host';
import { judgeKey } from '#core/sas/key';
import { secretOfChoice, type CertificateChoice } from './certificate-choice.ts';
import {
  NO_CERTIFICATES,
  roleOf,
  usesDps,
  usesKeptCertificate,
  type DeviceDraft,
  type DraftSurroundings,
} from './device-draft.ts';
import { addressOf, hostOf, placeOf, type KnownClouds } from './endpoint.ts';
import { valueOf } from './field-judgement.ts';

/** Gives what the device host keeps. Only for a draft without faults; throws `TypeError` otherwise. */
export function makeNewDevice(
  draft: DeviceDraft,
  clouds: KnownClouds,
  surroundings: DraftSurroundings = NO_CERTIFICATES,
): NewDevice {
  const modelId = draft.modelId.trim();
  const isDps = usesDps(draft);
  const payload = !isDps || draft.payload === undefined ? undefined : parseJson(draft.payload);
  const secret = secretOf(draft, surroundings);
  const isAsking = isDps && draft.wantsCertificate && secret.kind !== 'browser-certificate';
  return {
    record: {
      behaviour: draft.behaviour,
      ...(modelId === '' ? {} : { modelId }),
      ...(payload === undefined ? {} : { payload }),
      ...(isAsking ? { wantsCertificate: true } : {}),
      cloud: addressOf(isDps ? placeOf(draft.endpoint) : draft.place, clouds),
      route: isDps ? dpsRouteOf(draft, clouds, surroundings) : hubRouteOf(draft),
    },
    secret,
  };
}

function secretOf(draft: DeviceDraft, surroundings: DraftSurroundings): DeviceSecret {
  if (usesKeptCertificate(draft)) return secretOfChoice(choiceIn(draft, surroundings));
  if (draft.way === 'certificate') return { kind: 'browser-certificate' };
  if (draft.way !== 'connection-string') return { kind: draft.way, ...keysOf(draft) };
  return { kind: 'device-key', primaryKey: keyOf(valueOf(parseConnectionString(draft.connectionString))) };
}

function dpsRouteOf(draft: DeviceDraft, clouds: KnownClouds, surroundings: DraftSurroundings): DeviceRoute {
  return {
    kind: 'dps',
    dpsHost: dpsHostOf(draft, clouds),
    idScope: valueOf(judgeIdScope(draft.idScope)),
    // DPS finds a device by the name in its certificate.
    registrationId: usesKeptCertificate(draft) ? choiceIn(draft, surroundings).name : draft.deviceId,
  };
}

function hubRouteOf(draft: DeviceDraft): DeviceRoute {
  if (draft.way === 'connection-string') {
    const { hostName, credential: _credential, ...identity } = valueOf(parseConnectionString(draft.connectionString));
    return { kind: 'hub', hubHost: hostName, ...identity };
  }
  const [deviceId = '', moduleId] = draft.deviceId.split('/', 2);
  return {
    kind: 'hub',
    hubHost: valueOf(judgeHostName(draft.hubHost)),
    deviceId,
    ...(moduleId === undefined ? {} : { moduleId }),
  };
}

function choiceIn({ certificateId }: DeviceDraft, { choices }: DraftSurroundings): CertificateChoice {
  const choice = choices.find(({ id }) => id === certificateId);
  if (choice === undefined) throw new TypeError('A certificate is named that is not kept');
  return choice;
}

function keysOf(draft: DeviceDraft): { primaryKey: string; secondaryKey?: string } {
  const primaryKey = valueOf(judgeKey(draft.primaryKey, { role: roleOf(draft) })).keyBase64;
  if (draft.way !== 'device-key' || draft.secondaryKey.trim() === '') return { primaryKey };
  return { primaryKey, secondaryKey: valueOf(judgeKey(draft.secondaryKey, { role: 'device' })).keyBase64 };
}

function dpsHostOf({ endpoint, ownHost }: DeviceDraft, clouds: KnownClouds): string {
  return hostOf(endpoint, endpoint === 'own' ? valueOf(judgeHostName(ownHost)) : '', clouds);
}

function keyOf(parsed: ConnectionString): string {
  if (parsed.credential.kind !== 'key') throw new TypeError('The connection string holds no key');
  return valueOf(judgeKey(parsed.credential.sharedAccessKey, { role: 'device' })).keyBase64;
}
