import type { Json, JsonObject } from '#core/bytes/json';
import type { CloudSettings } from '../settings.ts';
import type { FeedbackRecord } from './feedback-state.ts';
import type { HubConfiguration } from './hub-configuration-state.ts';
import type { HubJob } from './hub-job-state.ts';
import type { ApplicationState } from './application-state.ts';
import type { CommandEnd, PropertyChange } from './template-state.ts';
import type { IssuerState } from './issuer-state.ts';

/** Version of the shape below. An older one gets a frozen reader and a migration of its own. */
export const STATE_SCHEMA = 3;

/**
 * Everything of a cloud that outlives its host, as plain JSON: what a file or the vault keeps. Telemetry, sessions and
 * the log of attempts are not part of it. It holds keys: keep it as carefully as they are.
 */
export interface CloudState extends ApplicationState {
  readonly schema: typeof STATE_SCHEMA;
  readonly idScope: string;
  /** The whole value of the operator's Authorization header. */
  readonly operatorToken: string;
  readonly settings: CloudSettings;
  readonly enrollmentGroups: readonly EnrollmentGroup[];
  readonly individualEnrollments: readonly IndividualEnrollment[];
  readonly policies: readonly SharedAccessPolicy[];
  readonly identities: readonly IdentityState[];
  readonly authorities: readonly AuthorityCertificate[];
  readonly hubJobs: readonly HubJob[];
  readonly hubConfigurations: readonly HubConfiguration[];
  readonly issuers: readonly IssuerState[];
  readonly feedback: readonly FeedbackRecord[];
}

/** A list of the state; hosts may keep its entries one by one. */
export type StateBook = Exclude<
  { [Name in keyof CloudState]: CloudState[Name] extends readonly object[] ? Name : never }[keyof CloudState],
  'policies'
>;

/** What every entry of the enrollment list says of the devices that come by it. */
export interface Enrollment {
  enabled: boolean;
  attestation: Attestation;
  /** `capabilities.iotEdge` of the devices that it makes. */
  iotEdge: boolean;
  /** The twin that a device begins with. */
  initialTwin: { readonly tags: JsonObject; readonly desired: JsonObject };
  reprovision: ReprovisionPolicy;
  allocation: Allocation;
  issuance: CertificateIssuance | null;
  /** Without its quotes. */
  etag: string;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly createdAt: number;
  updatedAt: number;
}

