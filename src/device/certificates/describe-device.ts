import { KIND, readContent } from '#core/certificate-maker/kept-records';
import { findingOf } from '#core/errors/workbench-error';
import type { DeviceSecret } from '#core/identity/device-record';
import type { DeviceCertificate, DeviceCertificates } from '#core/ports/device-host';
import { describeDer, readChain, type CertificatePorts } from './open-certificate.ts';

/** Gives the certificates of a device; undefined for one that has none. Throws `vault/…`. */
export async function describeCertificates(
  ports: CertificatePorts,
  secret: DeviceSecret,
): Promise<Omit<DeviceCertificates, 'inUse'> | undefined> {
  const issued = await describeIssued(ports, secret);
  if (secret.kind !== 'certificate') {
    return issued === undefined ? undefined : { primary: undefined, secondary: undefined, issued };
  }
  const { primaryId, secondaryId } = secret;
  const primary = await describeKept(ports, primaryId);
  const secondary = secondaryId === undefined ? undefined : await describeKept(ports, secondaryId);
  return { primary, secondary, issued };
}

async function describeKept({ vault }: CertificatePorts, id: string): Promise<DeviceCertificate | undefined> {
  try {
    const { facts, chain } = (await readContent(vault, KIND.certificate, id)).certificate;
    return { id, facts, chain };
  } catch (error) {
    if (findingOf(error)?.code === 'certificate/unknown') return undefined;
    throw error;
  }
}

async function describeIssued(
  { crypto }: CertificatePorts,
  { issued }: DeviceSecret,
): Promise<DeviceCertificate | undefined> {
  const read = readChain(issued?.chainBase64 ?? []) ?? [];
  const all = await Promise.all(read.map(({ der }) => describeDer(crypto.subtle, der)));
  const [facts, ...chain] = all.filter((one) => one !== undefined);
  return facts === undefined ? undefined : { id: undefined, facts, chain };
}
