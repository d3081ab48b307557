import { makeEnrollment } from '../../src/cloud/services/enrollments.ts';
import type {
  AuthorityCertificate,
  EnrollmentGroup,
  IndividualEnrollment,
  SigningCertificate,
} from '../../src/cloud/state/cloud-state.ts';
import { nodeCrypto, pollTopic, type CloudHarness } from './cloud-harness.ts';
import { dpsConnect, type ConnectParts } from './test-client.ts';

/** A certificate, by its bytes. */
interface Der {
  readonly der: Uint8Array;
}

/** Gives an enrollment group whose own CA certificates these are, verified unless told. */
export function makeCertificateGroup(
  id: string,
  certificates: { readonly primary?: Der; readonly secondary?: Der; readonly verified?: boolean },
  parts: Partial<EnrollmentGroup> = {},
): EnrollmentGroup {
  const { primary, secondary, verified = true } = certificates;
  const own = (made: Der | undefined): SigningCertificate | null =>
    (made && { kind: 'own', certificate: toBase64(made.der), verified, verificationCode: null, etag: 'e' }) || null;
  const attestation = { type: 'x509', primary: own(primary), secondary: own(secondary) } as const;
  return { ...makeEnrollment(nodeCrypto, 0), id, displayName: id, autoApprove: true, ...parts, attestation };
}

/** Gives the individual enrollment of a device with these certificates. */
export function makeCertificateEntry(
  registrationId: string,
  certificates: { readonly primary?: Der; readonly secondary?: Der },
  parts: Partial<IndividualEnrollment> = {},
): IndividualEnrollment {
  const slot = (made: Der | undefined): string | null => (made === undefined ? null : toBase64(made.der));
  const attestation = {
    type: 'x509',
    primary: slot(certificates.primary),
    secondary: slot(certificates.secondary),
  } as const;
  return { ...makeEnrollment(nodeCrypto, 0), registrationId, deviceId: null, ...parts, attestation };
}

/** Gives a CA certificate as DPS or the hub keeps it, verified unless told. */
export function makeUploaded(
  service: AuthorityCertificate['service'],
  name: string,
  { der }: Der,
  verified = true,
): AuthorityCertificate {
  const made = { etag: 'e', createdAt: 0, updatedAt: 0, verificationCode: null };
  return { ...made, service, name, certificate: toBase64(der), verified };
}

/** Base64 of a DER. */
export function toBase64(der: Uint8Array): string {
  return Buffer.from(der).toString('base64');
}

/** What a device that shows certificates is told in the end. */
export interface ShownOutcome {
  readonly returnCode: number;
  /** Of the topic of the last answer. */
  readonly status?: number;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
  readonly body?: any;
}

/** Registers by certificates over MQTT in TLS, to the end. `parts` change the CONNECT. */
export async function registerByChain(
  harness: CloudHarness,
  id: string,
  peerChain: readonly Uint8Array[],
  { body = {}, path, ...parts }: ConnectParts & { readonly body?: object; readonly path?: string } = {},
): Promise<ShownOutcome> {
  const road = path === undefined ? ({ road: 'tls' } as const) : ({ road: 'websocket', path } as const);
  const client = harness.open({ ...road, peerChain });
  client.send(withoutPassword(dpsConnect(harness.cloud, { id, nowMs: harness.clock.now() }), parts));
  const { returnCode = -1 } = await client.next('connack');
  if (returnCode !== 0) return { returnCode };
  await client.subscribe('$dps/registrations/res/#');
  client.publish('$dps/registrations/PUT/iotdps-register/?$rid=r', JSON.stringify(body));
  for (;;) {
    const { topic, payload } = await client.next('publish');
    const reply = JSON.parse(payload.toString());
    const wait = /retry-after=(\d+)/.exec(topic)?.[1];
    if (wait === undefined) {
      client.send({ cmd: 'disconnect' });
      return { returnCode, status: Number(/res\/(\d+)/.exec(topic)?.[1]), body: reply };
    }
    await harness.clock.advance(Number(wait) * 1000);
    client.publish(pollTopic('p', reply.operationId), ' ');
  }
}

/** A device that shows a certificate sends none; some send an empty one, which `parts` can say. */
export function withoutPassword<Packet extends { readonly password?: unknown }>(
  { password: _password, ...packet }: Packet,
  parts: ConnectParts = {},
): Omit<Packet, 'password'> & ConnectParts {
  return { ...packet, ...parts };
}
