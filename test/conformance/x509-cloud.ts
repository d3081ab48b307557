import { expect } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { startSdkDevice, type ClientIdentity, type SdkDevice, type SdkTransport } from './sdk-process.ts';
import { makeTlsFolder } from './tls-folder.ts';

const GLOBAL_DPS = 'global.azure-devices-provisioning.net';
/** The name of the hub that this cloud has. */
export const HUB = 'workbench-hub.azure-devices.net';

/** A certificate as DER. */
export interface GroupCertificate {
  readonly der: Uint8Array;
}

/** An attempt as the cloud notes it. */
export interface NotedAttempt {
  readonly identity: string;
  readonly outcome: string;
  readonly cause: string;
  readonly reason: string;
  readonly remedy: string;
}

/** A local cloud over TLS, and devices of the official SDK that show certificates to it. */
export interface X509Cloud {
  readonly server: WorkbenchServer;
  /** What sends a program with the preload to this cloud. */
  readonly environment: Readonly<Record<string, string>>;
  putGroup(
    id: string,
    certificates: { readonly primary: GroupCertificate; readonly secondary?: GroupCertificate },
    verified?: boolean,
  ): Promise<void>;
  start(): Promise<SdkDevice>;
  register(
    device: SdkDevice,
    registrationId: string,
    key: ClientIdentity,
    transport: SdkTransport | 'Http',
  ): Promise<unknown>;
  connect(device: SdkDevice, name: string, identity: ClientIdentity, transport: SdkTransport): Promise<void>;
  /** Newest first. */
  attemptsOf(identity: string): Promise<readonly NotedAttempt[]>;
  telemetryOf(id: string): Promise<unknown>;
  end(): Promise<void>;
}

/** Starts one on free ports. */
export async function startX509Cloud(): Promise<X509Cloud> {
  const tls = ['--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder()];
  const server = await startWorkbench('cloud', '--host', HUB, ...tls);
  const environment = {
    DEVICE_WORKBENCH_MQTTS_PORT: String(server.ready.ports.mqtts),
    DEVICE_WORKBENCH_HTTPS_PORT: String(server.ready.ports.https),
    DEVICE_WORKBENCH_CA: server.ready.ca ?? '',
  };
  const devices: SdkDevice[] = [];
  await server.operator('PATCH', '/_emu/settings', { intermediateAssigning: 0 });
  return {
    server,
    environment,
    async putGroup(id, certificates, verified = true) {
      const slots = Object.entries(certificates).map(([slot, { der }]) => [
        slot,
        { verified, certificate: Buffer.from(der).toString('base64') },
      ]);
      const attestation = { type: 'x509', x509: { signingCertificates: Object.fromEntries(slots) } };
      const group = { displayName: id, type: 'iot', attestation };
      expect((await server.operator('PUT', `/api/enrollmentGroups/${id}`, group)).status).toBe(200);
    },
    async start() {
      const device = await startSdkDevice(environment);
      devices.push(device);
      return device;
    },
    register(device, registrationId, key, transport) {
      const { idScope } = server.ready;
      return device.ask({ verb: 'register', host: GLOBAL_DPS, idScope, registrationId, key, transport, payload: {} });
    },
    async connect(device, name, identity, transport) {
      const connectionString = `HostName=${HUB};${name};x509=true`;
      await device.ask({ verb: 'connect', connectionString, transport, identity });
    },
    async attemptsOf(identity) {
      const { body } = await server.operator('GET', '/_emu/attempts?top=1000');
      return (body as { value: NotedAttempt[] }).value.filter((attempt) => attempt.identity === identity);
    },
    async telemetryOf(id) {
      const { body } = await server.operator('GET', `/_emu/devices/${id}/telemetry`);
      return (body as { value: unknown }).value;
    },
    async end() {
      await Promise.all(devices.map((device) => device.end()));
      await server.stop();
    },
  };
}
