import { exportWords } from '../words/en/export.ts';
import type { ExportFormat, ExportSettings } from './flashed-device.ts';
import { printOption } from './print-option.ts';
import { quoteForShell } from './quote-for-shell.ts';
import { requireHubHost } from './require-hub-host.ts';

/** The device that a command is for. Its keys are none of a command's business. */
export interface CommandDevice {
  readonly deviceId: string;
  readonly hasSecondaryKey: boolean;
}

const GROUP_KEY = '"$GROUP_KEY"';
const SECONDARY_GROUP_KEY = '"$SECONDARY_GROUP_KEY"';
const DPS_NAME = '"$DPS_NAME"';

/**
 * Gives what does the same for one device with the Azure CLI (its extension azure-iot), for a POSIX shell. No key
 * stands in it, for commands are kept in histories and tickets: they read the variables `GROUP_KEY` and, for a device
 * that has a second key, `SECONDARY_GROUP_KEY`; those for enrollments `DPS_NAME` too. Throws a TypeError without the
 * settings that `missingNeeds` asks for.
 */
export function printAzCommand(format: ExportFormat, device: CommandDevice, settings: ExportSettings): string {
  const { deviceId } = device;
  switch (format) {
    case 'central-csv':
      return printForEachKey(device, (groupKey) => deriveForCentral(deviceId, groupKey));
    case 'json':
      return printForEachKey(device, (groupKey) => derive(deviceId, groupKey));
    case 'env':
    case 'arduino-header':
    case 'freertos-header':
    case 'threadx-header':
      return derive(deviceId, GROUP_KEY);
    case 'edge-toml':
      return printLines(derive(deviceId, GROUP_KEY), 'sudo iotedge config apply');
    case 'connection-strings':
      return showConnectionString(deviceId, settings);
    case 'sas-tokens':
      return settings.tokenFor === 'hub' ? generateToken(deviceId, settings) : register(deviceId, settings);
    case 'enrollments':
      return createEnrollment(device);
  }
}

/**
 * Gives the command that makes an enrollment group with keys of one's own. It reads the keys as the other commands do,
 * and `DPS_NAME` and `ENROLLMENT_GROUP` for where and how it is to be named.
 */
export function printAzGroupCommand({ hasSecondaryKey }: Pick<CommandDevice, 'hasSecondaryKey'>): string {
  const keys = ` --primary-key ${GROUP_KEY}${hasSecondaryKey ? ` --secondary-key ${SECONDARY_GROUP_KEY}` : ''}`;
  return `az iot dps enrollment-group create --dps-name ${DPS_NAME} --enrollment-id "$ENROLLMENT_GROUP"${keys}`;
}

function derive(deviceId: string, groupKey: string): string {
  const id = printOption('registration-id', deviceId);
  return `az iot dps enrollment-group compute-device-key --key ${groupKey} ${id} --output tsv`;
}

function deriveForCentral(deviceId: string, groupKey: string): string {
  return `az iot central device compute-device-key --pk ${groupKey} ${printOption('device-id', deviceId)} --output tsv`;
}

function showConnectionString(deviceId: string, settings: ExportSettings): string {
  const hub = printOption('hub-name', requireHubHost(settings));
  return `az iot hub device-identity connection-string show ${hub} ${printOption('device-id', deviceId)} --output tsv`;
}

function generateToken(deviceId: string, settings: ExportSettings): string {
  const start = quoteForShell(`HostName=${requireHubHost(settings)};DeviceId=${deviceId};SharedAccessKey=`);
  // The CLI takes a life and not an end.
  const life = `"$((${Math.floor(settings.tokenEndsAtSeconds)} - $(date +%s)))"`;
  return printLines(
    `DEVICE_KEY=$(${derive(deviceId, GROUP_KEY)})`,
    `az iot hub generate-sas-token --connection-string ${start}"$DEVICE_KEY" --duration ${life} --output tsv`,
  );
}

/** With `--compute-key` the CLI derives the device's key itself. */
function register(deviceId: string, { idScope, dpsHost }: ExportSettings): string {
  const where = `${printOption('id-scope', idScope)} ${printOption('provisioning-host', dpsHost)}`;
  const who = `${printOption('registration-id', deviceId)} --symmetric-key ${GROUP_KEY} --compute-key`;
  return printLines(`# ${exportWords.noDpsToken}`, `az iot device registration create ${where} ${who}`);
}

function createEnrollment({ deviceId, hasSecondaryKey }: CommandDevice): string {
  const secondary = hasSecondaryKey ? ' --secondary-key "$SECONDARY_DEVICE_KEY"' : '';
  const keys = `--primary-key "$DEVICE_KEY"${secondary}`;
  const id = printOption('enrollment-id', deviceId);
  return printLines(
    `DEVICE_KEY=$(${derive(deviceId, GROUP_KEY)})`,
    ...(hasSecondaryKey ? [`SECONDARY_DEVICE_KEY=$(${derive(deviceId, SECONDARY_GROUP_KEY)})`] : []),
    `az iot dps enrollment create --dps-name ${DPS_NAME} ${id} --attestation-type symmetricKey ${keys}`,
  );
}

function printForEachKey({ hasSecondaryKey }: CommandDevice, print: (groupKey: string) => string): string {
  return printLines(print(GROUP_KEY), ...(hasSecondaryKey ? [print(SECONDARY_GROUP_KEY)] : []));
}

function printLines(...lines: readonly string[]): string {
  return lines.join('\n');
}