/** Keys, base64: of a device for an individual enrollment, to derive from for a group. */
export interface SymmetricKeyAttestation {
  readonly type: 'symmetricKey';
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

/** A CA certificate of DPS or of the hub, which devices' certificates may lead to once its owner has proved the key. */
export interface AuthorityCertificate {
  readonly service: 'dps' | 'hub';
  /** Compared without case, within its service. */
  readonly name: string;
  /** Base64 of the DER. */
  readonly certificate: string;
  verified: boolean;
  /** The common name that the certificate which proves possession must have; null while none was asked for. */
  verificationCode: string | null;
  /** Without its quotes. */
  etag: string;
  readonly createdAt: number;
  updatedAt: number;
}

/** A CA certificate that signs the devices of a group: one of the group's own, or one of the DPS instance by its name. */
export type SigningCertificate =
  | ({ readonly kind: 'own' } & Pick<AuthorityCertificate, 'certificate' | 'verified' | 'verificationCode' | 'etag'>)
  | { readonly kind: 'reference'; readonly name: string };

/** The CA certificates of a group; its devices show leaves that lead to one of them. */
export interface X509GroupAttestation {
  readonly type: 'x509';
  readonly primary: SigningCertificate | null;
  readonly secondary: SigningCertificate | null;
}

/** The certificates of one device, base64 of the DER; it shows one of them. */
export interface X509ClientAttestation {
  readonly type: 'x509';
  readonly primary: string | null;
  readonly secondary: string | null;
}

export type GroupAttestation = SymmetricKeyAttestation | X509GroupAttestation;
export type ClientAttestation = SymmetricKeyAttestation | X509ClientAttestation;
export type Attestation = GroupAttestation | ClientAttestation;

/** What DPS does when a device that has a hub registers again. */
export interface ReprovisionPolicy {
  readonly updateHubAssignment: boolean;
  readonly migrateDeviceData: boolean;
}

/** One of the two hubs that DPS is linked with. */
export type HubNumber = 0 | 1;

/** How an entry chooses among the hubs of DPS. */
export interface Allocation {
  /** Null: left to DPS. Whatever it says, the first of `hubs` is chosen, and without one the first hub. */
  readonly policy: 'hashed' | 'geoLatency' | 'static' | null;
  /** Those that the entry names, in `iotHubs` or in `iotHubHostName`. */
  readonly hubs: readonly HubNumber[];
}

/** The names that link an entry to the issuing of certificates (service API of 2026-11-01); null: left out. */
export interface CertificateIssuance {
  /** Without one, nothing is issued. */
  readonly policyName: string | null;
  readonly authorityName: string | null;
  readonly namespaceName: string | null;
}

/** Devices that share a key, from which each derives its own, or an authority. */
export interface EnrollmentGroup extends Enrollment {
  attestation: GroupAttestation;
  readonly id: string;
  displayName: string;
  /** False: a new device that comes by it waits for an operator's approval, whatever the settings say. */
  autoApprove: boolean;
}

/** One device with keys or certificates of its own in DPS; it wins over every group. */
export interface IndividualEnrollment extends Enrollment {
  attestation: ClientAttestation;
  /** Compared without case. */
  readonly registrationId: string;
  /** The ID that the hub is to know the device by; null takes the registration ID. */
  deviceId: string | null;
  /** `optionalDeviceInformation`, which DPS keeps for its owner and reads nothing from. */
  deviceInformation?: JsonObject;
}

/** What a shared access policy lets its holder do ("Control access" in the documentation of IoT Hub and DPS). */
export type Permission =
  | 'RegistryRead'
  | 'RegistryWrite'
  | 'ServiceConnect'
  | 'DeviceConnect'
  | 'ServiceConfig'
  | 'EnrollmentRead'
  | 'EnrollmentWrite'
  | 'RegistrationStatusRead'
  | 'RegistrationStatusWrite';

/** A named key of the hub or of DPS, for back ends. */
export interface SharedAccessPolicy {
  readonly service: 'hub' | 'dps';
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

/** What DPS calls an assignment. */
export type Substatus =
  'initialAssignment' | 'reprovisionedToInitialAssignment' | 'deviceDataMigrated' | 'deviceDataReset';

/** A device, or a module of one, as the cloud knows it. */
export interface IdentityState {
  readonly deviceId: string;
  readonly moduleId?: string;
  /** `group` and `individual`: comes through DPS, by such an enrollment. `hub`: added to the hub with keys of its own. */
  source: 'group' | 'individual' | 'hub';
  /** What DPS knows it by, compared without case; null for what never came by DPS. */
  registrationId: string | null;
  /** Enrollment group that assigned it. */
  groupId: string | null;
  displayName: string;
  /** False: blocked, or disabled at the hub. */
  enabled: boolean;
  /** Why it is disabled or enabled, in the words of whoever did it. */
  statusReason: string | null;
  statusUpdatedAt: number | null;
  /** Another one each time that the ID is made anew. */
  readonly generationId: string;
  iotEdge: boolean;
  /** The scope of an Edge device, or that of a leaf's parent; null without either. */
  deviceScope: string | null;
  /** Scopes of the parents. */
  parentScopes: readonly string[];
  /** Who makes and removes a module, such as `iotEdge`. */
  managedBy: string | null;
  approval: 'approved' | 'waiting';
  /** Has a hub, so may connect to it. */
  provisioned: boolean;
  /** The hub that it has, or will have. */
  hub: HubNumber;
  /** The hub that DPS told it last; another one as long as it does not know that it was moved. */
  toldHub: HubNumber;
  /** How DPS assigned it last; null as long as it did not. */
  substatus: Substatus | null;
  template: string | null;
  /** Whether IoT Central was told that nothing real stands behind it. */
  simulated: boolean;
  /** Of IoT Central, which are kept and told, and open or shut nothing here. */
  organizations: readonly string[];
  modelId: string | null;
  etag: string;
  authentication: HubAuthentication;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly createdAt: number;
  updatedAt: number;
  lastActivityAt: number | null;
  /** When it last went online or offline; null for what never connected. */
  connectionUpdatedAt: number | null;
  twin: TwinState;
  messages: QueuedMessage[];
  commands: CommandRecord[];
  /** Of its template, kept by IoT Central and never told to the device. */
  cloudProperties: JsonObject;
  /** The newest first. */
  propertyHistory: readonly PropertyChange[];
}

/** How the hub knows that a device or module is who it says (`authentication.type` of the identity registry). */
export type HubAuthentication =
  | ({ readonly type: 'sas' } & KeyPair)
  /** Thumbprints, upper-case hexadecimal without colons, of SHA-1 or SHA-256. */
  | {
      readonly type: 'selfSigned';
      readonly primaryThumbprint: string | null;
      readonly secondaryThumbprint: string | null;
    }
  /** Shows a leaf of its name that leads to a verified authority. */
  | { readonly type: 'certificateAuthority' };

/** Two keys, base64, of which either will do. */
export interface KeyPair {
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

/** A device twin. */
export interface TwinState {
  /** Grows with every change of any section. */
  version: number;
  /** Seen by services alone. */
  tags: JsonObject;
  /** Without its quotes; changes with tags and desired properties, not with reported ones. */
  etag: string;
  desired: JsonObject;
  desiredVersion: number;
  reported: JsonObject;
  reportedVersion: number;
  /** When and at which version each property changed; a component's properties as `component/property`. */
  desiredUpdates: Record<string, PropertyUpdate>;
  reportedUpdates: Record<string, PropertyUpdate>;
}

export interface PropertyUpdate {
  readonly version: number;
  readonly at: number;
}

/** A message that waits for its device. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  /** System properties by their wire name (`$.ct`) and application properties, in the order of the bag. */
  readonly properties: Readonly<Record<string, string>>;
  readonly enqueuedAt: number;
  readonly expiresAt: number;
  deliveryCount: number;
}

/** A command that a device was given, as a direct method or as a message. */
export interface CommandRecord {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly request: Json;
  readonly outcome: CommandEnd;
  /** Null where the device gave none. */
  readonly response: Json;
  readonly responseCode: number | null;
}

/** Gives the name that the hub knows an identity by. */
export function identityName(identity: { readonly deviceId: string; readonly moduleId?: string }): string {
  return identity.moduleId === undefined ? identity.deviceId : `${identity.deviceId}/${identity.moduleId}`;
}
