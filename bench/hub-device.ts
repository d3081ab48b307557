import { decodeBase64 } from '#core/bytes/base64';
import { parseConnectionString } from '#core/identity/connection-string';
import { issueSasToken } from '#core/sas/sas-token';
import { printHubUserName } from '#core/wire/user-name';
import type { WorkbenchServer } from '../test/support/workbench-server.ts';

/** A hub device of the local cloud, with what every kind of client needs to connect as it. */
export interface HubDevice {
  readonly connectionString: string;
  readonly clientId: string;
  readonly userName: string;
  readonly password: string;
  /** Telemetry goes here. */
  readonly topic: string;
}

/** Makes a device at the cloud, unless it is there already, and a token of an hour for it. */
export async function makeHubDevice(server: WorkbenchServer, deviceId: string): Promise<HubDevice> {
  await server.operator('POST', '/_emu/devices', { deviceId });
  const answer = await server.operator('GET', `/_emu/devices/${deviceId}/connection-string`);
  const { connectionString } = answer.body as { connectionString: string };
  const parsed = parseConnectionString(connectionString);
  if (!parsed.ok || parsed.value.credential.kind !== 'key') throw new Error('no connection string');
  const host = parsed.value.hostName;
  const password = await issueSasToken(crypto.subtle, {
    resource: `${host}/devices/${deviceId}`,
    keyBytes: decodeBase64(parsed.value.credential.sharedAccessKey) ?? new Uint8Array(),
    expiresAtSeconds: Math.floor(Date.now() / 1000) + 3600,
  });
  return {
    connectionString,
    clientId: deviceId,
    userName: printHubUserName({ host, deviceId }),
    password,
    topic: `devices/${deviceId}/messages/events/`,
  };
}
