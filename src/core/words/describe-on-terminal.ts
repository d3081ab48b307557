import type { Finding } from '../errors/workbench-error.ts';
import type { Described } from './described.ts';
import { CERTIFICATE_COMMAND_REMEDIES } from './en/certificate-commands.ts';
import { KEY_COMMAND_REMEDIES } from './en/key-commands.ts';
import { describeFinding, type OtherRemedies } from './words.ts';

const REMEDIES: OtherRemedies = { ...KEY_COMMAND_REMEDIES, ...CERTIFICATE_COMMAND_REMEDIES };

/** Gives the words for a finding, with a next step that can be taken on a command line. */
export function describeOnTerminal(finding: Finding): Described {
  return describeFinding(finding, REMEDIES);
}
