import type { CommandContext } from '../commands/command.ts';
import type { OptionSet, OptionsOf } from '../commands/option-set.ts';
import type { FOLDER_OPTIONS } from './certificate-options.ts';
import type { CertificateResult } from './result.ts';

/** What each of these commands takes, whatever else it does. */
export type FolderOptionSet = OptionSet & typeof FOLDER_OPTIONS;

/** A thing that `certificate` makes. */
export interface CertificateCommand<Set extends OptionSet> {
  readonly options: Set;
  /** Makes it, with its files, and writes nothing. Throws `terminal/…`, what the engine throws, and `Refusal`. */
  make(options: OptionsOf<Set>, context: CommandContext): Promise<CertificateResult>;
}
