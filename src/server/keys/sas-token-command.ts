import { makeFinding } from '#core/errors/workbench-error';
import { issueSasToken } from '#core/sas/sas-token';
import { SAS_TOKEN_HELP } from '#core/words/en/key-commands';
import type { Command } from '../commands/command.ts';
import { chooseEnd } from './key-options.ts';
import { printLine } from '../commands/print-line.ts';
import { SAS_TOKEN_OPTIONS } from './sas-token-options.ts';
import { findSigning } from './token-signing.ts';

/** `sas-token`: what `az iot hub generate-sas-token` prints, from a key or a connection string; for DPS too. */
export const SAS_TOKEN: Command<typeof SAS_TOKEN_OPTIONS> = {
  options: SAS_TOKEN_OPTIONS,
  help: SAS_TOKEN_HELP,
  async *make(options, context) {
    const nowMs = context.clock.now();
    const expiresAtSeconds = chooseEnd(options, nowMs);
    const signing = await findSigning(options, context);
    const secondsAgo = Math.floor(nowMs / 1000) - expiresAtSeconds;
    if (secondsAgo >= 0) context.note(makeFinding('sas/expired', { secondsAgo }));
    const sas = await issueSasToken(context.crypto.subtle, { ...signing, expiresAtSeconds });
    yield printLine(options, sas, { sas });
  },
};
