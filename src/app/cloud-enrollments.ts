import type { Json, JsonObject } from '#core/bytes/json';
import type { GroupKeys } from '#core/ports/key-maker';
import { readList, textOf } from './cloud-answers.ts';
import type { AskOperator } from './cloud-operator.ts';
import type { CertificateSlot, CloudCertificateFacts } from './cloud-certificates.ts';

/** An individual enrollment as the operator's page shows it; its keys are asked for when they are to be shown. */
export interface CloudEnrollment {
  readonly registrationId: string;
  /** What the hub calls the device. */
  readonly deviceId: string;
  readonly enabled: boolean;
  readonly type: 'iot' | 'iotEdge';
  readonly attestation:
    | { readonly type: 'symmetricKey' }
    | ({ readonly type: 'x509' } & { readonly [Slot in CertificateSlot]?: CloudCertificateFacts });
}

/** An enrollment to be made. Keys that are left out are generated in the cloud. */
export interface NewCloudEnrollment {
  readonly registrationId: string;
  /** Empty: the registration ID. */
  readonly deviceId: string;
  readonly type: CloudEnrollment['type'];
  readonly attestation:
    | { readonly type: 'symmetricKey'; readonly primaryKey?: string; readonly secondaryKey?: string }
    /** Base64 of the DER. */
    | ({ readonly type: 'x509' } & { readonly [Slot in CertificateSlot]?: string });
}

/** Certificates of the places of an enrollment, base64 of the DER; `kept`: what there is. */
export type ClientCertificates = { readonly [Slot in CertificateSlot]?: { readonly certificate: string } | 'kept' };

/** What an operator can ask about the individual enrollments of one cloud. Errors as those of `CloudOperator`. */
export interface CloudEnrollments {
  list(): Promise<readonly CloudEnrollment[]>;
  readKeys(registrationId: string): Promise<GroupKeys>;
  make(enrollment: NewCloudEnrollment): Promise<void>;
  /** Puts other certificates in the places of one that has certificates. A place that is left out is empty then. */
  putCertificates(registrationId: string, certificates: ClientCertificates): Promise<void>;
  setEnabled(registrationId: string, enabled: boolean): Promise<void>;
  /** The registration goes with it. */
  remove(registrationId: string): Promise<void>;
}

/** Gives what can be asked about individual enrollments. */
export function createCloudEnrollments(ask: AskOperator): CloudEnrollments {
  const pathOf = (id: string): string => `/_emu/enrollments/${encodeURIComponent(id)}`;
  return {
    list: async () => readList<CloudEnrollment>(await ask('GET', '/_emu/enrollments')),
    async readKeys(id) {
      const keys = await ask('GET', `${pathOf(id)}/keys`);
      return { primaryKey: textOf(keys, 'primaryKey'), secondaryKey: textOf(keys, 'secondaryKey') };
    },
    async make({ registrationId, deviceId, type, attestation }) {
      await ask('PUT', pathOf(registrationId), {
        ...(deviceId === '' ? {} : { deviceId }),
        capabilities: { iotEdge: type === 'iotEdge' },
        attestation: printAttestation(attestation),
      });
    },
    async putCertificates(id, { primary, secondary }) {
      const clientCertificates = { ...printSlot('primary', primary), ...printSlot('secondary', secondary) };
      await ask('PATCH', pathOf(id), { attestation: { type: 'x509', x509: { clientCertificates } } });
    },
    setEnabled: async (id, enabled) => void (await ask('PATCH', pathOf(id), { enabled })),
    remove: async (id) => void (await ask('DELETE', pathOf(id))),
  };
}

/** As in the service API of DPS, where a certificate that is told without its bytes stays. */
function printSlot(slot: CertificateSlot, certificate: ClientCertificates[CertificateSlot]): JsonObject {
  if (certificate === undefined) return {};
  return { [slot]: certificate === 'kept' ? {} : { ...certificate } };
}

/** In the form of the service API of DPS. */
function printAttestation(attestation: NewCloudEnrollment['attestation']): Json {
  if (attestation.type === 'symmetricKey') {
    const { type, ...keys } = attestation;
    return { type, symmetricKey: keys };
  }
  const { type, primary, secondary } = attestation;
  const clientCertificates = {
    ...(primary === undefined ? {} : { primary: { certificate: primary } }),
    ...(secondary === undefined ? {} : { secondary: { certificate: secondary } }),
  };
  return { type, x509: { clientCertificates } };
}
