import { WorkbenchError } from '#core/errors/workbench-error';
import { missingNeeds } from '#core/export/export-facts';
import type { ExportNeed, ExportPiece, ExportRule } from '#core/export/export-rule';
import { makeExportRules } from '#core/export/export-rules';
import { fileNameFor } from '#core/export/file-name';
import type { ExportFormat, ExportSettings, FlashedDevice } from '#core/export/flashed-device';
import { DPS_HOSTS, judgeHostName } from '#core/identity/host-name';
import { judgeHubName } from '#core/identity/hub-name';
import { judgeIdScope } from '#core/identity/id-scope';
import { KEY_LIST_NOTES } from '#core/words/en/key-commands';
import type { CommandContext, ResultPart } from '../commands/command.ts';
import { chooseEnd } from './key-options.ts';
import type { DeriveKeyOptions } from './derive-key-options.ts';
import { isJson } from '../commands/print-line.ts';
import { settle } from '../commands/refusal.ts';

/** How devices are printed, in the order of their list. */
export interface DevicePrinter {
  /** Gives what stands before the first. */
  open(): string;
  /** Prints one device; `index` counts from 0. Several may be at work at a time. */
  print(device: FlashedDevice, index: number): ExportPiece | Promise<ExportPiece>;
  /** Takes what was printed, in the order of the list, and gives what of it can be written already. */
  take(device: FlashedDevice, piece: ExportPiece): string;
  /** Gives what stands after the last. */
  close(count: number): AsyncIterable<ResultPart> | Iterable<ResultPart>;
}

/**
 * Gives the printer that the options ask for. Throws `terminal/option-missing` for what a format needs,
 * `terminal/option-many-files`, and a `Refusal` for a scope or a host.
 */
export function choosePrinter(options: DeriveKeyOptions, context: CommandContext): DevicePrinter {
  const settings = readSettings(options, context);
  const { format } = options;
  const isAlone = options.deviceId !== undefined;
  if (format === undefined) return makeLinePrinter(isJson(options) ? printJson : isAlone ? printKeys : printRow);
  const wanted = missingNeeds(format, settings).map((need) => NEEDED_OPTIONS[need]);
  if (wanted.length > 0) throw new WorkbenchError('terminal/option-missing', { wanted });
  const rule = makeExportRules(context.crypto.subtle)[format];
  if (isAlone) return makeLinePrinter(async (device) => endLine(await rule.printAlone(device, settings)));
  if (rule.shape === 'list') return makeListPrinter(rule, settings, context);
  refuseScreen(format, options, context);
  return makeArchivePrinter(rule, settings, context);
}

const NEEDED_OPTIONS: Readonly<Record<ExportNeed, string>> = { idScope: '--id-scope', hubHost: '--hub-name' };

function readSettings(options: DeriveKeyOptions, { note, clock }: CommandContext): ExportSettings {
  const { idScope, dpsHost, hubName } = options;
  return {
    idScope: idScope === undefined ? '' : settle(judgeIdScope(idScope), note),
    dpsHost: dpsHost === undefined ? DPS_HOSTS.global : settle(judgeHostName(dpsHost), note),
    hubHost: hubName === undefined ? undefined : settle(judgeHubName(hubName), note),
    tokenFor: hubName === undefined ? 'dps' : 'hub',
    tokenEndsAtSeconds: chooseEnd(options, clock.now()),
  };
}

function makeLinePrinter(print: (device: FlashedDevice) => string | Promise<string>): DevicePrinter {
  return {
    open: () => '',
    print: async (device) => ({ text: await print(device), guarded: 0 }),
    take: (_device, { text }) => text,
    close: () => [],
  };
}

function printKeys({ primaryKey, secondaryKey }: FlashedDevice): string {
  return `${secondaryKey === undefined ? primaryKey : `${primaryKey}\t${secondaryKey}`}\n`;
}

function printRow(device: FlashedDevice): string {
  return `${device.deviceId}\t${printKeys(device)}`;
}

function printJson(device: FlashedDevice): string {
  return `${JSON.stringify(device)}\n`;
}

/** A connection string alone has no line break, for it is copied; on a terminal every line has. */
function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

function makeListPrinter(rule: ExportRule, settings: ExportSettings, { say }: CommandContext): DevicePrinter {
  let guarded = 0;
  return {
    open: () => rule.open(),
    print: (device, index) => rule.print(device, settings, index),
    take(_device, piece) {
      guarded += piece.guarded;
      return piece.text;
    },
    *close(count) {
      yield rule.close(count);
      if (guarded > 0) say(KEY_LIST_NOTES.guarded(guarded));
    },
  };
}

function refuseScreen(format: ExportFormat, { outputFile }: DeriveKeyOptions, { output }: CommandContext): void {
  if (outputFile !== undefined || output.isTTY !== true) return;
  throw new WorkbenchError('terminal/option-many-files', { format });
}

function makeArchivePrinter(rule: ExportRule, settings: ExportSettings, context: CommandContext): DevicePrinter {
  const archive = context.openArchive(context.clock.now());
  const taken = new Set<string>();
  return {
    open: () => '',
    print: (device, index) => rule.print(device, settings, index),
    take({ deviceId }, { text }) {
      archive.add(fileNameFor(deviceId, rule.extension, taken), text);
      return '';
    },
    async *close() {
      yield* archive.finish().stream();
    },
  };
}
