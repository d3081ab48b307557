import { decodeBase64 } from '#core/bytes/base64';
import { equalBytes } from '#core/bytes/compare';
import { hasExportableKey } from '#core/certificate-export/outputs-of';
import { WorkbenchError } from '#core/errors/workbench-error';
import { type CloudAddress, deviceName, type DeviceSecret, hasKeys } from '#core/identity/device-record';
import { readPrivateKey } from '#core/pkcs/private-key';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import type { NewDevice } from '#core/ports/device-host';
import type { BundledCertificate, BundledDevice, IdentityBundle } from '#core/qr/identity-bundle';
import { parsePem } from '#core/x509/pem';
import type { Services } from '../services.ts';

/** How an identity is to be kept. */
export interface KeepingWish {
  /** Whether a private key may leave this vault again. */
  readonly mayLeave: boolean;
  /** Of its device; a local cloud is another one here than where it comes from. */
  readonly cloud: CloudAddress;
}

/** What was kept, by our ids. */
export interface KeptIdentity {
  readonly deviceId: string | undefined;
  readonly certificates: readonly KeptCertificate[];
  /** Everything was read back and compared, private keys too; else those stay where nobody reads them. */
  readonly isReadBackWhole: boolean;
}

type Needs = Pick<Services, 'devices' | 'certificates' | 'crypto'>;

/**
 * Keeps an identity, all of it or nothing, and reads back what it kept. Errors: `device/name-taken`, `certificate/…`,
 * `pkcs/…`, `vault/…`; `transfer/kept-differs` for what is kept and is not what arrived.
 */
export async function keepBundle(services: Needs, bundle: IdentityBundle, wish: KeepingWish): Promise<KeptIdentity> {
  const before = new Set((await services.certificates.shelf()).certificates.map(({ id }) => id));
  const ids: string[] = [];
  try {
    for (const one of bundle.certificates) ids.push(await importOne(services, one, wish));
    const certificates = await readCertificates(services, ids);
    const isKeyRead = await compareCertificates(services, bundle.certificates, certificates);
    const deviceId = bundle.device && (await keepDevice(services, bundle.device, ids, wish.cloud));
    return { deviceId, certificates, isReadBackWhole: isKeyRead };
  } catch (error) {
    for (const id of ids) if (!before.has(id)) await services.certificates.remove(id);
    throw error;
  }
}

function importOne({ certificates }: Needs, one: BundledCertificate, { mayLeave }: KeepingWish): Promise<string> {
  const { chain, privateKey } = one;
  return certificates.importCertificate({ parts: [...chain, privateKey] }, mayLeave ? 'vault-exportable' : 'vault');
}

async function readCertificates({ certificates }: Needs, ids: readonly string[]): Promise<readonly KeptCertificate[]> {
  const { certificates: kept } = await certificates.shelf();
  return ids.map((id) => {
    const found = kept.find((one) => one.id === id);
    if (found === undefined) throw new TypeError('What was imported is not kept');
    return found;
  });
}

/** Says whether private keys were among what was compared: all of them. */
async function compareCertificates(
  services: Needs,
  given: readonly BundledCertificate[],
  kept: readonly KeptCertificate[],
): Promise<boolean> {
  let isKeyRead = true;
  for (const [at, one] of given.entries()) {
    const certificate = kept[at];
    if (certificate === undefined || !hasChain(certificate, one)) throw differs(certificate?.facts.commonName);
    const { id, facts } = certificate;
    if (!hasExportableKey(certificate)) isKeyRead = false;
    else if (!(await hasKey(services, id, one))) throw differs(facts.commonName);
  }
  return isKeyRead;
}

const differs = (name = ''): WorkbenchError => new WorkbenchError('transfer/kept-differs', { name });

/** More issuers may be known here than there. */
function hasChain({ facts, chain }: KeptCertificate, given: BundledCertificate): boolean {
  const kept = [facts, ...chain];
  return given.chain.every((der, at) => {
    const { derBase64 = '' } = kept[at] ?? {};
    return equalBytes(decodeBase64(derBase64) ?? new Uint8Array(), der);
  });
}

/** Another engine may write the same key in other bytes; then it is the public half that tells, which signs were verified by. */
async function hasKey(
  { certificates, crypto }: Needs,
  id: string,
  { privateKey }: BundledCertificate,
): Promise<boolean> {
  const { content } = await certificates.output(id, 'key', { dpsHost: '', directory: '' });
  const der = typeof content === 'string' ? parsePem(content)[0]?.der : undefined;
  if (der === undefined) return false;
  if (equalBytes(der, privateKey)) return true;
  const [given, kept] = [await readPrivateKey(crypto.subtle, privateKey), await readPrivateKey(crypto.subtle, der)];
  return given.ok && kept.ok && equalBytes(given.value.publicKey.spki, kept.value.publicKey.spki);
}

async function keepDevice(
  { devices }: Needs,
  device: BundledDevice,
  certificateIds: readonly string[],
  cloud: CloudAddress,
): Promise<string> {
  const given = makeDevice(device, certificateIds, cloud);
  const id = await devices.add(given);
  if (isSameSecret(await devices.reveal(id), given.secret)) return id;
  await devices.remove(id);
  throw differs(deviceName(device.route));
}

function makeDevice(
  device: BundledDevice,
  [primaryId = '', secondaryId]: readonly string[],
  cloud: CloudAddress,
): NewDevice {
  const { isLocal: _isLocal, secret, ...settings } = device;
  const record = { ...settings, cloud };
  if (secret.kind !== 'certificate') return { record, secret };
  return { record, secret: { kind: 'certificate', primaryId, ...(secondaryId === undefined ? {} : { secondaryId }) } };
}

function isSameSecret(kept: DeviceSecret, given: DeviceSecret): boolean {
  if (hasKeys(kept) && hasKeys(given)) {
    const { kind, primaryKey, secondaryKey } = given;
    return kept.kind === kind && kept.primaryKey === primaryKey && kept.secondaryKey === secondaryKey;
  }
  if (kept.kind !== 'certificate' || given.kind !== 'certificate') return false;
  return kept.primaryId === given.primaryId && kept.secondaryId === given.secondaryId;
}
