import { WorkbenchError } from '#core/errors/workbench-error';
import { decodeBase64 } from '#core/bytes/base64';
import { hasExportableKey } from '#core/certificate-export/outputs-of';
import { type DeviceRecord, type DeviceSecret, deviceName, hasKeys } from '#core/identity/device-record';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import type { BundledCertificate, BundledDevice, BundledSecret, IdentityBundle } from '#core/qr/identity-bundle';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { parsePem } from '#core/x509/pem';
import type { Services } from '../services.ts';

/** What is carried to another machine: a device that is kept, by our id, or a certificate that is. */
export interface IdentitySubject {
  readonly kind: 'device' | 'certificate';
  readonly id: string;
}

type Needs = Pick<Services, 'devices' | 'certificates'>;

/**
 * Gives a whole identity, with its secrets. What DPS issued to the device stays behind: it issues anew at the next
 * registration. Errors: `transfer/key-not-exportable`, `transfer/system-certificate`, `certificate/key-elsewhere`,
 * `certificate/unknown`, `device/unknown`, `vault/…`.
 */
export async function bundleIdentity(services: Needs, { kind, id }: IdentitySubject): Promise<IdentityBundle> {
  if (kind === 'certificate') return { certificates: [await bundleCertificate(services, id)] };
  const record = (await services.devices.list()).find((one) => one.record.id === id)?.record;
  if (record === undefined) throw new WorkbenchError('device/unknown', {});
  const secret = await services.devices.reveal(id);
  if (secret.kind === 'browser-certificate') {
    throw new WorkbenchError('transfer/system-certificate', { name: deviceName(record.route) });
  }
  const certificates: BundledCertificate[] = [];
  for (const one of certificateIdsOf(secret)) certificates.push(await bundleCertificate(services, one));
  return { device: describeDevice(record, secretOf(secret)), certificates };
}

function certificateIdsOf(secret: DeviceSecret): readonly string[] {
  if (secret.kind !== 'certificate') return [];
  return [secret.primaryId, ...(secret.secondaryId === undefined ? [] : [secret.secondaryId])];
}

function secretOf(secret: Exclude<DeviceSecret, { kind: 'browser-certificate' }>): BundledSecret {
  if (!hasKeys(secret)) return { kind: 'certificate' };
  const { kind, primaryKey, secondaryKey } = secret;
  return { kind, primaryKey, ...(secondaryKey === undefined ? {} : { secondaryKey }) };
}

function describeDevice(record: DeviceRecord, secret: BundledSecret): BundledDevice {
  const { cloud, id: _id, keyKind: _keyKind, createdAt: _createdAt, ...settings } = record;
  return { ...settings, isLocal: cloud.kind !== 'azure', secret };
}

async function bundleCertificate({ certificates }: Needs, id: string): Promise<BundledCertificate> {
  const kept = (await certificates.shelf()).certificates.find((one) => one.id === id);
  if (kept === undefined) throw new WorkbenchError('certificate/unknown', {});
  refuseLocked(kept);
  const { content } = await certificates.output(id, 'key', { dpsHost: '', directory: '' });
  const der = typeof content === 'string' ? parsePem(content)[0]?.der : undefined;
  if (der === undefined) throw new TypeError('The key came without its armour');
  return { chain: [derOf(kept.facts), ...kept.chain.map(derOf)], privateKey: new Uint8Array(der) };
}

/** A key that is not here at all is for whoever is asked for it to name. */
function refuseLocked({ key, facts }: KeptCertificate): void {
  if (key.kind !== 'elsewhere' && !hasExportableKey({ key }))
    throw new WorkbenchError('transfer/key-not-exportable', { name: facts.commonName });
}

function derOf({ derBase64 }: CertificateFacts): Uint8Array<ArrayBuffer> {
  return new Uint8Array(decodeBase64(derBase64) ?? []);
}
