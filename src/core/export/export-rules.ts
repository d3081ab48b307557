import { printCsvRow } from '../csv/print-csv.ts';
import { printConnectionString } from '../identity/connection-string.ts';
import { CENTRAL_HEADING, printCentralRow } from './central-csv.ts';
import { EXPORT_FACTS } from './export-facts.ts';
import type { ExportFacts, ExportPiece, ExportRule, ExportRules } from './export-rule.ts';
import type { ExportSettings, FlashedDevice } from './flashed-device.ts';
import { printCHeader } from './print-c-header.ts';
import { printEdgeConfig } from './print-edge-config.ts';
import { printBulkEnrollment, printEnrollment, printEnrollmentsEnd } from './print-enrollment.ts';
import { printEnv } from './print-env.ts';
import { printSasRow, SAS_HEADING } from './print-sas-row.ts';
import { requireHubHost } from './require-hub-host.ts';

/** Gives the rule of each format; `subtle` signs the tokens. */
export function makeExportRules(subtle: SubtleCrypto): ExportRules {
  return {
    'central-csv': makeCsvRule(EXPORT_FACTS['central-csv'], CENTRAL_HEADING, printCentralRow),
    env: makeFileRule(EXPORT_FACTS.env, printEnv),
    'edge-toml': makeFileRule(EXPORT_FACTS['edge-toml'], printEdgeConfig),
    'arduino-header': makeFileRule(EXPORT_FACTS['arduino-header'], (...of) => printCHeader('arduino', ...of)),
    'freertos-header': makeFileRule(EXPORT_FACTS['freertos-header'], (...of) => printCHeader('freertos', ...of)),
    'threadx-header': makeFileRule(EXPORT_FACTS['threadx-header'], (...of) => printCHeader('threadx', ...of)),
    json: JSON_RULE,
    'connection-strings': CONNECTION_STRING_RULE,
    'sas-tokens': makeCsvRule(EXPORT_FACTS['sas-tokens'], SAS_HEADING, (...of) => printSasRow(subtle, ...of)),
    enrollments: ENROLLMENT_RULE,
  };
}

type PrintDevice<Printed> = (device: FlashedDevice, settings: ExportSettings) => Printed;

/** A table; one row alone comes with its heading. */
function makeCsvRule(
  facts: ExportFacts,
  heading: readonly string[],
  printRow: PrintDevice<ExportPiece | Promise<ExportPiece>>,
): ExportRule {
  const open = printCsvRow(heading).text;
  return {
    ...facts,
    open: () => open,
    print: printRow,
    close: () => '',
    printAlone: async (device, settings) => open + (await printRow(device, settings)).text,
  };
}

function makeFileRule(facts: ExportFacts, printFile: PrintDevice<string>): ExportRule {
  return {
    ...facts,
    open: () => '',
    print: (device, settings) => plain(printFile(device, settings)),
    close: () => '',
    printAlone: async (device, settings) => printFile(device, settings),
  };
}

/** An array with a device a line. */
const JSON_RULE: ExportRule = {
  ...EXPORT_FACTS.json,
  open: () => '[',
  print: (device, settings, index) => {
    return plain(`${index === 0 ? '' : ','}\n  ${JSON.stringify(makeJsonDevice(device, settings))}`);
  },
  close: (count) => (count === 0 ? ']\n' : '\n]\n'),
  printAlone: async (device, settings) => `${JSON.stringify(makeJsonDevice(device, settings), undefined, 2)}\n`,
};

/** The names are an interface: whoever flashes devices reads them. `name`, `secondaryKey` and `hubHost` may be absent. */
function makeJsonDevice(device: FlashedDevice, { idScope, dpsHost, hubHost }: ExportSettings): object {
  const { deviceId, name, primaryKey, secondaryKey } = device;
  return {
    deviceId,
    ...(name !== undefined && { name }),
    idScope,
    dpsHost,
    ...(hubHost !== undefined && { hubHost }),
    primaryKey,
    ...(secondaryKey !== undefined && { secondaryKey }),
  };
}

const CONNECTION_STRING_RULE: ExportRule = {
  ...EXPORT_FACTS['connection-strings'],
  open: () => '',
  print: (device, settings) => plain(`${printDeviceString(device, settings)}\n`),
  close: () => '',
  // Without a line break, which would spoil the key wherever the string is pasted.
  printAlone: async (device, settings) => printDeviceString(device, settings),
};

function printDeviceString({ deviceId, primaryKey }: FlashedDevice, settings: ExportSettings): string {
  const credential = { kind: 'key', sharedAccessKey: primaryKey } as const;
  return printConnectionString({ hostName: requireHubHost(settings), deviceId, credential });
}

const ENROLLMENT_RULE: ExportRule = {
  ...EXPORT_FACTS.enrollments,
  open: () => '',
  print: (device, _settings, index) => plain(printBulkEnrollment(device, index)),
  close: printEnrollmentsEnd,
  printAlone: async (device) => printEnrollment(device),
};

function plain(text: string): ExportPiece {
  return { text, guarded: 0 };
}
