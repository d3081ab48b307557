import { webcrypto } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { openZip } from '#adapters/zip/open-zip';
import { createCertificateMaker } from '#core/certificate-maker/create-certificate-maker';
import { describeOnTerminal } from '#core/words/describe-on-terminal';
import { runCommand } from '#server/commands/run-command';
import { makeTerminal } from '#server/terminal';
import { createFakeClock } from '../../support/fake-clock.ts';

/** Published with the documentation of DPS; its key of `sn-007-…` stands in the vectors. */
export const GROUP_KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';
export const DEVICE_ID = 'sn-007-888-abc-mac-a1-b2-c3-d4-e5-f6';
export const DEVICE_KEY = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';
/** What the clock of these runs shows. */
export const NOW = Date.UTC(2026, 0, 5, 9, 10, 11);

export interface RunInMemory {
  readonly code: number;
  readonly output: string;
  readonly bytes: Buffer;
  readonly errors: string;
}

/** Runs a command in this process. Without `input` standard input is a terminal; `screen` makes standard output one. */
export async function runInMemory(
  argv: readonly string[],
  given: { readonly input?: string | Uint8Array; readonly screen?: boolean } = {},
): Promise<RunInMemory> {
  const parts: Buffer[] = [];
  let errors = '';
  const output = new Writable({
    write(part: Buffer, _encoding, done) {
      parts.push(Buffer.from(part));
      done();
    },
  });
  const input = Readable.from(given.input === undefined ? [] : [Buffer.from(given.input)], { objectMode: false });
  const clock = createFakeClock(NOW);
  const engine = {
    crypto: globalThis.crypto,
    vault: createMemoryVault(globalThis.crypto.subtle),
    locks: createMemoryLocks(),
    openArchive: openZip,
    parseCsv,
  };
  const code = await runCommand(argv, {
    program: 'npx device-workbench',
    crypto: webcrypto,
    clock,
    parseCsv,
    openArchive: openZip,
    openCertificateMaker: async () => createCertificateMaker({ ...engine, clock }),
    input: Object.assign(input, { isTTY: given.input === undefined }),
    output: Object.assign(output, { isTTY: given.screen === true }),
    terminal: makeTerminal(output, { write: (text) => (errors += text) }, describeOnTerminal),
    untilInterrupted: (work) => work(new AbortController().signal),
  });
  const bytes = Buffer.concat(parts);
  return { code, output: bytes.toString(), bytes, errors };
}
