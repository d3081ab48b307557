import { createDeviceKeyDeriver } from '#core/sas/derived-key';
import { DERIVE_KEY_HELP } from '#core/words/en/key-commands';
import type { CommandContext, Command } from '../commands/command.ts';
import { checkTogether, DERIVE_KEY_OPTIONS, type DeriveKeyOptions } from './derive-key-options.ts';
import { choosePrinter } from './device-printer.ts';
import { readKey, readSecondaryKey } from './key-input.ts';
import { printDevices, type GroupDerivers } from './print-devices.ts';
import { readDevices } from '../commands/read-devices.ts';

/** `derive-key`: what `az iot dps enrollment-group compute-device-key` prints, for one device or a list of them. */
export const DERIVE_KEY: Command<typeof DERIVE_KEY_OPTIONS> = {
  options: DERIVE_KEY_OPTIONS,
  help: DERIVE_KEY_HELP,
  async *make(options, context) {
    checkTogether(options);
    const printer = choosePrinter(options, context);
    const derivers = await readGroupKeys(options, context);
    yield* printDevices(await readDevices(options, context), derivers, printer);
  },
};

async function readGroupKeys(options: DeriveKeyOptions, context: CommandContext): Promise<GroupDerivers> {
  const isInputTaken = options.ids === '-' || options.secondaryKeyFile === '-';
  const primary = await readKey(options, 'group', context, !isInputTaken);
  const names = ['--secondary-key', '--secondary-key-file'] as const;
  const given = { names, text: options.secondaryKey, file: options.secondaryKeyFile };
  const secondary = await readSecondaryKey(given, context);
  return {
    primary: await createDeviceKeyDeriver(context.crypto.subtle, primary),
    secondary: secondary && (await createDeviceKeyDeriver(context.crypto.subtle, secondary)),
  };
}
