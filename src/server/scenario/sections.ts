/** Members that an object may have: each is such an object itself, or whatever its service takes. */
export interface Members {
  readonly [name: string]: Members | typeof ANYTHING;
}

/** A list of the scenario: what its entries may hold, and how each of them is asked for. */
export interface Section {
  /** Whose request it is: the operator's by IoT Central's API and ours, or a back end's. */
  readonly service: 'operator' | 'dps' | 'hub';
  /** Undefined where entries are known by no ID. */
  readonly id: string | undefined;
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  /** Undefined where an entry may have any member. */
  readonly members: Members | undefined;
}

export const ANYTHING = 'anything';

const KEYS: Members = { primaryKey: ANYTHING, secondaryKey: ANYTHING };
const CERTIFICATES: Members = { primary: { certificate: ANYTHING }, secondary: { certificate: ANYTHING } };
const ENROLLMENT: Members = {
  provisioningStatus: ANYTHING,
  capabilities: { iotEdge: ANYTHING },
  reprovisionPolicy: { updateHubAssignment: ANYTHING, migrateDeviceData: ANYTHING },
  allocationPolicy: ANYTHING,
  initialTwin: { tags: ANYTHING, properties: { desired: ANYTHING } },
};

/** In the order in which they are asked for; the settings come last, or they would be in the way of the others. */
export const SECTIONS = {
  /** DTDL interfaces for the local model repository (`PUT /_emu/models/{@id}`). */
  models: { service: 'operator', id: '@id', method: 'PUT', path: '/_emu/models', members: undefined },
  /** As IoT Central takes them (Device Templates - Create). */
  deviceTemplates: { service: 'operator', id: '@id', method: 'PUT', path: '/api/deviceTemplates', members: undefined },
  /** As DPS takes them (Enrollment Group - Create Or Update). */
  enrollmentGroups: {
    service: 'dps',
    id: 'enrollmentGroupId',
    method: 'PUT',
    path: '/enrollmentGroups',
    members: {
      ...ENROLLMENT,
      enrollmentGroupId: ANYTHING,
      attestation: { type: ANYTHING, symmetricKey: KEYS, x509: { signingCertificates: CERTIFICATES } },
    },
  },
  /** As DPS takes them (Individual Enrollment - Create Or Update). */
  individualEnrollments: {
    service: 'dps',
    id: 'registrationId',
    method: 'PUT',
    path: '/enrollments',
    members: {
      ...ENROLLMENT,
      registrationId: ANYTHING,
      deviceId: ANYTHING,
      optionalDeviceInformation: ANYTHING,
      attestation: { type: ANYTHING, symmetricKey: KEYS, x509: { clientCertificates: CERTIFICATES } },
    },
  },
  /** As IoT Central takes them (Devices - Create), before they come by DPS for the first time. */
  devices: {
    service: 'operator',
    id: 'id',
    method: 'PUT',
    path: '/api/devices',
    members: { id: ANYTHING, displayName: ANYTHING, template: ANYTHING, simulated: ANYTHING, enabled: ANYTHING },
  },
  /** As IoT Hub takes them (Devices - Create Or Update Identity): with keys or thumbprints of their own, without DPS. */
  hubDevices: {
    service: 'hub',
    id: 'deviceId',
    method: 'PUT',
    path: '/devices',
    members: {
      deviceId: ANYTHING,
      status: ANYTHING,
      statusReason: ANYTHING,
      capabilities: { iotEdge: ANYTHING },
      deviceScope: ANYTHING,
      parentScopes: ANYTHING,
      authentication: {
        type: ANYTHING,
        symmetricKey: KEYS,
        x509Thumbprint: { primaryThumbprint: ANYTHING, secondaryThumbprint: ANYTHING },
      },
    },
  },
  /** As our operator's interface takes them (`POST /_emu/faults`). */
  faults: { service: 'operator', id: undefined, method: 'POST', path: '/_emu/faults', members: undefined },
} as const satisfies Record<string, Section>;
