import { encodeUtf8 } from '../bytes/text.ts';
import { exportWords } from '../words/en/export.ts';
import type { ExportSettings, FlashedDevice } from './flashed-device.ts';

/** Whose names a header uses, and which file of theirs it goes into. */
export type HeaderDialect = 'arduino' | 'freertos' | 'threadx';

/** A name with its text; a name alone is a switch. */
type Definition = readonly [name: string, value?: string];

interface Dialect {
  readonly guard: string;
  readonly sample: string;
  readonly define: (device: FlashedDevice, settings: ExportSettings) => readonly Definition[];
  /** What the samples read when they connect to a hub without DPS. */
  readonly defineHub: (device: FlashedDevice, hubHost: string) => readonly Definition[];
}

const DIALECTS: Readonly<Record<HeaderDialect, Dialect>> = {
  arduino: {
    guard: 'IOT_CONFIG_DEVICE_H',
    sample: 'iot_configs.h',
    define: ({ deviceId, primaryKey }, { idScope }) => [
      ['DPS_ID_SCOPE', idScope],
      ['IOT_CONFIG_DEVICE_ID', deviceId],
      ['IOT_CONFIG_DEVICE_KEY', primaryKey],
    ],
    defineHub: (_device, hubHost) => [['IOT_CONFIG_IOTHUB_FQDN', hubHost]],
  },
  freertos: {
    guard: 'DEMO_CONFIG_DEVICE_H',
    sample: 'demo_config.h',
    define: ({ deviceId, primaryKey }, { dpsHost, idScope }) => [
      ['democonfigENABLE_DPS_SAMPLE'],
      ['democonfigENDPOINT', dpsHost],
      ['democonfigID_SCOPE', idScope],
      ['democonfigREGISTRATION_ID', deviceId],
      ['democonfigDEVICE_SYMMETRIC_KEY', primaryKey],
    ],
    defineHub: ({ deviceId }, hubHost) => [
      ['democonfigHOSTNAME', hubHost],
      ['democonfigDEVICE_ID', deviceId],
    ],
  },
  threadx: {
    guard: 'AZURE_CONFIG_DEVICE_H',
    sample: 'azure_config.h',
    define: ({ deviceId, primaryKey }, { dpsHost, idScope }) => [
      ['ENABLE_DPS'],
      ['IOT_DPS_ENDPOINT', dpsHost],
      ['IOT_DPS_ID_SCOPE', idScope],
      ['IOT_DPS_REGISTRATION_ID', deviceId],
      ['IOT_DEVICE_SAS_KEY', primaryKey],
    ],
    defineHub: ({ deviceId }, hubHost) => [
      ['IOT_HUB_HOSTNAME', hubHost],
      ['IOT_HUB_DEVICE_ID', deviceId],
    ],
  },
};

/**
 * Prints a C header with what is a device's own, under the names of Microsoft's samples; Wi-Fi and the like stay in the
 * header of the sample, which includes this one. The hub's names are defined too where the hub is known.
 */
export function printCHeader(dialect: HeaderDialect, device: FlashedDevice, settings: ExportSettings): string {
  const { guard, sample, define, defineHub } = DIALECTS[dialect];
  const { hubHost } = settings;
  const definitions = [...define(device, settings), ...(hubHost === undefined ? [] : defineHub(device, hubHost))];
  return `/* ${exportWords.header(sample)} */
#ifndef ${guard}
#define ${guard}

${definitions.map(printDefinition).join('\n')}

#endif
`;
}

function printDefinition([name, value]: Definition): string {
  return value === undefined ? `#define ${name}` : `#define ${name} ${quoteC(value)}`;
}

/**
 * Gives a string literal (C11, 6.4.5). `?` is escaped for the sake of trigraphs (5.2.1.1); bytes outside of ASCII go as
 * UTF-8 in octal, which ends after three digits where hexadecimal would run on.
 */
function quoteC(text: string): string {
  let literal = '';
  for (const byte of encodeUtf8(text)) {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) literal += `\\${byte.toString(8).padStart(3, '0')}`;
    else literal += /["\\?]/.test(character) ? `\\${character}` : character;
  }
  return `"${literal}"`;
}
