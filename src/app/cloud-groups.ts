import { memberOf, type Json } from '#core/bytes/json';
import type { GroupKeys } from '#core/ports/key-maker';
import { readList, textOf } from './cloud-answers.ts';
import type { CertificateProof, CertificateSlot, CloudSigningCertificate } from './cloud-certificates.ts';

/** An enrollment group as the operator's page shows it; its keys are asked for when they are to be shown. */
export interface CloudGroup {
  readonly id: string;
  readonly displayName: string;
  readonly enabled: boolean;
  readonly type: 'iot' | 'iotEdge';
  /** New devices need no operator's approval. */
  readonly autoApprove: boolean;
  /** Its devices get a certificate from DPS when they ask for one. Clouds of older versions do not say so. */
  readonly issuesCertificates?: boolean;
  /** Devices that came by it, or are to come by it. */
  readonly devices: number;
  /** What its devices prove themselves by. Clouds of older versions have keys alone, and do not say so. */
  readonly attestation?:
    | { readonly type: 'symmetricKey' }
    | ({ readonly type: 'x509' } & { readonly [Slot in CertificateSlot]?: CloudSigningCertificate });
}

/** A group to be made. Keys that are left out are generated in the cloud; certificates are added one by one. */
export interface NewCloudGroup {
  readonly id: string;
  readonly displayName: string;
  readonly type: CloudGroup['type'];
  readonly attestation:
    | { readonly type: 'symmetricKey'; readonly primaryKey?: string; readonly secondaryKey?: string }
    | { readonly type: 'x509' };
}

/** What an operator can ask about the enrollment groups of one cloud. Errors as those of `CloudOperator`. */
export interface CloudGroups {
  list(): Promise<readonly CloudGroup[]>;
  /** The primary key, and the secondary one where the group has one. */
  readKeys(id: string): Promise<GroupKeys>;
  /** Changes the group that has the ID already, if there is one: ask `list` before. */
  make(group: NewCloudGroup): Promise<void>;
  rename(id: string, displayName: string): Promise<void>;
  setEnabled(id: string, enabled: boolean): Promise<void>;
  setAutoApprove(id: string, autoApprove: boolean): Promise<void>;
  setIssuesCertificates(id: string, issuesCertificates: boolean): Promise<void>;
  /** Its devices stay at the hub, and cannot register by it again. */
  remove(id: string): Promise<void>;
  /** Puts a CA certificate, base64 of the DER, into its place. `verified`: without a proof. */
  putCertificate(id: string, slot: CertificateSlot, certificate: string, verified: boolean): Promise<void>;
  removeCertificate(id: string, slot: CertificateSlot): Promise<void>;
  proof(id: string, slot: CertificateSlot): CertificateProof;
}

type Ask = (method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: Json) => Promise<Json | undefined>;

/** Gives what can be asked, over IoT Central's dialect where it has the verb. */
export function createCloudGroups(ask: Ask): CloudGroups {
  const pathOf = (id: string): string => `/api/enrollmentGroups/${encodeURIComponent(id)}`;
  const ownPathOf = (id: string): string => `/_emu/enrollmentGroups/${encodeURIComponent(id)}`;
  const certificatePath = (id: string, slot: CertificateSlot): string => `${pathOf(id)}/certificates/${slot}`;
  return {
    list: async () => readList<CloudGroup>(await ask('GET', '/_emu/enrollmentGroups')),
    readKeys: async (id) => readKeys(await ask('GET', pathOf(id))),
    async make({ id, displayName, type, attestation: { type: kind, ...keys } }) {
      const given = Object.keys(keys).length === 0 ? {} : { symmetricKey: keys };
      await ask('PUT', pathOf(id), { displayName, type, attestation: { type: kind, ...given } });
    },
    rename: async (id, displayName) => void (await ask('PATCH', pathOf(id), { displayName })),
    setEnabled: async (id, enabled) => void (await ask('PATCH', pathOf(id), { enabled })),
    setAutoApprove: async (id, autoApprove) => void (await ask('PATCH', ownPathOf(id), { autoApprove })),
    setIssuesCertificates: async (id, issuesCertificates) =>
      void (await ask('PATCH', ownPathOf(id), { issuesCertificates })),
    remove: async (id) => void (await ask('DELETE', pathOf(id))),
    putCertificate: async (id, slot, certificate, verified) =>
      void (await ask('PUT', certificatePath(id, slot), { certificate, verified })),
    removeCertificate: async (id, slot) => void (await ask('DELETE', certificatePath(id, slot))),
    proof: (id, slot) => ({
      generateCode: async () =>
        textOf(await ask('POST', `${certificatePath(id, slot)}/generateVerificationCode`), 'verificationCode'),
      verify: async (certificate) => void (await ask('POST', `${certificatePath(id, slot)}/verify`, { certificate })),
    }),
  };
}

function readKeys(group: Json | undefined): GroupKeys {
  const keys = memberOf(memberOf(group, 'attestation'), 'symmetricKey');
  const primaryKey = textOf(keys, 'primaryKey');
  const secondaryKey = memberOf(keys, 'secondaryKey');
  return typeof secondaryKey === 'string' ? { primaryKey, secondaryKey } : { primaryKey };
}
