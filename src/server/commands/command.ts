import type { webcrypto } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import type { Finding } from '#core/errors/workbench-error';
import type { OpenArchive } from '#core/ports/archive-writer';
import type { CertificateMaker } from '#core/ports/certificate-maker';
import type { Clock } from '#core/ports/clock';
import type { ParseCsv } from '#core/ports/csv-parser';
import type { Terminal } from '../terminal.ts';
import type { OptionSet, OptionsOf } from './option-set.ts';

/** What the commands see of the world, files excepted. */
export interface CommandPorts {
  /** How the program is called, for `--help`. */
  readonly program: string;
  readonly crypto: webcrypto.Crypto;
  readonly clock: Clock;
  readonly parseCsv: ParseCsv;
  readonly openArchive: OpenArchive;
  /** Gives a maker of certificates that forgets what it keeps with the program. */
  readonly openCertificateMaker: () => Promise<CertificateMaker>;
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
  readonly terminal: Terminal;
  /** Does work that leaves something behind when it is cut off: what would end the program ends the work by its signal. */
  readonly untilInterrupted: (work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
}

/** The same for one run: notes are not told where only errors are to be shown. */
export interface CommandContext extends CommandPorts {
  /** `about` names the input that it is about, where there may be several. */
  note(finding: Finding, about?: string): void;
  say(text: string): void;
}

/** A part of a result. */
export type ResultPart = string | Uint8Array;

/** A command: its options, what `--help` prints, and how its result is made, part by part. */
export interface Command<Set extends OptionSet> {
  readonly options: Set;
  readonly help: (program: string) => string;
  /** Throws `terminal/…` and `Refusal`; before the first part, nothing is written anywhere. */
  make(options: OptionsOf<Set>, context: CommandContext): AsyncIterable<ResultPart>;
}
