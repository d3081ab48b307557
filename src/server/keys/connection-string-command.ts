import { encodeBase64 } from '#core/bytes/base64';
import { WorkbenchError } from '#core/errors/workbench-error';
import { printConnectionString } from '#core/identity/connection-string';
import { judgeId } from '#core/identity/device-id';
import { judgeHubName } from '#core/identity/hub-name';
import { CONNECTION_STRING_HELP } from '#core/words/en/key-commands';
import type { Command } from '../commands/command.ts';
import { DEVICE_OPTIONS, forbidTogether, RESULT_OPTIONS } from '../commands/command-options.ts';
import { COMPUTE_OPTIONS, HUB_OPTIONS, KEY_OPTIONS } from './key-options.ts';
import { readDeviceKey } from './key-input.ts';
import { text } from '../commands/option-set.ts';
import { printLine } from '../commands/print-line.ts';
import { settle } from '../commands/refusal.ts';

const OPTIONS = {
  ...RESULT_OPTIONS,
  ...HUB_OPTIONS,
  ...DEVICE_OPTIONS,
  moduleId: text('--module-id', '-m'),
  ...KEY_OPTIONS,
  ...COMPUTE_OPTIONS,
};

/** `connection-string`: what `az iot hub device-identity connection-string show` prints, from a key. */
export const CONNECTION_STRING: Command<typeof OPTIONS> = {
  options: OPTIONS,
  help: CONNECTION_STRING_HELP,
  async *make(options, context) {
    const { hubName, moduleId } = options;
    if (hubName === undefined) throw new WorkbenchError('terminal/option-missing', { wanted: ['--hub-name'] });
    if (options.deviceId === undefined)
      throw new WorkbenchError('terminal/option-missing', { wanted: ['--device-id'] });
    forbidTogether(['--compute-key', options.computeKey], ['--module-id', moduleId]);
    const hostName = settle(judgeHubName(hubName), context.note);
    const deviceId = settle(judgeId(options.deviceId, options.computeKey ? 'dps' : 'hub'), context.note);
    if (moduleId !== undefined) settle(judgeId(moduleId, 'hub'), context.note, '--module-id');
    const keyBytes = await readDeviceKey(options, deviceId, context);
    const connectionString = printConnectionString({
      hostName,
      deviceId,
      ...(moduleId !== undefined && { moduleId }),
      credential: { kind: 'key', sharedAccessKey: encodeBase64(keyBytes) },
    });
    yield printLine(options, connectionString, { connectionString });
  },
};
